/*
 * cli_events.h - one event, one line.
 */
#ifndef CLI_EVENTS_H
#define CLI_EVENTS_H

#include <chorus/chorus.h>

void cli_events_print(const chorus_event *event);

#endif
