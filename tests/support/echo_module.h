/*
 * echo_module.h - the smallest module there is: what the game sends comes back as METHOD events.
 *
 * It stands in for a conversation, so that the runtime can be tested without one.
 */
#ifndef TESTS_SUPPORT_ECHO_MODULE_H
#define TESTS_SUPPORT_ECHO_MODULE_H

#include "core/session.h"

/* A session that is READY at once. */
chorus_result echo_open(chorus_runtime *rt, chorus_session *out);

/* Have `text` come back `count` times, padded to at least `len` bytes. Moves share one key. */
typedef struct echo_request {
    const char *text;
    uint32_t    count, len;
    cho_worth   worth;
} echo_request;
chorus_result echo_send(chorus_runtime *rt, chorus_session session, const echo_request *request);

/* The peer goes away. */
chorus_result echo_lose(chorus_runtime *rt, chorus_session session);

/* How often the network side was asked to fetch its state again, over all sessions. */
int echo_resync_count(void);

/* Pump until an event of that type comes; others are passed over. Fails the test after ten seconds. */
void echo_wait(chorus_runtime *rt, chorus_event_type type, chorus_event *out);

#endif
