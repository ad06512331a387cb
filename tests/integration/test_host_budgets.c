/* What one address, one participant and all together may take of a host, and that nobody else notices. */
#include "support/deadline.h"
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define API "/api/v1/interactive/"

typedef struct bench {
    host_lab           lab;
    chorus_host_limits limits;
} bench;

/* A host with limits that the test has set before. */
static void open_bench(bench *b, chorus_host_options *options)
{
    options->limits = &b->limits;
    host_lab_open(&b->lab, options);
}

static bench *new_bench(void)
{
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    CHORUS_INIT(&b->limits);
    return b;
}

static void close_bench(bench *b)
{
    host_lab_close(&b->lab);
    free(b);
}

static raw_socket *connect_from(bench *b, const char *source)
{
    raw_socket *s = calloc(1, sizeof *s);
    assert_non_null(s);
    raw_open_from(s, source, b->lab.port);
    return s;
}

/* The status of a request on that connection, which goes on. */
static int ask_on(raw_socket *s, const char *method, const char *path, const char *lines)
{
    char text[512];
    snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: 0\r\n\r\n", method, path, lines);
    raw_text(s, text);
    return raw_answer(s, true, NULL, 0);
}

static int ask_from(bench *b, const char *source, const char *path, const char *lines)
{
    raw_socket *s      = connect_from(b, source);
    int         status = ask_on(s, "GET", path, lines);
    host_lab_hang_up(s);
    return status;
}

/* ---- connections ---- */

static void test_an_address_has_so_many_connections_at_once(void **state)
{
    bench              *b = new_bench();
    chorus_host_options options;
    raw_socket         *all[3];
    char                words[128];
    (void)state;
    CHORUS_INIT(&options);
    b->limits.connections_per_address = 3;
    open_bench(b, &options);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        all[i] = connect_from(b, "127.0.0.2");
    raw_socket *more = connect_from(b, "127.0.0.2");
    assert_int_equal(raw_answer(more, true, words, sizeof words), 429);
    assert_string_equal(words, "too many connections come from this address; try again shortly\n");
    raw_wait_end(more);
    assert_int_equal(ask_from(b, "127.0.0.3", "/healthz", ""), 200);
    assert_int_equal(ask_from(b, "127.0.0.1", "/healthz", ""), 200);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        host_lab_hang_up(all[i]);
    host_lab_hang_up(more);
    uint64_t until_ns = deadline_ns();
    while (ask_from(b, "127.0.0.2", "/healthz", "") != 200)
        deadline_yield(until_ns);
    close_bench(b);
}

static void test_an_idle_connection_gives_way(void **state)
{
    bench              *b = new_bench();
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    b->limits.connections_per_address = 2;
    open_bench(b, &options);
    raw_socket *idle = connect_from(b, "127.0.0.2"), *silent = connect_from(b, "127.0.0.2");
    assert_int_equal(ask_on(idle, "GET", "/healthz", ""), 200);
    assert_int_equal(ask_from(b, "127.0.0.2", "/healthz", ""), 200);
    raw_wait_end(idle);
    host_lab_hang_up(idle);
    host_lab_hang_up(silent);
    close_bench(b);
}

static void test_this_machine_is_not_counted(void **state)
{
    bench              *b = new_bench();
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    b->limits.connections_per_address = b->limits.connects_per_address_s = b->limits.requests_per_address_s = 1;
    open_bench(b, &options);
    for (int i = 0; i < 50; i++)
        assert_int_equal(ask_from(b, "127.0.0.1", "/healthz", ""), 200);
    close_bench(b);
}

static void test_who_says_nothing_gives_way_to_who_does(void **state)
{
    bench              *b = new_bench();
    chorus_host_options options;
    raw_socket         *silent[40];
    (void)state;
    CHORUS_INIT(&options);
    b->limits.unheard_connections = 16;
    open_bench(b, &options);
    for (size_t i = 0; i < ARRAY_LEN(silent); i++)
        silent[i] = connect_from(b, "127.0.0.1");
    assert_int_equal(ask_from(b, "127.0.0.1", "/healthz", ""), 200);
    for (size_t i = 0; i < ARRAY_LEN(silent) - 16; i++)
        raw_wait_end(silent[i]);
    for (size_t i = 0; i < ARRAY_LEN(silent); i++)
        host_lab_hang_up(silent[i]);
    close_bench(b);
}

/* ---- requests ---- */

static int count_of(bench *b, raw_socket *s, const char *path, int asked, int status)
{
    int count = 0;
    (void)b;
    while (asked-- > 0)
        count += ask_on(s, "GET", path, "") == status;
    return count;
}

static void test_an_address_may_ask_so_often(void **state)
{
    bench              *b = new_bench();
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    b->limits.requests_per_address_s = 1;
    open_bench(b, &options);
    raw_socket *s = connect_from(b, "127.0.0.2");
    assert_in_range(count_of(b, s, "/healthz", 100, 200), 4, 99);
    assert_int_equal(ask_from(b, "127.0.0.3", "/healthz", ""), 200);
    host_lab_hang_up(s);
    close_bench(b);
}

