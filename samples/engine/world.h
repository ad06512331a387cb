/*
 * world.h - balls on a table, which the audience pushes into a ring. Everybody may have a ball of their own.
 * It moves in steps of one length and knows nothing of frames, of drawing, or of where pushes come from.
 * Places are in units of a table of 1280 by 720.
 */
#ifndef SAMPLES_ENGINE_WORLD_H
#define SAMPLES_ENGINE_WORLD_H

#include "common/roster.h"

#include <stdbool.h>

enum { WORLD_W = 1280, WORLD_H = 720, WORLD_BALLS_MAX = 72, WORLD_WAVES = 48, WORLD_NAME = 52 };

typedef struct world_ball {
    float    x, y, vx, vy;
    float    before_x, before_y; /* at the step before, to draw between the two        */
    float    radius;
    float    inside; /* 0..1: how long it has been in the ring               */
    float    age_s;  /* since it came to the table                           */
    int32_t  owner;  /* number of a player; -1: everybody's                  */
    int32_t  pusher; /* who pushed it last; -1: nobody                       */
    uint32_t colour; /* which of a palette                                   */
} world_ball;

/* A push that is still to be seen. */
typedef struct world_wave {
    float   x, y, age_s;
    int32_t player;
} world_wave;

typedef struct world_player {
    char     name[WORLD_NAME];
    bool     is_here;
    uint32_t score;
} world_player;

/* Begin with world_init(); read only. */
typedef struct world {
    sample_roster roster;
    world_player *players; /* by number */
    uint32_t      capacity;
    world_ball    balls[WORLD_BALLS_MAX];
    int           ball_count;
    world_wave    waves[WORLD_WAVES]; /* the newest take the place of the oldest */
    uint32_t      wave_count;         /* ever                                    */
    float         ring_x, ring_y, ring_radius;
    float         time_s;
    int           level;
    uint32_t      random;
    uint64_t      pushes, drops, score;
} world;

void world_init(world *w);
void world_deinit(world *w);

/* Players are known by id: who comes back has the same score and the same ball. -1 without memory. */
int32_t world_join(world *w, const char *id, const char *name);
void    world_leave(world *w, const char *id);

/* Push all balls near this place away from it. */
void world_push(world *w, const char *id, float x, float y);

/* Put the player's own ball on the table, anew when it has been there for 3 seconds: nobody has two. */
void world_drop(world *w, const char *id);

/* The next level: other balls, a smaller ring. Players keep what they have. */
void world_load_level(world *w, int level);

void world_step(world *w, float step_s);

#endif
