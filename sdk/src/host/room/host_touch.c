#include "host/room/host_touch.h"

#include "base/alloc.h"
#include "host/room/host_owed.h"
#include "host/room/host_send.h"

enum { BUTTON_BITS = 16 };

/* Releases that wait for the throttle go before whatever comes now. */
static void make_way(cho_host_room *room)
{
    if (room->owed.release_count > 0)
        cho_host_pay_owed(room);
}

/* Both ids are our own: there is nothing to escape in them. */
static void write_input(cho_buf *out, cho_span participant, const cho_host_transaction *transaction, cho_span input)
{
    cho_buf_text(out, "{\"participantID\":\"");
    cho_buf_append(out, participant.ptr, participant.len);
    if (transaction != NULL) {
        cho_buf_text(out, "\",\"transactionID\":\"");
        cho_buf_append(out, transaction->node.id.ptr, transaction->node.id.len);
    }
    cho_buf_text(out, "\",\"input\":");
    cho_buf_append(out, input.ptr, input.len);
    cho_buf_text(out, "}");
}

static bool forward(cho_host_room *room, const cho_host_participant *p, const cho_host_transaction *transaction,
                    cho_span input, bool is_release)
{
    make_way(room);
    write_input(cho_host_params(room), p->object.node.id, transaction, input);
    bool is_told = cho_host_tell_game_input(room, is_release);
    if (is_told || is_release)
        cho_host_count_accepted(room);
    else if (transaction == NULL) /* what is paid for is refused, and counted there */
        cho_host_count_rejected(room, CHO_HOST_REJECT_GAME_BUSY);
    return is_told;
}

bool cho_host_forward(cho_host_room *room, const cho_host_participant *p, const cho_host_transaction *transaction,
                      cho_span input)
{
    return forward(room, p, transaction, input, false);
}

void cho_host_forward_release(cho_host_room *room, const cho_host_participant *p, cho_span input)
{
    forward(room, p, NULL, input, true);
}

/* ---- touches ---- */

static cho_host_control *control_of(const cho_host_room *room, const cho_host_touch *touch)
{
    const cho_host_scene *scene = cho_host_table_get(&room->scenes, touch->scene);
    return scene == NULL ? NULL : cho_host_table_get(&scene->controls, touch->control);
}

static bool is_over(const cho_host_touch *touch)
{
    return touch->buttons == 0 && !touch->has_key && !touch->is_off_centre && touch->move.len == 0;
}

static void drop_move(cho_host_room *room, cho_host_participant *p, cho_host_touch *touch)
{
    if (touch->move.len == 0)
        return;
    cho_host_json_drop(&touch->move, &room->moves_budget, room->heap);
    if (--p->waiting_count == 0)
        room->waiting_count--;
}

/* Frees touches that are over or whose control is gone. */
static void sweep(cho_host_room *room, cho_host_participant *p)
{
    cho_host_touch **link = &p->touches;
    while (*link != NULL) {
        cho_host_touch *touch = *link;
        if (!is_over(touch) && control_of(room, touch) != NULL) {
            link = &touch->next;
            continue;
        }
        drop_move(room, p, touch);
        *link = touch->next;
        p->touch_count--;
        cho_release(room->heap, touch);
    }
}

static cho_host_touch *find(const cho_host_participant *p, const cho_host_contact *contact)
{
    cho_host_touch *touch = p->touches;
    while (touch != NULL && (touch->scene != contact->scene->object.node.handle
                             || touch->control != contact->control->object.node.handle))
        touch = touch->next;
    return touch;
}

static cho_host_touch *find_or_add(cho_host_room *room, cho_host_participant *p, const cho_host_contact *contact)
{
    cho_host_touch *touch = find(p, contact);
    if (touch != NULL)
        return touch;
    sweep(room, p);
    if (p->touch_count >= room->options.limits->controls_held)
        return NULL;
    touch = cho_alloc_zero(room->heap, sizeof *touch);
    if (touch == NULL)
        return NULL;
    touch->scene   = contact->scene->object.node.handle;
    touch->control = contact->control->object.node.handle;
    touch->next    = p->touches;
    p->touches     = touch;
    p->touch_count++;
    return touch;
}

/* ---- holding ---- */