static void test_an_address_may_join_so_often(void **state)
{
    bench              *b = new_bench();
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    b->limits.joins_per_address_s = 1;
    open_bench(b, &options);
    raw_socket *game = host_lab_game(&b->lab);
    raw_socket *s    = connect_from(b, "127.0.0.2");
    assert_in_range(count_of(b, s, API "1", 60, 200), 4, 59);
    raw_text(s, "GET " API "1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_non_null(raw_wait_for(s, "\r\nretry-after: 2\r\n"));
    assert_int_equal(ask_from(b, "127.0.0.3", API "1", ""), 200);
    raw_socket *keyless = connect_from(b, "127.0.0.2");
    assert_int_equal(raw_handshake(keyless, "/participant?channel=1&x-protocol-version=2.0&key=", ""), 429);
    host_lab_hang_up(keyless);
    host_lab_hang_up(s);
    host_lab_hang_up(game);
    close_bench(b);
}

static void test_only_own_proxies_are_believed(void **state)
{
    bench              *b = new_bench();
    chorus_host_options options;
    char                line[64];
    int                 believed = 0, made_up = 0;
    (void)state;
    CHORUS_INIT(&options);
    options.trusted_proxies          = "127.0.0.2 10.0.0.0/8";
    b->limits.requests_per_address_s = 1;
    b->limits.connections_per_address = 1;
    open_bench(b, &options);
    raw_socket *silent = connect_from(b, "127.0.0.2"); /* a proxy may have as many as it likes */
    for (int i = 0; i < 50; i++) {
        snprintf(line, sizeof line, "X-Forwarded-For: 9.9.9.9, 8.8.8.%d, 10.0.0.1\r\n", i);
        believed += ask_from(b, "127.0.0.2", "/healthz", line) == 200;
    }
    for (int i = 0; i < 50; i++) {
        snprintf(line, sizeof line, "X-Forwarded-For: 7.7.7.%d, 6.6.6.6\r\n", i);
        made_up += ask_from(b, "127.0.0.2", "/healthz", line) == 200;
    }
    assert_int_equal(believed, 50);
    assert_in_range(made_up, 1, 49);
    host_lab_hang_up(silent);
    close_bench(b);
}

static void test_proxies_that_are_none_are_refused(void **state)
{
    chorus_host_options options;
    chorus_runtime     *rt;
    chorus_session      session;
    (void)state;
    CHORUS_INIT(&options);
    options.trusted_proxies = "proxy.example";
    assert_ok(chorus_runtime_create(NULL, &rt));
    assert_int_equal(chorus_host_open(rt, &options, &session), CHORUS_E_INVALID);
    chorus_runtime_destroy(rt);
}

/* ---- participants ---- */

typedef struct room {
    bench      *b;
    raw_socket *game, *troll, *ann;
} room;

static room open_room(bench *b)
{
    chorus_host_options options;
    CHORUS_INIT(&options);
    open_bench(b, &options);
    raw_socket *game  = host_lab_game(&b->lab);
    raw_socket *troll = host_lab_viewer(&b->lab, "Troll");
    return (room){ b, game, troll, host_lab_viewer(&b->lab, "Ann") };
}

static void close_room(room *r)
{
    host_lab_hang_up(r->game);
    host_lab_hang_up(r->troll);
    host_lab_hang_up(r->ann);
    close_bench(r->b);
}

/* Sends the bytes again and again until the host has had enough. */
static int flood(room *r, const raw_frame *frame, int times)
{
    for (int i = 0; i < times; i++)
        raw_send_frame(r->troll, frame);
    return host_lab_closed(r->troll);
}

static void expect_ann_is_heard(room *r)
{
    host_lab_call(r->ann, "77", "getTime", "{}");
    host_lab_hear_of(r->ann, "\"id\":77");
}

static void test_too_many_frames_are_cut_with_1008(void **state)
{
    static const raw_frame tiny = { .is_last = true, .opcode = 1, .bytes = "x", .len = 1 };
    bench                 *b    = new_bench();
    (void)state;
    b->limits.frames_per_s = 10;
    room r                 = open_room(b);
    assert_int_equal(flood(&r, &tiny, 100), 1008);
    expect_ann_is_heard(&r);
    close_room(&r);
}

static void test_too_many_bytes_are_cut_with_1008(void **state)
{
    static char     bytes[4000];
    const raw_frame large = { .is_last = true, .opcode = 2, .bytes = bytes, .len = sizeof bytes };
    bench          *b     = new_bench();
    (void)state;
    b->limits.participant_bytes_per_s = 1024;
    room r                            = open_room(b);
    assert_int_equal(flood(&r, &large, 10), 1008);
    expect_ann_is_heard(&r);
    close_room(&r);
}

static void test_too_many_fragments_are_cut_with_1008(void **state)
{
    static const raw_frame first = { .opcode = 1, .bytes = "x", .len = 1 };
    static const raw_frame next  = { .opcode = 0, .bytes = "x", .len = 1 };
    bench                 *b     = new_bench();
    room                   r     = open_room(b);
    (void)state;
    raw_send_frame(r.troll, &first);
    assert_int_equal(flood(&r, &next, 30), 1008);
    expect_ann_is_heard(&r);
    close_room(&r);
}

static void test_a_game_may_speak_faster(void **state)
{
    bench *b = new_bench();
    (void)state;
    b->limits.frames_per_s = 10;
    room r                 = open_room(b);
    for (int i = 0; i < 200; i++)
        host_lab_do(r.game, "getTime", "{}");
    close_room(&r);
}

/* ---- slow readers ---- */

enum { SLOW = 50 };

static void grow_text(raw_socket *game, int round)
{
    static char params[33000];
    int         at = snprintf(params, sizeof params, "{\"world\":{\"text\":\"%d", round);
    memset(params + at, 'v', 30000);
    strcpy(params + at + 30000, "\"}}");
    host_lab_call(game, "9", "updateWorld", params);
    host_lab_hear_of(game, "{\"id\":9,");
}

static void test_who_does_not_read_is_cut_and_nobody_else_notices(void **state)
{
    bench      *b = new_bench();
    raw_socket *slow[SLOW];
    (void)state;
    b->limits.participant_queue_bytes = 65536;
    room r                            = open_room(b);
    for (int i = 0; i < SLOW; i++) {
        int little = 4096;
        slow[i]    = host_lab_viewer(&b->lab, "Slow");
        (void)setsockopt(slow[i]->fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    }
    host_lab_hang_up(r.troll);
    host_lab_wait_counts(&b->lab, SLOW + 1, 1);
    chorus_host_info info;
    CHORUS_INIT(&info);
    info.participant_count = SLOW + 1;
    uint64_t until_ns      = deadline_ns();
    for (int round = 0; info.participant_count > 1; round++) {
        char expected[32];
        grow_text(r.game, round);
        snprintf(expected, sizeof expected, "\"text\":\"%dv", round);
        host_lab_hear_of(r.ann, expected);
        chorus_pump(b->lab.rt);
        assert_ok(chorus_host_get_info(b->lab.rt, b->lab.session, &info));
        assert_false(deadline_is_over(until_ns));
    }
    for (int i = 0; i < SLOW; i++)
        host_lab_hang_up(slow[i]);
    r.troll = host_lab_viewer(&b->lab, "Troll");
    close_room(&r);
}

/* ---- one channel and another ---- */

static void test_a_troll_on_one_channel_does_not_silence_another(void **state)
{
    static const raw_frame garbage = { .is_last = true, .opcode = 1, .bytes = "{\"x\":[[[", .len = 8 };
    bench                 *b       = new_bench();
    chorus_host_channel    channels[2];
    chorus_host_options    options;
    (void)state;
    CHORUS_INIT(&options);
    CHORUS_INIT(&channels[0]);
    CHORUS_INIT(&channels[1]);
    channels[0].token         = "sec+ret";
    channels[1].token         = "other";
    options.channels          = channels;
    options.channel_count     = 2;
    b->limits.frames_per_s    = 100000; /* as if there were no limit */
    b->limits.participant_bytes_per_s = 1073741824;
    open_bench(b, &options);
    raw_socket *game = host_lab_game(&b->lab), *other = host_lab_game_of(&b->lab, "other");
    raw_socket *ann  = host_lab_viewer_of(&b->lab, 2, "Ann");
    for (int i = 0; i < 20; i++) {
        raw_socket *troll = host_lab_viewer_of(&b->lab, 1, "Troll");
        for (int n = 0; n < 90; n++)
            raw_send_frame(troll, &garbage);
        host_lab_call(ann, "77", "getTime", "{}");
        host_lab_hear_of(ann, "\"id\":77");
        host_lab_do(other, "getTime", "{}");
        host_lab_hang_up(troll);
    }
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
    host_lab_hang_up(other);
    close_bench(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_address_has_so_many_connections_at_once),
        cmocka_unit_test(test_an_idle_connection_gives_way),
        cmocka_unit_test(test_this_machine_is_not_counted),
        cmocka_unit_test(test_who_says_nothing_gives_way_to_who_does),
        cmocka_unit_test(test_an_address_may_ask_so_often),
        cmocka_unit_test(test_an_address_may_join_so_often),
        cmocka_unit_test(test_only_own_proxies_are_believed),
        cmocka_unit_test(test_proxies_that_are_none_are_refused),
        cmocka_unit_test(test_too_many_frames_are_cut_with_1008),
        cmocka_unit_test(test_too_many_bytes_are_cut_with_1008),
        cmocka_unit_test(test_too_many_fragments_are_cut_with_1008),
        cmocka_unit_test(test_a_game_may_speak_faster),
        cmocka_unit_test(test_who_does_not_read_is_cut_and_nobody_else_notices),
        cmocka_unit_test(test_a_troll_on_one_channel_does_not_silence_another),
    };
    return cmocka_run_group_tests_name("host/budgets", tests, NULL, NULL);
}
