/* Lines of a recording: nothing is read beyond them, and every frame survives being written and read. */
#include "base/alloc.h"
#include "codec/recording.h"

#include <stdlib.h>

static chorus_allocator heap;

static void require(bool ok)
{
    if (!ok)
        abort();
}

static cho_span text_of(const cho_buf *buf)
{
    return (cho_span){ buf->data == NULL ? "" : buf->data, buf->len };
}

/* One line, which can be read. */
static void write_line(cho_span frame, const cho_recording_mask *mask, cho_buf *out, cho_recording_line *line)
{
    cho_json_error error;
    cho_buf_clear(out);
    cho_json_writer w = cho_recording_begin(out, 1, CHO_RECORDING_FRAME);
    cho_recording_put_packet(&w, frame, mask);
    cho_recording_end(&w);
    cho_span text = { out->data, out->len - 1 };
    require(memchr(text.ptr, '\n', text.len) == NULL);
    require(cho_recording_read(text, line, &error));
}

static void try_frame(cho_span frame)
{
    static const cho_recording_mask mask = { { 3, 4 } };
    cho_recording_line              line;
    cho_buf                         out, again;
    cho_buf_init(&out, &heap);
    cho_buf_init(&again, &heap);
    write_line(frame, NULL, &out, &line);
    cho_recording_append_frame(&line, &again);
    require(cho_span_equal(frame, text_of(&again)));
    write_line(frame, &mask, &out, &line);
    cho_buf_deinit(&out);
    cho_buf_deinit(&again);
}

static void try_line(cho_span text)
{
    cho_recording_line line;
    cho_json_error     error;
    cho_buf            frame;
    cho_buf_init(&frame, &heap);
    if (cho_recording_read(text, &line, &error)) {
        cho_recording_append_frame(&line, &frame);
        if (line.kind == CHO_RECORDING_FRAME)
            try_frame(text_of(&frame));
    } else {
        require(error.reason != NULL && error.offset <= text.len);
    }
    cho_buf_deinit(&frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cho_heap_init(&heap, NULL);
    try_line((cho_span){ (const char *)data, size });
    try_frame((cho_span){ (const char *)data, size });
    return 0;
}
