/* Games that sign people in, as the clients in the field do it, at a real host. */
#include "support/person.h"

#include "host/oauth/auth_password.h"

#include <stdio.h>
#include <stdlib.h>

#define OAUTH "/api/v1/oauth/"
#define GAME_ASKS "{\"client_id\":\"game\",\"client_secret\":null,\"scope\":\"interactive:robot:self user:details:self\"}"

static char body[65536];

static void open_lab(host_lab *lab)
{
    chorus_host_client  clients[2];
    chorus_host_options options;
    CHORUS_INIT(&clients[0]);
    CHORUS_INIT(&clients[1]);
    CHORUS_INIT(&options);
    clients[0].client_id = "game";
    clients[0].name      = "The Game";
    clients[1].client_id     = "tool";
    clients[1].secret        = "s3cret";
    clients[1].redirect_uris = "http://127.0.0.1/done";
    options.clients          = clients;
    options.client_count     = 2;
    host_lab_open(lab, &options);
    memset(clients, 0, sizeof clients);
}

static int oauth_lab(void **state)
{
    host_lab *lab = malloc(sizeof *lab);
    assert_non_null(lab);
    open_lab(lab);
    *state = lab;
    return 0;
}

static int post(host_lab *lab, const char *path, const char *content)
{
    return host_lab_request(lab, "POST", path, "", content, body, sizeof body);
}

static int get(host_lab *lab, const char *path, const char *lines)
{
    return host_lab_request(lab, "GET", path, lines, "", body, sizeof body);
}

static int check(host_lab *lab, const char *handle)
{
    char path[160];
    snprintf(path, sizeof path, OAUTH "shortcode/check/%s", handle);
    return get(lab, path, "");
}

typedef struct asked {
    char code[16], handle[80];
} asked;

static void ask(host_lab *lab, asked *out)
{
    assert_int_equal(post(lab, OAUTH "shortcode", GAME_ASKS), 200);
    person_read(body, "code", out->code, sizeof out->code);
    person_read(body, "handle", out->handle, sizeof out->handle);
}

typedef struct tokens {
    char access[160], refresh[160];
} tokens;

static void read_tokens(tokens *out)
{
    person_read(body, "access_token", out->access, sizeof out->access);
    person_read(body, "refresh_token", out->refresh, sizeof out->refresh);
}

static int exchange(host_lab *lab, const char *client, const char *code)
{
    char content[512];
    snprintf(content, sizeof content, "{\"client_id\":\"%s\",\"code\":\"%s\",\"grant_type\":\"authorization_code\"}", client, code);
    return post(lab, OAUTH "token", content);
}

static int refresh(host_lab *lab, const char *token)
{
    char content[512];
    snprintf(content, sizeof content, "{\"client_id\":\"game\",\"refresh_token\":\"%s\",\"grant_type\":\"refresh_token\"}", token);
    return post(lab, OAUTH "token", content);
}

/* Somebody new signs the game in. */
static void sign_in(host_lab *lab, const char *name, tokens *out)
{
    person p;
    asked  a;
    char   code[80];
    person_come(&p, lab);
    person_create(&p, name, "correct horse");
    ask(lab, &a);
    person_decide(&p, a.code, true);
    assert_int_equal(check(lab, a.handle), 200);
    person_read(body, "code", code, sizeof code);
    assert_int_equal(exchange(lab, "game", code), 200);
    read_tokens(out);
}

/* ---- the numbered statements ---- */

/* raw: without any content-type, as one client in the field sends it. */
static void test_s50_bodies_are_json_whatever_the_header_says(void **state)
{
    static const char *const lines[] = { "", "Content-Type: application/json\r\n", "Content-Type: text/plain\r\n",
                                         "client-id: game\r\nContent-Type: application/json\r\n" };
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        assert_int_equal(host_lab_request(lab, "POST", OAUTH "shortcode", lines[i], GAME_ASKS, body, sizeof body), 200);
    assert_int_equal(host_lab_request(lab, "POST", OAUTH "shortcode", "Content-Type: application/x-www-form-urlencoded\r\n",
                                      "client_id=game&scope=interactive%3Arobot:self+user:details:self", body, sizeof body), 200);
}

