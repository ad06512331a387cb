/*
 * fuzz_stream.c - any bytes as compressed messages, one after the other.
 *
 * The first byte picks the scheme; then each message has two bytes of length in front. Beside not
 * crashing, three promises are held: a text is as long as was announced and never longer than the limit,
 * memory stays within it, too, and whatever is written can be read.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "codec/stream.h"

enum { LIMIT = 65536, SLACK = 8192 };

static chorus_allocator heap;

static void require(bool promise)
{
    if (!promise)
        abort();
}

typedef struct pieces {
    cho_span left;
} pieces;

static bool next_piece(pieces *p, cho_span *out)
{
    if (p->left.len < 2)
        return false;
    size_t len = (unsigned char)p->left.ptr[0] | (size_t)(unsigned char)p->left.ptr[1] << 8;
    size_t has = p->left.len - 2;
    *out       = (cho_span){ p->left.ptr + 2, len < has ? len : has };
    p->left    = (cho_span){ out->ptr + out->len, has - out->len };
    return true;
}

static void read_all(cho_scheme scheme, cho_span bytes)
{
    pieces     p = { bytes };
    cho_span   message;
    cho_stream s;
    cho_buf    text;
    cho_stream_init(&s, &heap);
    cho_buf_init(&text, &heap);
    require(cho_stream_choose(&s, scheme));
    while (next_piece(&p, &message)) {
        chorus_result r = cho_stream_read(&s, message, LIMIT, &text);
        require(r != CHORUS_OK || text.len <= LIMIT);
        require(text.cap <= 2 * LIMIT + SLACK);
        if (r != CHORUS_OK)
            require(cho_stream_choose(&s, scheme));
    }
    cho_stream_deinit(&s);
    cho_buf_deinit(&text);
}

static void write_all(cho_scheme scheme, cho_span bytes)
{
    pieces     p = { bytes };
    cho_span   text;
    cho_stream from, to;
    cho_buf    message, back;
    cho_stream_init(&from, &heap);
    cho_stream_init(&to, &heap);
    cho_buf_init(&message, &heap);
    cho_buf_init(&back, &heap);
    require(cho_stream_choose(&from, scheme) && cho_stream_choose(&to, scheme));
    while (next_piece(&p, &text)) {
        require(cho_stream_write(&from, text, &message));
        require(cho_stream_read(&to, (cho_span){ message.data, message.len }, LIMIT, &back) == CHORUS_OK);
        require(back.len == text.len && (text.len == 0 || memcmp(back.data, text.ptr, text.len) == 0));
    }
    cho_stream_deinit(&from);
    cho_stream_deinit(&to);
    cho_buf_deinit(&message);
    cho_buf_deinit(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    cho_heap_init(&heap, NULL);
    cho_scheme scheme = data[0] % 2 == 1 && cho_scheme_is_built(CHO_SCHEME_LZ4) ? CHO_SCHEME_LZ4 : CHO_SCHEME_GZIP;
    cho_span   bytes  = { (const char *)data + 1, size - 1 };
    read_all(scheme, bytes);
    write_all(scheme, bytes);
    return 0;
}
