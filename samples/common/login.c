#include "common/login.h"

#include "common/login_plan.h"
#include "common/look.h"

#include <stdio.h>
#include <string.h>

static const double welcome_s = 2.0;

/* ---- what it is about -------------------------------------------------------------------------- */

void sample_login_follow(sample_login *login, const sample_stage *stage, const chorus_event_login *now)
{
    if (strncmp(login->code, now->code.ptr, sizeof login->code - 1) != 0) {
        snprintf(login->code, sizeof login->code, "%s", now->code.ptr);
        login->whole_s = 0;
    }
    login->whole_s = SDL_max(login->whole_s, now->seconds_left);
    if (now->state != CHORUS_LOGIN_SIGNED_IN)
        login->signed_in_at = 0.0;
    else if (login->signed_in_at == 0.0)
        login->signed_in_at = SDL_max(stage->now_s, 1e-3);
}

bool sample_login_wants_screen(const sample_login *login, const sample_stage *stage, const chorus_event_login *now)
{
    if (now->state == CHORUS_LOGIN_SIGNED_IN)
        return stage->now_s - login->signed_in_at < welcome_s;
    return now->state != CHORUS_LOGIN_NONE;
}

sample_login_wish sample_login_read_key(const chorus_event_login *now, SDL_Keycode key)
{
    const sample_login_key *keys = sample_login_keys(now);
    for (int i = 0; i < SAMPLE_LOGIN_KEYS_MAX && keys[i].name != NULL; i++) {
        if (SDL_GetKeyFromName(keys[i].name) == key)
            return keys[i].wish;
    }
    return SAMPLE_LOGIN_NOTHING;
}

/* ---- drawing ----------------------------------------------------------------------------------- */

static int left_of(const sample_login_plan *plan, int width)
{
    return plan->column.x + (plan->align == SAMPLE_CENTRE ? (plan->column.w - width) / 2 : 0);
}

static void draw_qr(const sample_stage *stage, const sample_login_plan *plan, const chorus_event_login *now)
{
    static const SDL_Color paper = { 0xff, 0xff, 0xff, 0xff };
    size_t                 row   = (now->qr_side + 7) / 8;
    int                    m     = plan->module;
    if (m == 0)
        return;
    sample_shapes_draw_panel(stage->shapes, plan->qr, 2 * m, paper);
    SDL_SetRenderDrawColor(stage->renderer, 0, 0, 0, 0xff);
    for (uint32_t y = 0; y < now->qr_side; y++) {
        for (uint32_t x = 0; x < now->qr_side; x++) {
            SDL_Rect at = { plan->qr.x + ((int)x + SAMPLE_LOGIN_QUIET) * m,
                            plan->qr.y + ((int)y + SAMPLE_LOGIN_QUIET) * m, m, m };
            if ((now->qr[y * row + x / 8] & (0x80 >> x % 8)) != 0)
                SDL_RenderFillRect(stage->renderer, &at);
        }
    }
}

static SDL_Color colour_of(chorus_login_state state)
{
    switch (state) {
    case CHORUS_LOGIN_DENIED:
    case CHORUS_LOGIN_MISCONFIGURED: return sample_bad;
    case CHORUS_LOGIN_EXPIRED:
    case CHORUS_LOGIN_OFFLINE: return sample_fair;
    case CHORUS_LOGIN_SIGNED_IN: return sample_good;
    default: return sample_accent;
    }
}

static void draw_title(const sample_stage *stage, const sample_login_plan *plan, const chorus_event_login *now, int y)
{
    sample_look_words(stage, sample_login_title(now->state), plan->column.x, y, plan->column.w, plan->title_size,
                      plan->align, colour_of(now->state));
}

static void draw_sentence(const sample_stage *stage, const sample_login_plan *plan, const chorus_event_login *now,
                          int y)
{
    sample_look_words(stage, now->text.ptr, plan->column.x, y, plan->column.w, plan->size, plan->align, sample_ink);
}

static void draw_name(const sample_stage *stage, const sample_login_plan *plan, const chorus_event_login *now, int y)
{
    char name[SAMPLE_LOGIN_NAME_BYTES];
    sample_login_name(now, name);
    int width = sample_text_width(stage->text, name, plan->name_size);
    sample_text_draw(stage->text, name, left_of(plan, width), y, plan->name_size, sample_ink);
}

