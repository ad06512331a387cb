/*
 * The real daemon is killed at any moment while people sign in, games rotate their tokens, sparks are taken, versions
 * saved and viewers banned over real sockets: whatever was acknowledged is there when it starts again, and nothing is
 * there by half. CHORUS_LONG=1 kills 300 times.
 *
 * A child process works, tells through a pipe what was acknowledged, and kills the daemon from a timer of its own: so
 * it is stopped in the middle of whatever it waits for.
 */
#include "support/daemon_process.h"
#include "support/packet_expect.h"
#include "support/person.h"

#include "base/alloc.h"
#include "data/data_wallets.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define OAUTH    "/api/v1/oauth/"
#define API      "/api/v1/interactive/"
#define PASSWORD "correct horse"
#define SECRETS  "\"client_id\":\"game\","
#define SCOPES   "interactive:robot:self interactive:play:self user:details:self interactive:manage:self"
#define CONTROL  "{\"controlID\":\"b\",\"kind\":\"button\",\"cost\":3}"
#define PRESS    "{\"controlID\":\"b\",\"event\":\"mousedown\",\"button\":0}"

/* Three hundred rounds of one account at one address are more than anybody wants. */
#define LIMITS                                                                                                     \
    "{\"links_per_client\":1000,\"codes_per_client\":1000,\"codes_per_address\":1000,\"codes_asked_per_address\":1000}"

enum {
    KILLS       = 15,
    LONG_KILLS  = 300,
    SPARKS      = 1000000,
    COST        = 3,
    LEAST_US    = 60000, /* until it is killed, from the moment the child works */
    MOST_US     = 900000,
    LINKS       = 2,
    ACKS_BYTES  = 256 * 1024,
    TOKEN_SIZE  = 80
};

typedef struct tokens {
    char access[TOKEN_SIZE], refresh[TOKEN_SIZE];
} tokens;

typedef struct victim {
    daemon_process daemon;
    char           data[DAEMON_PATH], limits[DAEMON_PATH];
    int            round, acks_fd;
    uint32_t       project, payments, bans, versions, accounts, codes;
    tokens         kept[LINKS], manager; /* acknowledged and not revoked */
    char           acks[ACKS_BYTES];
} victim;

static char body[65536];

/* ---- asking ---- */

static int post(victim *v, const char *path, const char *bearer, const char *content)
{
    char lines[128] = "";
    if (bearer[0] != '\0')
        snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", bearer);
    return host_lab_request(&v->daemon.lab, "POST", path, lines, content, body, sizeof body);
}

static int get(victim *v, const char *path, const char *bearer)
{
    char lines[128] = "";
    if (bearer[0] != '\0')
        snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", bearer);
    return host_lab_request(&v->daemon.lab, "GET", path, lines, "", body, sizeof body);
}

static int refresh(victim *v, const char *token)
{
    char content[256];
    snprintf(content, sizeof content, "{" SECRETS "\"grant_type\":\"refresh_token\",\"refresh_token\":\"%s\"}", token);
    return post(v, OAUTH "token", "", content);
}

static int take_back(victim *v, const char *token)
{
    char content[256];
    snprintf(content, sizeof content, "{" SECRETS "\"token\":\"%s\"}", token);
    return post(v, OAUTH "revoke", "", content);
}

static void read_tokens(tokens *out)
{
    person_read(body, "access_token", out->access, sizeof out->access);
    person_read(body, "refresh_token", out->refresh, sizeof out->refresh);
}

static void sign_in(victim *v, person *p, const char *form, const char *name)
{
    char members[128];
    person_come(p, &v->daemon.lab);
    snprintf(members, sizeof members, "\"name\":\"%s\",\"password\":\"" PASSWORD "\"", name);
    int status = person_post(p, form, members);
    if (status != 200)
        fail_msg("%s %s: %d %s", form, name, status, p->body);
    person_read(p->body, "form", p->form, sizeof p->form);
}

static void ask_for_code(victim *v, char code[80], char handle[80])
{
    assert_int_equal(post(v, OAUTH "shortcode", "", "{" SECRETS "\"scope\":\"" SCOPES "\"}"), 200);
    person_read(body, "code", code, 80);
    person_read(body, "handle", handle, 80);
}

