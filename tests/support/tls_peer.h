/*
 * tls_peer.h - a TLS server with a certificate made on the spot. It takes connections one after the
 * other, answers a websocket handshake, says "hello" and closes with 4001.
 */
#ifndef TESTS_SUPPORT_TLS_PEER_H
#define TESTS_SUPPORT_TLS_PEER_H

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum tls_peer_manner { TLS_PEER_TALKS, TLS_PEER_ANSWERS_HTTP, TLS_PEER_HANGS_UP } tls_peer_manner;

/* All zero: an honest server on localhost that has signed its certificate itself. */
typedef struct tls_peer_options {
    const char     *names;       /* subjectAltName, such as "DNS:*.example"; NULL: "DNS:localhost" */
    int             begins_days; /* from now; 0: yesterday */
    int             ends_days;   /* from now; 0: tomorrow  */
    bool            has_issuer;  /* its certificate is signed by another one, which is in ca_file */
    int             max_version; /* of the protocol; 0: the newest */
    tls_peer_manner manner;
} tls_peer_options;

typedef struct tls_peer {
    uint16_t    port;
    char        ca_file[64]; /* its certificate, to be trusted or not */
    char        pin[64];     /* of its key: "sha256//..." */
    tls_peer_manner manner;
    int         listener;
    SSL_CTX    *tls;
    pthread_t   thread;
    atomic_bool must_stop;
} tls_peer;

/* The certificate is for that host name and signed by itself. */
void tls_peer_start(tls_peer *peer, const char *host);
void tls_peer_start_with(tls_peer *peer, const tls_peer_options *options);
/* Fine for one that was never started. */
void tls_peer_stop(tls_peer *peer);
#endif
