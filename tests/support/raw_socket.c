#include "support/raw_socket.h"

#include "support/support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int raw_listen(uint16_t *port)
{
    struct sockaddr_in here = { .sin_family = AF_INET };
    socklen_t          len  = sizeof here;
    int                fd   = socket(AF_INET, SOCK_STREAM, 0);
    here.sin_addr.s_addr    = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&here, len), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&here, &len), 0);
    *port = ntohs(here.sin_port);
    return fd;
}

void raw_open(raw_socket *s, uint16_t port)
{
    raw_open_from(s, "127.0.0.1", port);
}

void raw_open_from(raw_socket *s, const char *source, uint16_t port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) }, from = { .sin_family = AF_INET };
    to.sin_addr.s_addr    = htonl(INADDR_LOOPBACK);
    assert_int_equal(inet_pton(AF_INET, source, &from.sin_addr), 1);
    s->fd                 = socket(AF_INET, SOCK_STREAM, 0);
    s->tls                = NULL;
    s->len                = 0;
    s->seen[0]            = '\0';
    s->is_ended           = false;
    assert_true(s->fd >= 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&from, sizeof from), 0);
    assert_int_equal(connect(s->fd, (struct sockaddr *)&to, sizeof to), 0);
}

bool raw_start_tls(raw_socket *s, const char *ca_file, const char *host)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct timeval patience = { .tv_sec = RAW_DEADLINE_MS / 1000 };
    assert_non_null(context);
    (void)setsockopt(s->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    assert_int_equal(SSL_CTX_load_verify_locations(context, ca_file, NULL), 1);
    s->tls = SSL_new(context);
    SSL_CTX_free(context);
    assert_non_null(s->tls);
    SSL_set_fd(s->tls, s->fd);
    SSL_set_tlsext_host_name(s->tls, host);
    SSL_set1_host(s->tls, host);
    return SSL_connect(s->tls) == 1;
}

void raw_close(raw_socket *s)
{
    SSL_free(s->tls);
    s->tls = NULL;
    (void)close(s->fd);
    s->fd = -1;
}

void raw_reset(raw_socket *s)
{
    const struct linger at_once = { .l_onoff = 1 };
    (void)setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    raw_close(s);
}

/* A peer that has closed meanwhile is what some tests want: then the rest is not sent. */
void raw_send(raw_socket *s, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = s->tls != NULL ? SSL_write(s->tls, at, (int)len) : send(s->fd, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        at += n;
        len -= (size_t)n;
    }
}

void raw_text(raw_socket *s, const char *text)
{
    raw_send(s, text, strlen(text));
}

static void read_some(raw_socket *s)
{
    struct pollfd wait    = { .fd = s->fd, .events = POLLIN };
    size_t        room    = sizeof s->seen - 1 - s->len;
    bool          is_here = s->tls != NULL && SSL_pending(s->tls) > 0;
    if (!is_here && poll(&wait, 1, RAW_DEADLINE_MS) != 1)
        fail_msg("nothing came; so far: %.200s", s->seen);
    assert_true(room > 0);
    char   *at = s->seen + s->len;
    ssize_t n  = s->tls != NULL ? SSL_read(s->tls, at, (int)room) : recv(s->fd, at, room, 0);
    if (n <= 0)
        s->is_ended = true;
    else
        s->len += (size_t)n;
    s->seen[s->len] = '\0';
}

const char *raw_wait_for(raw_socket *s, const char *text)
{
    const char *found = strstr(s->seen, text);
    while (found == NULL && !s->is_ended) {
        read_some(s);
        found = strstr(s->seen, text);
    }
    return found;
}

bool raw_wait_len(raw_socket *s, size_t len)
{
    while (s->len < len && !s->is_ended)
        read_some(s);
    return s->len >= len;
}

void raw_wait_end(raw_socket *s)
{
    while (!s->is_ended)
        read_some(s);
}

void raw_take(raw_socket *s, size_t len)
{
    assert_true(len <= s->len);
    memmove(s->seen, s->seen + len, s->len - len + 1);
    s->len -= len;
}