static int poll_code(victim *v, const char *handle)
{
    char path[160];
    snprintf(path, sizeof path, OAUTH "shortcode/check/%s", handle);
    return get(v, path, "");
}

/* A code with which tokens can be fetched. */
static void get_grant(victim *v, person *p, char grant[80])
{
    char handle[80], code[80];
    ask_for_code(v, code, handle);
    person_decide(p, code, true);
    assert_int_equal(poll_code(v, handle), 200);
    person_read(body, "code", grant, 80);
}

static int exchange(victim *v, const char *grant)
{
    char content[512];
    snprintf(content, sizeof content, "{" SECRETS "\"grant_type\":\"authorization_code\",\"code\":\"%s\"}", grant);
    return post(v, OAUTH "token", "", content);
}

static void link_game(victim *v, person *p, tokens *out)
{
    char grant[80];
    get_grant(v, p, grant);
    assert_int_equal(exchange(v, grant), 200);
    read_tokens(out);
}

/* ---- the child: whatever it tells was acknowledged ---- */

static pid_t killed_at_the_alarm;

static void on_alarm(int signal_number)
{
    (void)signal_number;
    (void)kill(killed_at_the_alarm, SIGKILL);
    _exit(0);
}

static void tell(const victim *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void tell(const victim *v, const char *format, ...)
{
    char    line[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (write(v->acks_fd, line, (size_t)len) != len)
        _exit(9);
}

static void make_account(victim *v, person *p)
{
    char name[32];
    snprintf(name, sizeof name, "Eve%d", v->round);
    sign_in(v, p, "/go/create", name);
    tell(v, "account %s\n", name);
}

static void rotate(victim *v, int link)
{
    tokens *t = &v->kept[link];
    assert_int_equal(refresh(v, t->refresh), 200);
    read_tokens(t);
    tell(v, "tokens %d %s %s\n", link, t->access, t->refresh);
}

static void make_and_revoke(victim *v, person *p)
{
    tokens t;
    link_game(v, p, &t);
    assert_int_equal(take_back(v, t.refresh), 200);
    tell(v, "revoked %s %s\n", t.access, t.refresh);
}

static void wait_for_player(victim *v)
{
    char code[80], handle[80];
    ask_for_code(v, code, handle);
    tell(v, "waiting %s\n", handle);
}

static void leave_grant(victim *v, person *p)
{
    char grant[80];
    get_grant(v, p, grant);
    tell(v, "granted %s\n", grant);
}

static void save_version(victim *v, int n)
{
    char content[256], id[16];
    /* published, for the game of the show names one of them */
    snprintf(content, sizeof content, "{\"game\":{\"id\":%u},\"version\":\"%d.%d.0\",\"published\":true}", (unsigned)v->project, v->round, n);
    int status = post(v, API "versions", v->manager.access, content);
    if (status == 409)
        return; /* an account has room for so many */
    assert_int_equal(status, 200);
    const char *at = strstr(body, "\"id\":");
    assert_non_null(at);
    snprintf(id, sizeof id, "%.*s", (int)strspn(at + 5, "0123456789"), at + 5);
    tell(v, "version %s %d.%d.0\n", id, v->round, n);
}

typedef struct show {
    raw_socket *game, *payer, *studio;
} show;

/* With the key of the last answer. What it is told of itself stays in `body`. */
static raw_socket *sit_down(victim *v)
{
    char        key[64], path[256];
    raw_socket *s;
    person_read(body, "key", key, sizeof key);
    snprintf(path, sizeof path, "/participant?channel=1&x-protocol-version=2.0&key=%s", key);
    assert_int_equal(host_lab_knock(&v->daemon.lab, &s, path, ""), 101);
    snprintf(body, sizeof body, "%s", host_lab_hear_of(s, "onParticipantJoin"));
    return s;
}

static raw_socket *take_seat(victim *v, const char *bearer)
{
    int status = get(v, API "1", bearer);
    if (status != 200)
        fail_msg("no seat in round %d: %d %s", v->round, status, body);
    return sit_down(v);
}

/* A guest whose browser is known again. */
static raw_socket *come_as_guest(victim *v, const char *name)
{
    char content[128];
    snprintf(content, sizeof content, "{\"name\":\"%s\",\"device\":\"%s\"}", name, name);
    assert_int_equal(post(v, API "1/guest", "", content), 200);
    return sit_down(v);
}

static void open_show(victim *v, show *s)
{
    char key[64], path[128];
    s->game = host_lab_game(&v->daemon.lab);
    host_lab_do(s->game, "createControls", "{\"sceneID\":\"default\",\"controls\":[" CONTROL "]}");
    host_lab_do(s->game, "ready", "{\"isReady\":true}");
    s->payer = take_seat(v, v->kept[0].access);
    assert_int_equal(post(v, API "1/studio", "sec+ret", ""), 200);
    person_read(body, "key", key, sizeof key);
    snprintf(path, sizeof path, "/studio/socket?channel=1&key=%s", key);
    assert_int_equal(host_lab_knock(&v->daemon.lab, &s->studio, path, ""), 101);
}

static void pay(victim *v, const show *s)
{
    char id[37], params[80];
    host_lab_call(s->payer, "4", "giveInput", PRESS);
    const char *at = strstr(host_lab_hear_of(s->game, "\"giveInput\""), "\"transactionID\":\"");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "\"transactionID\":\"%36s", id), 1);
    snprintf(params, sizeof params, "{\"transactionID\":\"%s\"}", id);
    host_lab_call(s->game, "1", "capture", params);
    assert_non_null(strstr(host_lab_hear_of(s->game, "{\"id\":1,\"type\":\"reply\""), "\"error\":null"));
    tell(v, "paid %s\n", id);
}

