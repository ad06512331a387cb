#include "interactive/interactive_mirror.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <chorus/interactive.h>

enum { WORLD_HANDLE = CHORUS_RESOURCE_WORLD << CHO_SLOTS_TAG_SHIFT | 1 };

/* ---- life ---- */

/* Handles in an index are those of live slots. */
static cho_ia_item *item_at(const cho_ia_table *table, uint32_t handle)
{
    return cho_slots_at(&table->slots, handle);
}

static uint32_t hash_of(const void *context, uint32_t handle)
{
    return item_at(context, handle)->hash;
}

static void init_table(cho_ia_table *table, const chorus_allocator *heap, uint32_t tag)
{
    *table = (cho_ia_table){ 0 };
    cho_slots_init(&table->slots, heap, sizeof(cho_ia_item), tag);
    cho_index_init(&table->index, heap, hash_of, table);
}

static void deinit_table(cho_ia_table *table)
{
    cho_ia_item *item;
    for (uint32_t it = 0; (item = cho_slots_next(&table->slots, &it)) != NULL;)
        cho_release(table->slots.heap, item->text.block);
    cho_index_deinit(&table->index);
    cho_slots_deinit(&table->slots);
}

bool cho_ia_mirror_init(cho_ia_mirror *m, const chorus_allocator *heap)
{
    *m            = (cho_ia_mirror){ .heap = heap };
    m->world.text = cho_ia_make_text(m, cho_span_of("world"), cho_span_of(""), cho_span_of("{}"));
    if (m->world.text.block == NULL)
        return false;
    m->world.handle   = WORLD_HANDLE;
    m->world.is_known = true;
    init_table(&m->scenes, heap, CHORUS_RESOURCE_SCENE);
    init_table(&m->groups, heap, CHORUS_RESOURCE_GROUP);
    init_table(&m->controls, heap, CHORUS_RESOURCE_CONTROL);
    cho_ia_people_init(&m->people, heap);
    cho_buf_init(&m->old_texts, heap);
    cho_buf_init(&m->scratch, heap);
    return true;
}

void cho_ia_mirror_set_seed(cho_ia_mirror *m, uint64_t hash_seed)
{
    m->hash_seed        = hash_seed;
    m->people.hash_seed = hash_seed;
}

static void free_old_texts(cho_ia_mirror *m)
{
    for (size_t at = 0; at < m->old_texts.len; at += sizeof(char *)) {
        char *block;
        memcpy(&block, m->old_texts.data + at, sizeof block);
        cho_release(m->heap, block);
    }
    cho_buf_clear(&m->old_texts);
}

void cho_ia_mirror_deinit(cho_ia_mirror *m)
{
    free_old_texts(m);
    cho_release(m->heap, m->world.text.block);
    deinit_table(&m->scenes);
    deinit_table(&m->groups);
    deinit_table(&m->controls);
    cho_ia_people_deinit(&m->people);
    cho_buf_deinit(&m->old_texts);
    cho_buf_deinit(&m->scratch);
}

void cho_ia_mirror_sweep(cho_ia_mirror *m)
{
    free_old_texts(m);
    cho_ia_people_sweep(&m->people);
    while (m->first_gone != 0) {
        uint32_t      handle = m->first_gone;
        cho_ia_table *table  = cho_ia_table_of(m, handle);
        cho_ia_item  *item   = cho_ia_get(table, handle);
        m->first_gone        = item->next_gone;
        cho_release(m->heap, item->text.block);
        cho_slots_remove(&table->slots, handle);
    }
}

bool cho_ia_mirror_wants_sweep(const cho_ia_mirror *m)
{
    return m->first_gone != 0 || m->people.first_gone != 0 || m->old_texts.len > 0;
}

bool cho_ia_mirror_is_full(const cho_ia_mirror *m)
{
    return m->scenes.slots.count == CHO_SLOTS_MAX || m->groups.slots.count == CHO_SLOTS_MAX ||
           m->controls.slots.count == CHO_SLOTS_MAX || m->people.slots.count == CHO_SLOTS_MAX;
}

/* ---- finding ---- */

