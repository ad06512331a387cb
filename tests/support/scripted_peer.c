#include "support/scripted_peer.h"

#include "support/support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DEADLINE_MS = 10 * 1000 };

/* ---- bytes ---- */

static void write_all(scripted_peer *peer, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = send(peer->connection, at, len, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the client is gone: what the test waits for next will say so */
        at += n;
        len -= (size_t)n;
    }
}

static bool is_readable_within(int fd, int wait_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    return fd >= 0 && poll(&p, 1, wait_ms) == 1;
}

static bool read_exactly(scripted_peer *peer, void *out, size_t len)
{
    char *at = out;
    while (len > 0) {
        if (!is_readable_within(peer->connection, DEADLINE_MS))
            fail_msg("the client sent nothing for %d ms", DEADLINE_MS);
        ssize_t n = recv(peer->connection, at, len, 0);
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* ---- connections ---- */

void peer_listen(scripted_peer *peer)
{
    struct sockaddr_in address = { .sin_family      = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t          len     = sizeof address;
    memset(peer, 0, sizeof *peer);
    peer->connection = -1;
    peer->listener   = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(peer->listener, 16), 0);
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&address, &len), 0);
    peer->port = ntohs(address.sin_port);
    snprintf(peer->url, sizeof peer->url, "ws://127.0.0.1:%u/gameClient", peer->port);
}

void peer_drop(scripted_peer *peer)
{
    if (peer->connection >= 0)
        close(peer->connection);
    peer->connection = -1;
}

void peer_close_all(scripted_peer *peer)
{
    peer_drop(peer);
    if (peer->listener >= 0)
        close(peer->listener);
    peer->listener = -1;
}

static bool read_request_part(scripted_peer *peer, size_t at, size_t len)
{
    assert_true(at + len < sizeof peer->request);
    return read_exactly(peer, peer->request + at, len);
}

static bool read_body(scripted_peer *peer, size_t at)
{
    const char *header = strcasestr(peer->request, "content-length:");
    unsigned    len    = 0;
    size_t      room   = sizeof peer->request - 1 - at;
    if (header == NULL || sscanf(header + 15, "%u", &len) != 1)
        return true;
    return read_request_part(peer, at, len < room ? len : room);
}

