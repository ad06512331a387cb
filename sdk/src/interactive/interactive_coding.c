#include "codec/json_find.h"
#include "codec/json_reader.h"
#include "interactive/interactive_wire.h"

static const char method[] = "setCompression";

bool cho_ia_is_coding(const char *name)
{
    return strcmp(name, method) == 0;
}

/* ---- what is agreed on ---- */

static void tell_scheme(cho_ia_link *ia)
{
    cho_scheme          scheme = ia->coding.stream.scheme;
    cho_ia_compression *told;
    if (scheme == ia->coding.told)
        return;
    told = cho_link_record(&ia->base, CHO_IA_COMPRESSION, sizeof *told, CHO_WORTH_KEEP, 0);
    if (told == NULL)
        return;
    told->scheme    = (int32_t)scheme;
    ia->coding.told = scheme;
    cho_link_commit(&ia->base, sizeof *told);
}

static void switch_to(cho_ia_link *ia, cho_scheme scheme)
{
    bool is_done = cho_stream_choose(&ia->coding.stream, scheme);
    tell_scheme(ia);
    if (!is_done)
        cho_ia_fall_back(ia, "compression was agreed on that there is no memory for");
}

void cho_ia_forget_coding(cho_ia_link *ia)
{
    cho_stream_choose(&ia->coding.stream, CHO_SCHEME_TEXT);
    ia->coding.is_lost   = false;
    ia->coding.has_asked = false;
    tell_scheme(ia);
}

/* ---- we ask ---- */

void cho_ia_want_coding(cho_ia_link *ia, cho_span params)
{
    cho_buf *wanted = &ia->coding.wanted;
    cho_buf_clear(wanted);
    cho_buf_append(wanted, params.ptr, params.len);
}

/* What the answer means has been done when this is called. */
static void on_negotiated(cho_ia_link *ia, const cho_packet *packet)
{
    if (packet == NULL || packet->error.type != CHO_JSON_NULL)
        cho_link_log(&ia->base, CHORUS_LOG_WARNING, "the service does not know about compression");
}

void cho_ia_negotiate(cho_ia_link *ia)
{
    const cho_buf *wanted = &ia->coding.wanted;
    if (wanted->len > 0 && !wanted->failed)
        cho_ia_ask(ia, method, wanted->data, on_negotiated);
}

/* False: a scheme that cannot be had here. */
static bool read_scheme(const cho_packet *packet, cho_scheme *out)
{
    cho_json_value value;
    *out = CHO_SCHEME_TEXT;
    if (!cho_json_find_key(cho_json_text(&packet->result), cho_span_of("scheme"), &value))
        return true;
    return value.type == CHO_JSON_STRING && !value.escaped && cho_scheme_find(value.raw, out)
           && cho_scheme_is_built(*out);
}

void cho_ia_coding_answered(cho_ia_link *ia, const cho_packet *packet)
{
    cho_scheme scheme;
    if (packet == NULL) /* what the service reads is not known any more, but it always reads text */
        cho_stream_stop_writing(&ia->coding.stream);
    else if (ia->coding.is_lost || packet->error.type != CHO_JSON_NULL)
        return;
    else if (read_scheme(packet, &scheme))
        switch_to(ia, scheme);
    else
        cho_ia_fall_back(ia, "the service chose a compression that was not offered");
}

/* ---- the way back to text ---- */

static void on_fallen_back(cho_ia_link *ia, const cho_packet *packet)
{
    if (!cho_ia_is_online(ia) || ia->base.is_closing)
        return;
    if (packet == NULL) {
        cho_ia_give_up(ia, "the end of compression");
        return;
    }
    ia->coding.is_lost = false;
    cho_ia_fetch_all(ia);
}

/* What was lost may have been a change of anything, so everything is asked for again. */
void cho_ia_fall_back(cho_ia_link *ia, const char *why)
{
    cho_link_bad_packet(&ia->base, why, 0);
    ia->coding.is_lost = true;
    cho_stream_choose(&ia->coding.stream, CHO_SCHEME_TEXT);
    tell_scheme(ia);
    cho_ia_ask(ia, method, "{\"scheme\":[\"text\"]}", on_fallen_back);
}

/* ---- the service asks ---- */

static bool take_if_built(const cho_json_value *name, cho_scheme *out)
{
    cho_scheme scheme;
    if (name->type != CHO_JSON_STRING || name->escaped || !cho_scheme_find(name->raw, &scheme)
        || !cho_scheme_is_built(scheme))
        return false;
    *out = scheme;
    return true;
}

/* The first of the list that can be had. */
static cho_scheme pick(const cho_json_value *list)
{
    cho_scheme      scheme = CHO_SCHEME_TEXT;
    cho_json_value  name;
    cho_json_reader r;
    if (take_if_built(list, &scheme))
        return scheme;
    cho_json_reader_init(&r, list->raw, CHO_PACKET_DEPTH);
    if (!cho_json_enter_array(&r))
        return scheme;
    while (cho_json_next_element(&r) && cho_json_read(&r, &name)) {
        if (take_if_built(&name, &scheme))
            break;
    }
    return scheme;
}

static void answer(cho_ia_link *ia, const cho_packet *packet, cho_scheme scheme)
{
    cho_buf_clear(&ia->out);
    cho_packet_begin_reply(&ia->out, packet->id_text);
    cho_buf_printf(&ia->out, "{\"scheme\":\"%s\"}", cho_scheme_name(scheme));
    cho_packet_end_reply(&ia->out, ia->seq);
    cho_ia_send_plain(ia, &ia->out);
}

bool cho_ia_take_coding(cho_ia_link *ia, const cho_packet *packet)
{
    cho_json_value list;
    if (!cho_json_find_key(cho_json_text(&packet->params), cho_span_of("scheme"), &list))
        return false;
    cho_scheme scheme = pick(&list);
    if (packet->has_id && !packet->discard)
        answer(ia, packet, scheme);
    if (!ia->coding.is_lost)
        switch_to(ia, scheme);
    return true;
}
