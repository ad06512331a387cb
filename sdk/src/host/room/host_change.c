#include "host/room/host_change.h"

#include "base/alloc.h"
#include "codec/json_patch.h"
#include "host/room/host_owed.h"

/* ---- the patch ---- */

cho_json_writer cho_host_patch_begin(cho_host_room *room)
{
    cho_buf_clear(&room->patch);
    cho_json_writer w = cho_json_writer_on(&room->patch);
    cho_json_begin_object(&w);
    return w;
}

bool cho_host_patch_end(cho_host_call *call, cho_span object, const char *const *left_out)
{
    cho_buf *patch = &call->room->patch;
    if (!cho_host_append_others(patch, object, left_out, CHO_HOST_DEPTH))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "nested too deeply");
    cho_buf_text(patch, "}");
    return !patch->failed || cho_host_refuse_memory(call);
}

static cho_span patch_of(const cho_host_room *room)
{
    return (cho_span){ room->patch.data, room->patch.len };
}

/* Leaves the result in room->merged and, without nulls, in room->tags. */
static bool merge(cho_host_call *call, cho_span target, const cho_host_tags *tags, bool is_forced, bool keep_nulls)
{
    cho_host_room          *room   = call->room;
    const cho_json_tag_node node   = { tags->base, { tags->inside.text, tags->inside.len } };
    const cho_json_author   author = { call->tag, is_forced || cho_json_tag_yields(tags->newest, call->tag) };
    cho_buf_clear(&room->merged);
    cho_buf_clear(&room->tags);
    chorus_result r = cho_json_merge_tagged(target, &node, patch_of(room), &author, &room->merged,
                                            keep_nulls ? NULL : &room->tags);
    if (r == CHORUS_E_MEMORY)
        return cho_host_refuse_memory(call);
    if (r != CHORUS_OK)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "not an object that can be merged");
    if (room->merged.len > room->options.limits->object_bytes)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "an object is larger than this host allows");
    return true;
}

static bool store(cho_host_call *call, const cho_buf *text, cho_host_json *out, cho_host_budget *budget)
{
    switch (cho_host_json_store(out, (cho_span){ text->data, text->len }, budget, call->room->heap)) {
    case CHO_HOST_STORED:
        return true;
    case CHO_HOST_NO_BUDGET:
        call->is_over_budget = true;
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "memory limit");
    default:
        return cho_host_refuse_memory(call);
    }
}

bool cho_host_create_text(cho_host_call *call, cho_host_object *object, cho_host_budget *budget)
{
    static const cho_span nothing;
    object->tags = (cho_host_tags){ .base = call->tag, .newest = call->tag };
    return merge(call, nothing, &object->tags, true, false) && store(call, &call->room->merged, &object->json, budget);
}

void cho_host_drop_text(cho_host_room *room, cho_host_object *object, cho_host_budget *budget)
{
    cho_host_forgive(room, object);
    cho_host_json_drop(&object->json, budget, room->heap);
    cho_host_json_drop(&object->tags.inside, budget, room->heap);
}

/* ---- tags ---- */

static void take_newest(cho_json_tag *newest, cho_json_tag tag)
{
    if (tag.seq > newest->seq)
        newest->seq = tag.seq;
    if (tag.priority > newest->priority)
        newest->priority = tag.priority;
}

/* What room->tags says, with the call's tag on what it has written. Too much of it is forgotten: then all of the
   object counts as written just now, and nothing that comes late can undo anything. */
static bool store_tags(cho_host_call *call, const cho_host_tags *before, cho_host_tags *out, cho_host_budget *budget)
{
    cho_host_tags tags = { before->base, before->newest, { 0 } };
    take_newest(&tags.newest, call->tag);
    if (call->room->tags.len > call->room->options.limits->tag_bytes)
        tags.base = tags.newest = (cho_json_tag){ tags.newest.seq, 0 };
    else if (call->room->tags.len > 0 && !store(call, &call->room->tags, &tags.inside, budget))
        return false;
    *out = tags;
    return true;
}

/* ---- the list ---- */

