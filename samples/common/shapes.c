#include "common/shapes.h"

enum { RADIUS_MAX = 256 }; /* pixels; larger ones are this one, stretched */

struct sample_shapes {
    SDL_Renderer *renderer;
    SDL_Texture  *of[SAMPLE_SHAPE_COUNT][RADIUS_MAX + 1];
};

static float clamp01(float v)
{
    return v < 0.0F ? 0.0F : v > 1.0F ? 1.0F : v;
}

static float length(float x, float y)
{
    return SDL_sqrtf(x * x + y * y);
}

/* How much of the pixel at x, y from the middle is covered, 0..1. */
static float coverage(sample_shape shape, float x, float y, float radius)
{
    float distance = length(x, y);
    float inside   = clamp01(radius - distance + 0.5F);
    if (shape == SAMPLE_RING)
        return inside * clamp01(distance - radius + SDL_max(1.5F, radius * 0.1F) + 0.5F);
    if (shape == SAMPLE_SHINE)
        return inside * 0.45F *
               clamp01(1.0F - length(x + 0.3F * radius, y + 0.44F * radius) / radius);
    if (shape == SAMPLE_GLOW) {
        float light = clamp01(1.0F - distance / radius);
        return light * light * (3.0F - 2.0F * light); /* no edge at either end */
    }
    return inside;
}

static SDL_Texture *make_texture(SDL_Renderer *renderer, sample_shape shape, int radius)
{
    int          side = 2 * radius + 2;
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, side, side, 32, SDL_PIXELFORMAT_ARGB8888);
    if (surface == NULL)
        return NULL;
    for (int y = 0; y < side; y++) {
        Uint32 *row = (Uint32 *)(void *)((Uint8 *)surface->pixels + y * surface->pitch);
        for (int x = 0; x < side; x++) {
            float dx = (float)x + 0.5F - (float)side / 2, dy = (float)y + 0.5F - (float)side / 2;
            float covered = coverage(shape, dx, dy, (float)radius);
            row[x]        = (Uint32)(covered * 255.0F + 0.5F) << 24 | 0xffffffU;
        }
    }
    SDL_Texture *texture = SDL_CreateTextureFromSurface(renderer, surface);
    SDL_FreeSurface(surface);
    if (texture == NULL)
        return NULL;
    SDL_SetTextureBlendMode(texture,
                            shape == SAMPLE_GLOW ? SDL_BLENDMODE_ADD : SDL_BLENDMODE_BLEND);
    SDL_SetTextureScaleMode(texture, SDL_ScaleModeLinear);
    return texture;
}

/* The kept texture of this size in this colour; NULL when there is no memory for it. */
static SDL_Texture *texture_of(sample_shapes *shapes, sample_shape shape, int radius,
                               SDL_Color colour)
{
    SDL_Texture **kept = &shapes->of[shape][radius];
    if (*kept == NULL)
        *kept = make_texture(shapes->renderer, shape, radius);
    if (*kept != NULL) {
        SDL_SetTextureColorMod(*kept, colour.r, colour.g, colour.b);
        SDL_SetTextureAlphaMod(*kept, colour.a);
    }
    return *kept;
}

sample_shapes *sample_shapes_create(SDL_Renderer *renderer)
{
    sample_shapes *shapes = SDL_calloc(1, sizeof *shapes);
    if (shapes != NULL)
        shapes->renderer = renderer;
    return shapes;
}

void sample_shapes_destroy(sample_shapes *shapes)
{
    if (shapes == NULL)
        return;
    for (int shape = 0; shape < SAMPLE_SHAPE_COUNT; shape++) {
        for (int radius = 0; radius <= RADIUS_MAX; radius++)
            SDL_DestroyTexture(shapes->of[shape][radius]);
    }
    SDL_free(shapes);
}

void sample_shapes_draw(sample_shapes *shapes, sample_shape shape, float x, float y, float radius,
                        SDL_Color colour)
{
    if (radius < 0.5F || colour.a == 0)
        return;
    int          kept    = (int)SDL_min(radius + 0.5F, (float)RADIUS_MAX);
    SDL_Texture *texture = texture_of(shapes, shape, kept, colour);
    float        half    = radius <= (float)RADIUS_MAX ? (float)kept + 1.0F : radius + 1.0F;
    SDL_FRect    target  = { x - half, y - half, half * 2, half * 2 };
    if (texture != NULL)
        SDL_RenderCopyF(shapes->renderer, texture, NULL, &target);
}

static void draw_corners(sample_shapes *shapes, SDL_Rect area, int radius, SDL_Color colour)
{
    SDL_Texture *disc = texture_of(shapes, SAMPLE_DISC, radius, colour);
    for (int i = 0; disc != NULL && i < 4; i++) {
        int      is_right = i & 1, is_low = i >> 1;
        SDL_Rect source = { 1 + is_right * radius, 1 + is_low * radius, radius, radius };
        SDL_Rect target = { area.x + is_right * (area.w - radius),
                            area.y + is_low * (area.h - radius), radius, radius };
        SDL_RenderCopy(shapes->renderer, disc, &source, &target);
    }
}

void sample_shapes_set_fill(SDL_Renderer *renderer, SDL_Color colour)
{
    SDL_SetRenderDrawBlendMode(renderer, colour.a == 0xff ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(renderer, colour.r, colour.g, colour.b, colour.a);
}

void sample_shapes_draw_panel(sample_shapes *shapes, SDL_Rect area, int radius, SDL_Color colour)
{
    int      r = SDL_max(1, SDL_min(SDL_min(radius, RADIUS_MAX), SDL_min(area.w, area.h) / 2));
    SDL_Rect parts[] = {
        { area.x + r, area.y, area.w - 2 * r, area.h },
        { area.x, area.y + r, r, area.h - 2 * r },
        { area.x + area.w - r, area.y + r, r, area.h - 2 * r },
    };
    sample_shapes_set_fill(shapes->renderer, colour);
    SDL_RenderFillRects(shapes->renderer, parts, 3);
    draw_corners(shapes, area, r, colour);
}
