#include "base/options.h"
#include "base/utf8.h"
#include "codec/json_find.h"
#include "codec/json_reader.h"
#include "interactive/interactive_describe.h"

#include <math.h>
#include <stdio.h>

/* Each kind of control is a table of its standard properties: protocol section 6.2. */

typedef enum field_type {
    FIELD_TEXT,   /* chorus_str; a number is taken as its digits, as in textSize */
    FIELD_BIG,    /* int64_t                                                     */
    FIELD_SMALL,  /* int32_t; negative: none                                     */
    FIELD_NUMBER, /* double                                                      */
    FIELD_FLAG,   /* bool                                                        */
    FIELD_MOVES   /* chorus_screen_moves                                         */
} field_type;

typedef struct field {
    const char *name;
    field_type  type;
    size_t      offset;
} field;

typedef struct kind {
    const field *fields;
    size_t       count, size;
} kind;

#define FIELD(info, member, name, type) { name, type, offsetof(chorus_##info##_info, member) }
#define KIND(info, table) { table, sizeof table / sizeof *table, sizeof(chorus_##info##_info) }

static const field button_fields[] = {
    FIELD(button, is_disabled, "disabled", FIELD_FLAG),
    FIELD(button, text, "text", FIELD_TEXT),
    FIELD(button, tooltip, "tooltip", FIELD_TEXT),
    FIELD(button, cost, "cost", FIELD_BIG),
    FIELD(button, cooldown_ms, "cooldown", FIELD_BIG),
    FIELD(button, progress, "progress", FIELD_NUMBER),
    FIELD(button, key_code, "keyCode", FIELD_SMALL),
    FIELD(button, gamepad_button, "gamepadButton", FIELD_SMALL),
    FIELD(button, text_color, "textColor", FIELD_TEXT),
    FIELD(button, border_color, "borderColor", FIELD_TEXT),
    FIELD(button, background_color, "backgroundColor", FIELD_TEXT),
    FIELD(button, focus_color, "focusColor", FIELD_TEXT),
    FIELD(button, accent_color, "accentColor", FIELD_TEXT),
    FIELD(button, text_size, "textSize", FIELD_TEXT),
    FIELD(button, background_image, "backgroundImage", FIELD_TEXT),
};
static const field joystick_fields[] = {
    FIELD(joystick, is_disabled, "disabled", FIELD_FLAG),
    FIELD(joystick, sample_rate_ms, "sampleRate", FIELD_SMALL),
    FIELD(joystick, angle, "angle", FIELD_NUMBER),
    FIELD(joystick, intensity, "intensity", FIELD_NUMBER),
    FIELD(joystick, gamepad_joystick, "gamepadJoystick", FIELD_SMALL),
};
static const field label_fields[] = {
    FIELD(label, is_disabled, "disabled", FIELD_FLAG),
    FIELD(label, text, "text", FIELD_TEXT),
    FIELD(label, text_size, "textSize", FIELD_TEXT),
    FIELD(label, text_color, "textColor", FIELD_TEXT),
    FIELD(label, is_underlined, "underline", FIELD_FLAG),
    FIELD(label, is_bold, "bold", FIELD_FLAG),
    FIELD(label, is_italic, "italic", FIELD_FLAG),
};
static const field textbox_fields[] = {
    FIELD(textbox, is_disabled, "disabled", FIELD_FLAG),
    FIELD(textbox, placeholder, "placeholder", FIELD_TEXT),
    FIELD(textbox, submit_text, "submitText", FIELD_TEXT),
    FIELD(textbox, has_submit, "hasSubmit", FIELD_FLAG),
    FIELD(textbox, is_multiline, "multiline", FIELD_FLAG),
    FIELD(textbox, cost, "cost", FIELD_BIG),
    FIELD(textbox, cooldown_ms, "cooldown", FIELD_BIG),
};
static const field screen_fields[] = {
    FIELD(screen, is_disabled, "disabled", FIELD_FLAG),
    FIELD(screen, moves, "sendMoveEvents", FIELD_MOVES),
    FIELD(screen, move_throttle_ms, "moveThrottle", FIELD_SMALL),
    FIELD(screen, sends_down, "sendMouseDownEvent", FIELD_FLAG),
    FIELD(screen, sends_up, "sendMouseUpEvent", FIELD_FLAG),
};

static const kind buttons   = KIND(button, button_fields);
static const kind joysticks = KIND(joystick, joystick_fields);
static const kind labels    = KIND(label, label_fields);
static const kind textboxes = KIND(textbox, textbox_fields);
static const kind screens   = KIND(screen, screen_fields);

