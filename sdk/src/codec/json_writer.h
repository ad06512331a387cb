/*
 * json_writer.h - append compact JSON to a buffer.
 * Layer    codec. Includes base/ only.
 * Thread   one at a time.
 * Memory   grows the buffer it was given, nothing else.
 * Trust    strings may be any bytes: what is not UTF-8 becomes U+FFFD. Raw text is taken on trust.
 *
 * Commas are set by the writer. Nothing returns an error: a value JSON cannot hold (NaN, infinity)
 * and missing memory set `failed` of the buffer, to be asked once at the end.
 *
 *     cho_json_writer w = cho_json_writer_on(&buf);
 *     cho_json_begin_object(&w);
 *     cho_json_key(&w, "controlID"), cho_json_write_string(&w, id);
 *     cho_json_key(&w, "progress"),  cho_json_write_float(&w, 0.5f);
 *     cho_json_end_object(&w);
 */
#ifndef CHO_CODEC_JSON_WRITER_H
#define CHO_CODEC_JSON_WRITER_H

#include "base/buf.h"
#include "base/span.h"

typedef struct cho_json_writer {
    cho_buf *out;
    bool     comma; /* the next key or value needs one in front */
} cho_json_writer;

/* Begins one value at the end of `out`. */
static inline cho_json_writer cho_json_writer_on(cho_buf *out)
{
    return (cho_json_writer){ out, false };
}

void cho_json_begin_object(cho_json_writer *w);
void cho_json_end_object(cho_json_writer *w);
void cho_json_begin_array(cho_json_writer *w);
void cho_json_end_array(cho_json_writer *w);

void cho_json_key(cho_json_writer *w, const char *key);
void cho_json_key_span(cho_json_writer *w, cho_span key);

/* A key as JSON text already, with its quotes: cho_json_text() of one that was read. */
void cho_json_key_raw(cho_json_writer *w, cho_span json);

void cho_json_write_string(cho_json_writer *w, cho_span bytes);
void cho_json_write_text(cho_json_writer *w, const char *text);
void cho_json_write_int64(cho_json_writer *w, int64_t value);
void cho_json_write_uint64(cho_json_writer *w, uint64_t value);

/* The shortest of 15, 16 or 17 digits that reads back as the same double. */
void cho_json_write_double(cho_json_writer *w, double value);

/* For coordinates: at most six digits after the point, no exponent below 10^9. */
void cho_json_write_float(cho_json_writer *w, float value);

void cho_json_write_bool(cho_json_writer *w, bool value);
void cho_json_write_null(cho_json_writer *w);

/* Text that is one JSON value already, such as cho_json_text() of something read. */
void cho_json_write_raw(cho_json_writer *w, cho_span json);

#endif
