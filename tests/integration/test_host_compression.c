/* Compressed frames over real sockets: raw games and viewers, then our own game. */
#include "support/host_lab.h"
#include "support/sample_frames.h"

#include <chorus/interactive.h>

#include <stdio.h>
#include <string.h>

#include <zlib.h>

#define GET_TIME(id) "{\"id\":" id ",\"type\":\"method\",\"method\":\"getTime\",\"params\":{}}"

static const char reply_start[] = "\"type\":\"reply\",\"result\":{\"time\":";

/* Asks for the scheme; the reply, in a text frame, must grant it. */
static void switch_to(raw_socket *s, const char *scheme)
{
    char params[64];
    snprintf(params, sizeof params, "{\"scheme\":[\"%s\"]}", scheme);
    host_lab_call(s, "3", "setCompression", params);
    host_lab_expect_reply(s, "3", "{\"scheme\":\"%s\"}", scheme);
}

static void expect_packed_answer(raw_socket *s, packer *p)
{
    host_lab_say_packed(s, p, GET_TIME("4"));
    assert_non_null(strstr(host_lab_hear_packed(s, p), reply_start));
}

static void say_broken(raw_socket *s)
{
    char backwards[64];
    for (size_t i = 0; i < sample_reply_frame.len; i++)
        backwards[i] = sample_reply_frame.bytes[sample_reply_frame.len - 1 - i];
    host_lab_say_binary(s, backwards, sample_reply_frame.len);
}

static void expect_fallback(raw_socket *s)
{
    host_lab_expect_refusal(s, "0", 4001, NULL);
    host_lab_expect(s, "setCompression", "{\"scheme\":[\"text\"]}");
}

/* ---- the game ---- */

static void test_s41_the_reply_is_text_and_what_follows_is_compressed(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    packer      p;
    packer_init(&p, CHO_SCHEME_GZIP);
    switch_to(game, "gzip");
    expect_packed_answer(game, &p);
    host_lab_say(game, GET_TIME("5")); /* text is taken at any time */
    assert_non_null(strstr(host_lab_hear_packed(game, &p), reply_start));
    expect_packed_answer(game, &p);
    packer_deinit(&p);
    host_lab_hang_up(game);
}

/* The frames of one direction are one stream of gzip for anybody's zlib. */
static void test_s41_zlib_reads_what_is_sent(void **state)
{
    host_lab    *lab  = *state;
    raw_socket  *game = host_lab_game(lab);
    z_stream     z    = { 0 };
    char         text[512];
    raw_received frame;
    assert_int_equal(Z_OK, inflateInit2(&z, 15 + 16));
    switch_to(game, "gzip");
    for (int i = 0; i < 20; i++) {
        host_lab_say(game, GET_TIME("5"));
        assert_true(raw_receive(game, &frame));
        assert_int_equal(2, frame.opcode);
        z.next_in   = (Bytef *)frame.payload + 1;
        z.avail_in  = (uInt)frame.len - 1;
        z.next_out  = (Bytef *)text;
        z.avail_out = sizeof text - 1;
        assert_int_equal(Z_OK, inflate(&z, Z_SYNC_FLUSH));
        assert_int_equal(frame.payload[0], sizeof text - 1 - z.avail_out);
        text[frame.payload[0]] = '\0';
        assert_non_null(strstr(text, reply_start));
    }
    inflateEnd(&z);
    host_lab_hang_up(game);
}

static void test_s41_lz4_where_both_have_it(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    packer      p;
    if (!cho_scheme_is_built(CHO_SCHEME_LZ4))
        skip();
    packer_init(&p, CHO_SCHEME_LZ4);
    host_lab_call(game, "3", "setCompression", "{\"scheme\":[\"lz4\",\"gzip\"]}");
    host_lab_expect_reply(game, "3", "{\"scheme\":\"lz4\"}");
    for (int i = 0; i < 5; i++)
        expect_packed_answer(game, &p);
    packer_deinit(&p);
    host_lab_hang_up(game);
}

static void test_s42_nothing_in_common_is_text(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    host_lab_call(game, "3", "setCompression", "{\"scheme\":[\"brotli\"]}");
    host_lab_expect_reply(game, "3", "{\"scheme\":\"text\"}");
    host_lab_say(game, GET_TIME("4"));
    assert_non_null(strstr(host_lab_hear(game), reply_start));
    host_lab_call(game, "3", "setCompression", "{\"scheme\":[]}");
    host_lab_expect_refusal(game, "3", 4004, "scheme");
    host_lab_hang_up(game);
}

