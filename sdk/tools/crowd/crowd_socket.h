/*
 * crowd_socket.h - a connection that never blocks, plain or by TLS.
 */
#ifndef CROWD_SOCKET_H
#define CROWD_SOCKET_H

#include "crowd_args.h"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/types.h>

/* What all connections share. */
typedef struct crowd_wire {
    struct sockaddr_storage target;
    socklen_t               target_len;
    uint32_t                sources;
    int                     epoll;
    SSL_CTX                *tls; /* NULL: plain */
    const char             *host;
    bool                    is_insecure;
} crowd_wire;

/* False: *error says why. */
bool crowd_wire_open(crowd_wire *wire, const crowd_args *args, const char **error);
void crowd_wire_close(crowd_wire *wire);

typedef enum crowd_socket_stage {
    CROWD_SOCKET_CLOSED,
    CROWD_SOCKET_CONNECTING,
    CROWD_SOCKET_SHAKING, /* hands: of TLS */
    CROWD_SOCKET_UP
} crowd_socket_stage;

typedef struct crowd_socket {
    int                fd;
    crowd_socket_stage stage;
    SSL               *tls;
    char              *out; /* what the system has not taken yet */
    size_t             out_len, out_cap;
    uint32_t           events; /* that are watched */
    bool               is_slow; /* asks the system for a small buffer */
    bool               is_deaf; /* does not read any more */
} crowd_socket;

/* Begins to connect from address number `source`. False: errno says why. epoll hands out `s`. */
bool crowd_socket_open(crowd_wire *wire, crowd_socket *s, uint32_t source);
void crowd_socket_close(crowd_socket *s);

/* Something has happened to it: goes on connecting and sending. False: it is lost, errno says why. */
bool crowd_socket_go_on(crowd_wire *wire, crowd_socket *s);

/* Sends it, at once or later. False: it is lost, or too much waits already. */
bool crowd_socket_send(crowd_wire *wire, crowd_socket *s, const void *bytes, size_t len);

/* Bytes read; 0: none are there now; -1: it has ended. */
ssize_t crowd_socket_read(crowd_socket *s, void *out, size_t size);
#endif