static void test_s51_polling_says_204_then_200_once_then_404(void **state)
{
    host_lab *lab = *state;
    person    p;
    asked     a;
    char      code[80];
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    ask(lab, &a);
    assert_int_equal(check(lab, a.handle), 204);
    person_decide(&p, a.code, true);
    assert_int_equal(check(lab, a.handle), 200);
    person_read(body, "code", code, sizeof code);
    assert_int_equal(check(lab, a.handle), 404);
    assert_int_equal(exchange(lab, "game", code), 200);
}

static void test_s51_a_no_is_403_and_an_unknown_handle_404(void **state)
{
    host_lab *lab = *state;
    person    p;
    asked     a;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    ask(lab, &a);
    person_decide(&p, a.code, false);
    assert_int_equal(check(lab, a.handle), 403);
    assert_int_equal(check(lab, a.handle), 403);
    assert_int_equal(check(lab, "x"), 404);
    assert_int_equal(check(lab, ""), 404);
}

static void test_s52_codes_have_six_characters_and_tokens_fit(void **state)
{
    host_lab *lab = *state;
    tokens    t;
    asked     a;
    ask(lab, &a);
    assert_int_equal(strlen(a.code), 6);
    assert_int_equal(strspn(a.code, "BCDFGHJKLMNPQRSTVWXZ34679"), 6);
    assert_int_equal(strlen(a.handle), 64);
    assert_non_null(strstr(body, "\"expires_in\":120,"));
    sign_in(lab, "Ann", &t);
    assert_int_equal(strlen(t.access), 64);
    assert_int_equal(strlen(t.refresh), 64);
    assert_non_null(strstr(body, "\"expires_in\":21599,"));
    assert_non_null(strstr(body, "\"token_type\":\"Bearer\"}"));
}

static void test_s53_refresh_tokens_rotate_and_end_when_used_again(void **state)
{
    host_lab *lab = *state;
    tokens    first, second, third;
    sign_in(lab, "Ann", &first);
    assert_int_equal(refresh(lab, first.refresh), 200);
    read_tokens(&second);
    assert_string_not_equal(first.refresh, second.refresh);
    assert_string_not_equal(first.access, second.access);
    assert_int_equal(refresh(lab, second.refresh), 200);
    read_tokens(&third);
    assert_int_equal(refresh(lab, first.refresh), 400);
    assert_non_null(strstr(body, "\"error\":\"invalid_grant\",\"error_description\":\""));
    assert_int_equal(refresh(lab, third.refresh), 400);
}

static void test_s53_a_lost_reply_can_be_asked_for_again(void **state)
{
    host_lab *lab = *state;
    tokens    first, second;
    sign_in(lab, "Ann", &first);
    assert_int_equal(refresh(lab, first.refresh), 200);
    assert_int_equal(refresh(lab, first.refresh), 200);
    read_tokens(&second);
    assert_int_equal(refresh(lab, second.refresh), 200);
}

/* ---- what tokens are good for ---- */

static int knock_as_game(host_lab *lab, const char *token, raw_socket **s)
{
    char lines[256];
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n" HOST_LAB_VERSION_LINES, token);
    return host_lab_knock(lab, s, "/gameClient", lines);
}

static void test_an_access_token_lets_a_game_in(void **state)
{
    host_lab   *lab = *state;
    tokens      t;
    raw_socket *s;
    sign_in(lab, "Ann", &t);
    assert_int_equal(knock_as_game(lab, t.access, &s), 101);
    assert_non_null(strstr(host_lab_hear(s), "\"hello\""));
    host_lab_hang_up(s);
    assert_int_equal(knock_as_game(lab, t.refresh, &s), 101);
    assert_int_equal(host_lab_closed(s), 4019);
    host_lab_hang_up(s);
}

