/*
 * interactive_mirror.h - the world, scenes, groups and controls as the service last told them.
 * Layer    interactive. May include base/.
 * Thread   game thread.
 * Memory   a thing is a slot and one heap block of text. A text that is replaced and a thing that is
 *          gone stay readable until cho_ia_mirror_sweep(), because events point into them.
 * Trust    ids and JSON come from the service: ids are hashed with a secret seed, and JSON has been
 *          checked on the network side.
 *
 * A thing that others point at before the service has told about it is in the table with nothing but
 * its id: it is not known yet. It leaves when nothing points at it any more.
 */
#ifndef CHO_INTERACTIVE_MIRROR_H
#define CHO_INTERACTIVE_MIRROR_H

#include "base/buf.h"
#include "base/index.h"
#include "base/slots.h"
#include "base/span.h"
#include "interactive/interactive_participants.h"

/* What a thing is called and what it says. */
typedef struct cho_ia_content {
    char    *block; /* id, kind and JSON one behind the other, each with a NUL */
    uint32_t id_len, kind_len, json_len;
} cho_ia_content;

/* The world, a scene, a group or a control. */
typedef struct cho_ia_item {
    cho_ia_content text;
    uint32_t    handle;
    uint32_t    hash;          /* of the id, and for controls of the scene */
    uint32_t    scene;         /* a control's own; the one that a group shows */
    uint32_t    user_count;    /* what points here: controls and groups, or participants */
    uint32_t    control_count; /* of a scene */
    uint32_t    next_gone;
    int64_t     asked_cooldown_ms; /* of a control: what the game has asked for last */
    bool        is_known;
    bool        is_gone;
    bool        is_seen;       /* told since the last SYNC_BEGIN */
    bool        is_doomed;     /* about to be removed: not found by its id */
} cho_ia_item;

typedef struct cho_ia_table {
    cho_slots slots;
    cho_index index;
    uint32_t  known_count;
} cho_ia_table;

typedef struct cho_ia_mirror {
    const chorus_allocator *heap;
    uint64_t                hash_seed;
    cho_ia_item             world;
    cho_ia_table            scenes, groups, controls;
    cho_ia_people           people;
    uint32_t                first_gone; /* handle; chained by next_gone */
    uint32_t                last_group; /* handle: the one a participant was in last */
    cho_buf                 old_texts;  /* blocks that were replaced, as char * */
    cho_buf                 scratch;    /* for one call at a time */
    bool                    is_syncing; /* between SYNC_BEGIN and SYNC_END */
} cho_ia_mirror;

/* False: no memory; nothing to deinit. */
bool cho_ia_mirror_init(cho_ia_mirror *m, const chorus_allocator *heap);
void cho_ia_mirror_deinit(cho_ia_mirror *m);

/* Before the first thing is told: a number that nobody outside can know. */
void cho_ia_mirror_set_seed(cho_ia_mirror *m, uint64_t hash_seed);

/* Frees what is gone and what was replaced. */
void cho_ia_mirror_sweep(cho_ia_mirror *m);
bool cho_ia_mirror_wants_sweep(const cho_ia_mirror *m);

/* True when a table holds as much as a table can. */
bool cho_ia_mirror_is_full(const cho_ia_mirror *m);

/* ---- finding ---- */

/* NULL for a stale handle, and for one of another table. */
static inline cho_ia_item *cho_ia_get(const cho_ia_table *table, uint32_t handle)
{
    return cho_slots_get(&table->slots, handle);
}

/* The scenes, groups or controls that a handle belongs to; NULL: none of the three. */
cho_ia_table *cho_ia_table_of(cho_ia_mirror *m, uint32_t handle);

/* `scene` is 0 but for controls. Also finds what is not known yet. */
cho_ia_item *cho_ia_find(const cho_ia_mirror *m, const cho_ia_table *table, uint32_t scene, cho_span id);

/* An empty id in a record means this one. */
cho_span cho_ia_or_default(cho_span id);

chorus_str cho_ia_id(const cho_ia_item *item);
chorus_str cho_ia_kind(const cho_ia_item *item);
chorus_str cho_ia_json(const cho_ia_item *item);
/* Of the scene a control is in or a group shows; empty: there is none. */
chorus_str cho_ia_scene_id(const cho_ia_mirror *m, const cho_ia_item *item);

/* Walks over all that are not gone, those not known yet included, as cho_slots_next() does. */
cho_ia_item *cho_ia_next(const cho_ia_table *table, uint32_t *it);

/* ---- changing ---- */

/* NULL block: no memory. */
cho_ia_content cho_ia_make_text(const cho_ia_mirror *m, cho_span id, cho_span kind, cho_span json);

/* A new item that takes over `text`. NULL: no memory, and the text is still the caller's. */
cho_ia_item *cho_ia_add(cho_ia_mirror *m, cho_ia_table *table, uint32_t scene, cho_ia_content text);

/* Finds or adds. NULL: no memory. Point at the item or settle it. */
cho_ia_item *cho_ia_mention(cho_ia_mirror *m, cho_ia_table *table, uint32_t scene, cho_span id);

/* The same for the group of a participant: a crowd is in the same one, so the last is tried first. */
cho_ia_item *cho_ia_mention_group(cho_ia_mirror *m, cho_span id);

/* Buries an item that is neither known nor pointed at. NULL is fine. */
void cho_ia_settle(cho_ia_mirror *m, cho_ia_item *item);

/* Room for `count` texts to be replaced. False: no memory. */
bool cho_ia_reserve_texts(cho_ia_mirror *m, uint32_t count);
/* Needs room. */
void cho_ia_replace_text(cho_ia_mirror *m, cho_ia_item *item, cho_ia_content text);
/* The same for a block of a participant. */
void cho_ia_keep_old_text(cho_ia_mirror *m, char *block);

void cho_ia_make_known(cho_ia_table *table, cho_ia_item *item);

/* Lets a group show another scene. */
void cho_ia_show_scene(cho_ia_mirror *m, cho_ia_item *group, cho_ia_item *scene);

/* Takes an item out of its table; it stays readable until the sweep. Nothing may point at it. */
void cho_ia_bury(cho_ia_mirror *m, cho_ia_item *item);

void cho_ia_join_group(cho_ia_mirror *m, cho_ia_person *person, cho_ia_item *group);
/* As cho_ia_bury(), for a participant. It still says which group it was in. */
void cho_ia_bury_person(cho_ia_mirror *m, uint32_t handle, cho_ia_person *person);

#endif
