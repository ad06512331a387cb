/* What participants say to the host and what it says to them. */
#include "crowd.h"

#include "crowd_frame.h"

#include <stdlib.h>

enum { INPUT_MAX = 2048, FIRST_CAP = 4 };

/* ---- replies that are awaited ---- */

static bool grow(crowd_participant *p)
{
    uint32_t  cap  = p->asked_cap == 0 ? FIRST_CAP : 2 * p->asked_cap;
    uint64_t *more = calloc(cap, sizeof *more);
    if (more == NULL)
        return false;
    for (uint32_t i = 0; i < p->asked_count; i++)
        more[(p->asked_first + i) % cap] = p->asked_ns[(p->asked_first + i) % p->asked_cap];
    free(p->asked_ns);
    p->asked_ns  = more;
    p->asked_cap = cap;
    return true;
}

static bool await_reply(crowd_participant *p, uint32_t id, uint64_t now_ns)
{
    if (p->asked_count == p->asked_cap && !grow(p))
        return false;
    if (p->asked_count == 0)
        p->asked_first = id;
    p->asked_ns[id % p->asked_cap] = now_ns;
    p->asked_count++;
    return true;
}

/* When it was asked for; 0: it was not, or has been answered. */
static uint64_t take_reply(crowd_participant *p, uint64_t id)
{
    if (id < p->asked_first || id - p->asked_first >= p->asked_count)
        return 0;
    uint64_t *place = &p->asked_ns[id % p->asked_cap], asked_ns = *place;
    *place = 0;
    while (p->asked_count > 0 && p->asked_ns[p->asked_first % p->asked_cap] == 0) {
        p->asked_first++;
        p->asked_count--;
    }
    return asked_ns;
}

void crowd_participant_forget_inputs(crowd *c, crowd_participant *p)
{
    for (uint32_t i = 0; i < p->asked_count; i++)
        c->tally.inputs_lost += p->asked_ns[(p->asked_first + i) % p->asked_cap] != 0;
    p->asked_count = 0;
    p->is_pressing = false;
}

/* ---- inputs ---- */

/* What is pressed is let go of next; other controls are done with at once. */
static const crowd_control *choose(crowd *c, crowd_participant *p, bool is_move, uint64_t dice, bool *is_release)
{
    *is_release = !is_move && p->is_pressing;
    if (is_move)
        return crowd_stage_movable(&c->stage, dice);
    if (!p->is_pressing)
        p->pressed_dice = dice;
    const crowd_control *control = crowd_stage_any(&c->stage, p->pressed_dice);
    p->is_pressing               = control != NULL && control->kind == CROWD_BUTTON && !*is_release;
    return control;
}

void crowd_participant_input(crowd *c, crowd_participant *p, bool is_move, uint64_t dice)
{
    char                 packet[INPUT_MAX], frame[INPUT_MAX + CROWD_FRAME_HEAD_MAX];
    bool                 is_release;
    const crowd_control *control = p->state == CROWD_IN ? choose(c, p, is_move, dice, &is_release) : NULL;
    uint32_t             id      = p->next_id;
    size_t               len     = 0;
    if (control != NULL)
        len = crowd_stage_input(packet, sizeof packet, id, control, (crowd_deed){ is_release, c->args.is_discard, dice >> 16 });
    if (len == 0 || (!c->args.is_discard && !await_reply(p, id, crowd_now_ns()))) {
        c->tally.inputs_missed++;
        return;
    }
    p->next_id++;
    *(c->args.is_discard ? &c->tally.inputs_discarded : &c->tally.inputs_sent) += 1;
    len = crowd_frame_write(frame, CROWD_FRAME_TEXT, (crowd_text){ packet, len }, (uint32_t)(dice >> 32));
    c->tally.bytes_sent += len;
    if (!crowd_socket_send(&c->wire, &p->socket, frame, len))
        crowd_participant_attend(c, p, 0);
}

/* ---- what the host says ---- */

static void hear_reply(crowd *c, crowd_participant *p, crowd_text packet)
{
    crowd_text id, error, code;
    if (!crowd_json_member(packet, "id", &id))
        return;
    uint64_t asked_ns = take_reply(p, crowd_json_number(id));
    if (asked_ns == 0)
        return;
    crowd_spread_add(&c->tally.reply, crowd_now_ns() - asked_ns);
    if (crowd_json_member(packet, "error", &error) && crowd_json_member(error, "code", &code))
        crowd_codes_add(&c->tally.rejected, (uint32_t)crowd_json_number(code));
    else
        c->tally.inputs_accepted++;
}

/* The last packet of the welcome has come. */
static void welcome(crowd *c, crowd_participant *p)
{
    if (p->is_welcome)
        return;
    p->is_welcome = true;
    crowd_spread_add(&c->tally.welcome, crowd_now_ns() - p->began_ns);
}

static void hear_method(crowd *c, crowd_participant *p, crowd_text packet)
{
    crowd_text method, params, sent;
    if (!crowd_json_member(packet, "method", &method) || !crowd_json_member(packet, "params", &params))
        return;
    method = crowd_json_inside(method);
    if (crowd_text_is(method, "event")) {
        if (crowd_json_member(params, "sent_ns", &sent))
            crowd_tally_broadcast(&c->tally, crowd_json_number(sent), crowd_now_ns());
    } else if (crowd_text_is(method, "onReady")) {
        welcome(c, p);
    } else {
        crowd_stage_hear(&c->stage, method, params);
    }
}

void crowd_participant_hear(crowd *c, crowd_participant *p, crowd_text packet)
{
    crowd_text type;
    c->tally.packets++;
    if (!crowd_json_member(packet, "type", &type))
        return;
    if (crowd_text_is(type, "\"reply\""))
        hear_reply(c, p, packet);
    else
        hear_method(c, p, packet);
}
