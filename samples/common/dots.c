#include "common/dots.h"

#include "common/theme.h"
#include "common/words.h"

#include <stdlib.h>

enum { NAME_CHARACTERS = 16, CROWD = 40, SPIRAL = 48, LOBES = 7, DROPS = 9, ECHOES = 8 };

static const float speed_per_s = 420.0F; /* with the stick at its end   */
static const float radius_most = 20.0F;  /* more than CROWD are smaller */
static const float ring_s      = 0.7F;

/* ---- coming and going ------------------------------------------------------------------------- */

/* Newcomers stand on a spiral around the middle, so that nobody covers another. */
static void place(dot *d, uint32_t number)
{
    float angle    = (float)number * 2.39996F,
          distance = SDL_sqrtf(((float)(number % SPIRAL) + 0.6F) / SPIRAL);
    *d             = (dot){ .colour       = sample_palette[number % SAMPLE_PALETTE_SIZE],
                            .x            = SAMPLE_CANVAS_W * (0.5F + 0.46F * distance * SDL_cosf(angle)),
                            .y            = SAMPLE_CANVAS_H * (0.5F + 0.44F * distance * SDL_sinf(angle)),
                            .splash_age_s = 1e6F };
    d->stroke_x    = d->x;
    d->stroke_y    = d->y;
}

static bool make_room(dots *all)
{
    if (all->roster.count < all->capacity)
        return true;
    uint32_t capacity = all->capacity == 0 ? 64 : all->capacity * 2;
    dot     *list     = realloc(all->list, capacity * sizeof *list);
    if (list == NULL)
        return false;
    all->list     = list;
    all->capacity = capacity;
    return true;
}

void dots_deinit(dots *all)
{
    sample_roster_deinit(&all->roster);
    free(all->list);
    *all = (dots){ 0 };
}

static dot *find(dots *all, const char *id)
{
    int32_t number = sample_roster_find(&all->roster, id);
    return number < 0 ? NULL : &all->list[number];
}

void dots_show(dots *all, const char *id, const char *name)
{
    uint32_t before = all->roster.count;
    int32_t  number = make_room(all) ? sample_roster_add(&all->roster, id) : -1;
    if (number < 0)
        return;
    dot *d = &all->list[number];
    if (all->roster.count > before)
        place(d, (uint32_t)number);
    d->is_here = true;
    sample_shorten(d->name, sizeof d->name, name, NAME_CHARACTERS);
}

void dots_hide(dots *all, const char *id)
{
    dot *d = find(all, id);
    if (d == NULL)
        return;
    d->is_here = false;
    d->stick_x = d->stick_y = 0.0F;
}

/* ---- moving ----------------------------------------------------------------------------------- */

static float within(float value, float low, float high)
{
    return !(value > low) ? low : value < high ? value : high;
}

void dots_move(dots *all, const char *id, float stick_x, float stick_y)
{
    dot  *d = find(all, id);
    float x = within(stick_x, -1.0F, 1.0F), y = within(stick_y, -1.0F, 1.0F);
    float length = SDL_max(1.0F, SDL_sqrtf(x * x + y * y));
    if (d == NULL)
        return;
    d->stick_x = x / length;
    d->stick_y = y / length;
}

void dots_splash(dots *all, const char *id)
{
    dot *d = find(all, id);
    if (d != NULL)
        d->wants_splash = true;
}

void dots_stop(dots *all)
{
    for (uint32_t i = 0; i < all->roster.count; i++)
        all->list[i].stick_x = all->list[i].stick_y = 0.0F;
}

static void step(dot *d, float dt_s)
{
    float grip = 1.0F - SDL_expf(-dt_s * 11.0F); /* how much of a wish comes true in this time */
    d->vx += (d->stick_x * speed_per_s - d->vx) * grip;
    d->vy += (d->stick_y * speed_per_s - d->vy) * grip;
    d->x        = within(d->x + d->vx * dt_s, radius_most, SAMPLE_CANVAS_W - radius_most);
    d->y        = within(d->y + d->vy * dt_s, radius_most, SAMPLE_CANVAS_H - radius_most);
    d->presence = within(d->presence + (d->is_here ? dt_s / 0.35F : -dt_s / 1.2F), 0.0F, 1.0F);
    d->splash_age_s += dt_s;
}

