#include "net/ws_reader.h"

#include <string.h>

enum { GO_ON = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

/* ---- headers ---- */

static size_t head_size(const cho_ws_reader *r)
{
    if (r->head_len < 2)
        return 2;
    unsigned len = r->head[1] & 0x7f;
    return 2 + (len == 127 ? 8u : len == 126 ? 2u : 0u) + sizeof r->mask;
}

static bool is_control(const cho_ws_reader *r)
{
    return r->opcode >= CLOSE;
}

/* What can be told by the first two bytes. */
static bool is_sound(const cho_ws_reader *r)
{
    unsigned opcode = r->head[0] & 0x0f, len = r->head[1] & 0x7f;
    bool     is_fin = (r->head[0] & 0x80) != 0, is_masked = (r->head[1] & 0x80) != 0;
    if ((r->head[0] & 0x70) != 0 || !is_masked)
        return false;
    if (opcode >= CLOSE)
        return opcode <= PONG && is_fin && len <= CHO_WS_CONTROL_MAX;
    return opcode == GO_ON ? r->message != 0 : opcode <= BINARY && r->message == 0;
}

/* False: no such length. */
static bool begin_payload(cho_ws_reader *r)
{
    size_t size  = head_size(r), extra = size - 2 - sizeof r->mask;
    r->remaining = extra == 0 ? r->head[1] & 0x7fu : 0;
    for (size_t i = 0; i < extra; i++)
        r->remaining = r->remaining << 8 | r->head[2 + i];
    memcpy(r->mask, r->head + size - sizeof r->mask, sizeof r->mask);
    r->opcode        = r->head[0] & 0x0f;
    r->is_fin        = (r->head[0] & 0x80) != 0;
    r->mask_at       = 0;
    r->control_len   = 0;
    r->head_len      = 0;
    r->is_in_payload = true;
    if (r->opcode == TEXT || r->opcode == BINARY)
        r->message = r->opcode;
    return r->remaining <= INT64_MAX;
}

/* False: it is wrong. */
static bool take_head(cho_ws_reader *r, unsigned char **at, size_t *len)
{
    while (*len > 0 && r->head_len < head_size(r)) {
        size_t missing = head_size(r) - r->head_len, n = missing < *len ? missing : *len;
        memcpy(r->head + r->head_len, *at, n);
        r->head_len = (uint8_t)(r->head_len + n);
        *at += n;
        *len -= n;
        if (r->head_len == 2 && !is_sound(r))
            return false;
    }
    return r->head_len < head_size(r) || begin_payload(r);
}

/* ---- payloads ---- */

static void unmask(cho_ws_reader *r, unsigned char *bytes, size_t len)
{
    unsigned char keys[8];
    uint64_t      key, word;
    for (size_t i = 0; i < sizeof keys; i++)
        keys[i] = r->mask[(r->mask_at + i) % 4];
    memcpy(&key, keys, sizeof key);
    size_t i = 0;
    for (; i + sizeof word <= len; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        word ^= key;
        memcpy(bytes + i, &word, sizeof word);
    }
    for (; i < len; i++)
        bytes[i] ^= keys[i % 8];
    r->mask_at = (uint8_t)((r->mask_at + len) % 4);
}

static cho_ws_found end_control(cho_ws_reader *r, cho_ws_part *out)
{
    *out = (cho_ws_part){ .bytes = r->control, .len = r->control_len, .is_last = true };
    return r->opcode == CLOSE ? CHO_WS_FOUND_CLOSE : r->opcode == PING ? CHO_WS_FOUND_PING : CHO_WS_FOUND_PONG;
}

static cho_ws_found end_part(cho_ws_reader *r, unsigned char *bytes, size_t len, cho_ws_part *out)
{
    bool is_last = r->is_fin && r->remaining == 0;
    *out         = (cho_ws_part){ bytes, len, r->remaining, is_last, r->message == TEXT };
    if (is_last)
        r->message = 0;
    return CHO_WS_FOUND_PART;
}

static cho_ws_found take_payload(cho_ws_reader *r, unsigned char **at, size_t *len, cho_ws_part *out)
{
    unsigned char *bytes = *at;
    size_t         n     = *len < r->remaining ? *len : (size_t)r->remaining;
    unmask(r, bytes, n);
    *at += n;
    *len -= n;
    r->remaining -= n;
    r->is_in_payload = r->remaining > 0;
    if (!is_control(r))
        return end_part(r, bytes, n, out);
    memcpy(r->control + r->control_len, bytes, n);
    r->control_len = (uint8_t)(r->control_len + n);
    return r->is_in_payload ? CHO_WS_FOUND_NOTHING : end_control(r, out);
}

cho_ws_found cho_ws_reader_next(cho_ws_reader *r, unsigned char **at, size_t *len, cho_ws_part *out)
{
    if (!r->is_in_payload && !take_head(r, at, len))
        return CHO_WS_FOUND_WRONG;
    if (!r->is_in_payload || (*len == 0 && r->remaining > 0))
        return CHO_WS_FOUND_NOTHING;
    return take_payload(r, at, len, out);
}
