#include "base/alloc.h"
#include "codec/json_find.h"
#include "codec/json_patch.h"
#include "codec/json_reader.h"
#include "interactive/interactive_session.h"

/* ---- JSON ---- */

/* Whether the letters stand anywhere; a caption that says "null" costs no more than a merge. */
static bool mentions_null(cho_span json)
{
    const char *end = json.ptr + json.len;
    const char *at  = json.ptr;
    while ((at = memchr(at, 'n', (size_t)(end - at))) != NULL) {
        if (end - at >= 4 && memcmp(at, "null", 4) == 0)
            return true;
        at++;
    }
    return false;
}

/* False: no memory. A text that is not sound changes nothing. */
static bool merge(cho_ia_mirror *m, cho_span target, cho_span patch, cho_span *out)
{
    cho_buf_clear(&m->scratch);
    chorus_result r = cho_json_merge(target, patch, &m->scratch);
    *out            = (cho_span){ m->scratch.data, m->scratch.len };
    if (r == CHORUS_E_PROTOCOL)
        *out = target.len > 0 ? target : cho_span_of("{}");
    return r != CHORUS_E_MEMORY;
}

static cho_ia_effect compare(cho_span old, cho_span updated)
{
    return cho_span_equal(old, updated) ? CHO_IA_SAME : CHO_IA_CHANGED;
}

/* Members may stand in another order than we have learned them in: then neither text adds anything
 * to the other. */
static cho_ia_effect compare_meaning(cho_ia_mirror *m, cho_span old, cho_span updated)
{
    cho_span merged;
    if (!merge(m, old, updated, &merged))
        return CHO_IA_NO_MEMORY;
    if (!cho_span_equal(merged, old))
        return CHO_IA_CHANGED;
    if (!merge(m, updated, old, &merged))
        return CHO_IA_NO_MEMORY;
    return compare(merged, updated);
}

/* The first that is told of something, or all there is to tell. */
static cho_ia_effect take_whole(cho_ia_mirror *m, cho_span old, cho_span update, cho_span *out)
{
    cho_span nothing = { NULL, 0 };
    *out             = update;
    if (mentions_null(update))
        return merge(m, nothing, update, out) ? compare(old, *out) : CHO_IA_NO_MEMORY;
    return old.len == 0 ? CHO_IA_CHANGED : compare_meaning(m, old, update);
}

cho_ia_effect cho_ia_update_json(cho_ia_mirror *m, cho_span old, cho_span update, bool is_whole, cho_span *out)
{
    *out = old;
    if (cho_span_equal(old, update))
        return CHO_IA_SAME;
    if (old.len == 0 || is_whole)
        return take_whole(m, old, update, out);
    if (!merge(m, old, update, out))
        return CHO_IA_NO_MEMORY;
    return compare(old, *out);
}

/* ---- scenes, groups and controls ---- */

/* A create or an update on its way into the mirror. */
typedef struct telling {
    cho_ia_table     *table;
    uint32_t          home; /* a control's scene, else 0 */
    cho_span          id, json;
    chorus_event_type create, update;
} telling;

/* What a string says; empty for anything else. False: no memory. */
static bool read_text(cho_interactive *s, const cho_json_value *value, cho_span *out)
{
    *out = value->type == CHO_JSON_STRING ? value->raw : (cho_span){ "", 0 };
    if (!value->escaped)
        return true;
    char *plain = cho_arena_alloc(cho_session_arena(&s->base), value->raw.len);
    if (plain == NULL)
        return false;
    *out = (cho_span){ plain, cho_json_unescape(value, plain) };
    return true;
}

/* NULL: no memory. */
static cho_ia_item *mention_shown_scene(cho_interactive *s, cho_span group_json)
{
    cho_json_value value = { 0 };
    cho_span       id;
    cho_json_find_key(group_json, cho_span_of("sceneID"), &value);
    if (!read_text(s, &value, &id))
        return NULL;
    return cho_ia_mention(&s->mirror, &s->mirror.scenes, 0, cho_ia_or_default(id));
}

/* The kind of a control is fixed and stands in front, so the first one is taken and the rest is not
 * read: whole scenes come at once. */
static cho_json_value find_kind(cho_span control_json)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_json_reader_init(&r, control_json, CHO_JSON_DEPTH_DEFAULT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        if (cho_json_is(&key, "kind"))
            return value;
    }
    return (cho_json_value){ 0 };
}

static cho_ia_content make_text(cho_interactive *s, const telling *t, cho_span json)
{
    cho_json_value value = { 0 };
    cho_span       kind;
    if (t->table == &s->mirror.controls)
        value = find_kind(json);
    if (!read_text(s, &value, &kind))
        return (cho_ia_content){ 0 };
    return cho_ia_make_text(&s->mirror, t->id, kind, json);
}

/* Gives the text to the item, or to a new one. NULL: no memory; the text is still the caller's. */
static cho_ia_item *place_text(cho_ia_mirror *m, const telling *t, cho_ia_item *item, cho_ia_content text)
{
    if (item == NULL)
        return cho_ia_add(m, t->table, t->home, text);
    if (!cho_ia_reserve_texts(m, 1))
        return NULL;
    cho_ia_replace_text(m, item, text);
    return item;
}

