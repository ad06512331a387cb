/*
 * Logins at a real host that nobody answers, played to their end with the shortest lives that the host's limits allow.
 * CHORUS_LONG=1 also waits until a token has ended that nobody has confirmed.
 */
#include "base/clock.h"
#include "support/deadline.h"
#include "support/person.h"

#include <chorus/chorus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLOWS = 2, CODES = 6, CODE_LIFE_S = 5, TOKEN_LIFE_S = 60, PATIENCE_S = 100, CODE_SIZE = 16, TEXT_SIZE = 100 };

/* A login, as its events tell of it. */
typedef struct watched {
    chorus_session     session;
    chorus_login_state state;
    int                codes;
    bool               has_waited;
    char               code[CODE_SIZE], text[TEXT_SIZE];
} watched;

typedef struct scene {
    host_lab lab;
    watched  logins[FLOWS];
} scene;

static int set_up(void **state)
{
    scene              *s = calloc(1, sizeof *s);
    chorus_host_limits  limits;
    chorus_host_client  client;
    chorus_host_options options;
    assert_non_null(s);
    CHORUS_INIT(&limits);
    CHORUS_INIT(&client);
    CHORUS_INIT(&options);
    limits.short_code_s = limits.device_code_s = CODE_LIFE_S;
    limits.device_poll_s  = 1;
    limits.access_token_s = TOKEN_LIFE_S;
    client.client_id      = "game";
    client.name           = "The Game";
    options.limits        = &limits;
    options.clients       = &client;
    options.client_count  = 1;
    host_lab_open(&s->lab, &options);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;
    host_lab_close(&s->lab);
    free(s);
    return 0;
}

static void open_login(scene *s, chorus_oauth_flow flow)
{
    chorus_oauth_options options;
    CHORUS_INIT(&options);
    options.host       = s->lab.session;
    options.client_id  = "game";
    options.scopes     = "interactive:robot:self user:details:self";
    options.store_file = "";
    options.flow       = flow;
    assert_ok(chorus_oauth_open(s->lab.rt, &options, &s->logins[flow].session));
}

/* Each code is another one than the one before. */
static void take_code(watched *w, const chorus_event_login *login)
{
    assert_string_not_equal(w->code, login->code.ptr);
    snprintf(w->code, sizeof w->code, "%s", login->code.ptr);
    w->codes++;
}

static void take_event(watched *w, const chorus_event_login *login)
{
    w->state = login->state;
    snprintf(w->text, sizeof w->text, "%s", login->text.ptr);
    if (login->state == CHORUS_LOGIN_OFFLINE || login->state == CHORUS_LOGIN_MISCONFIGURED)
        fail_msg("%s", w->text);
    if (login->state == CHORUS_LOGIN_CODE_READY)
        take_code(w, login);
    w->has_waited |= login->state == CHORUS_LOGIN_WAITING;
}

static void take_events(scene *s)
{
    chorus_event event;
    chorus_pump(s->lab.rt);
    while (chorus_next_event(s->lab.rt, &event)) {
        for (int i = 0; i < FLOWS && event.type == CHORUS_EVENT_LOGIN; i++) {
            if (event.session.id == s->logins[i].session.id)
                take_event(&s->logins[i], &event.as.login);
        }
    }
}

static void play_until(scene *s, const watched *w, chorus_login_state wanted)
{
    uint64_t until_ns = cho_clock_mono_ns() + PATIENCE_S * UINT64_C(1000000000);
    while (w->state != wanted) {
        if (deadline_is_over(until_ns))
            fail_msg("still %s: %s", chorus_login_state_name(w->state), w->text);
        take_events(s);
        deadline_frame();
    }
}

static void assert_expired(scene *s, watched *w)
{
    chorus_event_login now;
    assert_int_equal(w->codes, CODES);
    assert_true(w->has_waited);
    assert_string_equal(w->text, "Nobody has typed the code. Try again for a new one");
    assert_ok(chorus_oauth_read(s->lab.rt, w->session, &now));
    assert_int_equal(now.state, CHORUS_LOGIN_EXPIRED);
    assert_int_equal(now.code.len + now.url_with_code.len + now.qr_side + now.seconds_left, 0);
    assert_ok(chorus_oauth_retry(s->lab.rt, w->session));
    play_until(s, w, CHORUS_LOGIN_CODE_READY);
    assert_int_equal(w->codes, CODES + 1);
}

/* Both flows at once: it takes five codes' lives but their last fifth, and one whole. */
static void test_who_shows_codes_that_nobody_types_gives_up(void **state)
{
    scene *s = *state;
    open_login(s, CHORUS_OAUTH_SHORTCODE);
    open_login(s, CHORUS_OAUTH_DEVICE);
    for (int i = 0; i < FLOWS; i++)
        play_until(s, &s->logins[i], CHORUS_LOGIN_EXPIRED);
    for (int i = 0; i < FLOWS; i++)
        assert_expired(s, &s->logins[i]);
}

/* How many programs somebody has allowed. */
static int count_permissions(person *p)
{
    int count = 0;
    assert_int_equal(person_post(p, "/account/list", ""), 200);
    for (const char *at = p->body; (at = strstr(at, "\"id\"")) != NULL; at++)
        count++;
    return count;
}

static void test_who_is_never_confirmed_is_forgotten(void **state)
{
    scene      *s       = *state;
    watched    *w       = &s->logins[CHORUS_OAUTH_SHORTCODE];
    const char *is_long = getenv("CHORUS_LONG");
    person      ann;
    if (is_long == NULL || strcmp(is_long, "1") != 0)
        skip();
    person_come(&ann, &s->lab);
    person_create(&ann, "Ann", "correct horse");
    open_login(s, CHORUS_OAUTH_SHORTCODE);
    play_until(s, w, CHORUS_LOGIN_CODE_READY);
    person_decide(&ann, w->code, true);
    play_until(s, w, CHORUS_LOGIN_CONFIRM);
    assert_int_equal(count_permissions(&ann), 1);
    play_until(s, w, CHORUS_LOGIN_EXPIRED);
    assert_string_equal(w->text, "Nobody has answered here in time. Try again for a new code");
    for (uint64_t until_ns = deadline_ns(); count_permissions(&ann) != 0; deadline_yield(until_ns))
        take_events(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_who_shows_codes_that_nobody_types_gives_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_who_is_never_confirmed_is_forgotten, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("oauth/expired at a host", tests, NULL, NULL);
}
