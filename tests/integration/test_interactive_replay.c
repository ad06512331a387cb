/* A session is recorded and played again: the game sees the same. */
#include "support/deadline.h"
#include "support/event_text.h"
#include "support/host_lab.h"
#include "support/tape.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

/* ---- a show on a host of our own ---- */

typedef struct show {
    host_lab       lab;
    chorus_session game;
    tape          *t;
} show;

/* Pumps until the game is told of that; everything it is told is kept. */
static void watch(show *s, chorus_event_type type)
{
    chorus_event event;
    uint64_t     until_ns = cho_clock_mono_ns() + 10000000000u;
    for (;;) {
        chorus_pump(s->lab.rt);
        while (chorus_next_event(s->lab.rt, &event)) {
            if (event.session.id != s->game.id)
                continue;
            event_text_append(&s->t->live, &event);
            if (event.type == (uint32_t)type)
                return;
        }
        deadline_frame();
        assert_true(cho_clock_mono_ns() < until_ns);
    }
}

static void play_with_ann(show *s)
{
    chorus_resource control;
    raw_socket     *ann = host_lab_viewer(&s->lab, "Ann \xe2\x98\x83");
    watch(s, CHORUS_EVENT_PARTICIPANT_JOIN);
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"go\",\"event\":\"mousedown\"}}");
    watch(s, CHORUS_EVENT_INPUT);
    assert_ok(chorus_interactive_find_control(s->lab.rt, s->game, NULL, "go", &control));
    assert_ok(chorus_interactive_set_string(s->lab.rt, s->game, control, "text", "Stop"));
    watch(s, CHORUS_EVENT_CONTROL_UPDATE);
    host_lab_hang_up(ann);
    watch(s, CHORUS_EVENT_PARTICIPANT_LEAVE);
}

static void give_show(tape *t, bool is_masked)
{
    show                       s = { .t = t };
    chorus_request             request;
    chorus_control_desc        desc;
    chorus_interactive_options options;
    host_lab_open(&s.lab, NULL);
    CHORUS_INIT(&options);
    options.host          = s.lab.session;
    options.record_file   = t->file;
    options.record_masked = is_masked;
    assert_ok(chorus_interactive_open(s.lab.rt, &options, &s.game));
    watch(&s, CHORUS_EVENT_SESSION_READY);
    CHORUS_INIT(&desc);
    desc.id   = "go";
    desc.kind = "button";
    assert_ok(chorus_interactive_create_control(s.lab.rt, s.game, &desc, &request));
    watch(&s, CHORUS_EVENT_REPLY);
    play_with_ann(&s);
    assert_ok(chorus_interactive_call(s.lab.rt, s.game, "deleteScene", "{\n\"sceneID\":\"none\"}", &request));
    watch(&s, CHORUS_EVENT_REPLY);
    assert_ok(chorus_interactive_set_ready(s.lab.rt, s.game, false));
    watch(&s, CHORUS_EVENT_SESSION_STATE);
    assert_ok(chorus_session_close(s.lab.rt, s.game));
    watch(&s, CHORUS_EVENT_SESSION_CLOSED);
    host_lab_close(&s.lab);
}

static void test_a_show_is_told_again_event_for_event(void **state)
{
    tape *t = *state;
    give_show(t, false);
    tape_play(t, 0, 0);
    tape_assert_same(t);
}

static void test_each_time_it_is_played_is_the_same(void **state)
{
    tape *t = *state;
    give_show(t, false);
    for (int i = 0; i < 5; i++) {
        tape_play(t, 4096, i % 2 == 0 ? 0 : 1000);
        tape_assert_same(t);
    }
}

static bool file_holds(const tape *t, const char *text)
{
    static char content[256 * 1024];
    FILE       *file = fopen(t->file, "rb");
    assert_non_null(file);
    content[fread(content, 1, sizeof content - 1, file)] = '\0';
    fclose(file);
    return strstr(content, text) != NULL;
}

static void test_a_recording_without_names_holds_nobody(void **state)
{
    tape *t = *state;
    give_show(t, true);
    assert_false(file_holds(t, "Ann"));
    assert_false(file_holds(t, "sec+ret"));
    assert_true(file_holds(t, "\"username\":\"~"));
    chorus_event_closed closed = tape_play(t, 0, 0);
    assert_int_equal(closed.cause, CHORUS_OK);
    assert_non_null(strstr(t->again.data, " participant_leave"));
    assert_non_null(strstr(t->again.data, " input"));
}

