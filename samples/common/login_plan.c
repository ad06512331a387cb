#include "common/login_plan.h"

#include "common/words.h"

#include <stdio.h>
#include <string.h>

enum {
    CODE_PARTS     = 84, /* a capital of 7 pixels at 1/84 of the height a pixel is 1/12 of it */
    NAME_LENGTH    = 24,
    QR_STEPS       = 5, /* in which a QR code gives way to words, to nothing ... */
    QR_STEPS_MOST  = 2, /* ... or no further than is good for it                 */
    MODULE_LEAST   = 2,
    TIMES_FOR_QR_W = 42, /* percent of the width ...      */
    TIMES_FOR_QR_H = 38  /* ... or, upright, of the height */
};

/* ---- what is said ------------------------------------------------------------------------------ */

static bool has_code(const chorus_event_login *now)
{
    return now->state == CHORUS_LOGIN_CODE_READY || now->state == CHORUS_LOGIN_WAITING;
}

const sample_login_key *sample_login_keys(const chorus_event_login *now)
{
    static const sample_login_key none[SAMPLE_LOGIN_KEYS_MAX]    = { { 0 } };
    static const sample_login_key hidden[SAMPLE_LOGIN_KEYS_MAX]  = { { "S", "show the code", SAMPLE_LOGIN_SHOW } };
    static const sample_login_key confirm[SAMPLE_LOGIN_KEYS_MAX] = { { "Y", "yes", SAMPLE_LOGIN_ACCEPT },
                                                                     { "N", "no", SAMPLE_LOGIN_REJECT } };
    static const sample_login_key again[SAMPLE_LOGIN_KEYS_MAX]   = { { "R", "try again", SAMPLE_LOGIN_RETRY } };
    switch (now->state) {
    case CHORUS_LOGIN_CODE_READY:
    case CHORUS_LOGIN_WAITING: return now->code.len == 0 ? hidden : none;
    case CHORUS_LOGIN_CONFIRM: return confirm;
    case CHORUS_LOGIN_DENIED:
    case CHORUS_LOGIN_EXPIRED:
    case CHORUS_LOGIN_OFFLINE:
    case CHORUS_LOGIN_MISCONFIGURED:
    case CHORUS_LOGIN_SIGNED_OUT: return again;
    default: return none;
    }
}

int sample_login_keys_width(const sample_stage *stage, const sample_login_key *keys, int size)
{
    int width = 0;
    for (int i = 0; i < SAMPLE_LOGIN_KEYS_MAX && keys[i].name != NULL; i++)
        width += (i == 0 ? 0 : 3 * SAMPLE_LOGIN_KEY_GAP * size) + SAMPLE_LOGIN_KEY_GAP * size +
                 sample_look_key_width(stage, keys[i].name, size) +
                 sample_text_width(stage->text, keys[i].meaning, size);
    return width;
}

const char *sample_login_title(chorus_login_state state)
{
    switch (state) {
    case CHORUS_LOGIN_REQUESTING: return "One moment";
    case CHORUS_LOGIN_CODE_READY:
    case CHORUS_LOGIN_WAITING: return "Sign in with your phone";
    case CHORUS_LOGIN_CONFIRM: return "Is that you?";
    case CHORUS_LOGIN_SIGNED_IN: return "Welcome";
    case CHORUS_LOGIN_DENIED: return "Not signed in";
    case CHORUS_LOGIN_EXPIRED: return "Time is up";
    case CHORUS_LOGIN_OFFLINE: return "No connection";
    case CHORUS_LOGIN_MISCONFIGURED: return "Something is set up wrong";
    case CHORUS_LOGIN_SIGNED_OUT: return "Signed out";
    default: return "";
    }
}

void sample_login_name(const chorus_event_login *now, char out[SAMPLE_LOGIN_NAME_BYTES])
{
    bool is_told = now->state == CHORUS_LOGIN_CONFIRM || now->state == CHORUS_LOGIN_SIGNED_IN;
    sample_shorten(out, SAMPLE_LOGIN_NAME_BYTES, is_told ? now->user.ptr : "", NAME_LENGTH);
}

void sample_login_clock(const chorus_event_login *now, char out[SAMPLE_LOGIN_CLOCK_BYTES])
{
    unsigned    left    = now->seconds_left;
    const char *prefix  = now->state == CHORUS_LOGIN_OFFLINE ? "Next try in " : "";
    const char *suffix  = now->state == CHORUS_LOGIN_OFFLINE ? "" : " left";
    bool        is_told = now->state == CHORUS_LOGIN_OFFLINE || now->state == CHORUS_LOGIN_CONFIRM || has_code(now);
    out[0]              = '\0';
    if (is_told && left > 0)
        snprintf(out, SAMPLE_LOGIN_CLOCK_BYTES, "%s%u:%02u%s", prefix, left / 60, left % 60, suffix);
}

