/*
 * host_crowd.h - where visitors come from, and how much each address may ask for.
 * Layer    host. Includes host_service_state.h and below.
 * Thread   network thread.
 * Memory   see net/neighbours.h.
 * Trust    what a request says about its way is believed of the operator's own proxies only.
 */
#ifndef CHO_HOST_CROWD_H
#define CHO_HOST_CROWD_H

#include "host/service/host_service_state.h"

/* NULL: the list of the options is sound. Else what is wrong, for the log. */
const char *cho_host_proxies_fault(const char *list);

/* For cho_server_handlers: an own proxy may have as many connections as it likes. */
bool cho_host_is_proxy(void *user, const cho_ip *ip);

/* Where the request comes from, before the operator's proxies. False: from this machine, or nobody knows. */
bool cho_host_origin_of(const cho_host_service *service, cho_exchange *exchange, cho_ip *out);

/* The same as text; the peer's address when it is on this machine. */
void cho_host_address_of(const cho_host_service *service, cho_exchange *exchange, char out[CHO_IP_TEXT]);

/* One request more from there, or one who wants to join. False: too many. */
bool cho_host_allows_request(cho_host_service *service, cho_exchange *exchange);
bool cho_host_allows_join(cho_host_service *service, cho_exchange *exchange);

#endif
