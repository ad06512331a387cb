/* Signing in at a real host, by both flows. */
#include "support/deadline.h"
#include "support/folder.h"
#include "support/person.h"

#include <chorus/chorus.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

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

/* ---- no ---- */

static void test_a_no_on_the_phone_is_told_and_can_be_tried_again(void **state)
{
    scene *s = *state;
    open_login(s);
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    decide(s, false);
    wait_for(s, CHORUS_LOGIN_DENIED);
    assert_result(CHORUS_E_STATE, chorus_oauth_accept(s->lab.rt, s->login));
    assert_ok(chorus_oauth_retry(s->lab.rt, s->login));
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    decide(s, true);
    wait_for(s, CHORUS_LOGIN_CONFIRM);
}

/* What Ann has allowed, as the page of her account lists it. */
static void wait_for_permissions(scene *s, int count)
{
    for (uint64_t until_ns = deadline_ns();; deadline_yield(until_ns)) {
        int found = 0;
        chorus_pump(s->lab.rt);
        assert_int_equal(person_post(&s->ann, "/account/list", ""), 200);
        for (const char *at = s->ann.body; (at = strstr(at, "\"id\"")) != NULL; at++)
            found++;
        if (found == count)
            return;
    }
}

static void test_who_is_rejected_here_is_forgotten_there(void **state)
{
    scene             *s = *state;
    chorus_oauth_token token;
    CHORUS_INIT(&token);
    open_login(s);
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    decide(s, true);
    wait_for(s, CHORUS_LOGIN_CONFIRM);
    wait_for_permissions(s, 1);
    assert_result(CHORUS_E_AGAIN, chorus_oauth_get_token(s->lab.rt, s->login, &token));
    assert_ok(chorus_oauth_reject(s->lab.rt, s->login));
    wait_for(s, CHORUS_LOGIN_DENIED);
    wait_for_permissions(s, 0);
}

static void test_who_is_not_confirmed_when_the_session_is_closed_is_forgotten_there(void **state)
{
    scene       *s = *state;
    chorus_event event;
    open_login(s);
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    decide(s, true);
    wait_for(s, CHORUS_LOGIN_CONFIRM);
    assert_ok(chorus_session_close(s->lab.rt, s->login));
    host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    wait_for_permissions(s, 0);
}

static void test_only_the_expected_account_may_sign_in(void **state)
{
    scene *s                 = *state;
    s->options.expected_user = "Bob";
    open_login(s);
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    decide(s, true);
    assert_string_equal(wait_for(s, CHORUS_LOGIN_DENIED).text.ptr,
                        "Ann has said yes, but this is for Bob. Try again for a new code");
    wait_for_permissions(s, 0);
}

static void test_the_expected_account_needs_no_confirmation(void **state)
{
    scene *s                 = *state;
    s->options.expected_user = "ANN";
    open_login(s);
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    decide(s, true);
    wait_for(s, CHORUS_LOGIN_SIGNED_IN);
}

/* ---- what is shown ---- */

static void test_a_hidden_code_is_shown_when_the_game_says_so(void **state)
{
    scene             *s  = *state;
    chorus_str         spoken;
    s->options.flow       = CHORUS_OAUTH_DEVICE;
    s->options.hides_code = true;
    open_login(s);
    chorus_event_login login = wait_for(s, CHORUS_LOGIN_CODE_READY);
    assert_int_equal(login.code.len + login.url_with_code.len + login.qr_side, 0);
    assert_null(login.qr);
    assert_true(login.url.len > 0 && login.seconds_left > 0);
    assert_result(CHORUS_E_STATE, chorus_oauth_spell_code(s->lab.rt, s->login, &spoken));
    assert_ok(chorus_oauth_show_code(s->lab.rt, s->login, true));
    do {
        chorus_event event;
        host_lab_wait(&s->lab, CHORUS_EVENT_LOGIN, &event);
        login = event.as.login;
    } while (login.code.len == 0);
    assert_non_null(login.qr);
    assert_ok(chorus_oauth_spell_code(s->lab.rt, s->login, &spoken));
    assert_int_equal(spoken.len, 8 + 3 + 3 + 8);
    assert_memory_equal(spoken.ptr + 7, ", dash, ", 8);
}

/* ---- tokens ---- */

