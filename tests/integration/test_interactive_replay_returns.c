/* What a session does when its connection does not just go on comes again from a recording, event for event. */
#include "support/deadline.h"
#include "support/failing_allocator.h"
#include "support/packer.h"
#include "support/tape.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a game that is recorded ---- */

static void open_recorded(game *g, tape *t, bool is_masked)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.retry_max_ms  = 20;
    options.record_file   = t->file;
    options.record_masked = is_masked;
    game_init(g);
    game_open(g, &options);
    peer_accept(&g->peer);
    peer_open_session(&g->peer, NULL);
    tape_collect(t, g, CHORUS_EVENT_SESSION_READY);
}

static void close_recorded(game *g, tape *t)
{
    assert_ok(chorus_session_close(g->rt, g->session));
    tape_collect(t, g, CHORUS_EVENT_SESSION_CLOSED);
    game_deinit(g);
}

static void close_and_replay(game *g, tape *t)
{
    close_recorded(g, t);
    assert_int_equal(tape_play(t, 0, 0).cause, CHORUS_OK);
    tape_assert_same(t);
}

static void grant(game *g, const char *method, const char *result)
{
    peer_reply(&g->peer, peer_expect(&g->peer, method), result);
}

static void become_ready(game *g, tape *t)
{
    grant(g, "ready", "null");
    peer_tell(&g->peer, "onReady", "{\"isReady\":true}");
    tape_collect(t, g, CHORUS_EVENT_SESSION_READY);
}

static chorus_control_desc button(const char *scene, const char *id)
{
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.scene = scene;
    desc.id    = id;
    desc.kind  = "button";
    return desc;
}

/* ---- a return to a service that has forgotten everything ---- */

static void create_go(game *g, tape *t)
{
    chorus_request      request;
    chorus_control_desc desc = button(NULL, "go");
    assert_ok(chorus_interactive_create_control(g->rt, g->session, &desc, &request));
    chorus_pump(g->rt);
    peer_tell(&g->peer, "onControlCreate", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\"}]}");
    grant(g, "createControls", "null");
    tape_collect(t, g, CHORUS_EVENT_REPLY);
}

static void play_with_ann(game *g, tape *t)
{
    peer_tell(&g->peer, "onParticipantJoin",
              "{\"participants\":[{\"sessionID\":\"p\",\"userID\":77,\"username\":\"Ann\",\"groupID\":\"default\"}]}");
    peer_tell(&g->peer, "giveInput",
              "{\"participantID\":\"p\",\"input\":{\"controlID\":\"go\",\"event\":\"submit\",\"value\":\"typed\"}}");
    tape_collect(t, g, CHORUS_EVENT_INPUT);
}

static void give_a_show_with_a_loss(tape *t, bool is_masked)
{
    game g;
    open_recorded(&g, t, is_masked);
    create_go(&g, t);
    play_with_ann(&g, t);
    peer_drop(&g.peer);
    tape_collect(t, &g, CHORUS_EVENT_SESSION_STATE);
    close_recorded(&g, t);
}

/* What the service has lost is made again. */
static void come_back(game *g, tape *t)
{
    peer_greet(&g->peer);
    peer_answer_state(&g->peer, NULL);
    grant(g, "createControls", "null");
    become_ready(g, t);
}

static void test_a_return_that_restores_what_the_game_made_is_told_again(void **state)
{
    tape *t = *state;
    game  g;
    open_recorded(&g, t, false);
    create_go(&g, t);
    peer_drop(&g.peer);
    come_back(&g, t);
    close_and_replay(&g, t);
}

static void test_suspending_and_resuming_is_told_again(void **state)
{
    tape    *t = *state;
    game     g;
    uint16_t code;
    open_recorded(&g, t, false);
    create_go(&g, t);
    assert_ok(chorus_interactive_suspend(g.rt, g.session));
    chorus_pump(g.rt);
    while (peer_read(&g.peer, &code))
        continue;
    peer_drop(&g.peer);
    tape_collect(t, &g, CHORUS_EVENT_SESSION_STATE);
    assert_ok(chorus_interactive_resume(g.rt, g.session));
    chorus_pump(g.rt);
    come_back(&g, t);
    close_and_replay(&g, t);
}

/* ---- compression ---- */

static void compress(game *g, tape *t)
{
    static const char *const gzip[] = { "gzip" };
    chorus_request           request;
    assert_ok(chorus_interactive_set_compression(g->rt, g->session, gzip, 1, &request));
    chorus_pump(g->rt);
    grant(g, "setCompression", "{\"scheme\":\"gzip\"}");
    tape_collect(t, g, CHORUS_EVENT_REPLY);
}

static void test_the_way_back_from_a_broken_frame_is_told_again(void **state)
{
    tape  *t = *state;
    game   g;
    packer p;
    open_recorded(&g, t, false);
    compress(&g, t);
    packer_init(&p, CHO_SCHEME_GZIP);
    cho_span frame = packer_wrap(&p, "{\"type\":\"method\",\"id\":0,\"method\":\"packed\",\"params\":{},\"discard\":true}");
    peer_send_frame(&g.peer, PEER_BINARY, frame.ptr, frame.len);
    peer_send_frame(&g.peer, PEER_BINARY, "broken", 6);
    grant(&g, "setCompression", "{\"scheme\":\"text\"}");
    peer_answer_state(
        &g.peer,
        &(peer_state){ .scenes = "[{\"sceneID\":\"default\",\"controls\":[]},{\"sceneID\":\"new\",\"controls\":[]}]" });
    tape_collect(t, &g, CHORUS_EVENT_SCENE_CREATE);
    close_recorded(&g, t);
    packer_deinit(&p);
    assert_int_equal(tape_play(t, 0, 0).cause, CHORUS_OK);
    tape_assert_same(t);
}

