/* What a room decides about compression; the bytes are somebody else's. */
#include "support/host_rig.h"

static void test_s41_the_first_scheme_that_can_be_had_is_chosen(void **state)
{
    static const struct {
        const char *params, *result;
        cho_scheme  scheme;
    } cases[] = {
        { "{\"scheme\":[\"lz4\",\"gzip\"]}", "{\"scheme\":\"lz4\"}", CHO_SCHEME_LZ4 },
        { "{\"scheme\":[\"brotli\",\"gzip\",\"lz4\"]}", "{\"scheme\":\"gzip\"}", CHO_SCHEME_GZIP },
        { "{\"scheme\":\"gzip\"}", "{\"scheme\":\"gzip\"}", CHO_SCHEME_GZIP },
        { "{\"params\":[\"gzip\"]}", "{\"scheme\":\"gzip\"}", CHO_SCHEME_GZIP },
        { "{\"scheme\":[\"none\",\"gzip\"]}", "{\"scheme\":\"text\"}", CHO_SCHEME_TEXT },
        { "{\"scheme\":\"text\"}", "{\"scheme\":\"text\"}", CHO_SCHEME_TEXT },
    };
    host_rig *rig    = *state;
    rig->compresses  = true;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        rig_call(rig, "setCompression", cases[i].params);
        rig_expect_reply(&rig->game, "9", "%s", cases[i].result);
        assert_int_equal(cases[i].scheme, rig->game.scheme);
    }
}

static void test_s42_nothing_in_common_is_text(void **state)
{
    static const char *const params[] = {
        "{\"scheme\":[\"brotli\",\"zstd\"]}", "{\"scheme\":\"brotli\"}", "{\"scheme\":[\"GZIP\"]}",
        "{\"scheme\":[\"\"]}",
    };
    host_rig *rig   = *state;
    rig->compresses = true;
    for (size_t i = 0; i < ARRAY_LEN(params); i++) {
        rig->game.scheme = CHO_SCHEME_GZIP;
        rig_call(rig, "setCompression", params[i]);
        rig_expect_reply(&rig->game, "9", "{\"scheme\":\"text\"}");
        assert_int_equal(CHO_SCHEME_TEXT, rig->game.scheme);
    }
}

static void test_s42_a_scheme_that_cannot_be_had_is_text(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_call(rig, "setCompression", "{\"scheme\":[\"lz4\",\"gzip\"]}");
    rig_expect_reply(&rig->game, "9", "{\"scheme\":\"text\"}");
    rig_says(rig, viewer, "{\"id\":2,\"method\":\"setCompression\",\"params\":{\"scheme\":[\"gzip\"]}}");
    rig_expect_reply(viewer, "2", "{\"scheme\":\"text\"}");
}

static void test_a_list_of_schemes_is_needed(void **state)
{
    static const char *const params[] = {
        "{}", "{\"scheme\":[]}", "{\"scheme\":\"\"}", "{\"scheme\":null}", "{\"scheme\":7}", "{\"scheme\":[7]}",
        "{\"scheme\":[\"gzip\",7]}",
    };
    host_rig *rig    = *state;
    rig->compresses  = true;
    for (size_t i = 0; i < ARRAY_LEN(params); i++) {
        rig_call(rig, "setCompression", params[i]);
        rig_expect_refusal(&rig->game, "9", 4004, "scheme");
        assert_int_equal(CHO_SCHEME_TEXT, rig->game.scheme);
    }
}

/* Whoever hears no reply would not know when it begins. */
static void test_a_call_without_a_reply_can_choose_text_only(void **state)
{
    host_rig *rig   = *state;
    rig->compresses = true;
    rig_game_says(rig, "{\"id\":1,\"method\":\"setCompression\",\"params\":{\"scheme\":[\"gzip\"]},\"discard\":true}");
    assert_int_equal(CHO_SCHEME_TEXT, rig->game.scheme);
    rig_game_says(rig, "{\"method\":\"setCompression\",\"params\":{\"scheme\":[\"gzip\"]}}");
    assert_int_equal(CHO_SCHEME_TEXT, rig->game.scheme);
    rig_do(rig, "setCompression", "{\"scheme\":\"gzip\"}");
    assert_int_equal(CHO_SCHEME_GZIP, rig->game.scheme);
    rig_game_says(rig, "{\"id\":1,\"method\":\"setCompression\",\"params\":{\"scheme\":[\"text\"]},\"discard\":true}");
    assert_int_equal(CHO_SCHEME_TEXT, rig->game.scheme);
    rig_expect_nothing(&rig->game);
}

static void test_viewers_may_ask_too(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann"), *other = rig_join(rig, "Bob");
    rig->compresses  = true;
    rig_says(rig, viewer, "{\"id\":2,\"method\":\"setCompression\",\"params\":{\"scheme\":[\"gzip\"]}}");
    rig_expect_reply(viewer, "2", "{\"scheme\":\"gzip\"}");
    assert_int_equal(CHO_SCHEME_GZIP, viewer->scheme);
    assert_int_equal(CHO_SCHEME_TEXT, other->scheme);
    assert_int_equal(CHO_SCHEME_TEXT, rig->game.scheme);
}

static void test_s44_a_frame_that_cannot_be_read_is_4001_then_text(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    cho_host_room_game_unreadable(rig->room, rig->now_ms);
    rig_expect_refusal(&rig->game, "0", 4001, NULL);
    rig_expect(&rig->game, "setCompression", "{\"scheme\":[\"text\"]}");
    cho_host_room_unreadable(rig->room, viewer->handle, rig->now_ms);
    rig_expect_refusal(viewer, "0", 4001, NULL);
    rig_expect(viewer, "setCompression", "{\"scheme\":[\"text\"]}");
    assert_int_equal(2, rig->complaints);
    cho_host_room_unreadable(rig->room, 12345, rig->now_ms);
    assert_int_equal(2, rig->complaints);
}

static void test_s44_whoever_goes_on_after_three_is_closed(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    cho_span  junk   = { "\x07\x1f\x8b", 3 };
    cho_host_room_game_unreadable(rig->room, rig->now_ms);
    cho_host_room_unreadable(rig->room, viewer->handle, rig->now_ms);
    for (int i = 0; i < 2; i++) {
        cho_host_room_game_frame(rig->room, junk, false, rig->now_ms);
        cho_host_room_frame(rig->room, viewer->handle, junk, false, rig->now_ms);
    }
    assert_int_equal(0, rig->game.closed);
    assert_int_equal(0, viewer->closed);
    cho_host_room_game_frame(rig->room, junk, false, rig->now_ms);
    cho_host_room_frame(rig->room, viewer->handle, junk, false, rig->now_ms);
    assert_int_equal(4001, rig->game.closed);
    assert_int_equal(4001, viewer->closed);
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_s41_the_first_scheme_that_can_be_had_is_chosen),
        GAME_TEST(test_s42_nothing_in_common_is_text),
        GAME_TEST(test_s42_a_scheme_that_cannot_be_had_is_text),
        GAME_TEST(test_a_list_of_schemes_is_needed),
        GAME_TEST(test_a_call_without_a_reply_can_choose_text_only),
        GAME_TEST(test_viewers_may_ask_too),
        GAME_TEST(test_s44_a_frame_that_cannot_be_read_is_4001_then_text),
        GAME_TEST(test_s44_whoever_goes_on_after_three_is_closed),
    };
    return cmocka_run_group_tests_name("host/compression", tests, NULL, NULL);
}
