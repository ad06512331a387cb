#include "interactive/interactive_wishes.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "codec/json_patch.h"

/* ---- life ---- */

static cho_ia_wish *wish_at(const cho_ia_wishes *w, uint32_t handle)
{
    return cho_slots_at(&w->slots, handle);
}

static uint32_t hash_of(const void *context, uint32_t handle)
{
    return wish_at(context, handle)->hash;
}

void cho_ia_wishes_init(cho_ia_wishes *w, const chorus_allocator *heap)
{
    *w = (cho_ia_wishes){ .heap = heap };
    cho_slots_init(&w->slots, heap, sizeof(cho_ia_wish), 0);
    cho_index_init(&w->index, heap, hash_of, w);
    cho_buf_init(&w->joined, heap);
}

void cho_ia_wishes_deinit(cho_ia_wishes *w)
{
    cho_ia_wish *wish;
    for (uint32_t it = 0; (wish = cho_slots_next(&w->slots, &it)) != NULL;) {
        cho_release(w->heap, wish->block);
        cho_release(w->heap, wish->before);
    }
    cho_index_deinit(&w->index);
    cho_slots_deinit(&w->slots);
    cho_buf_deinit(&w->joined);
}

void cho_ia_wishes_set_seed(cho_ia_wishes *w, uint64_t hash_seed)
{
    w->hash_seed = hash_seed;
}

/* ---- finding ---- */

cho_ia_wish_key cho_ia_wish_key_of(const cho_ia_wish *wish)
{
    return (cho_ia_wish_key){ wish->kind,
                              { wish->block, wish->scene_len },
                              { wish->block + wish->scene_len + 1, wish->id_len } };
}

cho_span cho_ia_wish_json(const cho_ia_wish *wish)
{
    return (cho_span){ wish->block + wish->scene_len + wish->id_len + 2, wish->json_len };
}

static uint32_t hash_key(const cho_ia_wishes *w, const cho_ia_wish_key *key)
{
    uint64_t scene = cho_hash_sip13(w->hash_seed, (uint64_t)key->kind, key->scene.ptr, key->scene.len);
    return cho_hash(scene, key->id.ptr, key->id.len);
}

static bool matches(const void *context, uint32_t handle, const void *key)
{
    const cho_ia_wish_key *wanted = key;
    cho_ia_wish_key        known  = cho_ia_wish_key_of(wish_at(context, handle));
    return known.kind == wanted->kind && cho_span_equal(known.id, wanted->id) &&
           cho_span_equal(known.scene, wanted->scene);
}

cho_ia_wish *cho_ia_wishes_find(const cho_ia_wishes *w, const cho_ia_wish_key *key)
{
    uint32_t handle = cho_index_find(&w->index, hash_key(w, key), matches, w, key);
    return handle == CHO_INDEX_NONE ? NULL : wish_at(w, handle);
}

cho_ia_wish *cho_ia_wishes_next(const cho_ia_wishes *w, uint32_t *it)
{
    return cho_slots_next(&w->slots, it);
}

/* ---- wishing ---- */

static char *make_block(const cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span json)
{
    char *block = cho_alloc(w->heap, key->scene.len + key->id.len + json.len + 3);
    if (block != NULL)
        cho_span_put(cho_span_put(cho_span_put(block, key->scene), key->id), json);
    return block;
}

static cho_ia_wish *add(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span json, uint32_t call)
{
    uint32_t handle;
    char    *block = make_block(w, key, json);
    if (block == NULL)
        return NULL;
    cho_ia_wish *wish =
        cho_index_reserve(&w->index, w->index.count + 1) ? cho_slots_add(&w->slots, &handle) : NULL;
    if (wish == NULL) {
        cho_release(w->heap, block);
        return NULL;
    }
    *wish = (cho_ia_wish){ .block      = block,
                           .scene_len  = (uint32_t)key->scene.len,
                           .id_len     = (uint32_t)key->id.len,
                           .json_len   = (uint32_t)json.len,
                           .handle     = handle,
                           .hash       = hash_key(w, key),
                           .kind       = key->kind,
                           .changed_by = call };
    cho_index_put(&w->index, wish->hash, handle);
    return wish;
}

