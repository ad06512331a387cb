/* What a server does with websocket peers that speak oddly, wrongly or not at all. */
#include "base/clock.h"
#include "base/thread.h"
#include "support/lab.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void join(lab *l, const char *path)
{
    raw_open(&l->raw, l->server.port);
    assert_int_equal(raw_handshake(&l->raw, path, ""), 101);
}

/* What is said there comes back with that opcode. */
static void expect_back(lab *l, const char *path, const raw_frame *said, int opcode)
{
    raw_received heard;
    join(l, path);
    raw_send_frame(&l->raw, said);
    assert_true(raw_receive(&l->raw, &heard));
    assert_int_equal(heard.opcode, opcode);
    assert_int_equal(heard.len, said->len);
    assert_memory_equal(heard.payload, said->bytes, said->len);
    raw_close(&l->raw);
}

/* The server that has been through something still serves others. */
static void expect_alive(lab *l)
{
    raw_frame hello = { .is_last = true, .opcode = 1, .bytes = "hello", .len = 5 };
    expect_back(l, "/echo", &hello, 1);
}

static void test_fragments_become_one_message(void **state)
{
    lab         *l        = *state;
    raw_frame    first    = { .opcode = 1, .bytes = "one ", .len = 4 };
    raw_frame    empty    = { .opcode = 0, .bytes = "", .len = 0 };
    raw_frame    ping     = { .is_last = true, .opcode = 9, .bytes = "?", .len = 1 };
    raw_frame    last     = { .is_last = true, .opcode = 0, .bytes = "two", .len = 3 };
    raw_received received = { 0 };
    join(l, "/echo");
    raw_send_frame(&l->raw, &first);
    raw_send_frame(&l->raw, &empty);
    raw_send_frame(&l->raw, &ping);
    raw_send_frame(&l->raw, &last);
    do
        assert_true(raw_receive(&l->raw, &received));
    while (received.opcode == 10);
    assert_int_equal(received.opcode, 1);
    assert_int_equal(received.len, 7);
    assert_memory_equal(received.payload, "one two", 7);
    raw_close(&l->raw);
}

static void test_a_frame_cut_at_every_byte_is_one_message(void **state)
{
    /* "hi", masked with zeros */
    static const unsigned char frame[] = { 0x81, 0x82, 0, 0, 0, 0, 'h', 'i' };
    lab                       *l       = *state;
    raw_received               echo;
    join(l, "/echo");
    for (size_t cut = 1; cut < sizeof frame; cut++) {
        raw_send(&l->raw, frame, cut);
        raw_send(&l->raw, frame + cut, sizeof frame - cut);
        assert_true(raw_receive(&l->raw, &echo));
        assert_int_equal(echo.len, 2);
        assert_memory_equal(echo.payload, "hi", 2);
    }
    raw_close(&l->raw);
}

static void test_a_message_of_many_fragments_over_the_limit_is_skipped(void **state)
{
    lab         *l = *state;
    char         part[10000];
    raw_frame    more = { .opcode = 2, .bytes = part, .len = sizeof part };
    raw_frame    last = { .is_last = true, .opcode = 0, .bytes = "", .len = 0 };
    raw_frame    next = { .is_last = true, .opcode = 1, .bytes = "ok", .len = 2 };
    raw_received echo;
    memset(part, 0, sizeof part);
    join(l, "/echo");
    for (int i = 0; i < 20; i++) {
        raw_send_frame(&l->raw, &more);
        more.opcode = 0;
    }
    raw_send_frame(&l->raw, &last);
    raw_send_frame(&l->raw, &next);
    assert_true(raw_receive(&l->raw, &echo));
    assert_int_equal(echo.len, 2);
    lab_expect(&l->log, "server too big");
    assert_false(lab_has(&l->log, "server too big"));
    raw_close(&l->raw);
}

/* "/hush": the owner of the connection does nothing at all. */
static void test_a_ping_is_answered_though_nobody_reads(void **state)
{
    raw_frame ping = { .is_last = true, .opcode = 9, .bytes = "are you there", .len = 13 };
    expect_back(*state, "/hush", &ping, 10);
}

static void test_bytes_that_are_not_utf8_are_handed_on(void **state)
{
    raw_frame bad = { .is_last = true, .opcode = 1, .bytes = "\xff\xfe", .len = 2 };
    expect_back(*state, "/echo", &bad, 1);
}

