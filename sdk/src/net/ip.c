#include "net/ip.h"

#include <arpa/inet.h>

enum { TEXT_MAX = 64, V4_AT = 12, V4_PREFIX_BITS = 96 };

static const uint8_t v4_prefix[V4_AT] = { [10] = 0xff, [11] = 0xff };

/* Without brackets and a port. */
static cho_span strip(cho_span text)
{
    const char *colon = memchr(text.ptr, ':', text.len);
    if (text.len > 0 && text.ptr[0] == '[') {
        const char *end = memchr(text.ptr, ']', text.len);
        return (cho_span){ text.ptr + 1, end == NULL ? 0 : (size_t)(end - text.ptr) - 1 };
    }
    if (colon != NULL && memchr(colon + 1, ':', text.len - (size_t)(colon + 1 - text.ptr)) == NULL)
        text.len = (size_t)(colon - text.ptr);
    return text;
}

bool cho_ip_parse(cho_span text, cho_ip *out)
{
    char copy[TEXT_MAX];
    if (text.len == 0)
        return false;
    text = strip(text);
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (strlen(copy) != text.len)
        return false;
    memcpy(out->bytes, v4_prefix, V4_AT);
    return inet_pton(AF_INET, copy, out->bytes + V4_AT) == 1 || inet_pton(AF_INET6, copy, out->bytes) == 1;
}

bool cho_ip_is_v4(const cho_ip *ip)
{
    return memcmp(ip->bytes, v4_prefix, V4_AT) == 0;
}

void cho_ip_write(const cho_ip *ip, char out[CHO_IP_TEXT])
{
    bool is_v4 = cho_ip_is_v4(ip);
    out[0]     = '\0';
    (void)inet_ntop(is_v4 ? AF_INET : AF_INET6, ip->bytes + (is_v4 ? V4_AT : 0), out, CHO_IP_TEXT);
}

/* One to three digits. */
static bool read_bits(cho_span text, uint32_t most, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *out = *out * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    return text.len > 0 && text.len <= 3 && *out <= most;
}

bool cho_ip_parse_range(cho_span text, cho_ip *out, uint32_t *bits)
{
    const char *slash = text.len > 0 ? memchr(text.ptr, '/', text.len) : NULL;
    cho_span    base  = { text.ptr, slash == NULL ? text.len : (size_t)(slash - text.ptr) };
    *bits             = 128;
    if (!cho_ip_parse(base, out))
        return false;
    if (slash == NULL)
        return true;
    uint32_t before = cho_ip_is_v4(out) ? V4_PREFIX_BITS : 0;
    bool     is_ok  = read_bits((cho_span){ slash + 1, text.len - base.len - 1 }, 128 - before, bits);
    *bits += before;
    return is_ok;
}

bool cho_ip_is_within(const cho_ip *ip, const cho_ip *range, uint32_t bits)
{
    uint32_t whole = bits / 8, rest = bits % 8;
    if (memcmp(ip->bytes, range->bytes, whole) != 0)
        return false;
    return rest == 0 || (ip->bytes[whole] ^ range->bytes[whole]) >> (8 - rest) == 0;
}

uint64_t cho_ip_owner(const cho_ip *ip)
{
    uint64_t owner;
    memcpy(&owner, ip->bytes + (cho_ip_is_v4(ip) ? 8 : 0), sizeof owner);
    return owner;
}