/* What a call does to one thing is taken back as a whole. */
static void keep_before(cho_ia_wishes *w, cho_ia_wish *wish, uint32_t call)
{
    if (call != 0 && wish->changed_by == call) {
        cho_release(w->heap, wish->block);
        return;
    }
    cho_release(w->heap, wish->before);
    wish->before          = wish->block;
    wish->before_json_len = wish->json_len;
    wish->was_made        = wish->is_made;
    wish->was_unwanted    = wish->is_unwanted;
    wish->changed_by      = call;
}

static bool set_text(cho_ia_wishes *w, cho_ia_wish *wish, cho_span json, uint32_t call)
{
    cho_ia_wish_key key   = cho_ia_wish_key_of(wish);
    char           *block = make_block(w, &key, json);
    if (block == NULL)
        return false;
    keep_before(w, wish, call);
    wish->block    = block;
    wish->json_len = (uint32_t)json.len;
    wish->is_met   = false;
    return true;
}

bool cho_ia_wishes_replace(cho_ia_wishes *w, cho_ia_wish *wish, cho_span json)
{
    return set_text(w, wish, json, 0);
}

/* NULL: no memory. */
static cho_ia_wish *put(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span json, uint32_t call)
{
    cho_ia_wish *wish = cho_ia_wishes_find(w, key);
    if (wish == NULL)
        return add(w, key, json, call);
    return set_text(w, wish, json, call) ? wish : NULL;
}

bool cho_ia_wishes_create(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span json, uint32_t call)
{
    cho_ia_wish *wish = cho_ia_wishes_find(w, key);
    if (wish != NULL && wish->is_made && !wish->is_unwanted && wish->orphaned_by == 0)
        return true;
    wish = put(w, key, json, call);
    if (wish == NULL)
        return false;
    wish->is_made     = true;
    wish->is_unwanted = false;
    wish->orphaned_by = 0;
    return true;
}

/* A patch keeps its nulls; a thing that is known whole simply has the property no more. */
bool cho_ia_wishes_update(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span patch, uint32_t call)
{
    cho_ia_wish *wish = cho_ia_wishes_find(w, key);
    if (wish == NULL)
        return add(w, key, patch, call) != NULL;
    if (wish->is_unwanted)
        return true;
    cho_buf_clear(&w->joined);
    cho_span      old = cho_ia_wish_json(wish);
    chorus_result r   = wish->is_made ? cho_json_merge(old, patch, &w->joined) : cho_json_join(old, patch, &w->joined);
    return r == CHORUS_OK && set_text(w, wish, (cho_span){ w->joined.data, w->joined.len }, call);
}

bool cho_ia_wishes_delete(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span json, uint32_t call)
{
    cho_ia_wish *wish = put(w, key, json, call);
    if (wish == NULL)
        return false;
    wish->is_unwanted = true;
    wish->orphaned_by = 0;
    wish->deletes_due++;
    return true;
}

/* ---- taking back ---- */

static void restore_before(cho_ia_wishes *w, cho_ia_wish *wish)
{
    cho_release(w->heap, wish->block);
    wish->deletes_due -= wish->is_unwanted && wish->deletes_due > 0;
    wish->block       = wish->before;
    wish->json_len    = wish->before_json_len;
    wish->is_made     = wish->was_made;
    wish->is_unwanted = wish->was_unwanted;
    wish->before      = NULL;
    wish->changed_by  = 0;
}

void cho_ia_wishes_take_back(cho_ia_wishes *w, uint32_t call)
{
    cho_ia_wish *wish;
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(w, &it)) != NULL;) {
        if (wish->orphaned_by == call)
            wish->orphaned_by = 0;
        if (wish->changed_by != call)
            continue;
        if (wish->before != NULL)
            restore_before(w, wish);
        else
            cho_ia_wishes_forget(w, wish);
    }
}

void cho_ia_wishes_settle(cho_ia_wishes *w)
{
    cho_ia_wish *wish;
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(w, &it)) != NULL;) {
        cho_release(w->heap, wish->before);
        wish->before      = NULL;
        wish->changed_by  = 0;
        wish->deletes_due = 0;
        if (wish->orphaned_by != 0)
            cho_ia_wishes_forget(w, wish);
    }
}

void cho_ia_wishes_forget(cho_ia_wishes *w, cho_ia_wish *wish)
{
    cho_index_remove(&w->index, wish->hash, wish->handle);
    cho_release(w->heap, wish->block);
    cho_release(w->heap, wish->before);
    cho_slots_remove(&w->slots, wish->handle);
}
