/* Packets as they are, and answers to what the service calls. */
#include "base/options.h"
#include "base/utf8.h"
#include "codec/json_reader.h"
#include "interactive/interactive_session.h"

#include <chorus/interactive_packets.h>

static chorus_result refuse(cho_interactive *s, const char *what, const char *why, size_t offset)
{
    cho_session_log(&s->base, CHORUS_LOG_ERROR, "%s: %s at byte %zu", what, why, offset);
    return CHORUS_E_INVALID;
}

static chorus_result find_connected(chorus_runtime *rt, chorus_session session, cho_interactive **out)
{
    chorus_result r = cho_interactive_find(rt, session, out);
    if (r == CHORUS_OK && !cho_interactive_is_connected(*out))
        r = CHORUS_E_STATE;
    return r;
}

static chorus_result send(cho_interactive *s, void *command)
{
    chorus_result r = cho_session_send(&s->base, command);
    if (r != CHORUS_OK)
        cho_session_drop_command(&s->base, command);
    return r;
}

/* ---- packets ---- */

static bool read_packets(cho_json_reader *r)
{
    if (cho_json_enter_object(r))
        return true;
    if (!cho_json_enter_array(r))
        cho_json_fail(r, "no object and no array");
    while (cho_json_next_element(r)) {
        cho_json_value packet;
        if (cho_json_read(r, &packet) && packet.type != CHO_JSON_OBJECT)
            cho_json_fail(r, "an element that is no object");
    }
    return !cho_json_failed(r);
}

static chorus_result check_packet(cho_interactive *s, cho_span packet)
{
    cho_json_reader r;
    if (packet.len > CHO_PACKET_SIZE_MAX) {
        cho_session_log(&s->base, CHORUS_LOG_ERROR, "send_packet: longer than %d bytes", CHO_PACKET_SIZE_MAX);
        return CHORUS_E_SIZE;
    }
    bool is_batch = packet.len > 0 && packet.ptr[strspn(packet.ptr, " \t\r\n")] == '[';
    cho_json_reader_init(&r, packet, CHO_PACKET_DEPTH + is_batch);
    if (read_packets(&r) && cho_json_finish(&r))
        return CHORUS_OK;
    return refuse(s, "send_packet", r.error.reason, r.error.offset);
}

chorus_result chorus_interactive_send_packet(chorus_runtime *rt, chorus_session session, const char *packet)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (packet == NULL)
        return refuse(s, "send_packet", "there is no packet", 0);
    cho_span text = cho_span_of(packet);
    r             = check_packet(s, text);
    if (r != CHORUS_OK)
        return r;
    if (!cho_interactive_is_connected(s))
        return CHORUS_E_STATE;
    cho_ia_raw *raw = cho_session_command(&s->base, CHO_IA_RAW, sizeof *raw + text.len + 1);
    if (raw == NULL)
        return CHORUS_E_MEMORY;
    raw->len = (uint32_t)text.len;
    cho_span_put((char *)(raw + 1), text);
    return send(s, raw);
}

/* ---- answers ---- */

/* A number or a string, in the type in which it came. */
static bool is_id(const char *id)
{
    cho_json_reader r;
    cho_json_value  value;
    if (id == NULL)
        return false;
    cho_json_reader_init(&r, cho_span_of(id), 1);
    return cho_json_read(&r, &value) && cho_json_finish(&r) &&
           (value.type == CHO_JSON_NUMBER || value.type == CHO_JSON_STRING);
}

static chorus_result answer(cho_interactive *s, const char *id, const cho_ia_answer *how, const char *text,
                            const char *path)
{
    size_t         id_len = strlen(id), text_len = strlen(text), path_len = strlen(path);
    cho_ia_answer *a = cho_session_command(&s->base, CHO_IA_ANSWER, sizeof *a + id_len + text_len + path_len + 3);
    if (a == NULL)
        return CHORUS_E_MEMORY;
    cho_command head = a->head;
    *a               = *how;
    a->head          = head;
    a->id_len        = (uint32_t)id_len;
    a->text_len      = (uint32_t)text_len;
    char *at         = cho_span_put((char *)(a + 1), cho_span_of(id));
    at               = cho_span_put(at, cho_span_of(text));
    cho_span_put(at, cho_span_of(path));
    return send(s, a);
}

chorus_result chorus_interactive_reply(chorus_runtime *rt, chorus_session session, const char *id, const char *result)
{
    cho_interactive *s;
    cho_json_error   error;
    const char      *text = result == NULL ? "null" : result;
    chorus_result    r    = find_connected(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (!is_id(id))
        return refuse(s, "reply", "the id is no number and no string", 0);
    if (strlen(text) > CHO_IA_PARAMS_MAX_BYTES)
        return CHORUS_E_SIZE;
    if (!cho_json_check(cho_span_of(text), CHO_PACKET_DEPTH - 1, &error))
        return refuse(s, "reply", error.reason, error.offset);
    return answer(s, id, &(cho_ia_answer){ .code = 0 }, text, "");
}

chorus_result chorus_interactive_refuse(chorus_runtime *rt, chorus_session session, const char *id, int32_t code,
                                        const char *message, const char *path)
{
    cho_interactive *s;
    const char      *text = message == NULL ? "" : message;
    chorus_result    r    = find_connected(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (!is_id(id) || code == 0)
        return refuse(s, "refuse", "the id is no number and no string, or the code is 0", 0);
    if (!cho_utf8_valid(text, strlen(text)) || (path != NULL && !cho_utf8_valid(path, strlen(path))))
        return refuse(s, "refuse", "message or path is not UTF-8", 0);
    return answer(s, id, &(cho_ia_answer){ .code = code, .has_path = path != NULL }, text, path == NULL ? "" : path);
}

/* ---- the line ---- */

chorus_result chorus_interactive_get_line(chorus_runtime *rt, chorus_session session, chorus_interactive_line *out)
{
    cho_interactive        *s;
    chorus_interactive_line line = { .seq = 0 };
    chorus_result           r    = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    line.seq        = atomic_load_explicit(&s->gauge->seq, memory_order_relaxed);
    line.latency_us = atomic_load_explicit(&s->gauge->latency_us, memory_order_relaxed);
    line.awaited    = atomic_load_explicit(&s->gauge->awaited, memory_order_relaxed);
    return cho_options_answer(out, &line, sizeof line);
}