/* False: who has called is gone. */
static bool hear_caller(scripted_peer *peer)
{
    peer_drop(peer);
    if (!is_readable_within(peer->listener, DEADLINE_MS))
        fail_msg("nobody connected within %d ms", DEADLINE_MS);
    peer->connection = accept(peer->listener, NULL, NULL);
    assert_true(peer->connection >= 0);
    int on = 1;
    setsockopt(peer->connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    size_t len = 0;
    memset(peer->request, 0, sizeof peer->request);
    while (strstr(peer->request, "\r\n\r\n") == NULL) {
        if (!read_request_part(peer, len++, 1))
            return false;
    }
    return read_body(peer, len);
}

void peer_accept_silently(scripted_peer *peer)
{
    assert_true(hear_caller(peer));
}

void peer_turn_away(scripted_peer *peer)
{
    peer_drop(peer);
    peer->connection = accept(peer->listener, NULL, NULL);
    peer_drop(peer);
}

static void write_accept_key(const scripted_peer *peer, char out[64])
{
    char          key[128];
    unsigned char digest[SHA_DIGEST_LENGTH];
    const char   *header = strcasestr(peer->request, "sec-websocket-key:");
    assert_non_null(header);
    assert_int_equal(sscanf(header + 18, " %60[^\r]", key), 1);
    strcat(key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    SHA1((const unsigned char *)key, strlen(key), digest);
    EVP_EncodeBlock((unsigned char *)out, digest, sizeof digest);
}

static void shake_hands(scripted_peer *peer)
{
    char accept_key[64], answer[256];
    write_accept_key(peer, accept_key);
    snprintf(answer, sizeof answer,
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Accept: %s\r\n\r\n",
             accept_key);
    write_all(peer, answer, strlen(answer));
}

void peer_accept(scripted_peer *peer)
{
    peer_accept_silently(peer);
    shake_hands(peer);
}

bool peer_accept_whoever_stays(scripted_peer *peer)
{
    bool is_there = hear_caller(peer);
    if (is_there)
        shake_hands(peer);
    else
        peer_drop(peer);
    return is_there;
}

void peer_read_bytes(scripted_peer *peer, void *out, size_t len)
{
    assert_true(read_exactly(peer, out, len));
}

void peer_answer_http(scripted_peer *peer, const char *answer)
{
    peer_accept_silently(peer);
    write_all(peer, answer, strlen(answer));
    peer_drop(peer);
}

bool peer_is_called(const scripted_peer *peer)
{
    return is_readable_within(peer->listener, 0);
}

bool peer_is_told(const scripted_peer *peer)
{
    return is_readable_within(peer->connection, 0);
}

/* ---- frames ---- */

static size_t write_header(unsigned char header[10], int opcode, bool fin, size_t len)
{
    header[0] = (unsigned char)((fin ? 0x80 : 0) | opcode);
    if (len < 126) {
        header[1] = (unsigned char)len;
        return 2;
    }
    int bytes = len < 65536 ? 2 : 8;
    header[1] = bytes == 2 ? 126 : 127;
    for (int i = 0; i < bytes; i++)
        header[2 + i] = (unsigned char)(len >> (8 * (bytes - 1 - i)));
    return (size_t)(2 + bytes);
}

void peer_send_part(scripted_peer *peer, int opcode, bool fin, const void *bytes, size_t len)
{
    unsigned char header[10];
    write_all(peer, header, write_header(header, opcode, fin, len));
    write_all(peer, bytes, len);
}

void peer_send_frame(scripted_peer *peer, int opcode, const void *bytes, size_t len)
{
    peer_send_part(peer, opcode, true, bytes, len);
}

void peer_send_raw(scripted_peer *peer, const void *bytes, size_t len)
{
    write_all(peer, bytes, len);
}

void peer_send(scripted_peer *peer, const char *text)
{
    peer_send_frame(peer, PEER_TEXT, text, strlen(text));
}

void peer_send_cut(scripted_peer *peer, const char *text, size_t cut)
{
    unsigned char frame[4096];
    size_t        len  = strlen(text);
    size_t        head = write_header(frame, PEER_TEXT, true, len);
    assert_true(head + len <= sizeof frame && cut <= head + len);
    memcpy(frame + head, text, len);
    write_all(peer, frame, cut);
    write_all(peer, frame + cut, head + len - cut);
}

void peer_send_close(scripted_peer *peer, uint16_t code, const char *reason)
{
    unsigned char payload[125] = { (unsigned char)(code >> 8), (unsigned char)code };
    size_t        len          = strlen(reason);
    memcpy(payload + 2, reason, len);
    peer_send_frame(peer, PEER_CLOSE, payload, len + 2);
}

static size_t read_length(scripted_peer *peer, unsigned char second)
{
    unsigned char extended[8];
    size_t        len   = second & 0x7f;
    size_t        bytes = len == 126 ? 2 : len == 127 ? 8 : 0;
    if (bytes == 0)
        return len;
    assert_true(read_exactly(peer, extended, bytes));
    len = 0;
    for (size_t i = 0; i < bytes; i++)
        len = len << 8 | extended[i];
    return len;
}

int peer_read_frame(scripted_peer *peer, size_t *len)
{
    unsigned char head[2], mask[4];
    if (!read_exactly(peer, head, 2))
        return -1;
    *len = read_length(peer, head[1]);
    assert_true((head[1] & 0x80) != 0); /* a client must mask */
    assert_true(*len < sizeof peer->message);
    if (!read_exactly(peer, mask, 4) || !read_exactly(peer, peer->message, *len))
        return -1;
    for (size_t i = 0; i < *len; i++)
        peer->message[i] = (char)(peer->message[i] ^ mask[i % 4]);
    peer->message[*len] = '\0';
    return head[0] & 0x0f;
}

bool peer_read(scripted_peer *peer, uint16_t *code)
{
    size_t len    = 0;
    int    opcode = PEER_PING;
    while (opcode > PEER_CLOSE)
        opcode = peer_read_frame(peer, &len);
    *code = 1006;
    if (opcode == PEER_CLOSE && len >= 2)
        *code = (uint16_t)((unsigned char)peer->message[0] << 8 | (unsigned char)peer->message[1]);
    if (opcode == PEER_CLOSE)
        peer_send_frame(peer, PEER_CLOSE, peer->message, len);
    return opcode == PEER_TEXT;
}

void peer_wait_until_read(scripted_peer *peer)
{
    size_t len    = 0;
    int    opcode = PEER_TEXT;
    peer_send_frame(peer, PEER_PING, "done?", 5);
    while (opcode != PEER_PONG) {
        opcode = peer_read_frame(peer, &len);
        assert_true(opcode == PEER_PONG || opcode == PEER_TEXT || opcode == PEER_PING);
    }
    assert_string_equal(peer->message, "done?");
}

/* ---- the protocol ---- */

void peer_tell(scripted_peer *peer, const char *method, const char *params)
{
    size_t size = strlen(method) + strlen(params) + 128;
    char  *text = malloc(size);
    assert_non_null(text);
    snprintf(
        text, size,
        "{\"id\":7,\"type\":\"method\",\"method\":\"%s\",\"params\":%s,\"seq\":3,\"discard\":true}",
        method, params);
    peer_send(peer, text);
    free(text);
}

void peer_greet(scripted_peer *peer)
{
    peer_accept(peer);
    peer_tell(peer, "hello", "{}");
}

uint32_t peer_expect(scripted_peer *peer, const char *method)
{
    char     wanted[128];
    uint16_t code;
    uint32_t id;
    snprintf(wanted, sizeof wanted, "\"method\":\"%s\"", method);
    do {
        if (!peer_read(peer, &code))
            fail_msg("the client closed (%u) instead of calling %s", code, method);
    } while (strstr(peer->message, wanted) == NULL);
    assert_int_equal(sscanf(peer->message, "{\"id\":%u", &id), 1);
    return id;
}

void peer_reply(scripted_peer *peer, uint32_t id, const char *result)
{
    size_t size = strlen(result) + 128;
    char  *text = malloc(size);
    assert_non_null(text);
    snprintf(text, size, "{\"id\":%u,\"type\":\"reply\",\"result\":%s,\"error\":null,\"seq\":1}",
             id, result);
    peer_send(peer, text);
    free(text);
}

void peer_refuse(scripted_peer *peer, uint32_t id, const char *error)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{\"id\":%u,\"type\":\"reply\",\"result\":null,\"error\":%s,\"seq\":1}", id, error);
    peer_send(peer, text);
}

static void answer_array(scripted_peer *peer, const char *method, const char *format,
                         const char *array)
{
    char result[8192];
    snprintf(result, sizeof result, format, array);
    peer_reply(peer, peer_expect(peer, method), result);
}

void peer_answer_state(scripted_peer *peer, const peer_state *state)
{
    const peer_state s = state == NULL ? (peer_state){ NULL, NULL, NULL } : *state;
    answer_array(peer, "getScenes", "{\"scenes\":%s}",
                 s.scenes != NULL ? s.scenes : "[{\"sceneID\":\"default\",\"controls\":[],\"groups\":[]}]");
    answer_array(peer, "getGroups", "{\"groups\":%s}",
                 s.groups != NULL ? s.groups : "[{\"groupID\":\"default\",\"sceneID\":\"default\"}]");
    answer_array(peer, "getAllParticipants", "{\"participants\":%s,\"total\":0,\"hasMore\":false}",
                 s.participants != NULL ? s.participants : "[]");
}

void peer_open_session(scripted_peer *peer, const peer_state *state)
{
    peer_send(peer, "{\"id\":0,\"type\":\"method\",\"method\":\"hello\",\"params\":{},\"seq\":1,"
                    "\"discard\":true}");
    peer_reply(peer, peer_expect(peer, "getTime"), "{\"time\":1700000000000}");
    peer_answer_state(peer, state);
    uint32_t id = peer_expect(peer, "ready");
    peer_send(peer, "{\"id\":2,\"type\":\"method\",\"method\":\"onReady\",\"params\":{\"isReady\":"
                    "true},\"seq\":2,"
                    "\"discard\":true}");
    peer_reply(peer, id, "null");
}
