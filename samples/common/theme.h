/*
 * theme.h - the colours of the audience page's dark look, so that phone and screen belong together.
 */
#ifndef SAMPLES_COMMON_THEME_H
#define SAMPLES_COMMON_THEME_H

#include <SDL.h>

static const SDL_Color sample_page   = { 0x12, 0x12, 0x1a, 0xff }; /* the ground                */
static const SDL_Color sample_around = { 0x0b, 0x0b, 0x11, 0xff }; /* beside it, in the shade     */
static const SDL_Color sample_raised = { 0x1b, 0x1b, 0x27, 0xff }; /* panels on it              */
static const SDL_Color sample_edge   = { 0x3b, 0x3b, 0x50, 0xff }; /* fine lines                */
static const SDL_Color sample_ink    = { 0xf3, 0xf2, 0xf8, 0xff }; /* words                     */
static const SDL_Color sample_quiet  = { 0xa9, 0xa8, 0xbd, 0xff }; /* words of less weight      */
static const SDL_Color sample_accent = { 0xa5, 0x94, 0xff, 0xff }; /* what should be looked at  */
static const SDL_Color sample_fair   = { 0xf3, 0xb9, 0x4d, 0xff }; /* something is not yet well */
static const SDL_Color sample_good   = { 0x4f, 0xd3, 0x9a, 0xff }; /* something has gone well   */
static const SDL_Color sample_bad    = { 0xff, 0x7b, 0x86, 0xff }; /* something has gone wrong  */

/* Light, clear colours that differ from their neighbours and are readable on the ground. */
static const SDL_Color sample_palette[] = {
    { 0xff, 0x7b, 0x86, 0xff }, /* coral   */ { 0x4f, 0xd3, 0x9a, 0xff }, /* mint    */
    { 0x6f, 0xb7, 0xff, 0xff }, /* sky     */ { 0xf3, 0xb9, 0x4d, 0xff }, /* amber   */
    { 0xa5, 0x94, 0xff, 0xff }, /* violet  */ { 0xff, 0x9b, 0xd2, 0xff }, /* pink    */
    { 0x5c, 0xd6, 0xdc, 0xff }, /* lagoon  */ { 0xff, 0x9e, 0x64, 0xff }, /* orange  */
    { 0xb5, 0xdb, 0x62, 0xff }, /* lime    */ { 0x8b, 0x9c, 0xff, 0xff }, /* blue    */
    { 0xe4, 0x8b, 0xf0, 0xff }, /* orchid  */ { 0xf6, 0xdf, 0x7c, 0xff }, /* straw   */
};
enum { SAMPLE_PALETTE_SIZE = (int)(sizeof sample_palette / sizeof sample_palette[0]) };

/* The colour, let through: 0 is not to be seen, 1 is all of it. */
static inline SDL_Color sample_fade(SDL_Color colour, float share)
{
    float alpha = (float)colour.a * share;
    colour.a    = (Uint8)(alpha < 0.0F ? 0.0F : alpha > 255.0F ? 255.0F : alpha);
    return colour;
}

/* The colour in the shade: 0 is black, 1 is as it was. */
static inline SDL_Color sample_shade(SDL_Color colour, float share)
{
    return (SDL_Color){ (Uint8)((float)colour.r * share), (Uint8)((float)colour.g * share),
                        (Uint8)((float)colour.b * share), colour.a };
}

#endif
