/*
 * rig_stage.h - a room without sockets whose game is ready and has viewers.
 */
#ifndef TESTS_SUPPORT_RIG_STAGE_H
#define TESTS_SUPPORT_RIG_STAGE_H

#include "support/host_rig.h"

typedef struct rig_stage {
    host_rig *rig;
    rig_peer *ann, *ben; /* NULL: not there */
} rig_stage;

/* The game puts these controls, JSON objects with commas between them, into its default scene and is ready; Ann
   joins. */
void rig_stage_furnish(rig_stage *s, const char *controls);

/* For cmocka: *state is a rig_stage, which is returned as well. A session waits so long for its game. */
rig_stage *rig_stage_open(void **state, uint32_t grace_ms, const char *controls);
int        rig_stage_tear_down(void **state);

#endif
