/*
 * crowd_script.h - what each participant does and when, decided by the seed alone.
 *
 * The times are fixed before anything is sent: a host that is slow, or a network that fails, changes nothing
 * about them. What could not be done at its time is left out, never done later.
 */
#ifndef CROWD_SCRIPT_H
#define CROWD_SCRIPT_H

#include "crowd_random.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum crowd_conduct {
    CROWD_IDLE,     /* is there, and reads */
    CROWD_STEADY,   /* presses and releases, evenly */
    CROWD_BURST,    /* several inputs at once, then nothing for a while */
    CROWD_JOYSTICK, /* moves */
    CROWD_RELOAD,   /* all of them leave at one moment and come back at once */
    CROWD_SLOW,     /* joins and never reads */
    CROWD_TROLL,    /* garbage */
    CROWD_CONDUCTS
} crowd_conduct;

extern const char *const crowd_conduct_names[CROWD_CONDUCTS];

typedef struct crowd_behaviour {
    crowd_conduct conduct;
    double        rate;  /* actions a second; of a reload, seconds between two of them */
    double        share; /* of the crowd, compared with the others */
    uint32_t      burst; /* inputs at once */
} crowd_behaviour;

enum { CROWD_BEHAVIOURS_MAX = 16 };

typedef struct crowd_mix {
    crowd_behaviour list[CROWD_BEHAVIOURS_MAX];
    size_t          count;
} crowd_mix;

/* "steady:1=8,joystick:20=1,troll=1". False: it cannot be read. */
bool crowd_mix_read(const char *text, crowd_mix *out);

/* Writes into behaviour_of[0..participants) who behaves how: exactly by shares, evenly spread. */
void crowd_mix_deal(const crowd_mix *mix, uint32_t participants, uint8_t *behaviour_of);

typedef enum crowd_action_kind {
    CROWD_JOIN,
    CROWD_INPUT,
    CROWD_MOVE,
    CROWD_RETURN, /* leave and come back */
    CROWD_GARBAGE,
    CROWD_NOTHING /* and never anything again */
} crowd_action_kind;

extern const char *const crowd_action_names[];

typedef struct crowd_action {
    uint64_t          at_ns; /* since the beginning */
    crowd_action_kind kind;
    uint32_t          count; /* of inputs */
    uint64_t          dice;  /* decide everything else about it */
} crowd_action;

typedef struct crowd_script {
    const crowd_behaviour *behaviour;
    crowd_random           random;
    crowd_action           next;
} crowd_script;

/* `next` is to join at that time. */
void crowd_script_begin(crowd_script *script, const crowd_behaviour *behaviour, uint64_t seed, uint32_t number,
                        uint64_t joins_at_ns);
/* `next` becomes the one after it. */
void crowd_script_advance(crowd_script *script);
#endif