static const char *const move_names[] = {
    [CHORUS_SCREEN_MOVES_PRESSED] = "mousedown",
    [CHORUS_SCREEN_MOVES_ALWAYS]  = "always",
    [CHORUS_SCREEN_MOVES_NEVER]   = "never",
};

/* ---- reading ---- */

static void read_small(const cho_json_value *value, int32_t *out)
{
    int64_t number;
    if (cho_json_to_int64(value, &number) && number >= INT32_MIN && number <= INT32_MAX)
        *out = (int32_t)number;
}

static void read_moves(const cho_json_value *value, chorus_screen_moves *out)
{
    for (size_t i = 0; i < sizeof move_names / sizeof *move_names; i++) {
        if (value->type == CHO_JSON_STRING && cho_json_is(value, move_names[i]))
            *out = (chorus_screen_moves)i;
    }
}

static bool read_text(cho_interactive *s, const cho_json_value *value, chorus_str *out)
{
    if (value->type == CHO_JSON_STRING)
        return cho_ia_view_string(s, value, out);
    return value->type != CHO_JSON_NUMBER || cho_ia_view(s, value->raw, out);
}

/* What has another type than it should stays at its default. False: no memory. */
static bool read_field(cho_interactive *s, const field *f, const cho_json_value *value, char *info)
{
    void *at = info + f->offset;
    switch (f->type) {
    case FIELD_TEXT:   return read_text(s, value, at);
    case FIELD_BIG:    (void)cho_json_to_int64(value, at); break;
    case FIELD_SMALL:  read_small(value, at); break;
    case FIELD_NUMBER: (void)cho_json_to_double(value, at); break;
    case FIELD_FLAG:   (void)cho_json_to_bool(value, at); break;
    case FIELD_MOVES:  read_moves(value, at); break;
    }
    return true;
}

static const field *find_field(const kind *k, const cho_json_value *name)
{
    for (size_t i = 0; i < k->count; i++) {
        if (cho_json_is(name, k->fields[i].name))
            return &k->fields[i];
    }
    return NULL;
}

static bool read_fields(cho_interactive *s, const kind *k, const cho_ia_item *control, void *info)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_json_reader_init(&r, cho_ia_span(cho_ia_json(control)), CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        const field *f = find_field(k, &key);
        if (f != NULL && !read_field(s, f, &value, info))
            return false;
    }
    return true;
}

static void set_texts_empty(const kind *k, char *info)
{
    const chorus_str none = { "", 0 };
    for (size_t i = 0; i < k->count; i++) {
        if (k->fields[i].type == FIELD_TEXT)
            memcpy(info + k->fields[i].offset, &none, sizeof none);
    }
}

/* `info` holds the defaults. */
static chorus_result get(chorus_runtime *rt, chorus_session session, chorus_resource control, const kind *k,
                         void *info, void *out)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    cho_ia_target target = cho_interactive_resolve(s, control);
    if (target.kind != CHORUS_RESOURCE_CONTROL)
        return CHORUS_E_NOT_FOUND;
    return read_fields(s, k, target.item, info) ? cho_options_answer(out, info, k->size) : CHORUS_E_MEMORY;
}

/* ---- writing ---- */

static bool is_same(const field *f, const char *a, const char *b)
{
    static const size_t sizes[] = { [FIELD_BIG] = sizeof(int64_t),   [FIELD_SMALL] = sizeof(int32_t),
                                    [FIELD_NUMBER] = sizeof(double), [FIELD_FLAG] = sizeof(bool),
                                    [FIELD_MOVES] = sizeof(chorus_screen_moves) };
    chorus_str          x, y;
    if (f->type != FIELD_TEXT)
        return memcmp(a + f->offset, b + f->offset, sizes[f->type]) == 0;
    memcpy(&x, a + f->offset, sizeof x);
    memcpy(&y, b + f->offset, sizeof y);
    return cho_span_equal(cho_ia_span(x), cho_ia_span(y));
}

static bool is_text(chorus_str text)
{
    return text.len == 0 || (text.ptr != NULL && cho_utf8_valid(text.ptr, text.len));
}

static bool is_moves(chorus_screen_moves moves)
{
    return moves >= CHORUS_SCREEN_MOVES_PRESSED && moves <= CHORUS_SCREEN_MOVES_NEVER;
}

static const char *why_not(const field *f, const char *info)
{
    const void *at = info + f->offset;
    switch (f->type) {
    case FIELD_TEXT:   return is_text(*(const chorus_str *)at) ? NULL : "is not UTF-8";
    case FIELD_NUMBER: return isfinite(*(const double *)at) ? NULL : "is NaN or infinity";
    case FIELD_MOVES:  return is_moves(*(const chorus_screen_moves *)at) ? NULL : "is unknown";
    default:           return NULL;
    }
}

