/* What goes out and is no call of ours. */
#include "interactive/interactive_wire.h"

static void send(cho_ia_link *ia, const char *what)
{
    chorus_result r = cho_ia_is_online(ia) ? cho_ia_send_packet(ia, &ia->out) : CHORUS_E_NETWORK;
    if (r != CHORUS_OK)
        cho_link_log(&ia->base, CHORUS_LOG_WARNING, "%s was not sent: %s", what, chorus_strerror(r));
}

void cho_ia_send_raw(cho_ia_link *ia, const cho_ia_raw *raw)
{
    cho_buf_clear(&ia->out);
    cho_buf_append(&ia->out, raw + 1, raw->len);
    send(ia, "a packet");
}

void cho_ia_send_answer(cho_ia_link *ia, const cho_ia_answer *answer)
{
    const char *id   = (const char *)(answer + 1);
    const char *text = id + answer->id_len + 1;
    const char *path = text + answer->text_len + 1;
    cho_span    name = { id, answer->id_len };
    cho_buf    *out  = &ia->out;
    cho_buf_clear(out);
    if (answer->code == 0) {
        cho_packet_begin_reply(out, name);
        cho_buf_append(out, text, answer->text_len);
        cho_packet_end_reply(out, ia->seq);
    } else {
        cho_packet_write_refusal(out, name, answer->code, text, answer->has_path ? path : NULL, ia->seq);
    }
    send(ia, "an answer");
}
