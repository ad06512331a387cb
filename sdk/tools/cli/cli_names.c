#include "cli_names.h"

#include <chorus/chorus.h>

/* Beyond what there is by far: what comes later is found, too. */
enum { EVENTS_END = 0x400, STATES_END = 32 };

bool cli_names_event(const char *word)
{
    uint32_t type = CHORUS_EVENT_SESSION_STATE;
    while (type < EVENTS_END && strcmp(word, chorus_event_name(type)) != 0)
        type++;
    return type < EVENTS_END && strcmp(word, "unknown") != 0;
}

bool cli_names_state(const char *word)
{
    int state = CHORUS_STATE_OPENING;
    while (state < STATES_END && strcmp(word, chorus_session_state_name((chorus_session_state)state)) != 0)
        state++;
    return state < STATES_END && strcmp(word, "unknown") != 0;
}
