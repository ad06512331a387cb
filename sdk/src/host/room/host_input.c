#include "codec/packet_body.h"
#include "host/room/host_methods.h"
#include "host/room/host_more_time.h"
#include "host/room/host_muting.h"
#include "host/room/host_participants.h"
#include "host/room/host_touch.h"

/* ---- reading ---- */

typedef struct input {
    cho_span          raw;
    cho_span          control_id;
    chorus_input_kind kind;
    cho_json_value    control, event, x, y, value, button;
    cho_host_contact  contact;
} input;

static void read_members(input *in)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_json_reader_init(&r, in->raw, CHO_PACKET_DEPTH);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        if (cho_json_is(&key, "controlID"))
            in->control = value;
        else if (cho_json_is(&key, "event"))
            in->event = value;
        else if (cho_json_is(&key, "x"))
            in->x = value;
        else if (cho_json_is(&key, "y"))
            in->y = value;
        else if (cho_json_is(&key, "value"))
            in->value = value;
        else if (cho_json_is(&key, "button"))
            in->button = value;
    }
}

static bool refuse_for(cho_host_call *call, cho_host_reject reason, const char *message)
{
    call->reject = reason;
    return cho_host_refuse(call, CHO_HOST_BAD_INPUT, NULL, message);
}

static bool refuse(cho_host_call *call, const char *message)
{
    return refuse_for(call, CHO_HOST_REJECT_MALFORMED, message);
}

/* Duty 2 of the protocol: whose input it is, and what happened. */
static bool read_input(cho_host_call *call, input *in)
{
    int64_t button = 0;
    *in            = (input){ .raw = call->params };
    read_members(in);
    if (in->event.type != CHO_JSON_STRING)
        return refuse(call, "event is not a string");
    if (!cho_host_take_text(call, &in->control, &in->control_id))
        return call->code == 0 && refuse(call, "controlID is not a string");
    in->kind           = cho_packet_kind_of(&in->event);
    in->contact.is_key = cho_json_is(&in->event, "keydown") || cho_json_is(&in->event, "keyup");
    if (cho_json_to_int64(&in->button, &button))
        in->contact.button = button >= 0 && button < 16 ? (uint32_t)button : 15;
    cho_json_to_double(&in->x, &in->contact.x);
    cho_json_to_double(&in->y, &in->contact.y);
    in->contact.is_centring = in->kind == CHORUS_INPUT_MOVE && in->x.type == CHO_JSON_NUMBER
                              && in->y.type == CHO_JSON_NUMBER && in->contact.x == 0 && in->contact.y == 0;
    return true;
}

/* ---- may it be used now? ---- */

/* Duties 1 and 3 to 6. */
static bool find_control(cho_host_call *call, input *in)
{
    const cho_host_participant *p = call->from;
    const char                 *silence = cho_host_why_silent(call->room, p);
    if (silence != NULL)
        return refuse_for(call, CHO_HOST_REJECT_MODERATED, silence);
    if (!call->room->is_ready)
        return refuse_for(call, CHO_HOST_REJECT_NOT_READY, "not ready");
    in->contact.scene             = p->group->scene;
    in->contact.control           = cho_host_table_find(&in->contact.scene->controls, in->control_id);
    call->reject                  = CHO_HOST_REJECT_UNKNOWN_CONTROL;
    if (in->contact.control == NULL)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_CONTROL, "controlID", "unknown control");
    if (p->is_disabled)
        return refuse_for(call, CHO_HOST_REJECT_PARTICIPANT_DISABLED, "participant disabled");
    if (in->contact.control->is_disabled && !cho_host_has_more_time(call->room, p, in->contact.control))
        return refuse_for(call, CHO_HOST_REJECT_CONTROL_DISABLED, "control disabled");
    silence = cho_host_why_muted(p, in->contact.control);
    if (silence != NULL)
        return refuse_for(call, CHO_HOST_REJECT_MODERATED, silence);
    if (in->contact.control->cooldown_ms > call->room->now_ms && in->kind != CHORUS_INPUT_UP)
        return refuse_for(call, CHO_HOST_REJECT_COOLING_DOWN, "cooling down");
    return true;
}