typedef struct offence {
    const char *name;
    raw_frame   frame;
    int         code; /* 0: dropped without a close frame */
} offence;

static const char long_ping[200];

static const offence offences[] = {
    { "reserved bit 1",
      { .is_last = true, .reserved = 4, .opcode = 1, .bytes = "x", .len = 1 },
      1002 },
    { "reserved bit 2",
      { .is_last = true, .reserved = 2, .opcode = 1, .bytes = "x", .len = 1 },
      1002 },
    { "reserved bit 3",
      { .is_last = true, .reserved = 1, .opcode = 2, .bytes = "x", .len = 1 },
      1002 },
    { "opcode 3", { .is_last = true, .opcode = 3, .bytes = "x", .len = 1 }, 1002 },
    { "opcode 7", { .is_last = true, .opcode = 7, .bytes = "x", .len = 1 }, 1002 },
    { "opcode 11", { .is_last = true, .opcode = 11, .bytes = "x", .len = 1 }, 1002 },
    { "opcode 15", { .is_last = true, .opcode = 15, .bytes = "x", .len = 1 }, 1002 },
    { "fragmented ping", { .opcode = 9, .bytes = "x", .len = 1 }, 1002 },
    { "long ping",
      { .is_last = true, .opcode = 9, .bytes = long_ping, .len = sizeof long_ping },
      1002 },
    { "lone continuation", { .is_last = true, .opcode = 0, .bytes = "x", .len = 1 }, 1002 },
    { "close code 1005", { .is_last = true, .opcode = 8, .bytes = "\x03\xed", .len = 2 }, 1002 },
    { "close code 999", { .is_last = true, .opcode = 8, .bytes = "\x03\xe7", .len = 2 }, 1002 },
};

static void test_offences_end_the_connection_and_not_the_server(void **state)
{
    lab *l = *state;
    for (size_t i = 0; i < ARRAY_LEN(offences); i++) {
        join(l, "/echo");
        raw_send_frame(&l->raw, &offences[i].frame);
        int code = raw_close_code(&l->raw);
        if (code != offences[i].code)
            fail_msg("%s: closed with %d, not %d", offences[i].name, code, offences[i].code);
        raw_close(&l->raw);
    }
    expect_alive(l);
}

static void test_a_new_message_inside_another_ends_the_connection(void **state)
{
    lab      *l     = *state;
    raw_frame first = { .opcode = 1, .bytes = "a", .len = 1 };
    join(l, "/echo");
    raw_send_frame(&l->raw, &first);
    raw_send_frame(&l->raw, &first);
    assert_int_equal(raw_close_code(&l->raw), 1002);
    raw_close(&l->raw);
    lab_expect(&l->log, "server close 1002 ");
}

/* Those bytes end the connection with that code on both sides. */
static void expect_cut(lab *l, const unsigned char *bytes, size_t len, int code)
{
    join(l, "/echo");
    raw_send(&l->raw, bytes, len);
    assert_int_equal(raw_close_code(&l->raw), code);
    raw_close(&l->raw);
    lab_expect(&l->log, "server close %d ", code);
}

/* 2^62 bytes announced, the first of them sent. */
static void test_an_absurd_length_is_closed_without_being_awaited(void **state)
{
    static const unsigned char frame[] = { 0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 'x' };
    expect_cut(*state, frame, sizeof frame, 1009);
    expect_alive(*state);
}

static void test_a_length_with_the_top_bit_ends_the_connection(void **state)
{
    static const unsigned char frame[] = { 0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 'x' };
    expect_cut(*state, frame, sizeof frame, 1002);
}

static void test_an_unmasked_frame_ends_the_connection(void **state)
{
    static const unsigned char frame[] = { 0x81, 0x01, 'x' };
    expect_cut(*state, frame, sizeof frame, 1002);
}

static void test_a_close_without_a_code_is_told_as_1005(void **state)
{
    lab      *l     = *state;
    raw_frame close = { .is_last = true, .opcode = 8, .bytes = "", .len = 0 };
    join(l, "/echo");
    raw_send_frame(&l->raw, &close);
    lab_expect(&l->log, "server close 1005 ");
    raw_close(&l->raw);
}

static void test_a_vanished_peer_is_told_as_1006(void **state)
{
    lab *l = *state;
    join(l, "/echo");
    raw_close(&l->raw);
    lab_expect(&l->log, "server close 1006 ");
}

