/*
 * The real daemon is killed after each step of signing a game in, of a device and of a tool with a proof key: what an
 * answer has said is so when it starts again, and the sign-in ends well.
 */
#include "support/admin_desk.h"
#include "support/person.h"

#include "base/alloc.h"
#include "data/data_db.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define OAUTH    "/api/v1/oauth/"
#define PASSWORD "correct horse"
#define SCOPES   "interactive:robot:self user:details:self"
#define ASK      "{\"client_id\":\"game\",\"scope\":\"" SCOPES "\"}"
#define RETURN   "http://127.0.0.1:9/done"

/* The example of RFC 7636 appendix B. */
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define VERIFIER  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

static char body[65536];

/* A daemon with a client and with Ann, who is signed in. */
typedef struct hall {
    admin_desk *desk;
    person      ann;
} hall;

static void kill_daemon(hall *h)
{
    assert_int_equal(daemon_end_by(&h->desk->daemon, SIGKILL), 128 + SIGKILL);
}

static void start_again(hall *h)
{
    admin_desk_serve(h->desk);
    person_follow(&h->ann);
}

static void kill_and_start(hall *h)
{
    kill_daemon(h);
    start_again(h);
}

static int set_up(void **state)
{
    hall *h = calloc(1, sizeof *h);
    void *desk;
    assert_non_null(h);
    assert_int_equal(admin_desk_set_up(&desk), 0);
    h->desk = desk;
    assert_int_equal(ADMIN_RUN(h->desk, "client", "add", "game", "--name", "Ducks", "--scope", SCOPES, "--redirect", RETURN), 0);
    admin_desk_serve(h->desk);
    person_come(&h->ann, &h->desk->daemon.lab);
    person_create(&h->ann, "Ann", PASSWORD);
    *state = h;
    return 0;
}

static int tear_down(void **state)
{
    hall *h    = *state;
    void *desk = h->desk;
    free(h);
    return admin_desk_tear_down(&desk);
}

/* ---- asking ---- */

static int post(hall *h, const char *path, const char *content)
{
    return host_lab_request(&h->desk->daemon.lab, "POST", path, "", content, body, sizeof body);
}

static int check(hall *h, const char *handle)
{
    char path[160];
    snprintf(path, sizeof path, OAUTH "shortcode/check/%s", handle);
    return host_lab_request(&h->desk->daemon.lab, "GET", path, "", "", body, sizeof body);
}

typedef struct asked {
    char code[16], handle[80];
} asked;

static asked ask(hall *h)
{
    asked a;
    assert_int_equal(post(h, OAUTH "shortcode", ASK), 200);
    person_read(body, "code", a.code, sizeof a.code);
    person_read(body, "handle", a.handle, sizeof a.handle);
    return a;
}

static asked ask_as_device(hall *h)
{
    asked a;
    assert_int_equal(post(h, OAUTH "device", ASK), 200);
    person_read(body, "user_code", a.code, sizeof a.code);
    person_read(body, "device_code", a.handle, sizeof a.handle);
    return a;
}

static int type(person *p, const char *code)
{
    char members[64];
    snprintf(members, sizeof members, "\"code\":\"%s\"", code);
    return person_post(p, "/go/code", members);
}

static int decide(person *p, const char *code, bool is_allowed)
{
    char members[96];
    snprintf(members, sizeof members, "\"code\":\"%s\",\"allow\":%s", code, is_allowed ? "true" : "false");
    return person_post(p, "/go/decide", members);
}

static void assert_watched(person *p, const char *code, const char *state)
{
    char members[64], wanted[32];
    snprintf(members, sizeof members, "\"code\":\"%s\"", code);
    snprintf(wanted, sizeof wanted, "{\"state\":\"%s\"}", state);
    assert_int_equal(person_post(p, "/go/watch", members), 200);
    assert_string_equal(p->body, wanted);
}

static int exchange(hall *h, const char *code, const char *more)
{
    char content[512];
    snprintf(content, sizeof content, "{\"client_id\":\"game\",\"grant_type\":\"authorization_code\",\"code\":\"%s\"%s}", code, more);
    return post(h, OAUTH "token", content);
}

static int poll_device(hall *h, const char *handle)
{
    char content[512];
    snprintf(content, sizeof content, "{\"client_id\":\"game\",\"grant_type\":\"urn:ietf:params:oauth:grant-type:device_code\","
                                      "\"device_code\":\"%s\"}", handle);
    return post(h, OAUTH "token", content);
}

