/* Frames that RFC 6455 does not allow, all of them that its first two bytes can be, and what else may be wrong. */
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct yard {
    host_lab    lab;
    raw_socket *game;
    int         count; /* of bad frames so far */
} yard;

static int set_up(void **state)
{
    chorus_host_limits  limits;
    chorus_host_options options;
    yard               *y = calloc(1, sizeof *y);
    assert_non_null(y);
    CHORUS_INIT(&limits);
    CHORUS_INIT(&options);
    limits.calls_per_s = 1000;
    options.limits     = &limits;
    host_lab_open(&y->lab, &options);
    y->game = host_lab_game(&y->lab);
    *state  = y;
    return 0;
}

static int tear_down(void **state)
{
    yard *y = *state;
    host_lab_hang_up(y->game);
    host_lab_close(&y->lab);
    free(y);
    return 0;
}

static raw_socket *join(yard *y)
{
    raw_socket *s;
    assert_int_equal(host_lab_knock(&y->lab, &s, "/participant?channel=1&x-protocol-version=2.0&key=", ""), 101);
    return s;
}

enum { CUT = -1 }; /* with 1002, or without a word, as the library below does with some */

/* The bytes end the connection, with that code. */
static void expect_end(yard *y, const void *bytes, size_t len, int code, const char *what)
{
    raw_socket *s = join(y);
    raw_send(s, bytes, len);
    int got = host_lab_closed(s);
    if (got != code && !(code == CUT && (got == 0 || got == 1002)))
        fail_msg("%s: closed with %d, not %d", what, got, code);
    host_lab_hang_up(s);
    y->count++;
}

/* Two bytes and a mask of zeros, then `len` bytes of payload. */
static size_t write_frame(unsigned char *out, unsigned first, const void *payload, size_t len)
{
    out[0] = (unsigned char)first;
    out[1] = (unsigned char)(0x80 | len);
    memset(out + 2, 0, 4);
    if (len > 0)
        memcpy(out + 6, payload, len);
    return 6 + len;
}

static void expect_frame_ends(yard *y, unsigned first, const char *payload, int code)
{
    unsigned char frame[160];
    char          what[32];
    size_t        len = write_frame(frame, first, payload, strlen(payload));
    snprintf(what, sizeof what, "first byte %02x", first);
    expect_end(y, frame, len, code, what);
}

/* ---- the first byte ---- */

static bool is_reserved_opcode(unsigned opcode)
{
    return (opcode >= 3 && opcode <= 7) || opcode >= 11;
}

static void test_reserved_opcodes_and_bits_are_closed_with_1002(void **state)
{
    yard *y = *state;
    for (unsigned first = 0; first <= 0xff; first++) {
        bool has_reserved_bits = (first & 0x70) != 0;
        if (is_reserved_opcode(first & 15) || has_reserved_bits)
            expect_frame_ends(y, first, "x", 1002);
    }
    assert_int_equal(y->count, 16 * 16 - 12);
    host_lab_do(y->game, "getTime", "{}");
}

static void test_a_control_frame_in_pieces_is_closed_with_1002(void **state)
{
    yard *y = *state;
    expect_frame_ends(y, 0x08, "", 1002);
    expect_frame_ends(y, 0x09, "x", 1002);
    expect_frame_ends(y, 0x0a, "x", 1002);
}

static void test_a_message_that_goes_on_without_having_begun_is_closed_with_1002(void **state)
{
    yard *y = *state;
    expect_frame_ends(y, 0x80, "x", 1002);
    expect_frame_ends(y, 0x00, "x", 1002);
}

static void test_a_message_inside_another_is_closed_with_1002(void **state)
{
    unsigned char bytes[64];
    size_t        len = write_frame(bytes, 0x01, "x", 1);
    len += write_frame(bytes + len, 0x81, "y", 1);
    expect_end(*state, bytes, len, 1002, "text inside text");
    bytes[len - 7] = 0x82;
    expect_end(*state, bytes, len, 1002, "binary inside text");
}

/* ---- lengths ---- */

static void test_control_frames_are_short(void **state)
{
    static const unsigned char ping16[] = { 0x89, 0xfe, 0, 126, 0, 0, 0, 0 }, ping64[] = { 0x89, 0xff, 0, 0, 0, 0, 0, 0, 0, 126, 0, 0, 0, 0 };
    static const unsigned char close16[] = { 0x88, 0xfe, 0, 126, 0, 0, 0, 0 }, pong16[] = { 0x8a, 0xfe, 0, 126, 0, 0, 0, 0 };
    expect_end(*state, ping16, sizeof ping16, CUT, "a long ping");
    expect_end(*state, ping64, sizeof ping64, CUT, "a longer ping");
    expect_end(*state, pong16, sizeof pong16, CUT, "a long pong");
    expect_end(*state, close16, sizeof close16, CUT, "a long close");
}

static void test_a_length_nobody_waits_for_is_closed(void **state)
{
    static const unsigned char huge[]     = { 0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 'x' };
    static const unsigned char negative[] = { 0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 'x' };
    expect_end(*state, huge, sizeof huge, 1009, "63 bits of length");
    expect_end(*state, negative, sizeof negative, CUT, "64 bits of length");
}

/* ---- closing ---- */

static void test_a_close_that_says_nonsense_ends_it_too(void **state)
{
    static const unsigned codes[] = { 0, 1, 999, 1004, 1005, 1006, 1015, 2000 };
    expect_frame_ends(*state, 0x88, "x", CUT);
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        unsigned char bytes[16], payload[2] = { (unsigned char)(codes[i] >> 8), (unsigned char)codes[i] };
        char          what[32];
        size_t        len = write_frame(bytes, 0x88, payload, 2);
        snprintf(what, sizeof what, "close code %u", codes[i]);
        expect_end(*state, bytes, len, CUT, what);
    }
}

/* ---- text ---- */

static void test_text_that_is_not_utf8_is_closed_with_1007(void **state)
{
    static const char *const bad[] = { "\xff",         "\xc0\x80",         "\xed\xa0\x80", "\xf5\x80\x80\x80",
                                       "\xf4\x90\x80\x80", "\xe2\x82",     "\x80",         "a\xc3(",
                                       "\xfe\xff",     "\xf8\x88\x80\x80\x80" };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        unsigned char bytes[32];
        expect_end(*state, bytes, write_frame(bytes, 0x81, bad[i], strlen(bad[i])), 1007, "bad UTF-8");
    }
}

static void test_the_game_has_not_noticed(void **state)
{
    yard *y = *state;
    for (int i = 0; i < 50; i++)
        expect_frame_ends(y, 0xf3, "x", 1002);
    host_lab_do(y->game, "getTime", "{}");
    assert_false(y->game->is_ended);
}

int main(void)
{
#define YARD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        YARD_TEST(test_reserved_opcodes_and_bits_are_closed_with_1002),
        YARD_TEST(test_a_control_frame_in_pieces_is_closed_with_1002),
        YARD_TEST(test_a_message_that_goes_on_without_having_begun_is_closed_with_1002),
        YARD_TEST(test_a_message_inside_another_is_closed_with_1002),
        YARD_TEST(test_control_frames_are_short),
        YARD_TEST(test_a_length_nobody_waits_for_is_closed),
        YARD_TEST(test_a_close_that_says_nonsense_ends_it_too),
        YARD_TEST(test_text_that_is_not_utf8_is_closed_with_1007),
        YARD_TEST(test_the_game_has_not_noticed),
    };
    return cmocka_run_group_tests_name("host/bad frames", tests, NULL, NULL);
}
