/*
 * host_network.h - where somebody comes from, as far as that says anything: an IPv4 address, or the first half of
 *                  an IPv6 address.
 * Layer    host. Includes base/ only.
 * Thread   any.
 * Memory   the caller's.
 * Trust    addresses come from the system, their texts may come from anybody.
 */
#ifndef CHO_HOST_NETWORK_H
#define CHO_HOST_NETWORK_H

#include "base/span.h"

enum { CHO_HOST_NETWORK_SIZE = 48 };

/* 0: not known. */
typedef uint64_t cho_host_network;

/* Of a numeric address, with a scope or without. An IPv6 address in which an IPv4 one stands is that one. */
cho_host_network cho_host_network_of(const char *address);

/* For tables that are asked by bytes. */
static inline cho_span cho_host_network_key(const cho_host_network *network)
{
    return (cho_span){ (const char *)network, sizeof *network };
}

/* "198.51.100.7" or "2001:db8:1:2::/64". */
void cho_host_network_write(cho_host_network network, char out[CHO_HOST_NETWORK_SIZE]);

#endif