static void write_field(cho_json_writer *w, const field *f, const char *info)
{
    const void *at = info + f->offset;
    cho_json_key(w, f->name);
    switch (f->type) {
    case FIELD_TEXT:   cho_json_write_string(w, cho_ia_span(*(const chorus_str *)at)); break;
    case FIELD_BIG:    cho_json_write_int64(w, *(const int64_t *)at); break;
    case FIELD_NUMBER: cho_json_write_double(w, *(const double *)at); break;
    case FIELD_FLAG:   cho_json_write_bool(w, *(const bool *)at); break;
    case FIELD_MOVES:  cho_json_write_text(w, move_names[*(const chorus_screen_moves *)at]); break;
    case FIELD_SMALL:
        if (*(const int32_t *)at < 0)
            cho_json_write_null(w);
        else
            cho_json_write_int64(w, *(const int32_t *)at);
        break;
    }
}

/* Writes what differs into changes.patch. */
static chorus_result write_differences(cho_interactive *s, const kind *k, const char *old, const char *wanted)
{
    cho_ia_place    place = { s, "set", NULL, 0 };
    cho_buf        *patch = &s->changes.patch;
    cho_json_writer w     = cho_json_writer_on(patch);
    char            text[64];
    cho_buf_clear(patch);
    cho_json_begin_object(&w);
    for (const field *f = k->fields; f < k->fields + k->count; f++) {
        const char *why = why_not(f, wanted);
        if (why != NULL) {
            snprintf(text, sizeof text, "%s %s", f->name, why);
            return cho_ia_refuse(&place, text);
        }
        if (!is_same(f, old, wanted))
            write_field(&w, f, wanted);
    }
    cho_json_end_object(&w);
    return patch->failed ? CHORUS_E_MEMORY : CHORUS_OK;
}

/* `old` and `wanted` hold the defaults. */
static chorus_result set(chorus_runtime *rt, chorus_session session, chorus_resource control, const kind *k,
                         const void *given, void *old, void *wanted)
{
    cho_interactive *s;
    cho_ia_target    target;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = cho_ia_find_changeable_control(s, control, &target);
    if (r == CHORUS_OK)
        r = cho_options_copy(wanted, k->size, given);
    if (r != CHORUS_OK)
        return r;
    if (!read_fields(s, k, target.item, old))
        return CHORUS_E_MEMORY;
    r = write_differences(s, k, old, wanted);
    cho_span patch = { s->changes.patch.data, s->changes.patch.len };
    return r == CHORUS_OK && patch.len > 2 ? cho_ia_collect(s, &target, patch) : r;
}

/* ---- each kind ---- */

static chorus_button_info button_defaults(void)
{
    chorus_button_info info = { .key_code = -1, .gamepad_button = -1 };
    set_texts_empty(&buttons, (char *)&info);
    return info;
}

static chorus_joystick_info joystick_defaults(void)
{
    return (chorus_joystick_info){ .sample_rate_ms = 50, .gamepad_joystick = -1 };
}

static chorus_label_info label_defaults(void)
{
    chorus_label_info info = { 0 };
    set_texts_empty(&labels, (char *)&info);
    return info;
}

static chorus_textbox_info textbox_defaults(void)
{
    chorus_textbox_info info = { 0 };
    set_texts_empty(&textboxes, (char *)&info);
    info.submit_text = (chorus_str){ "Submit", 6 };
    return info;
}

static chorus_screen_info screen_defaults(void)
{
    return (chorus_screen_info){ .move_throttle_ms = 50, .sends_down = true, .sends_up = true };
}

#define DEFINE_KIND(name, table)                                                                              \
    chorus_result chorus_interactive_get_##name(chorus_runtime *rt, chorus_session session,                   \
                                                chorus_resource control, chorus_##name##_info *out)           \
    {                                                                                                         \
        chorus_##name##_info info = name##_defaults();                                                        \
        return get(rt, session, control, &(table), &info, out);                                               \
    }                                                                                                         \
    chorus_result chorus_interactive_set_##name(chorus_runtime *rt, chorus_session session,                   \
                                                chorus_resource control, const chorus_##name##_info *info)    \
    {                                                                                                         \
        chorus_##name##_info old = name##_defaults(), wanted = old;                                           \
        return set(rt, session, control, &(table), info, &old, &wanted);                                      \
    }

DEFINE_KIND(button, buttons)
DEFINE_KIND(joystick, joysticks)
DEFINE_KIND(label, labels)
DEFINE_KIND(textbox, textboxes)
DEFINE_KIND(screen, screens)