static void test_a_peer_that_ignores_the_close_is_dropped(void **state)
{
    lab *l = *state;
    join(l, "/close/4001");
    lab_expect(&l->log, "server close 4001 "); /* though no close frame of ours ever comes */
    assert_int_equal(raw_close_code(&l->raw), 4001);
    raw_wait_end(&l->raw);
    raw_close(&l->raw);
}

static void test_a_peer_that_answers_no_ping_is_dropped(void **state)
{
    lab        *l    = *state;
    lab_server *fast = &l->server;
    lab_close_server(fast, 1001);
    lab_expect(&l->log, "server gone");
    fast->options.ping_after_ms = 200;
    lab_serve(fast, &l->loop, &l->log);
    join(l, "/hush");
    raw_received ping;
    for (int i = 0; i < 2; i++) {
        assert_true(raw_receive(&l->raw, &ping));
        assert_int_equal(ping.opcode, 9);
    }
    lab_expect(&l->log, "server close 1006 ");
    raw_close(&l->raw);
}

enum { HANG_UP_MS = 600 };

/* Runs on the loop's thread: the peer speaks, and the loop does not get to read before the time is up. */
static void speak_and_hold_up(void *arg)
{
    lab      *l        = arg;
    raw_frame hello    = { .is_last = true, .opcode = 1, .bytes = "hello", .len = 5 };
    uint64_t  until_ns = cho_clock_mono_ns() + (HANG_UP_MS + 10) * CHO_NS_PER_MS;
    raw_send_frame(&l->raw, &hello);
    while (cho_clock_mono_ns() < until_ns)
        cho_thread_yield();
}

static void test_a_loop_that_was_held_up_listens_before_it_drops(void **state)
{
    lab         *l = *state;
    raw_received got;
    lab_close_server(&l->server, 1001);
    lab_expect(&l->log, "server gone");
    l->server.options.ping_after_ms    = 30;
    l->server.options.hang_up_after_ms = HANG_UP_MS;
    lab_serve(&l->server, &l->loop, &l->log);
    join(l, "/echo");
    assert_true(raw_receive(&l->raw, &got));
    assert_int_equal(got.opcode, 9);
    lab_run(&l->loop, speak_and_hold_up, l);
    do
        assert_true(raw_receive(&l->raw, &got));
    while (got.opcode == 9);
    assert_int_equal(got.opcode, 1);
    raw_close(&l->raw);
}

/* ---- what comes at once ---- */

static char much[1 << 20];

static void say_much(lab *l, size_t len)
{
    const raw_frame frame = { .is_last = true, .opcode = 2, .bytes = much, .len = len };
    raw_send_frame(&l->raw, &frame);
}

/* Runs on the loop's thread: more than it reads at once is there before it reads. */
static void speak_at_length(void *arg)
{
    lab            *l    = arg;
    const raw_frame ping = { .is_last = true, .opcode = 9, .bytes = "?", .len = 1 };
    say_much(l, 300000);
    raw_send_frame(&l->raw, &ping);
}

/* The system lets many bytes come ahead of the reader only once it has seen it read. */
static void test_more_than_one_read_takes_is_read_in_several(void **state)
{
    lab            *l    = *state;
    const int       room = 4 << 20;
    const raw_frame ping = { .is_last = true, .opcode = 9, .bytes = "!", .len = 1 };
    raw_received    pong;
    join(l, "/hush");
    assert_int_equal(setsockopt(l->raw.fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room), 0);
    for (int i = 0; i < 8; i++)
        say_much(l, sizeof much);
    raw_send_frame(&l->raw, &ping);
    assert_true(raw_receive(&l->raw, &pong));
    lab_run(&l->loop, speak_at_length, l);
    assert_true(raw_receive(&l->raw, &pong));
    assert_int_equal(pong.payload[0], '?');
    raw_close(&l->raw);
}

/* Runs on the loop's thread: the last words and the end are there before it reads. */
static void speak_and_leave(void *arg)
{
    lab            *l     = arg;
    const raw_frame hello = { .is_last = true, .opcode = 1, .bytes = "hello", .len = 5 };
    raw_send_frame(&l->raw, &hello);
    raw_close(&l->raw);
}

static void test_an_end_right_behind_the_last_words_is_seen(void **state)
{
    lab *l = *state;
    join(l, "/hush");
    lab_run(&l->loop, speak_and_leave, l);
    lab_expect(&l->log, "server close 1006 ");
}

