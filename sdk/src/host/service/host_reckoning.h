/*
 * host_reckoning.h - what time it is on a machine whose clock is known to be wrong.
 * Layer    host. A file of the service.
 * Thread   network thread.
 * Memory   its job frees itself.
 * Trust    the clock is the machine's: it may say 1970 because it has no battery.
 *
 * A host with data goes on from the latest moment it has written down: so tokens and bans neither end all at once
 * nor last for ever.
 */
#ifndef CHO_HOST_RECKONING_H
#define CHO_HOST_RECKONING_H

#include "host/service/host_service_state.h"

/* Calls `then` with OK, or why the data could not be read; maybe from inside. Before anything else is read. */
void cho_host_reckon(cho_host_service *service, void (*then)(cho_host_service *service, chorus_result result));

#endif