/* ---- calls of several packets ---- */

static void test_a_call_of_several_packets_is_told_again(void **state)
{
    tape                     *t       = *state;
    const chorus_control_desc descs[] = { button(NULL, "a"), button("s", "b"), button("t", "c") };
    game                      g;
    chorus_request            request;
    open_recorded(&g, t, false);
    assert_ok(chorus_interactive_create_controls(g.rt, g.session, descs, ARRAY_LEN(descs), &request));
    chorus_pump(g.rt);
    grant(&g, "createControls", "null");
    peer_refuse(&g.peer, peer_expect(&g.peer, "createControls"), "{\"code\":4010,\"message\":\"unknown scene\"}");
    grant(&g, "createControls", "null");
    tape_collect(t, &g, CHORUS_EVENT_REPLY);
    close_and_replay(&g, t);
}

/* ---- masks ---- */

static void test_a_masked_recording_tells_the_same_without_names(void **state)
{
    tape *t = *state;
    give_a_show_with_a_loss(t, true);
    assert_non_null(strstr(t->live.data, "'Ann'"));
    assert_int_equal(tape_play(t, 0, 0).cause, CHORUS_OK);
    tape_assert_same_kinds(t);
    assert_null(strstr(t->again.data, "Ann"));
    assert_null(strstr(t->again.data, "typed"));
}

/* ---- damage ---- */

typedef struct content {
    char  *bytes;
    size_t len;
} content;

static content read_file(const tape *t)
{
    enum { MAX = 256 * 1024 };
    content c    = { .bytes = malloc(MAX) };
    FILE   *file = fopen(t->file, "rb");
    assert_non_null(file);
    assert_non_null(c.bytes);
    c.len = fread(c.bytes, 1, MAX, file);
    fclose(file);
    return c;
}

static void write_file(const tape *t, const char *bytes, size_t len)
{
    FILE *file = fopen(t->file, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    fclose(file);
}

/* Cut behind a line it is a recording; within one it names the place. */
static void test_a_recording_cut_anywhere_ends_well_or_names_line_and_byte(void **state)
{
    enum { STEP = 41 };
    tape *t = *state;
    give_a_show_with_a_loss(t, false);
    content c = read_file(t);
    for (size_t len = 1; len < c.len; len += STEP) {
        write_file(t, c.bytes, len);
        chorus_event_closed closed = tape_play(t, 0, 0);
        if (c.bytes[len - 1] == '\n')
            assert_int_equal(closed.cause, CHORUS_OK);
        else
            assert_non_null(strstr(t->log, ", byte "));
    }
    free(c.bytes);
}

static void test_a_recording_with_any_byte_broken_does_no_harm(void **state)
{
    enum { STEP = 37 };
    tape *t = *state;
    give_a_show_with_a_loss(t, false);
    content c = read_file(t);
    for (size_t at = 0; at < c.len; at += STEP) {
        char kept   = c.bytes[at];
        c.bytes[at] = (char)(kept ^ (1 << at % 8));
        write_file(t, c.bytes, c.len);
        chorus_event_closed closed = tape_play(t, 0, 0);
        assert_true(closed.cause == CHORUS_OK || closed.cause == CHORUS_E_PROTOCOL);
        c.bytes[at] = kept;
    }
    free(c.bytes);
}

/* ---- without memory ---- */

static bool is_closed(chorus_runtime *rt)
{
    chorus_event event;
    bool         closed = false;
    while (chorus_next_event(rt, &event))
        closed |= event.type == CHORUS_EVENT_SESSION_CLOSED;
    return closed;
}

/* To the end, or to where nothing can go on any more. */
static void play_without_memory(chorus_runtime *rt, const failing_allocator *heap)
{
    uint64_t until_ns = cho_clock_mono_ns() + 10000000000u;
    for (;;) {
        int pumped = chorus_pump(rt);
        if (is_closed(rt) || (pumped < 0 && heap->fails_after))
            return;
        if (cho_clock_mono_ns() > until_ns)
            fail_msg("nothing happens any more when allocation %zu fails", heap->round);
        deadline_frame();
    }
}

static void test_a_replay_survives_every_failing_allocation(void **state)
{
    tape                      *t = *state;
    failing_allocator          heap;
    chorus_runtime_options     setup;
    chorus_interactive_options options;
    chorus_session             session;
    give_a_show_with_a_loss(t, false);
    failing_allocator_init(&heap);
    CHORUS_INIT(&setup);
    CHORUS_INIT(&options);
    setup.allocator     = heap.hooks;
    options.replay_file = t->file;
    EVERY_ALLOCATION_FAILS(&heap) {
        chorus_runtime *rt = NULL;
        chorus_result   r  = chorus_runtime_create(&setup, &rt);
        if (r == CHORUS_OK)
            r = chorus_interactive_open(rt, &options, &session);
        assert_true(r == CHORUS_OK || r == CHORUS_E_MEMORY);
        if (r == CHORUS_OK)
            play_without_memory(rt, &heap);
        chorus_runtime_destroy(rt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TAPE_TEST(test_a_return_that_restores_what_the_game_made_is_told_again),
        TAPE_TEST(test_suspending_and_resuming_is_told_again),
        TAPE_TEST(test_the_way_back_from_a_broken_frame_is_told_again),
        TAPE_TEST(test_a_call_of_several_packets_is_told_again),
        TAPE_TEST(test_a_masked_recording_tells_the_same_without_names),
        TAPE_TEST(test_a_recording_cut_anywhere_ends_well_or_names_line_and_byte),
        TAPE_TEST(test_a_recording_with_any_byte_broken_does_no_harm),
        TAPE_TEST(test_a_replay_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests_name("interactive/replay_returns", tests, NULL, NULL);
}
