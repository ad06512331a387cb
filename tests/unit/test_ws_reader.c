/* Frames of clients, byte by byte and all at once. */
#include "net/ws_reader.h"

#include "support/support.h"

#include <stdio.h>
#include <string.h>

enum { LOG_BYTES = 4096 };

/* "text:hel+3", "text:lo.", "ping:x", "wrong": what is found in the bytes when they come in pieces of that size. */
static const char *read_in_pieces(const unsigned char *bytes, size_t len, size_t piece)
{
    static char   log[LOG_BYTES];
    unsigned char copy[1024];
    cho_ws_reader reader = { .head_len = 0 };
    size_t        at     = 0;
    memcpy(copy, bytes, len);
    log[0] = '\0';
    for (size_t from = 0; from < len; from += piece) {
        unsigned char *p    = copy + from;
        size_t         left = len - from < piece ? len - from : piece;
        cho_ws_part    part;
        cho_ws_found   found;
        while ((found = cho_ws_reader_next(&reader, &p, &left, &part)) != CHO_WS_FOUND_NOTHING) {
            if (found == CHO_WS_FOUND_WRONG) {
                strcpy(log + at, "wrong");
                return log;
            }
            static const char *const names[] = { "", "", "close", "ping", "pong" };
            const char *name = found == CHO_WS_FOUND_PART ? part.is_text ? "text" : "binary" : names[found];
            at += (size_t)snprintf(log + at, LOG_BYTES - at, "%s:%.*s+%u%s ", name, (int)part.len,
                                   (const char *)part.bytes, (unsigned)part.remaining, part.is_last ? "." : "");
        }
        assert_int_equal(left, 0);
    }
    return log;
}

static size_t put_frame(unsigned char *out, unsigned first, const char *text)
{
    static const unsigned char mask[4] = { 0x11, 0xfe, 0x00, 0x7c };
    size_t                     len     = strlen(text);
    assert_true(len < 126);
    out[0] = (unsigned char)first;
    out[1] = (unsigned char)(0x80 | len);
    memcpy(out + 2, mask, sizeof mask);
    for (size_t i = 0; i < len; i++)
        out[6 + i] = (unsigned char)(text[i] ^ (char)mask[i % 4]);
    return 6 + len;
}

static void test_frames_are_unmasked_and_told_with_what_they_are(void **state)
{
    unsigned char bytes[256];
    size_t        len = 0;
    (void)state;
    len += put_frame(bytes + len, 0x81, "a text of more than eight bytes");
    len += put_frame(bytes + len, 0x82, "bin");
    len += put_frame(bytes + len, 0x81, "");
    assert_string_equal(read_in_pieces(bytes, len, len), "text:a text of more than eight bytes+0. binary:bin+0. text:+0. ");
}

static void test_a_ping_may_come_inside_a_message(void **state)
{
    unsigned char bytes[256];
    size_t        len = 0;
    (void)state;
    len += put_frame(bytes + len, 0x01, "one ");
    len += put_frame(bytes + len, 0x89, "are you there");
    len += put_frame(bytes + len, 0x80, "two");
    len += put_frame(bytes + len, 0x8a, "");
    assert_string_equal(read_in_pieces(bytes, len, len), "text:one +0 ping:are you there+0. text:two+0. pong:+0. ");
}

/* Whatever the pieces are, the same bytes of the message come out in the same order. */
static void test_bytes_that_come_one_by_one_are_the_same_message(void **state)
{
    unsigned char bytes[256];
    size_t        len = 0;
    (void)state;
    len += put_frame(bytes + len, 0x81, "hello");
    len += put_frame(bytes + len, 0x88, "bye");
    assert_string_equal(read_in_pieces(bytes, len, 1), "text:h+4 text:e+3 text:l+2 text:l+1 text:o+0. close:bye+0. ");
    assert_string_equal(read_in_pieces(bytes, len, 8), "text:he+3 text:llo+0. close:bye+0. ");
}

static void test_long_lengths_are_read(void **state)
{
    static const unsigned char two[]   = { 0x82, 0xfe, 0x01, 0x00, 0, 0, 0, 0, 'x' };
    static const unsigned char eight[] = { 0x82, 0xff, 0, 0, 0, 0, 0x01, 0x00, 0x00, 0x00, 0, 0, 0, 0, 'y' };
    (void)state;
    assert_string_equal(read_in_pieces(two, sizeof two, sizeof two), "binary:x+255 ");
    assert_string_equal(read_in_pieces(eight, sizeof eight, 3), "binary:y+16777215 ");
}

static void test_what_breaks_the_rules_is_wrong(void **state)
{
    static const struct {
        unsigned char bytes[12];
        size_t        len;
    } wrong[] = {
        { { 0x81, 0x01, 'x' }, 3 },                           /* not masked */
        { { 0xc1, 0x80 }, 2 },                                /* reserved bits */
        { { 0xa1, 0x80 }, 2 },
        { { 0x91, 0x80 }, 2 },
        { { 0x83, 0x80 }, 2 },                                /* no such opcode */
        { { 0x8b, 0x80 }, 2 },
        { { 0x80, 0x80 }, 2 },                                /* goes on with nothing */
        { { 0x09, 0x80 }, 2 },                                /* a ping in pieces */
        { { 0x89, 0xfe }, 2 },                                /* a long ping */
        { { 0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2 }, 12 }, /* its four bytes of mask are yet to come */
        { { 0x01, 0x80, 0, 0, 0, 0, 0x01, 0x80 }, 8 },        /* a message inside a message */
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unsigned char bytes[16] = { 0 };
        memcpy(bytes, wrong[i].bytes, wrong[i].len);
        const char *found = read_in_pieces(bytes, wrong[i].len + 4, 16);
        if (strstr(found, "wrong") == NULL)
            fail_msg("number %zu is read as %s", i, found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_are_unmasked_and_told_with_what_they_are),
        cmocka_unit_test(test_a_ping_may_come_inside_a_message),
        cmocka_unit_test(test_bytes_that_come_one_by_one_are_the_same_message),
        cmocka_unit_test(test_long_lengths_are_read),
        cmocka_unit_test(test_what_breaks_the_rules_is_wrong),
    };
    return cmocka_run_group_tests_name("net/ws_reader", tests, NULL, NULL);
}
