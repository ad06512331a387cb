#include "common/qr.h"

#include <qrencode.h>

enum { QUIET = 4, ANY_VERSION = 0, CASE_SENSITIVE = 1 };

static const Uint32 ink = 0xff0e1320U, paper = 0xfff4f6fbU;

static SDL_Surface *draw_modules(const QRcode *code)
{
    int          side = code->width + 2 * QUIET;
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, side, side, 32, SDL_PIXELFORMAT_ARGB8888);
    if (surface == NULL)
        return NULL;
    SDL_FillRect(surface, NULL, paper);
    for (int i = 0; i < code->width * code->width; i++) {
        SDL_Rect module = { i % code->width + QUIET, i / code->width + QUIET, 1, 1 };
        if ((code->data[i] & 1) != 0)
            SDL_FillRect(surface, &module, ink);
    }
    return surface;
}

bool sample_qr_init(sample_qr *qr, SDL_Renderer *renderer, const char *words)
{
    QRcode *code = QRcode_encodeString(words, ANY_VERSION, QR_ECLEVEL_M, QR_MODE_8, CASE_SENSITIVE);
    SDL_Surface *surface = code == NULL ? NULL : draw_modules(code);
    SDL_Texture *texture = surface == NULL ? NULL : SDL_CreateTextureFromSurface(renderer, surface);
    if (texture != NULL) {
        SDL_SetTextureScaleMode(texture, SDL_ScaleModeNearest);
        *qr = (sample_qr){ texture, surface->w };
    }
    SDL_FreeSurface(surface);
    QRcode_free(code);
    return texture != NULL;
}

void sample_qr_deinit(sample_qr *qr)
{
    SDL_DestroyTexture(qr->texture);
    *qr = (sample_qr){ NULL, 0 };
}