void dots_step(dots *all, float dt_s)
{
    for (uint32_t i = 0; i < all->roster.count; i++)
        step(&all->list[i], dt_s);
}

/* ---- drawing ---------------------------------------------------------------------------------- */

/* 1 for a few, less for a crowd, so that all have room. */
static float share_of_room(const dots *all)
{
    uint32_t here = 0;
    for (uint32_t i = 0; i < all->roster.count; i++)
        here += all->list[i].is_here;
    return here <= CROWD ? 1.0F : SDL_max(0.35F, SDL_sqrtf((float)CROWD / (float)here));
}

static float random_between(dots *all, float low, float high)
{
    all->random = all->random * 1664525U + 1013904223U;
    return low + (high - low) * (float)(all->random >> 8) / 16777216.0F;
}

/* Wet paint is the colour of the dot, a little darker, so that dots stand out from it ... */
static SDL_Color paint_of(SDL_Color c)
{
    return (SDL_Color){ (Uint8)(c.r * 0.7F), (Uint8)(c.g * 0.7F), (Uint8)(c.b * 0.74F), 0xff };
}

/* ... and what a dot leaves on its way is darker still, so that splashes do. */
static SDL_Color stroke_of(SDL_Color c)
{
    return (SDL_Color){ (Uint8)(c.r * 0.4F), (Uint8)(c.g * 0.4F), (Uint8)(c.b * 0.43F), 0xff };
}

/* From where the last stroke ended, dab beside dab. */
static void paint_stroke(dot *d, float r, float scale, sample_shapes *shapes)
{
    float dx = d->x - d->stroke_x, dy = d->y - d->stroke_y;
    int   dabs = (int)(SDL_sqrtf(dx * dx + dy * dy) * scale / (0.1F * r));
    for (int i = 1; i <= dabs; i++) {
        float share = (float)i / (float)dabs;
        sample_shapes_draw(shapes, SAMPLE_DISC, (d->stroke_x + dx * share) * scale,
                           (d->stroke_y + dy * share) * scale, 0.2F * r, stroke_of(d->colour));
    }
    if (dabs > 0) {
        d->stroke_x = d->x;
        d->stroke_y = d->y;
    }
}

static void paint_blob(sample_shapes *shapes, float x, float y, float angle, float distance,
                       float r, SDL_Color colour)
{
    sample_shapes_draw(shapes, SAMPLE_DISC, x + distance * SDL_cosf(angle),
                       y + distance * SDL_sinf(angle), r, colour);
}

/* A pool with an uneven edge, and drops flung away from it, small ones farther. */
static void paint_splash(dots *all, const dot *d, float r, float scale, sample_shapes *shapes)
{
    SDL_Color colour = paint_of(d->colour);
    float     x = d->x * scale, y = d->y * scale, turn = random_between(all, 0.0F, 6.28F);
    paint_blob(shapes, x, y, 0.0F, 0.0F, r * 1.5F, colour);
    for (int i = 0; i < LOBES; i++)
        paint_blob(shapes, x, y, turn + (float)i * 6.2832F / LOBES,
                   r * random_between(all, 0.8F, 1.35F), r * random_between(all, 0.45F, 0.85F),
                   colour);
    sample_shapes_draw(shapes, SAMPLE_SHINE, x, y, r * 1.45F, sample_fade(sample_ink, 0.45F));
    for (int i = 0; i < DROPS; i++) {
        float far = random_between(all, 0.0F, 1.0F);
        paint_blob(shapes, x, y, turn + random_between(all, 0.0F, 6.28F), r * (2.1F + 1.7F * far),
                   r * (0.34F - 0.24F * far), colour);
    }
}

