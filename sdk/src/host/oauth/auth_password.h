/*
 * auth_password.h - passwords, and codes that people type, kept so that whoever steals them has to work for each guess.
 * Layer    host. Includes auth_secret.h and OpenSSL's key derivation only.
 * Thread   any; a password takes about a tenth of a second and 32 MiB, a code a hundredth and 4 MiB, so never the
 *          network thread.
 * Memory   the caller's, and what OpenSSL takes meanwhile.
 * Trust    passwords are any bytes. The parameters stand in the kept text, so they can grow later.
 */
#ifndef CHO_AUTH_PASSWORD_H
#define CHO_AUTH_PASSWORD_H

#include "host/oauth/auth_secret.h"

enum {
    CHO_AUTH_SALT_BYTES     = 16,
    CHO_AUTH_PASSWORD_LEAST = 8, /* bytes */
    CHO_AUTH_PASSWORD_MOST  = 128,
    CHO_AUTH_KEPT_SIZE      = 96 /* "scrypt$15$8$1$" with a salt and a key, and a NUL */
};

/* False: no memory, or no randomness. */
bool cho_auth_password_keep(cho_span password, char out[CHO_AUTH_KEPT_SIZE]);

/* Takes as long for a `kept` of "", which no password matches. */
bool cho_auth_password_is(cho_span password, const char *kept);

/*
 * What is kept of a code that is good for some minutes: trying all of the short ones takes a processor a month. All that
 * wait have one salt, so that one that is typed is derived once. False: no memory.
 */
bool cho_auth_code_keep(cho_span code, const unsigned char salt[CHO_AUTH_SALT_BYTES], cho_auth_digest *out);

#endif
