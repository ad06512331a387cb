/*
 * crowd.h - the whole crowd and each of its participants.
 */
#ifndef CROWD_H
#define CROWD_H

#include "crowd_queue.h"
#include "crowd_socket.h"
#include "crowd_stage.h"
#include "crowd_tally.h"
#include "crowd_text.h"

typedef enum crowd_state {
    CROWD_AWAY,
    CROWD_ASKING,   /* for a seat */
    CROWD_KNOCKING, /* at the websocket */
    CROWD_IN,
    CROWD_GONE /* for good: lost, or shown out */
} crowd_state;

typedef struct crowd_participant {
    crowd_socket socket;
    crowd_socket aside; /* of a troll: for requests that lead nowhere */
    crowd_script script;
    crowd_state  state;
    uint32_t     number;
    char        *seat;           /* the path of its socket; NULL: it has none yet */
    char        *carry;          /* the beginning of a frame or response */
    size_t       carry_len;
    uint64_t    *asked_ns;       /* when each input was sent whose reply has not come; a ring, 0: it has */
    uint32_t     asked_first, asked_count, asked_cap; /* ids from asked_first on */
    uint32_t     next_id;
    uint64_t     began_ns, knocked_ns;
    uint64_t     pressed_dice;   /* what chose the control that is held */
    bool         is_pressing, is_welcome, was_open;
} crowd_participant;

typedef struct crowd {
    crowd_args         args;
    crowd_wire         wire;
    crowd_stage        stage;
    crowd_tally        tally;
    crowd_queue        queue;
    crowd_participant *participants;
    uint8_t           *behaviour_of;
    uint64_t           begin_ns; /* on the monotonic clock */
    char              *scratch;
    size_t             scratch_cap;
    uint32_t           open_once; /* participants that have been in */
    bool               is_ending;
} crowd;

uint64_t crowd_now_ns(void);

/* ---- crowd.c ---- */

/* False: no memory. */
bool crowd_create(crowd *c);
void crowd_destroy(crowd *c);
/* Runs to its end. False: *error says why it could not. */
bool crowd_run(crowd *c, const char **error);
/* Prints who would do what and when. */
void crowd_print_plan(crowd *c);

/* ---- crowd_participant.c ---- */

/* Does what its script says is next. */
void crowd_participant_act(crowd *c, crowd_participant *p, const crowd_action *action);
/* Something has happened to its connection. */
void crowd_participant_attend(crowd *c, crowd_participant *p, uint32_t events);
/* Closes without being shown out: the page is left. */
void crowd_participant_leave(crowd *c, crowd_participant *p);
void crowd_participant_free(crowd_participant *p);
/* Something has happened to the connection of a troll that leads nowhere. */
void crowd_participant_attend_aside(crowd *c, crowd_participant *p);

/* ---- crowd_inputs.c ---- */

/* Sends one input. Counts it, or counts it as missed when there is nothing to be used. */
void crowd_participant_input(crowd *c, crowd_participant *p, bool is_move, uint64_t dice);
/* A packet of the host. */
void crowd_participant_hear(crowd *c, crowd_participant *p, crowd_text packet);
/* What was not answered is lost. */
void crowd_participant_forget_inputs(crowd *c, crowd_participant *p);

#endif
