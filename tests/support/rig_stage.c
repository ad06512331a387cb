#include "support/rig_stage.h"

#include <stdio.h>
#include <stdlib.h>

void rig_stage_furnish(rig_stage *s, const char *controls)
{
    char params[4096];
    int  len = snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[%s]}", controls);
    assert_true(len < (int)sizeof params);
    rig_do(s->rig, "createControls", params);
    rig_ready(s->rig);
    s->ann = rig_join(s->rig, "Ann");
}

rig_stage *rig_stage_open(void **state, uint32_t grace_ms, const char *controls)
{
    rig_stage *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->rig = malloc(sizeof *s->rig);
    assert_non_null(s->rig);
    rig_init_with_grace(s->rig, NULL, grace_ms);
    rig_enter_game(s->rig);
    rig_stage_furnish(s, controls);
    *state = s;
    return s;
}

int rig_stage_tear_down(void **state)
{
    rig_stage *s   = *state;
    void      *rig = s->rig;
    free(s);
    return rig_tear_down(&rig);
}