static void test_the_probe_of_a_token(void **state)
{
    host_lab *lab = *state;
    char      lines[256];
    tokens    t;
    sign_in(lab, "Ann", &t);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n" HOST_LAB_VERSION_LINES, t.access);
    assert_int_equal(get(lab, "/gameClient", lines), 400);
    assert_int_equal(get(lab, "/gameClient", "Authorization: Bearer x\r\n" HOST_LAB_VERSION_LINES), 401);
}

static void test_people_are_told_of(void **state)
{
    host_lab *lab = *state;
    char      lines[256];
    tokens    t;
    sign_in(lab, "Ann", &t);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", t.access);
    assert_int_equal(get(lab, "/api/v1/users/current", lines), 200);
    assert_string_equal(body, "{\"id\":1000,\"username\":\"Ann\",\"level\":0,\"experience\":0,\"sparks\":0,\"avatarUrl\":null,"
                              "\"channel\":{\"id\":1000,\"online\":false}}");
    assert_int_equal(get(lab, "/api/v1/users/1000", ""), 200);
    assert_non_null(strstr(body, "\"username\":\"Ann\""));
    assert_int_equal(get(lab, "/api/v1/users/1001", ""), 404);
    assert_int_equal(get(lab, "/api/v1/users/current", "Authorization: Bearer x\r\n"), 401);
}

static void test_a_token_takes_part_only_when_it_may(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    char        lines[256];
    person      p;
    asked       a;
    char        code[80];
    tokens      t;
    sign_in(lab, "Ann", &t);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", t.access);
    assert_int_equal(get(lab, "/api/v1/interactive/1", lines), 401);
    person_come(&p, lab);
    person_create(&p, "Bob", "correct horse");
    assert_int_equal(post(lab, OAUTH "shortcode", "{\"client_id\":\"game\",\"scope\":\"interactive:play:self\"}"), 200);
    person_read(body, "code", a.code, sizeof a.code);
    person_read(body, "handle", a.handle, sizeof a.handle);
    person_decide(&p, a.code, true);
    assert_int_equal(check(lab, a.handle), 200);
    person_read(body, "code", code, sizeof code);
    assert_int_equal(exchange(lab, "game", code), 200);
    read_tokens(&t);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", t.access);
    assert_int_equal(get(lab, "/api/v1/interactive/1", lines), 200);
    assert_non_null(strstr(body, "\"user\":\"1001\",\"name\":\"Bob\""));
    host_lab_hang_up(game);
}

static void test_revoked_is_revoked(void **state)
{
    host_lab   *lab = *state;
    char        content[512];
    raw_socket *s;
    tokens      t;
    sign_in(lab, "Ann", &t);
    snprintf(content, sizeof content, "{\"client_id\":\"tool\",\"client_secret\":\"s3cret\",\"token\":\"%s\"}", t.refresh);
    assert_int_equal(post(lab, OAUTH "revoke", content), 200);
    snprintf(content, sizeof content, "{\"client_id\":\"game\",\"token\":\"%s\"}", t.refresh);
    assert_int_equal(refresh(lab, t.refresh), 200);
    read_tokens(&t);
    snprintf(content, sizeof content, "{\"client_id\":\"game\",\"token\":\"%s\"}", t.refresh);
    assert_int_equal(post(lab, OAUTH "revoke", content), 200);
    assert_int_equal(post(lab, OAUTH "revoke", content), 200);
    assert_int_equal(refresh(lab, t.refresh), 400);
    assert_int_equal(knock_as_game(lab, t.access, &s), 101);
    assert_int_equal(host_lab_closed(s), 4019);
    host_lab_hang_up(s);
}

/* ---- what is refused ---- */