static cho_ia_item *store(cho_interactive *s, const telling *t, cho_ia_item *item, cho_span json)
{
    cho_ia_content text = make_text(s, t, json);
    if (text.block == NULL)
        return NULL;
    item = place_text(&s->mirror, t, item, text);
    if (item == NULL)
        cho_release(s->mirror.heap, text.block);
    return item;
}

/* Groups show a scene, which may have to be mentioned first. */
static cho_ia_item *store_group(cho_interactive *s, const telling *t, cho_ia_item *item, cho_span json)
{
    cho_ia_item *scene = mention_shown_scene(s, json);
    if (scene == NULL)
        return NULL;
    item = store(s, t, item, json);
    if (item == NULL)
        cho_ia_settle(&s->mirror, scene);
    else
        cho_ia_show_scene(&s->mirror, item, scene);
    return item;
}

static chorus_result change(cho_interactive *s, const cho_record *record, const telling *t, cho_ia_item *item,
                            cho_span json)
{
    bool was_known = item != NULL && item->is_known;
    bool is_group  = t->table == &s->mirror.groups;
    item           = is_group ? store_group(s, t, item, json) : store(s, t, item, json);
    if (item == NULL)
        return CHORUS_E_MEMORY;
    item->is_seen = true;
    cho_ia_make_known(t->table, item);
    cho_ia_tell_item(s, record, was_known ? t->update : t->create, item);
    return CHORUS_OK;
}

/* A fetch tells all there is about a thing, so what it does not mention has gone meanwhile. */
static bool is_told_whole(const cho_ia_mirror *m, const cho_ia_item *item)
{
    return m->is_syncing && !item->is_seen;
}

static chorus_result tell(cho_interactive *s, const cho_record *record, const telling *t)
{
    cho_span     old   = { NULL, 0 }, json;
    bool         whole = true;
    cho_ia_item *item  = cho_ia_find(&s->mirror, t->table, t->home, t->id);
    if (item != NULL && item->is_known) {
        old   = cho_ia_span(cho_ia_json(item));
        whole = is_told_whole(&s->mirror, item);
    }
    switch (cho_ia_update_json(&s->mirror, old, t->json, whole, &json)) {
    case CHO_IA_NO_MEMORY: return CHORUS_E_MEMORY;
    case CHO_IA_SAME:      item->is_seen = true; return CHORUS_OK;
    default:               return change(s, record, t, item, json);
    }
}

chorus_result cho_ia_apply_scene(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_resource *r  = payload;
    const char            *at = (const char *)(r + 1);
    telling                t  = { .table  = &s->mirror.scenes,
                                  .create = CHORUS_EVENT_SCENE_CREATE,
                                  .update = CHORUS_EVENT_SCENE_UPDATE };
    t.id                      = cho_ia_take(&at, r->id_len);
    t.json                    = cho_ia_take(&at, r->json_len);
    return tell(s, record, &t);
}

chorus_result cho_ia_apply_group(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_resource *r  = payload;
    const char            *at = (const char *)(r + 1);
    telling                t  = { .table  = &s->mirror.groups,
                                  .create = CHORUS_EVENT_GROUP_CREATE,
                                  .update = CHORUS_EVENT_GROUP_UPDATE };
    t.id                      = cho_ia_take(&at, r->id_len);
    t.json                    = cho_ia_take(&at, r->json_len);
    return tell(s, record, &t);
}

chorus_result cho_ia_apply_control(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_control *r     = payload;
    const char           *at    = (const char *)(r + 1);
    cho_span              where = cho_ia_or_default(cho_ia_take(&at, r->scene_len));
    cho_ia_item          *scene = cho_ia_mention(&s->mirror, &s->mirror.scenes, 0, where);
    if (scene == NULL)
        return CHORUS_E_MEMORY;
    telling t = { .table  = &s->mirror.controls,
                  .home   = scene->handle,
                  .create = CHORUS_EVENT_CONTROL_CREATE,
                  .update = CHORUS_EVENT_CONTROL_UPDATE };
    t.id            = cho_ia_take(&at, r->id_len);
    t.json          = cho_ia_take(&at, r->json_len);
    chorus_result e = tell(s, record, &t);
    cho_ia_settle(&s->mirror, scene);
    return e;
}

/* ---- the world ---- */

static chorus_result change_world(cho_interactive *s, const cho_record *record, cho_span json)
{
    cho_ia_mirror *m    = &s->mirror;
    cho_ia_content    text = cho_ia_make_text(m, cho_span_of("world"), cho_span_of(""), json);
    if (text.block == NULL)
        return CHORUS_E_MEMORY;
    if (!cho_ia_reserve_texts(m, 1)) {
        cho_release(m->heap, text.block);
        return CHORUS_E_MEMORY;
    }
    cho_ia_replace_text(m, &m->world, text);
    cho_ia_tell_item(s, record, CHORUS_EVENT_WORLD_UPDATE, &m->world);
    return CHORUS_OK;
}

chorus_result cho_ia_apply_world(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_resource *r  = payload;
    const char            *at = (const char *)(r + 1);
    cho_ia_take(&at, r->id_len);
    cho_span update = cho_ia_take(&at, r->json_len);
    cho_span old    = cho_ia_span(cho_ia_json(&s->mirror.world)), json;
    switch (cho_ia_update_json(&s->mirror, old, update, false, &json)) {
    case CHO_IA_NO_MEMORY: return CHORUS_E_MEMORY;
    case CHO_IA_SAME:      return CHORUS_OK;
    default:               return change_world(s, record, json);
    }
}
