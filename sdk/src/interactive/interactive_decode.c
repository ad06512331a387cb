#include "base/hash.h"
#include "codec/packet_body.h"
#include "interactive/interactive_text.h"
#include "interactive/interactive_wire.h"

#include <stdio.h>

/* ---- input: the hot path ---- */

static chorus_input_kind kind_of(const cho_json_value *action)
{
    static const struct {
        const char       *name;
        chorus_input_kind kind;
    } kinds[] = {
        { "move", CHORUS_INPUT_MOVE },     { "mousedown", CHORUS_INPUT_DOWN }, { "mouseup", CHORUS_INPUT_UP },
        { "keydown", CHORUS_INPUT_DOWN },  { "keyup", CHORUS_INPUT_UP },       { "change", CHORUS_INPUT_CHANGE },
        { "submit", CHORUS_INPUT_SUBMIT },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (cho_json_is(action, kinds[i].name))
            return kinds[i].kind;
    }
    return CHORUS_INPUT_OTHER;
}

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
    chorus_input_kind kind     = kind_of(&input->event);
    cho_json_value    text     = text_of_input(input);
    bool              is_move  = kind == CHORUS_INPUT_MOVE;
    size_t            capacity = sizeof(cho_ia_input) + input->participant.raw.len + input->control.raw.len +
                      input->event.raw.len + text.raw.len + input->transaction.raw.len + input->raw.len + 6;
    cho_ia_input *r = cho_link_record(&ia->base, CHO_IA_INPUT, (uint32_t)capacity,
                                      is_move ? CHO_WORTH_MOVE : CHO_WORTH_INPUT,
                                      is_move ? move_key(ia, input) : 0);
    if (r == NULL)
        return;
    r->x                = input->x;
    r->y                = input->y;
    r->kind             = (int32_t)kind;
    cho_ia_text at      = cho_ia_text_behind(r + 1);
    r->participant_len  = cho_ia_put_value(&at, &input->participant);
    r->control_len      = cho_ia_put_value(&at, &input->control);
    r->action_len       = cho_ia_put_value(&at, &input->event);
    r->text_len         = cho_ia_put_value(&at, &text);
    r->transaction_len  = cho_ia_put_value(&at, &input->transaction);
    r->json_len         = cho_ia_put_span(&at, input->raw);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
}

static void take_input(cho_ia_link *ia, const cho_packet_input *input, size_t offset)
{
    if (cho_json_is_absent(&input->participant) || cho_json_is_absent(&input->control) ||
        cho_json_is_absent(&input->event))
        cho_link_bad_packet(&ia->base, "giveInput without participantID, controlID or event", offset);
    else
        push_input(ia, input);
}

/* ---- packets ---- */

static void dispatch(cho_ia_link *ia, const cho_packet *packet, size_t offset)
{
    if (packet->has_seq)
        ia->seq = packet->seq;
    if (packet->fault != 0)
        cho_link_bad_packet(&ia->base, packet->fault_reason, offset);
    else if (packet->type == CHO_PACKET_REPLY)
        cho_ia_take_reply(ia, packet);
    else if (packet->type == CHO_PACKET_METHOD)
        cho_ia_take_method(ia, packet, offset);
    else
        cho_link_bad_packet(&ia->base, "neither a method nor a reply", offset);
}

/* A packet that says the same member twice; the last one counts, so what was decoded on the way does not. */
static bool decode_again(const cho_packet *packet, cho_packet_input *input)
{
    cho_json_reader r;
    cho_json_reader_init(&r, cho_json_text(&packet->params), CHO_PACKET_DEPTH);
    return cho_json_is(&packet->method, "giveInput") && cho_packet_read_input(&r, input) == CHORUS_OK;
}

static bool take_packet(cho_ia_link *ia, cho_packet_frame *frame, cho_packet *packet)
{
    size_t           offset = (size_t)(frame->reader.at - frame->reader.start);
    cho_packet_input input;
    bool             is_input = cho_json_is(&packet->method, "giveInput");
    bool is_decoded = is_input && cho_packet_read_input(cho_packet_params(frame, packet), &input) == CHORUS_OK;
    if (!cho_packet_finish(frame, packet))
        return false;
    if (packet->replaced)
        is_decoded = decode_again(packet, &input);
    if (is_decoded && packet->type == CHO_PACKET_METHOD && packet->fault == 0) {
        if (packet->has_seq)
            ia->seq = packet->seq;
        take_input(ia, &input, offset);
    } else {
        dispatch(ia, packet, offset);
    }
    return true;
}

void cho_ia_receive(cho_ia_link *ia, const char *data, size_t len)
{
    cho_packet_frame frame;
    cho_packet       packet;
    cho_packet_step  step;
    cho_packet_frame_init(&frame, (cho_span){ data, len });
    while ((step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
        if (step == CHO_PACKET_NOT_OBJECT)
            cho_link_bad_packet(&ia->base, "not an object", (size_t)(frame.reader.at - frame.reader.start));
        else if (!take_packet(ia, &frame, &packet))
            break;
    }
    cho_json_error error = cho_packet_frame_error(&frame);
    if (error.reason != NULL)
        cho_link_bad_packet(&ia->base, error.reason, error.offset);
}
