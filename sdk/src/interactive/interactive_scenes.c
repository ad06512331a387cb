#include "base/options.h"
#include "interactive/interactive_describe.h"

/* Scenes and groups are created and deleted in the same way. */
typedef struct family {
    const char *create_call, *delete_call; /* how the log calls them */
    const char *create, *list;
    const char *remove, *id, *reassign;
} family;

static const family scenes = { "create_scenes", "delete_scene", "createScenes", "scenes",
                              "deleteScene",   "sceneID",      "reassignSceneID" };
static const family groups = { "create_groups", "delete_group", "createGroups", "groups",
                              "deleteGroup",   "groupID",      "reassignGroupID" };

/* ---- creating ---- */

/* Checks the description at a place and, if there is a buffer for it, writes it. */
typedef chorus_result (*describe_fn)(const cho_ia_place *place, const void *given, cho_buf *out);

static chorus_result describe_scene(const cho_ia_place *place, const void *given, cho_buf *out)
{
    chorus_scene_desc known;
    chorus_result     r = cho_ia_read_scene(place, given, &known);
    return r == CHORUS_OK && out != NULL ? cho_ia_write_scene(&known, out) : r;
}

static chorus_result describe_group(const cho_ia_place *place, const void *given, cho_buf *out)
{
    chorus_group_desc known;
    chorus_result     r = cho_ia_read_group(place, given, &known);
    return r == CHORUS_OK && out != NULL ? cho_ia_write_group(&known, out) : r;
}

static chorus_result check_all(cho_interactive *s, const family *f, const void *descs, uint32_t count,
                               describe_fn describe)
{
    cho_ia_place  place = { s, f->create_call, f->list, 0 };
    chorus_result r     = CHORUS_OK;
    if (descs == NULL || count == 0)
        return cho_ia_refuse(&place, "there are none");
    for (; r == CHORUS_OK && place.at < count; place.at++)
        r = describe(&place, cho_options_nth(descs, place.at), NULL);
    return r;
}

static chorus_result add_all(cho_ia_draft *d, const family *f, const void *descs, uint32_t count,
                             describe_fn describe)
{
    cho_ia_list   list  = { .method = f->create, .name = f->list };
    cho_ia_place  place = { d->s, f->create_call, f->list, 0 };
    chorus_result r     = CHORUS_OK;
    cho_buf       object;
    cho_buf_init(&object, d->s->mirror.heap);
    cho_ia_begin_list(d, &list);
    for (; r == CHORUS_OK && place.at < count; place.at++) {
        cho_buf_clear(&object);
        r = describe(&place, cho_options_nth(descs, place.at), &object);
        if (r != CHORUS_OK)
            break;
        cho_ia_next_item(d, object.len);
        cho_json_write_raw(&d->w, (cho_span){ object.data, object.len });
    }
    cho_ia_end_list(d);
    cho_buf_deinit(&object);
    return r;
}

static chorus_result create_all(chorus_runtime *rt, chorus_session session, const family *f, const void *descs,
                                uint32_t count, describe_fn describe, chorus_request *request)
{
    cho_interactive *s;
    cho_ia_draft     draft;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_all(s, f, descs, count, describe);
    if (r != CHORUS_OK)
        return r;
    if (!cho_ia_may_change(s, request))
        return CHORUS_E_STATE;
    cho_ia_draft_init(&draft, s);
    r = add_all(&draft, f, descs, count, describe);
    if (r == CHORUS_OK)
        return cho_ia_send_draft(&draft, request);
    cho_ia_drop_draft(&draft);
    return r;
}

chorus_result chorus_interactive_create_scenes(chorus_runtime *rt, chorus_session session,
                                               const chorus_scene_desc *descs, uint32_t count,
                                               chorus_request *request)
{
    return create_all(rt, session, &scenes, descs, count, describe_scene, request);
}

chorus_result chorus_interactive_create_scene(chorus_runtime *rt, chorus_session session, const chorus_scene_desc *desc,
                                              chorus_request *request)
{
    return chorus_interactive_create_scenes(rt, session, desc, 1, request);
}

chorus_result chorus_interactive_create_groups(chorus_runtime *rt, chorus_session session,
                                               const chorus_group_desc *descs, uint32_t count,
                                               chorus_request *request)
{
    return create_all(rt, session, &groups, descs, count, describe_group, request);
}

chorus_result chorus_interactive_create_group(chorus_runtime *rt, chorus_session session, const chorus_group_desc *desc,
                                              chorus_request *request)
{
    return chorus_interactive_create_groups(rt, session, desc, 1, request);
}

/* ---- deleting ---- */

static chorus_result check_names(cho_interactive *s, const family *f, const char *id, const char *reassign)
{
    cho_ia_place  place = { s, f->delete_call, NULL, 0 };
    chorus_result r     = cho_ia_check_id(&place, "the id", id);
    if (r == CHORUS_OK && reassign != NULL)
        r = cho_ia_check_id(&place, "the id of what takes its place", reassign);
    return r;
}

static chorus_result delete_one(cho_interactive *s, const family *f, const char *id, const char *reassign,
                                chorus_request *request)
{
    cho_ia_draft draft;
    cho_ia_draft_init(&draft, s);
    cho_ia_begin_packet(&draft, cho_span_of(f->remove));
    cho_json_begin_object(&draft.w);
    cho_json_key(&draft.w, f->id), cho_json_write_text(&draft.w, id);
    cho_json_key(&draft.w, f->reassign), cho_json_write_string(&draft.w, cho_ia_span_or_default(reassign));
    cho_json_end_object(&draft.w);
    return cho_ia_send_draft(&draft, request);
}

/* A scene goes with its controls. */
static bool is_elsewhere(void *context, const cho_ia_change *change)
{
    const cho_ia_item *deleted = context;
    return change->resource != deleted->handle && change->scene != deleted->handle;
}

static chorus_result delete_named(chorus_runtime *rt, chorus_session session, const family *f, const char *id,
                                  const char *reassign, chorus_request *request)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_names(s, f, id, reassign);
    if (r != CHORUS_OK)
        return r;
    if (!cho_ia_may_change(s, request))
        return CHORUS_E_STATE;
    r = delete_one(s, f, id, reassign, request);
    const cho_ia_table *table   = f == &scenes ? &s->mirror.scenes : &s->mirror.groups;
    cho_ia_item        *deleted = cho_ia_find(&s->mirror, table, 0, cho_span_of(id));
    if (r == CHORUS_OK && deleted != NULL)
        cho_ia_changes_keep(&s->changes, is_elsewhere, deleted);
    return r;
}

chorus_result chorus_interactive_delete_scene(chorus_runtime *rt, chorus_session session, const char *scene,
                                              const char *reassign, chorus_request *request)
{
    return delete_named(rt, session, &scenes, scene, reassign, request);
}

chorus_result chorus_interactive_delete_group(chorus_runtime *rt, chorus_session session, const char *group,
                                              const char *reassign, chorus_request *request)
{
    return delete_named(rt, session, &groups, group, reassign, request);
}
