#include "codec/json_writer.h"

#include "base/utf8.h"
#include "codec/json_scan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void put(cho_json_writer *w, const char *bytes, size_t len)
{
    cho_buf_append(w->out, bytes, len);
}

/* What goes in front of a key or value. */
static void separate(cho_json_writer *w)
{
    if (w->comma)
        put(w, ",", 1);
}

static void put_value(cho_json_writer *w, const char *text, size_t len)
{
    separate(w);
    put(w, text, len);
    w->comma = true;
}

/* ---- containers ---- */

static void begin(cho_json_writer *w, const char *bracket)
{
    put_value(w, bracket, 1);
    w->comma = false;
}

static void end(cho_json_writer *w, const char *bracket)
{
    put(w, bracket, 1);
    w->comma = true;
}

void cho_json_begin_object(cho_json_writer *w)
{
    begin(w, "{");
}

void cho_json_end_object(cho_json_writer *w)
{
    end(w, "}");
}

void cho_json_begin_array(cho_json_writer *w)
{
    begin(w, "[");
}

void cho_json_end_array(cho_json_writer *w)
{
    end(w, "]");
}

/* ---- strings ---- */

static void put_escape(cho_json_writer *w, char c)
{
    static const char letters[] = "btn\0fr"; /* for the characters 8 to 13 */

    unsigned char code = (unsigned char)c;
    char letter = c == '"' || c == '\\' ? c : code >= 8 && code <= 13 ? letters[code - 8] : '\0';
    if (letter != '\0') {
        char text[2] = { '\\', letter };
        put(w, text, 2);
        return;
    }
    char text[7];
    snprintf(text, sizeof text, "\\u%04x", code);
    put(w, text, 6);
}

/* Bytes that are UTF-8 already. */
static void put_escaped(cho_json_writer *w, const char *p, const char *stop)
{
    const char *begin = p;
    while (p < stop) {
        p = cho_json_skip_plain(p, stop);
        if (p < stop && !cho_json_is_ascii(*p)) {
            p++;
            continue;
        }
        put(w, begin, (size_t)(p - begin));
        if (p < stop)
            put_escape(w, *p++);
        begin = p;
    }
    put(w, begin, (size_t)(p - begin));
}

/* Bytes of the UTF-8 character at `p`, 0 when there is none. */
static size_t character_len(const char *p, const char *stop)
{
    size_t left = (size_t)(stop - p);
    for (size_t len = 1; len <= 4 && len <= left; len++)
        if (cho_utf8_valid(p, len))
            return len;
    return 0;
}

static void put_repaired(cho_json_writer *w, const char *p, const char *stop)
{
    while (p < stop) {
        size_t len = character_len(p, stop);
        if (len > 0) {
            put_escaped(w, p, p + len);
            p += len;
        } else {
            put(w, "\xEF\xBF\xBD", 3);
            p++;
        }
    }
}

static void put_quoted(cho_json_writer *w, cho_span bytes)
{
    put(w, "\"", 1);
    if (bytes.len > 0 && cho_utf8_valid(bytes.ptr, bytes.len))
        put_escaped(w, bytes.ptr, bytes.ptr + bytes.len);
    else if (bytes.len > 0)
        put_repaired(w, bytes.ptr, bytes.ptr + bytes.len);
    put(w, "\"", 1);
}

/* As nearly all are: nothing in it needs an escape. False: it has to be looked at closely, nothing was written. */
static bool put_plain(cho_json_writer *w, cho_span bytes, bool is_key)
{
    if (bytes.len == 0 || cho_json_skip_plain(bytes.ptr, bytes.ptr + bytes.len) != bytes.ptr + bytes.len)
        return false;
    if (!cho_buf_reserve(w->out, bytes.len + 4))
        return true;
    char *at = w->out->data + w->out->len;
    if (w->comma)
        *at++ = ',';
    *at++ = '"';
    at    = cho_span_put(at, bytes) - 1;
    *at++ = '"';
    if (is_key)
        *at++ = ':';
    *at         = '\0';
    w->out->len = (size_t)(at - w->out->data);
    return true;
}

void cho_json_key(cho_json_writer *w, const char *key)
{
    cho_json_key_span(w, cho_span_of(key));
}

void cho_json_key_span(cho_json_writer *w, cho_span key)
{
    if (!put_plain(w, key, true)) {
        separate(w);
        put_quoted(w, key);
        put(w, ":", 1);
    }
    w->comma = false;
}

void cho_json_key_raw(cho_json_writer *w, cho_span json)
{
    put_value(w, json.ptr, json.len);
    put(w, ":", 1);
    w->comma = false;
}

void cho_json_write_string(cho_json_writer *w, cho_span bytes)
{
    if (!put_plain(w, bytes, false)) {
        separate(w);
        put_quoted(w, bytes);
    }
    w->comma = true;
}

void cho_json_write_text(cho_json_writer *w, const char *text)
{
    cho_json_write_string(w, cho_span_of(text));
}

/* ---- numbers ---- */

/* Writes the digits so that they end at `end`; returns the first. 20 bytes hold any. */
static char *print_digits(char *end, uint64_t value)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return end;
}

static uint64_t magnitude_of(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

void cho_json_write_int64(cho_json_writer *w, int64_t value)
{
    char  text[24], *end = text + sizeof text;
    char *first = print_digits(end, magnitude_of(value));
    if (value < 0)
        *--first = '-';
    put_value(w, first, (size_t)(end - first));
}

void cho_json_write_uint64(cho_json_writer *w, uint64_t value)
{
    char  text[24], *end = text + sizeof text;
    char *first = print_digits(end, value);
    put_value(w, first, (size_t)(end - first));
}

/* printf writes the decimal point of the process's locale, which may be several bytes. */
static size_t make_point(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool belongs = strchr("0123456789+-e", *from) != NULL;
        if (belongs)
            *to++ = *from;
        else if (to[-1] != '.')
            *to++ = '.';
    }
    return (size_t)(to - text);
}

void cho_json_write_double(cho_json_writer *w, double value)
{
    if (!isfinite(value)) {
        w->out->failed = true;
        return;
    }
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) /* both in the same locale */
            break;
    }
    put_value(w, text, make_point(text));
}

/* Writes a number of millionths without zeros at its end. */
static void put_millionths(cho_json_writer *w, int64_t millionths)
{
    uint64_t magnitude = magnitude_of(millionths);
    char     text[32], *end = text + sizeof text;
    char    *first =
        print_digits(end, magnitude % 1000000 + 1000000); /* the 1 keeps the zeros in front */
    *first = '.';
    first  = print_digits(first, magnitude / 1000000);
    if (millionths < 0)
        *--first = '-';
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    put_value(w, first, (size_t)(end - first));
}

void cho_json_write_float(cho_json_writer *w, float value)
{
    if (!(value > -1e9f && value < 1e9f)) {
        cho_json_write_double(w, (double)value);
        return;
    }
    double scaled = (double)value * 1e6;
    put_millionths(w, (int64_t)(scaled + (scaled < 0 ? -0.5 : 0.5)));
}

/* ---- others ---- */

void cho_json_write_bool(cho_json_writer *w, bool value)
{
    put_value(w, value ? "true" : "false", value ? 4 : 5);
}

void cho_json_write_null(cho_json_writer *w)
{
    put_value(w, "null", 4);
}

void cho_json_write_raw(cho_json_writer *w, cho_span json)
{
    put_value(w, json.ptr, json.len);
}
