#include "support/match_cases.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/packet.h"
#include "codec/packet_match.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what the reader makes of the same bytes ---- */

static bool read_input(cho_span text, cho_packet_input *out, int32_t *seq)
{
    cho_packet_frame frame;
    cho_packet       packet;
    cho_json_reader  r;
    cho_packet_frame_init(&frame, text);
    if (cho_packet_next(&frame, &packet) != CHO_PACKET_WHOLE || frame.is_batch ||
        packet.type != CHO_PACKET_METHOD || packet.fault != 0 || !cho_json_is(&packet.method, "giveInput"))
        return false;
    *seq = packet.has_seq ? packet.seq : -1;
    cho_json_reader_init(&r, packet.params.raw, CHO_PACKET_DEPTH);
    return cho_packet_read_input(&r, out) == CHORUS_OK;
}

static void assert_same_input(const cho_packet_input *a, const cho_packet_input *b)
{
    match_assert_same(&a->participant, &b->participant);
    match_assert_same(&a->transaction, &b->transaction);
    match_assert_same(&a->control, &b->control);
    match_assert_same(&a->event, &b->event);
    match_assert_same(&a->value, &b->value);
    assert_memory_equal(&a->x, &b->x, sizeof a->x);
    assert_memory_equal(&a->y, &b->y, sizeof a->y);
    assert_int_equal(a->button, b->button);
    assert_true(cho_span_equal(a->raw, b->raw));
}

/* Whatever is matched is sound, and means what the reader says it means. */
static bool matches_like_the_reader(const char *text, size_t len)
{
    cho_span         frame = tight_copy(text, len);
    cho_packet_input matched, read;
    int32_t          matched_seq, read_seq = -1;
    bool             is_match = cho_packet_match_input(frame, &matched, &matched_seq);
    if (is_match) {
        assert_true(read_input(frame, &read, &read_seq));
        assert_same_input(&matched, &read);
        assert_int_equal(matched_seq, read_seq);
    }
    tight_free(frame);
    return is_match;
}

#define HEAD "{\"id\":31,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":\"0b6c\","

static const char *const usual[] = {
    HEAD "\"input\":{\"controlID\":\"fire\",\"event\":\"mousedown\",\"button\":0}},\"seq\":30,\"discard\":true}",
    HEAD "\"input\":{\"controlID\":\"fire\",\"event\":\"mouseup\"}},\"seq\":30}",
    HEAD "\"input\":{\"controlID\":\"fire\",\"event\":\"mouseup\"}},\"discard\":true}",
    HEAD "\"input\":{\"controlID\":\"\",\"event\":\"\"}}}",
    HEAD "\"transactionID\":\"7f1e\",\"input\":{\"controlID\":\"a/"
         "b~c.d\",\"event\":\"keydown\"}},\"seq\":0,\"discard\":true}",
    HEAD "\"input\":{\"controlID\":\"stick\",\"event\":\"move\",\"x\":0.317284,\"y\":-0.729153}},\"seq\":999999999,"
         "\"discard\":true}",
    HEAD "\"input\":{\"controlID\":\"stick\",\"event\":\"move\",\"x\":-0,\"y\":1}},\"seq\":1,\"discard\":true}",
    HEAD "\"input\":{\"controlID\":\"stick\",\"event\":\"move\",\"x\":0.1,\"x\":0.2,\"y\":3.40282346638528859811}},"
         "\"seq\":1}",
    HEAD "\"input\":{\"controlID\":\"say\",\"event\":\"submit\",\"value\":\"hello there, this is a longer "
         "text\"}},\"seq\":9,"
         "\"discard\":true}",
};

static const char *const left_to_the_reader[] = {
    "",
    "{}",
    "[" HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\"}}}]",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\"}}} ",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"custom\":1}}}",
    HEAD "\"input\":{\"controlID\":\"a\\u0041\",\"event\":\"b\"}}}",
    HEAD "\"input\":{\"controlID\":\"\xc3\xa9\",\"event\":\"b\"}}}",
    HEAD "\"input\":{\"controlID\":\"a\xff\",\"event\":\"b\"}}}",
    HEAD "\"input\":{\"controlID\":\"a\n\",\"event\":\"b\"}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"x\":1e2}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"x\":01}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"x\":1.}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"x\":-}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"x\":\"1\"}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"button\":1.5}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",\"button\":12345678901}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\",}}}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\"}},\"seq\":12345678901}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\"}},\"seq\":-1}",
    HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"b\"}},\"seq\":01}",
    HEAD "\"transactionID\":5,\"input\":{\"controlID\":\"a\",\"event\":\"b\"}}}",
    ("{\"id\":-1,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":\"a\","
     "\"input\":{\"controlID\":\"a\",\"event\":\"b\"}}}"),
};

static void test_usual_packets_are_matched(void **state)
{
    (void)state;
    match_expect_all(matches_like_the_reader, usual, ARRAY_LEN(usual));
}

static void test_unusual_packets_are_left_to_the_reader(void **state)
{
    (void)state;
    match_expect_none(matches_like_the_reader, left_to_the_reader, ARRAY_LEN(left_to_the_reader));
}

static void test_no_prefix_is_matched(void **state)
{
    (void)state;
    match_expect_no_prefix(matches_like_the_reader, usual, ARRAY_LEN(usual));
}

static void test_any_damaged_byte_is_unmatched_or_means_the_same(void **state)
{
    (void)state;
    match_damage(matches_like_the_reader, usual, ARRAY_LEN(usual));
}

static void test_any_inserted_byte_is_unmatched_or_means_the_same(void **state)
{
    (void)state;
    static const char inserted[] = "\"\\{}[]:,0-.e \n1xn";
    char              text[512];
    for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
        size_t len = strlen(usual[i]);
        for (size_t at = 0; at <= len; at++) {
            for (size_t k = 0; k < sizeof inserted; k++) {
                memcpy(text, usual[i], at);
                text[at] = inserted[k];
                memcpy(text + at + 1, usual[i] + at, len - at);
                matches_like_the_reader(text, len + 1);
            }
        }
    }
}

static void test_too_large_a_frame_is_left_to_the_reader(void **state)
{
    (void)state;
    static const char head[] = HEAD "\"input\":{\"controlID\":\"a\",\"event\":\"";
    size_t            len    = CHO_PACKET_SIZE_MAX + 1;
    char             *text   = malloc(len);
    cho_packet_input  input;
    int32_t           seq;
    assert_non_null(text);
    memset(text, 'e', len);
    memcpy(text, head, sizeof head - 1);
    memcpy(text + len - 4, "\"}}}", 4);
    assert_false(cho_packet_match_input((cho_span){ text, len }, &input, &seq));
    memmove(text + len - 5, text + len - 4, 4);
    assert_true(cho_packet_match_input((cho_span){ text, len - 1 }, &input, &seq));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual_packets_are_matched),
        cmocka_unit_test(test_unusual_packets_are_left_to_the_reader),
        cmocka_unit_test(test_no_prefix_is_matched),
        cmocka_unit_test(test_any_damaged_byte_is_unmatched_or_means_the_same),
        cmocka_unit_test(test_any_inserted_byte_is_unmatched_or_means_the_same),
        cmocka_unit_test(test_too_large_a_frame_is_left_to_the_reader),
    };
    return cmocka_run_group_tests_name("codec/packet_match", tests, NULL, NULL);
}
