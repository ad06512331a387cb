#include "codec/stream.h"

#include "codec/stream_format.h"

enum {
    LENGTH_BYTES_MAX = 10,
    FIRST_ROOM       = 4096, /* what is taken on trust: most texts are shorter */
    SPARE_ROOM       = 320   /* zlib is quick only while a longest match of 258 bytes has room */
};

/* ---- schemes ---- */

static const char *const names[] = { [CHO_SCHEME_TEXT] = "text", [CHO_SCHEME_GZIP] = "gzip", [CHO_SCHEME_LZ4] = "lz4" };

bool cho_scheme_find(cho_span name, cho_scheme *out)
{
    *out = CHO_SCHEME_TEXT;
    if (cho_span_is(name, "none"))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (cho_span_is(name, names[i])) {
            *out = (cho_scheme)i;
            return true;
        }
    }
    return false;
}

const char *cho_scheme_name(cho_scheme scheme)
{
    return names[scheme];
}

/* NULL: text, or not built. */
static const cho_stream_format *format_of(cho_scheme scheme)
{
    switch (scheme) {
    case CHO_SCHEME_GZIP: return cho_stream_gzip();
    case CHO_SCHEME_LZ4:  return cho_stream_lz4();
    case CHO_SCHEME_TEXT: break;
    }
    return NULL;
}

bool cho_scheme_is_built(cho_scheme scheme)
{
    return scheme == CHO_SCHEME_TEXT || format_of(scheme) != NULL;
}

/* ---- both directions ---- */

void cho_stream_init(cho_stream *s, const chorus_allocator *heap)
{
    *s = (cho_stream){ .heap = heap, .scheme = CHO_SCHEME_TEXT };
}

void cho_stream_stop_writing(cho_stream *s)
{
    if (s->writer != NULL)
        format_of(s->scheme)->destroy_writer(s->writer);
    s->writer = NULL;
}

static void stop_reading(cho_stream *s)
{
    if (s->reader != NULL)
        format_of(s->scheme)->destroy_reader(s->reader);
    s->reader = NULL;
}

void cho_stream_deinit(cho_stream *s)
{
    cho_stream_stop_writing(s);
    stop_reading(s);
    s->scheme = CHO_SCHEME_TEXT;
}

/* Makes what is missing and empties what is there. */
static bool begin(cho_stream *s, const cho_stream_format *format)
{
    bool has_writer = s->writer != NULL ? format->reset_writer(s->writer)
                                        : (s->writer = format->create_writer(s->heap)) != NULL;
    bool has_reader = s->reader != NULL ? format->reset_reader(s->reader)
                                        : (s->reader = format->create_reader(s->heap)) != NULL;
    return has_writer && has_reader;
}

bool cho_stream_choose(cho_stream *s, cho_scheme scheme)
{
    const cho_stream_format *format = format_of(scheme);
    if (scheme != s->scheme || format == NULL)
        cho_stream_deinit(s);
    if (format == NULL)
        return scheme == CHO_SCHEME_TEXT;
    s->scheme = scheme;
    if (begin(s, format))
        return true;
    cho_stream_deinit(s);
    return false;
}

/* ---- writing ---- */

static void append_length(cho_buf *out, size_t len)
{
    char   bytes[LENGTH_BYTES_MAX];
    size_t count = 0;
    for (; len >= 0x80; len >>= 7)
        bytes[count++] = (char)(len | 0x80);
    bytes[count++] = (char)len;
    cho_buf_append(out, bytes, count);
}

bool cho_stream_write(cho_stream *s, cho_span text, cho_buf *out)
{
    if (s->writer == NULL)
        return false;
    cho_buf_clear(out);
    append_length(out, text.len);
    if (format_of(s->scheme)->write(s->writer, text, out) && !out->failed)
        return true;
    cho_stream_stop_writing(s);
    return false;
}

/* ---- reading ---- */

size_t cho_stream_make_room(cho_buf *out, size_t len)
{
    size_t wanted = len + SPARE_ROOM - out->len;
    size_t room   = out->data == NULL ? 0 : out->cap - out->len;
    if (room < out->len)
        room = out->len;
    if (room < FIRST_ROOM)
        room = FIRST_ROOM;
    if (room > wanted)
        room = wanted;
    return cho_buf_reserve(out, room) ? room : 0;
}

/* Takes the length off the front of the message. */
static chorus_result take_length(cho_span *message, size_t limit, size_t *len)
{
    *len = 0;
    for (unsigned i = 0; i < LENGTH_BYTES_MAX && i < message->len; i++) {
        unsigned char byte  = (unsigned char)message->ptr[i];
        size_t        group = byte & 0x7f;
        size_t        most  = 7 * i < 8 * sizeof limit ? limit >> (7 * i) : 0;
        if (group > most)
            return CHORUS_E_SIZE;
        *len |= group == 0 ? 0 : group << (7 * i);
        if (byte < 0x80) {
            *message = (cho_span){ message->ptr + i + 1, message->len - i - 1 };
            return *len <= limit ? CHORUS_OK : CHORUS_E_SIZE;
        }
    }
    return CHORUS_E_PROTOCOL;
}

chorus_result cho_stream_read(cho_stream *s, cho_span message, size_t limit, cho_buf *out)
{
    size_t len;
    if (s->reader == NULL)
        return CHORUS_E_STATE;
    cho_buf_clear(out);
    chorus_result r = take_length(&message, limit, &len);
    if (r == CHORUS_OK)
        r = format_of(s->scheme)->read(s->reader, message, len, out);
    if (r == CHORUS_OK && out->len != len)
        r = CHORUS_E_PROTOCOL;
    if (r == CHORUS_OK)
        cho_buf_cut(out, len);
    else
        stop_reading(s);
    return r;
}