/* ---- a service that misbehaves ---- */

static void test_losses_timeouts_and_bad_packets_are_told_again(void **state)
{
    tape                      *t = *state;
    game                       g;
    chorus_request             request;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.record_file     = t->file;
    options.call_timeout_ms = 1000;
    game_init(&g);
    game_open(&g, &options);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, NULL);
    tape_collect(t, &g, CHORUS_EVENT_SESSION_READY);
    peer_send(&g.peer, "{]");
    peer_send_frame(&g.peer, PEER_TEXT, "\"\xff\"", 3);
    peer_send(&g.peer, " {\"method\":\"spaced\",\n\"params\":{}} ");
    tape_collect(t, &g, CHORUS_EVENT_METHOD);
    assert_ok(chorus_interactive_call(g.rt, g.session, "neverAnswered", NULL, &request));
    tape_collect(t, &g, CHORUS_EVENT_REPLY);
    peer_drop(&g.peer);
    chorus_interactive_call(g.rt, g.session, "lost", NULL, &request);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, NULL);
    tape_collect(t, &g, CHORUS_EVENT_SESSION_READY);
    peer_tell(&g.peer, "giveInput", "{\"participantID\":\"p\",\"input\":{\"controlID\":\"c\",\"event\":\"move\",\"x\":0.5,\"y\":1}}");
    tape_collect(t, &g, CHORUS_EVENT_INPUT);
    assert_ok(chorus_session_close(g.rt, g.session));
    tape_collect(t, &g, CHORUS_EVENT_SESSION_CLOSED);
    game_deinit(&g);
    tape_play(t, 0, 0);
    tape_assert_same(t);
}

/* ---- files that are no recordings ---- */

