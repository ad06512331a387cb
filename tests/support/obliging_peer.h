/*
 * obliging_peer.h - a service that answers whatever it is asked, for tests that cannot know when.
 */
#ifndef TESTS_SUPPORT_OBLIGING_PEER_H
#define TESTS_SUPPORT_OBLIGING_PEER_H

#include "support/scripted_peer.h"

typedef struct peer_answer {
    const char *method, *result; /* result: JSON text */
} peer_answer;

/* Take one step: let the client in and greet it, or answer one of its calls. Does not wait. The list
 * ends with a NULL method; whoever says ready is told onReady. */
void peer_oblige(scripted_peer *peer, const peer_answer *answers);

#endif
