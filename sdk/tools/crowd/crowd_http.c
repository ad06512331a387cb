#include "crowd_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static size_t bounded(int len, size_t size)
{
    return len > 0 && (size_t)len < size ? (size_t)len : 0;
}

/* ---- asking ---- */

size_t crowd_http_ask(char *out, const crowd_target *target, const char *name)
{
    char body[64];
    int  body_len = snprintf(body, sizeof body, "{\"name\":\"%s\"}", name);
    int  len      = snprintf(out, CROWD_REQUEST_MAX,
                             "POST /api/v1/interactive/%u/guest HTTP/1.1\r\nHost: %s\r\n"
                             "Content-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
                             (unsigned)target->channel, target->authority, body_len, body);
    return bounded(len, CROWD_REQUEST_MAX);
}

/* 16 bytes in base64, of which 13 are the same for everybody. */
static void write_key(char out[25], uint64_t dice)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 21; i++)
        out[i] = i < 10 ? letters[dice >> 6 * i & 63] : 'c';
    memcpy(out + 21, "A==", 4);
}

size_t crowd_http_knock(char *out, const crowd_target *target, crowd_text path, uint64_t dice)
{
    char key[25];
    write_key(key, dice);
    int len = snprintf(out, CROWD_REQUEST_MAX,
                       "GET %.*s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n",
                       (int)path.len, path.ptr, target->authority, key);
    return bounded(len, CROWD_REQUEST_MAX);
}

/* ---- reading ---- */

static const char *find_bytes(crowd_text in, const char *what)
{
    return memmem(in.ptr, in.len, what, strlen(what));
}

/* The number in a header line; 0: it is not there. */
static size_t read_length(crowd_text head)
{
    static const char name[] = "content-length:";
    for (const char *line = head.ptr, *end = head.ptr + head.len; line < end;) {
        size_t left = (size_t)(end - line);
        if (left > sizeof name && strncasecmp(line, name, sizeof name - 1) == 0)
            return strtoul(line + sizeof name - 1, NULL, 10);
        const char *next = memchr(line, '\n', left);
        if (next == NULL)
            break;
        line = next + 1;
    }
    return 0;
}

bool crowd_http_read(crowd_text bytes, crowd_response *out)
{
    const char *end = find_bytes(bytes, "\r\n\r\n");
    if (end == NULL || bytes.len < 12)
        return false;
    crowd_text head = { bytes.ptr, (size_t)(end - bytes.ptr) + 2 };
    out->len        = head.len + 2;
    out->status     = (unsigned)strtoul(bytes.ptr + 9, NULL, 10);
    size_t body_len = out->status == 101 ? 0 : read_length(head);
    out->body       = (crowd_text){ bytes.ptr + out->len, body_len };
    return bytes.len - out->len >= body_len;
}

size_t crowd_http_seat(char *out, size_t size, crowd_text body)
{
    crowd_text address, key;
    if (!crowd_json_member(body, "address", &address) || !crowd_json_member(body, "key", &key))
        return 0;
    address           = crowd_json_inside(address);
    key               = crowd_json_inside(key);
    const char *begin = find_bytes(address, "://");
    const char *end   = address.ptr + address.len;
    const char *path  = begin == NULL ? NULL : memchr(begin + 3, '/', (size_t)(end - begin - 3));
    if (path == NULL)
        return 0;
    const char *joint = memchr(path, '?', (size_t)(end - path)) != NULL ? "&" : "?";
    int         len   = snprintf(out, size, "%.*s%sx-protocol-version=2.0&key=%.*s", (int)(end - path), path, joint,
                                 (int)key.len, key.ptr);
    return bounded(len, size);
}