static void test_bad_requests_get_their_status_and_a_sentence(void **state)
{
    static const struct {
        int         status;
        const char *path, *content, *error;
    } cases[] = {
        { 404, OAUTH "shortcode", "{\"client_id\":\"nobody\",\"scope\":\"interactive:robot:self\"}", "invalid_client" },
        { 400, OAUTH "shortcode", "{\"client_id\":\"game\",\"scope\":\"nonsense\"}", "invalid_scope" },
        { 400, OAUTH "shortcode", "{\"client_id\":\"game\",\"scope\":\"channel:moderate:self\"}", "invalid_scope" },
        { 400, OAUTH "shortcode", "{\"client_id\":\"game\"}", "invalid_scope" },
        { 400, OAUTH "shortcode", "{\"scope\":\"interactive:robot:self\"}", "invalid_request" },
        { 400, OAUTH "shortcode", "{\"client_id\":\"tool\",\"scope\":\"interactive:robot:self\"}", "invalid_client" },
        { 400, OAUTH "shortcode", "{\"client_id\":\"game\"", "invalid_request" },
        { 400, OAUTH "shortcode", "", "invalid_request" },
        { 400, OAUTH "shortcode", "{\"client_id\":\"game\",\"client_id\":\"game\"}", "invalid_request" },
        { 400, OAUTH "shortcode", "{\"client_id\":7}", "invalid_request" },
        { 400, OAUTH "token", "{\"client_id\":\"game\"}", "invalid_request" },
        { 400, OAUTH "token", "{\"client_id\":\"game\",\"grant_type\":\"password\"}", "unsupported_grant_type" },
        { 400, OAUTH "token", "{\"client_id\":\"game\",\"grant_type\":\"authorization_code\"}", "invalid_request" },
        { 400, OAUTH "token", "{\"client_id\":\"game\",\"grant_type\":\"authorization_code\",\"code\":\"x\"}", "invalid_grant" },
        { 400, OAUTH "token", "{\"client_id\":\"game\",\"grant_type\":\"refresh_token\"}", "invalid_request" },
        { 400, OAUTH "token", "{\"client_id\":\"game\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"\"}", "invalid_grant" },
        { 401, OAUTH "token", "{\"client_id\":\"nobody\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"x\"}", "invalid_client" },
        { 401, OAUTH "token", "{\"client_id\":\"tool\",\"client_secret\":\"no\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"x\"}", "invalid_client" },
        { 400, OAUTH "revoke", "{\"client_id\":\"game\"}", "invalid_request" },
        { 401, OAUTH "device", "{\"client_id\":\"nobody\",\"scope\":\"interactive:robot:self\"}", "invalid_client" },
    };
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char wanted[64];
        int  status = post(lab, cases[i].path, cases[i].content);
        snprintf(wanted, sizeof wanted, "{\"error\":\"%s\",\"error_description\":\"", cases[i].error);
        if (status != cases[i].status || strncmp(body, wanted, strlen(wanted)) != 0)
            fail_msg("%s: %d %s", cases[i].content, status, body);
    }
    assert_int_equal(get(lab, OAUTH "token", ""), 405);
    assert_int_equal(post(lab, OAUTH "shortcode/check/x", ""), 405);
}

static void test_a_code_that_comes_twice_ends_what_came_of_it(void **state)
{
    host_lab *lab = *state;
    person    p;
    asked     a;
    char      code[80];
    tokens    t;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    ask(lab, &a);
    person_decide(&p, a.code, true);
    assert_int_equal(check(lab, a.handle), 200);
    person_read(body, "code", code, sizeof code);
    assert_int_equal(exchange(lab, "tool", code), 401);
    assert_int_equal(exchange(lab, "game", code), 200);
    read_tokens(&t);
    assert_int_equal(exchange(lab, "game", code), 400);
    assert_int_equal(refresh(lab, t.refresh), 400);
}

static void test_codes_are_limited(void **state)
{
    host_lab *lab = *state;
    int       status = 200, count = 0;
    while (status == 200 && count++ < 20)
        status = post(lab, OAUTH "shortcode", GAME_ASKS);
    assert_int_equal(status, 429);
    assert_int_equal(count, 6);
}

