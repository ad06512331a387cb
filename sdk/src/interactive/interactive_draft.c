#include "interactive/interactive_draft.h"

void cho_ia_draft_init(cho_ia_draft *d, cho_interactive *s)
{
    *d = (cho_ia_draft){ .s = s };
    cho_buf_init(&d->text, s->mirror.heap);
}

void cho_ia_drop_draft(cho_ia_draft *d)
{
    cho_buf_deinit(&d->text);
}

static size_t packet_len(const cho_ia_draft *d)
{
    return d->text.len - d->params_at;
}

static void end_packet(cho_ia_draft *d)
{
    if (d->count == 0)
        return;
    d->is_too_long |= packet_len(d) > CHO_IA_PARAMS_MAX_BYTES;
    cho_buf_append(&d->text, "", 1);
}

void cho_ia_begin_packet(cho_ia_draft *d, cho_span method)
{
    end_packet(d);
    cho_buf_append(&d->text, method.ptr, method.len);
    cho_buf_append(&d->text, "", 1);
    d->params_at = d->text.len;
    d->w         = cho_json_writer_on(&d->text);
    d->count++;
}

/* ---- lists ---- */

void cho_ia_begin_list(cho_ia_draft *d, const cho_ia_list *list)
{
    d->list       = *list;
    d->item_count = 0;
    cho_ia_begin_packet(d, cho_span_of(list->method));
    cho_json_begin_object(&d->w);
    if (list->scene.len > 0)
        cho_json_key(&d->w, "sceneID"), cho_json_write_string(&d->w, list->scene);
    if (list->has_priority)
        cho_json_key(&d->w, "priority"), cho_json_write_int64(&d->w, d->s->changes.priority);
    cho_json_key(&d->w, list->name);
    cho_json_begin_array(&d->w);
}

void cho_ia_end_list(cho_ia_draft *d)
{
    cho_json_end_array(&d->w);
    cho_json_end_object(&d->w);
}

void cho_ia_next_item(cho_ia_draft *d, size_t bytes)
{
    enum { CLOSING_BYTES = 3 }; /* a comma and ]} */
    if (d->item_count > 0 && packet_len(d) + bytes + CLOSING_BYTES > CHO_IA_PARAMS_MAX_BYTES) {
        cho_ia_list list = d->list;
        cho_ia_end_list(d);
        cho_ia_begin_list(d, &list);
    }
    d->item_count++;
}

/* ---- sending ---- */

chorus_result cho_ia_send_draft(cho_ia_draft *d, chorus_request *request)
{
    end_packet(d);
    chorus_result r = d->is_too_long ? CHORUS_E_SIZE : CHORUS_E_MEMORY;
    if (!d->text.failed && !d->is_too_long)
        r = cho_ia_start_packets(d->s, (cho_span){ d->text.data, d->text.len }, d->count, request);
    cho_ia_drop_draft(d);
    return r;
}