static void ban(victim *v, const show *s, int n)
{
    char        name[32], id[40], params[128];
    snprintf(name, sizeof name, "Troll%dx%d", v->round, n);
    raw_socket *troll = come_as_guest(v, name);
    packet_copy_session(host_lab_hear_of(s->game, "onParticipantJoin"), id);
    snprintf(params, sizeof params, "{\"participantID\":\"%s\"}", id);
    host_lab_call(s->studio, "7", "banParticipant", params);
    const char *reply = host_lab_hear_of(s->studio, "{\"id\":7,\"type\":\"reply\"");
    if (strstr(reply, "\"error\":null") == NULL)
        fail_msg("%s %s", params, reply);
    tell(v, "banned %s\n", name);
    host_lab_hang_up(troll);
}

static void work(victim *v)
{
    person p;
    show   s;
    open_show(v, &s);
    for (int n = 0;; n++) {
        rotate(v, n % LINKS);
        pay(v, &s);
        save_version(v, n);
        if (n % 4 == 1)
            ban(v, &s, n);
        if (n == 2)
            make_account(v, &p);
        if (n > 2 && n % 4 == 3)
            make_and_revoke(v, &p);
        if (n > 2 && n % 4 == 0)
            leave_grant(v, &p);
        wait_for_player(v);
        for (int i = 0; i < 3; i++)
            pay(v, &s);
    }
}

static pid_t start_work(victim *v, int *acks)
{
    int ends[2], us = LEAST_US + rand() % (MOST_US - LEAST_US);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    *acks = ends[0];
    if (child != 0) {
        close(ends[1]);
        return child;
    }
    const struct itimerval when = { .it_value = { us / 1000000, us % 1000000 } };
    v->acks_fd                  = ends[1];
    killed_at_the_alarm         = v->daemon.program.pid;
    (void)signal(SIGALRM, on_alarm);
    (void)setitimer(ITIMER_REAL, &when, NULL);
    work(v);
    _exit(8);
}

static void read_acks(victim *v, int from)
{
    size_t  len = 0;
    ssize_t n;
    while ((n = read(from, v->acks + len, sizeof v->acks - 1 - len)) > 0)
        len += (size_t)n;
    v->acks[len] = '\0';
    close(from);
}

/* ---- what must be there ---- */

static void each_ack(victim *v, const char *kind, void (*check)(victim *v, const char *rest))
{
    char line[512];
    for (const char *at = v->acks; *at != '\0'; at += strcspn(at, "\n") + 1) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
        size_t len = strlen(kind);
        if (strncmp(line, kind, len) != 0 || line[len] != ' ')
            continue;
        check(v, line + len + 1);
    }
}

static void check_account(victim *v, const char *name)
{
    person p;
    v->accounts++;
    sign_in(v, &p, "/go/sign-in", name);
}