static void test_polling_too_often_is_put_off(void **state)
{
    host_lab *lab = *state;
    asked     a;
    int       status = 204, count = 0;
    ask(lab, &a);
    while (status == 204 && count++ < 1000)
        status = check(lab, a.handle);
    assert_int_equal(status, 429);
    assert_true(count > 6);
}

/* ---- somebody else knows the code ---- */

/* Eve is faster than Ann: the game gets Eve's name, which its player does not agree to, and nothing of Ann's. */
static void test_a_stolen_code_gives_the_thiefs_name_only(void **state)
{
    host_lab *lab = *state;
    person    ann, eve;
    asked     a;
    char      code[80], lines[256], members[64];
    tokens    t;
    person_come(&ann, lab);
    person_create(&ann, "Ann", "correct horse");
    person_come(&eve, lab);
    person_create(&eve, "Eve", "correct horse");
    ask(lab, &a);
    person_decide(&eve, a.code, true);
    snprintf(members, sizeof members, "\"code\":\"%s\"", a.code);
    assert_int_equal(person_post(&ann, "/go/code", members), 404);
    assert_int_equal(check(lab, a.handle), 200);
    person_read(body, "code", code, sizeof code);
    assert_int_equal(exchange(lab, "game", code), 200);
    read_tokens(&t);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", t.access);
    assert_int_equal(get(lab, "/api/v1/users/current", lines), 200);
    assert_non_null(strstr(body, "\"username\":\"Eve\""));
    assert_int_equal(person_post(&ann, "/account/list", ""), 200);
    assert_string_equal(ann.body, "[]");
}

/* Eve is slower: nobody gets anything, whoever says yes. */
static void test_a_code_in_two_browsers_is_nobodys(void **state)
{
    host_lab *lab = *state;
    person    ann, eve;
    asked     a;
    char      members[64], yes[80];
    person_come(&ann, lab);
    person_create(&ann, "Ann", "correct horse");
    person_come(&eve, lab);
    person_create(&eve, "Eve", "correct horse");
    ask(lab, &a);
    snprintf(members, sizeof members, "\"code\":\"%s\"", a.code);
    snprintf(yes, sizeof yes, "%s,\"allow\":true", members);
    assert_int_equal(person_post(&ann, "/go/code", members), 200);
    assert_int_equal(person_post(&eve, "/go/decide", yes), 404);
    assert_int_equal(person_post(&eve, "/go/code", members), 409);
    assert_int_equal(person_post(&ann, "/go/watch", members), 200);
    assert_string_equal(ann.body, "{\"state\":\"cancelled\"}");
    assert_int_equal(person_post(&ann, "/go/decide", yes), 409);
    assert_int_equal(person_post(&eve, "/go/decide", yes), 404);
    assert_int_equal(check(lab, a.handle), 403);
}

static void test_wrong_codes_are_counted_and_what_is_no_code_is_not(void **state)
{
    host_lab *lab = *state;
    person    p;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    for (int i = 0; i < 20; i++)
        assert_int_equal(person_post(&p, "/go/code", "\"code\":\"BCO346\""), 400);
    assert_non_null(strstr(p.body, "there is no letter O in codes"));
    for (int i = 0; i < 5; i++)
        assert_int_equal(person_post(&p, "/go/code", "\"code\":\"BCDFGH\""), 404);
    assert_int_equal(person_post(&p, "/go/code", "\"code\":\"BCDFGH\""), 429);
}

static void test_wrong_passwords_are_counted(void **state)
{
    host_lab *lab = *state;
    person    p;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    for (int i = 0; i < 5; i++)
        assert_int_equal(person_post(&p, "/go/sign-in", "\"name\":\"Ann\",\"password\":\"wrong\""), 403);
    assert_int_equal(person_post(&p, "/go/sign-in", "\"name\":\"ann\",\"password\":\"correct horse\""), 429);
    assert_int_equal(person_post(&p, "/go/sign-in", "\"name\":\"Nobody\",\"password\":\"wrong\""), 403);
}

