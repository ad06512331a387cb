#include "host/room/host_secret.h"

#include "base/random.h"

bool cho_host_can_be_secret(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= 0x20 || text[i] >= 0x7f)
            return false;
    }
    return len > 0 && len <= CHO_HOST_SECRET_MAX;
}

bool cho_host_make_secret(char *out, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char     drawn[CHO_HOST_SECRET_BYTES_MAX];
    if (!cho_random_bytes(drawn, bytes))
        return false;
    for (size_t i = 0; i < bytes; i++) {
        out[2 * i]     = digits[drawn[i] >> 4];
        out[2 * i + 1] = digits[drawn[i] & 15];
    }
    out[2 * bytes] = '\0';
    return true;
}

bool cho_host_is_secret(cho_span given, const char *secret)
{
    size_t       len        = strlen(secret);
    unsigned int difference = given.len != len;
    for (size_t i = 0; i < given.len; i++)
        difference |= (unsigned char)given.ptr[i] ^ (unsigned char)secret[len > 0 ? i % len : 0];
    return difference == 0;
}
