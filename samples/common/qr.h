/*
 * qr.h - a QR code as a texture, one pixel a module, with the four modules of white around it that
 * readers need (ISO/IEC 18004). Draw it stretched by a whole number.
 */
#ifndef SAMPLES_COMMON_QR_H
#define SAMPLES_COMMON_QR_H

#include <SDL.h>
#include <stdbool.h>

typedef struct sample_qr {
    SDL_Texture *texture; /* NULL: none        */
    int          side;    /* modules, with the white around */
} sample_qr;

/* False when the words are too long for a code or there is no memory. */
bool sample_qr_init(sample_qr *qr, SDL_Renderer *renderer, const char *words);
void sample_qr_deinit(sample_qr *qr);

#endif