/* The release of something held passes whatever has happened since: else the game would see it held for ever. */
static bool is_release(cho_host_call *call, input *in)
{
    return (in->kind == CHORUS_INPUT_UP || in->contact.is_centring)
           && cho_host_find_held(call->room, call->from, in->control_id, &in->contact);
}

/* ---- is it well-formed? ---- */

static bool is_place(const input *in)
{
    return in->x.type == CHO_JSON_NUMBER && in->y.type == CHO_JSON_NUMBER;
}

static const char *check_button(const input *in)
{
    int64_t number;
    if (in->kind != CHORUS_INPUT_DOWN && in->kind != CHORUS_INPUT_UP)
        return "not an event of a button";
    bool is_sound = in->button.type == CHO_JSON_NULL || cho_json_to_int64(&in->button, &number);
    return is_sound ? NULL : "button is not a whole number";
}

/* What is being typed would use up what slow mode leaves for the submit. */
static const char *check_textbox(const cho_host_room *room, const input *in)
{
    const cho_host_control *control = in->contact.control;
    if (in->kind != CHORUS_INPUT_CHANGE && in->kind != CHORUS_INPUT_SUBMIT)
        return "not an event of a textbox";
    if (in->value.type != CHO_JSON_STRING)
        return "value is not a string";
    if (in->kind == CHORUS_INPUT_SUBMIT)
        return in->value.raw.len > 0 ? NULL : "value is empty";
    return control->waits_for_submit || control->cost > 0 || room->moderation.slow_ms > 0 ? "this textbox sends by submit only" : NULL;
}

static const char *check_screen(const input *in)
{
    bool is_known = in->kind == CHORUS_INPUT_MOVE || cho_json_is(&in->event, "mousedown")
                    || cho_json_is(&in->event, "mouseup");
    if (!is_known)
        return "not an event of a screen";
    return is_place(in) ? NULL : "x and y are not numbers";
}

static const char *check_joystick(const input *in)
{
    if (in->kind != CHORUS_INPUT_MOVE)
        return "not an event of a joystick";
    return is_place(in) ? NULL : "x and y are not numbers";
}

/* Duty 8: what the kind of the control demands. NULL: nothing is wrong. */
static const char *find_fault(const cho_host_room *room, const input *in)
{
    switch (in->contact.control->kind) {
    case CHO_HOST_BUTTON:
        return check_button(in);
    case CHO_HOST_JOYSTICK:
        return check_joystick(in);
    case CHO_HOST_TEXTBOX:
        return check_textbox(room, in);
    case CHO_HOST_SCREEN:
        return check_screen(in);
    case CHO_HOST_LABEL:
        return "a label takes no input";
    default:
        return NULL;
    }
}

static uint64_t price_of(const input *in)
{
    bool costs = in->kind == CHORUS_INPUT_DOWN || in->kind == CHORUS_INPUT_SUBMIT;
    return costs && in->contact.control->cost > 0 ? (uint64_t)in->contact.control->cost : 0;
}

static bool check_payer(cho_host_call *call, const input *in)
{
    const cho_host_user *payer = call->from->user;
    uint64_t             price = price_of(in);
    call->reject               = CHO_HOST_REJECT_COST;
    if (price > 0 && payer == NULL)
        return cho_host_refuse(call, CHO_HOST_SIGN_IN_TO_PAY, NULL, "sign in to use this control");
    if (price > 0 && payer->sparks < price)
        return cho_host_refuse(call, CHO_HOST_TOO_FEW_SPARKS, NULL, "not enough sparks");
    return true;
}

/* Duties 7 to 9. */
static bool check_content(cho_host_call *call, const input *in)
{
    if (in->raw.len > call->room->options.limits->input_bytes)
        return refuse_for(call, CHO_HOST_REJECT_TOO_LARGE, "an input is longer than this host allows");
    const char *fault = find_fault(call->room, in);
    if (fault != NULL)
        return refuse(call, fault);
    return check_payer(call, in);
}

/* ---- sending it on ---- */

/* What the participant did before goes first. */
static void get_ready(cho_host_call *call)
{
    cho_host_send_waiting(call->room, call->from);
    cho_host_note_activity(call->room, call->from);
}

