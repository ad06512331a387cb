#include "codec/json_patch.h"

#include "base/alloc.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"

/* Members of the objects being merged; more than these move to the heap. */
enum { MEMBERS_INLINE = 48, CAPACITY_MAX = 1 << 24 };

enum { FEW = 32 }; /* members that are sooner compared each with each than sorted */

#define NOBODY UINT32_MAX /* the end of a list of members */

/* A member of the target or the patch. Members of equal keys are folded into the first of them. */
typedef struct member {
    cho_json_value key;
    cho_json_value target; /* the value it has there; absent: none */
    cho_json_value tags;   /* its node there */
    cho_json_value patch;
    uint32_t       next;   /* in the order of keys, while sorting */
    bool           folded; /* into an earlier one */
} member;

/* A stack of members, shared by all levels of one merge. */
typedef struct merge {
    cho_json_writer writer;
    cho_json_writer tags; /* `out` NULL: nobody asks for them */
    cho_json_author author;
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

/* Pushes all members of an object, whose text is known to be sound, or of nothing. `part` is the offset of what
   they are to the member: target, tags or patch. */
static bool collect(merge *m, cho_span object, size_t part)
{
    cho_json_reader r;
    cho_json_value  key, value;
    if (object.len == 0)
        return true;
    cho_json_reader_init(&r, object, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        member *pushed = push_member(m);
        if (pushed == NULL)
            return false;
        pushed->key = key;
        memcpy((char *)pushed + part, &value, sizeof value);
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
    if (!cho_json_is_absent(&later->tags))
        first->tags = later->tags;
    if (!cho_json_is_absent(&later->patch))
        first->patch = later->patch;
    later->folded = true;
}

static bool has_same_key(const member *a, const member *b)
{
    if (a->key.escaped || b->key.escaped)
        return cho_json_compare(&a->key, &b->key) == 0;
    return cho_span_equal(a->key.raw, b->key.raw);
}

static void fold_few(merge *m, uint32_t begin)
{
    for (uint32_t later = begin + 1; later < m->count; later++) {
        uint32_t first = begin;
        while (first < later && (m->members[first].folded || !has_same_key(&m->members[first], &m->members[later])))
            first++;
        if (first < later)
            fold_into(&m->members[first], &m->members[later]);
    }
}

static void fold_many(merge *m, uint32_t begin)
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

static void fold_equal_keys(merge *m, uint32_t begin)
{
    if (m->count - begin <= FEW)
        fold_few(m, begin);
    else
        fold_many(m, begin);
}

/* ---- writing tags ---- */

/* Says nothing that is said around it already. */
static void write_tag(merge *m, const cho_json_value *key, cho_json_tag tag, cho_json_tag around)
{
    if (m->tags.out == NULL || cho_json_tag_is(tag, around))
        return;
    cho_json_key_raw(&m->tags, cho_json_text(key));
    cho_json_tag_begin(&m->tags, tag);
    cho_json_tag_end(&m->tags);
}

static void merge_objects(merge *m, cho_span target, const cho_json_tag_node *node, cho_span patch);

/* Merges two objects and writes a node around the tags of what is in them, if there are any. */
static void merge_inside(merge *m, const member *now, const cho_json_tag_node *node, cho_json_tag around)
{
    cho_json_writer before = m->tags;
    cho_json_key_raw(&m->writer, cho_json_text(&now->key));
    if (before.out == NULL) {
        merge_objects(m, now->target.raw, node, now->patch.raw);
        return;
    }
    size_t len = before.out->len;
    cho_json_key_raw(&m->tags, cho_json_text(&now->key));
    cho_json_tag_begin(&m->tags, node->tag);
    cho_json_begin_object(&m->tags);
    size_t begin = before.out->len;
    merge_objects(m, now->target.raw, node, now->patch.raw);
    if (before.out->len > begin) {
        cho_json_end_object(&m->tags);
        cho_json_tag_end(&m->tags);
        return;
    }
    cho_buf_cut(before.out, len);
    m->tags = before;
    write_tag(m, &now->key, node->tag, around);
}

/* ---- writing members ---- */

static void keep_member(merge *m, const member *now)
{
    if (!cho_json_is_absent(&now->target)) {
        cho_json_key_raw(&m->writer, cho_json_text(&now->key));
        cho_json_write_raw(&m->writer, cho_json_text(&now->target));
    }
    if (m->tags.out != NULL && !cho_json_is_absent(&now->tags)) {
        cho_json_key_raw(&m->tags, cho_json_text(&now->key));
        cho_json_write_raw(&m->tags, cho_json_text(&now->tags));
    }
}

/* What the patch says, in the place of whatever was there: one change, whatever is in it. */
static void write_patch(merge *m, const cho_json_value *patch)
{
    static const cho_json_tag_node nothing;
    cho_json_writer                tags = m->tags;
    if (patch->type != CHO_JSON_OBJECT) {
        cho_json_write_raw(&m->writer, cho_json_text(patch));
        return;
    }
    m->tags.out = NULL;
    merge_objects(m, nothing.inside, &nothing, patch->raw);
    m->tags = tags;
}

static void replace_member(merge *m, const member *now, cho_json_tag around)
{
    bool is_deleted = now->patch.type == CHO_JSON_NULL;
    write_tag(m, &now->key, m->author.tag, around);
    if (is_deleted && !(m->keep_nulls && !cho_json_is_absent(&now->target)))
        return;
    cho_json_key_raw(&m->writer, cho_json_text(&now->key));
    write_patch(m, &now->patch);
}

static bool has_members(const cho_json_value *object)
{
    cho_json_reader r;
    cho_json_value  key;
    cho_json_reader_init(&r, object->raw, CHO_JSON_DEPTH_LIMIT);
    return cho_json_enter_object(&r) && cho_json_next_member(&r, &key);
}

static void merge_member(merge *m, const member *now, cho_json_tag around)
{
    cho_json_tag_node node       = cho_json_tag_read(&now->tags, around);
    bool              is_object  = now->patch.type == CHO_JSON_OBJECT;
    bool              is_inside  = is_object && now->target.type == CHO_JSON_OBJECT;
    bool              is_patched = !cho_json_is_absent(&now->patch);
    if (!is_patched || !(is_inside || m->author.wins || cho_json_tag_all_yield(&node, m->author.tag)))
        keep_member(m, now);
    else if (is_inside || (is_object && cho_json_is_absent(&now->target) && has_members(&now->patch)))
        merge_inside(m, now, &node, around);
    else
        replace_member(m, now, around);
}

/* `target` is the text of an object, or empty. As deep as the texts are nested, which the reader bounds. */
static void merge_objects(merge *m, cho_span target, const cho_json_tag_node *node, cho_span patch)
{
    uint32_t begin = m->count;
    if (!collect(m, target, offsetof(member, target)) || !collect(m, node->inside, offsetof(member, tags))
        || !collect(m, patch, offsetof(member, patch)))
        return;
    fold_equal_keys(m, begin);
    cho_json_begin_object(&m->writer);
    uint32_t end = m->count;
    for (uint32_t i = begin; i < end; i++) {
        member now = m->members[i]; /* a copy: deeper levels may move the stack */
        if (!now.folded)
            merge_member(m, &now, node->tag);
    }
    cho_json_end_object(&m->writer);
    m->count = begin;
}

/* The tags of the whole are what is inside its node: an object, or nothing. */
static void merge_wholes(merge *m, const cho_json_value *target, const cho_json_tag_node *node,
                         const cho_json_value *patch)
{
    cho_span nothing = { NULL, 0 };
    if (patch->type != CHO_JSON_OBJECT) {
        cho_json_write_raw(&m->writer, cho_json_text(patch));
        return;
    }
    cho_span old   = target->type == CHO_JSON_OBJECT ? target->raw : nothing;
    size_t   begin = m->tags.out != NULL ? m->tags.out->len : 0;
    if (m->tags.out != NULL)
        cho_json_begin_object(&m->tags);
    merge_objects(m, old, node, patch->raw);
    if (m->tags.out == NULL)
        return;
    if (m->tags.comma)
        cho_json_end_object(&m->tags);
    else
        cho_buf_cut(m->tags.out, begin);
}

/* ---- public ---- */

static bool read_whole(cho_span text, cho_json_value *out)
{
    cho_json_reader r;
    cho_json_reader_init(&r, text, CHO_JSON_DEPTH_DEFAULT);
    return cho_json_read(&r, out) && cho_json_finish(&r);
}

/* `m` has its writers, its author and what to do with nulls. */
static chorus_result merge_texts(merge *m, cho_span target, const cho_json_tag_node *node, cho_span patch)
{
    cho_json_value old = { 0 }, change;
    cho_buf       *out = m->writer.out, *tags = m->tags.out;
    if ((target.len > 0 && !read_whole(target, &old)) || !read_whole(patch, &change))
        return CHORUS_E_PROTOCOL;
    size_t len = out->len, tags_len = tags != NULL ? tags->len : 0;
    m->members  = m->first_members;
    m->count    = 0;
    m->capacity = MEMBERS_INLINE;
    merge_wholes(m, &old, node, &change);
    if (m->members != m->first_members)
        cho_release(out->heap, m->members);
    if (!out->failed && (tags == NULL || !tags->failed))
        return CHORUS_OK;
    cho_buf_cut(out, len);
    if (tags != NULL)
        cho_buf_cut(tags, tags_len);
    return CHORUS_E_MEMORY;
}

static chorus_result merge_untagged(cho_span target, cho_span patch, bool keep_nulls, cho_buf *out)
{
    static const cho_json_tag_node nothing;
    merge                          m;
    m.writer     = cho_json_writer_on(out);
    m.tags       = cho_json_writer_on(NULL);
    m.author     = (cho_json_author){ .wins = true };
    m.keep_nulls = keep_nulls;
    return merge_texts(&m, target, &nothing, patch);
}

chorus_result cho_json_merge(cho_span target, cho_span patch, cho_buf *out)
{
    return merge_untagged(target, patch, false, out);
}

chorus_result cho_json_merge_keep_nulls(cho_span target, cho_span patch, cho_buf *out)
{
    return merge_untagged(target, patch, true, out);
}

chorus_result cho_json_merge_tagged(cho_span target, const cho_json_tag_node *tags, cho_span patch,
                                    const cho_json_author *author, cho_buf *out, cho_buf *tags_out)
{
    merge m;
    m.writer     = cho_json_writer_on(out);
    m.tags       = cho_json_writer_on(tags_out);
    m.author     = *author;
    m.keep_nulls = tags_out == NULL;
    return merge_texts(&m, target, tags, patch);
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
