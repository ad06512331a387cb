#include "interactive/interactive_changes.h"

#include "base/alloc.h"
#include "base/slots.h"
#include "codec/json_find.h"
#include "codec/json_patch.h"
#include "codec/json_reader.h"

#include <chorus/interactive.h>

enum { FIRST_CAP = 16 };

/* ---- life ---- */

/* Handles are our own numbers: nobody can choose them to collide. */
static uint32_t hash_handle(uint32_t handle)
{
    return handle * UINT32_C(2654435769) >> 7;
}

static uint32_t hash_of(const void *context, uint32_t position)
{
    const cho_ia_changes *c = context;
    return hash_handle(c->items[position].resource);
}

void cho_ia_changes_init(cho_ia_changes *c, const chorus_allocator *heap)
{
    *c = (cho_ia_changes){ .heap = heap };
    cho_index_init(&c->index, heap, hash_of, c);
    cho_buf_init(&c->patch, heap);
    cho_buf_init(&c->merged, heap);
}

void cho_ia_changes_clear(cho_ia_changes *c)
{
    cho_ia_changes_drop(c, c->count);
}

void cho_ia_changes_deinit(cho_ia_changes *c)
{
    cho_ia_changes_clear(c);
    cho_release(c->heap, c->items);
    cho_index_deinit(&c->index);
    cho_buf_deinit(&c->patch);
    cho_buf_deinit(&c->merged);
}

/* ---- putting two patches together ---- */

static bool find_member(cho_span object, const cho_json_value *key, cho_json_value *out)
{
    cho_json_reader r;
    cho_json_value  name;
    cho_json_reader_init(&r, object, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &name) && cho_json_read(&r, out)) {
        if (cho_json_compare(&name, key) == 0)
            return true;
    }
    return false;
}

/* True when `second` goes into an object where `first` puts something else or nothing: as one patch
 * it would then be merged into what was there before. */
static bool contradicts(cho_span first, cho_span second)
{
    cho_json_reader r;
    cho_json_value  key, mine, before;
    cho_json_reader_init(&r, second, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &mine)) {
        if (mine.type != CHO_JSON_OBJECT || !find_member(first, &key, &before))
            continue;
        if (before.type != CHO_JSON_OBJECT || contradicts(before.raw, mine.raw))
            return true;
    }
    return false;
}

/* ---- the usual patch, which only adds ---- */

/* A plain character may stand in a text as \u0061, a slash as \/ too; all other escapes are of what is never plain. */
static bool has_odd_spelling(cho_span text)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        if (end - ++at > 0 && (*at == 'u' || *at == '/'))
            return true;
    }
    return false;
}

/* False: the object has no member of that key, which a look at its quotes tells without reading it. */
static bool may_have(cho_span object, const cho_json_value *key)
{
    cho_span    name = cho_json_text(key);
    const char *at = object.ptr, *end = object.ptr + object.len;
    if (key->escaped || has_odd_spelling(object))
        return true;
    for (; (size_t)(end - at) > name.len; at++) {
        if (*at == '"' && at[name.len - 1] == '"' && memcmp(at, name.ptr, name.len) == 0)
            return true;
    }
    return false;
}

