/*
 * interactive_changes.h - what setters have collected since the last flush.
 * Layer    interactive. May include base/ and codec/.
 * Thread   game thread.
 * Memory   one heap block for each resource that is to be changed.
 * Trust    the game's own values, checked before they come here.
 *
 * A change is one merge patch for one resource. Later settings of the same resource are merged into
 * it, unless one patch could not say both: {"a":null} and then {"a":{"b":1}} become two changes. So
 * do settings of different priority.
 */
#ifndef CHO_INTERACTIVE_CHANGES_H
#define CHO_INTERACTIVE_CHANGES_H

#include "base/buf.h"
#include "base/index.h"
#include "base/span.h"
#include "codec/json_value.h"

typedef struct cho_ia_change {
    char    *json;     /* an object with at least one member */
    uint32_t len;
    uint32_t resource; /* handle                             */
    uint32_t scene;    /* of a control, else 0               */
    uint32_t order;    /* in which the changes were begun    */
    int32_t  priority;
} cho_ia_change;

typedef struct cho_ia_changes {
    const chorus_allocator *heap;
    cho_ia_change          *items;
    uint32_t                count, cap, next_order;
    int32_t                 priority;      /* of changes that are begun now */
    cho_index               index;         /* resource to the latest of its changes */
    cho_buf                 patch, merged; /* for one call at a time */
} cho_ia_changes;

void cho_ia_changes_init(cho_ia_changes *c, const chorus_allocator *heap);
void cho_ia_changes_deinit(cho_ia_changes *c);
void cho_ia_changes_clear(cho_ia_changes *c);

/* Adds a patch. OK; E_SIZE: a change would be longer than `room`; E_MEMORY. On failure nothing has
 * changed. `patch` may lie in c->patch. */
chorus_result cho_ia_changes_add(cho_ia_changes *c, uint32_t resource, uint32_t scene, cho_span patch, size_t room);

/* Forgets the changes that `is_wanted` does not want. */
typedef bool (*cho_ia_wanted_fn)(void *context, const cho_ia_change *change);
void cho_ia_changes_keep(cho_ia_changes *c, cho_ia_wanted_fn is_wanted, void *context);

/* What has been set last at a member of the resource and not gone out yet, as it stands in the patch.
 * False: nothing. */
bool cho_ia_changes_find(const cho_ia_changes *c, uint32_t resource, const char *name, cho_json_value *out);

/* Puts them in the order of kinds, then scenes, priorities, time. */
void cho_ia_changes_sort(cho_ia_changes *c);

/* Forgets the first `count` of them. */
void cho_ia_changes_drop(cho_ia_changes *c, uint32_t count);

#endif