static size_t length_in(const char *head)
{
    const char *field = strstr(head, "content-length:");
    return field == NULL ? 0 : (size_t)strtoul(field + strlen("content-length:"), NULL, 10);
}

int raw_answer(raw_socket *s, bool has_body, char *body, size_t size)
{
    const char *end = raw_wait_for(s, "\r\n\r\n");
    if (end == NULL)
        return 0;
    size_t head   = (size_t)(end - s->seen) + 4;
    int    status = (int)strtol(s->seen + strlen("HTTP/1.1 "), NULL, 10);
    size_t len    = has_body ? length_in(s->seen) : 0;
    assert_true(raw_wait_len(s, head + len));
    if (size > 0) {
        size_t copied = len < size - 1 ? len : size - 1;
        memcpy(body, s->seen + head, copied);
        body[copied] = '\0';
    }
    raw_take(s, head + len);
    return status;
}

int raw_handshake(raw_socket *s, const char *path, const char *lines)
{
    char text[8192];
    (void)snprintf(
        text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
        path, lines);
    raw_text(s, text);
    const char *end = raw_wait_for(s, "\r\n\r\n");
    if (end == NULL)
        return 0;
    int status = (int)strtol(s->seen + strlen("HTTP/1.1 "), NULL, 10);
    if (status == 101)
        raw_take(s, (size_t)(end - s->seen) + 4);
    return status;
}

static size_t write_length(uint8_t *out, size_t len)
{
    if (len < 126) {
        out[0] = (uint8_t)len;
        return 1;
    }
    size_t bytes = len < 65536 ? 2 : 8;
    out[0]       = bytes == 2 ? 126 : 127;
    for (size_t i = 0; i < bytes; i++)
        out[1 + i] = (uint8_t)((uint64_t)len >> (8 * (bytes - 1 - i)));
    return 1 + bytes;
}

void raw_send_frame(raw_socket *s, const raw_frame *frame)
{
    static const uint8_t mask[4] = { 0x12, 0x34, 0x56, 0x78 };
    uint8_t              head[16];
    head[0] =
        (uint8_t)((frame->is_last ? 0x80 : 0) | (frame->reserved & 7) << 4 | (frame->opcode & 15));
    size_t size = 1 + write_length(head + 1, frame->len);
    if (!frame->is_unmasked) {
        head[1] |= 0x80;
        memcpy(head + size, mask, sizeof mask);
        size += sizeof mask;
    }
    uint8_t *whole = malloc(size + frame->len + 1);
    assert_non_null(whole);
    memcpy(whole, head, size);
    for (size_t i = 0; i < frame->len; i++)
        whole[size + i] =
            (uint8_t)(((const uint8_t *)frame->bytes)[i] ^ (frame->is_unmasked ? 0 : mask[i & 3]));
    raw_send(s, whole, size + frame->len);
    free(whole);
}

bool raw_receive(raw_socket *s, raw_received *out)
{
    static uint8_t kept[RAW_MAX];
    if (!raw_wait_len(s, 2))
        return false;
    const uint8_t *head = (const uint8_t *)s->seen;
    size_t         size = 2, len = head[1] & 0x7f;
    size_t         more = len == 126 ? 2 : len == 127 ? 8 : 0;
    if (!raw_wait_len(s, size + more))
        return false;
    if (more > 0)
        len = 0;
    for (size_t i = 0; i < more; i++)
        len = len << 8 | head[2 + i];
    size += more;
    if (!raw_wait_len(s, size + len))
        return false;
    memcpy(kept, s->seen + size, len);
    *out = (raw_received){ (head[0] & 0x80) != 0, head[0] & 15, kept, len };
    raw_take(s, size + len);
    return true;
}

int raw_close_code(raw_socket *s)
{
    raw_received frame;
    while (raw_receive(s, &frame))
        if (frame.opcode == 8)
            return frame.len >= 2 ? frame.payload[0] << 8 | frame.payload[1] : 1005;
    return 0;
}