typedef struct item_key {
    cho_span id;
    uint32_t scene; /* 0: any */
    uint32_t hash;
} item_key;

cho_ia_table *cho_ia_table_of(cho_ia_mirror *m, uint32_t handle)
{
    switch (handle >> CHO_SLOTS_TAG_SHIFT) {
    case CHORUS_RESOURCE_SCENE:   return &m->scenes;
    case CHORUS_RESOURCE_GROUP:   return &m->groups;
    case CHORUS_RESOURCE_CONTROL: return &m->controls;
    default:                      return NULL;
    }
}

/* Equal control ids of different scenes must not meet in the index: the scene is part of the key. */
static item_key key_of(const cho_ia_mirror *m, uint32_t scene, cho_span id)
{
    uint64_t seed = m->hash_seed ^ ((uint64_t)scene << 32 | scene);
    return (item_key){ id, scene, cho_hash(seed, id.ptr, id.len) };
}

static bool matches(const void *context, uint32_t handle, const void *key)
{
    const cho_ia_item *item   = item_at(context, handle);
    const item_key    *wanted = key;
    return item->hash == wanted->hash && !item->is_doomed && (wanted->scene == 0 || item->scene == wanted->scene) &&
           item->text.id_len == wanted->id.len && memcmp(item->text.block, wanted->id.ptr, wanted->id.len) == 0;
}

cho_ia_item *cho_ia_find(const cho_ia_mirror *m, const cho_ia_table *table, uint32_t scene, cho_span id)
{
    item_key key    = key_of(m, scene, id);
    uint32_t handle = cho_index_find(&table->index, key.hash, matches, table, &key);
    return handle == CHO_INDEX_NONE ? NULL : item_at(table, handle);
}

cho_span cho_ia_or_default(cho_span id)
{
    return id.len > 0 ? id : cho_span_of("default");
}

chorus_str cho_ia_id(const cho_ia_item *item)
{
    return (chorus_str){ item->text.block, item->text.id_len };
}

chorus_str cho_ia_kind(const cho_ia_item *item)
{
    return (chorus_str){ item->text.block + item->text.id_len + 1, item->text.kind_len };
}

chorus_str cho_ia_json(const cho_ia_item *item)
{
    const char *kind = item->text.block + item->text.id_len + 1;
    return (chorus_str){ kind + item->text.kind_len + 1, item->text.json_len };
}

chorus_str cho_ia_scene_id(const cho_ia_mirror *m, const cho_ia_item *item)
{
    const cho_ia_item *scene = cho_ia_get(&m->scenes, item->scene);
    return scene == NULL ? (chorus_str){ "", 0 } : cho_ia_id(scene);
}

cho_ia_item *cho_ia_next(const cho_ia_table *table, uint32_t *it)
{
    cho_ia_item *item;
    do
        item = cho_slots_next(&table->slots, it);
    while (item != NULL && item->is_gone);
    return item;
}

/* ---- changing ---- */

cho_ia_content cho_ia_make_text(const cho_ia_mirror *m, cho_span id, cho_span kind, cho_span json)
{
    cho_ia_content text = { .block = cho_alloc(m->heap, id.len + kind.len + json.len + 3) };
    if (text.block != NULL) {
        cho_span_put(cho_span_put(cho_span_put(text.block, id), kind), json);
        text.id_len   = (uint32_t)id.len;
        text.kind_len = (uint32_t)kind.len;
        text.json_len = (uint32_t)json.len;
    }
    return text;
}

static void count_use(cho_ia_mirror *m, uint32_t scene, bool is_control)
{
    cho_ia_item *item = cho_ia_get(&m->scenes, scene);
    if (item == NULL)
        return;
    item->user_count++;
    item->control_count += is_control;
}

static void end_use(cho_ia_mirror *m, uint32_t scene, bool is_control)
{
    cho_ia_item *item = cho_ia_get(&m->scenes, scene);
    if (item == NULL)
        return;
    item->user_count--;
    item->control_count -= is_control;
    cho_ia_settle(m, item);
}