/* True for an object of exactly one member. */
static bool read_only_member(cho_span object, cho_json_value *key, cho_json_value *value)
{
    cho_json_reader r;
    cho_json_value  another;
    cho_json_reader_init(&r, object, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    return cho_json_next_member(&r, key) && cho_json_read(&r, value) && !cho_json_next_member(&r, &another);
}

static bool has_members(cho_span object)
{
    cho_json_reader r;
    cho_json_value  key;
    cho_json_reader_init(&r, object, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    return cho_json_next_member(&r, &key);
}

/* Where in `first` the one new member of `second` belongs, and its text between the braces. NULL: it is not new, or
 * not one. Both objects have members. */
static const char *place_of_new_member(cho_span first, cho_span second, cho_span *member)
{
    cho_json_value key, mine, before;
    while (read_only_member(second, &key, &mine)) {
        *member = (cho_span){ second.ptr + 1, second.len - 2 };
        if (!may_have(first, &key))
            return first.ptr + first.len - 1;
        if (mine.type != CHO_JSON_OBJECT || !find_member(first, &key, &before) || before.type != CHO_JSON_OBJECT ||
            !has_members(before.raw))
            return NULL;
        first  = before.raw;
        second = mine.raw;
    }
    return NULL;
}

/* ---- adding ---- */

static bool is_of(const void *context, uint32_t position, const void *key)
{
    const cho_ia_changes *c = context;
    return c->items[position].resource == *(const uint32_t *)key;
}

static cho_ia_change *latest(const cho_ia_changes *c, uint32_t resource)
{
    uint32_t position = cho_index_find(&c->index, hash_handle(resource), is_of, c, &resource);
    return position == CHO_INDEX_NONE ? NULL : &c->items[position];
}

static bool reserve_item(cho_ia_changes *c)
{
    if (!cho_index_reserve(&c->index, c->count + 1))
        return false;
    if (c->count < c->cap)
        return true;
    uint32_t       cap   = c->cap == 0 ? FIRST_CAP : 2 * c->cap;
    cho_ia_change *items = cho_resize(c->heap, c->items, cap * sizeof *items);
    if (items == NULL)
        return false;
    c->items = items;
    c->cap   = cap;
    return true;
}

/* The latest change of a resource is the one that the index finds. */
static void index_item(cho_ia_changes *c, uint32_t position)
{
    uint32_t       resource = c->items[position].resource;
    cho_ia_change *before   = latest(c, resource);
    if (before != NULL)
        cho_index_remove(&c->index, hash_handle(resource), (uint32_t)(before - c->items));
    cho_index_put(&c->index, hash_handle(resource), position);
}

static chorus_result begin_change(cho_ia_changes *c, uint32_t resource, uint32_t scene, cho_span patch)
{
    char *json = cho_span_dup(c->heap, patch);
    if (json == NULL || !reserve_item(c)) {
        cho_release(c->heap, json);
        return CHORUS_E_MEMORY;
    }
    c->items[c->count] = (cho_ia_change){ json, (uint32_t)patch.len, resource, scene, c->next_order++, c->priority };
    index_item(c, c->count++);
    return CHORUS_OK;
}

/* {"a":{"b":1}} becomes {"a":{"b":1,"c":2}}. */
static chorus_result insert_member(cho_ia_changes *c, cho_ia_change *change, size_t at, cho_span member, size_t room)
{
    size_t len = change->len + 1 + member.len;
    if (len > room)
        return CHORUS_E_SIZE;
    char *json = cho_resize(c->heap, change->json, len + 1);
    if (json == NULL)
        return CHORUS_E_MEMORY;
    memmove(json + at + 1 + member.len, json + at, change->len + 1 - at);
    json[at] = ',';
    memcpy(json + at + 1, member.ptr, member.len);
    change->json = json;
    change->len  = (uint32_t)len;
    return CHORUS_OK;
}

static chorus_result extend_change(cho_ia_changes *c, cho_ia_change *change, cho_span patch, size_t room)
{
    cho_buf_clear(&c->merged);
    if (cho_json_join((cho_span){ change->json, change->len }, patch, &c->merged) != CHORUS_OK)
        return CHORUS_E_MEMORY;
    if (c->merged.len > room)
        return CHORUS_E_SIZE;
    char *json = cho_span_dup(c->heap, (cho_span){ c->merged.data, c->merged.len });
    if (json == NULL)
        return CHORUS_E_MEMORY;
    cho_release(c->heap, change->json);
    change->json = json;
    change->len  = (uint32_t)c->merged.len;
    return CHORUS_OK;
}

chorus_result cho_ia_changes_add(cho_ia_changes *c, uint32_t resource, uint32_t scene, cho_span patch, size_t room)
{
    if (patch.len > room)
        return CHORUS_E_SIZE;
    cho_ia_change *before = latest(c, resource);
    if (before == NULL || before->priority != c->priority)
        return begin_change(c, resource, scene, patch);
    cho_span    first = { before->json, before->len }, member;
    const char *place = place_of_new_member(first, patch, &member);
    if (place != NULL)
        return insert_member(c, before, (size_t)(place - first.ptr), member, room);
    if (contradicts(first, patch))
        return begin_change(c, resource, scene, patch);
    return extend_change(c, before, patch, room);
}

bool cho_ia_changes_find(const cho_ia_changes *c, uint32_t resource, const char *name, cho_json_value *out)
{
    const cho_ia_change *change = latest(c, resource);
    return change != NULL && cho_json_find_key((cho_span){ change->json, change->len }, cho_span_of(name), out);
}

/* ---- taking away ---- */

static void index_again(cho_ia_changes *c)
{
    cho_index_clear(&c->index);
    for (uint32_t i = 0; i < c->count; i++)
        index_item(c, i);
}

void cho_ia_changes_keep(cho_ia_changes *c, cho_ia_wanted_fn is_wanted, void *context)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        if (is_wanted(context, &c->items[i]))
            c->items[kept++] = c->items[i];
        else
            cho_release(c->heap, c->items[i].json);
    }
    bool changed = kept != c->count;
    c->count     = kept;
    if (changed)
        index_again(c);
}

