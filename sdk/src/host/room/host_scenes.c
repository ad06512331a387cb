#include "host/room/host_methods.h"
#include "host/room/host_muting.h"
#include "host/room/host_objects.h"
#include "host/room/host_owed.h"
#include "host/room/host_send.h"

static const char *const own_members[] = { "sceneID", "controls", "groups", "etag", NULL };

/* ---- one scene ---- */

cho_host_scene *cho_host_scene_add(cho_host_room *room, cho_span id)
{
    cho_host_scene *scene = cho_host_table_add(&room->scenes, id);
    if (scene != NULL)
        cho_host_table_init(&scene->controls, room->heap, room->options.hash_seed, sizeof(cho_host_control));
    return scene;
}

void cho_host_scene_remove(cho_host_room *room, cho_host_scene *scene)
{
    while (scene->controls.last != NULL)
        cho_host_remove_control(room, scene, (cho_host_control *)(void *)scene->controls.last);
    cho_host_table_deinit(&scene->controls);
    cho_host_drop_text(room, &scene->object, &room->state_budget);
    cho_host_table_remove(&room->scenes, scene);
}

cho_host_scene *cho_host_scene_named(cho_host_call *call, cho_span object, const char *name, bool is_optional)
{
    cho_span id;
    bool     is_sound = is_optional ? cho_host_read_optional_id(call, object, name, "default", &id)
                                    : cho_host_read_id(call, object, name, &id);
    if (!is_sound)
        return NULL;
    cho_host_scene *scene = cho_host_table_find(&call->room->scenes, id);
    if (scene == NULL)
        cho_host_refuse(call, CHO_HOST_UNKNOWN_SCENE, name, "unknown scene");
    return scene;
}

/* ---- writing ---- */

static void write_scene(cho_host_room *room, cho_buf *out, const cho_host_scene *scene, cho_span text,
                        cho_host_reader reader, bool with_groups)
{
    cho_buf_append(out, text.ptr, text.len - 1);
    cho_buf_text(out, ",\"controls\":");
    cho_host_write_controls(out, scene, cho_host_table_next(&scene->controls, NULL), reader);
    if (with_groups) {
        cho_buf_text(out, ",\"groups\":");
        cho_host_write_groups(room, out, scene);
    }
    cho_buf_text(out, "}");
}

/* An array of the scenes that are newer than `after`; NULL: of all. */
static void write_scenes(cho_host_room *room, cho_buf *out, const cho_host_node *after, cho_host_reader reader,
                         bool with_groups)
{
    const cho_host_scene *scene = NULL;
    const char           *comma = "[";
    for (scene = cho_host_table_next(&room->scenes, after); scene != NULL;
         scene = cho_host_table_next(&room->scenes, scene)) {
        cho_buf_text(out, comma);
        write_scene(room, out, scene, cho_host_json_span(&scene->object.json), reader, with_groups);
        comma = ",";
    }
    cho_buf_text(out, *comma == '[' ? "[]" : "]");
}

void cho_host_write_scene(cho_host_room *room, cho_buf *out, const cho_host_scene *scene)
{
    write_scene(room, out, scene, cho_host_json_span(&scene->object.json), CHO_HOST_FOR_GAME, false);
}

void cho_host_write_scenes(cho_host_room *room, cho_buf *out, cho_host_reader reader, bool with_groups)
{
    write_scenes(room, out, NULL, reader, with_groups);
}

bool cho_host_get_scenes(cho_host_call *call)
{
    cho_buf *out = &call->room->result;
    cho_buf_text(out, "{\"scenes\":");
    cho_host_write_scenes(call->room, out, call->from == NULL ? CHO_HOST_FOR_GAME : CHO_HOST_FOR_AUDIENCE, true);
    cho_buf_text(out, "}");
    return true;
}

/* ---- create ---- */

/* Its properties and controls. */
static bool fill_scene(cho_host_call *call, cho_host_scene *scene, cho_span item)
{
    cho_host_room  *room = call->room;
    cho_json_value  controls;
    cho_json_writer w = cho_host_patch_begin(room);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, scene->object.node.id);
    if (!cho_host_patch_end(call, item, own_members)
        || !cho_host_create_text(call, &scene->object, &room->state_budget))
        return false;
    return !cho_host_member(item, "controls", &controls) || cho_host_add_controls(call, scene, item);
}

