/*
 * stage.h - a host on a real port with a game and a viewer, both welcomed.
 */
#ifndef TESTS_SUPPORT_STAGE_H
#define TESTS_SUPPORT_STAGE_H

#include "support/host_lab.h"

typedef struct stage {
    host_lab    lab;
    raw_socket *game, *ann;
    char        ann_id[37];
} stage;

/* options NULL: none. */
void stage_open(stage *s, const chorus_host_options *options);
void stage_close(stage *s);

/* For cmocka: *state is a stage that is open. */
int stage_set_up(void **state);
int stage_tear_down(void **state);

#endif
