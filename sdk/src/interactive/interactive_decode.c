#include "base/hash.h"
#include "codec/packet_body.h"
#include "codec/packet_match.h"
#include "interactive/interactive_text.h"
#include "interactive/interactive_wire.h"

/* ---- input: the hot path ---- */

/* Moves of one participant on one control replace each other once the game is behind; the key is not
 * worth its time before that. */
static uint64_t move_key(const cho_ia_link *ia, const cho_packet_input *input)
{
    if (!cho_link_is_behind(&ia->base))
        return 0;
    uint64_t seed = cho_link_hash_seed(&ia->base) ^ ia->base.session;
    uint64_t who  = cho_hash_sip13(seed, 0, input->participant.raw.ptr, input->participant.raw.len);
    return cho_hash_sip13(seed, who, input->control.raw.ptr, input->control.raw.len) | 1;
}

static cho_json_value text_of_input(const cho_packet_input *input)
{
    static const cho_json_value none = { { "", 0 }, CHO_JSON_NULL, false };
    return input->value.type == CHO_JSON_STRING ? input->value : none;
}

static void push_input(cho_ia_link *ia, const cho_packet_input *input)
{
    chorus_input_kind kind     = cho_packet_kind_of(&input->event);
    cho_json_value    text     = text_of_input(input);
    bool              is_move  = kind == CHORUS_INPUT_MOVE;
    size_t            capacity = sizeof(cho_ia_input) + input->participant.raw.len + input->control.raw.len +
                      input->event.raw.len + text.raw.len + input->transaction.raw.len + input->raw.len + 6;
    cho_ia_input *r = cho_link_record(&ia->base, CHO_IA_INPUT, (uint32_t)capacity,
                                      is_move ? CHO_WORTH_MOVE : CHO_WORTH_INPUT, is_move ? move_key(ia, input) : 0);
    if (r == NULL)
        return;
    r->x               = input->x;
    r->y               = input->y;
    r->kind            = (int32_t)kind;
    cho_ia_text at     = cho_ia_text_behind(r + 1);
    r->participant_len = cho_ia_put_value(&at, &input->participant);
    r->control_len     = cho_ia_put_value(&at, &input->control);
    r->action_len      = cho_ia_put_value(&at, &input->event);
    r->text_len        = cho_ia_put_value(&at, &text);
    r->transaction_len = cho_ia_put_value(&at, &input->transaction);
    r->json_len        = cho_ia_put_span(&at, input->raw);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
}

static void take_input(cho_ia_link *ia, const cho_packet_input *input, size_t offset)
{
    if (!cho_ia_is_id(&input->participant) || !cho_ia_is_id(&input->control) || cho_json_is_absent(&input->event))
        cho_link_bad_packet(&ia->base, "giveInput without participantID, controlID or event", offset);
    else
        push_input(ia, input);
}

/* One that was not matched: it came in an array, or is written in another way. */
static void read_input(cho_ia_link *ia, const cho_packet *packet, size_t offset)
{
    cho_json_reader  r;
    cho_packet_input input;
    cho_json_reader_init(&r, packet->params.raw, CHO_PACKET_DEPTH);
    if (cho_packet_read_input(&r, &input) == CHORUS_OK)
        take_input(ia, &input, offset);
    else
        cho_link_bad_packet(&ia->base, "giveInput with bad parameters", offset);
}

/* ---- packets ---- */

/* Services number their methods as they like: nobody is answered by that number. */
static bool is_sound(const cho_packet *packet)
{
    return packet->fault == 0 || (packet->is_misnumbered && packet->type == CHO_PACKET_METHOD);
}

static void dispatch(cho_ia_link *ia, const cho_packet *packet, size_t offset)
{
    if (packet->has_seq)
        ia->seq = packet->seq;
    if (!is_sound(packet))
        cho_link_bad_packet(&ia->base, packet->fault_reason, offset);
    else if (packet->type == CHO_PACKET_REPLY)
        cho_ia_take_reply(ia, packet);
    else if (cho_json_is(&packet->method, "giveInput"))
        read_input(ia, packet, offset);
    else
        cho_ia_take_method(ia, packet, offset);
}

static void receive_frame(cho_ia_link *ia, cho_span text)
{
    cho_packet_frame frame;
    cho_packet       packet;
    cho_packet_step  step;
    cho_packet_frame_init(&frame, text);
    while ((step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
        if (step == CHO_PACKET_WHOLE)
            dispatch(ia, &packet, frame.offset);
        else
            cho_link_bad_packet(&ia->base, "not an object", frame.offset);
    }
    cho_json_error error = cho_packet_frame_error(&frame);
    if (error.reason != NULL)
        cho_link_bad_packet(&ia->base, error.reason, error.offset);
}

void cho_ia_receive(cho_ia_link *ia, const char *data, size_t len)
{
    cho_span         text = { data, len };
    cho_packet_input input;
    int32_t          seq;
    if (!cho_packet_match_input(text, &input, &seq)) {
        receive_frame(ia, text);
        return;
    }
    if (seq >= 0)
        ia->seq = seq;
    take_input(ia, &input, 0);
}