static bool add_scene(cho_host_call *call, cho_span item)
{
    cho_host_room *room = call->room;
    cho_span       id;
    if (!cho_host_read_id(call, item, "sceneID", &id))
        return false;
    if (cho_host_table_find(&room->scenes, id) != NULL)
        return cho_host_refuse(call, CHO_HOST_SCENE_EXISTS, "sceneID", "the scene exists");
    if (cho_host_table_count(&room->scenes) >= room->options.limits->scenes_per_game)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "sceneID", "more scenes than this host allows");
    cho_host_scene *scene = cho_host_scene_add(room, id);
    return scene == NULL ? cho_host_refuse_memory(call) : fill_scene(call, scene, item);
}

static bool add_scenes(cho_host_call *call)
{
    cho_host_walk walk;
    cho_span      item;
    if (!cho_host_walk_into(call, call->params, "scenes", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!add_scene(call, item))
            return false;
    }
    return call->code == 0;
}

/* The default scene is there already, and is filled the first time it is named. */
bool cho_host_begin_with_scenes(cho_host_call *call)
{
    cho_host_scene *empty = call->room->default_scene;
    cho_host_walk   walk;
    cho_span        item, id;
    if (!cho_host_walk_into(call, call->params, "scenes", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!cho_host_read_id(call, item, "sceneID", &id))
            return false;
        bool is_default = empty != NULL && cho_span_equal(id, empty->object.node.id);
        if (is_default)
            cho_host_drop_text(call->room, &empty->object, &call->room->state_budget);
        if (!(is_default ? fill_scene(call, empty, item) : add_scene(call, item)))
            return false;
        empty = is_default ? NULL : empty;
    }
    return call->code == 0;
}

static void write_created(cho_host_room *room, cho_buf *out, const cho_host_node *before, cho_host_reader reader)
{
    cho_buf_text(out, "{\"scenes\":");
    write_scenes(room, out, before, reader, false);
    cho_buf_text(out, "}");
}

bool cho_host_create_scenes(cho_host_call *call)
{
    cho_host_room       *room   = call->room;
    const cho_host_node *before = room->scenes.last;
    if (!add_scenes(call)) {
        while (room->scenes.last != before)
            cho_host_scene_remove(room, (cho_host_scene *)(void *)room->scenes.last);
        return false;
    }
    write_created(room, &room->result, before, CHO_HOST_FOR_GAME);
    if (room->scenes.last == before)
        return true;
    write_created(room, cho_host_params(room), before, CHO_HOST_FOR_GAME);
    cho_host_tell_game_created(room, &room->scenes, before, "onSceneCreate", CHO_HOST_TOPIC_SCENE);
    if (cho_host_audience_differs(room))
        write_created(room, cho_host_params(room), before, CHO_HOST_FOR_AUDIENCE);
    cho_host_tell_audience(room, "onSceneCreate");
    return true;
}

/* ---- update ---- */

/* What one element of updateScenes does to its scene. */
typedef struct scene_update {
    struct scene_update *next;
    cho_host_scene      *scene;
    cho_host_changes     controls;
} scene_update;

typedef struct scene_updates {
    cho_host_changes scenes;
    scene_update    *first, **end;
} scene_updates;

static bool has_members(const cho_host_room *room)
{
    return room->patch.len > 2;
}

static bool stage_properties(cho_host_call *call, scene_updates *updates, cho_host_scene *scene, cho_span item)
{
    cho_host_patch_begin(call->room);
    if (!cho_host_patch_end(call, item, own_members))
        return false;
    if (!has_members(call->room))
        return true;
    cho_host_change *change = cho_host_stage(call, &updates->scenes, &scene->object);
    return change != NULL && cho_host_stage_patch(call, &updates->scenes, change);
}

/* One for each scene, however often the call names it. NULL: refused. */
static scene_update *update_of(cho_host_call *call, scene_updates *updates, cho_host_scene *scene)
{
    for (scene_update *u = updates->first; u != NULL; u = u->next) {
        if (u->scene == scene)
            return u;
    }
    scene_update *added = cho_arena_alloc(&call->room->scratch, sizeof *added);
    if (added == NULL) {
        cho_host_refuse_memory(call);
        return NULL;
    }
    *added = (scene_update){ .scene = scene };
    cho_host_changes_begin(&added->controls, call->room, &call->room->state_budget);
    *updates->end = added;
    updates->end  = &added->next;
    return added;
}

static bool stage_scene(cho_host_call *call, scene_updates *updates, cho_span item)
{
    cho_json_value  controls;
    cho_host_scene *scene = cho_host_scene_named(call, item, "sceneID", false);
    if (scene == NULL)
        return false;
    scene_update *update = update_of(call, updates, scene);
    if (update == NULL || !stage_properties(call, updates, scene, item))
        return false;
    return !cho_host_member(item, "controls", &controls)
           || cho_host_stage_controls(call, &update->controls, scene, item);
}

