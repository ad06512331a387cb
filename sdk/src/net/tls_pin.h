/*
 * tls_pin.h - keys that a server may show, and no other.
 * Layer    net, private to it but for cho_tls_pins_are_sane().
 * Thread   any.
 * Memory   none.
 * Trust    pins are ours; the key is what the peer has proven to own.
 *
 * Pins are written as libcurl wants them: "sha256//" and the base64 of the SHA-256 of the public key with
 * its algorithm (SubjectPublicKeyInfo), several joined by semicolons. One match is enough.
 */
#ifndef CHO_NET_TLS_PIN_H
#define CHO_NET_TLS_PIN_H

#include <openssl/ssl.h>
#include <stdbool.h>

bool cho_tls_pins_are_sane(const char *pins);

/* True when the peer's key is one of them. */
bool cho_tls_is_pinned(const SSL *connection, const char *pins);
#endif
