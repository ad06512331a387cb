#include "host/oauth/auth_place.h"

#include <arpa/inet.h>

enum { V4_BYTES = 4, NETWORK_BYTES = 8, V6_BYTES = 16, TEXT_MAX = 64 };

static cho_auth_place place_of_v4(const unsigned char *address)
{
    cho_auth_place place = { { 0 } };
    memcpy(place.bytes + V4_BYTES, address, V4_BYTES);
    return place;
}

static cho_auth_place place_of_v6(const unsigned char address[V6_BYTES])
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    cho_auth_place             place      = { { 0 } };
    if (memcmp(address, mapped, sizeof mapped) == 0)
        return place_of_v4(address + sizeof mapped);
    memcpy(place.bytes, address, NETWORK_BYTES);
    memset(place.bytes + NETWORK_BYTES, 0xff, V4_BYTES);
    return place;
}

cho_auth_place cho_auth_place_of(const char *address)
{
    unsigned char  bytes[V6_BYTES];
    char           text[TEXT_MAX];
    size_t         len   = strcspn(address, "%"); /* the name of an interface may follow */
    cho_auth_place other = { { 0 } };
    if (len >= sizeof text)
        return other;
    memcpy(text, address, len);
    text[len] = '\0';
    if (inet_pton(AF_INET, text, bytes) == 1)
        return place_of_v4(bytes);
    return inet_pton(AF_INET6, text, bytes) == 1 ? place_of_v6(bytes) : other;
}
