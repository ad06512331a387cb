/*
 * show.h - a game of this SDK at a host of it, in one runtime.
 */
#ifndef TESTS_SUPPORT_SHOW_H
#define TESTS_SUPPORT_SHOW_H

#include "support/host_lab.h"

#include <chorus/interactive.h>

typedef struct show {
    host_lab       lab;
    chorus_session game;
} show;

/* Until the game is ready. Options NULL: none; the game's host is filled in. */
void show_open(show *s, const chorus_host_options *host, chorus_interactive_options *game);

/* For cmocka: *state is a show that is open. */
int show_set_up(void **state);
int show_tear_down(void **state);

#endif
