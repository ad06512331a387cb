/*
 * scene.h - the run and the ballot on the screen, with a word of thanks to whoever votes.
 */
#ifndef SAMPLES_VOTE_SCENE_H
#define SAMPLES_VOTE_SCENE_H

#include "ballot.h"

#include "common/rising.h"

enum { SCENE_WORDS_BYTES = 96, SCENE_PRICE_BYTES = 24 };

/* Begin with all zero. */
typedef struct scene {
    sample_canvas canvas; /* the ground on which all is drawn */
    sample_rising thanks;
    char          news[SCENE_WORDS_BYTES];
    float         news_age_s;
    char          price[SCENE_PRICE_BYTES]; /* of the paid option */
    float         shares[BALLOT_OPTIONS];   /* as they are shown, on their way to what they are */
    float         shake_s;
    uint32_t      hits_seen;
    uint32_t      best; /* score of all runs */
} scene;

void scene_deinit(scene *s);

/* Thank somebody for a vote; the name may be anything. */
void scene_thank(scene *s, const char *name, runner_kind kind);

/* Say how a vote ended. */
void scene_announce(scene *s, const ballot_result *result);

void scene_step(scene *s, const runner *r, const ballot *b, float dt_s);

/* False when there is no canvas; SDL_GetError() tells why. */
bool scene_draw(scene *s, const runner *r, const ballot *b, const sample_stage *stage);

#endif