static void write_file(const tape *t, const char *text)
{
    FILE *file = fopen(t->file, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

#define HEAD "{\"ns\":1,\"on\":\"head\",\"chorus_recording\":1,\"is_on\":true}\n"

static void test_a_bad_recording_ends_with_its_place(void **state)
{
    static const struct {
        const char *text, *words;
    } files[] = {
        { "", "it is no recording" },
        { "hello\n", "line 1, byte 0: " },
        { "{}\n", "line 1, byte 2: no member \"on\"" },
        { "{\"on\":\"open\"}\n", "it is no recording" },
        { "{\"ns\":1,\"on\":\"head\",\"chorus_recording\":2}\n", "a later version" },
        { HEAD "{\"ns\":1,\"on\":\"frame\"}\n", "line 2, byte 21: a member is missing" },
        { HEAD "{\"ns\":1,\"on\":\"frame\",\"hex\":\"0g\"}\n", "line 2, byte 31: a member of another type" },
        { HEAD "{\"ns\":1,\"on\":\"open\"}\n{\"ns\":2,\"on\":\"fra", "line 3, byte 17: the file ends within a line" },
        { HEAD "{\"ns\":1,\"on\":\"state\",\"state\":1e99}\n", "line 2, " },
    };
    tape *t = *state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        write_file(t, files[i].text);
        chorus_event_closed closed = tape_play(t, 0, 0);
        assert_int_equal(closed.cause, CHORUS_E_PROTOCOL);
        if (strstr(t->log, files[i].words) == NULL)
            fail_msg("%s: %s", files[i].words, t->log);
    }
}

static void test_a_file_that_is_not_there_is_told(void **state)
{
    tape *t = *state;
    unlink(t->file);
    chorus_event_closed closed = tape_play(t, 0, 0);
    assert_int_equal(closed.cause, CHORUS_E_PROTOCOL);
    assert_non_null(strstr(t->log, "No such file"));
}

static void test_a_recording_that_breaks_off_ends_well(void **state)
{
    tape *t = *state;
    write_file(t, HEAD "{\"ns\":5,\"on\":\"open\"}\n{\"ns\":6,\"on\":\"of later days\",\"x\":[]}\n");
    chorus_event_closed closed = tape_play(t, 0, 0);
    assert_int_equal(closed.cause, CHORUS_OK);
    assert_string_equal(t->log, "the recording has ended");
}

/* A line can say anything in any order. */
static void test_a_recording_of_nonsense_does_no_harm(void **state)
{
    tape *t = *state;
    write_file(t, HEAD "{\"ns\":5,\"on\":\"close\"}\n{\"ns\":1,\"on\":\"dropped\",\"id\":99,\"cause\":-10}\n{\"ns\":2,\"on\":\"resync\"}\n"
                       "{\"ns\":3,\"on\":\"call\",\"calls\":[[1,2],{},[\"m\",{}]],\"request\":7}\n"
                       "{\"ns\":4,\"on\":\"ready\",\"is_on\":false}\n{\"ns\":4,\"on\":\"ask\",\"id\":4000000000,\"method\":\"x\"}\n"
                       "{\"ns\":9,\"on\":\"state\",\"state\":77}\n{\"ns\":9,\"on\":\"frame\",\"packet\":[[[[]]]]}\n"
                       "{\"ns\":9,\"on\":\"head\",\"chorus_recording\":1}\n{\"ns\":9,\"on\":\"end\",\"code\":-5}\n{\"ns\":9,\"on\":\"open\"}\n");
    chorus_event_closed closed = tape_play(t, 0, 0);
    assert_int_equal(closed.cause, CHORUS_OK);
    assert_int_equal(closed.close_code, -5);
}

static void test_a_file_that_cannot_be_written_is_a_warning(void **state)
{
    tape                      *t = *state;
    game                       g;
    chorus_interactive_options options;
    (void)t;
    CHORUS_INIT(&options);
    options.record_file = "/nowhere/at/all";
    game_init(&g);
    game_open(&g, &options);
    game_wait_warnings(&g, 1);
    assert_non_null(strstr(g.last_line, "the recording in /nowhere/at/all has ended: No such file"));
    game_make_ready(&g, NULL);
    game_deinit(&g);
}

/* ---- what the game does meanwhile ---- */

static void test_a_replay_can_be_closed_and_calls_end_with_it(void **state)
{
    tape                      *t = *state;
    game                       g;
    chorus_event               event;
    chorus_request             request;
    chorus_interactive_options options;
    give_show(t, false);
    CHORUS_INIT(&options);
    options.replay_file  = t->file;
    options.replay_speed = 0.0001; /* it would take long */
    game_init(&g);
    assert_ok(chorus_interactive_open(g.rt, &options, &g.session));
    game_wait(&g, CHORUS_EVENT_SESSION_STATE, &event);
    assert_result(CHORUS_E_STATE, chorus_interactive_call(g.rt, g.session, "early", NULL, &request));
    assert_ok(chorus_session_close(g.rt, g.session));
    game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.cause, CHORUS_OK);
    game_deinit(&g);
}

static void test_odd_options_are_refused(void **state)
{
    tape                      *t = *state;
    game                       g;
    chorus_interactive_options options;
    game_init(&g);
    CHORUS_INIT(&options);
    options.replay_file = t->file;
    options.record_file = t->file;
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &g.session));
    options.record_file  = NULL;
    options.replay_speed = -1;
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &g.session));
    options.replay_speed = 0;
    options.address      = "ws://127.0.0.1:1/";
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &g.session));
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TAPE_TEST(test_a_show_is_told_again_event_for_event),
        TAPE_TEST(test_each_time_it_is_played_is_the_same),
        TAPE_TEST(test_a_recording_without_names_holds_nobody),
        TAPE_TEST(test_losses_timeouts_and_bad_packets_are_told_again),
        TAPE_TEST(test_a_bad_recording_ends_with_its_place),
        TAPE_TEST(test_a_file_that_is_not_there_is_told),
        TAPE_TEST(test_a_recording_that_breaks_off_ends_well),
        TAPE_TEST(test_a_recording_of_nonsense_does_no_harm),
        TAPE_TEST(test_a_file_that_cannot_be_written_is_a_warning),
        TAPE_TEST(test_a_replay_can_be_closed_and_calls_end_with_it),
        TAPE_TEST(test_odd_options_are_refused),
    };
    return cmocka_run_group_tests_name("interactive/replay", tests, NULL, NULL);
}
