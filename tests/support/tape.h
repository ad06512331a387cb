/*
 * tape.h - a session is recorded into a file and played again; what the game was told is kept as text.
 */
#ifndef TESTS_SUPPORT_TAPE_H
#define TESTS_SUPPORT_TAPE_H

#include "base/buf.h"
#include "support/game.h"

typedef struct tape {
    char             file[64];
    chorus_allocator heap;
    cho_buf          live, again; /* what the game was told */
    char             log[512];    /* the text of the end of the second run */
} tape;

/* A test whose *state is a fresh tape. */
#define TAPE_TEST(name) cmocka_unit_test_setup_teardown(name, tape_set_up, tape_tear_down)
int tape_set_up(void **state);
int tape_tear_down(void **state);

/* Pump until an event of that type comes, and keep everything the game is told. */
void tape_collect(tape *t, game *g, chorus_event_type type);

/* Play the file in a runtime of that many bytes until its last event, and keep what the game is told. */
chorus_event_closed tape_play(tape *t, uint32_t inbox_bytes, double speed);

/* Both runs told the same. */
void tape_assert_same(const tape *t);
/* Both told events of the same types at the same times, whatever they said. */
void tape_assert_same_kinds(const tape *t);

#endif
