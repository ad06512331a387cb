#include "crowd_stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[CROWD_KINDS] = { "button", "joystick", "textbox", "screen" };

void crowd_stage_deinit(crowd_stage *stage)
{
    for (size_t i = 0; i < stage->count; i++)
        free(stage->controls[i].id);
    free(stage->controls);
    free(stage->last);
}

/* ---- learning ---- */

static crowd_control *find_control(crowd_stage *stage, crowd_text id)
{
    for (size_t i = 0; i < stage->count; i++) {
        if (crowd_text_is(id, stage->controls[i].id))
            return &stage->controls[i];
    }
    return NULL;
}

static bool has_place(crowd_stage *stage)
{
    if (stage->count < stage->cap)
        return true;
    size_t         cap  = stage->cap == 0 ? 16 : 2 * stage->cap;
    crowd_control *more = realloc(stage->controls, cap * sizeof *more);
    if (more == NULL)
        return false;
    stage->controls = more;
    stage->cap      = cap;
    return true;
}

static void add_control(crowd_stage *stage, crowd_text control)
{
    crowd_text id, kind;
    if (!crowd_json_member(control, "controlID", &id) || !crowd_json_member(control, "kind", &kind))
        return;
    id   = crowd_json_inside(id);
    kind = crowd_json_inside(kind);
    for (int k = 0; k < CROWD_KINDS; k++) {
        if (!crowd_text_is(kind, kind_names[k]) || find_control(stage, id) != NULL || !has_place(stage))
            continue;
        char *copy = strndup(id.ptr, id.len);
        if (copy != NULL)
            stage->controls[stage->count++] = (crowd_control){ copy, (crowd_kind)k };
    }
}

static void remove_control(crowd_stage *stage, crowd_text control)
{
    crowd_text     id;
    crowd_control *found = crowd_json_member(control, "controlID", &id)
                               ? find_control(stage, crowd_json_inside(id)) : NULL;
    if (found == NULL)
        return;
    free(found->id);
    *found = stage->controls[--stage->count];
}

static void each_control(crowd_stage *stage, crowd_text owner, void (*fn)(crowd_stage *stage, crowd_text control))
{
    crowd_text list, control;
    if (!crowd_json_member(owner, "controls", &list))
        return;
    while (crowd_json_element(&list, &control))
        fn(stage, control);
}

static void add_scenes(crowd_stage *stage, crowd_text params)
{
    crowd_text list, scene;
    if (!crowd_json_member(params, "scenes", &list))
        return;
    while (crowd_json_element(&list, &scene))
        each_control(stage, scene, add_control);
}

/* True: there is nothing to be learnt, as these very bytes were read just before. */
static bool is_known(crowd_stage *stage, crowd_text params)
{
    if (params.len == 0)
        return true;
    if (stage->last_len == params.len && memcmp(stage->last, params.ptr, params.len) == 0)
        return true;
    if (params.len > stage->last_cap) {
        char *more = realloc(stage->last, params.len);
        if (more == NULL)
            return false;
        stage->last     = more;
        stage->last_cap = params.len;
    }
    memcpy(stage->last, params.ptr, params.len);
    stage->last_len = params.len;
    return false;
}

void crowd_stage_hear(crowd_stage *stage, crowd_text method, crowd_text params)
{
    bool is_scene  = crowd_text_is(method, "onSceneCreate"), is_new = crowd_text_is(method, "onControlCreate");
    bool is_delete = crowd_text_is(method, "onControlDelete");
    if (!(is_scene || is_new || is_delete) || is_known(stage, params))
        return;
    if (is_scene)
        add_scenes(stage, params);
    else
        each_control(stage, params, is_new ? add_control : remove_control);
}

/* ---- choosing ---- */

const crowd_control *crowd_stage_any(const crowd_stage *stage, uint64_t dice)
{
    return stage->count == 0 ? NULL : &stage->controls[dice % stage->count];
}

const crowd_control *crowd_stage_movable(const crowd_stage *stage, uint64_t dice)
{
    for (size_t i = 0; i < stage->count; i++) {
        const crowd_control *control = &stage->controls[(dice + i) % stage->count];
        if (control->kind == CROWD_STICK || control->kind == CROWD_SCREEN)
            return control;
    }
    return NULL;
}

/* ---- doing ---- */

/* From -1 to 1, or for a screen from 0 to 1. */
static double place_of(uint64_t dice, crowd_kind kind)
{
    double part = (double)(dice & 0xffff) / 65535;
    return kind == CROWD_SCREEN ? part : 2 * part - 1;
}

static int write_event(char *out, size_t size, crowd_kind kind, bool is_release, uint64_t dice)
{
    switch (kind) {
    case CROWD_BUTTON:
        return snprintf(out, size, "\"event\":\"%s\"", is_release ? "mouseup" : "mousedown");
    case CROWD_TEXTBOX:
        return snprintf(out, size, "\"event\":\"submit\",\"value\":\"%08x\"", (unsigned)dice);
    default:
        return snprintf(out, size, "\"event\":\"move\",\"x\":%.4f,\"y\":%.4f",
                        is_release && kind == CROWD_STICK ? 0.0 : place_of(dice, kind),
                        is_release && kind == CROWD_STICK ? 0.0 : place_of(dice >> 16, kind));
    }
}

size_t crowd_stage_input(char *out, size_t size, uint32_t id, const crowd_control *control, crowd_deed deed)
{
    char event[128];
    (void)write_event(event, sizeof event, control->kind, deed.is_release, deed.dice);
    int len = snprintf(out, size,
                       "{\"type\":\"method\",\"id\":%u,\"method\":\"giveInput\",\"params\":{\"controlID\":\"%s\",%s}%s}",
                       (unsigned)id, control->id, event, deed.is_discard ? ",\"discard\":true" : "");
    return len > 0 && (size_t)len < size ? (size_t)len : 0;
}
