#include "codec/json_find.h"
#include "host/room/host_methods.h"
#include "host/room/host_more_time.h"
#include "host/room/host_muting.h"
#include "host/room/host_objects.h"
#include "host/room/host_owed.h"
#include "host/room/host_send.h"

/* ---- what a control is ---- */

static const char *const kind_names[] = {
    [CHO_HOST_BUTTON]  = "button",
    [CHO_HOST_JOYSTICK] = "joystick",
    [CHO_HOST_LABEL]   = "label",
    [CHO_HOST_TEXTBOX] = "textbox",
    [CHO_HOST_SCREEN]  = "screen",
};

static cho_host_kind kind_of(const cho_json_value *kind)
{
    for (cho_host_kind i = CHO_HOST_BUTTON; i <= CHO_HOST_SCREEN; i++) {
        if (cho_json_is(kind, kind_names[i]))
            return i;
    }
    return CHO_HOST_CUSTOM;
}

static bool read_flag(cho_span json, const char *name)
{
    cho_json_value value;
    bool           flag = false;
    return cho_host_member(json, name, &value) && cho_json_to_bool(&value, &flag) && flag;
}

static int64_t read_number(cho_span json, const char *name)
{
    cho_json_value value;
    int64_t        number = 0;
    return cho_host_member(json, name, &value) && cho_json_to_int64(&value, &number) ? number : 0;
}

/* Brings the fields beside the text up to date. */
static void settle(cho_host_control *control)
{
    cho_span       json = cho_host_json_span(&control->object.json);
    cho_json_value kind;
    if (cho_host_member(json, "kind", &kind))
        control->kind = kind_of(&kind);
    control->is_disabled      = read_flag(json, "disabled");
    control->cooldown_ms      = read_number(json, "cooldown");
    control->cost             = read_number(json, "cost");
    control->waits_for_submit = read_flag(json, "hasSubmit") || read_flag(json, "multiline");
}

/* ---- what a caller gives ---- */

/* Members that are written by the room itself: ids, what must have a certain type, what is not kept. */
static const char *const own_members[] = { "controlID", "kind", "disabled", "cost", "cooldown", "etag", NULL };

/* Writes a member that is a whole number of at least `least`, or null. */
static bool write_number(cho_host_call *call, cho_json_writer *w, cho_span item, const char *name, int64_t least)
{
    cho_json_value value, number;
    int64_t        whole;
    if (!cho_json_find_key(item, cho_span_of(name), &value))
        return true;
    cho_json_key(w, name);
    if (value.type == CHO_JSON_NULL) {
        cho_json_write_null(w);
        return true;
    }
    if (!cho_json_as_number(&value, &number) || !cho_json_to_int64(&number, &whole) || whole < least)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, name, "not a whole number in range");
    cho_json_write_int64(w, whole);
    return true;
}

/* `disabled` is always there: null means false. */
static bool write_disabled(cho_host_call *call, cho_json_writer *w, cho_span item, bool is_new)
{
    cho_json_value value;
    bool           is_disabled = false;
    bool           is_given    = cho_json_find_key(item, cho_span_of("disabled"), &value);
    if (!is_given && !is_new)
        return true;
    if (is_given && value.type != CHO_JSON_NULL && !cho_json_to_bool(&value, &is_disabled))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "disabled", "neither true nor false");
    cho_json_key(w, "disabled");
    cho_json_write_bool(w, is_disabled);
    return true;
}

static bool check_position(cho_host_call *call, cho_span item)
{
    cho_json_value position;
    if (cho_host_member(item, "position", &position) && position.type != CHO_JSON_ARRAY)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "position", "not an array");
    return true;
}

static bool write_properties(cho_host_call *call, cho_json_writer *w, cho_span item, bool is_new)
{
    return write_disabled(call, w, item, is_new) && write_number(call, w, item, "cost", 0)
           && write_number(call, w, item, "cooldown", INT64_MIN) && check_position(call, item)
           && cho_host_patch_end(call, item, own_members);
}

/* ---- create ---- */