void dots_paint(dots *all, sample_canvas *canvas, const sample_stage *stage)
{
    float r = radius_most * share_of_room(all) * canvas->scale;
    sample_canvas_begin(canvas);
    for (uint32_t i = 0; i < all->roster.count; i++)
        paint_stroke(&all->list[i], r, canvas->scale, stage->shapes);
    for (uint32_t i = 0; i < all->roster.count; i++) {
        dot *d = &all->list[i];
        if (d->wants_splash) {
            paint_splash(all, d, r, canvas->scale, stage->shapes);
            d->splash_age_s = 0.0F;
        }
        d->wants_splash = false;
    }
    sample_canvas_end(canvas);
}

/* Light around the dot, its echoes while it moves, and the ring of a splash. */
static void draw_light(const dot *d, float x, float y, float r, float scale, sample_shapes *shapes)
{
    float flash = SDL_max(0.0F, 1.0F - d->splash_age_s / ring_s);
    sample_shapes_draw(shapes, SAMPLE_GLOW, x, y, r * (2.6F + flash),
                       sample_fade(d->colour, d->presence * (0.24F + 0.4F * flash)));
    for (int i = 1; i <= ECHOES && d->vx * d->vx + d->vy * d->vy > 900.0F; i++) {
        float back = 0.014F * (float)i * scale, share = 1.0F - (float)i / (ECHOES + 1);
        sample_shapes_draw(shapes, SAMPLE_DISC, x - d->vx * back, y - d->vy * back,
                           r * (0.4F + 0.6F * share),
                           sample_fade(d->colour, 0.16F * share * d->presence));
    }
    if (flash > 0.0F)
        sample_shapes_draw(shapes, SAMPLE_RING, x, y, r * (4.2F - 3.2F * flash * flash),
                           sample_fade(d->colour, 0.8F * flash));
}

static void draw_ball(const dot *d, float x, float y, float r, sample_shapes *shapes)
{
    float age    = d->splash_age_s,
          wobble = age > 1.0F ? 0.0F : 0.3F * SDL_expf(-age * 6.0F) * SDL_cosf(age * 22.0F);
    float grown  = r * (1.0F + wobble) * (d->is_here ? d->presence * (2.0F - d->presence) : 1.0F);
    sample_shapes_draw(shapes, SAMPLE_DISC, x, y, grown * 1.08F,
                       sample_fade(sample_page, 0.4F * d->presence));
    sample_shapes_draw(shapes, SAMPLE_DISC, x, y, grown, sample_fade(d->colour, d->presence));
    sample_shapes_draw(shapes, SAMPLE_SHINE, x, y, grown, sample_fade(sample_ink, d->presence));
}

static void draw_name(const dot *d, float x, float y, float r, int size, const sample_stage *stage)
{
    float half = (float)sample_text_width(stage->text, d->name, size) / 2.0F + 2.0F * (float)size;
    float top  = y - r - (float)(size * (SAMPLE_TEXT_CAPS + 5));
    x          = within(x, half, (float)stage->width - half);
    top        = top < (float)(3 * size) ? y + r + (float)(5 * size) : top;
    sample_text_draw_label(stage->text, d->name, (int)x, (int)top, size,
                           sample_fade(sample_ink, d->presence));
}

void dots_draw(const dots *all, const sample_canvas *canvas, const sample_stage *stage)
{
    float room = share_of_room(all), r = radius_most * room * canvas->scale;
    int   size = room < 1.0F ? SDL_max(1, stage->text_size / 2) : stage->text_size;
    for (int layer = 0; layer < 3; layer++) {
        for (uint32_t i = 0; i < all->roster.count; i++) {
            const dot *d = &all->list[i];
            float      x = (float)canvas->view.x + d->x * canvas->scale,
                  y      = (float)canvas->view.y + d->y * canvas->scale;
            if (d->presence <= 0.0F)
                continue;
            if (layer == 0)
                draw_light(d, x, y, r, canvas->scale, stage->shapes);
            else if (layer == 1)
                draw_ball(d, x, y, r, stage->shapes);
            else
                draw_name(d, x, y, r, size, stage);
        }
    }
}