/* Buttons beyond the last bit share it. */
static uint16_t bit_of(uint32_t button)
{
    return (uint16_t)(1u << (button < BUTTON_BITS ? button : BUTTON_BITS - 1));
}

static bool holds(const cho_host_touch *touch, const cho_host_contact *contact)
{
    if (contact->is_centring)
        return touch->is_off_centre;
    return contact->is_key ? touch->has_key : (touch->buttons & bit_of(contact->button)) != 0;
}

bool cho_host_find_held(cho_host_room *room, cho_host_participant *p, cho_span control_id, cho_host_contact *contact)
{
    for (const cho_host_touch *touch = p->touches; touch != NULL; touch = touch->next) {
        cho_host_control *control = control_of(room, touch);
        if (control == NULL || !holds(touch, contact) || !cho_span_equal(control->object.node.id, control_id))
            continue;
        contact->control = control;
        contact->scene   = cho_host_table_get(&room->scenes, touch->scene);
        return true;
    }
    return false;
}

bool cho_host_press(cho_host_room *room, cho_host_participant *p, const cho_host_contact *contact)
{
    cho_host_touch *touch = find_or_add(room, p, contact);
    if (touch == NULL)
        return false;
    if (contact->is_key)
        touch->has_key = true;
    else
        touch->buttons |= bit_of(contact->button);
    touch->x = contact->x;
    touch->y = contact->y;
    return true;
}

void cho_host_let_go(cho_host_room *room, cho_host_participant *p, const cho_host_contact *contact)
{
    cho_host_touch *touch = find(p, contact);
    if (touch == NULL)
        return;
    if (contact->is_key)
        touch->has_key = false;
    else
        touch->buttons &= (uint16_t)~bit_of(contact->button);
    sweep(room, p);
}

/* ---- moving ---- */

static cho_host_touch *first_waiting(const cho_host_participant *p)
{
    cho_host_touch *first = NULL;
    for (cho_host_touch *touch = p->touches; touch != NULL; touch = touch->next) {
        if (touch->move.len > 0 && (first == NULL || touch->order < first->order))
            first = touch;
    }
    return first;
}

/* The move that waits, if any, lets a stick go. */
static bool is_let_go(const cho_host_control *control, const cho_host_touch *touch)
{
    return control->kind == CHO_HOST_JOYSTICK && !touch->is_off_centre;
}

static void send_first_waiting(cho_host_room *room, cho_host_participant *p)
{
    cho_host_touch *touch = first_waiting(p);
    const cho_host_control *control = control_of(room, touch);
    if (control != NULL)
        forward(room, p, NULL, cho_host_json_span(&touch->move), is_let_go(control, touch));
    drop_move(room, p, touch);
}

void cho_host_send_waiting(cho_host_room *room, cho_host_participant *p)
{
    while (p->waiting_count > 0) {
        cho_host_bucket_force(&p->moves, room->now_ms);
        send_first_waiting(room, p);
    }
    sweep(room, p);
}

/* Keeps the newest of each control. */
static bool keep_waiting(cho_host_room *room, cho_host_participant *p, cho_host_touch *touch, cho_span input)
{
    cho_host_json copy = { 0 };
    if (cho_host_json_store(&copy, input, &room->moves_budget, room->heap) != CHO_HOST_STORED)
        return false;
    drop_move(room, p, touch);
    touch->move  = copy;
    touch->order = ++p->waiting_order;
    if (p->waiting_count++ == 0)
        room->waiting_count++;
    return true;
}

bool cho_host_move(cho_host_room *room, cho_host_participant *p, const cho_host_contact *contact, cho_span input)
{
    cho_host_touch *touch = find_or_add(room, p, contact);
    if (touch == NULL)
        return false;
    bool was_off_centre = touch->is_off_centre, is_stick = contact->control->kind == CHO_HOST_JOYSTICK;
    bool is_off_centre  = is_stick && (contact->x != 0 || contact->y != 0);
    if (p->waiting_count == 0 && cho_host_bucket_take(&p->moves, room->now_ms))
        forward(room, p, NULL, input, was_off_centre && !is_off_centre);
    else if (!keep_waiting(room, p, touch, input))
        return false;
    touch->x             = contact->x;
    touch->y             = contact->y;
    touch->is_off_centre = is_off_centre;
    sweep(room, p);
    return true;
}

