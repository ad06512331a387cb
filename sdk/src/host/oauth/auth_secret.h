/*
 * auth_secret.h - random texts that are given away, and the digests by which they are known again.
 * Layer    host. Includes base/ and OpenSSL's digest only.
 * Thread   any.
 * Memory   the caller's.
 * Trust    what is digested may be hostile. A text has 192 random bits at least, so a plain digest of it
 *          can be kept: nobody finds the text from it.
 */
#ifndef CHO_AUTH_SECRET_H
#define CHO_AUTH_SECRET_H

#include "base/span.h"

enum {
    CHO_AUTH_DIGEST_BYTES = 32,
    CHO_AUTH_TEXT_BYTES   = 48, /* of randomness in a text */
    CHO_AUTH_TEXT_LEN     = 64, /* characters; clients in the field have room for 128 */
    CHO_AUTH_TEXT_SIZE    = CHO_AUTH_TEXT_LEN + 1
};

/* SHA-256 of the text. */
typedef struct cho_auth_digest {
    unsigned char bytes[CHO_AUTH_DIGEST_BYTES];
} cho_auth_digest;

/* A text of A-Z a-z 0-9 - _ that nobody can guess. False: the system has no randomness. */
bool cho_auth_make_text(char out[CHO_AUTH_TEXT_SIZE]);

cho_auth_digest cho_auth_digest_of(cho_span text);

/* How long this takes does not tell where they differ. */
bool cho_auth_is_same(const cho_auth_digest *a, const cho_auth_digest *b);

/* All zero: the digest of nothing that was ever given. */
bool cho_auth_is_none(const cho_auth_digest *digest);

/* The bytes of a digest as the key of a table. */
static inline cho_span cho_auth_key(const cho_auth_digest *digest)
{
    return (cho_span){ (const char *)digest->bytes, sizeof digest->bytes };
}

/* RFC 4648 section 5 without padding; `out` has room for 4 characters for every 3 bytes begun, and a NUL. */
void cho_auth_write_base64url(const unsigned char *bytes, size_t len, char *out);

/* Two lower-case digits a byte, and a NUL. Reading: false when it is not that many of them. */
void cho_auth_write_hex(const unsigned char *bytes, size_t len, char *out);
bool cho_auth_read_hex(cho_span text, unsigned char *out, size_t len);

#endif