/* ---- handshakes ---- */

/* The answer, which is yes, stays in l->raw.seen. */
static void knock(lab *l, const char *connection, const char *lines)
{
    char request[2048];
    (void)snprintf(request, sizeof request,
                   "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: %s\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
                   connection, lines);
    raw_open(&l->raw, l->server.port);
    raw_text(&l->raw, request);
    assert_non_null(raw_wait_for(&l->raw, "\r\n\r\n"));
    assert_non_null(strstr(l->raw.seen, " 101 "));
}

static void test_the_first_subprotocol_offered_is_echoed_whatever_it_is(void **state)
{
    static const char *const offers[][2] = {
        { "wss, ws", "wss" },       { "ws", "ws" },
        { "chorus", "chorus" },     { "nobody.knows-this_1,x", "nobody.knows-this_1" },
        { "http", "http" },         { "listener", "listener" },
        { "1.0-beta", "1.0-beta" },
    };
    lab *l = *state;
    for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
        char line[128], wanted[128];
        (void)snprintf(line, sizeof line, "Sec-WebSocket-Protocol: %s\r\n", offers[i][0]);
        (void)snprintf(wanted, sizeof wanted, "Sec-WebSocket-Protocol: %s\r\n", offers[i][1]);
        knock(l, "keep-alive, Upgrade", line);
        if (strstr(l->raw.seen, wanted) == NULL)
            fail_msg("%s was answered with %s", offers[i][0], l->raw.seen);
        raw_close(&l->raw);
    }
}

static void test_no_subprotocol_is_answered_when_none_is_offered(void **state)
{
    lab *l = *state;
    knock(l, "Upgrade", "");
    assert_null(strstr(l->raw.seen, "Sec-WebSocket-Protocol"));
    assert_null(strstr(l->raw.seen, "Extensions"));
    raw_close(&l->raw);
}