static void assert_pending(hall *h, const char *handle, const char *error)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"error\":\"%s\"", error);
    int status = poll_device(h, handle);
    if (status != 400 || strstr(body, wanted) == NULL)
        fail_msg("%d instead of %s: %s", status, error, body);
}

typedef struct tokens {
    char access[80], refresh[80];
} tokens;

static tokens read_tokens(void)
{
    tokens t;
    person_read(body, "access_token", t.access, sizeof t.access);
    person_read(body, "refresh_token", t.refresh, sizeof t.refresh);
    return t;
}

static int who(hall *h, const tokens *t)
{
    char lines[160];
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", t->access);
    return host_lab_request(&h->desk->daemon.lab, "GET", "/api/v1/users/current", lines, "", body, sizeof body);
}

static void assert_used_code_ends_it(hall *h, const char *code, const char *more, const tokens *t)
{
    assert_int_equal(who(h, t), 200);
    assert_non_null(strstr(body, "\"username\":\"Ann\""));
    assert_int_equal(exchange(h, code, more), 400);
    assert_non_null(strstr(body, "used before"));
    assert_int_equal(who(h, t), 401);
}

/* ---- each step ---- */

static void test_a_short_code_goes_on_after_each_step(void **state)
{
    hall *h = *state;
    char  grant[80];
    asked a = ask(h);
    kill_and_start(h);
    assert_int_equal(check(h, a.handle), 204);
    assert_int_equal(type(&h->ann, a.code), 200);
    assert_non_null(strstr(h->ann.body, a.code));
    assert_non_null(strstr(h->ann.body, "\"isNear\":true"));
    kill_and_start(h);
    assert_watched(&h->ann, a.code, "asking");
    kill_and_start(h);
    assert_int_equal(check(h, a.handle), 204);
    assert_int_equal(decide(&h->ann, a.code, true), 200);
    kill_and_start(h);
    assert_int_equal(type(&h->ann, a.code), 404);
    assert_int_equal(check(h, a.handle), 200);
    person_read(body, "code", grant, sizeof grant);
    kill_and_start(h);
    assert_int_equal(check(h, a.handle), 404);
    assert_int_equal(exchange(h, grant, ""), 200);
    tokens t = read_tokens();
    kill_and_start(h);
    assert_used_code_ends_it(h, grant, "", &t);
    kill_and_start(h);
    assert_int_equal(who(h, &t), 401);
    assert_int_equal(exchange(h, grant, ""), 400);
}

static void test_a_no_and_a_quarrel_about_a_code_stay_what_they_are(void **state)
{
    hall  *h = *state;
    person eve;
    asked  refused = ask(h), shared = ask(h);
    person_come(&eve, &h->desk->daemon.lab);
    person_create(&eve, "Eve", PASSWORD);
    assert_int_equal(type(&h->ann, refused.code), 200);
    assert_int_equal(decide(&h->ann, refused.code, false), 200);
    assert_int_equal(type(&h->ann, shared.code), 200);
    kill_and_start(h);
    person_follow(&eve);
    assert_int_equal(decide(&eve, shared.code, true), 404);
    assert_int_equal(type(&eve, shared.code), 409);
    kill_and_start(h);
    assert_int_equal(check(h, refused.handle), 403);
    assert_non_null(strstr(body, "said no"));
    assert_int_equal(check(h, shared.handle), 403);
    assert_watched(&h->ann, shared.code, "cancelled");
    assert_int_equal(decide(&h->ann, shared.code, true), 409);
}

static void test_a_device_goes_on_after_each_step(void **state)
{
    hall *h = *state;
    asked a = ask_as_device(h);
    kill_and_start(h);
    assert_pending(h, a.handle, "authorization_pending");
    assert_int_equal(type(&h->ann, a.code), 200);
    kill_and_start(h);
    assert_int_equal(decide(&h->ann, a.code, true), 200);
    kill_and_start(h);
    assert_int_equal(poll_device(h, a.handle), 200);
    tokens t = read_tokens();
    kill_and_start(h);
    assert_pending(h, a.handle, "expired_token");
    assert_int_equal(who(h, &t), 200);
}

/* Ten polls that come too fast are the end, whoever was killed in between. */
static void test_a_hasty_device_is_not_forgiven(void **state)
{
    hall *h = *state;
    asked a = ask_as_device(h);
    for (int round = 0; round < 2; round++) {
        assert_pending(h, a.handle, "authorization_pending");
        for (int i = 0; i < 5; i++)
            assert_pending(h, a.handle, "slow_down");
        kill_and_start(h);
    }
    assert_pending(h, a.handle, "access_denied");
}