/* ---- another password ---- */

static int renew(person *p, const char *old, const char *wanted)
{
    char members[512];
    snprintf(members, sizeof members, "\"old\":\"%s\",\"new\":\"%s\"", old, wanted);
    return person_post(p, "/account/password", members);
}

static int enter(person *p, host_lab *lab, const char *password)
{
    char members[256];
    person_come(p, lab);
    snprintf(members, sizeof members, "\"name\":\"Ann\",\"password\":\"%s\"", password);
    int status = person_post(p, "/go/sign-in", members);
    if (status == 200)
        person_read(p->body, "form", p->form, sizeof p->form);
    return status;
}

static void test_a_new_password_ends_other_browsers_and_leaves_games(void **state)
{
    host_lab *lab = *state;
    person    here, there;
    tokens    t;
    sign_in(lab, "Ann", &t);
    assert_int_equal(enter(&here, lab, "correct horse"), 200);
    assert_int_equal(enter(&there, lab, "correct horse"), 200);
    assert_int_equal(renew(&here, "correct horse", "battery staple"), 200);
    assert_int_equal(person_post(&here, "/account/list", ""), 200);
    assert_int_equal(person_post(&there, "/account/list", ""), 401);
    assert_int_equal(renew(&there, "battery staple", "correct horse"), 401);
    assert_int_equal(enter(&there, lab, "correct horse"), 403);
    assert_int_equal(enter(&there, lab, "battery staple"), 200);
    assert_int_equal(refresh(lab, t.refresh), 200);
}

static void test_a_new_password_has_to_be_good_and_its_form_genuine(void **state)
{
    char      longest[CHO_AUTH_PASSWORD_MOST + 2];
    host_lab *lab = *state;
    person    p, nobody;
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    assert_int_equal(renew(&p, "correct horse", "seven77"), 400);
    assert_non_null(strstr(p.body, "\"invalid_password\""));
    assert_int_equal(renew(&p, "correct horse", longest), 400);
    assert_int_equal(renew(&p, longest, "battery staple"), 400);
    assert_int_equal(person_post(&p, "/account/password", "\"new\":\"battery staple\""), 400);
    person_come(&nobody, lab);
    assert_int_equal(renew(&nobody, "correct horse", "battery staple"), 401);
    p.form[0] ^= 1;
    assert_int_equal(renew(&p, "correct horse", "battery staple"), 403);
    p.form[0] ^= 1;
    strcpy(p.origin, "http://evil.example");
    assert_int_equal(renew(&p, "correct horse", "battery staple"), 403);
    assert_int_equal(enter(&p, lab, "correct horse"), 200);
}

static void test_old_passwords_cannot_be_guessed_either(void **state)
{
    host_lab *lab = *state;
    person    p;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    for (int i = 0; i < 3; i++)
        assert_int_equal(renew(&p, "wrong horse", "battery staple"), 403);
    assert_non_null(strstr(p.body, "\"wrong_old_password\""));
    assert_int_equal(person_post(&p, "/go/sign-in", "\"name\":\"Ann\",\"password\":\"wrong\""), 403);
    assert_int_equal(renew(&p, "wrong horse", "battery staple"), 403);
    assert_int_equal(renew(&p, "correct horse", "battery staple"), 429);
    assert_int_equal(enter(&p, lab, "correct horse"), 429);
}

