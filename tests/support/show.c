#include "support/show.h"

#include <stdlib.h>

void show_open(show *s, const chorus_host_options *host, chorus_interactive_options *game)
{
    chorus_event               event;
    chorus_interactive_options none;
    CHORUS_INIT(&none);
    if (game == NULL)
        game = &none;
    host_lab_open(&s->lab, host);
    game->host = s->lab.session;
    assert_ok(chorus_interactive_open(s->lab.rt, game, &s->game));
    do
        host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_READY, &event);
    while (event.session.id != s->game.id);
}

int show_set_up(void **state)
{
    show *s = malloc(sizeof *s);
    assert_non_null(s);
    show_open(s, NULL, NULL);
    *state = s;
    return 0;
}

int show_tear_down(void **state)
{
    show *s = *state;
    host_lab_close(&s->lab);
    free(s);
    return 0;
}