/* ---- the code ---------------------------------------------------------------------------------- */

/* At its dashes; without any, long codes in the middle. */
void sample_login_split(const chorus_event_login *now, sample_login_groups *out)
{
    static const char hidden[] = "***-***";
    const char       *p        = now->code.len == 0 ? hidden : now->code.ptr;
    size_t            len = strlen(p), half = strchr(p, '-') == NULL && len > 4 ? (len + 1) / 2 : len;
    *out = (sample_login_groups){ 0 };
    while (has_code(now) && *p != '\0' && out->count < SAMPLE_LOGIN_GROUPS_MAX) {
        size_t count             = SDL_min(strcspn(p, "-"), half);
        out->letters[out->count] = p;
        out->len[out->count++]   = count;
        p += count;
        p += *p == '-';
    }
}

int sample_login_group_width(size_t letters, int size)
{
    return (SAMPLE_LOGIN_PITCH * (int)letters - 1 + 2 * SAMPLE_LOGIN_CODE_PAD) * size;
}

int sample_login_group_height(int size)
{
    return (SAMPLE_TEXT_CAPS + 2 * SAMPLE_LOGIN_CODE_PAD) * size;
}

int sample_login_line_width(const sample_login_groups *groups, size_t first, size_t count, int size)
{
    int width = 0;
    for (size_t i = first; i < first + count && i < groups->count; i++)
        width += sample_login_group_width(groups->len[i], size) + (i == first ? 0 : SAMPLE_LOGIN_CODE_GAP * size);
    return width;
}

/* ---- where it stands --------------------------------------------------------------------------- */

static bool is_upright(const sample_stage *stage)
{
    return stage->height > stage->width;
}

/* As stage->text_size, which expects a window that lies. */
static int unit_of(const sample_stage *stage)
{
    int unit = SDL_min((stage->width + 180) / 360, (stage->height + 320) / 640);
    return is_upright(stage) ? SDL_max(1, unit) : stage->text_size;
}

/* As many groups beside each other as fit; 0 when not even one does. */
static size_t count_in_line(const sample_login_groups *groups, int width, int size)
{
    size_t count = groups->count;
    while (count > 0 && sample_login_line_width(groups, 0, count, size) > width)
        count--;
    return count;
}

static int code_height(const sample_login_groups *groups, const sample_login_plan *plan)
{
    if (groups->count == 0 || plan->groups_in_line == 0)
        return 0;
    int lines = (int)((groups->count + plan->groups_in_line - 1) / plan->groups_in_line);
    return lines * sample_login_group_height(plan->code_size) + (lines - 1) * SAMPLE_LOGIN_CODE_GAP * plan->code_size;
}

static int wanted_code_size(const sample_stage *stage)
{
    return (stage->height + CODE_PARTS - 1) / CODE_PARTS;
}

/* Less than wanted only where a single group is too wide for it. */
static int code_size(const sample_stage *stage, const sample_login_groups *groups, int width)
{
    int size = wanted_code_size(stage);
    while (size > 1 && groups->count > 0 && count_in_line(groups, width, size) == 0)
        size--;
    return size;
}

/* The largest name that fits beside nothing. */
static int name_size(const sample_stage *stage, const char *name, const sample_login_plan *plan)
{
    int size = plan->title_size;
    while (size > 1 && sample_text_width(stage->text, name, size) > plan->column.w)
        size--;
    return size;
}

