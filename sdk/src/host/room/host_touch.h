/*
 * host_touch.h - what a participant has its fingers on: controls it holds down, moves that wait.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   one block for each control touched, freed when nothing is held and nothing waits. A control
 *          is remembered by handles, so it may be deleted meanwhile.
 * Trust    the input has been checked.
 *
 * The game must learn of every release: from the participant, or from here when it leaves. Moves that
 * come too fast wait here, the newest of each control only; whatever else the participant does sends
 * them first, so its inputs stay in order.
 */
#ifndef CHO_HOST_TOUCH_H
#define CHO_HOST_TOUCH_H

#include "host/room/host_state.h"

typedef struct cho_host_touch {
    struct cho_host_touch *next;
    uint32_t               scene, control; /* handles */
    uint16_t               buttons;        /* bit n: mouse button n is down */
    bool                   has_key;        /* the key is down */
    bool                   is_off_centre;  /* a joystick was not let go */
    double                 x, y;           /* where a screen was touched last */
    cho_host_json          move;           /* the input that waits; empty: none */
    uint32_t               order;          /* of waiting */
} cho_host_touch;

/* What a press or a move tells about the control it was made on. */
typedef struct cho_host_contact {
    cho_host_scene   *scene;
    cho_host_control *control;
    uint32_t          button; /* of the mouse */
    bool              is_key;
    bool              is_centring; /* a joystick is let go */
    double            x, y;
} cho_host_contact;

/* Sends giveInput to the game. `transaction` NULL: nothing is paid. False: the game wants to hear less. */
bool cho_host_forward(cho_host_room *room, const cho_host_participant *p, const cho_host_transaction *transaction,
                      cho_span input);

/* The same for the release of what the game has seen held: it comes, if need be later. */
void cho_host_forward_release(cho_host_room *room, const cho_host_participant *p, cho_span input);

/* The contact this participant has with a control of that id whose button, key or stick it holds. False: none. */
bool cho_host_find_held(cho_host_room *room, cho_host_participant *p, cho_span control_id, cho_host_contact *contact);

/* False: too many controls at once, or no memory; nothing has changed. */
bool cho_host_press(cho_host_room *room, cho_host_participant *p, const cho_host_contact *contact);
void cho_host_let_go(cho_host_room *room, cho_host_participant *p, const cho_host_contact *contact);

/* Sends a move now or as soon as its rate allows; false as above. */
bool cho_host_move(cho_host_room *room, cho_host_participant *p, const cho_host_contact *contact, cho_span input);

/* When the first move that waits may be sent, 0 when none waits; sends those whose time has come. */
int64_t cho_host_moves_due_ms(cho_host_room *room);
void    cho_host_send_due_moves(cho_host_room *room);

/* Sends the moves that wait, in their order, at once. */
void cho_host_send_waiting(cho_host_room *room, cho_host_participant *p);

/* Sends a release of all that anybody holds on a control, and drops the moves on it that wait. */
void cho_host_release_control(cho_host_room *room, const cho_host_control *control);

/* The participant is leaving, or is not heard any more: sends what waits and a release of all it holds. */
void cho_host_release_touches(cho_host_room *room, cho_host_participant *p);

/* Frees everything; the game is not told. */
void cho_host_drop_touches(cho_host_room *room, cho_host_participant *p);

#endif
