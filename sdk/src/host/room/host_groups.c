#include "codec/json_find.h"
#include "host/room/host_methods.h"
#include "host/room/host_objects.h"
#include "host/room/host_owed.h"
#include "host/room/host_participants.h"
#include "host/room/host_send.h"

static const char *const own_members[] = { "groupID", "sceneID", "etag", NULL };

/* ---- one group ---- */

cho_host_group *cho_host_group_add(cho_host_room *room, cho_span id, cho_host_scene *scene)
{
    cho_host_group *group = cho_host_table_add(&room->groups, id);
    if (group != NULL)
        group->scene = scene;
    return group;
}

void cho_host_group_remove(cho_host_room *room, cho_host_group *group)
{
    cho_host_drop_text(room, &group->object, &room->state_budget);
    cho_host_table_remove(&room->groups, group);
}

/* ---- writing ---- */

/* An array of the groups that are newer than `after` and show `of_scene`; NULL each: of all. */
static void write_groups(const cho_host_room *room, cho_buf *out, const cho_host_node *after,
                         const cho_host_scene *of_scene)
{
    const cho_host_group *group;
    cho_json_writer       w = cho_json_writer_on(out);
    cho_json_begin_array(&w);
    for (group = cho_host_table_next(&room->groups, after); group != NULL;
         group = cho_host_table_next(&room->groups, group)) {
        if (of_scene == NULL || group->scene == of_scene)
            cho_json_write_raw(&w, cho_host_json_span(&group->object.json));
    }
    cho_json_end_array(&w);
}

void cho_host_write_groups(cho_host_room *room, cho_buf *out, const cho_host_scene *of_scene)
{
    write_groups(room, out, NULL, of_scene);
}

bool cho_host_get_groups(cho_host_call *call)
{
    cho_buf *out = &call->room->result;
    cho_buf_text(out, "{\"groups\":");
    write_groups(call->room, out, NULL, NULL);
    cho_buf_text(out, "}");
    return true;
}

/* ---- create ---- */

static bool add_group(cho_host_call *call, cho_span item)
{
    cho_host_room *room = call->room;
    cho_span       id;
    if (!cho_host_read_id(call, item, "groupID", &id))
        return false;
    if (cho_host_table_find(&room->groups, id) != NULL)
        return cho_host_refuse(call, CHO_HOST_GROUP_EXISTS, "groupID", "the group exists");
    if (cho_host_table_count(&room->groups) >= room->options.limits->groups_per_game)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "groupID", "more groups than this host allows");
    cho_host_scene *scene = cho_host_scene_named(call, item, "sceneID", true);
    if (scene == NULL)
        return false;

    cho_host_group *group = cho_host_group_add(room, id, scene);
    if (group == NULL)
        return cho_host_refuse_memory(call);
    cho_json_writer w = cho_host_patch_begin(room);
    cho_json_key(&w, "groupID"), cho_json_write_string(&w, id);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, scene->object.node.id);
    return cho_host_patch_end(call, item, own_members)
           && cho_host_create_text(call, &group->object, &room->state_budget);
}

static bool add_groups(cho_host_call *call)
{
    cho_host_walk walk;
    cho_span      item;
    if (!cho_host_walk_into(call, call->params, "groups", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!add_group(call, item))
            return false;
    }
    return call->code == 0;
}

static void write_created(const cho_host_room *room, cho_buf *out, const cho_host_node *before)
{
    cho_buf_text(out, "{\"groups\":");
    write_groups(room, out, before, NULL);
    cho_buf_text(out, "}");
}

bool cho_host_create_groups(cho_host_call *call)
{
    cho_host_room       *room   = call->room;
    const cho_host_node *before = room->groups.last;
    if (!add_groups(call)) {
        while (room->groups.last != before)
            cho_host_group_remove(room, (cho_host_group *)(void *)room->groups.last);
        return false;
    }
    write_created(room, &room->result, before);
    if (room->groups.last == before)
        return true;
    write_created(room, cho_host_params(room), before);
    cho_host_tell_game_created(room, &room->groups, before, "onGroupCreate", CHO_HOST_TOPIC_GROUP);
    cho_host_tell_audience(room, "onGroupCreate");
    return true;
}

/* ---- update ---- */

static void write_changed(cho_buf *out, const cho_host_changes *changes, bool is_event)
{
    cho_buf_text(out, "{\"groups\":");
    cho_host_write_changed(changes, out, is_event);
    cho_buf_text(out, "}");
}

/* Writes the scene into the patch, when the caller names one. */
static bool read_scene(cho_host_call *call, cho_span item, cho_json_writer *w)
{
    cho_json_value value;
    if (!cho_json_find_key(item, cho_span_of("sceneID"), &value))
        return true;
    cho_host_scene *scene = cho_host_scene_named(call, item, "sceneID", true);
    if (scene == NULL)
        return false;
    cho_json_key(w, "sceneID"), cho_json_write_string(w, scene->object.node.id);
    return true;
}

/* The scene to show is the one that the new text names: the one the caller wants may have lost. */
static bool settle(cho_host_call *call, cho_host_change *change)
{
    change->scene = cho_host_scene_named(call, cho_host_json_span(&change->json), "sceneID", true);
    return change->scene != NULL;
}