static void test_s43_the_same_scheme_again_begins_both_streams_anew(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    packer      p;
    packer_init(&p, CHO_SCHEME_GZIP);
    switch_to(game, "gzip");
    for (int round = 0; round < 3; round++) {
        expect_packed_answer(game, &p);
        expect_packed_answer(game, &p);
        host_lab_say(game, "{\"id\":3,\"method\":\"setCompression\",\"params\":{\"scheme\":[\"gzip\"]}}");
        host_lab_expect_reply(game, "3", "{\"scheme\":\"gzip\"}");
        packer_restart(&p);
    }
    switch_to(game, "text");
    host_lab_say(game, GET_TIME("4"));
    assert_non_null(strstr(host_lab_hear(game), reply_start));
    packer_deinit(&p);
    host_lab_hang_up(game);
}

static void test_s44_a_corrupted_frame_leads_back_to_text(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    packer      p;
    packer_init(&p, CHO_SCHEME_GZIP);
    for (int round = 0; round < 2; round++) {
        switch_to(game, "gzip");
        packer_restart(&p);
        expect_packed_answer(game, &p);
        say_broken(game);
        expect_fallback(game);
        host_lab_say_packed(game, &p, GET_TIME("5")); /* of the stream that is no more */
        host_lab_expect_refusal(game, "0", 4001, NULL);
        host_lab_say(game, GET_TIME("6"));
        assert_non_null(strstr(host_lab_hear(game), reply_start));
    }
    say_broken(game);
    say_broken(game);
    say_broken(game);
    say_broken(game);
    assert_int_equal(4001, host_lab_closed(game));
    packer_deinit(&p);
    host_lab_hang_up(game);
}

/* Asks for the scheme and passes over whatever is said before the reply. */
static void pass_to(raw_socket *s, const char *scheme)
{
    char         params[64], reply[128];
    raw_received frame;
    snprintf(params, sizeof params, "{\"scheme\":\"%s\"}", scheme);
    snprintf(reply, sizeof reply, "{\"id\":8,\"type\":\"reply\",\"result\":%s", params);
    host_lab_call(s, "8", "setCompression", params);
    do {
        assert_true(raw_receive(s, &frame));
        assert_true(frame.opcode <= 2);
    } while (frame.len < strlen(reply) || memcmp(frame.payload, reply, strlen(reply)) != 0);
}

/* Any byte wrong anywhere: the host answers it or says 4001, and is there for the next one. */
static void test_s44_every_corrupted_byte(void **state)
{
    host_lab   *lab = *state;
    packer      p;
    raw_socket *game = host_lab_game(lab);
    packer_init(&p, CHO_SCHEME_GZIP);
    size_t len = packer_wrap(&p, GET_TIME("4")).len;
    for (size_t at = 0; at < len; at++) {
        pass_to(game, "gzip");
        packer_restart(&p);
        packer_wrap(&p, GET_TIME("4"));
        p.frame.data[at] = (char)(p.frame.data[at] ^ 0x55);
        host_lab_say_binary(game, p.frame.data, len);
        pass_to(game, "text");
    }
    packer_deinit(&p);
    host_lab_hang_up(game);
}

static size_t make_bomb(char *frame, size_t size, size_t announced)
{
    static char zeros[1 << 16];
    z_stream    z   = { 0 };
    size_t      len = 0;
    for (; announced >= 0x80; announced >>= 7)
        frame[len++] = (char)(announced | 0x80);
    frame[len++] = (char)announced;
    assert_int_equal(Z_OK, deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY));
    z.next_out  = (Bytef *)frame + len;
    z.avail_out = (uInt)(size - len);
    for (int i = 0; i < 256; i++) {
        z.next_in  = (Bytef *)zeros;
        z.avail_in = sizeof zeros;
        assert_int_equal(Z_OK, deflate(&z, Z_SYNC_FLUSH));
    }
    len = size - z.avail_out;
    deflateEnd(&z);
    return len;
}

static void test_s45_bombs_are_refused(void **state)
{
    static const size_t announced[] = { 10, 1999999, 2000001, (size_t)16 << 20, SIZE_MAX / 2 };
    static char         bomb[65536];
    host_lab           *lab  = *state;
    raw_socket         *game = host_lab_game(lab);
    for (size_t i = 0; i < ARRAY_LEN(announced); i++) {
        switch_to(game, "gzip");
        host_lab_say_binary(game, bomb, make_bomb(bomb, sizeof bomb, announced[i]));
        expect_fallback(game);
    }
    host_lab_hang_up(game);
}

/* ---- the audience ---- */

static void test_s41_a_viewer_is_compressed_alone(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = host_lab_game(lab);
    raw_socket *viewer = host_lab_viewer(lab, "Ann"), *other = host_lab_viewer(lab, "Bob");
    packer      p;
    packer_init(&p, CHO_SCHEME_GZIP);
    switch_to(viewer, "gzip");
    expect_packed_answer(viewer, &p);
    host_lab_do(game, "ready", "{\"isReady\":true}");
    assert_non_null(strstr(host_lab_hear_packed(viewer, &p), "onReady"));
    host_lab_expect_call(other, "onReady");
    say_broken(viewer);
    expect_fallback(viewer);
    packer_deinit(&p);
    host_lab_hang_up(viewer);
    host_lab_hang_up(other);
    host_lab_hang_up(game);
}