void cho_ia_changes_drop(cho_ia_changes *c, uint32_t count)
{
    if (count == 0)
        return;
    for (uint32_t i = 0; i < count; i++)
        cho_release(c->heap, c->items[i].json);
    c->count -= count;
    if (c->count == 0)
        c->next_order = 0;
    memmove(c->items, c->items + count, c->count * sizeof *c->items);
    index_again(c);
}

/* ---- sorting ---- */

/* Scenes, groups, controls, participants, world: a thing before what points at it. */
static uint32_t rank_of(const cho_ia_change *change)
{
    uint32_t kind = change->resource >> CHO_SLOTS_TAG_SHIFT;
    return kind == CHORUS_RESOURCE_WORLD ? CHORUS_RESOURCE_PARTICIPANT + 1 : kind;
}

static bool is_before(const cho_ia_change *a, const cho_ia_change *b)
{
    if (rank_of(a) != rank_of(b))
        return rank_of(a) < rank_of(b);
    if (a->scene != b->scene)
        return a->scene < b->scene;
    return a->priority != b->priority ? a->priority < b->priority : a->order < b->order;
}

static bool is_sorted(const cho_ia_changes *c)
{
    uint32_t i = 1;
    while (i < c->count && is_before(&c->items[i - 1], &c->items[i]))
        i++;
    return i >= c->count;
}

static void swap(cho_ia_change *a, cho_ia_change *b)
{
    cho_ia_change kept = *a;
    *a                 = *b;
    *b                 = kept;
}

/* Lets the change at `at` sink in the heap of the first `count` ones, the last of all on top. */
static void sink(cho_ia_change *items, uint32_t at, uint32_t count)
{
    for (uint32_t child = 2 * at + 1; child < count; at = child, child = 2 * at + 1) {
        if (child + 1 < count && is_before(&items[child], &items[child + 1]))
            child++;
        if (!is_before(&items[at], &items[child]))
            return;
        swap(&items[at], &items[child]);
    }
}

/* In place and without memory, which the C library's qsort does not promise. */
void cho_ia_changes_sort(cho_ia_changes *c)
{
    if (is_sorted(c))
        return;
    for (uint32_t at = c->count / 2; at-- > 0;)
        sink(c->items, at, c->count);
    for (uint32_t left = c->count; left-- > 1;) {
        swap(&c->items[0], &c->items[left]);
        sink(c->items, 0, left);
    }
    index_again(c);
}
