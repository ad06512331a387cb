#include "support/match_cases.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/packet.h"
#include "codec/packet_match.h"

#include <stdio.h>

#define USUAL                                                                                                      \
    "{\"sessionID\":\"0b6c1111-1111-4222-8333-000000000001\",\"userID\":9,\"username\":\"ann\",\"level\":3,"       \
    "\"lastInputAt\":0,\"connectedAt\":1700000000001,\"disabled\":false,\"groupID\":\"default\",\"anonymous\":true,"

static const char *const usual[] = {
    USUAL "\"channelGroups\":[\"User\"]}",
    USUAL "\"channelGroups\":[]}",
    USUAL "\"channelGroups\":[\"User\",\"Mod\",\"a longer name of a role\"]}",
};

static const char *const left_to_the_reader[] = {
    "",
    "{}",
    USUAL "\"channelGroups\":[1]}",
    USUAL "\"channelGroups\":[\"User\",]}",
    USUAL "\"channelGroups\":[\"User\"],\"score\":5}",
    USUAL "\"channelGroups\":[\"\xc3\xa9\"]}",
    USUAL "\"channelGroups\":[\"a\\u0041\"]}",
    "{\"sessionID\":\"a\",\"userID\":12345678901,\"username\":\"ann\"}",
};

/* The same with a space behind the first bracket: that is not the usual way, so the reader reads it. */
static bool read_slowly(cho_span text, char *spaced, cho_packet_participant *out)
{
    cho_json_reader r;
    spaced[0] = text.ptr[0];
    spaced[1] = ' ';
    memcpy(spaced + 2, text.ptr + 1, text.len - 1);
    cho_json_reader_init(&r, (cho_span){ spaced, text.len + 1 }, CHO_PACKET_DEPTH);
    return cho_packet_read_participant(&r, out) == CHORUS_OK;
}

static void assert_same(const cho_packet_participant *a, const cho_packet_participant *b)
{
    match_assert_same(&a->session_id, &b->session_id);
    match_assert_same(&a->username, &b->username);
    match_assert_same(&a->group_id, &b->group_id);
    match_assert_same(&a->channel_groups, &b->channel_groups);
    assert_true(a->last_input_ms == b->last_input_ms && a->connected_ms == b->connected_ms);
    assert_true(a->sparks == b->sparks && a->user_id == b->user_id && a->level == b->level);
    assert_int_equal(a->present, b->present);
    assert_true(a->disabled == b->disabled && a->anonymous == b->anonymous && a->has_custom == b->has_custom);
    assert_int_equal(a->raw.len + 1, b->raw.len);
}

/* Whatever is matched is sound, and means what the reader says it means. */
static bool matches_like_the_reader(const char *text, size_t len)
{
    char                   spaced[1024];
    cho_span               object = tight_copy(text, len);
    cho_packet_participant matched, read;
    bool                   is_match = cho_packet_match_participant(object, &matched);
    if (is_match) {
        assert_true(read_slowly(object, spaced, &read));
        assert_same(&matched, &read);
    }
    tight_free(object);
    return is_match;
}

static void test_usual_participants_are_matched(void **state)
{
    (void)state;
    match_expect_all(matches_like_the_reader, usual, ARRAY_LEN(usual));
}

static void test_unusual_participants_are_left_to_the_reader(void **state)
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

/* Where the reader may not go as deep, neither may the match. */
static void test_depth_counts(void **state)
{
    (void)state;
    cho_packet_participant p;
    cho_json_reader        r;
    cho_json_reader_init(&r, cho_span_of(usual[0]), 1);
    assert_int_equal(cho_packet_read_participant(&r, &p), CHORUS_E_PROTOCOL);
    cho_json_reader_init(&r, cho_span_of(usual[0]), 2);
    assert_int_equal(cho_packet_read_participant(&r, &p), CHORUS_OK);
    assert_true(cho_json_finish(&r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual_participants_are_matched),
        cmocka_unit_test(test_unusual_participants_are_left_to_the_reader),
        cmocka_unit_test(test_no_prefix_is_matched),
        cmocka_unit_test(test_any_damaged_byte_is_unmatched_or_means_the_same),
        cmocka_unit_test(test_depth_counts),
    };
    return cmocka_run_group_tests_name("codec/packet_match participant", tests, NULL, NULL);
}
