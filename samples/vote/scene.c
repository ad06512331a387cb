#include "scene.h"

#include "things.h"

#include "common/theme.h"

#include <stdio.h>

static const float ground_y = THINGS_GROUND_Y;
static const float news_s = 3.6F, shake_s = 0.35F;

enum { STARS = 40 };

void scene_deinit(scene *s)
{
    sample_canvas_deinit(&s->canvas);
}

/* Side by side, so that nobody's thanks cover another's. */
void scene_thank(scene *s, const char *name, runner_kind kind)
{
    float x = 420.0F + (float)(s->thanks.count * 5 % SAMPLE_RISING_MOST) * 140.0F;
    sample_rising_add(&s->thanks, x, 530.0F, things_colour(kind), name, runner_kind_name(kind));
}

void scene_announce(scene *s, const ballot_result *result)
{
    const char *name = runner_kind_name(result->kind);
    s->news_age_s    = 0.0F;
    if (!result->has_winner)
        snprintf(s->news, sizeof s->news, "%s",
                 result->is_unpaid ? "Nobody could pay for the boulder" : "No votes: nothing comes");
    else
        snprintf(s->news, sizeof s->news, "%s comes! %u of %u votes%s%s", name, (unsigned)result->votes,
                 (unsigned)result->total, result->is_tie ? ", and it was first" : "",
                 result->is_unpaid ? "; the boulder was not paid" : "");
}

void scene_step(scene *s, const runner *r, const ballot *b, float dt_s)
{
    float grip = 1.0F - SDL_expf(-dt_s * 9.0F);
    for (int i = 0; i < BALLOT_OPTIONS; i++)
        s->shares[i] += (ballot_share(b, i) - s->shares[i]) * grip;
    sample_rising_step(&s->thanks, dt_s);
    s->news_age_s += dt_s;
    s->shake_s   = r->hits > s->hits_seen ? shake_s : s->shake_s - dt_s;
    s->hits_seen = r->hits;
    s->best      = SDL_max(s->best, r->score);
}

/* ---- the land ----------------------------------------------------------------------------------- */

/* Where something of a row that repeats is, when the row moves to the left. */
static float rolling(float place, float moved, float width)
{
    float at = SDL_fmodf(place - moved, width);
    return at < 0.0F ? at + width : at;
}

static void draw_sky(const sample_pen *pen, const runner *r, float now_s)
{
    static const float craters[][3] = { { 966, 116, 11 }, { 998, 140, 8 }, { 972, 152, 6 }, { 996, 108, 5 } };
    for (int i = 0; i < STARS; i++) {
        float x = rolling((float)(i * 367 % 1300), r->distance * 0.02F, 1300.0F), y = (float)(i * 211 % 330) + 10.0F;
        float light = 0.3F + 0.25F * SDL_sinf(now_s * 1.3F + (float)i);
        sample_pen_shape(pen, SAMPLE_DISC, x, y, 1.2F + (float)(i % 3) * 0.6F, sample_fade(sample_ink, light));
    }
    sample_pen_shape(pen, SAMPLE_GLOW, 980, 130, 170, sample_fade(sample_accent, 0.28F));
    sample_pen_shape(pen, SAMPLE_DISC, 980, 130, 46, (SDL_Color){ 0xd9, 0xd2, 0xf6, 0xff });
    for (int i = 0; i < 4; i++)
        sample_pen_shape(pen, SAMPLE_DISC, craters[i][0], craters[i][1], craters[i][2],
                         (SDL_Color){ 0xc3, 0xba, 0xe6, 0xff });
}

/* Column by column, since filled areas cost little without a graphics card, and large discs much. */
static void draw_hills(const sample_pen *pen, const runner *r, float pace, float above, SDL_Color colour)
{
    const float wide = 2.0F;
    for (float x = 0.0F; x < 1280.0F; x += wide) {
        float at   = (x + r->distance * pace) / above;
        float high = above * (1.0F + 0.32F * SDL_sinf(at * 0.61F) + 0.24F * SDL_sinf(at * 1.37F + above));
        sample_pen_panel(pen, (SDL_FRect){ x, ground_y - high, wide, high }, 0, colour);
    }
}

