/*
 * tls.h - how our clients trust servers.
 * Layer    net, private to it.
 * Thread   one at a time.
 * Memory   the context belongs to the caller; OpenSSL counts references.
 * Trust    TLS 1.2 or newer, peer and host name always verified.
 */
#ifndef CHO_NET_TLS_H
#define CHO_NET_TLS_H

#include <openssl/ssl.h>
#include <stdbool.h>

/*
 * Trusts ca_file, or the system's authorities when it is NULL. NULL: no memory, or the file is no
 * good.
 */
SSL_CTX *cho_tls_create(const char *ca_file);

/* Why the peer's certificate was refused, in OpenSSL's words; NULL: it was not. */
const char *cho_tls_refusal(const SSL *connection);
#endif
