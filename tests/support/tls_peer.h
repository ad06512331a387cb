/*
 * tls_peer.h - a TLS server with a certificate made on the spot. It takes connections one after the
 * other, answers a websocket handshake, says "hello" and closes with 4001.
 */
#ifndef TESTS_SUPPORT_TLS_PEER_H
#define TESTS_SUPPORT_TLS_PEER_H

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

typedef struct tls_peer {
    uint16_t    port;
    char        ca_file[64]; /* its certificate, to be trusted or not */
    int         listener;
    SSL_CTX    *tls;
    pthread_t   thread;
    atomic_bool must_stop;
} tls_peer;

/* The certificate is for that host name and signed by itself. */
void tls_peer_start(tls_peer *peer, const char *host);
/* Fine for one that was never started. */
void tls_peer_stop(tls_peer *peer);
#endif