static bool read_kind(cho_host_call *call, cho_span item, cho_json_value *kind)
{
    bool is_there = cho_host_member(item, "kind", kind) && kind->type == CHO_JSON_STRING && kind->raw.len > 0;
    return is_there || cho_host_refuse(call, CHO_HOST_UNKNOWN_KIND, "kind", "a kind is missing");
}

static bool add_control(cho_host_call *call, cho_host_scene *scene, cho_span item)
{
    cho_span       id;
    cho_json_value kind;
    if (!cho_host_read_id(call, item, "controlID", &id))
        return false;
    if (cho_host_table_find(&scene->controls, id) != NULL)
        return cho_host_refuse(call, CHO_HOST_CONTROL_EXISTS, "controlID", "the control exists");
    if (!read_kind(call, item, &kind))
        return false;
    if (cho_host_table_count(&scene->controls) >= call->room->options.limits->controls_per_scene)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "controlID", "more controls in a scene than this host allows");

    cho_host_control *control = cho_host_table_add(&scene->controls, id);
    if (control == NULL)
        return cho_host_refuse_memory(call);
    control->scene    = scene;
    cho_json_writer w = cho_host_patch_begin(call->room);
    cho_json_key(&w, "controlID"), cho_json_write_string(&w, id);
    cho_json_key(&w, "kind"), cho_json_write_raw(&w, cho_json_text(&kind));
    if (!write_properties(call, &w, item, true)
        || !cho_host_create_text(call, &control->object, &call->room->state_budget))
        return false;
    settle(control);
    control->is_muted = cho_host_is_control_muted(call->room, scene->object.node.id, id);
    return true;
}

bool cho_host_add_controls(cho_host_call *call, cho_host_scene *scene, cho_span object)
{
    cho_host_walk walk;
    cho_span      item;
    if (!cho_host_walk_into(call, object, "controls", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!add_control(call, scene, item))
            return false;
    }
    return call->code == 0;
}

void cho_host_remove_control(cho_host_room *room, cho_host_scene *scene, cho_host_control *control)
{
    cho_host_drop_text(room, &control->object, &room->state_budget);
    cho_host_table_remove(&scene->controls, control);
}

static void remove_newer_than(cho_host_room *room, cho_host_scene *scene, const cho_host_node *last)
{
    while (scene->controls.last != last)
        cho_host_remove_control(room, scene, (cho_host_control *)(void *)scene->controls.last);
}

/* The control as `text` has it, but disabled by a moderator, or with how long it is open to those who need it. */
static void write_otherwise(cho_buf *out, const cho_host_control *control, cho_span text)
{
    static const char *const of_muted[] = { "controlID", "disabled", NULL };
    static const char *const of_open[]  = { "controlID", "moreTimeFrom", "moreTimeUntil", NULL };
    cho_json_writer          w          = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "controlID"), cho_json_write_string(&w, control->object.node.id);
    if (control->is_muted) {
        cho_json_key(&w, "disabled"), cho_json_write_bool(&w, true);
    } else {
        cho_json_key(&w, "moreTimeFrom"), cho_json_write_int64(&w, control->closed_at_ms);
        cho_json_key(&w, "moreTimeUntil"), cho_json_write_int64(&w, control->more_until_ms);
    }
    cho_host_append_others(out, text, control->is_muted ? of_muted : of_open, CHO_PACKET_DEPTH);
    cho_buf_text(out, "}");
}

static void write_control(cho_buf *out, const cho_host_control *control, cho_span text, cho_host_reader reader)
{
    if (reader == CHO_HOST_FOR_AUDIENCE && (control->is_muted || control->more_until_ms != 0))
        write_otherwise(out, control, text);
    else
        cho_buf_append(out, text.ptr, text.len);
}

void cho_host_write_control(cho_buf *out, const cho_host_control *control, cho_host_reader reader)
{
    write_control(out, control, cho_host_json_span(&control->object.json), reader);
}

void cho_host_write_controls(cho_buf *out, const cho_host_scene *scene, const cho_host_control *first,
                             cho_host_reader reader)
{
    const char *comma = "";
    cho_buf_text(out, "[");
    for (; first != NULL; first = cho_host_table_next(&scene->controls, first)) {
        cho_buf_text(out, comma);
        cho_host_write_control(out, first, reader);
        comma = ",";
    }
    cho_buf_text(out, "]");
}

