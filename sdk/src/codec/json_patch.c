#include "codec/json_patch.h"

#include "base/alloc.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"

/* Members of the objects being merged; more than these move to the heap. */
enum { MEMBERS_INLINE = 48, CAPACITY_MAX = 1 << 24 };

#define NOBODY UINT32_MAX /* the end of a list of members */

/* A member of the target or the patch. Members of equal keys are folded into the first of them. */
typedef struct member {
    cho_json_value key;
    cho_json_value target; /* the value it has there; absent: none */
    cho_json_value patch;
    uint32_t       next;   /* in the order of keys, while sorting */
    bool           folded; /* into an earlier one */
} member;

/* A stack of members, shared by all levels of one merge. */
typedef struct merge {
    cho_json_writer writer;
    bool            keep_nulls;
    member         *members;
    uint32_t        count, capacity;
    member          first_members[MEMBERS_INLINE];
} merge;

/* ---- collecting ---- */

static bool grow(merge *m)
{
    cho_buf *out     = m->writer.out;
    bool     moved   = m->members != m->first_members;
    size_t   size    = (size_t)m->capacity * 2 * sizeof *m->members;
    member  *members = NULL;
    if (m->capacity <= CAPACITY_MAX / 2)
        members = cho_resize(out->heap, moved ? m->members : NULL, size);
    if (members == NULL) {
        out->failed = true;
        return false;
    }
    if (!moved)
        memcpy(members, m->first_members, sizeof m->first_members);
    m->members = members;
    m->capacity *= 2;
    return true;
}

static member *push_member(merge *m)
{
    if (m->count == m->capacity && !grow(m))
        return NULL;
    member *pushed = &m->members[m->count++];
    *pushed        = (member){ 0 };
    return pushed;
}

/* Pushes all members of an object, whose text is known to be sound. */
static bool collect(merge *m, cho_span object, bool is_patch)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_json_reader_init(&r, object, CHO_JSON_DEPTH_DEFAULT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        member *pushed = push_member(m);
        if (pushed == NULL)
            return false;
        pushed->key                                    = key;
        *(is_patch ? &pushed->patch : &pushed->target) = value;
    }
    return true;
}

/* ---- folding equal keys ---- */

/* True when `a` comes first: by key, then by place. */
static bool is_before(const merge *m, uint32_t a, uint32_t b)
{
    int order = cho_json_compare(&m->members[a].key, &m->members[b].key);
    return order < 0 || (order == 0 && a < b);
}

static uint32_t join_sorted(merge *m, uint32_t a, uint32_t b)
{
    uint32_t  head = NOBODY;
    uint32_t *link = &head;
    while (a != NOBODY && b != NOBODY) {
        uint32_t *least = is_before(m, a, b) ? &a : &b;
        *link           = *least;
        link            = &m->members[*least].next;
        *least          = *link;
    }
    *link = a != NOBODY ? a : b;
    return head;
}

/* Sorts the members begin..end-1 into a list and returns its head. Halving keeps it shallow. */
static uint32_t sort_members(merge *m, uint32_t begin, uint32_t end)
{
    if (begin == end)
        return NOBODY;
    if (end - begin == 1) {
        m->members[begin].next = NOBODY;
        return begin;
    }
    uint32_t middle = begin + (end - begin) / 2;
    uint32_t first  = sort_members(m, begin, middle);
    return join_sorted(m, first, sort_members(m, middle, end));
}

static void fold_into(member *first, member *later)
{
    if (!cho_json_is_absent(&later->target))
        first->target = later->target;
    if (!cho_json_is_absent(&later->patch))
        first->patch = later->patch;
    later->folded = true;
}

static void fold_equal_keys(merge *m, uint32_t begin)
{
    uint32_t first = sort_members(m, begin, m->count);
    while (first != NOBODY) {
        uint32_t later = m->members[first].next;
        for (; later != NOBODY; later = m->members[later].next) {
            if (cho_json_compare(&m->members[first].key, &m->members[later].key) != 0)
                break;
            fold_into(&m->members[first], &m->members[later]);
        }
        first = later;
    }
}

/* ---- writing ---- */

static void merge_value(merge *m, const cho_json_value *target, const cho_json_value *patch);

