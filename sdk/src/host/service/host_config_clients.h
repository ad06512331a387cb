/*
 * host_config_clients.h - the clients that a host was opened with: checked and copied.
 * Layer    host. May include data/ and below.
 * Thread   game thread.
 * Memory   what is copied is the caller's.
 * Trust    a mistaken caller, not a hostile one.
 */
#ifndef CHO_HOST_CONFIG_CLIENTS_H
#define CHO_HOST_CONFIG_CLIENTS_H

#include "data/data_clients.h"

#include <chorus/host.h>

/* NULL: they are sound. Else what is wrong, for the log. */
const char *cho_host_clients_fault(const chorus_host_options *options);

/* Of sound ones. OK, E_MEMORY. *out is to be released, also after a failure; NULL when there are none. */
chorus_result cho_host_clients_copy(const chorus_host_options *options, const chorus_allocator *heap,
                                    cho_data_client **out);

#endif
