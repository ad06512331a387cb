#include "crowd_frame.h"

#include <string.h>

enum { LONGEST = 1 << 26 }; /* of a frame that is waited for */

static uint64_t read_big_endian(const unsigned char *p, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++)
        value = value << 8 | p[i];
    return value;
}

crowd_frame_answer crowd_frame_read(crowd_text *at, crowd_frame *out)
{
    const unsigned char *p = (const unsigned char *)at->ptr;
    if (at->len < 2)
        return CROWD_FRAME_PARTIAL;
    size_t   extra = (p[1] & 0x7f) == 127 ? 8 : (p[1] & 0x7f) == 126 ? 2 : 0;
    uint64_t len   = p[1] & 0x7f;
    if ((p[0] & 0x70) != 0 || (p[1] & 0x80) != 0)
        return CROWD_FRAME_WRONG;
    if (at->len < 2 + extra)
        return CROWD_FRAME_PARTIAL;
    if (extra > 0)
        len = read_big_endian(p + 2, extra);
    if (len > LONGEST)
        return CROWD_FRAME_WRONG;
    if (at->len - 2 - extra < len)
        return CROWD_FRAME_PARTIAL;
    out->opcode  = p[0] & 0x0f;
    out->is_last = (p[0] & 0x80) != 0;
    out->payload = (crowd_text){ at->ptr + 2 + extra, (size_t)len };
    *at          = (crowd_text){ out->payload.ptr + len, at->len - 2 - extra - (size_t)len };
    return CROWD_FRAME_READ;
}

static size_t write_length(unsigned char *out, size_t len)
{
    size_t extra = len > 65535 ? 8 : len > 125 ? 2 : 0;
    out[0]       = (unsigned char)(0x80 | (extra == 8 ? 127 : extra == 2 ? 126 : len));
    for (size_t i = 0; i < extra; i++)
        out[1 + i] = (unsigned char)(len >> 8 * (extra - 1 - i));
    return 1 + extra;
}

size_t crowd_frame_write(char *out, unsigned opcode, crowd_text payload, uint32_t mask)
{
    unsigned char *p      = (unsigned char *)out, key[4];
    const char    *source = payload.ptr;
    *p++                  = (unsigned char)(0x80 | opcode);
    p += write_length(p, payload.len);
    memcpy(key, &mask, sizeof key);
    memcpy(p, key, sizeof key);
    p += sizeof key;
    for (size_t i = 0; i < payload.len; i++)
        p[i] = (unsigned char)(source[i] ^ key[i % 4]);
    return (size_t)(p - (unsigned char *)out) + payload.len;
}
