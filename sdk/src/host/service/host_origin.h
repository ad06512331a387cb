/*
 * host_origin.h - by which names this host answers, and whose pages may speak to it.
 * Layer    host. May include net/ and below.
 * Thread   any; pure functions.
 * Memory   none.
 * Trust    Host and Origin headers are hostile; the lists are the operator's.
 *
 * A page of somebody else can have its name lead to a machine of a home network and then speaks to it as if it
 * were that machine's own. So names that only the local network can know are answered to, and others when the
 * operator has named them.
 */
#ifndef CHO_HOST_ORIGIN_H
#define CHO_HOST_ORIGIN_H

#include "host/service/host_config.h"

/* "host", "host:port" or "[v6]:port", as a Host header must be to stand in an address. */
bool cho_host_is_authority(cho_span host);

/* A page may connect when it came from the address it connects to. */
bool cho_host_is_same_origin(cho_span origin, cho_span host);

/* NULL: public_url, allowed_hosts and allowed_origins are sound. Else what is wrong, for the log. */
const char *cho_host_origin_fault(const chorus_host_options *options);

/* `authority` is what cho_host_is_authority() calls one: an address, a name of the local network, or one that was
 * named in the options. */
bool cho_host_answers_to(const cho_host_config *config, cho_span authority);

/* Pages of this origin may speak to this host, which they call `authority`. An origin that is not there (ptr NULL) is
 * no page's: welcome, since it has to present a key or a token like everybody. */
bool cho_host_welcomes_origin(const cho_host_config *config, cho_span origin, cho_span authority);

#endif