static void merge_member(merge *m, const cho_json_value *key, const cho_json_value *target,
                         const cho_json_value *patch)
{
    bool is_patched = !cho_json_is_absent(patch);
    bool is_deleted = is_patched && patch->type == CHO_JSON_NULL;
    if (is_deleted && !(m->keep_nulls && !cho_json_is_absent(target)))
        return;
    cho_json_key_raw(&m->writer, cho_json_text(key));
    if (is_deleted)
        cho_json_write_null(&m->writer);
    else if (is_patched)
        merge_value(m, target, patch);
    else
        cho_json_write_raw(&m->writer, cho_json_text(target));
}

/* `target` is the text of an object, or empty. */
static void merge_objects(merge *m, cho_span target, cho_span patch)
{
    uint32_t begin = m->count;
    if ((target.len > 0 && !collect(m, target, false)) || !collect(m, patch, true))
        return;
    fold_equal_keys(m, begin);
    cho_json_begin_object(&m->writer);
    uint32_t end = m->count;
    for (uint32_t i = begin; i < end; i++) {
        member now = m->members[i]; /* a copy: deeper levels may move the stack */
        if (!now.folded)
            merge_member(m, &now.key, &now.target, &now.patch);
    }
    cho_json_end_object(&m->writer);
    m->count = begin;
}

/* As deep as the texts are nested, which the reader bounds. */
static void merge_value(merge *m, const cho_json_value *target, const cho_json_value *patch)
{
    if (patch->type != CHO_JSON_OBJECT) {
        cho_json_write_raw(&m->writer, cho_json_text(patch));
        return;
    }
    cho_span nothing = { NULL, 0 };
    merge_objects(m, target->type == CHO_JSON_OBJECT ? target->raw : nothing, patch->raw);
}

/* ---- public ---- */

static bool read_whole(cho_span text, cho_json_value *out)
{
    cho_json_reader r;
    cho_json_reader_init(&r, text, CHO_JSON_DEPTH_DEFAULT);
    return cho_json_read(&r, out) && cho_json_finish(&r);
}

static chorus_result merge_texts(cho_span target, cho_span patch, bool keep_nulls, cho_buf *out)
{
    cho_json_value old = { 0 }, change;
    if ((target.len > 0 && !read_whole(target, &old)) || !read_whole(patch, &change))
        return CHORUS_E_PROTOCOL;
    size_t len = out->len;
    merge  m;
    m.writer     = cho_json_writer_on(out);
    m.keep_nulls = keep_nulls;
    m.members    = m.first_members;
    m.count      = 0;
    m.capacity   = MEMBERS_INLINE;
    merge_value(&m, &old, &change);
    if (m.members != m.first_members)
        cho_release(out->heap, m.members);
    if (out->failed)
        cho_buf_cut(out, len);
    return out->failed ? CHORUS_E_MEMORY : CHORUS_OK;
}

chorus_result cho_json_merge(cho_span target, cho_span patch, cho_buf *out)
{
    return merge_texts(target, patch, false, out);
}

chorus_result cho_json_merge_keep_nulls(cho_span target, cho_span patch, cho_buf *out)
{
    return merge_texts(target, patch, true, out);
}

/* Outside of strings the letter n begins null and nothing else. False: there is none. */
static bool overwrite_nulls(char *json, size_t len)
{
    bool in_string = false, found = false;
    for (size_t i = 0; i < len; i++) {
        if (in_string && json[i] == '\\')
            i++;
        else if (json[i] == '"')
            in_string = !in_string;
        else if (!in_string && json[i] == 'n') {
            memcpy(json + i, "true", 4);
            found = true;
        }
    }
    return found;
}

/* A merge lets a null vanish where there is nothing to delete, and a patch must keep it. So something
   is put there first, to be replaced by null. */
chorus_result cho_json_join(cho_span first, cho_span second, cho_buf *out)
{
    cho_buf filled, between;
    cho_buf_init(&filled, out->heap);
    cho_buf_init(&between, out->heap);
    cho_buf_append(&filled, second.ptr, second.len);
    chorus_result r = CHORUS_E_MEMORY;
    if (!cho_json_check(second, CHO_JSON_DEPTH_DEFAULT, NULL))
        r = CHORUS_E_PROTOCOL;
    else if (!filled.failed && !overwrite_nulls(filled.data, filled.len))
        r = cho_json_merge(first, second, out);
    else if (!filled.failed)
        r = cho_json_merge(first, (cho_span){ filled.data, filled.len }, &between);
    if (r == CHORUS_OK && between.len > 0)
        r = cho_json_merge_keep_nulls((cho_span){ between.data, between.len }, second, out);
    cho_buf_deinit(&filled);
    cho_buf_deinit(&between);
    return r;
}
