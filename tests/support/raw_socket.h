/*
 * raw_socket.h - a TCP client that says exactly the bytes a test wants, also wrong ones.
 *
 * Every read has a deadline of RAW_DEADLINE_MS; what does not come in time fails the test.
 */
#ifndef TESTS_SUPPORT_RAW_SOCKET_H
#define TESTS_SUPPORT_RAW_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RAW_DEADLINE_MS = 15000, RAW_MAX = 1 << 17 };

typedef struct raw_socket {
    int    fd;
    void  *tls; /* an SSL; NULL: plain */
    char   seen[RAW_MAX]; /* read and not yet taken; seen[len] is '\0' */
    size_t len;
    bool   is_ended; /* the peer has closed */
} raw_socket;

/* A port of this machine that takes connections and never says a word; close() the result. */
int raw_listen(uint16_t *port);

/* Connects to 127.0.0.1. */
void raw_open(raw_socket *s, uint16_t port);
/* The same from another address, such as "127.0.0.2": to the server a peer on another machine. */
void raw_open_from(raw_socket *s, const char *source, uint16_t port);
/* Speaks TLS from now on and trusts the authorities in that file. False: the handshake failed. */
bool raw_start_tls(raw_socket *s, const char *ca_file, const char *host);
void raw_close(raw_socket *s);
/* The same without a goodbye, as a machine does whose program has died. */
void raw_reset(raw_socket *s);

void raw_send(raw_socket *s, const void *bytes, size_t len);
void raw_text(raw_socket *s, const char *text);

/* Reads until `seen` holds `text` and returns where; NULL: the peer closed before. */
const char *raw_wait_for(raw_socket *s, const char *text);
/* Reads until `seen` holds that many bytes; false: the peer closed before. */
bool raw_wait_len(raw_socket *s, size_t len);
/* Reads until the peer closes. */
void raw_wait_end(raw_socket *s);
/* Forgets the first bytes of `seen`. */
void raw_take(raw_socket *s, size_t len);

/*
 * One HTTP answer: its status and, up to size, its body. `has_body` is false after HEAD. 0: the
 * peer closed.
 */
int raw_answer(raw_socket *s, bool has_body, char *body, size_t size);

/* A websocket handshake on `path` with further header lines ("X: y\r\n"); returns the status. */
int raw_handshake(raw_socket *s, const char *path, const char *lines);

typedef struct raw_frame {
    bool        is_last;
    uint8_t     reserved; /* three bits */
    uint8_t     opcode;
    const void *bytes;
    size_t      len;
    bool        is_unmasked;
} raw_frame;

void raw_send_frame(raw_socket *s, const raw_frame *frame);

/*
 * What a server sends next. payload points into `seen` until the next call. False: the peer closed.
 */
typedef struct raw_received {
    bool           is_last;
    uint8_t        opcode;
    const uint8_t *payload;
    size_t         len;
} raw_received;
bool raw_receive(raw_socket *s, raw_received *out);

/* The code of the close frame that comes next, 0 when the peer closes without one. */
int raw_close_code(raw_socket *s);
#endif
