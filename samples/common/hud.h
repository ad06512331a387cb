/*
 * hud.h - what stands over the game: how to join, who is here, and how the connection is.
 */
#ifndef SAMPLES_COMMON_HUD_H
#define SAMPLES_COMMON_HUD_H

#include "common/qr.h"
#include "common/stage.h"

/* Begin with all zero. */
typedef struct sample_hud {
    sample_qr   qr;
    char        url[128]; /* of the audience page; empty: nobody can join from here      */
    const char *title;    /* of the game                                                 */
    const char *state;    /* what is not well yet, such as "connecting"; NULL: all is well */
    const char *hint;     /* what to do when nobody plays yet; NULL: nothing             */
    uint32_t    players;
} sample_hud;

/* The page to show, as words and as a code. */
void sample_hud_set_url(sample_hud *hud, const sample_stage *stage, const char *url);
void sample_hud_deinit(sample_hud *hud);

void sample_hud_draw(const sample_hud *hud, const sample_stage *stage);

#endif
