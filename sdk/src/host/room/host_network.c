#include "host/room/host_network.h"

#include <arpa/inet.h>
#include <stdio.h>

/* An IPv4 address stands where no IPv6 network is: 0000:0000:0000:ffff would be its first half. */
static const uint64_t v4_mark = 0x0000ffff00000000u;

static uint64_t read_big(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static cho_host_network network_of_v6(const unsigned char bytes[16])
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    if (memcmp(bytes, mapped, sizeof mapped) == 0)
        return v4_mark | read_big(bytes + 12, 4);
    return read_big(bytes, 8);
}

cho_host_network cho_host_network_of(const char *address)
{
    char          text[CHO_HOST_NETWORK_SIZE];
    unsigned char bytes[16];
    snprintf(text, sizeof text, "%.*s", (int)strcspn(address, "%"), address);
    if (inet_pton(AF_INET, text, bytes) == 1)
        return v4_mark | read_big(bytes, 4);
    return inet_pton(AF_INET6, text, bytes) == 1 ? network_of_v6(bytes) : 0;
}

void cho_host_network_write(cho_host_network network, char out[CHO_HOST_NETWORK_SIZE])
{
    unsigned char bytes[16] = { 0 };
    bool          is_v4     = network >> 32 == v4_mark >> 32;
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(network >> (56 - 8 * i));
    inet_ntop(is_v4 ? AF_INET : AF_INET6, is_v4 ? bytes + 4 : bytes, out, CHO_HOST_NETWORK_SIZE);
    if (!is_v4)
        strncat(out, "/64", CHO_HOST_NETWORK_SIZE - strlen(out) - 1);
}
