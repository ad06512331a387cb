#include "support/packer.h"

#include "support/support.h"

#include "base/alloc.h"

enum { LIMIT = 2000000 };

void packer_init(packer *p, cho_scheme scheme)
{
    cho_heap_init(&p->heap, NULL);
    cho_stream_init(&p->stream, &p->heap);
    cho_buf_init(&p->frame, &p->heap);
    cho_buf_init(&p->text, &p->heap);
    assert_true(cho_stream_choose(&p->stream, scheme));
}

void packer_deinit(packer *p)
{
    cho_stream_deinit(&p->stream);
    cho_buf_deinit(&p->frame);
    cho_buf_deinit(&p->text);
}

void packer_restart(packer *p)
{
    assert_true(cho_stream_choose(&p->stream, p->stream.scheme));
}

cho_span packer_wrap(packer *p, const char *text)
{
    assert_true(cho_stream_write(&p->stream, cho_span_of(text), &p->frame));
    return (cho_span){ p->frame.data, p->frame.len };
}

const char *packer_unwrap(packer *p, const void *bytes, size_t len)
{
    assert_ok(cho_stream_read(&p->stream, (cho_span){ bytes, len }, LIMIT, &p->text));
    return p->text.data;
}