static void test_a_tool_with_a_proof_key_goes_on_after_each_step(void **state)
{
    static const char question[] = "\"client_id\":\"game\",\"redirect_uri\":\"" RETURN "\",\"response_type\":\"code\","
                                   "\"scope\":\"user:details:self\",\"code_challenge\":\"" CHALLENGE "\","
                                   "\"code_challenge_method\":\"S256\"";
    static const char bare[]  = ",\"redirect_uri\":\"" RETURN "\"";
    static const char proof[] = ",\"redirect_uri\":\"" RETURN "\",\"code_verifier\":\"" VERIFIER "\"";
    hall *h = *state;
    char  members[512], address[512], grant[80];
    assert_int_equal(person_post(&h->ann, "/go/authorize", question), 200);
    kill_and_start(h);
    snprintf(members, sizeof members, "%s,\"allow\":true", question);
    assert_int_equal(person_post(&h->ann, "/go/authorize", members), 200);
    person_read(h->ann.body, "redirect", address, sizeof address);
    const char *at = strstr(address, "?code=");
    assert_non_null(at);
    snprintf(grant, sizeof grant, "%.64s", at + 6);
    kill_and_start(h);
    assert_int_equal(exchange(h, grant, bare), 400);
    assert_int_equal(exchange(h, grant, ",\"code_verifier\":\"" VERIFIER "\""), 400);
    kill_and_start(h);
    assert_int_equal(exchange(h, grant, proof), 200);
    tokens t = read_tokens();
    kill_and_start(h);
    assert_used_code_ends_it(h, grant, proof, &t);
}

/* ---- limits ---- */

static void test_wrong_codes_count_beside_those_of_before(void **state)
{
    hall *h = *state;
    asked a = ask(h), b = ask(h);
    kill_and_start(h);
    for (int i = 0; i < 5; i++)
        assert_int_equal(type(&h->ann, strcmp(a.code, "BCDFGH") == 0 ? "BCDFGJ" : "BCDFGH"), 404);
    assert_int_equal(type(&h->ann, b.code), 429);
    assert_int_equal(check(h, b.handle), 204);
}

static void test_those_that_wait_fill_their_place_also_afterwards(void **state)
{
    hall *h = *state;
    for (int i = 0; i < 5; i++)
        (void)ask(h);
    kill_and_start(h);
    assert_int_equal(post(h, OAUTH "shortcode", ASK), 429);
}

static void test_what_an_account_allowed_goes_with_it(void **state)
{
    hall *h = *state;
    asked a = ask(h);
    assert_int_equal(type(&h->ann, a.code), 200);
    assert_int_equal(decide(&h->ann, a.code, true), 200);
    kill_daemon(h);
    assert_int_equal(ADMIN_RUN(h->desk, "user", "remove", "Ann"), 0);
    start_again(h);
    assert_int_equal(check(h, a.handle), 404);
}

/* ---- the file, as it lies there ---- */

static cho_db *open_file(const hall *h)
{
    static chorus_allocator heap;
    cho_db                 *db;
    char                    error[512];
    cho_heap_init(&heap, NULL);
    if (cho_db_open(&heap, h->desk->data, &db, error, sizeof error) != CHORUS_OK)
        fail_msg("%s", error);
    return db;
}

static int64_t ask_file(cho_db *db, const char *sql)
{
    cho_query *q = cho_db_query(db, sql);
    assert_true(cho_query_row(q));
    int64_t answer = cho_row_int(q, 0);
    assert_ok(cho_query_end(q));
    return answer;
}

static void change_file(const hall *h, const char *sql)
{
    cho_db *db = open_file(h);
    assert_ok(cho_query_run(cho_db_query(db, sql)));
    cho_db_close(db);
}

/* Each restart with a clock that was put back gives it its one life at most. */
static void test_a_clock_that_jumps_neither_ends_nor_prolongs_for_ever(void **state)
{
    hall *h = *state;
    asked old = ask(h), ahead = ask_as_device(h);
    kill_daemon(h);
    change_file(h, "UPDATE request SET made_ms = made_ms - 120000, ends_ms = ends_ms - 120000 WHERE kind = 0");
    change_file(h, "UPDATE request SET made_ms = made_ms + 31536000000, ends_ms = ends_ms + 31536000000 WHERE kind = 1");
    start_again(h);
    assert_int_equal(check(h, old.handle), 404);
    assert_int_equal(type(&h->ann, old.code), 404);
    assert_pending(h, ahead.handle, "authorization_pending");
    kill_daemon(h);
    cho_db *db = open_file(h);
    assert_int_equal(ask_file(db, "SELECT count(*) FROM request"), 1);
    assert_int_equal(ask_file(db, "SELECT ends_ms - made_ms FROM request"), 300000);
    assert_true(ask_file(db, "SELECT made_ms / 1000 <= strftime('%s', 'now') FROM request"));
    cho_db_close(db);
}

