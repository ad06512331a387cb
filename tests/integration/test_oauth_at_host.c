/* Signing in at a real host, by both flows. */
#include "support/person.h"

#include <chorus/chorus.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct scene {
    host_lab             lab;
    person               ann;
    chorus_session       login;
    chorus_oauth_options options;
} scene;

static int set_up(void **state)
{
    scene              *s = calloc(1, sizeof *s);
    chorus_host_client  client;
    chorus_host_options options;
    assert_non_null(s);
    CHORUS_INIT(&client);
    CHORUS_INIT(&options);
    client.client_id     = "game";
    client.name          = "The Game";
    options.clients      = &client;
    options.client_count = 1;
    host_lab_open(&s->lab, &options);
    person_come(&s->ann, &s->lab);
    person_create(&s->ann, "Ann", "correct horse");
    CHORUS_INIT(&s->options);
    s->options.host       = s->lab.session;
    s->options.client_id  = "game";
    s->options.scopes     = "interactive:robot:self user:details:self";
    s->options.store_file = "";
    *state                = s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;
    host_lab_close(&s->lab);
    free(s);
    return 0;
}

static void open_login(scene *s)
{
    assert_ok(chorus_oauth_open(s->lab.rt, &s->options, &s->login));
}

/* Others are passed over. */
static chorus_event_login wait_for(scene *s, chorus_login_state wanted)
{
    chorus_event event;
    do {
        host_lab_wait(&s->lab, CHORUS_EVENT_LOGIN, &event);
        if (event.as.login.state == CHORUS_LOGIN_MISCONFIGURED && wanted != CHORUS_LOGIN_MISCONFIGURED)
            fail_msg("%s", event.as.login.text.ptr);
    } while (event.as.login.state != wanted);
    return event.as.login;
}

static void decide(scene *s, bool is_allowed)
{
    chorus_event_login shown;
    assert_ok(chorus_oauth_read(s->lab.rt, s->login, &shown));
    person_decide(&s->ann, shown.code.ptr, is_allowed);
}

static void sign_in(scene *s, chorus_oauth_flow flow)
{
    chorus_event event;
    s->options.flow = flow;
    open_login(s);
    chorus_event_login login = wait_for(s, CHORUS_LOGIN_CODE_READY);
    assert_int_equal(login.code.len, flow == CHORUS_OAUTH_DEVICE ? 9 : 6);
    assert_true(login.seconds_left > 0 && login.qr_side > 20 && login.qr != NULL);
    assert_non_null(strstr(login.url_with_code.ptr, login.code.ptr));
    assert_non_null(strstr(login.text.ptr, login.code.ptr));
    decide(s, true);
    login = wait_for(s, CHORUS_LOGIN_CONFIRM);
    assert_string_equal(login.user.ptr, "Ann");
    assert_int_equal(login.code.len, 0);
    assert_ok(chorus_oauth_accept(s->lab.rt, s->login));
    login = wait_for(s, CHORUS_LOGIN_SIGNED_IN);
    assert_string_equal(login.text.ptr, "Signed in as Ann");
    host_lab_wait(&s->lab, CHORUS_EVENT_TOKEN, &event);
    assert_true(event.as.token.access.len > 0 && event.as.token.refresh.len > 0);
    host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_READY, &event);
}

static void test_a_short_code_signs_in(void **state)
{
    sign_in(*state, CHORUS_OAUTH_SHORTCODE);
}

static void test_a_device_code_signs_in(void **state)
{
    sign_in(*state, CHORUS_OAUTH_DEVICE);
}

int main(void)
{
#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_a_short_code_signs_in),
        SCENE_TEST(test_a_device_code_signs_in),
    };
    return cmocka_run_group_tests_name("oauth/at a host", tests, NULL, NULL);
}