static void test_compression_is_never_agreed_to(void **state)
{
    lab *l = *state;
    knock(l, "Upgrade", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
    assert_null(strstr(l->raw.seen, "Extensions"));
    raw_close(&l->raw);
}

typedef struct handshake {
    const char *name, *request;
    int         status; /* 0: dropped without an answer */
} handshake;

#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define V13 "Sec-WebSocket-Version: 13\r\n"
#define UP  "Upgrade: websocket\r\nConnection: Upgrade\r\n"

static const handshake handshakes[] = {
    { "h2c",
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n",
      400 },
    { "h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
    { "unknown upgrade", "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n",
      400 },
    { "long upgrade",
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: "
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n",
      400 },
    { "POST", "POST /echo HTTP/1.1\r\nHost: x\r\n" UP V13 KEY "\r\n", 400 },
    { "no host", "GET /echo HTTP/1.1\r\n" UP V13 KEY "\r\n", 400 },
    { "no connection header",
      "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n" V13 KEY "\r\n", 400 },
    { "no key", "GET /echo HTTP/1.1\r\nHost: x\r\n" UP V13 "\r\n", 400 },
    { "short key", "GET /echo HTTP/1.1\r\nHost: x\r\n" UP V13 "Sec-WebSocket-Key: abc\r\n\r\n",
      400 },
    { "no version", "GET /echo HTTP/1.1\r\nHost: x\r\n" UP KEY "\r\n", 426 },
    { "version 8", "GET /echo HTTP/1.1\r\nHost: x\r\n" UP KEY "Sec-WebSocket-Version: 8\r\n\r\n",
      426 },
    { "a number for a protocol",
      "GET /echo HTTP/1.1\r\nHost: x\r\n" UP V13 KEY "Sec-WebSocket-Protocol: 13\r\n\r\n", 400 },
    { "refused by its owner", "GET /401 HTTP/1.1\r\nHost: x\r\n" UP V13 KEY "\r\n", 401 },
    { "CONNECT", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 501 },
};

/* Forbidden by RFC 6455 section 4.1, and done. */
static void test_a_frame_may_come_right_behind_the_handshake(void **state)
{
    static const char eager[] = "GET /echo HTTP/1.1\r\nHost: x\r\n" UP V13 KEY "\r\n\x81\x81\0\0\0\0x";
    lab              *l       = *state;
    raw_frame         later   = { .is_last = true, .opcode = 1, .bytes = "later", .len = 5 };
    raw_received      echo;
    raw_open(&l->raw, l->server.port);
    raw_send(&l->raw, eager, sizeof eager - 1);
    const char *end = raw_wait_for(&l->raw, "\r\n\r\n");
    assert_non_null(end);
    raw_take(&l->raw, (size_t)(end - l->raw.seen) + 4);
    assert_true(raw_receive(&l->raw, &echo));
    assert_memory_equal(echo.payload, "x", 1);
    raw_send_frame(&l->raw, &later);
    assert_true(raw_receive(&l->raw, &echo));
    assert_memory_equal(echo.payload, "later", 5);
    raw_close(&l->raw);
}

static int status_of(lab *l)
{
    raw_wait_end(&l->raw);
    return l->raw.len == 0 ? 0 : (int)strtol(l->raw.seen + strlen("HTTP/1.1 "), NULL, 10);
}

static void test_handshakes_that_are_none_are_refused(void **state)
{
    lab *l = *state;
    for (size_t i = 0; i < ARRAY_LEN(handshakes); i++) {
        raw_open(&l->raw, l->server.port);
        raw_text(&l->raw, handshakes[i].request);
        int status = status_of(l);
        if (status != handshakes[i].status)
            fail_msg("%s: %d, not %d\n%s", handshakes[i].name, status, handshakes[i].status,
                     l->raw.seen);
        raw_close(&l->raw);
    }
    expect_alive(l);
}

/*
 * On a kept connection libwebsockets has freed the request by the time it asks about the upgrade.
 */
static void test_odd_upgrades_on_a_kept_connection_are_refused_too(void **state)
{
    lab *l = *state;
    for (size_t i = 0; i < 4; i++) {
        raw_open(&l->raw, l->server.port);
        raw_text(&l->raw, "GET /first HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 200);
        raw_text(&l->raw, handshakes[i].request);
        raw_wait_end(&l->raw);
        assert_null(strstr(l->raw.seen, " 101 "));
        raw_close(&l->raw);
    }
    expect_alive(l);
}

static void test_an_upgrade_on_a_kept_connection_is_accepted(void **state)
{
    lab         *l    = *state;
    raw_frame    text = { .is_last = true, .opcode = 1, .bytes = "hi", .len = 2 };
    raw_received echo;
    raw_open(&l->raw, l->server.port);
    raw_text(&l->raw, "GET /first HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 200);
    assert_int_equal(raw_handshake(&l->raw, "/echo", ""), 101);
    raw_send_frame(&l->raw, &text);
    assert_true(raw_receive(&l->raw, &echo));
    assert_int_equal(echo.len, 2);
    raw_close(&l->raw);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, lab_set_up_serving, lab_tear_down)
    const struct CMUnitTest tests[] = {
        T(test_fragments_become_one_message),
        T(test_a_frame_cut_at_every_byte_is_one_message),
        T(test_a_message_of_many_fragments_over_the_limit_is_skipped),
        T(test_a_ping_is_answered_though_nobody_reads),
        T(test_bytes_that_are_not_utf8_are_handed_on),
        T(test_offences_end_the_connection_and_not_the_server),
        T(test_a_new_message_inside_another_ends_the_connection),
        T(test_an_absurd_length_is_closed_without_being_awaited),
        T(test_a_length_with_the_top_bit_ends_the_connection),
        T(test_an_unmasked_frame_ends_the_connection),
        T(test_a_frame_may_come_right_behind_the_handshake),
        T(test_a_close_without_a_code_is_told_as_1005),
        T(test_a_vanished_peer_is_told_as_1006),
        T(test_a_peer_that_ignores_the_close_is_dropped),
        T(test_a_peer_that_answers_no_ping_is_dropped),
        T(test_a_loop_that_was_held_up_listens_before_it_drops),
        T(test_more_than_one_read_takes_is_read_in_several),
        T(test_an_end_right_behind_the_last_words_is_seen),
        T(test_the_first_subprotocol_offered_is_echoed_whatever_it_is),
        T(test_no_subprotocol_is_answered_when_none_is_offered),
        T(test_compression_is_never_agreed_to),
        T(test_handshakes_that_are_none_are_refused),
        T(test_odd_upgrades_on_a_kept_connection_are_refused_too),
        T(test_an_upgrade_on_a_kept_connection_is_accepted),
    };
    return cmocka_run_group_tests_name("net/frames", tests, NULL, NULL);
}
