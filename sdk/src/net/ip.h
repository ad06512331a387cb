/*
 * ip.h - numeric addresses as bytes.
 * Layer    net. May include base/ only.
 * Thread   any; pure functions.
 * Memory   the caller's.
 * Trust    texts are hostile.
 */
#ifndef CHO_NET_IP_H
#define CHO_NET_IP_H

#include "base/span.h"

typedef struct cho_ip {
    uint8_t bytes[16]; /* of IPv4 as in ::ffff:1.2.3.4 */
} cho_ip;

/* "1.2.3.4", "fe80::1", also "[fe80::1]:80" and "1.2.3.4:80". False: it is no address. */
bool cho_ip_parse(cho_span text, cho_ip *out);

bool cho_ip_is_v4(const cho_ip *ip);

enum { CHO_IP_TEXT = 46 };

void cho_ip_write(const cho_ip *ip, char out[CHO_IP_TEXT]);

/* "10.0.0.0/8", "::1". False: it is none; else `bits` of the 128 count. */
bool cho_ip_parse_range(cho_span text, cho_ip *out, uint32_t *bits);
bool cho_ip_is_within(const cho_ip *ip, const cho_ip *range, uint32_t bits);

/* Whom it belongs to, as far as can be told: an IPv4 address, or the first half of an IPv6 address. */
uint64_t cho_ip_owner(const cho_ip *ip);

#endif
