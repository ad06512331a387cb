#include "support/stage.h"

#include "support/packet_expect.h"

#include <stdlib.h>

void stage_open(stage *s, const chorus_host_options *options)
{
    host_lab_open(&s->lab, options);
    s->game = host_lab_game(&s->lab);
    s->ann  = host_lab_viewer(&s->lab, "Ann");
    packet_copy_session(host_lab_expect_call(s->game, "onParticipantJoin"), s->ann_id);
}

void stage_close(stage *s)
{
    host_lab_hang_up(s->ann);
    host_lab_hang_up(s->game);
    host_lab_close(&s->lab);
}

int stage_set_up(void **state)
{
    stage *s = malloc(sizeof *s);
    assert_non_null(s);
    stage_open(s, NULL);
    *state = s;
    return 0;
}

int stage_tear_down(void **state)
{
    stage_close(*state);
    free(*state);
    return 0;
}