static void write_created(cho_buf *out, const cho_host_scene *scene, const cho_host_node *before,
                          cho_host_reader reader)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, scene->object.node.id);
    cho_json_key(&w, "controls");
    cho_host_write_controls(out, scene, cho_host_table_next(&scene->controls, before), reader);
    cho_buf_text(out, "}");
}

bool cho_host_create_controls(cho_host_call *call)
{
    cho_host_room  *room  = call->room;
    cho_host_scene *scene = cho_host_scene_named(call, call->params, "sceneID", false);
    if (scene == NULL)
        return false;
    const cho_host_node *before = scene->controls.last;
    if (!cho_host_add_controls(call, scene, call->params)) {
        remove_newer_than(room, scene, before);
        return false;
    }
    write_created(&room->result, scene, before, CHO_HOST_FOR_GAME);
    if (scene->controls.last == before)
        return true;
    write_created(cho_host_params(room), scene, before, CHO_HOST_FOR_GAME);
    cho_host_tell_game_created(room, &scene->controls, before, "onControlCreate", CHO_HOST_TOPIC_CONTROL);
    if (cho_host_audience_differs(room))
        write_created(cho_host_params(room), scene, before, CHO_HOST_FOR_AUDIENCE);
    cho_host_tell_audience(room, "onControlCreate");
    return true;
}

/* ---- update ---- */

static bool check_kind(cho_host_call *call, const cho_host_control *control, cho_span item)
{
    cho_json_value kind, now;
    if (!cho_host_member(item, "kind", &kind))
        return true;
    bool is_same = cho_host_member(cho_host_json_span(&control->object.json), "kind", &now)
                   && kind.type == CHO_JSON_STRING && cho_json_compare(&kind, &now) == 0;
    return is_same || cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "kind", "a control keeps its kind");
}

static bool stage_control(cho_host_call *call, cho_host_changes *changes, cho_host_scene *scene, cho_span item)
{
    cho_span id;
    if (!cho_host_read_id(call, item, "controlID", &id))
        return false;
    cho_host_control *control = cho_host_table_find(&scene->controls, id);
    if (control == NULL)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_CONTROL, "controlID", "unknown control");
    cho_json_writer w = cho_host_patch_begin(call->room);
    if (!check_kind(call, control, item) || !write_properties(call, &w, item, false))
        return false;
    cho_host_change *change = cho_host_stage(call, changes, &control->object);
    return change != NULL && cho_host_stage_patch(call, changes, change);
}

bool cho_host_stage_controls(cho_host_call *call, cho_host_changes *changes, cho_host_scene *scene, cho_span object)
{
    cho_host_walk walk;
    cho_span      item;
    if (!cho_host_walk_into(call, object, "controls", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!stage_control(call, changes, scene, item))
            return false;
    }
    return call->code == 0;
}

void cho_host_write_changed(const cho_host_changes *changes, cho_buf *out, bool is_event)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_array(&w);
    for (const cho_host_change *change = changes->first; change != NULL; change = change->next) {
        const cho_host_object *object = change->object;
        cho_json_write_raw(&w, is_event ? cho_host_event_text(object) : cho_host_json_span(&object->json));
    }
    cho_json_end_array(&w);
}

static void write_updated(cho_buf *out, const cho_host_changes *changes, const cho_host_scene *scene, bool is_event)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, scene->object.node.id);
    cho_json_key(&w, "controls");
    cho_host_write_changed(changes, out, is_event);
    cho_buf_text(out, "}");
}

static void write_for_audience(cho_buf *out, const cho_host_changes *changes, const cho_host_scene *scene)
{
    const char     *comma = "";
    cho_json_writer w     = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, scene->object.node.id);
    cho_buf_text(out, ",\"controls\":[");
    for (const cho_host_change *change = changes->first; change != NULL; change = change->next) {
        cho_buf_text(out, comma);
        write_control(out, (const cho_host_control *)change->object, cho_host_event_text(change->object),
                      CHO_HOST_FOR_AUDIENCE);
        comma = ",";
    }
    cho_buf_text(out, "]}");
}

