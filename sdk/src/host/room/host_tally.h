/*
 * host_tally.h - what has happened in rooms since they were opened, for whoever watches.
 * Layer    host. Includes nothing.
 * Thread   one at a time: plain adds.
 * Memory   a struct of the caller's, shared by all rooms of a host; it outlives them.
 * Trust    numbers only.
 */
#ifndef CHO_HOST_TALLY_H
#define CHO_HOST_TALLY_H

#include <stdint.h>

/* Why an input is not passed on to the game: X(name, label). */
#define CHO_HOST_REJECTS(X)                      \
    X(MALFORMED, "malformed")                    \
    X(NOT_READY, "not_ready")                    \
    X(UNKNOWN_CONTROL, "unknown_control")        \
    X(PARTICIPANT_DISABLED, "participant_disabled") \
    X(CONTROL_DISABLED, "control_disabled")      \
    X(COOLING_DOWN, "cooling_down")              \
    X(TOO_LARGE, "too_large")                    \
    X(TOO_FAST, "too_fast")                      \
    X(TOO_MANY, "too_many_at_once")              \
    X(COST, "cost")                              \
    X(GAME_BUSY, "game_busy")                    \
    X(MODERATED, "moderated")                    \
    X(NO_MEMORY, "no_memory")

typedef enum cho_host_reject {
#define X(name, label) CHO_HOST_REJECT_##name,
    CHO_HOST_REJECTS(X)
#undef X
    CHO_HOST_REJECT_COUNT
} cho_host_reject;

typedef struct cho_host_tally {
    uint64_t inputs_received, inputs_accepted;
    uint64_t inputs_rejected[CHO_HOST_REJECT_COUNT];
    uint64_t throttled; /* packets to games that had to wait, or were given up */
} cho_host_tally;

#endif