static void test_a_poll_that_changes_nothing_writes_nothing(void **state)
{
    hall   *h      = *state;
    asked   a      = ask(h), device = ask_as_device(h);
    int64_t before = 0, after = 0;
    assert_int_equal(type(&h->ann, a.code), 200);
    cho_db *db = open_file(h);
    assert_ok(cho_db_data_version(db, &before));
    for (int i = 0; i < 4; i++)
        assert_int_equal(check(h, a.handle), 204);
    assert_pending(h, device.handle, "authorization_pending");
    assert_watched(&h->ann, a.code, "asking");
    assert_int_equal(type(&h->ann, a.code), 200);
    assert_ok(cho_db_data_version(db, &after));
    assert_true(before == after);
    assert_int_equal(decide(&h->ann, a.code, true), 200);
    assert_ok(cho_db_data_version(db, &after));
    assert_true(before != after);
    assert_int_equal(check(h, a.handle), 200);
    assert_int_equal(ask_file(db, "SELECT count(*) FROM request"), 1);
    assert_int_equal(ask_file(db, "SELECT count(*) FROM grant"), 1);
    cho_db_close(db);
}

/* ---- a disk that takes nothing ---- */

static void allow_bytes(const hall *h, rlim_t bytes)
{
    const struct rlimit limit = { bytes, RLIM_INFINITY };
    assert_int_equal(prlimit(h->desk->daemon.program.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

/* The step is refused for as long as the disk is full, and works when there is room: nothing of it had happened. */
#define REFUSED_WHILE_FULL(h, step)                                                                                \
    do {                                                                                                           \
        allow_bytes(h, 1);                                                                                         \
        assert_int_equal(step, 503);                                                                               \
        allow_bytes(h, RLIM_INFINITY);                                                                             \
        assert_int_equal(step, 200);                                                                               \
    } while (0)

static void test_what_cannot_be_written_has_not_happened(void **state)
{
    hall *h = *state;
    char  grant[80];
    asked a;
    REFUSED_WHILE_FULL(h, post(h, OAUTH "shortcode", ASK));
    person_read(body, "code", a.code, sizeof a.code);
    person_read(body, "handle", a.handle, sizeof a.handle);
    REFUSED_WHILE_FULL(h, type(&h->ann, a.code));
    REFUSED_WHILE_FULL(h, decide(&h->ann, a.code, true));
    REFUSED_WHILE_FULL(h, check(h, a.handle));
    person_read(body, "code", grant, sizeof grant);
    REFUSED_WHILE_FULL(h, exchange(h, grant, ""));
    tokens t = read_tokens();
    REFUSED_WHILE_FULL(h, person_post(&h->ann, "/account/password", "\"old\":\"" PASSWORD "\",\"new\":\"battery staple\""));
    kill_and_start(h);
    assert_used_code_ends_it(h, grant, "", &t);
}

int main(void)
{
#define HALL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        HALL_TEST(test_a_short_code_goes_on_after_each_step),
        HALL_TEST(test_a_no_and_a_quarrel_about_a_code_stay_what_they_are),
        HALL_TEST(test_a_device_goes_on_after_each_step),
        HALL_TEST(test_a_hasty_device_is_not_forgiven),
        HALL_TEST(test_a_tool_with_a_proof_key_goes_on_after_each_step),
        HALL_TEST(test_wrong_codes_count_beside_those_of_before),
        HALL_TEST(test_those_that_wait_fill_their_place_also_afterwards),
        HALL_TEST(test_what_an_account_allowed_goes_with_it),
        HALL_TEST(test_a_clock_that_jumps_neither_ends_nor_prolongs_for_ever),
        HALL_TEST(test_a_poll_that_changes_nothing_writes_nothing),
        HALL_TEST(test_what_cannot_be_written_has_not_happened),
    };
    return cmocka_run_group_tests_name("host/kill in the middle of a sign-in", tests, NULL, NULL);
}
