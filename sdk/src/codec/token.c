#include "base/options.h"
#include "base/span.h"
#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_reader.h"

#include <chorus/oauth.h>
#include <stdio.h>

enum { BLOB_VERSION = 1, CLOCKS_DIFFER_S = 60 };

/* ---- reading ---- */

/* Such texts become values of HTTP headers: visible ASCII, and spaces between. */
static bool is_header_value(cho_span text)
{
    if (text.ptr == NULL)
        return text.len == 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < ' ' || text.ptr[i] > '~')
            return false;
    }
    return true;
}

/* The member as plain text behind what `text` holds already. */
static chorus_result take_text(cho_span blob, const char *name, cho_span *text, chorus_str *out)
{
    cho_json_value value = { 0 };
    bool           is_there = cho_json_find_key(blob, cho_span_of(name), &value) && value.type != CHO_JSON_NULL;
    if (is_there && value.type != CHO_JSON_STRING)
        return CHORUS_E_PROTOCOL;
    if (text->len < value.raw.len + 1 || (!is_there && text->len < 1))
        return CHORUS_E_SIZE;
    union {
        const char *given;
        char       *writable;
    } at       = { text->ptr };
    size_t len = is_there ? cho_json_unescape(&value, at.writable) : 0;
    at.writable[len] = '\0';
    *out             = (chorus_str){ at.given, len };
    *text            = (cho_span){ text->ptr + len + 1, text->len - len - 1 };
    return is_header_value((cho_span){ out->ptr, out->len }) ? CHORUS_OK : CHORUS_E_PROTOCOL;
}

/* 0: it is not there, or makes no sense. */
static int64_t find_seconds(cho_span blob, const char *name)
{
    cho_json_value value;
    int64_t        number = 0;
    bool           is_sane = cho_json_find_key(blob, cho_span_of(name), &value) && cho_json_to_int64(&value, &number) &&
                   number > 0 && number <= INT64_MAX / 1000;
    return is_sane ? number : 0;
}

static bool is_newer(cho_span blob)
{
    cho_json_value version;
    int64_t        number = 0;
    return cho_json_find_key(blob, cho_span_of("version"), &version) && cho_json_to_int64(&version, &number) &&
           number > BLOB_VERSION;
}

chorus_result chorus_oauth_parse(const char *blob, char *text, size_t text_bytes, chorus_oauth_token *out)
{
    if (blob == NULL || text == NULL || out == NULL || out->struct_size == 0)
        return CHORUS_E_INVALID;
    cho_span json = cho_span_of(blob), room = { text, text_bytes };
    if (!cho_json_check(json, CHO_JSON_DEPTH_DEFAULT, NULL))
        return CHORUS_E_PROTOCOL;
    if (is_newer(json))
        return CHORUS_E_VERSION;
    chorus_oauth_token token = { .struct_size = sizeof token };
    chorus_result      r     = take_text(json, "access_token", &room, &token.access);
    if (r == CHORUS_OK)
        r = take_text(json, "refresh_token", &room, &token.refresh);
    if (r == CHORUS_OK && token.access.len == 0)
        r = CHORUS_E_PROTOCOL;
    token.granted_at_s = find_seconds(json, "granted_at");
    token.lifetime_s   = find_seconds(json, "expires_in");
    return r == CHORUS_OK ? cho_options_answer(out, &token, sizeof token) : r;
}

/* ---- writing ---- */

/* Counts on when there is no room any more. */
typedef struct writer {
    char  *out;
    size_t size, len;
} writer;

static void put(writer *w, char byte)
{
    if (w->len < w->size)
        w->out[w->len] = byte;
    w->len++;
}

static void put_text(writer *w, const char *text)
{
    while (*text != '\0')
        put(w, *text++);
}

/* Visible ASCII needs no more escaping than this. */
static void put_string(writer *w, const char *key, chorus_str value)
{
    put_text(w, key);
    put(w, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '"' || value.ptr[i] == '\\')
            put(w, '\\');
        put(w, value.ptr[i]);
    }
    put(w, '"');
}

static void put_seconds(writer *w, const char *key, int64_t seconds)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%s%lld", key, (long long)seconds);
    put_text(w, text);
}

static bool is_writable(const chorus_oauth_token *t)
{
    return t->access.len > 0 && is_header_value((cho_span){ t->access.ptr, t->access.len }) &&
           is_header_value((cho_span){ t->refresh.ptr, t->refresh.len });
}

chorus_result chorus_oauth_write(const chorus_oauth_token *token, char *out, size_t *out_bytes)
{
    chorus_oauth_token known;
    if (cho_options_copy(&known, sizeof known, token) != CHORUS_OK || !is_writable(&known) || out_bytes == NULL ||
        (out == NULL && *out_bytes > 0))
        return CHORUS_E_INVALID;
    writer w = { out, *out_bytes, 0 };
    put_string(&w, "{\"version\":1,\"access_token\":", known.access);
    put_string(&w, ",\"refresh_token\":", known.refresh);
    put_seconds(&w, ",\"expires_in\":", known.lifetime_s);
    put_seconds(&w, ",\"granted_at\":", known.granted_at_s);
    put_text(&w, ",\"token_type\":\"Bearer\"}");
    put(&w, '\0');
    bool fits  = w.len <= w.size;
    *out_bytes = w.len;
    return fits ? CHORUS_OK : CHORUS_E_SIZE;
}

bool chorus_oauth_is_stale(const chorus_oauth_token *token, int64_t now_s)
{
    if (token == NULL || token->granted_at_s <= 0 || token->lifetime_s <= 0)
        return true;
    if (token->granted_at_s > now_s)
        return now_s < 0 || token->granted_at_s - now_s > CLOCKS_DIFFER_S;
    return now_s - token->granted_at_s > token->lifetime_s / 2;
}
