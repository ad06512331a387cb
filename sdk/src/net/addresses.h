/*
 * addresses.h - the IPv4 addresses under which this machine can be reached, and its name.
 * Layer    net. May include base/ only.
 * Thread   any.
 * Memory   the caller's.
 * Trust    the system's own list.
 */
#ifndef CHO_NET_ADDRESSES_H
#define CHO_NET_ADDRESSES_H

#include <chorus/base.h>

typedef struct cho_address {
    char text[16]; /* "192.168.1.20" */
    bool is_loopback;
} cho_address;

/*
 * Fills up to max entries, each address once, loopback last; returns how many. 0: the system did
 * not say.
 */
size_t cho_addresses_list(cho_address *out, size_t max);

enum { CHO_MACHINE_NAME = 256 };

/* What this machine calls itself; empty when it does not say. */
void cho_machine_name(char out[CHO_MACHINE_NAME]);
#endif