static void draw_ground(const sample_pen *pen, const runner *r)
{
    SDL_Color earth = { 0x20, 0x1e, 0x2e, 0xff }, deep = { 0x18, 0x17, 0x23, 0xff };
    sample_pen_panel(pen, (SDL_FRect){ 0, ground_y, 1280, 220 }, 0, earth);
    sample_pen_panel(pen, (SDL_FRect){ 0, ground_y + 40, 1280, 180 }, 0, deep);
    sample_pen_panel(pen, (SDL_FRect){ 0, ground_y - 3, 1280, 6 }, 0, sample_accent);
    sample_pen_panel(pen, (SDL_FRect){ 0, ground_y + 3, 1280, 3 }, 0, sample_fade(sample_accent, 0.3F));
    for (int i = 0; i < 14; i++) {
        float x = rolling((float)i * 100.0F, r->distance, 1400.0F) - 60.0F;
        sample_pen_panel(pen, (SDL_FRect){ x, ground_y + 16.0F + (float)(i % 2) * 9.0F, 34, 5 }, 2, sample_edge);
    }
}

static void draw_land(const sample_pen *pen, const runner *r, float now_s)
{
    draw_sky(pen, r, now_s);
    draw_hills(pen, r, 0.06F, 150, (SDL_Color){ 0x1b, 0x1a, 0x28, 0xff });
    draw_hills(pen, r, 0.16F, 95, (SDL_Color){ 0x22, 0x20, 0x33, 0xff });
    draw_hills(pen, r, 0.34F, 48, (SDL_Color){ 0x2a, 0x27, 0x40, 0xff });
    draw_ground(pen, r);
}

/* ---- the ballot --------------------------------------------------------------------------------- */

/* One pixel of the font, in units: the card beside the ballot and the words in it grow with it. */
static float dot_of(const sample_pen *pen)
{
    return (float)pen->stage->text_size / pen->scale;
}

static SDL_FRect box_of(const sample_pen *pen)
{
    const float card_dots = 236.0F;
    return (SDL_FRect){ 12, 546, 1268.0F - card_dots * dot_of(pen), 162 };
}

static SDL_FRect row_of(const sample_pen *pen, int option)
{
    SDL_FRect box = box_of(pen);
    return (SDL_FRect){ box.x + 16, box.y + 46 + 38 * (float)option, box.w - 32, 30 };
}

static const char *describe_phase(const ballot *b, const runner *r)
{
    if (b->phase == BALLOT_SETTLING)
        return "Counting...";
    if (b->phase == BALLOT_OPEN)
        return "Vote: what comes next?";
    if (b->phase == BALLOT_EXTRA)
        return "More time for who needs it";
    return r->is_over ? "The vote goes on with the next run" : "Next vote in a moment";
}

static void draw_countdown(const sample_pen *pen, const ballot *b)
{
    char      words[16];
    SDL_FRect box     = box_of(pen);
    float     whole   = b->phase == BALLOT_OPEN ? ballot_open_s : b->phase == BALLOT_EXTRA ? b->more_s : ballot_rest_s;
    float     share   = b->phase == BALLOT_SETTLING ? 0.0F : b->left_s / whole;
    bool      is_open = b->phase == BALLOT_OPEN || b->phase == BALLOT_EXTRA;
    sample_pen_bar(pen, (SDL_FRect){ box.x + box.w - 270, box.y + 20, 200, 10 }, share,
                   is_open ? sample_accent : sample_quiet);
    snprintf(words, sizeof words, "%d s", (int)SDL_ceilf(SDL_max(0.0F, b->left_s)));
    sample_pen_words(pen, SAMPLE_PEN_RIGHT, box.x + box.w - 16, box.y + 18, 1, sample_quiet, words);
}

static void draw_option(const sample_pen *pen, const scene *s, const ballot *b, int option)
{
    const ballot_option *o      = &b->options[option];
    SDL_FRect            row    = row_of(pen, option);
    float                dot    = dot_of(pen);
    bool                 rests  = !ballot_is_open_for(b, option);
    SDL_Color            colour = sample_shade(things_colour(o->kind), rests ? 0.5F : 1.0F);
    SDL_Color            ink    = rests ? sample_quiet : sample_ink;
    char                 words[SCENE_WORDS_BYTES];
    sample_pen_panel(pen, (SDL_FRect){ row.x, row.y, 28, 28 }, 7, colour);
    snprintf(words, sizeof words, "%d", option + 1);
    sample_pen_words(pen, SAMPLE_PEN_MIDDLE, row.x + 14, row.y + 7, 1, sample_page, words);
    snprintf(words, sizeof words, "%s%s", runner_kind_name(o->kind), option == BALLOT_PAID ? s->price : "");
    sample_pen_words(pen, SAMPLE_PEN_LEFT, row.x + 42, row.y + 7, 1, ink, words);
    sample_pen_bar(pen, (SDL_FRect){ row.x + 140 * dot, row.y + 7, row.w - 205 * dot, 14 }, s->shares[option], colour);
    if (option == BALLOT_PAID && b->paid_rest_s > 0.0F)
        snprintf(words, sizeof words, "rests %d s", (int)SDL_ceilf(b->paid_rest_s));
    else
        snprintf(words, sizeof words, "%u", (unsigned)o->votes);
    sample_pen_words(pen, SAMPLE_PEN_RIGHT, row.x + row.w, row.y + 7, 1, ink, words);
}