static bool stage_scenes(cho_host_call *call, scene_updates *updates)
{
    cho_host_walk walk;
    cho_span      item;
    if (!cho_host_walk_into(call, call->params, "scenes", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!stage_scene(call, updates, item))
            return false;
    }
    return call->code == 0;
}

static void write_changed(cho_host_room *room, const cho_host_changes *changes, cho_host_reader reader)
{
    cho_buf    *out   = cho_host_params(room);
    const char *comma = "{\"scenes\":[";
    for (const cho_host_change *change = changes->first; change != NULL; change = change->next) {
        cho_buf_text(out, comma);
        write_scene(room, out, (const cho_host_scene *)change->object, cho_host_event_text(change->object), reader,
                    false);
        comma = ",";
    }
    cho_buf_text(out, "]}");
}

static void tell_changed_scenes(cho_host_room *room, const cho_host_changes *changes)
{
    if (changes->first == NULL)
        return;
    write_changed(room, changes, CHO_HOST_FOR_GAME);
    cho_host_tell_game_changed(changes, "onSceneUpdate", CHO_HOST_TOPIC_SCENE);
    if (cho_host_audience_differs(room))
        write_changed(room, changes, CHO_HOST_FOR_AUDIENCE);
    cho_host_tell_audience(room, "onSceneUpdate");
}

static void write_named_scenes(cho_host_room *room, const scene_updates *updates)
{
    cho_buf    *out   = &room->result;
    const char *comma = "";
    cho_buf_text(out, "{\"scenes\":[");
    for (const scene_update *u = updates->first; u != NULL; u = u->next) {
        cho_buf_text(out, comma);
        write_scene(room, out, u->scene, cho_host_json_span(&u->scene->object.json), CHO_HOST_FOR_GAME, false);
        comma = ",";
    }
    cho_buf_text(out, "]}");
}

bool cho_host_update_scenes(cho_host_call *call)
{
    cho_host_room *room    = call->room;
    scene_updates  updates = { .first = NULL };
    updates.end            = &updates.first;
    cho_host_changes_begin(&updates.scenes, room, &room->state_budget);
    bool is_sound = cho_host_read_priority(call) && stage_scenes(call, &updates);
    if (is_sound) {
        cho_host_changes_commit(&updates.scenes);
        for (scene_update *u = updates.first; u != NULL; u = u->next)
            cho_host_settle_controls(&u->controls);
        tell_changed_scenes(room, &updates.scenes);
        for (scene_update *u = updates.first; u != NULL; u = u->next)
            cho_host_commit_controls(&u->controls, u->scene);
        write_named_scenes(room, &updates);
    }
    for (scene_update *u = updates.first; u != NULL; u = u->next)
        cho_host_changes_end(&u->controls);
    cho_host_changes_end(&updates.scenes);
    return is_sound;
}

/* ---- delete ---- */

static void tell_deleted(cho_host_room *room, const cho_host_scene *scene, const cho_host_scene *heir)
{
    cho_json_writer w = cho_json_writer_on(cho_host_params(room));
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, scene->object.node.id);
    cho_json_key(&w, "reassignSceneID"), cho_json_write_string(&w, heir->object.node.id);
    cho_json_end_object(&w);
    cho_host_tell_game_gone(room, "onSceneDelete");
    cho_host_tell_audience(room, "onSceneDelete");
}

static bool delete_scene(cho_host_call *call, cho_host_scene *scene, cho_host_scene *heir)
{
    cho_host_room   *room = call->room;
    cho_host_changes moves;
    cho_host_changes_begin(&moves, room, &room->state_budget);
    bool is_sound = cho_host_stage_group_moves(call, &moves, scene, heir);
    if (is_sound) {
        cho_host_commit_groups(&moves);
        tell_deleted(room, scene, heir);
        cho_host_scene_remove(room, scene);
    }
    cho_host_changes_end(&moves);
    return is_sound;
}

bool cho_host_delete_scene(cho_host_call *call)
{
    cho_span id;
    if (!cho_host_read_id(call, call->params, "sceneID", &id))
        return false;
    if (cho_span_is(id, "default"))
        return cho_host_refuse(call, CHO_HOST_DEFAULT_STAYS, "sceneID", "the default scene cannot be deleted");
    cho_host_scene *scene = cho_host_table_find(&call->room->scenes, id);
    if (scene == NULL)
        return true;
    cho_host_scene *heir = cho_host_scene_named(call, call->params, "reassignSceneID", true);
    if (heir == NULL)
        return false;
    if (heir == scene)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "reassignSceneID", "the scene itself");
    return delete_scene(call, scene, heir);
}