static void test_s45_a_viewers_text_is_bounded_like_its_frames(void **state)
{
    static char text[9001];
    host_lab   *lab    = *state;
    raw_socket *game   = host_lab_game(lab);
    raw_socket *viewer = host_lab_viewer(lab, "Ann");
    packer      p;
    packer_init(&p, CHO_SCHEME_GZIP);
    switch_to(viewer, "gzip");
    memset(text, ' ', sizeof text - 1);
    host_lab_say_packed(viewer, &p, text);
    expect_fallback(viewer);
    packer_deinit(&p);
    host_lab_hang_up(viewer);
    host_lab_hang_up(game);
}

static void test_s42_only_so_many_viewers_are_compressed(void **state)
{
    chorus_host_options options;
    host_lab            lab;
    (void)state;
    CHORUS_INIT(&options);
    options.max_compressed = 1;
    host_lab_open(&lab, &options);
    raw_socket *game = host_lab_game(&lab);
    switch_to(game, "gzip");
    raw_socket *first = host_lab_viewer(&lab, "Ann"), *second = host_lab_viewer(&lab, "Bob");
    switch_to(first, "gzip");
    host_lab_call(second, "3", "setCompression", "{\"scheme\":[\"gzip\"]}");
    host_lab_expect_reply(second, "3", "{\"scheme\":\"text\"}");
    host_lab_hang_up(first);
    host_lab_wait_counts(&lab, 1, 1);
    switch_to(second, "gzip");
    host_lab_hang_up(second);
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

/* ---- our own game ---- */

static void wait_for(host_lab *lab, chorus_session session, chorus_event_type type, chorus_event *event)
{
    do {
        host_lab_wait(lab, type, event);
    } while (event->session.id != session.id);
}

static void play(host_lab *lab, const char *schemes, const char *expected)
{
    chorus_interactive_options options;
    chorus_session             session;
    chorus_event               event;
    chorus_str                 scheme;
    CHORUS_INIT(&options);
    options.host        = lab->session;
    options.compression = schemes;
    assert_ok(chorus_interactive_open(lab->rt, &options, &session));
    wait_for(lab, session, CHORUS_EVENT_SESSION_READY, &event);
    assert_ok(chorus_interactive_get_compression(lab->rt, session, &scheme));
    assert_string_equal(expected, scheme.ptr);
    assert_ok(chorus_interactive_call(
        lab->rt, session, "createControls",
        "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\"}]}", NULL));
    wait_for(lab, session, CHORUS_EVENT_CONTROL_CREATE, &event);
    raw_socket *viewer = host_lab_viewer(lab, "Ann");
    host_lab_say(viewer, "{\"id\":1,\"method\":\"giveInput\",\"params\":{\"controlID\":\"jump\","
                         "\"event\":\"mousedown\",\"button\":0},\"discard\":true}");
    wait_for(lab, session, CHORUS_EVENT_INPUT, &event);
    assert_string_equal("jump", event.as.input.control.ptr);
    host_lab_hang_up(viewer);
    assert_ok(chorus_session_close(lab->rt, session));
    wait_for(lab, session, CHORUS_EVENT_SESSION_CLOSED, &event);
}

static void test_our_game_plays_compressed(void **state)
{
    host_lab *lab = *state;
    play(lab, "gzip", "gzip");
    play(lab, "lz4, gzip", cho_scheme_is_built(CHO_SCHEME_LZ4) ? "lz4" : "gzip");
    play(lab, NULL, "text");
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_s41_the_reply_is_text_and_what_follows_is_compressed),
        LAB_TEST(test_s41_zlib_reads_what_is_sent),
        LAB_TEST(test_s41_lz4_where_both_have_it),
        LAB_TEST(test_s42_nothing_in_common_is_text),
        LAB_TEST(test_s43_the_same_scheme_again_begins_both_streams_anew),
        LAB_TEST(test_s44_a_corrupted_frame_leads_back_to_text),
        LAB_TEST(test_s44_every_corrupted_byte),
        LAB_TEST(test_s45_bombs_are_refused),
        LAB_TEST(test_s41_a_viewer_is_compressed_alone),
        LAB_TEST(test_s45_a_viewers_text_is_bounded_like_its_frames),
        cmocka_unit_test(test_s42_only_so_many_viewers_are_compressed),
        LAB_TEST(test_our_game_plays_compressed),
    };
    return cmocka_run_group_tests_name("host/compression", tests, NULL, NULL);
}
