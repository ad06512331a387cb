#include "crowd_garbage.h"

#include "crowd_frame.h"
#include "crowd_random.h"

#include <stdio.h>
#include <string.h>

enum { HUGE_BYTES = 100 * 1024, NESTED = 4000, PINGS = 200 };

static size_t write_text(char *out, unsigned opcode, const char *text)
{
    return crowd_frame_write(out, opcode, (crowd_text){ text, strlen(text) }, 0x12345678);
}

/* ---- packets ---- */

static size_t wrong_packet(char *out, uint64_t dice)
{
    static const char *const packets[] = {
        "{]",
        "",
        "null",
        "[1,2,3]",
        "{\"id\":",
        "{\"type\":\"method\"}",
        "{\"type\":\"method\",\"id\":-1,\"method\":\"giveInput\",\"params\":7}",
        "{\"type\":\"method\",\"id\":1e999,\"method\":\"\",\"params\":{}}",
        "{\"type\":\"method\",\"id\":4294967000,\"method\":\"createControls\",\"params\":{\"sceneID\":\"default\"}}",
        "{\"type\":\"method\",\"id\":4294967001,\"method\":\"giveInput\",\"params\":{\"controlID\":\"\\u0000\"}}",
        "{\"type\":\"method\",\"id\":4294967002,\"method\":\"giveInput\",\"params\":{\"controlID\":[],\"event\":{}}}",
        "{\"type\":\"reply\",\"id\":1,\"result\":null,\"error\":null}",
        "{\"type\":\"method\",\"id\":4294967003,\"method\":\"setCompression\",\"params\":{\"scheme\":[1]}}",
        "\xff\xfe\xc0\xaf",
    };
    return write_text(out, CROWD_FRAME_TEXT, packets[dice % (sizeof packets / sizeof *packets)]);
}

static size_t nested_packet(char *out, uint64_t dice)
{
    char text[NESTED];
    memset(text, dice & 1 ? '[' : '{', sizeof text);
    return crowd_frame_write(out, CROWD_FRAME_TEXT, (crowd_text){ text, sizeof text }, (uint32_t)dice);
}

static size_t huge_packet(char *out, uint64_t dice)
{
    char *payload = out + CROWD_FRAME_HEAD_MAX;
    memset(payload, ' ', HUGE_BYTES);
    return crowd_frame_write(out, CROWD_FRAME_TEXT, (crowd_text){ payload, 0 }, (uint32_t)dice) > 0
               ? crowd_frame_write(out, dice & 1 ? CROWD_FRAME_TEXT : CROWD_FRAME_BINARY,
                                   (crowd_text){ payload, HUGE_BYTES }, 0)
               : 0;
}

/* ---- frames ---- */

static size_t wrong_frame(char *out, uint64_t dice)
{
    static const struct {
        unsigned char bytes[16];
        size_t        len;
    } frames[] = {
        { { 0x81, 0x02, 'h', 'i' }, 4 },                                             /* not masked */
        { { 0xf1, 0x80, 1, 2, 3, 4 }, 6 },                                           /* reserved bits */
        { { 0x8b, 0x80, 1, 2, 3, 4 }, 6 },                                           /* no such opcode */
        { { 0x80, 0x80, 1, 2, 3, 4 }, 6 },                                           /* goes on with nothing */
        { { 0x09, 0x80, 1, 2, 3, 4 }, 6 },                                           /* a ping in pieces */
        { { 0x88, 0x81, 1, 2, 3, 4, 9 }, 7 },                                        /* half a code */
        { { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed }, 8 },                               /* a code nobody may send */
        { { 0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4 }, 14 }, /* endless */
        { { 0x01, 0x80, 1, 2, 3, 4, 0x01, 0x80, 1, 2, 3, 4 }, 12 },                  /* two beginnings */
        { { 0x89, 0xfe, 0x04, 0x00, 1, 2, 3, 4 }, 8 },                               /* a ping too long */
    };
    size_t which = dice % (sizeof frames / sizeof *frames);
    memcpy(out, frames[which].bytes, frames[which].len);
    return frames[which].len;
}

static size_t many_pings(char *out, uint64_t dice)
{
    size_t len = 0;
    for (int i = 0; i < PINGS; i++)
        len += crowd_frame_write(out + len, CROWD_FRAME_PING, (crowd_text){ "troll", 5 }, (uint32_t)dice);
    return len;
}

static size_t noise(char *out, uint64_t dice)
{
    crowd_random r   = { dice };
    size_t       len = 16 + dice % 2048;
    for (size_t i = 0; i < len; i++)
        out[i] = (char)crowd_random_next(&r);
    return len;
}

size_t crowd_garbage_frames(char *out, uint64_t dice)
{
    uint64_t rest = dice >> 8;
    switch (dice % 8) {
    case 0:
    case 1:
    case 2:
        return wrong_packet(out, rest);
    case 3:
        return nested_packet(out, rest);
    case 4:
        return huge_packet(out, rest);
    case 5:
        return many_pings(out, rest);
    case 6:
        return wrong_frame(out, rest);
    default:
        return noise(out, rest);
    }
}

/* ---- requests ---- */

size_t crowd_garbage_request(char *out, uint64_t dice)
{
    static const char *const requests[] = {
        "GET / HTTP/1.1\r\nHost: 127",
        "GET /participant?channel=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
        "GET /participant HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n",
        "POST /api/v1/interactive/1/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n{\"na",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%00%0d%0a HTTP/1.1\r\nHost: \xff\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "CONNECT 10.0.0.1:25 HTTP/1.1\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01",
        "\r\n\r\n\r\n",
    };
    size_t count = sizeof requests / sizeof *requests, which = dice % (count + 1);
    if (which == count)
        return noise(out, dice >> 8);
    size_t len = strlen(requests[which]);
    memcpy(out, requests[which], len);
    return len;
}