static void get_token(scene *s, char access[160])
{
    chorus_oauth_token token;
    CHORUS_INIT(&token);
    assert_ok(chorus_oauth_get_token(s->lab.rt, s->login, &token));
    snprintf(access, 160, "%s", token.access.ptr);
}

static void test_a_token_is_refreshed_when_the_game_says_so(void **state)
{
    scene       *s = *state;
    char         before[160], after[160];
    chorus_event event;
    sign_in(s, CHORUS_OAUTH_SHORTCODE);
    get_token(s, before);
    assert_ok(chorus_oauth_refresh(s->lab.rt, s->login));
    host_lab_wait(&s->lab, CHORUS_EVENT_TOKEN, &event);
    get_token(s, after);
    assert_string_not_equal(before, after);
    assert_string_equal(after, event.as.token.access.ptr);
    assert_int_equal(event.as.token.lifetime_s, 21599);
}

static void test_signing_out_forgets_the_token_here_and_there(void **state)
{
    scene             *s = *state;
    chorus_oauth_token token;
    CHORUS_INIT(&token);
    sign_in(s, CHORUS_OAUTH_SHORTCODE);
    assert_ok(chorus_oauth_sign_out(s->lab.rt, s->login));
    wait_for(s, CHORUS_LOGIN_SIGNED_OUT);
    wait_for_permissions(s, 0);
    assert_result(CHORUS_E_AGAIN, chorus_oauth_get_token(s->lab.rt, s->login, &token));
    assert_result(CHORUS_E_STATE, chorus_oauth_refresh(s->lab.rt, s->login));
}

static void close_login(scene *s)
{
    chorus_event event;
    assert_ok(chorus_session_close(s->lab.rt, s->login));
    host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
}

static void test_a_stored_token_signs_in_again(void **state)
{
    scene      *s = *state;
    char        folder[FOLDER_SIZE], path[FOLDER_SIZE + 32], before[160], after[160];
    struct stat about;
    folder_make(folder);
    snprintf(path, sizeof path, "%s/made/here/it.token", folder);
    s->options.store_file = path;
    sign_in(s, CHORUS_OAUTH_SHORTCODE);
    get_token(s, before);
    close_login(s);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    open_login(s);
    assert_string_equal(wait_for(s, CHORUS_LOGIN_SIGNED_IN).user.ptr, "Ann");
    chorus_event event;
    host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_READY, &event);
    get_token(s, after);
    assert_string_equal(before, after);
    assert_ok(chorus_oauth_sign_out(s->lab.rt, s->login));
    wait_for(s, CHORUS_LOGIN_SIGNED_OUT);
    close_login(s);
    assert_int_not_equal(stat(path, &about), 0);
    folder_remove(folder);
}

/* The account's page has taken it back. */
static void test_a_stored_token_that_is_no_good_leads_to_a_code(void **state)
{
    scene *s = *state;
    char   folder[FOLDER_SIZE], path[FOLDER_SIZE + 32], members[128], id[64];
    struct stat about;
    folder_make(folder);
    snprintf(path, sizeof path, "%s/it.token", folder);
    s->options.store_file = path;
    sign_in(s, CHORUS_OAUTH_SHORTCODE);
    close_login(s);
    assert_int_equal(person_post(&s->ann, "/account/list", ""), 200);
    person_read(s->ann.body, "id", id, sizeof id);
    snprintf(members, sizeof members, "\"id\":\"%s\"", id);
    assert_int_equal(person_post(&s->ann, "/account/revoke", members), 200);
    open_login(s);
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    close_login(s);
    assert_int_not_equal(stat(path, &about), 0);
    folder_remove(folder);
}

/* ---- a store of the game's own ---- */

typedef struct pocket {
    char blob[4096];
    int  loads, saves, erases;
} pocket;

static bool load_pocket(void *user, char *out, size_t size)
{
    pocket *p = user;
    p->loads++;
    if (p->blob[0] == '\0')
        return false;
    snprintf(out, size, "%s", p->blob);
    return true;
}

static bool save_pocket(void *user, const char *blob)
{
    pocket *p = user;
    p->saves++;
    snprintf(p->blob, sizeof p->blob, "%s", blob);
    return true;
}

static void erase_pocket(void *user)
{
    pocket *p  = user;
    p->blob[0] = '\0';
    p->erases++;
}