static void take_tokens(victim *v, const char *rest)
{
    tokens t;
    int    link;
    assert_int_equal(sscanf(rest, "%d %79s %79s", &link, t.access, t.refresh), 3);
    v->kept[link] = t;
}

static void check_revoked(victim *v, const char *rest)
{
    tokens t;
    assert_int_equal(sscanf(rest, "%79s %79s", t.access, t.refresh), 2);
    assert_int_equal(get(v, "/api/v1/users/current", t.access), 401);
    assert_int_equal(refresh(v, t.refresh), 400);
}

static void check_waiting(victim *v, const char *handle)
{
    v->codes++;
    if (poll_code(v, handle) != 204)
        fail_msg("a code was given and is not good any more: %s", body);
}

static void check_granted(victim *v, const char *grant)
{
    if (exchange(v, grant) != 200)
        fail_msg("a code was given and no tokens come of it: %s", body);
}

static void check_version(victim *v, const char *rest)
{
    char path[64], text[64], id[16], number[24];
    v->versions++;
    assert_int_equal(sscanf(rest, "%15s %23s", id, number), 2);
    snprintf(path, sizeof path, API "versions/%s", id);
    snprintf(text, sizeof text, "\"version\":\"%s\"", number);
    assert_int_equal(get(v, path, v->manager.access), 200);
    if (strstr(body, text) == NULL)
        fail_msg("%s is not %s: %s", id, number, body);
}

static cho_db *db;

static int64_t ask(const char *sql, const char *text)
{
    cho_query *q = cho_db_query(db, sql);
    if (text != NULL)
        cho_query_text(q, cho_span_of(text));
    assert_true(cho_query_row(q));
    int64_t answer = cho_row_int(q, 0);
    assert_ok(cho_query_end(q));
    return answer;
}

static void check_paid(victim *v, const char *id)
{
    v->payments++;
    if (ask("SELECT count(*) FROM ledger WHERE transaction_id = ?", id) != 1)
        fail_msg("%s was acknowledged and is not in the ledger", id);
}

static void check_ban(victim *v, const char *name)
{
    v->bans++;
    if (ask("SELECT count(*) FROM ban WHERE name = ?", name) != 1)
        fail_msg("%s was banned and is not", name);
}

/* The daemon is dead: the file is looked at as it lies there. */
static void check_file(victim *v)
{
    chorus_allocator heap;
    char             error[512];
    cho_heap_init(&heap, NULL);
    if (cho_db_open(&heap, v->data, &db, error, sizeof error) != CHORUS_OK)
        fail_msg("%s", error);
    each_ack(v, "paid", check_paid);
    each_ack(v, "banned", check_ban);
    assert_true(ask("SELECT sparks FROM wallet WHERE account = 1000", NULL)
                    + ask("SELECT coalesce(sum(cost), 0) FROM ledger", NULL) == SPARKS);
    int64_t payments = ask("SELECT count(*) FROM ledger", NULL);
    assert_true(payments >= v->payments && payments <= v->payments + 1);
    v->payments = (uint32_t)payments; /* one may have arrived that nobody was told of */
    assert_int_equal(ask("SELECT count(*) FROM link WHERE NOT EXISTS"
                         " (SELECT 1 FROM access WHERE access.selector = link.selector)", NULL), 0);
    assert_int_equal(ask("SELECT count(*) FROM link WHERE account NOT IN (SELECT account FROM join_code)", NULL), 0);
    cho_db_close(db);
}

static void check_balance(victim *v)
{
    char        text[32];
    raw_socket *game = host_lab_game(&v->daemon.lab);
    host_lab_do(game, "ready", "{\"isReady\":true}");
    raw_socket *payer = take_seat(v, v->kept[0].access);
    snprintf(text, sizeof text, "\"sparks\":%u", (unsigned)(SPARKS - COST * v->payments));
    if (strstr(body, text) == NULL)
        fail_msg("not %s: %s", text, body);
    host_lab_hang_up(payer);
    host_lab_hang_up(game);
}

