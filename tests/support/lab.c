#include "support/lab.h"

#include "support/support.h"

#include <stdlib.h>

int lab_set_up(void **state)
{
    lab *l = calloc(1, sizeof *l);
    assert_non_null(l);
    lab_log_init(&l->log);
    *state = l;
    return 0;
}

int lab_set_up_running(void **state)
{
    lab_set_up(state);
    lab_start(&((lab *)*state)->loop, NULL);
    return 0;
}

int lab_set_up_serving(void **state)
{
    lab_set_up_running(state);
    lab *l = *state;
    lab_serve(&l->server, &l->loop, &l->log);
    return 0;
}

int lab_tear_down(void **state)
{
    lab *l = *state;
    lab_stop(&l->loop);
    lab_stop(&l->second_loop);
    tls_peer_stop(&l->peer);
    lab_log_deinit(&l->log);
    free(l);
    return 0;
}
