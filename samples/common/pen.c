#include "common/pen.h"

#include "common/look.h"

sample_pen sample_pen_begin(const sample_canvas *canvas, const sample_stage *stage)
{
    sample_canvas_show(canvas);
    SDL_RenderSetClipRect(stage->renderer, &canvas->view);
    return (sample_pen){ stage, (float)canvas->view.x, (float)canvas->view.y, canvas->scale };
}

void sample_pen_end(const sample_pen *pen)
{
    SDL_RenderSetClipRect(pen->stage->renderer, NULL);
}

static float pixel_x(const sample_pen *pen, float x)
{
    return pen->x + x * pen->scale;
}

static float pixel_y(const sample_pen *pen, float y)
{
    return pen->y + y * pen->scale;
}

void sample_pen_shape(const sample_pen *pen, sample_shape shape, float x, float y, float radius, SDL_Color colour)
{
    sample_shapes_draw(pen->stage->shapes, shape, pixel_x(pen, x), pixel_y(pen, y), radius * pen->scale, colour);
}

/* Edges that meet in units meet in pixels, too. */
static SDL_Rect pixels_of(const sample_pen *pen, SDL_FRect area)
{
    int left = (int)SDL_roundf(pixel_x(pen, area.x)), top = (int)SDL_roundf(pixel_y(pen, area.y));
    int right = (int)SDL_roundf(pixel_x(pen, area.x + area.w)), low = (int)SDL_roundf(pixel_y(pen, area.y + area.h));
    return (SDL_Rect){ left, top, right - left, low - top };
}

void sample_pen_panel(const sample_pen *pen, SDL_FRect area, float radius, SDL_Color colour)
{
    SDL_Rect pixels = pixels_of(pen, area);
    int      round  = (int)(radius * pen->scale);
    if (pixels.w < 1 || pixels.h < 1)
        return;
    if (round >= 1 && SDL_min(pixels.w, pixels.h) >= 4) {
        sample_shapes_draw_panel(pen->stage->shapes, pixels, round, colour);
        return;
    }
    sample_shapes_set_fill(pen->stage->renderer, colour);
    SDL_RenderFillRect(pen->stage->renderer, &pixels);
}

void sample_pen_triangle(const sample_pen *pen, const SDL_FPoint corners[3], SDL_Color colour)
{
    SDL_Vertex vertices[3];
    for (int i = 0; i < 3; i++) {
        SDL_FPoint at = { pixel_x(pen, corners[i].x), pixel_y(pen, corners[i].y) };
        vertices[i]   = (SDL_Vertex){ at, colour, { 0.0F, 0.0F } };
    }
    sample_shapes_set_fill(pen->stage->renderer, colour);
    SDL_RenderGeometry(pen->stage->renderer, NULL, vertices, 3, NULL, 0);
}

void sample_pen_line(const sample_pen *pen, SDL_FPoint from, SDL_FPoint to, float width, SDL_Color colour)
{
    float dx = to.x - from.x, dy = to.y - from.y, length = SDL_sqrtf(dx * dx + dy * dy);
    float nx              = length > 0.0F ? -dy / length * width / 2.0F : 0.0F,
          ny              = length > 0.0F ? dx / length * width / 2.0F : 0.0F;
    SDL_FPoint corners[4] = {
        { from.x + nx, from.y + ny }, { to.x + nx, to.y + ny }, { to.x - nx, to.y - ny }, { from.x - nx, from.y - ny }
    };
    sample_pen_triangle(pen, corners, colour);
    sample_pen_triangle(pen, (SDL_FPoint[3]){ corners[2], corners[3], corners[0] }, colour);
    sample_pen_shape(pen, SAMPLE_DISC, from.x, from.y, width / 2.0F, colour);
    sample_pen_shape(pen, SAMPLE_DISC, to.x, to.y, width / 2.0F, colour);
}

void sample_pen_frame(const sample_pen *pen, SDL_FRect area, float radius)
{
    sample_look_panel(pen->stage, pixels_of(pen, area), (int)(radius * pen->scale), 1.0F);
}

void sample_pen_bar(const sample_pen *pen, SDL_FRect area, float share, SDL_Color colour)
{
    sample_look_bar(pen->stage, pixels_of(pen, area), share, colour);
}

void sample_pen_words(const sample_pen *pen, sample_pen_align align, float x, float y, int size, SDL_Color colour,
                      const char *words)
{
    int pixels = size * pen->stage->text_size;
    int width  = align == SAMPLE_PEN_LEFT ? 0 : sample_text_width(pen->stage->text, words, pixels);
    int left   = (int)pixel_x(pen, x) - (align == SAMPLE_PEN_MIDDLE ? width / 2 : width);
    sample_text_draw(pen->stage->text, words, left, (int)pixel_y(pen, y), pixels, colour);
}

void sample_pen_label(const sample_pen *pen, float x, float y, int size, SDL_Color colour, const char *words)
{
    sample_text_draw_label(pen->stage->text, words, (int)pixel_x(pen, x), (int)pixel_y(pen, y),
                           size * pen->stage->text_size, colour);
}
