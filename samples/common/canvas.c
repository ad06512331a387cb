#include "common/canvas.h"

#include "common/theme.h"

enum { GRID = 40 }; /* units from mark to mark */

/* The ground is a little lighter at the top, as on the audience page. Its steps would show as bands,
   so noise of less than one step hides them. */
static Uint32 ground_at(float x, float y, float noise)
{
    float dx = (x - 0.5F) / 0.9F, dy = y / 0.8F;
    float light = SDL_max(0.0F, 1.0F - SDL_sqrtf(dx * dx + dy * dy));
    float r     = (float)sample_page.r + light * (float)(sample_raised.r - sample_page.r) + noise;
    float g     = (float)sample_page.g + light * (float)(sample_raised.g - sample_page.g) + noise;
    float b     = (float)sample_page.b + light * (float)(sample_raised.b - sample_page.b) + noise;
    return 0xff000000U | (Uint32)r << 16 | (Uint32)g << 8 | (Uint32)b;
}

static SDL_Texture *make_ground(SDL_Renderer *renderer, int width, int height)
{
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    if (surface == NULL)
        return NULL;
    Uint32 random = 1;
    for (int y = 0; y < height; y++) {
        Uint32 *row = (Uint32 *)(void *)((Uint8 *)surface->pixels + y * surface->pitch);
        for (int x = 0; x < width; x++) {
            random = random * 1664525U + 1013904223U;
            row[x] = ground_at((float)x / (float)width, (float)y / (float)height,
                               (float)(random >> 8) / 16777216.0F);
        }
    }
    SDL_Texture *ground = SDL_CreateTextureFromSurface(renderer, surface);
    SDL_FreeSurface(surface);
    return ground;
}

static void draw_grid(const sample_canvas *canvas)
{
    int side = SDL_max(1, (int)(canvas->scale * 2.0F));
    SDL_SetRenderDrawBlendMode(canvas->renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(canvas->renderer, sample_edge.r, sample_edge.g, sample_edge.b, 0xa0);
    for (int y = GRID / 2; y < SAMPLE_CANVAS_H; y += GRID) {
        for (int x = GRID / 2; x < SAMPLE_CANVAS_W; x += GRID) {
            SDL_Rect mark = { (int)((float)x * canvas->scale) - side / 2,
                              (int)((float)y * canvas->scale) - side / 2, side, side };
            SDL_RenderFillRect(canvas->renderer, &mark);
        }
    }
}

static void copy_and_destroy(const sample_canvas *canvas, SDL_Texture *texture)
{
    if (texture == NULL)
        return;
    SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_NONE);
    SDL_RenderCopy(canvas->renderer, texture, NULL, NULL);
    SDL_DestroyTexture(texture);
}

static bool replace_paint(sample_canvas *canvas)
{
    SDL_Texture *old = canvas->paint;
    SDL_Texture *paint =
        SDL_CreateTexture(canvas->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_TARGET,
                          canvas->view.w, canvas->view.h);
    if (paint == NULL)
        return false;
    SDL_SetTextureScaleMode(paint, SDL_ScaleModeLinear);
    canvas->paint = paint;
    sample_canvas_begin(canvas);
    if (old == NULL) {
        copy_and_destroy(canvas, make_ground(canvas->renderer, canvas->view.w, canvas->view.h));
        draw_grid(canvas);
    }
    copy_and_destroy(canvas, old);
    sample_canvas_end(canvas);
    return true;
}

void sample_canvas_deinit(sample_canvas *canvas)
{
    if (canvas->paint != NULL)
        SDL_DestroyTexture(canvas->paint);
    *canvas = (sample_canvas){ 0 };
}

bool sample_canvas_fit(sample_canvas *canvas, SDL_Renderer *renderer, int width, int height)
{
    SDL_Rect before  = canvas->view;
    float    scale   = SDL_min((float)width / SAMPLE_CANVAS_W, (float)height / SAMPLE_CANVAS_H);
    int      w       = SDL_max(1, (int)(scale * SAMPLE_CANVAS_W + 0.5F)),
        h            = SDL_max(1, (int)(scale * SAMPLE_CANVAS_H + 0.5F));
    canvas->renderer = renderer;
    canvas->scale    = scale;
    canvas->view     = (SDL_Rect){ (width - w) / 2, (height - h) / 2, w, h };
    bool is_same     = before.w == w && before.h == h;
    return (canvas->paint != NULL && is_same) || replace_paint(canvas);
}

void sample_canvas_begin(sample_canvas *canvas)
{
    SDL_SetRenderTarget(canvas->renderer, canvas->paint);
}

void sample_canvas_end(sample_canvas *canvas)
{
    SDL_SetRenderTarget(canvas->renderer, NULL);
}

void sample_canvas_show(const sample_canvas *canvas)
{
    SDL_SetRenderDrawColor(canvas->renderer, sample_around.r, sample_around.g, sample_around.b,
                           0xff);
    SDL_RenderClear(canvas->renderer);
    SDL_RenderCopy(canvas->renderer, canvas->paint, NULL, &canvas->view);
}