/* The row of help stands in the place of an option until there are any. */
static void draw_ballot(const sample_pen *pen, const scene *s, const runner *r, const ballot *b)
{
    static const char *const help[BALLOT_OPTIONS] = { "Space or Up jumps, a longer press higher. Down ducks.",
                                                      "The audience votes what comes. 1 and 2 vote, too.",
                                                      "Hearts are good. All else is to be jumped or ducked." };
    SDL_FRect                box                  = box_of(pen);
    sample_pen_frame(pen, box, 16);
    sample_pen_words(pen, SAMPLE_PEN_LEFT, box.x + 16, box.y + 18, 1, sample_accent, describe_phase(b, r));
    if (!r->is_over)
        draw_countdown(pen, b);
    for (int i = 0; i < BALLOT_OPTIONS; i++) {
        if (b->windows > 0)
            draw_option(pen, s, b, i);
        else
            sample_pen_words(pen, SAMPLE_PEN_LEFT, row_of(pen, i).x, row_of(pen, i).y + 7, 1, sample_quiet, help[i]);
    }
}

/* ---- the run ------------------------------------------------------------------------------------ */

static void draw_score(const sample_pen *pen, const scene *s, const runner *r)
{
    char words[64];
    snprintf(words, sizeof words, "%u", (unsigned)r->score);
    sample_pen_words(pen, SAMPLE_PEN_LEFT, 24, 24, 3, sample_ink, words);
    snprintf(words, sizeof words, "best %u", (unsigned)s->best);
    sample_pen_words(pen, SAMPLE_PEN_LEFT, 24, 80, 1, sample_quiet, words);
    for (int i = 0; i < RUNNER_HEARTS; i++)
        things_draw_heart(pen, 1236.0F - 46.0F * (float)i, 42, 36, i < r->hearts ? sample_palette[5] : sample_edge);
    snprintf(words, sizeof words, "%d m, speed %d", (int)(r->distance / 100.0F), (int)(r->speed / 4.2F));
    sample_pen_words(pen, SAMPLE_PEN_RIGHT, 1256, 80, 1, sample_quiet, words);
}

static void draw_news(const sample_pen *pen, const scene *s)
{
    float left = 1.0F - s->news_age_s / news_s;
    if (s->news[0] != '\0' && left > 0.0F)
        sample_pen_label(pen, 640, 150, 2, sample_fade(sample_ink, SDL_min(1.0F, 4.0F * left)), s->news);
}

static void draw_end(const sample_pen *pen, const runner *r)
{
    char words[64];
    if (!r->is_over)
        return;
    float share = SDL_min(1.0F, r->over_s * 3.0F);
    sample_pen_panel(pen, (SDL_FRect){ 0, 0, 1280, 720 }, 0, sample_fade(sample_around, 0.55F * share));
    sample_pen_label(pen, 640, 200, 4, sample_fade(sample_ink, share), "Game over");
    snprintf(words, sizeof words, "%u points, %u of the audience's obstacles passed", (unsigned)r->score,
             (unsigned)r->voted_passed);
    sample_pen_label(pen, 640, 290, 1, sample_fade(sample_quiet, share), words);
    sample_pen_label(pen, 640, 330, 1, sample_fade(sample_accent, share), "Space: run again");
}

bool scene_draw(scene *s, const runner *r, const ballot *b, const sample_stage *stage)
{
    if (!sample_canvas_fit(&s->canvas, stage->renderer, stage->width, stage->height))
        return false;
    sample_pen pen   = sample_pen_begin(&s->canvas, stage);
    float      now_s = (float)stage->now_s, still_y = pen.y;
    pen.y += s->shake_s > 0.0F ? 9.0F * pen.scale * s->shake_s / shake_s * SDL_sinf(s->shake_s * 70.0F) : 0.0F;
    draw_land(&pen, r, now_s);
    for (int i = 0; i < r->thing_count; i++)
        things_draw(&pen, &r->things[i], now_s);
    things_draw_hero(&pen, r);
    pen.y = still_y;
    draw_score(&pen, s, r);
    draw_news(&pen, s);
    draw_end(&pen, r);
    draw_ballot(&pen, s, r, b);
    sample_rising_draw(&s->thanks, &pen);
    sample_pen_end(&pen);
    return true;
}
