/*
 * script.h - keys pressed by a file, so that a run can be repeated. A line is
 *
 *     FRAME KEY [down|up|tap]      # a comment
 *
 * with the frame counted from 1 and SDL's name of the key, such as "Left", "Space" or "A". A tap, which
 * it is when nothing is said, goes down in that frame and up in the next one. script_events.h makes events of it.
 */
#ifndef SAMPLES_COMMON_SCRIPT_H
#define SAMPLES_COMMON_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which keys there are. */
typedef struct sample_script_keyboard {
    int (*number_of)(const char *name); /* of the key; 0: there is no such key   */
    const char *remedy;                 /* what a line should name that has none */
} sample_script_keyboard;

typedef struct sample_script_key {
    uint64_t frame;
    int      key; /* its number */
    bool     is_down;
} sample_script_key;

/* Begin with all zero. */
typedef struct sample_script {
    sample_script_key *keys; /* in the order of their frames, then of their lines */
    size_t             count, capacity;
    size_t             next; /* the first that was not handed out */
} sample_script;

/* False, with the reason and its line printed, when there is no such script. */
bool sample_script_read(sample_script *script, const char *file, const sample_script_keyboard *keyboard);
void sample_script_deinit(sample_script *script);

/* The next key of this frame or an earlier one; false when there is none. */
bool sample_script_next(sample_script *script, uint64_t frame, sample_script_key *out);

#endif
