#include "support/game.h"

#include <stdio.h>
#include <stdlib.h>

enum { LARGEST = 2000 * 1000 };

#define BIG_HEAD                                                                                   \
    "{\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\",\"input\":{\"controlID\":"      \
    "\"big\",\"event\":\"submit\",\"value\":\""
#define BIG_TAIL "\"}}}"

enum { BIG_REST = sizeof BIG_HEAD - 1 + sizeof BIG_TAIL - 1 };

static const char small_input[] =
    "{\"id\":1,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":"
    "\"\xf0\x9f\x98\x80\","
    "\"input\":{\"controlID\":\"c\",\"event\":\"mousedown\"}},\"seq\":9,\"discard\":true}";

static void expect_input(game *g, const char *control)
{
    chorus_event event;
    game_expect(g, CHORUS_EVENT_INPUT, &event);
    assert_str(control, event.as.input.control);
}

/* An input whose packet is exactly this long. */
static char *make_input(size_t len)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, 'v', len);
    memcpy(text, BIG_HEAD, sizeof BIG_HEAD - 1);
    memcpy(text + len + 1 - sizeof BIG_TAIL, BIG_TAIL, sizeof BIG_TAIL);
    return text;
}

static void expect_big_input(game *g, size_t len)
{
    chorus_event event;
    game_expect(g, CHORUS_EVENT_INPUT, &event);
    assert_str("big", event.as.input.control);
    assert_int_equal(event.as.input.text.len, len - BIG_REST);
    assert_int_equal(strspn(event.as.input.text.ptr, "v"), event.as.input.text.len);
    assert_int_equal(event.as.input.json.ptr[event.as.input.json.len], '\0');
    assert_int_equal(strlen(event.as.input.json.ptr), event.as.input.json.len);
}

static void test_g39_messages_of_two_million_bytes_are_taken(void **state)
{
    (void)state;
    static const size_t lengths[] = { 125,    126,         127,         65535,  65536,
                                      262143, 1024 * 1024, LARGEST - 1, LARGEST };
    game                g;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        char *text = make_input(lengths[i]);
        peer_send(&g.peer, text);
        expect_big_input(&g, lengths[i]);
        free(text);
    }
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

static void test_a_longer_message_is_reported_once_and_skipped(void **state)
{
    (void)state;
    static const size_t lengths[] = { LARGEST + 1, LARGEST + 2, 3 * LARGEST };
    game                g;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        char *text = make_input(lengths[i]);
        peer_send(&g.peer, text);
        peer_send(&g.peer, small_input);
        expect_input(&g, "c");
        assert_int_equal(g.warnings, i + 1);
        assert_non_null(strstr(g.last_line, "larger than 2000000 bytes"));
        free(text);
    }
    game_deinit(&g);
}

static void test_a_longer_message_in_pieces_is_reported_once_and_skipped(void **state)
{
    (void)state;
    enum { PIECE = 100 * 1000 };
    game  g;
    char *text = make_input(LARGEST + 1);
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t at = 0; at < LARGEST; at += PIECE)
        peer_send_part(&g.peer, at == 0 ? PEER_TEXT : PEER_CONTINUATION, false, text + at, PIECE);
    peer_send_part(&g.peer, PEER_CONTINUATION, true, text + LARGEST, 1);
    peer_send(&g.peer, small_input);
    expect_input(&g, "c");
    assert_int_equal(g.warnings, 1);
    free(text);
    game_deinit(&g);
}

static void test_g39_a_message_may_come_in_any_pieces(void **state)
{
    (void)state;
    const size_t len = sizeof small_input - 1;
    game         g;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t cut = 0; cut <= len; cut++) {
        peer_send_part(&g.peer, PEER_TEXT, false, small_input, cut);
        peer_send_frame(&g.peer, PEER_PING, "between", 7);
        peer_send_part(&g.peer, PEER_CONTINUATION, true, small_input + cut, len - cut);
        expect_input(&g, "c");
    }
    for (size_t at = 0; at < len; at++)
        peer_send_part(&g.peer, at == 0 ? PEER_TEXT : PEER_CONTINUATION, at + 1 == len,
                       small_input + at, 1);
    expect_input(&g, "c");
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

static void test_g39_two_million_bytes_may_come_in_pieces(void **state)
{
    (void)state;
    enum { PIECE = 125 * 1000 };
    game  g;
    char *text = make_input(LARGEST);
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t at = 0; at < LARGEST; at += PIECE)
        peer_send_part(&g.peer, at == 0 ? PEER_TEXT : PEER_CONTINUATION, at + PIECE == LARGEST,
                       text + at, PIECE);
    expect_big_input(&g, LARGEST);
    assert_int_equal(g.warnings, 0);
    free(text);
    game_deinit(&g);
}

static void test_a_frame_may_be_cut_anywhere(void **state)
{
    (void)state;
    game g;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t cut = 0; cut <= sizeof small_input - 1 + 4; cut++) {
        peer_send_cut(&g.peer, small_input, cut);
        expect_input(&g, "c");
    }
    game_deinit(&g);
}

static void test_odd_frames_are_reported_once_and_skipped(void **state)
{
    (void)state;
    static const struct {
        int         opcode;
        const char *bytes, *words;
    } frames[] = {
        { PEER_TEXT, "", "ends early at byte 0" },
        { PEER_BINARY, small_input, "a binary message" },
        { PEER_BINARY, "", "a binary message" },
        { PEER_PING, "", NULL },
        { PEER_PONG, "unasked", NULL },
    };
    game g;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
        int warnings = g.warnings;
        peer_send_frame(&g.peer, frames[i].opcode, frames[i].bytes, strlen(frames[i].bytes));
        peer_send(&g.peer, small_input);
        expect_input(&g, "c");
        assert_int_equal(g.warnings - warnings, frames[i].words != NULL);
        if (frames[i].words != NULL)
            assert_non_null(strstr(g.last_line, frames[i].words));
    }
    game_deinit(&g);
}

/* A flood of nonsense must not become a flood of log lines, nor hide what is good. */
static void test_a_flood_of_bad_packets_is_counted_not_written_out(void **state)
{
    (void)state;
    enum { FLOOD = 5000 };
    game         g;
    chorus_stats stats;
    game_init(&g);
    game_open_ready(&g, NULL);
    CHORUS_INIT(&stats);
    for (int i = 0; i < FLOOD; i++)
        peer_send(&g.peer, "{]");
    peer_send(&g.peer, small_input);
    expect_input(&g, "c");
    assert_ok(chorus_runtime_get_stats(g.rt, &stats));
    assert_int_equal(stats.bad_packets, FLOOD);
    assert_in_range(g.warnings, 1, 1000);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g39_messages_of_two_million_bytes_are_taken),
        cmocka_unit_test(test_a_longer_message_is_reported_once_and_skipped),
        cmocka_unit_test(test_a_longer_message_in_pieces_is_reported_once_and_skipped),
        cmocka_unit_test(test_g39_a_message_may_come_in_any_pieces),
        cmocka_unit_test(test_g39_two_million_bytes_may_come_in_pieces),
        cmocka_unit_test(test_a_frame_may_be_cut_anywhere),
        cmocka_unit_test(test_odd_frames_are_reported_once_and_skipped),
        cmocka_unit_test(test_a_flood_of_bad_packets_is_counted_not_written_out),
    };
    return cmocka_run_group_tests_name("interactive/frames", tests, NULL, NULL);
}