static bool pass_move(cho_host_call *call, const input *in)
{
    if (!cho_host_move(call->room, call->from, &in->contact, in->raw))
        return refuse_for(call, CHO_HOST_REJECT_TOO_MANY, "too many controls at once");
    cho_host_note_activity(call->room, call->from);
    return true;
}

/* A release without a press that is too fast has nothing to release: it is dropped without a word. */
static bool pass_release(cho_host_call *call, const input *in, bool is_held)
{
    if (!is_held && !cho_host_bucket_take(&call->from->inputs, call->room->now_ms))
        return true;
    get_ready(call);
    if (is_held)
        cho_host_forward_release(call->room, call->from, in->raw);
    else
        cho_host_forward(call->room, call->from, NULL, in->raw);
    cho_host_let_go(call->room, call->from, &in->contact);
    return true;
}

/* NULL for what is free. */
static bool open_transaction(cho_host_call *call, const input *in, cho_host_transaction **out)
{
    cho_host_room *room  = call->room;
    uint64_t       price = price_of(in);
    *out                 = NULL;
    return price == 0
           || cho_host_transactions_open(&room->transactions, call->from->user, price, room->now_ms, out) == CHORUS_OK
           || cho_host_refuse_memory(call);
}

/* What the game did not hear of, because it wants to hear less, is not held down either. Nobody is told, but who
   wanted to pay. */
static bool pass_press(cho_host_call *call, const input *in, cho_host_transaction *transaction, bool was_held)
{
    get_ready(call);
    if (cho_host_forward(call->room, call->from, transaction, in->raw))
        return true;
    if (in->kind == CHORUS_INPUT_DOWN && !was_held)
        cho_host_let_go(call->room, call->from, &in->contact);
    if (transaction == NULL)
        return true;
    cho_host_transaction_drop(transaction);
    return refuse_for(call, CHO_HOST_REJECT_GAME_BUSY, "the game takes no more inputs now");
}

static bool pass_other(cho_host_call *call, const input *in)
{
    cho_host_transaction *transaction;
    cho_host_contact      held = in->contact;
    const char           *wait = cho_host_why_too_soon(call->room, call->from);
    if (wait != NULL)
        return refuse_for(call, CHO_HOST_REJECT_MODERATED, wait);
    if (!cho_host_bucket_take(&call->from->inputs, call->room->now_ms))
        return refuse_for(call, CHO_HOST_REJECT_TOO_FAST, "too fast");
    if (!open_transaction(call, in, &transaction))
        return false;
    bool was_held = cho_host_find_held(call->room, call->from, in->control_id, &held);
    if (in->kind == CHORUS_INPUT_DOWN && !cho_host_press(call->room, call->from, &in->contact)) {
        if (transaction != NULL)
            cho_host_transaction_drop(transaction);
        return refuse_for(call, CHO_HOST_REJECT_TOO_MANY, "too many controls at once");
    }
    call->from->slowed_at_ms = call->room->now_ms;
    return pass_press(call, in, transaction, was_held);
}

static bool pass_on(cho_host_call *call, const input *in, bool is_held)
{
    if (in->kind == CHORUS_INPUT_MOVE)
        return pass_move(call, in);
    return in->kind == CHORUS_INPUT_UP ? pass_release(call, in, is_held) : pass_other(call, in);
}

static bool give_input(cho_host_call *call)
{
    input in;
    if (!read_input(call, &in))
        return call->code == CHO_HOST_BAD_INPUT && !call->room->is_ready && refuse_for(call, CHO_HOST_REJECT_NOT_READY, "not ready");
    bool is_held = is_release(call, &in);
    if (!is_held && !find_control(call, &in))
        return false;
    if (!check_content(call, &in))
        return false;
    if (!pass_on(call, &in, is_held))
        return false;
    call->from->input_count++;
    in.contact.control->input_count++;
    if (call->room->feed != NULL)
        cho_host_feed_note(call->room->feed, call->from->object.node.id, call->from->name, in.raw, call->room->now_ms);
    return true;
}

bool cho_host_give_input(cho_host_call *call)
{
    bool is_accepted = give_input(call);
    call->room->tally->inputs_received++;
    if (!is_accepted)
        cho_host_count_rejected(call->room, call->code == CHO_HOST_INTERNAL ? CHO_HOST_REJECT_NO_MEMORY : call->reject);
    return is_accepted;
}