void cho_host_changes_begin(cho_host_changes *changes, cho_host_room *room, cho_host_budget *budget)
{
    *changes     = (cho_host_changes){ .room = room, .budget = budget };
    changes->end = &changes->first;
}

cho_host_change *cho_host_stage(cho_host_call *call, cho_host_changes *changes, cho_host_object *object)
{
    if (object->change != NULL)
        return object->change;
    cho_host_change *change = cho_arena_alloc(&call->room->scratch, sizeof *change);
    if (change == NULL) {
        cho_host_refuse_memory(call);
        return NULL;
    }
    *change         = (cho_host_change){ .object = object };
    object->change  = change;
    *changes->end   = change;
    changes->end    = &change->next;
    cho_host_budget_give_back(changes->budget, cho_host_size_of(object)); /* it makes room for its successor */
    return change;
}

/* May say yes for a text that only looks like it. */
static bool mentions_null(cho_span patch)
{
    for (size_t i = 0; i + 4 <= patch.len; i++) {
        if (memcmp(patch.ptr + i, "null", 4) == 0)
            return true;
    }
    return false;
}

/* The event's text; before the new text replaces the one it is made from. */
static bool stage_event(cho_host_call *call, cho_host_change *change, cho_span before, const cho_host_tags *tags)
{
    cho_host_room *room = call->room;
    if (change->event.len == 0 && !mentions_null(patch_of(room)))
        return true;
    if (!merge(call, change->event.len > 0 ? change->event : before, tags, change->is_forced, true))
        return false;
    chorus_str copy = cho_arena_str(&room->scratch, room->merged.data, room->merged.len);
    if (copy.len != room->merged.len)
        return cho_host_refuse_memory(call);
    change->event = (cho_span){ copy.ptr, copy.len };
    return true;
}

static void drop_staged(const cho_host_changes *changes, cho_host_change *change)
{
    cho_host_json_drop(&change->json, changes->budget, changes->room->heap);
    cho_host_json_drop(&change->tags.inside, changes->budget, changes->room->heap);
}

bool cho_host_stage_patch(cho_host_call *call, cho_host_changes *changes, cho_host_change *change)
{
    const cho_host_object *object   = change->object;
    bool                   is_first = change->json.len == 0;
    cho_span               before   = cho_host_json_span(is_first ? &object->json : &change->json);
    const cho_host_tags   *tags     = is_first ? &object->tags : &change->tags;
    if (!stage_event(call, change, before, tags) || !merge(call, before, tags, change->is_forced, false))
        return false;
    cho_host_tags was = *tags;
    drop_staged(changes, change);
    return store(call, &call->room->merged, &change->json, changes->budget)
           && store_tags(call, &was, &change->tags, changes->budget);
}

/* The budget has counted the new ones, and not the old ones since they were staged. */
static void replace_text(const cho_host_changes *changes, cho_host_change *change)
{
    cho_host_object *object = change->object;
    cho_release(changes->room->heap, object->json.text);
    cho_release(changes->room->heap, object->tags.inside.text);
    object->json        = change->json;
    object->tags        = change->tags;
    change->json        = (cho_host_json){ 0 };
    change->tags.inside = (cho_host_json){ 0 };
}

void cho_host_changes_commit(cho_host_changes *changes)
{
    for (cho_host_change *change = changes->first; change != NULL; change = change->next) {
        if (change->is_committed)
            continue;
        if (change->json.len > 0) {
            replace_text(changes, change);
        } else {
            cho_host_budget_force(changes->budget, cho_host_size_of(change->object));
        }
        change->is_committed = true;
    }
}

void cho_host_changes_end(cho_host_changes *changes)
{
    for (cho_host_change *change = changes->first; change != NULL; change = change->next) {
        change->object->change = NULL;
        if (change->is_committed)
            continue;
        drop_staged(changes, change);
        cho_host_budget_force(changes->budget, cho_host_size_of(change->object));
    }
    changes->first = NULL;
    changes->end   = &changes->first;
}

cho_span cho_host_event_text(const cho_host_object *object)
{
    const cho_host_change *change = object->change;
    return change != NULL && change->event.len > 0 ? change->event : cho_host_json_span(&object->json);
}