static bool stage_group(cho_host_call *call, cho_host_changes *changes, cho_span item)
{
    cho_span id;
    if (!cho_host_read_id(call, item, "groupID", &id))
        return false;
    cho_host_group *group = cho_host_table_find(&call->room->groups, id);
    if (group == NULL)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_GROUP, "groupID", "unknown group");
    cho_host_change *change = cho_host_stage(call, changes, &group->object);
    if (change == NULL)
        return false;
    cho_json_writer w = cho_host_patch_begin(call->room);
    return read_scene(call, item, &w) && cho_host_patch_end(call, item, own_members)
           && cho_host_stage_patch(call, changes, change) && settle(call, change);
}

static bool stage_groups(cho_host_call *call, cho_host_changes *changes)
{
    cho_host_walk walk;
    cho_span      item;
    if (!cho_host_walk_into(call, call->params, "groups", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!stage_group(call, changes, item))
            return false;
    }
    return call->code == 0;
}

static void show(cho_host_group *group, cho_host_scene *scene, int64_t now_ms)
{
    if (group->scene != scene)
        group->shows_since_ms = now_ms;
    group->scene = scene;
}

void cho_host_commit_groups(cho_host_changes *changes)
{
    cho_host_changes_commit(changes);
    for (cho_host_change *change = changes->first; change != NULL; change = change->next) {
        if (change->scene != NULL)
            show((cho_host_group *)change->object, change->scene, changes->room->now_ms);
    }
    if (changes->first == NULL)
        return;
    write_changed(cho_host_params(changes->room), changes, true);
    cho_host_tell_game_changed(changes, "onGroupUpdate", CHO_HOST_TOPIC_GROUP);
    cho_host_tell_audience(changes->room, "onGroupUpdate");
}

bool cho_host_update_groups(cho_host_call *call)
{
    cho_host_changes changes;
    cho_host_changes_begin(&changes, call->room, &call->room->state_budget);
    bool is_sound = cho_host_read_priority(call) && stage_groups(call, &changes);
    if (is_sound) {
        cho_host_commit_groups(&changes);
        write_changed(&call->room->result, &changes, false);
    }
    cho_host_changes_end(&changes);
    return is_sound;
}

bool cho_host_stage_group_moves(cho_host_call *call, cho_host_changes *changes, const cho_host_scene *from,
                                cho_host_scene *to)
{
    static const char *const none[] = { NULL };
    cho_host_group          *group  = NULL;
    while ((group = cho_host_table_next(&call->room->groups, group)) != NULL) {
        if (group->scene != from)
            continue;
        cho_host_change *change = cho_host_stage(call, changes, &group->object);
        if (change == NULL)
            return false;
        change->scene     = to;
        change->is_forced = true;
        cho_json_writer w = cho_host_patch_begin(call->room);
        cho_json_key(&w, "sceneID"), cho_json_write_string(&w, to->object.node.id);
        if (!cho_host_patch_end(call, cho_span_of("{}"), none) || !cho_host_stage_patch(call, changes, change))
            return false;
    }
    return true;
}

/* ---- delete ---- */

static void tell_deleted(cho_host_room *room, const cho_host_group *group, const cho_host_group *heir)
{
    cho_json_writer w = cho_json_writer_on(cho_host_params(room));
    cho_json_begin_object(&w);
    cho_json_key(&w, "groupID"), cho_json_write_string(&w, group->object.node.id);
    cho_json_key(&w, "reassignGroupID"), cho_json_write_string(&w, heir->object.node.id);
    cho_json_end_object(&w);
    cho_host_tell_game_gone(room, "onGroupDelete");
    cho_host_tell_audience(room, "onGroupDelete");
}

static bool delete_group(cho_host_call *call, cho_host_group *group, cho_host_group *heir)
{
    cho_host_room   *room = call->room;
    cho_host_changes moves;
    cho_host_changes_begin(&moves, room, &room->memory_budget);
    bool is_sound = cho_host_stage_member_moves(call, &moves, group, heir);
    if (is_sound) {
        cho_host_commit_participants(&moves);
        tell_deleted(room, group, heir);
        cho_host_group_remove(room, group);
    }
    cho_host_changes_end(&moves);
    return is_sound;
}

bool cho_host_delete_group(cho_host_call *call)
{
    cho_host_room *room = call->room;
    cho_span       id, heir_id;
    if (!cho_host_read_id(call, call->params, "groupID", &id))
        return false;
    if (cho_span_is(id, "default"))
        return cho_host_refuse(call, CHO_HOST_DEFAULT_STAYS, "groupID", "the default group cannot be deleted");
    cho_host_group *group = cho_host_table_find(&room->groups, id);
    if (group == NULL)
        return true;
    if (!cho_host_read_optional_id(call, call->params, "reassignGroupID", "default", &heir_id))
        return false;
    cho_host_group *heir = cho_host_table_find(&room->groups, heir_id);
    if (heir == NULL)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_GROUP, "reassignGroupID", "unknown group");
    if (heir == group)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "reassignGroupID", "the group itself");
    return delete_group(call, group, heir);
}