void cho_host_settle_controls(cho_host_changes *changes)
{
    cho_host_changes_commit(changes);
    for (cho_host_change *change = changes->first; change != NULL; change = change->next) {
        cho_host_control *control      = (cho_host_control *)change->object;
        bool              was_disabled = control->is_disabled;
        settle(control);
        cho_host_note_closing(changes->room, control, was_disabled);
    }
}

void cho_host_commit_controls(cho_host_changes *changes, const cho_host_scene *scene)
{
    cho_host_settle_controls(changes);
    if (changes->first == NULL)
        return;
    write_updated(cho_host_params(changes->room), changes, scene, true);
    cho_host_tell_game_changed(changes, "onControlUpdate", CHO_HOST_TOPIC_CONTROL);
    if (cho_host_audience_differs(changes->room))
        write_for_audience(cho_host_params(changes->room), changes, scene);
    cho_host_tell_audience(changes->room, "onControlUpdate");
}

bool cho_host_update_controls(cho_host_call *call)
{
    cho_host_scene *scene = cho_host_scene_named(call, call->params, "sceneID", false);
    if (scene == NULL || !cho_host_read_priority(call))
        return false;
    cho_host_changes changes;
    cho_host_changes_begin(&changes, call->room, &call->room->state_budget);
    bool is_sound = cho_host_stage_controls(call, &changes, scene, call->params);
    if (is_sound) {
        cho_host_commit_controls(&changes, scene);
        write_updated(&call->room->result, &changes, scene, false);
    }
    cho_host_changes_end(&changes);
    return is_sound;
}

/* ---- delete ---- */

/* Marks what is to be deleted; unknown ids are nothing. */
static bool doom_controls(cho_host_call *call, cho_host_scene *scene)
{
    cho_host_walk  walk;
    cho_json_value value;
    cho_span       id;
    if (!cho_host_walk_into(call, call->params, "controlIDs", &walk))
        return false;
    while (cho_host_walk_values(call, &walk, &value)) {
        if (!cho_host_take_id(call, &value, &id))
            return call->code == 0 && cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "not an id");
        cho_host_control *control = cho_host_table_find(&scene->controls, id);
        if (control != NULL)
            control->is_doomed = true;
    }
    return true;
}

static void spare_controls(cho_host_scene *scene)
{
    cho_host_control *control = NULL;
    while ((control = cho_host_table_next(&scene->controls, control)) != NULL)
        control->is_doomed = false;
}

/* Removes what is marked and appends an array that says so. */
static uint32_t remove_doomed(cho_host_room *room, cho_host_scene *scene, cho_json_writer *w)
{
    uint32_t          count   = cho_host_table_count(&scene->controls);
    cho_host_control *control = cho_host_table_next(&scene->controls, NULL);
    cho_json_begin_array(w);
    while (control != NULL) {
        cho_host_control *next = cho_host_table_next(&scene->controls, control);
        if (control->is_doomed) {
            cho_json_begin_object(w);
            cho_json_key(w, "controlID"), cho_json_write_string(w, control->object.node.id);
            cho_json_end_object(w);
            cho_host_remove_control(room, scene, control);
        }
        control = next;
    }
    cho_json_end_array(w);
    return count - cho_host_table_count(&scene->controls);
}

bool cho_host_delete_controls(cho_host_call *call)
{
    cho_host_room  *room  = call->room;
    cho_host_scene *scene = cho_host_scene_named(call, call->params, "sceneID", false);
    if (scene == NULL)
        return false;
    if (!doom_controls(call, scene)) {
        spare_controls(scene);
        return false;
    }
    cho_json_writer w = cho_json_writer_on(cho_host_params(room));
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, scene->object.node.id);
    cho_json_key(&w, "controls");
    uint32_t removed_count = remove_doomed(room, scene, &w);
    cho_json_end_object(&w);
    if (removed_count == 0)
        return true;
    /* A scene that the game does not know yet will come with the controls that it has then. */
    if (!cho_host_is_unknown(&scene->object))
        cho_host_tell_game_gone(room, "onControlDelete");
    cho_host_tell_audience(room, "onControlDelete");
    return true;
}
