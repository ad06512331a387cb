#include "support/game.h"
#include "support/packer.h"
#include "support/sample_frames.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const gzip[] = { "gzip" };

/* ---- both ends ---- */

static game   g;
static packer p; /* the service's, of gzip */

/* For a test that opens its game itself. */
static int set_up_packer(void **state)
{
    (void)state;
    packer_init(&p, CHO_SCHEME_GZIP);
    return 0;
}

/* The session is ready, nothing is compressed. */
static int set_up(void **state)
{
    game_init(&g);
    game_open_ready(&g, NULL);
    return set_up_packer(state);
}

static int tear_down(void **state)
{
    (void)state;
    packer_deinit(&p);
    game_deinit(&g);
    return 0;
}

/* A frame of any opcode but those that keep the connection alive. */
static int hear_frame(size_t *len)
{
    int opcode = PEER_PING;
    while (opcode == PEER_PING || opcode == PEER_PONG)
        opcode = peer_read_frame(&g.peer, len);
    return opcode;
}

static void say_packed(const char *text)
{
    cho_span frame = packer_wrap(&p, text);
    peer_send_frame(&g.peer, PEER_BINARY, frame.ptr, frame.len);
}

/* The game calls a method, which must come in a text frame. */
static void expect_plain_call(const char *method)
{
    size_t len;
    assert_ok(chorus_interactive_call(g.rt, g.session, method, NULL, NULL));
    chorus_pump(g.rt);
    assert_int_equal(PEER_TEXT, hear_frame(&len));
    assert_non_null(strstr(g.peer.message, method));
}

/* The same in a compressed one. */
static void expect_packed_call(const char *method)
{
    size_t len;
    assert_ok(chorus_interactive_call(g.rt, g.session, method, NULL, NULL));
    chorus_pump(g.rt);
    assert_int_equal(PEER_BINARY, hear_frame(&len));
    assert_non_null(strstr(packer_unwrap(&p, g.peer.message, len), method));
}

static void expect_event(const char *method)
{
    chorus_event event;
    game_wait(&g, CHORUS_EVENT_METHOD, &event);
    assert_str(method, event.as.method.method);
}

/* The game asks for the scheme and gets it. */
static void switch_to(const char *scheme)
{
    char           result[64];
    chorus_event   event;
    chorus_request request;
    assert_ok(chorus_interactive_set_compression(g.rt, g.session, &scheme, 1, &request));
    chorus_pump(g.rt);
    uint32_t id = peer_expect(&g.peer, "setCompression");
    snprintf(result, sizeof result, "{\"scheme\":\"%s\"}", scheme);
    peer_reply(&g.peer, id, result);
    game_wait(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(request.id, event.as.reply.request.id);
    assert_str(result, event.as.reply.json);
}

static void expect_scheme(const char *scheme)
{
    chorus_str name;
    assert_ok(chorus_interactive_get_compression(g.rt, g.session, &name));
    assert_str(scheme, name);
}

static uint32_t ask_for_gzip(void)
{
    assert_ok(chorus_interactive_set_compression(g.rt, g.session, gzip, 1, NULL));
    chorus_pump(g.rt);
    return peer_expect(&g.peer, "setCompression");
}

#define METHOD(name) "{\"id\":7,\"type\":\"method\",\"method\":\"" name "\",\"params\":{},\"seq\":3,\"discard\":true}"

/* ---- asking ---- */

static void test_g33_only_text_is_sent_before_the_reply(void **state)
{
    (void)state;
    uint32_t id = ask_for_gzip();
    assert_non_null(strstr(g.peer.message, "\"params\":{\"scheme\":[\"gzip\"]}"));
    assert_non_null(strstr(g.peer.message, "\"discard\":false"));
    expect_plain_call("early");
    expect_scheme("text");
    peer_reply(&g.peer, id, "{\"scheme\":\"gzip\"}");
    say_packed(METHOD("behindTheReply"));
    expect_event("behindTheReply");
    expect_scheme("gzip");
    expect_packed_call("late");
}

static void test_g33_only_text_is_sent_while_the_scheme_is_asked_for_again(void **state)
{
    (void)state;
    switch_to("gzip");
    expect_packed_call("first");
    uint32_t id = ask_for_gzip();
    expect_plain_call("second");
    say_packed(METHOD("stillTheOldStream"));
    expect_event("stillTheOldStream");
    peer_reply(&g.peer, id, "{\"scheme\":\"gzip\"}");
    packer_restart(&p);
    say_packed(METHOD("theNewStream"));
    expect_event("theNewStream");
    expect_packed_call("third");
}

static void test_g33_the_opcode_decides(void **state)
{
    (void)state;
    switch_to("gzip");
    for (int i = 0; i < 3; i++) {
        peer_send(&g.peer, METHOD("plain"));
        expect_event("plain");
        say_packed(METHOD("packed"));
        expect_event("packed");
    }
    assert_int_equal(0, g.warnings);
}

static void test_binary_frames_nobody_asked_for_are_reported(void **state)
{
    (void)state;
    peer_send_frame(&g.peer, PEER_BINARY, sample_reply_frame.bytes, sample_reply_frame.len);
    game_expect_silence(&g);
    assert_int_equal(1, g.warnings);
    expect_plain_call("stillHere");
}

static void test_g34_sample_frames(void **state)
{
    (void)state;
    switch_to("gzip");
    for (size_t i = 0; i < SAMPLE_FRAMES; i++)
        peer_send_frame(&g.peer, PEER_BINARY, sample_frames[i].bytes, sample_frames[i].len);
    expect_event("auth");
    expect_event("msg");
    switch_to("gzip");
    peer_send_frame(&g.peer, PEER_BINARY, sample_reply_frame.bytes, sample_reply_frame.len);
    game_expect_silence(&g);
    assert_int_equal(0, g.warnings);
}

static void test_g35_the_scheme_confirmed_again_begins_new_streams(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++) {
        switch_to("gzip");
        packer_restart(&p);
        say_packed(METHOD("one"));
        say_packed(METHOD("two"));
        expect_event("one");
        expect_event("two");
        expect_packed_call("three");
        expect_packed_call("four");
    }
    assert_int_equal(0, g.warnings);
}

