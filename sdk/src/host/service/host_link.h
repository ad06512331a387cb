/*
 * host_link.h - the network side of a host session.
 * Layer    host. May include core/ and below.
 * Thread   created on the game thread by chorus_host_open(), then network thread only.
 * Memory   owns its config and its service. Freed by its ops, or by cho_host_link_free() when
 *          cho_session_open() did not take it.
 * Trust    nothing of a peer's passes here but counters and log lines.
 */
#ifndef CHO_HOST_LINK_H
#define CHO_HOST_LINK_H

#include "core/link.h"
#include "host/service/host_config.h"

/* Takes over what `config` owns. NULL: no memory, and it still belongs to the caller. */
cho_link *cho_host_link_create(const chorus_allocator *heap, cho_host_config *config);
void      cho_host_link_free(cho_link *link);

#endif