/* Those who wait have moved lately: they are found from the most active one on. */
static cho_host_participant *next_waiting(cho_host_participant *p)
{
    while (p != NULL && p->waiting_count == 0)
        p = p->less_active;
    return p;
}

int64_t cho_host_moves_due_ms(cho_host_room *room)
{
    int64_t               due_ms = 0;
    cho_host_participant *p      = room->most_active;
    for (uint32_t left = room->waiting_count; left > 0; left--, p = p->less_active) {
        p            = next_waiting(p);
        int64_t when = cho_host_bucket_due_ms(&p->moves, room->now_ms);
        if (due_ms == 0 || when < due_ms)
            due_ms = when;
    }
    return due_ms;
}

void cho_host_send_due_moves(cho_host_room *room)
{
    cho_host_participant *p = room->most_active;
    for (uint32_t left = room->waiting_count; left > 0; left--, p = p->less_active) {
        p = next_waiting(p);
        while (p->waiting_count > 0 && cho_host_bucket_take(&p->moves, room->now_ms))
            send_first_waiting(room, p);
        sweep(room, p);
    }
}

/* ---- leaving ---- */

static void send_release(cho_host_room *room, const cho_host_participant *p, const cho_host_touch *touch,
                         const char *event, int button)
{
    const cho_host_control *control = control_of(room, touch);
    cho_buf_clear(&room->patch);
    cho_json_writer w = cho_json_writer_on(&room->patch);
    cho_json_begin_object(&w);
    cho_json_key(&w, "controlID"), cho_json_write_string(&w, control->object.node.id);
    cho_json_key(&w, "event"), cho_json_write_text(&w, event);
    if (button >= 0)
        cho_json_key(&w, "button"), cho_json_write_int64(&w, button);
    if (control->kind == CHO_HOST_SCREEN || control->kind == CHO_HOST_JOYSTICK) {
        bool is_screen = control->kind == CHO_HOST_SCREEN;
        cho_json_key(&w, "x"), cho_json_write_double(&w, is_screen ? touch->x : 0);
        cho_json_key(&w, "y"), cho_json_write_double(&w, is_screen ? touch->y : 0);
    }
    cho_json_end_object(&w);
    if (!room->patch.failed)
        cho_host_forward_release(room, p, (cho_span){ room->patch.data, room->patch.len });
}

static void release(cho_host_room *room, const cho_host_participant *p, const cho_host_touch *touch)
{
    if (control_of(room, touch) == NULL)
        return;
    for (int button = 0; button < BUTTON_BITS; button++) {
        if ((touch->buttons & bit_of((uint32_t)button)) != 0)
            send_release(room, p, touch, "mouseup", button);
    }
    if (touch->has_key)
        send_release(room, p, touch, "keyup", -1);
    if (touch->is_off_centre)
        send_release(room, p, touch, "move", -1);
}

static void let_control_go(cho_host_room *room, cho_host_participant *p, const cho_host_control *control)
{
    for (cho_host_touch *touch = p->touches; touch != NULL; touch = touch->next) {
        if (control_of(room, touch) != control)
            continue;
        release(room, p, touch);
        drop_move(room, p, touch);
        touch->buttons       = 0;
        touch->has_key       = false;
        touch->is_off_centre = false;
    }
    sweep(room, p);
}

void cho_host_release_control(cho_host_room *room, const cho_host_control *control)
{
    cho_host_participant *p = NULL;
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (p->touches != NULL)
            let_control_go(room, p, control);
    }
}

void cho_host_release_touches(cho_host_room *room, cho_host_participant *p)
{
    cho_host_send_waiting(room, p);
    for (const cho_host_touch *touch = p->touches; touch != NULL; touch = touch->next)
        release(room, p, touch);
    cho_host_drop_touches(room, p);
}

void cho_host_drop_touches(cho_host_room *room, cho_host_participant *p)
{
    while (p->touches != NULL) {
        cho_host_touch *touch = p->touches;
        drop_move(room, p, touch);
        p->touches = touch->next;
        cho_release(room->heap, touch);
    }
    p->touch_count = 0;
}