cho_ia_item *cho_ia_add(cho_ia_mirror *m, cho_ia_table *table, uint32_t scene, cho_ia_content text)
{
    uint32_t handle;
    if (!cho_index_reserve(&table->index, table->index.count + 1))
        return NULL;
    cho_ia_item *item = cho_slots_add(&table->slots, &handle);
    if (item == NULL)
        return NULL;
    item->text   = text;
    item->handle = handle;
    item->scene  = scene;
    item->hash   = key_of(m, scene, (cho_span){ text.block, text.id_len }).hash;
    cho_index_put(&table->index, item->hash, handle);
    count_use(m, scene, true);
    return item;
}

cho_ia_item *cho_ia_mention(cho_ia_mirror *m, cho_ia_table *table, uint32_t scene, cho_span id)
{
    cho_ia_item *item = cho_ia_find(m, table, scene, id);
    if (item != NULL)
        return item;
    cho_ia_content text = cho_ia_make_text(m, id, cho_span_of(""), cho_span_of("{}"));
    if (text.block == NULL)
        return NULL;
    item = cho_ia_add(m, table, scene, text);
    if (item == NULL)
        cho_release(m->heap, text.block);
    return item;
}

static bool is_found_as(const cho_ia_item *item, cho_span id)
{
    return item != NULL && !item->is_gone && !item->is_doomed && cho_span_equal(cho_ia_span(cho_ia_id(item)), id);
}

cho_ia_item *cho_ia_mention_group(cho_ia_mirror *m, cho_span id)
{
    cho_ia_item *group = cho_ia_get(&m->groups, m->last_group);
    if (is_found_as(group, id))
        return group;
    group = cho_ia_mention(m, &m->groups, 0, id);
    if (group != NULL)
        m->last_group = group->handle;
    return group;
}

void cho_ia_settle(cho_ia_mirror *m, cho_ia_item *item)
{
    if (item != NULL && !item->is_known && !item->is_gone && item->user_count == 0)
        cho_ia_bury(m, item);
}

bool cho_ia_reserve_texts(cho_ia_mirror *m, uint32_t count)
{
    bool has_room = cho_buf_reserve(&m->old_texts, count * sizeof(char *));
    m->old_texts.failed = false;
    return has_room;
}

void cho_ia_keep_old_text(cho_ia_mirror *m, char *block)
{
    cho_buf_append(&m->old_texts, &block, sizeof block);
}

void cho_ia_replace_text(cho_ia_mirror *m, cho_ia_item *item, cho_ia_content text)
{
    cho_ia_keep_old_text(m, item->text.block);
    item->text = text;
}

void cho_ia_make_known(cho_ia_table *table, cho_ia_item *item)
{
    if (!item->is_known)
        table->known_count++;
    item->is_known = true;
}

void cho_ia_show_scene(cho_ia_mirror *m, cho_ia_item *group, cho_ia_item *scene)
{
    uint32_t before = group->scene;
    group->scene    = scene->handle;
    count_use(m, scene->handle, false);
    end_use(m, before, false);
}

void cho_ia_bury(cho_ia_mirror *m, cho_ia_item *item)
{
    cho_ia_table *table = cho_ia_table_of(m, item->handle);
    cho_index_remove(&table->index, item->hash, item->handle);
    table->known_count -= item->is_known;
    item->is_gone   = true;
    item->next_gone = m->first_gone;
    m->first_gone   = item->handle;
    end_use(m, item->scene, table == &m->controls);
}

static void end_membership(cho_ia_mirror *m, uint32_t group)
{
    cho_ia_item *item = cho_ia_get(&m->groups, group);
    if (item == NULL)
        return;
    item->user_count--;
    cho_ia_settle(m, item);
}

void cho_ia_join_group(cho_ia_mirror *m, cho_ia_person *person, cho_ia_item *group)
{
    uint32_t before = person->group;
    person->group   = group->handle;
    group->user_count++;
    end_membership(m, before);
}

void cho_ia_bury_person(cho_ia_mirror *m, uint32_t handle, cho_ia_person *person)
{
    cho_ia_people_bury(&m->people, handle);
    end_membership(m, person->group);
}