/* All of them are on their way before the first is answered. */
static void test_who_guesses_often_at_once_learns_no_more(void **state)
{
    enum { AT_ONCE = 12 };
    host_lab   *lab = *state;
    person      p;
    char        content[256], text[1024];
    raw_socket *all[AT_ONCE];
    int         tried = 0, put_off = 0;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    snprintf(content, sizeof content, "{\"form\":\"%s\",\"name\":\"Ann\",\"password\":\"wrong\"}", p.form);
    snprintf(text, sizeof text, "POST /go/sign-in HTTP/1.1\r\nHost: localhost:%u\r\nOrigin: %s\r\nCookie: %s\r\n"
                                "Content-Length: %zu\r\n\r\n%s",
             (unsigned)lab->port, p.origin, p.cookie, strlen(content), content);
    for (int i = 0; i < AT_ONCE; i++)
        all[i] = host_lab_connect(lab);
    for (int i = 0; i < AT_ONCE; i++)
        raw_text(all[i], text);
    for (int i = 0; i < AT_ONCE; i++) {
        int status = raw_answer(all[i], true, body, sizeof body);
        tried += status == 403;
        put_off += status == 429;
        host_lab_hang_up(all[i]);
    }
    assert_int_equal(tried, 5);
    assert_int_equal(put_off, AT_ONCE - 5);
}

static void test_forms_of_other_sites_are_refused(void **state)
{
    static const char *const origins[] = { "http://evil.example", "null", "", "https://localhost", "http://localhost" };
    host_lab *lab = *state;
    person    p;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
        snprintf(p.origin, sizeof p.origin, "%s", origins[i]);
        assert_int_equal(person_post(&p, "/account/list", ""), 403);
    }
    snprintf(p.origin, sizeof p.origin, "http://localhost:%u", (unsigned)lab->port);
    assert_int_equal(person_post(&p, "/account/list", ""), 200);
    p.form[0] = p.form[0] == 'x' ? 'y' : 'x';
    assert_int_equal(person_post(&p, "/account/list", ""), 403);
}

/* ---- the device flow ---- */

#define DEVICE_TYPE "urn:ietf:params:oauth:grant-type:device_code"

static int poll_device(host_lab *lab, const char *client, const char *code)
{
    char content[512];
    snprintf(content, sizeof content, "client_id=%s&device_code=%s&grant_type=" DEVICE_TYPE, client, code);
    return host_lab_request(lab, "POST", OAUTH "token", "Content-Type: application/x-www-form-urlencoded\r\n", content,
                            body, sizeof body);
}

static void test_a_device_waits_and_gets_its_tokens(void **state)
{
    host_lab *lab = *state;
    char      device[80], code[16];
    person    p;
    person_come(&p, lab);
    person_create(&p, "Ann", "correct horse");
    assert_int_equal(post(lab, OAUTH "device", GAME_ASKS), 200);
    person_read(body, "device_code", device, sizeof device);
    person_read(body, "user_code", code, sizeof code);
    assert_int_equal(strlen(code), 9);
    assert_non_null(strstr(body, "\"expires_in\":300,\"interval\":5}"));
    assert_int_equal(poll_device(lab, "game", device), 400);
    assert_non_null(strstr(body, "\"authorization_pending\""));
    assert_int_equal(poll_device(lab, "game", device), 400);
    assert_non_null(strstr(body, "\"slow_down\""));
    assert_int_equal(poll_device(lab, "game", "x"), 400);
    assert_non_null(strstr(body, "\"expired_token\""));
    person_decide(&p, code, false);
    assert_int_equal(post(lab, OAUTH "device", GAME_ASKS), 200);
    person_read(body, "device_code", device, sizeof device);
    person_read(body, "user_code", code, sizeof code);
    person_decide(&p, code, true);
    assert_int_equal(poll_device(lab, "game", device), 200);
    assert_non_null(strstr(body, "\"access_token\""));
    assert_int_equal(poll_device(lab, "game", device), 400);
}

static void test_a_device_that_never_waits_learns_that_its_code_is_gone(void **state)
{
    host_lab *lab = *state;
    char      device[80];
    assert_int_equal(post(lab, OAUTH "device", GAME_ASKS), 200);
    person_read(body, "device_code", device, sizeof device);
    for (int i = 0; i <= 10; i++)
        assert_int_equal(poll_device(lab, "game", device), 400);
    assert_non_null(strstr(body, "\"slow_down\""));
    assert_int_equal(poll_device(lab, "game", device), 400);
    assert_non_null(strstr(body, "\"access_denied\""));
}

