/*
 * runner.h - one run: the hero runs by itself, and what is in its way comes from the right.
 * It knows no audience, no screen and no clock; the same seed and the same keys make the same run.
 * Lengths are units of a view that is 1280 wide, y counts upwards from the ground.
 */
#ifndef SAMPLES_VOTE_RUNNER_H
#define SAMPLES_VOTE_RUNNER_H

#include <stdbool.h>
#include <stdint.h>

enum {
    RUNNER_VIEW_W = 1280,
    RUNNER_HERO_X = 250, /* its left edge, always */
    RUNNER_HERO_W = 46,
    RUNNER_HERO_H = 88,
    RUNNER_DUCK_H = 46,
    RUNNER_HEARTS = 3,  /* at the start, and at most     */
    RUNNER_THINGS = 16, /* on their way at the same time */
    RUNNER_QUEUE  = 4   /* asked for and not yet on their way */
};

typedef enum runner_kind {
    RUNNER_CRATE,
    RUNNER_SPIKES,
    RUNNER_TOWER,
    RUNNER_BAT, /* flies at the height of the head: duck, or jump high */
    RUNNER_PIT,
    RUNNER_HEART,   /* the only kind that does good */
    RUNNER_BOULDER, /* rolls towards the hero       */
    RUNNER_KIND_COUNT
} runner_kind;

typedef struct runner_thing {
    runner_kind kind;
    float       x, y, w, h; /* left and lower edge, size        */
    float       own_speed;  /* units a second towards the hero  */
    float       met_s;      /* since the hero met it            */
    bool        is_voted;   /* asked for with runner_send()     */
    bool        is_met;     /* hit or taken, which counts once  */
    bool        is_passed;
} runner_thing;

/* The player's keys, as they are held now. */
typedef struct runner_keys {
    bool jump; /* a longer press jumps higher */
    bool duck; /* in the air: down faster     */
} runner_keys;

/* Begin with all zero and runner_start(). Read only. */
typedef struct runner {
    runner_thing things[RUNNER_THINGS]; /* the oldest first */
    int          thing_count;
    runner_kind  queue[RUNNER_QUEUE];
    int          queue_count;
    float        y, vy; /* of the hero's feet             */
    float        height;
    float        speed; /* units a second                 */
    float        distance;
    float        run_s;  /* since the start                */
    float        over_s; /* since the last heart was lost  */
    float        safe_s; /* nothing hurts for so long yet  */
    float        wish_s; /* a jump that was asked for is still wanted for so long */
    float        free_s; /* since the feet left the ground */
    float        next_s; /* until something comes by itself */
    int          hearts;
    uint32_t     score;
    uint32_t     hits, passed, voted_passed;
    uint32_t     random;
    bool         was_jump; /* the key, in the step before */
    bool         is_ducking;
    bool         is_over;
} runner;

/* Begin a run, the first or another. What was asked for and has not come yet comes in this one. */
void runner_start(runner *r, uint32_t seed);

/* Let this come as soon as there is room for it. False when enough wait already. */
bool runner_send(runner *r, runner_kind kind);

/* Time goes on, in as many small steps as it takes to miss nothing. */
void runner_step(runner *r, runner_keys keys, float dt_s);

/* What somebody would press who plays well. */
runner_keys runner_advise(const runner *r);

bool runner_is_on_ground(const runner *r);

/* What people call it, such as "Crate". */
const char *runner_kind_name(runner_kind kind);

#endif
