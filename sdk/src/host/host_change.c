#include "host/host_change.h"

#include "base/alloc.h"
#include "codec/json_patch.h"

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

/* Leaves the result in room->merged. */
static bool merge(cho_host_call *call, cho_span target, bool keep_nulls)
{
    cho_host_room *room = call->room;
    cho_span       patch = patch_of(room);
    cho_buf_clear(&room->merged);
    chorus_result r = keep_nulls ? cho_json_merge_keep_nulls(target, patch, &room->merged)
                                 : cho_json_merge(target, patch, &room->merged);
    if (r == CHORUS_E_MEMORY)
        return cho_host_refuse_memory(call);
    if (r != CHORUS_OK)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "not an object that can be merged");
    if (room->merged.len > CHO_HOST_OBJECT_MAX)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "more than 64 KiB in one object");
    return true;
}

static bool store_merged(cho_host_call *call, cho_host_json *out, cho_host_budget *budget)
{
    cho_host_room *room = call->room;
    switch (cho_host_json_store(out, (cho_span){ room->merged.data, room->merged.len }, budget, room->heap)) {
    case CHO_HOST_STORED:
        return true;
    case CHO_HOST_NO_BUDGET:
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "memory limit");
    default:
        return cho_host_refuse_memory(call);
    }
}

bool cho_host_create_text(cho_host_call *call, cho_host_json *out, cho_host_budget *budget)
{
    return merge(call, (cho_span){ NULL, 0 }, false) && store_merged(call, out, budget);
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
    changes->budget->used -= object->json.len; /* it makes room for its successor */
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
static bool stage_event(cho_host_call *call, cho_host_change *change, cho_span before)
{
    cho_host_room *room = call->room;
    if (change->event.len == 0 && !mentions_null(patch_of(room)))
        return true;
    if (!merge(call, change->event.len > 0 ? change->event : before, true))
        return false;
    chorus_str copy = cho_arena_str(&room->scratch, room->merged.data, room->merged.len);
    if (copy.len != room->merged.len)
        return cho_host_refuse_memory(call);
    change->event = (cho_span){ copy.ptr, copy.len };
    return true;
}

bool cho_host_stage_patch(cho_host_call *call, cho_host_changes *changes, cho_host_change *change)
{
    bool     is_first = change->json.len == 0;
    cho_span before   = cho_host_json_span(is_first ? &change->object->json : &change->json);
    if (!stage_event(call, change, before) || !merge(call, before, false))
        return false;
    cho_host_json_drop(&change->json, changes->budget, call->room->heap);
    return store_merged(call, &change->json, changes->budget);
}

void cho_host_changes_commit(cho_host_changes *changes)
{
    for (cho_host_change *change = changes->first; change != NULL; change = change->next) {
        if (change->is_committed)
            continue;
        if (change->json.len > 0) {
            cho_release(changes->room->heap, change->object->json.text);
            change->object->json = change->json;
            change->json         = (cho_host_json){ 0 };
        } else {
            changes->budget->used += change->object->json.len;
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
        cho_host_json_drop(&change->json, changes->budget, changes->room->heap);
        changes->budget->used += change->object->json.len;
    }
    changes->first = NULL;
    changes->end   = &changes->first;
}

cho_span cho_host_event_text(const cho_host_object *object)
{
    const cho_host_change *change = object->change;
    return change != NULL && change->event.len > 0 ? change->event : cho_host_json_span(&object->json);
}
