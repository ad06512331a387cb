/*
 * crowd_stage.h - the controls that the host has told of, and what can be done with them.
 *
 * There is one stage for the whole crowd: everybody is told of the same scenes.
 */
#ifndef CROWD_STAGE_H
#define CROWD_STAGE_H

#include "crowd_text.h"

typedef enum crowd_kind {
    CROWD_BUTTON,
    CROWD_STICK,
    CROWD_TEXTBOX,
    CROWD_SCREEN,
    CROWD_KINDS
} crowd_kind;

typedef struct crowd_control {
    char      *id; /* as it stands in JSON, without quotes */
    crowd_kind kind;
} crowd_control;

typedef struct crowd_stage {
    crowd_control *controls;
    size_t         count, cap;
    char          *last; /* the params that were read last: they come to everybody alike */
    size_t         last_len, last_cap;
} crowd_stage;

void crowd_stage_deinit(crowd_stage *stage);

/* Learns from a call of the host; methods about something else change nothing. */
void crowd_stage_hear(crowd_stage *stage, crowd_text method, crowd_text params);

/* NULL: there is none to be used. */
const crowd_control *crowd_stage_any(const crowd_stage *stage, uint64_t dice);
/* One that can be moved. */
const crowd_control *crowd_stage_movable(const crowd_stage *stage, uint64_t dice);

/* How something is done. */
typedef struct crowd_deed {
    bool     is_release; /* let it go again */
    bool     is_discard; /* ask for no reply */
    uint64_t dice;
} crowd_deed;

/* Something a person might do with it. Writes a call with that id, returns its length, at most `size`; 0: the id of
   the control is too long. */
size_t crowd_stage_input(char *out, size_t size, uint32_t id, const crowd_control *control, crowd_deed deed);
#endif
