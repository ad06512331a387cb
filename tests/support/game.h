/*
 * game.h - the game's end of a test: a runtime with a log that can be read, and waiting for events.
 */
#ifndef TESTS_SUPPORT_GAME_H
#define TESTS_SUPPORT_GAME_H

#include "support/scripted_peer.h"
#include "support/support.h"

#include <chorus/interactive.h>

typedef struct game {
    chorus_runtime *rt;
    chorus_session  session;
    scripted_peer   peer;
    int             warnings;       /* lines of level WARNING and above      */
    char            last_line[512]; /* the newest of them                    */
} game;

/* A runtime and a peer that listens; no session yet. */
void game_init(game *g);
/* The same with a runtime of other sizes; its log stays the game's own. */
void game_init_with(game *g, const chorus_runtime_options *options);
void game_deinit(game *g);

/* Open a session at the peer's address. options may be NULL. */
void game_open(game *g, const chorus_interactive_options *options);
/* The same, and the peer has let it in and said hello. */
void game_open_greeted(game *g, const chorus_interactive_options *options);
/* Play the peer's part, from the next connection on until the session is ready. state may be NULL. */
void game_make_ready(game *g, const peer_state *state);
/* Open a session and make it ready. */
void game_open_ready(game *g, const peer_state *state);

/* Pump until an event of that type comes; others are passed over. Fails the test after ten seconds. */
void game_wait(game *g, chorus_event_type type, chorus_event *out);
/* Pump until there is an event, which must be of that type. */
void game_expect(game *g, chorus_event_type type, chorus_event *out);
/* Nothing was to be told about what the peer has sent so far. */
void game_expect_silence(game *g);
/* Pump until the session enters that state. */
void game_wait_state(game *g, chorus_session_state state, chorus_event *out);
/* Pump until that many warnings have been logged. */
void game_wait_warnings(game *g, int count);
/* True when an event of that type waits now, after one pump. Others are passed over. */
bool game_has(game *g, chorus_event_type type, chorus_event *out);

/* The string must hold exactly this text, and a NUL behind it. */
#define assert_str(text, str) check_str((text), (str), __FILE__, __LINE__)
void check_str(const char *text, chorus_str str, const char *file, int line);

/* A resource that must be there. */
chorus_resource game_find(game *g, chorus_resource_kind kind, const char *id);

#endif
