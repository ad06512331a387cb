/*
 * fuzz_json.c - any bytes into the JSON reader, writer and merge patch.
 *
 * A text may be followed by a NUL and a patch for it. Beside not crashing, three promises are held:
 * what is written reads back as the same, what is merged is sound, and a patch changes nothing the
 * second time.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "codec/json_find.h"
#include "codec/json_patch.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"

static chorus_allocator heap;

static void require(bool promise)
{
    if (!promise)
        abort();
}

static cho_span text_of(const cho_buf *b)
{
    return (cho_span){ b->data, b->len };
}

/* ---- reading and writing ---- */

static void write_string(const cho_json_value *v, cho_json_writer *w, bool is_key)
{
    cho_buf bytes;
    cho_buf_init(&bytes, &heap);
    cho_json_append_unescaped(v, &bytes);
    require(bytes.len <= v->raw.len && cho_json_equals(v, text_of(&bytes)));
    if (is_key)
        cho_json_key_span(w, text_of(&bytes));
    else
        cho_json_write_string(w, text_of(&bytes));
    cho_buf_deinit(&bytes);
}

static void write_number(const cho_json_value *v, cho_json_writer *w)
{
    int64_t  integer;
    uint64_t natural;
    double   number;
    float    small;
    require(cho_json_to_double(v, &number) && cho_json_to_float(v, &small));
    if (cho_json_to_int64(v, &integer))
        require((double)integer == number);
    if (cho_json_to_uint64(v, &natural))
        require((double)natural == number);
    cho_json_write_double(w, number);
}

static void write_value(cho_json_reader *r, cho_json_writer *w)
{
    cho_json_value v;
    if (cho_json_enter_object(r)) {
        cho_json_begin_object(w);
        while (cho_json_next_member(r, &v)) {
            write_string(&v, w, true);
            write_value(r, w);
        }
        cho_json_end_object(w);
    } else if (cho_json_enter_array(r)) {
        cho_json_begin_array(w);
        while (cho_json_next_element(r))
            write_value(r, w);
        cho_json_end_array(w);
    } else if (!cho_json_read(r, &v) || v.type == CHO_JSON_NULL) {
        cho_json_write_null(w);
    } else if (v.type == CHO_JSON_STRING) {
        write_string(&v, w, false);
    } else if (v.type == CHO_JSON_NUMBER) {
        write_number(&v, w);
    } else {
        cho_json_write_bool(w, v.raw.ptr[0] == 't');
    }
}

/* Reads a text piece by piece and writes it again. True: it was sound. */
static bool rewrite(cho_span text, cho_buf *out)
{
    cho_json_reader r;
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_reader_init(&r, text, 0);
    write_value(&r, &w);
    require(!out->failed);
    return cho_json_finish(&r);
}

static void try_rewriting(cho_span text)
{
    cho_buf first, second;
    cho_buf_init(&first, &heap);
    cho_buf_init(&second, &heap);
    bool sound = rewrite(text, &first);
    require(sound == cho_json_check(text, 0, NULL));
    if (sound) {
        require(rewrite(text_of(&first), &second));
        require(cho_span_equal(text_of(&first), text_of(&second)));
    }
    cho_buf_deinit(&first);
    cho_buf_deinit(&second);
}

static void try_finding(cho_span text)
{
    static const char *const paths[] = { "a", "a.b", "0", "a.0.b", "", "a.b.c" };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        cho_json_value v;
        if (cho_json_find(text, paths[i], &v))
            require(cho_json_check(cho_json_text(&v), CHO_JSON_DEPTH_LIMIT, NULL));
    }
}

/* ---- merging ---- */

static void try_merging(cho_span target, cho_span patch)
{
    cho_buf first, second;
    cho_buf_init(&first, &heap);
    cho_buf_init(&second, &heap);
    if (cho_json_merge(target, patch, &first) == CHORUS_OK) {
        require(cho_json_check(text_of(&first), 0, NULL));
        require(cho_json_merge(text_of(&first), patch, &second) == CHORUS_OK);
        require(cho_span_equal(text_of(&first), text_of(&second)));
        cho_buf_clear(&second);
        require(cho_json_merge_keep_nulls(target, patch, &second) == CHORUS_OK);
        require(cho_json_check(text_of(&second), 0, NULL));
    }
    cho_buf_deinit(&first);
    cho_buf_deinit(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cho_span    text = { (const char *)data, size };
    const char *nul  = size > 0 ? memchr(text.ptr, '\0', size) : NULL;
    cho_heap_init(&heap, NULL);
    try_rewriting(text);
    try_finding(text);
    if (nul != NULL) {
        size_t len = (size_t)(nul - text.ptr);
        try_rewriting((cho_span){ text.ptr, len });
        try_merging((cho_span){ text.ptr, len }, (cho_span){ nul + 1, size - len - 1 });
    }
    return 0;
}