/* Letters of one pitch, so that nothing moves when the code is another one. */
static void draw_group(const sample_stage *stage, const sample_login_plan *plan, const char *letters, size_t count,
                       int x, int y)
{
    int      s    = plan->code_size;
    SDL_Rect area = { x, y, sample_login_group_width(count, s), sample_login_group_height(s) };
    sample_look_panel(stage, area, 3 * s, 1.0F);
    for (size_t i = 0; i < count; i++) {
        const char letter[2] = { letters[i], '\0' };
        int        room      = SAMPLE_LOGIN_PITCH * s - s - sample_text_width(stage->text, letter, s);
        sample_text_draw(stage->text, letter, x + (SAMPLE_LOGIN_CODE_PAD + SAMPLE_LOGIN_PITCH * (int)i) * s + room / 2,
                         y + SAMPLE_LOGIN_CODE_PAD * s, s, sample_ink);
    }
}

static void draw_code(const sample_stage *stage, const sample_login_plan *plan, const chorus_event_login *now, int y)
{
    sample_login_groups groups;
    sample_login_split(now, &groups);
    int gap = SAMPLE_LOGIN_CODE_GAP * plan->code_size;
    for (size_t first = 0; first < groups.count; first += plan->groups_in_line) {
        size_t count = SDL_min(groups.count - first, plan->groups_in_line);
        int    x     = left_of(plan, sample_login_line_width(&groups, first, count, plan->code_size));
        for (size_t i = first; i < first + count; i++) {
            draw_group(stage, plan, groups.letters[i], groups.len[i], x, y);
            x += sample_login_group_width(groups.len[i], plan->code_size) + gap;
        }
        y += sample_login_group_height(plan->code_size) + gap;
    }
}

static void draw_clock(const sample_login *login, const sample_stage *stage, const sample_login_plan *plan,
                       const chorus_event_login *now, int y)
{
    char words[SAMPLE_LOGIN_CLOCK_BYTES];
    sample_login_clock(now, words);
    int      s = plan->size, width = SDL_min(plan->column.w, 120 * s);
    SDL_Rect bar   = { left_of(plan, width), y + SAMPLE_LOOK_LINE * s, width, 4 * s };
    int      wide  = sample_text_width(stage->text, words, s);
    float    share = login->whole_s == 0 ? 0.0F : (float)now->seconds_left / (float)login->whole_s;
    sample_text_draw(stage->text, words, left_of(plan, wide), y, s, sample_quiet);
    sample_look_bar(stage, bar, share, share < 0.2F ? sample_fair : sample_accent);
}

static void draw_keys(const sample_stage *stage, const sample_login_plan *plan, const chorus_event_login *now, int y)
{
    const sample_login_key *keys = sample_login_keys(now);
    int                     s = plan->size, x = left_of(plan, sample_login_keys_width(stage, keys, s));
    for (int i = 0; i < SAMPLE_LOGIN_KEYS_MAX && keys[i].name != NULL; i++) {
        sample_look_key(stage, keys[i].name, x, y, s);
        x += sample_look_key_width(stage, keys[i].name, s) + SAMPLE_LOGIN_KEY_GAP * s;
        sample_text_draw(stage->text, keys[i].meaning, x, y + 3 * s, s, sample_ink);
        x += sample_text_width(stage->text, keys[i].meaning, s) + 3 * SAMPLE_LOGIN_KEY_GAP * s;
    }
}

static void draw_ground(const sample_stage *stage)
{
    SDL_Color c = sample_around;
    SDL_SetRenderDrawBlendMode(stage->renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(stage->renderer, c.r, c.g, c.b, 0xf4);
    SDL_RenderFillRect(stage->renderer, NULL);
}

void sample_login_draw(const sample_login *login, const sample_stage *stage, const chorus_event_login *now)
{
    sample_login_plan plan;
    sample_login_lay_out(stage, now, &plan);
    draw_ground(stage);
    draw_qr(stage, &plan, now);
    int y = plan.column.y;
    for (int row = 0; row < SAMPLE_LOGIN_ROWS; row++) {
        if (plan.height[row] == 0)
            continue;
        switch ((sample_login_row)row) {
        case SAMPLE_LOGIN_TITLE: draw_title(stage, &plan, now, y); break;
        case SAMPLE_LOGIN_NAME: draw_name(stage, &plan, now, y); break;
        case SAMPLE_LOGIN_SENTENCE: draw_sentence(stage, &plan, now, y); break;
        case SAMPLE_LOGIN_CODE: draw_code(stage, &plan, now, y); break;
        case SAMPLE_LOGIN_CLOCK: draw_clock(login, stage, &plan, now, y); break;
        case SAMPLE_LOGIN_HELP: draw_keys(stage, &plan, now, y); break;
        case SAMPLE_LOGIN_ROWS: break;
        }
        y += plan.height[row] + plan.gap;
    }
}
