#include "codec/json_writer.h"
#include "interactive/interactive_session.h"

/* A packet is closed once it is this long: half a megabyte is quickly sent and holds some thousand
 * small changes, and one change more is still far from the 2 000 000 bytes a packet may have. */
enum { PACKET_FULL_BYTES = 512 * 1024 };

/* How the changes of one kind are called. */
typedef struct shape {
    const char *method, *list, *id;
} shape;

static const shape *shape_of(const cho_ia_change *change)
{
    static const shape scenes       = { "updateScenes", "scenes", "sceneID" };
    static const shape groups       = { "updateGroups", "groups", "groupID" };
    static const shape controls     = { "updateControls", "controls", "controlID" };
    static const shape participants = { "updateParticipants", "participants", "sessionID" };
    static const shape world        = { "updateWorld", "world", NULL };
    switch (change->resource >> CHO_SLOTS_TAG_SHIFT) {
    case CHORUS_RESOURCE_SCENE:   return &scenes;
    case CHORUS_RESOURCE_GROUP:   return &groups;
    case CHORUS_RESOURCE_CONTROL: return &controls;
    case CHORUS_RESOURCE_WORLD:   return &world;
    default:                      return &participants;
    }
}

/* ---- writing; members in the order every peer can read ---- */

static void write_item_id(cho_interactive *s, const cho_ia_change *change, cho_json_writer *w)
{
    char          uuid[CHO_UUID_TEXT_SIZE];
    cho_ia_target target = cho_interactive_resolve(s, (chorus_resource){ change->resource });
    cho_json_write_string(w, cho_interactive_id(&target, uuid));
}

/* {"controlID":"fire", and then what the patch says. */
static void write_object(cho_interactive *s, const cho_ia_change *change, cho_buf *out)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, shape_of(change)->id);
    write_item_id(s, change, &w);
    cho_buf_text(out, ",");
    cho_buf_append(out, change->json + 1, change->len - 1);
}

static void write_head(cho_interactive *s, const cho_ia_change *change, cho_buf *out)
{
    cho_json_writer    w     = cho_json_writer_on(out);
    const cho_ia_item *scene = cho_ia_get(&s->mirror.scenes, change->scene);
    cho_json_begin_object(&w);
    if (scene != NULL) {
        cho_json_key(&w, "sceneID");
        cho_json_write_string(&w, cho_ia_span(cho_ia_id(scene)));
    }
    cho_json_key(&w, "priority");
    cho_json_write_int64(&w, change->priority);
    cho_json_key(&w, shape_of(change)->list);
}

/* True when both can stand in one packet. */
static bool go_together(const cho_ia_change *a, const cho_ia_change *b)
{
    return shape_of(a) == shape_of(b) && a->scene == b->scene && a->priority == b->priority;
}

/* As many of `changes` as go into one packet, at least one; returns how many. */
static uint32_t write_list(cho_interactive *s, const cho_ia_change *changes, uint32_t count, cho_buf *out)
{
    uint32_t taken = 0;
    cho_buf_text(out, "[");
    while (taken < count && go_together(&changes[0], &changes[taken])) {
        size_t len = out->len;
        if (taken > 0)
            cho_buf_text(out, ",");
        write_object(s, &changes[taken], out);
        if (taken > 0 && out->len > PACKET_FULL_BYTES && !out->failed) {
            cho_buf_cut(out, len);
            break;
        }
        taken++;
    }
    cho_buf_text(out, "]");
    return taken;
}

static uint32_t write_packet(cho_interactive *s, const cho_ia_change *changes, uint32_t count, cho_buf *out)
{
    const char *method = shape_of(changes)->method;
    uint32_t    taken  = 1;
    cho_buf_clear(out);
    cho_buf_append(out, method, strlen(method) + 1);
    write_head(s, changes, out);
    if (shape_of(changes)->id == NULL)
        cho_buf_append(out, changes->json, changes->len);
    else
        taken = write_list(s, changes, count, out);
    cho_buf_append(out, "}", sizeof "}");
    return taken;
}

/* ---- sending ---- */

static bool is_still_there(void *context, const cho_ia_change *change)
{
    cho_ia_target target = cho_interactive_resolve(context, (chorus_resource){ change->resource });
    return target.kind != CHORUS_RESOURCE_NONE && !target.is_gone;
}

static chorus_result send_packet(cho_interactive *s, const cho_ia_change *changes, uint32_t count, uint32_t *taken)
{
    cho_buf *out = &s->mirror.scratch;
    *taken       = write_packet(s, changes, count, out);
    if (out->failed)
        return CHORUS_E_MEMORY;
    return cho_ia_send_packets(s, 0, (cho_span){ out->data, out->len }, 1);
}

chorus_result cho_ia_flush(cho_interactive *s)
{
    cho_ia_changes *c    = &s->changes;
    uint32_t        sent = 0, taken;
    chorus_result   r    = CHORUS_OK;
    cho_ia_changes_keep(c, is_still_there, s);
    cho_ia_changes_sort(c);
    while (r == CHORUS_OK && sent < c->count) {
        r = send_packet(s, &c->items[sent], c->count - sent, &taken);
        sent += r == CHORUS_OK ? taken : 0;
    }
    cho_ia_changes_drop(c, sent);
    return r;
}