static void test_hooks_keep_the_token(void **state)
{
    scene                   *s = *state;
    pocket                   p = { .loads = 0 };
    const chorus_oauth_store store = { load_pocket, save_pocket, erase_pocket, &p };
    s->options.store_file = NULL;
    s->options.store      = &store;
    sign_in(s, CHORUS_OAUTH_DEVICE);
    close_login(s);
    assert_int_equal(p.loads, 1);
    assert_int_equal(p.saves, 1);
    open_login(s);
    wait_for(s, CHORUS_LOGIN_SIGNED_IN);
    assert_ok(chorus_oauth_sign_out(s->lab.rt, s->login));
    wait_for(s, CHORUS_LOGIN_SIGNED_OUT);
    close_login(s);
    assert_int_equal(p.erases, 1);
    assert_int_equal(p.blob[0], '\0');
}

/* ---- sessions that are opened with a login ---- */

static void wait_for_state(scene *s, chorus_session session, chorus_session_state wanted, chorus_event *out)
{
    do
        host_lab_wait(&s->lab, wanted == CHORUS_STATE_READY ? CHORUS_EVENT_SESSION_READY : CHORUS_EVENT_SESSION_STATE, out);
    while (out->session.id != session.id || out->as.state.state != wanted);
}

static chorus_session open_game(scene *s)
{
    chorus_session             game;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.host       = s->lab.session;
    options.login      = s->login;
    options.version_id = 7;
    assert_ok(chorus_interactive_open(s->lab.rt, &options, &game));
    return game;
}

static void test_a_session_waits_until_somebody_is_signed_in(void **state)
{
    scene       *s = *state;
    chorus_event event;
    open_login(s);
    chorus_session game = open_game(s);
    wait_for_state(s, game, CHORUS_STATE_CONNECTING, &event);
    assert_string_equal(event.as.state.text.ptr, "waiting for somebody to sign in");
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    decide(s, true);
    wait_for(s, CHORUS_LOGIN_CONFIRM);
    assert_int_equal(chorus_session_get_state(s->lab.rt, game), CHORUS_STATE_CONNECTING);
    assert_ok(chorus_oauth_accept(s->lab.rt, s->login));
    wait_for_state(s, game, CHORUS_STATE_READY, &event);
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_token(s->lab.rt, game, "t", NULL));
}

static void test_a_session_that_waits_ends_with_its_login(void **state)
{
    scene       *s = *state;
    chorus_event event;
    open_login(s);
    chorus_session game = open_game(s);
    wait_for_state(s, game, CHORUS_STATE_CONNECTING, &event);
    assert_ok(chorus_session_close(s->lab.rt, s->login));
    do
        host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    while (event.session.id != game.id);
    assert_string_equal(event.as.closed.text.ptr, "the login was closed");
}

static void test_a_login_ends_with_its_host(void **state)
{
    scene       *s = *state;
    chorus_event event;
    open_login(s);
    wait_for(s, CHORUS_LOGIN_CODE_READY);
    assert_ok(chorus_session_close(s->lab.rt, s->lab.session));
    do
        host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    while (event.session.id != s->login.id);
    assert_string_equal(event.as.closed.text.ptr, "the host was closed");
}

int main(void)
{
#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_a_short_code_signs_in),
        SCENE_TEST(test_a_device_code_signs_in),
        SCENE_TEST(test_a_no_on_the_phone_is_told_and_can_be_tried_again),
        SCENE_TEST(test_who_is_rejected_here_is_forgotten_there),
        SCENE_TEST(test_who_is_not_confirmed_when_the_session_is_closed_is_forgotten_there),
        SCENE_TEST(test_only_the_expected_account_may_sign_in),
        SCENE_TEST(test_the_expected_account_needs_no_confirmation),
        SCENE_TEST(test_a_hidden_code_is_shown_when_the_game_says_so),
        SCENE_TEST(test_a_token_is_refreshed_when_the_game_says_so),
        SCENE_TEST(test_signing_out_forgets_the_token_here_and_there),
        SCENE_TEST(test_a_stored_token_signs_in_again),
        SCENE_TEST(test_a_stored_token_that_is_no_good_leads_to_a_code),
        SCENE_TEST(test_hooks_keep_the_token),
        SCENE_TEST(test_a_session_waits_until_somebody_is_signed_in),
        SCENE_TEST(test_a_session_that_waits_ends_with_its_login),
        SCENE_TEST(test_a_login_ends_with_its_host),
    };
    return cmocka_run_group_tests_name("oauth/at a host", tests, NULL, NULL);
}
