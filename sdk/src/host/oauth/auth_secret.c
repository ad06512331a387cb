#include "host/oauth/auth_secret.h"

#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

_Static_assert(CHO_AUTH_DIGEST_BYTES == SHA256_DIGEST_LENGTH, "a digest is SHA-256");
_Static_assert(CHO_AUTH_TEXT_BYTES / 3 * 4 == CHO_AUTH_TEXT_LEN, "four characters hold three bytes");

void cho_auth_write_base64url(const unsigned char *bytes, size_t len, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint32_t          bits     = 0;
    int               count    = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        for (count += 8; count >= 6; count -= 6)
            *out++ = digits[bits >> (count - 6) & 63];
    }
    if (count > 0)
        *out++ = digits[bits << (6 - count) & 63];
    *out = '\0';
}

bool cho_auth_make_text(char out[CHO_AUTH_TEXT_SIZE])
{
    unsigned char drawn[CHO_AUTH_TEXT_BYTES];
    if (!cho_random_bytes(drawn, sizeof drawn))
        return false;
    cho_auth_write_base64url(drawn, sizeof drawn, out);
    OPENSSL_cleanse(drawn, sizeof drawn);
    return true;
}

cho_auth_digest cho_auth_digest_of(cho_span text)
{
    cho_auth_digest digest;
    (void)SHA256((const unsigned char *)(text.len > 0 ? text.ptr : ""), text.len, digest.bytes);
    return digest;
}

bool cho_auth_is_same(const cho_auth_digest *a, const cho_auth_digest *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool cho_auth_is_none(const cho_auth_digest *digest)
{
    static const cho_auth_digest none;
    return cho_auth_is_same(digest, &none);
}

static const char hex_digits[] = "0123456789abcdef";

void cho_auth_write_hex(const unsigned char *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++) {
        *out++ = hex_digits[bytes[i] >> 4];
        *out++ = hex_digits[bytes[i] & 15];
    }
    *out = '\0';
}

bool cho_auth_read_hex(cho_span text, unsigned char *out, size_t len)
{
    if (text.len != 2 * len)
        return false;
    for (size_t i = 0; i < len; i++) {
        const char *high = memchr(hex_digits, text.ptr[2 * i], 16), *low = memchr(hex_digits, text.ptr[2 * i + 1], 16);
        if (high == NULL || low == NULL)
            return false;
        out[i] = (unsigned char)((high - hex_digits) << 4 | (low - hex_digits));
    }
    return true;
}
