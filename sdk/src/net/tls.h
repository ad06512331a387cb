/*
 * tls.h - how our clients trust servers, and who our servers are.
 * Layer    net, private to it.
 * Thread   one at a time.
 * Memory   the context belongs to the caller; OpenSSL counts references.
 * Trust    TLS 1.2 or newer. Our clients always verify peer and host name; our servers ask nobody
 *          who he is.
 */
#ifndef CHO_NET_TLS_H
#define CHO_NET_TLS_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Trusts ca_file, or the system's authorities when it is NULL. NULL: no memory, or the file is no
 * good.
 */
SSL_CTX *cho_tls_create(const char *ca_file);

/*
 * What a server shows: a certificate with its chain, and the key to it, from PEM files. NULL: error
 * says in one sentence which file is no good and why.
 */
SSL_CTX *cho_tls_read_identity(const char *certificate_file, const char *private_key_file,
                               char *error, size_t error_len);

/* Makes a context of a server serve with that identity. */
bool cho_tls_take_identity(SSL_CTX *server, SSL_CTX *identity);

/* Why the peer's certificate was refused; NULL: it was not. */
const char *cho_tls_refusal(const SSL *connection);

/*
 * What last went wrong in a handshake of a context: libwebsockets throws the reasons away before it tells
 * that something failed.
 */
typedef struct cho_tls_trouble {
    const SSL    *connection;
    unsigned long error;
} cho_tls_trouble;

/* Notes it for all connections of a context from now on; the place must outlive the context. */
void cho_tls_watch(SSL_CTX *tls, cho_tls_trouble *trouble);

/* Why there is no TLS with the peer, as the end of a sentence about it. */
const char *cho_tls_explain(const cho_tls_trouble *trouble, const SSL *connection);
#endif