/* Each token that was told works, and one that was used up ends its link as ever. */
static void check_links(victim *v)
{
    char used[TOKEN_SIZE];
    for (int i = 0; i < LINKS; i++) {
        assert_int_equal(get(v, "/api/v1/users/current", v->kept[i].access), 200);
        assert_non_null(strstr(body, "\"id\":1000"));
        memcpy(used, v->kept[i].refresh, sizeof used);
        for (int n = 0; n < 2; n++) {
            assert_int_equal(refresh(v, v->kept[i].refresh), 200);
            read_tokens(&v->kept[i]);
        }
        if (i == 1)
            assert_int_equal(refresh(v, used), 400);
        assert_int_equal(get(v, "/api/v1/users/current", v->kept[i].access), i == 1 ? 401 : 200);
    }
}

/* ---- rounds ---- */

static void run_admin(const victim *v, const char *const *words)
{
    const char *all[16] = { NULL };
    program     admin;
    size_t      count = 0;
    for (; words[count] != NULL; count++)
        all[count] = words[count];
    all[count++] = "--data";
    all[count]   = v->data;
    program_start_noting(&admin, "chorus-host", all, v->daemon.errors);
    program_end_input(&admin);
    while (program_hear(&admin) != NULL)
        ;
    assert_int_equal(program_end(&admin), 0);
}

static void start(victim *v)
{
    daemon_start(&v->daemon, (const char *[]){ "--data", v->data, "--limits", v->limits, NULL });
}

/* An account with sparks, a project and two games that are linked to it. */
static void prepare(victim *v)
{
    person p;
    start(v);
    sign_in(v, &p, "/go/create", "Ann");
    assert_int_equal(daemon_end_by(&v->daemon, SIGKILL), 128 + SIGKILL);
    run_admin(v, (const char *const[]){ "client", "add", "game", "--name", "Ducks", "--scope", SCOPES, NULL });
    run_admin(v, (const char *const[]){ "user", "sparks", "Ann", "1000000", NULL });
    start(v);
    sign_in(v, &p, "/go/sign-in", "Ann");
    link_game(v, &p, &v->manager);
    assert_int_equal(post(v, API "games", v->manager.access, "{\"name\":\"Ducks\"}"), 200);
    v->project = 1;
}

static void link_anew(victim *v)
{
    person p;
    sign_in(v, &p, "/go/sign-in", "Ann");
    for (int i = 0; i < LINKS; i++)
        link_game(v, &p, &v->kept[i]);
}

static void one_kill(victim *v)
{
    int acks, status;
    link_anew(v);
    pid_t child = start_work(v, &acks);
    read_acks(v, acks);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(daemon_end(&v->daemon), 128 + SIGKILL);
    check_file(v);
    start(v);
    each_ack(v, "tokens", take_tokens);
    check_balance(v);
    check_links(v);
    each_ack(v, "account", check_account);
    each_ack(v, "revoked", check_revoked);
    each_ack(v, "version", check_version);
    each_ack(v, "waiting", check_waiting);
    each_ack(v, "granted", check_granted);
}

static int kills(void)
{
    const char *is_long = getenv("CHORUS_LONG");
    return is_long != NULL && strcmp(is_long, "1") == 0 ? LONG_KILLS : KILLS;
}

/* Each kind of work was reached before a kill, or nothing was tried. */
static bool has_tried_all(const victim *v)
{
    return v->payments > 0 && v->bans > 0 && v->versions > 0 && v->accounts > 0 && v->codes > 0;
}

static void test_what_the_daemon_acknowledged_survives_a_kill_at_any_moment(void **state)
{
    victim *v = *state;
    srand(11);
    prepare(v);
    for (v->round = 0; v->round < kills() || (!has_tried_all(v) && v->round < 10 * KILLS); v->round++)
        one_kill(v);
    assert_true(has_tried_all(v));
    assert_int_equal(daemon_end_by(&v->daemon, SIGTERM), 0);
}

static int set_up(void **state)
{
    victim *v = calloc(1, sizeof *v);
    assert_non_null(v);
    daemon_prepare(&v->daemon);
    strcpy(v->data, daemon_path(&v->daemon, "data"));
    strcpy(v->limits, daemon_write(&v->daemon, "limits.json", LIMITS));
    *state = v;
    return 0;
}

static int tear_down(void **state)
{
    victim *v = *state;
    daemon_clean_up(&v->daemon);
    free(v);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_the_daemon_acknowledged_survives_a_kill_at_any_moment, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("host/kill the daemon", tests, NULL, NULL);
}