/* A proxy that says nothing about how it was spoken to. */
static void test_the_cookie_is_for_tls_only_where_the_world_comes_by_tls(void **state)
{
    static const char   ask[]  = "POST /go/hello HTTP/1.1\r\nHost: %s\r\nOrigin: http%s://%s\r\nContent-Length: 2\r\n\r\n{}";
    chorus_host_options options;
    host_lab            lab;
    char                text[256];
    (void)state;
    CHORUS_INIT(&options);
    options.public_url = "https://play.example.org/";
    host_lab_open(&lab, &options);
    raw_socket *world = host_lab_connect(&lab), *here = host_lab_connect(&lab);
    snprintf(text, sizeof text, ask, "play.example.org", "s", "play.example.org");
    raw_text(world, text);
    assert_non_null(strstr(raw_wait_for(world, "\r\n\r\n") == NULL ? "" : world->seen, "; Secure\r\n"));
    snprintf(text, sizeof text, ask, "localhost", "", "localhost");
    raw_text(here, text);
    assert_non_null(raw_wait_for(here, "\r\n\r\n"));
    assert_null(strstr(here->seen, "; Secure"));
    host_lab_hang_up(world);
    host_lab_hang_up(here);
    host_lab_close(&lab);
}

static void test_a_host_tells_how_to_sign_in(void **state)
{
    host_lab *lab = *state;
    char      wanted[128];
    assert_int_equal(get(lab, "/.well-known/oauth-authorization-server", ""), 200);
    snprintf(wanted, sizeof wanted, "\"token_endpoint\":\"http://localhost:%u/api/v1/oauth/token\"", (unsigned)lab->port);
    assert_non_null(strstr(body, wanted));
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, oauth_lab, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_s50_bodies_are_json_whatever_the_header_says),
        LAB_TEST(test_s51_polling_says_204_then_200_once_then_404),
        LAB_TEST(test_s51_a_no_is_403_and_an_unknown_handle_404),
        LAB_TEST(test_s52_codes_have_six_characters_and_tokens_fit),
        LAB_TEST(test_s53_refresh_tokens_rotate_and_end_when_used_again),
        LAB_TEST(test_s53_a_lost_reply_can_be_asked_for_again),
        LAB_TEST(test_an_access_token_lets_a_game_in),
        LAB_TEST(test_the_probe_of_a_token),
        LAB_TEST(test_people_are_told_of),
        LAB_TEST(test_a_token_takes_part_only_when_it_may),
        LAB_TEST(test_revoked_is_revoked),
        LAB_TEST(test_bad_requests_get_their_status_and_a_sentence),
        LAB_TEST(test_a_code_that_comes_twice_ends_what_came_of_it),
        LAB_TEST(test_codes_are_limited),
        LAB_TEST(test_polling_too_often_is_put_off),
        LAB_TEST(test_a_stolen_code_gives_the_thiefs_name_only),
        LAB_TEST(test_a_code_in_two_browsers_is_nobodys),
        LAB_TEST(test_wrong_codes_are_counted_and_what_is_no_code_is_not),
        LAB_TEST(test_wrong_passwords_are_counted),
        LAB_TEST(test_a_new_password_ends_other_browsers_and_leaves_games),
        LAB_TEST(test_a_new_password_has_to_be_good_and_its_form_genuine),
        LAB_TEST(test_old_passwords_cannot_be_guessed_either),
        LAB_TEST(test_who_guesses_often_at_once_learns_no_more),
        LAB_TEST(test_forms_of_other_sites_are_refused),
        LAB_TEST(test_a_device_waits_and_gets_its_tokens),
        cmocka_unit_test(test_the_cookie_is_for_tls_only_where_the_world_comes_by_tls),
        LAB_TEST(test_a_device_that_never_waits_learns_that_its_code_is_gone),
        LAB_TEST(test_a_host_tells_how_to_sign_in),
    };
    return cmocka_run_group_tests_name("host/signing games in", tests, NULL, NULL);
}