static void test_lz4_works_as_gzip_does(void **state)
{
    (void)state;
    if (!cho_scheme_is_built(CHO_SCHEME_LZ4))
        skip();
    packer_deinit(&p);
    packer_init(&p, CHO_SCHEME_LZ4);
    switch_to("lz4");
    expect_scheme("lz4");
    for (int i = 0; i < 5; i++) {
        say_packed(METHOD("packed"));
        expect_event("packed");
        expect_packed_call("back");
    }
}

static void test_a_refusal_leaves_text(void **state)
{
    (void)state;
    chorus_event   event;
    chorus_request request;
    assert_ok(chorus_interactive_set_compression(g.rt, g.session, gzip, 1, &request));
    chorus_pump(g.rt);
    peer_refuse(&g.peer, peer_expect(&g.peer, "setCompression"), "{\"code\":4003,\"message\":\"unknown method\"}");
    game_wait(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(4003, event.as.reply.code);
    expect_plain_call("stillText");
    expect_scheme("text");
}

static void test_text_ends_compression(void **state)
{
    (void)state;
    switch_to("gzip");
    switch_to("text");
    expect_plain_call("plain");
    expect_scheme("text");
}

/* The method by its name does the same: what the answer says counts. */
static void test_a_call_by_name_switches_too(void **state)
{
    (void)state;
    assert_ok(chorus_interactive_call(g.rt, g.session, "setCompression", "{\"scheme\":[\"gzip\"]}", NULL));
    chorus_pump(g.rt);
    peer_reply(&g.peer, peer_expect(&g.peer, "setCompression"), "{\"scheme\":\"gzip\"}");
    say_packed(METHOD("packed"));
    expect_event("packed");
}

static void test_bad_arguments_are_refused(void **state)
{
    (void)state;
    chorus_session             session;
    chorus_str                 name;
    chorus_interactive_options options;
    static const char *const unknown[] = { "gzip", "zip" }, *const none[] = { NULL };
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_compression(g.rt, g.session, NULL, 1, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_compression(g.rt, g.session, gzip, 0, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_compression(g.rt, g.session, unknown, 2, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_compression(g.rt, g.session, none, 1, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_compression(NULL, g.session, gzip, 1, NULL));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_set_compression(g.rt, (chorus_session){ 99 }, gzip, 1, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_compression(g.rt, g.session, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_compression(g.rt, (chorus_session){ 99 }, &name));
    CHORUS_INIT(&options);
    options.address     = g.peer.url;
    options.compression = "gzip, zip";
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &session));
}

/* ---- by itself, after each hello ---- */

static void open_with(const char *schemes)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.compression = schemes;
    game_init(&g);
    game_open_greeted(&g, &options);
}

static void test_the_option_is_asked_for_after_each_hello(void **state)
{
    (void)state;
    chorus_event event;
    open_with("lz4, gzip,none");
    peer_expect(&g.peer, "setCompression");
    const char *all = cho_scheme_is_built(CHO_SCHEME_LZ4) ? "[\"lz4\",\"gzip\",\"text\"]" : "[\"gzip\",\"text\"]";
    assert_non_null(strstr(g.peer.message, all));
    peer_drop(&g.peer);
    peer_greet(&g.peer);
    peer_reply(&g.peer, peer_expect(&g.peer, "setCompression"), "{\"scheme\":\"text\"}");
    peer_open_session(&g.peer, NULL);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);

    ask_for_gzip();
    peer_drop(&g.peer);
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    peer_greet(&g.peer);
    peer_expect(&g.peer, "setCompression");
    assert_non_null(strstr(g.peer.message, "[\"gzip\"]"));
}

static void test_a_new_connection_begins_with_text(void **state)
{
    (void)state;
    chorus_event event;
    switch_to("gzip");
    peer_drop(&g.peer);
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    peer_greet(&g.peer);
    peer_reply(&g.peer, peer_expect(&g.peer, "setCompression"), "{\"scheme\":\"text\"}");
    peer_open_session(&g.peer, NULL);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    expect_scheme("text");
    expect_plain_call("plain");
}

static void test_a_service_that_does_not_compress_is_fine(void **state)
{
    (void)state;
    chorus_event event;
    open_with("gzip");
    peer_refuse(&g.peer, peer_expect(&g.peer, "setCompression"), "{\"code\":4003,\"message\":\"unknown method\"}");
    peer_open_session(&g.peer, NULL);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    expect_scheme("text");
}

/* ---- falling back ---- */

static void send_broken(void)
{
    char backwards[64];
    for (size_t i = 0; i < sample_reply_frame.len; i++)
        backwards[i] = sample_reply_frame.bytes[sample_reply_frame.len - 1 - i];
    peer_send_frame(&g.peer, PEER_BINARY, backwards, sample_reply_frame.len);
}

static uint32_t expect_way_back(void)
{
    uint32_t id = peer_expect(&g.peer, "setCompression");
    assert_non_null(strstr(g.peer.message, "[\"text\"]"));
    return id;
}

/* The game asks for text, gets it, and asks what it may have missed. */
static void lead_back(void)
{
    peer_reply(&g.peer, expect_way_back(), "{\"scheme\":\"text\"}");
    peer_answer_state(&g.peer, &(peer_state){ .scenes = "[]" });
}

static void test_g36_a_broken_frame_leads_back_to_text(void **state)
{
    (void)state;
    chorus_event event;
    switch_to("gzip");
    send_broken();
    size_t len;
    assert_int_equal(PEER_TEXT, hear_frame(&len));
    assert_non_null(strstr(g.peer.message, "\"method\":\"setCompression\",\"params\":{\"scheme\":[\"text\"]}"));
    unsigned id;
    assert_int_equal(1, sscanf(g.peer.message, "{\"id\":%u", &id));
    send_broken();
    send_broken();
    peer_send(&g.peer, METHOD("plain"));
    expect_event("plain");
    assert_int_equal(1, g.warnings);
    expect_plain_call("call");
    peer_reply(&g.peer, id, "{\"scheme\":\"text\"}");
    peer_answer_state(
        &g.peer,
        &(peer_state){ .scenes = "[{\"sceneID\":\"default\",\"controls\":[]},{\"sceneID\":\"new\",\"controls\":[]}]" });
    game_wait(&g, CHORUS_EVENT_SCENE_CREATE, &event);
    assert_str("new", event.as.resource.id);
    expect_scheme("text");
    expect_plain_call("after");
    assert_int_equal(1, g.warnings);
}

/* What was lost may be an answer the session waits for: it does not wait for that one. */
static void test_g36_a_broken_frame_while_the_session_opens(void **state)
{
    (void)state;
    chorus_event event;
    open_with("gzip");
    peer_reply(&g.peer, peer_expect(&g.peer, "setCompression"), "{\"scheme\":\"gzip\"}");
    send_broken();
    lead_back();
    peer_reply(&g.peer, peer_expect(&g.peer, "ready"), "null"); /* it was so already: nothing else is told */
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    assert_false(peer_is_called(&g.peer));
}

static void test_g36_binary_frames_after_the_way_back_start_it_again(void **state)
{
    (void)state;
    switch_to("gzip");
    switch_to("text");
    send_broken();
    lead_back();
}

static void test_g36_a_bomb_is_a_broken_frame(void **state)
{
    (void)state;
    static const char bomb[] = "\xff\xff\xff\xff\x0f\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff";
    switch_to("gzip");
    peer_send_frame(&g.peer, PEER_BINARY, bomb, sizeof bomb - 1);
    expect_way_back();
}

static void test_a_scheme_that_was_not_offered_leads_back_to_text(void **state)
{
    (void)state;
    peer_reply(&g.peer, ask_for_gzip(), "{\"scheme\":\"brotli\"}");
    expect_way_back();
}

/* ---- a heap that has no room for streams while it is told so ---- */

enum { STREAM_BYTES = 30000 };

static atomic_bool is_narrow;

static bool fits(size_t size)
{
    return size < STREAM_BYTES || !atomic_load(&is_narrow);
}

static void *narrow_alloc(size_t size, void *user)
{
    (void)user;
    return fits(size) ? malloc(size) : NULL;
}

static void *narrow_resize(void *block, size_t size, void *user)
{
    (void)user;
    return fits(size) ? realloc(block, size) : NULL;
}

static void narrow_release(void *block, void *user)
{
    (void)user;
    free(block);
}

static void test_g36_missing_memory_leads_back_to_text(void **state)
{
    (void)state;
    chorus_runtime_options options;
    CHORUS_INIT(&options);
    options.allocator = (chorus_allocator){ narrow_alloc, narrow_resize, narrow_release, NULL };
    game_init_with(&g, &options);
    game_open_ready(&g, NULL);
    atomic_store(&is_narrow, true);
    peer_reply(&g.peer, ask_for_gzip(), "{\"scheme\":\"gzip\"}");
    lead_back();
    expect_plain_call("plain");
    atomic_store(&is_narrow, false);
    switch_to("gzip");
    expect_packed_call("packed");
}

/* ---- the service asks ---- */

static void test_the_service_asks_for_text(void **state)
{
    (void)state;
    switch_to("gzip");
    expect_packed_call("before");
    peer_tell(&g.peer, "setCompression", "{\"scheme\":[\"text\"]}");
    peer_tell(&g.peer, "done", "{}");
    expect_event("done");
    expect_scheme("text");
    expect_plain_call("after");
}

static void test_the_service_is_answered_when_it_wants_to_be(void **state)
{
    (void)state;
    size_t len;
    peer_send(&g.peer, "{\"id\":77,\"type\":\"method\",\"method\":\"setCompression\","
                       "\"params\":{\"scheme\":[\"brotli\",\"gzip\"]},\"seq\":3}");
    assert_int_equal(PEER_TEXT, hear_frame(&len));
    assert_string_equal(g.peer.message,
                        "{\"id\":77,\"type\":\"reply\",\"result\":{\"scheme\":\"gzip\"},\"error\":null,\"seq\":3}");
    say_packed(METHOD("packed"));
    expect_event("packed");
    expect_packed_call("back");
}

int main(void)
{
#define READY_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define OWN_TEST(name)   cmocka_unit_test_setup_teardown(name, set_up_packer, tear_down)
    const struct CMUnitTest tests[] = {
        READY_TEST(test_g33_only_text_is_sent_before_the_reply),
        READY_TEST(test_g33_only_text_is_sent_while_the_scheme_is_asked_for_again),
        READY_TEST(test_g33_the_opcode_decides),
        READY_TEST(test_binary_frames_nobody_asked_for_are_reported),
        READY_TEST(test_g34_sample_frames),
        READY_TEST(test_g35_the_scheme_confirmed_again_begins_new_streams),
        READY_TEST(test_lz4_works_as_gzip_does),
        READY_TEST(test_a_refusal_leaves_text),
        READY_TEST(test_text_ends_compression),
        READY_TEST(test_a_call_by_name_switches_too),
        READY_TEST(test_bad_arguments_are_refused),
        OWN_TEST(test_the_option_is_asked_for_after_each_hello),
        READY_TEST(test_a_new_connection_begins_with_text),
        OWN_TEST(test_a_service_that_does_not_compress_is_fine),
        READY_TEST(test_g36_a_broken_frame_leads_back_to_text),
        OWN_TEST(test_g36_a_broken_frame_while_the_session_opens),
        READY_TEST(test_g36_binary_frames_after_the_way_back_start_it_again),
        READY_TEST(test_g36_a_bomb_is_a_broken_frame),
        OWN_TEST(test_g36_missing_memory_leads_back_to_text),
        READY_TEST(test_a_scheme_that_was_not_offered_leads_back_to_text),
        READY_TEST(test_the_service_asks_for_text),
        READY_TEST(test_the_service_is_answered_when_it_wants_to_be),
    };
    return cmocka_run_group_tests_name("interactive/compression", tests, NULL, NULL);
}
