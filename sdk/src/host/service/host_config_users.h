/*
 * host_config_users.h - the users that a host was opened with: checked and copied.
 * Layer    host. May include host_users.h and below.
 * Thread   game thread.
 * Memory   what is copied is the caller's.
 * Trust    a mistaken caller, not a hostile one.
 */
#ifndef CHO_HOST_CONFIG_USERS_H
#define CHO_HOST_CONFIG_USERS_H

#include "host/room/host_users.h"

/* NULL: they are sound, each by itself. Else what is wrong, for the log. */
const char *cho_host_users_fault(const chorus_host_options *options);

/* Of sound ones. OK; E_INVALID: two are alike; E_MEMORY; E_STATE: the system has no randomness. *out is the
   caller's to destroy, also after a failure. */
chorus_result cho_host_users_copy(const chorus_host_options *options, uint32_t most, const chorus_allocator *heap,
                                  cho_host_users **out);

#endif
