/* Nobody hears of codes, tokens, handles and names, whatever goes wrong. */
#include "support/deadline.h"
#include "support/folder.h"
#include "support/signing.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct shelf {
    char folder[FOLDER_SIZE], path[FOLDER_SIZE + 32];
} shelf;

static void make_shelf(signing *s, shelf *at)
{
    folder_make(at->folder);
    snprintf(at->path, sizeof at->path, "%s/it.token", at->folder);
    s->options.store_file = at->path;
}

#define CANARY_CODE "{\"code\":\"CNRYZZ\",\"expires_in\":3600,\"handle\":\"canary-handle\"}"
#define CANARY_TOKEN "{\"access_token\":\"canary-access\",\"refresh_token\":\"canary-refresh\",\"expires_in\":9999}"
#define CANARY_ERROR "{\"error\":\"canary-error\",\"error_description\":\"canary-description of CNRYZZ\"}"

static void assert_is_silent(const signing *s)
{
    if (strstr(s->log, "canary") != NULL || strstr(s->log, "CNRYZZ") != NULL)
        fail_msg("%s", s->log);
    assert_non_null(strstr(s->log, "oauth: now"));
}

static void sing(signing *s, int failing)
{
    static const struct {
        const char *start, *body;
    } steps[] = {
        { "POST /api/v1/oauth/shortcode ", CANARY_CODE },
        { "GET /api/v1/oauth/shortcode/check/canary-handle ", "{\"code\":\"canary-grant\"}" },
        { "POST /api/v1/oauth/token ", CANARY_TOKEN },
        { "GET /api/v1/users/current ", "{\"username\":\"canary-user\"}" },
    };
    static const int statuses[] = { 400, 401, 500 };
    for (int i = 0; i < (int)ARRAY_LEN(steps); i++) {
        if (i == failing / 3) {
            signing_serve(s, steps[i].start, statuses[failing % 3], CANARY_ERROR);
            return;
        }
        signing_serve(s, steps[i].start, 200, steps[i].body);
    }
}

static void test_no_secret_is_logged_whatever_goes_wrong(void **state)
{
    signing *s = *state;
    shelf    at;
    make_shelf(s, &at);
    s->options.client_secret = "canary-secret";
    for (int failing = 0; failing < 12; failing++) {
        signing_open(s);
        sing(s, failing);
        signing_wait_event(s, CHORUS_EVENT_LOGIN, &(chorus_event){ .type = 0 });
        assert_ok(chorus_session_close(s->rt, s->login));
        chorus_flush(s->rt);
        for (uint64_t until_ns = deadline_ns(); chorus_session_get_state(s->rt, s->login) != CHORUS_STATE_NONE;) {
            if (peer_is_called(&s->peer)) /* what was not confirmed is forgotten */
                signing_serve(s, "", 200, "{}");
            chorus_discard_events(s->rt);
            chorus_pump(s->rt);
            deadline_yield(until_ns);
        }
    }
    assert_is_silent(s);
    folder_remove(at.folder);
}

/* The token is in the file, and nothing else that is secret is anywhere in the folder. */
static void test_only_the_token_is_stored(void **state)
{
    signing *s = *state;
    shelf    at;
    char     command[256];
    make_shelf(s, &at);
    s->options.client_secret = "canary-secret";
    signing_open(s);
    sing(s, 99);
    signing_wait(s, CHORUS_LOGIN_CONFIRM);
    snprintf(command, sizeof command, "grep -rq canary %s", at.folder);
    assert_int_not_equal(system(command), 0);
    assert_ok(chorus_oauth_accept(s->rt, s->login));
    signing_wait(s, CHORUS_LOGIN_SIGNED_IN);
    signing_close(s);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "grep -rqE 'canary-(secret|handle|grant|user)|CNRYZZ' %s", at.folder);
    assert_int_not_equal(system(command), 0);
    assert_is_silent(s);
    folder_remove(at.folder);
}

int main(void)
{
#define SECRET_TEST(name) cmocka_unit_test_setup_teardown(name, signing_set_up, signing_tear_down)
    const struct CMUnitTest tests[] = {
        SECRET_TEST(test_no_secret_is_logged_whatever_goes_wrong),
        SECRET_TEST(test_only_the_token_is_stored),
    };
    return cmocka_run_group_tests_name("oauth/secrets", tests, NULL, NULL);
}
