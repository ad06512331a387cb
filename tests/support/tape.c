#include "support/tape.h"

#include "support/deadline.h"
#include "support/event_text.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int tape_set_up(void **state)
{
    tape *t = calloc(1, sizeof *t);
    assert_non_null(t);
    strcpy(t->file, "/tmp/chorus-recording-XXXXXX");
    int file = mkstemp(t->file);
    assert_true(file >= 0);
    close(file);
    cho_heap_init(&t->heap, NULL);
    cho_buf_init(&t->live, &t->heap);
    cho_buf_init(&t->again, &t->heap);
    *state = t;
    return 0;
}

int tape_tear_down(void **state)
{
    tape *t = *state;
    unlink(t->file);
    cho_buf_deinit(&t->live);
    cho_buf_deinit(&t->again);
    free(t);
    return 0;
}

void tape_collect(tape *t, game *g, chorus_event_type type)
{
    chorus_event event;
    do {
        game_wait(g, CHORUS_EVENT_NONE, &event);
        event_text_append(&t->live, &event);
    } while (event.type != (uint32_t)type);
}

static chorus_event_closed pump_to_the_end(tape *t, chorus_runtime *rt)
{
    chorus_event event    = { 0 };
    uint64_t     until_ns = cho_clock_mono_ns() + 10000000000u;
    while (event.type != CHORUS_EVENT_SESSION_CLOSED) {
        if (chorus_pump(rt) == 0)
            deadline_frame();
        while (chorus_next_event(rt, &event))
            event_text_append(&t->again, &event);
        assert_true(cho_clock_mono_ns() < until_ns);
    }
    snprintf(t->log, sizeof t->log, "%.*s", (int)event.as.closed.text.len, event.as.closed.text.ptr);
    return event.as.closed;
}

chorus_event_closed tape_play(tape *t, uint32_t inbox_bytes, double speed)
{
    chorus_runtime            *rt;
    chorus_session             session;
    chorus_runtime_options     runtime;
    chorus_interactive_options options;
    CHORUS_INIT(&runtime);
    CHORUS_INIT(&options);
    runtime.inbox_bytes  = inbox_bytes;
    options.replay_file  = t->file;
    options.replay_speed = speed;
    cho_buf_clear(&t->again);
    assert_ok(chorus_runtime_create(&runtime, &rt));
    assert_ok(chorus_interactive_open(rt, &options, &session));
    chorus_event_closed closed = pump_to_the_end(t, rt);
    chorus_runtime_destroy(rt);
    return closed;
}

void tape_assert_same(const tape *t)
{
    assert_false(t->live.failed || t->again.failed);
    assert_true(t->live.len > 0);
    assert_string_equal(t->again.data, t->live.data);
}

/* The length of "time name" at the start of a line. */
static size_t measure_kind(const char *line)
{
    size_t time = strcspn(line, " ");
    return time + 1 + strcspn(line + time + 1, " \n");
}

void tape_assert_same_kinds(const tape *t)
{
    const char *live = t->live.data, *again = t->again.data;
    assert_true(t->live.len > 0);
    while (*live != '\0') {
        assert_int_equal(measure_kind(again), measure_kind(live));
        assert_memory_equal(again, live, measure_kind(live));
        live  = strchr(live, '\n') + 1;
        again = strchr(again, '\n') + 1;
    }
    assert_string_equal(again, "");
}
