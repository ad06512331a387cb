/*
 * host_open.h - what the files of the game side of a host share.
 * Layer    host. May include core/ and below.
 * Thread   game thread.
 * Memory   a session belongs to core.
 * Trust    handles and numbers are the game's and may be stale or made up.
 */
#ifndef CHO_HOST_OPEN_H
#define CHO_HOST_OPEN_H

#include "core/session.h"

/* A host that is open and has a channel of that number. E_INVALID: rt is NULL; E_NOT_FOUND. */
chorus_result cho_host_find_session(chorus_runtime *rt, chorus_session session, uint32_t channel, cho_session **out);

#endif