static void measure(const sample_stage *stage, const chorus_event_login *now, sample_login_plan *plan)
{
    sample_login_groups     groups;
    char                    name[SAMPLE_LOGIN_NAME_BYTES], clock[SAMPLE_LOGIN_CLOCK_BYTES];
    const sample_login_key *keys = sample_login_keys(now);
    int                     s = plan->size, wide = plan->column.w;
    sample_login_split(now, &groups);
    sample_login_name(now, name);
    sample_login_clock(now, clock);
    plan->name_size      = name_size(stage, name, plan);
    plan->code_size      = code_size(stage, &groups, wide);
    plan->groups_in_line = count_in_line(&groups, wide, plan->code_size);
    plan->height[SAMPLE_LOGIN_TITLE] =
        sample_look_words_height(stage, sample_login_title(now->state), wide, plan->title_size);
    plan->height[SAMPLE_LOGIN_NAME]     = name[0] == '\0' ? 0 : SAMPLE_TEXT_CAPS * plan->name_size;
    plan->height[SAMPLE_LOGIN_SENTENCE] = sample_look_words_height(stage, now->text.ptr, wide, s);
    plan->height[SAMPLE_LOGIN_CODE]     = code_height(&groups, plan);
    plan->height[SAMPLE_LOGIN_CLOCK]    = clock[0] == '\0' ? 0 : (SAMPLE_LOOK_LINE + 4) * s;
    plan->height[SAMPLE_LOGIN_HELP]     = keys[0].name == NULL ? 0 : SAMPLE_LOOK_KEY_HIGH * s;
}

static int total_height(const sample_login_plan *plan)
{
    int total = 0;
    for (int row = 0; row < SAMPLE_LOGIN_ROWS; row++)
        total += plan->height[row] == 0 ? 0 : plan->height[row] + plan->gap;
    return total - plan->gap;
}

static bool all_fits(const sample_stage *stage, const chorus_event_login *now, const sample_login_plan *plan)
{
    return total_height(plan) <= plan->column.h &&
           sample_login_keys_width(stage, sample_login_keys(now), plan->size) <= plan->column.w &&
           plan->code_size == wanted_code_size(stage);
}

/* The QR code beside the words, or above them where the window is upright. `step` of QR_STEPS makes it that
   much smaller. */
static void place(const sample_stage *stage, const chorus_event_login *now, int step, sample_login_plan *plan)
{
    int margin = 14 * unit_of(stage), w = stage->width - 2 * margin, h = stage->height - 2 * margin;
    int most     = is_upright(stage) ? SDL_min(w, h * TIMES_FOR_QR_H / 100) : SDL_min(h, w * TIMES_FOR_QR_W / 100);
    int modules  = (int)now->qr_side + 2 * SAMPLE_LOGIN_QUIET;
    plan->module = now->qr_side == 0 ? 0 : most * (QR_STEPS - step) / QR_STEPS / modules;
    if (plan->module < MODULE_LEAST)
        plan->module = 0;
    int side = plan->module * modules, taken = side == 0 ? 0 : side + margin;
    plan->align  = is_upright(stage) || side == 0 ? SAMPLE_CENTRE : SAMPLE_LEFT;
    plan->column = (SDL_Rect){ margin, margin, w, h };
    if (is_upright(stage)) {
        plan->qr = (SDL_Rect){ (stage->width - side) / 2, margin, side, side };
        plan->column.y += taken;
        plan->column.h -= taken;
    } else {
        plan->qr = (SDL_Rect){ margin, (stage->height - side) / 2, side, side };
        plan->column.x += taken;
        plan->column.w -= taken;
    }
}

static bool try_size(const sample_stage *stage, const chorus_event_login *now, int size, sample_login_plan *plan)
{
    plan->size       = size;
    plan->title_size = (3 * size + 1) / 2;
    plan->gap        = 9 * size;
    measure(stage, now, plan);
    return all_fits(stage, now, plan);
}

static bool try_steps(const sample_stage *stage, const chorus_event_login *now, int most, sample_login_plan *plan)
{
    for (int size = 2 * unit_of(stage); size >= 1; size--) {
        for (int step = 0; step <= most; step++) {
            place(stage, now, step, plan);
            bool is_complete = now->qr_side == 0 || plan->module > 0 || most == QR_STEPS;
            if (is_complete && try_size(stage, now, size, plan))
                return true;
        }
    }
    return false;
}

/* Large words before a large QR code, but small words before a tiny one or none. */
static void choose_sizes(const sample_stage *stage, const chorus_event_login *now, sample_login_plan *plan)
{
    if (!try_steps(stage, now, QR_STEPS_MOST, plan))
        try_steps(stage, now, QR_STEPS, plan);
}

void sample_login_lay_out(const sample_stage *stage, const chorus_event_login *now, sample_login_plan *out)
{
    *out = (sample_login_plan){ 0 };
    choose_sizes(stage, now, out);
    int total = total_height(out), room = SDL_max(0, (out->column.h - total) / 2);
    out->column.y += room;
    out->column.h = SDL_min(out->column.h, total);
    if (out->module > 0 && out->align == SAMPLE_CENTRE) /* it stays above the words */
        out->qr.y += room;
}
