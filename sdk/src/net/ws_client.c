#include "net/ws_client_state.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdio.h>

enum {
    CONNECT_TIMEOUT_MS = 10000,
    PING_AFTER_MS      = 30000,
    MAX_MESSAGE        = 2000000,
    MAX_QUEUE          = 8 << 20,
    STRINGS_CHUNK      = 1024,
    TARGET_MAX    = 2000, /* libwebsockets cuts longer request lines and Host headers off ... */
    AUTHORITY_MAX = 118,  /* ... and sends what is left */
    HEADERS_MAX   = 8192
};

void cho_ws_blame(cho_ws *ws, chorus_result result, const char *format, ...)
{
    if (ws->text[0] != '\0')
        return;
    ws->result = result;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(ws->text, sizeof ws->text, format, args);
    va_end(args);
}

static void free_ws(cho_ws *ws)
{
    cho_timer_cancel(&ws->timer);
    cho_resolve_cancel(ws->resolve);
    cho_ws_stream_deinit(&ws->stream);
    cho_list_remove(&ws->node);
    cho_arena_deinit(&ws->strings);
    cho_release(&ws->loop->heap, ws);
}

static cho_ws_closed describe_end(const cho_ws *ws)
{
    return (cho_ws_closed){
        .result      = ws->result,
        .code        = cho_ws_stream_code(&ws->stream, ws->stream.wsi),
        .reason      = cho_ws_stream_peer_reason(&ws->stream),
        .http_status = ws->http_status,
        .was_open    = ws->is_open,
        .by_us       = ws->stream.is_closing && !ws->stream.is_cut,
        .text        = ws->text,
    };
}

/*
 * What still happens to the sockets is nobody's business any more. An open one is closing by
 * itself.
 */
static void detach_sockets(cho_ws *ws)
{
    if (ws->stream.wsi != NULL)
        lws_set_opaque_user_data(ws->stream.wsi, NULL);
    if (ws->attempt != NULL) {
        lws_set_opaque_user_data(ws->attempt, NULL);
        cho_lws_kill(ws->attempt);
    }
    ws->attempt = ws->stream.wsi = NULL;
}

void cho_ws_finish(cho_ws *ws)
{
    cho_timer_cancel(&ws->timer);
    cho_timer_cancel(&ws->stream.timer);
    cho_ws_closed how = describe_end(ws);
    detach_sockets(ws);
    ws->handlers.on_close(ws->user, ws, &how);
    free_ws(ws);
}

/* ---- what cho_ws_connect() copies ---- */

static const char *copy_text(cho_ws *ws, const char *text, size_t len)
{
    chorus_str copy = cho_arena_str(&ws->strings, text, len);
    return copy.len == len ? copy.ptr : NULL;
}

static chorus_result copy_written(cho_ws *ws, void (*write)(const cho_url *, cho_buf *), size_t max,
                                  const char **out)
{
    cho_buf buf;
    cho_buf_init(&buf, &ws->loop->heap);
    write(&ws->url, &buf);
    chorus_result r = CHORUS_E_MEMORY;
    if (!buf.failed && (*out = copy_text(ws, buf.data, buf.len)) != NULL)
        r = buf.len <= max ? CHORUS_OK : CHORUS_E_INVALID;
    cho_buf_deinit(&buf);
    return r;
}

/*
 * An IPv6 literal is cut at its first colon before it is compared with the certificate: it can
 * never match.
 */
static chorus_result copy_url(cho_ws *ws, const char *url)
{
    if (url == NULL)
        return CHORUS_E_INVALID;
    const char *copy = copy_text(ws, url, strlen(url));
    if (copy == NULL)
        return CHORUS_E_MEMORY;
    if (!cho_url_parse(cho_span_of(copy), &ws->url) || !ws->url.is_websocket)
        return CHORUS_E_INVALID;
    if (ws->url.is_secure && ws->url.is_ipv6)
        return CHORUS_E_INVALID;
    chorus_result r = copy_written(ws, cho_url_write_authority, AUTHORITY_MAX, &ws->authority);
    return r == CHORUS_OK ? copy_written(ws, cho_url_write_target, TARGET_MAX, &ws->target) : r;
}

static chorus_result copy_headers(cho_ws *ws, const cho_header *headers, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (!cho_header_is_valid(&headers[i]))
            return CHORUS_E_INVALID;
        total += strlen(headers[i].name) + strlen(headers[i].value) + 4;
    }
    if (total > HEADERS_MAX)
        return CHORUS_E_INVALID;
    if (count == 0)
        return CHORUS_OK;
    cho_header *copies = cho_arena_alloc(&ws->strings, count * sizeof *copies);
    if (copies == NULL)
        return CHORUS_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        copies[i].name  = copy_text(ws, headers[i].name, strlen(headers[i].name));
        copies[i].value = copy_text(ws, headers[i].value, strlen(headers[i].value));
        if (copies[i].name == NULL || copies[i].value == NULL)
            return CHORUS_E_MEMORY;
    }
    ws->headers      = copies;
    ws->header_count = count;
    return CHORUS_OK;
}

static chorus_result copy_options(cho_ws *ws, const cho_ws_options *o)
{
    size_t   max_message = o->max_message == 0 ? MAX_MESSAGE : o->max_message;
    size_t   max_queue   = o->max_queue == 0 ? MAX_QUEUE : o->max_queue;
    uint32_t timeout_ms  = o->connect_timeout_ms == 0 ? CONNECT_TIMEOUT_MS : o->connect_timeout_ms;
    ws->ping_after_ms    = o->ping_after_ms == 0 ? PING_AFTER_MS : o->ping_after_ms;
    ws->hang_up_after_ms = o->hang_up_after_ms == 0 ? 3 * ws->ping_after_ms : o->hang_up_after_ms;
    ws->deadline_ns      = cho_clock_mono_ns() + (uint64_t)timeout_ms * 1000000;
    cho_ws_stream_init(&ws->stream, ws->loop, true, max_message, max_queue);

    chorus_result r = copy_url(ws, o->url);
    if (r == CHORUS_OK)
        r = copy_headers(ws, o->headers, o->header_count);
    if (r == CHORUS_OK && o->tls_pins != NULL) {
        ws->tls_pins = copy_text(ws, o->tls_pins, strlen(o->tls_pins));
        r            = ws->tls_pins == NULL ? CHORUS_E_MEMORY : CHORUS_OK;
    }
    if (r == CHORUS_OK && ws->url.is_secure && !cho_loop_prepare_tls(ws->loop))
        r = CHORUS_E_MEMORY;
    return r;
}

static void begin_dialling(void *user)
{
    cho_ws_dial(user);
}

chorus_result cho_ws_connect(cho_loop *loop, const cho_ws_options *options,
                             const cho_ws_handlers *handlers, void *user, cho_ws **out)
{
    if (loop->is_ending)
        return CHORUS_E_STATE;
    cho_ws *ws = cho_alloc_zero(&loop->heap, sizeof *ws);
    if (ws == NULL)
        return CHORUS_E_MEMORY;
    ws->loop     = loop;
    ws->handlers = *handlers;
    ws->user     = user;
    cho_arena_init(&ws->strings, &loop->heap, STRINGS_CHUNK);
    cho_list_append(&loop->ws_clients, &ws->node);

    chorus_result r = copy_options(ws, options);
    if (r != CHORUS_OK) {
        free_ws(ws);
        return r;
    }
    cho_timer_start(loop, &ws->timer, 0, begin_dialling, ws);
    *out = ws;
    return CHORUS_OK;
}

chorus_result cho_ws_send(cho_ws *ws, cho_message *message)
{
    return cho_ws_stream_send(&ws->stream, message);
}

void cho_ws_probe(cho_ws *ws, uint32_t within_ms)
{
    cho_ws_stream_probe_within(&ws->stream, within_ms);
}

static void finish_now(void *user)
{
    cho_ws_finish(user);
}

void cho_ws_close(cho_ws *ws, uint16_t code, const char *reason)
{
    cho_ws_stream_close(&ws->stream, code, reason);
    if (ws->is_open)
        return;
    cho_resolve_cancel(ws->resolve); /* an answer would dial, and take the timer */
    ws->resolve = NULL;
    cho_ws_blame(ws, CHORUS_OK, "given up while connecting");
    cho_timer_start(ws->loop, &ws->timer, 0, finish_now, ws);
}

void cho_ws_end_all(cho_loop *loop)
{
    while (!cho_list_is_empty(&loop->ws_clients)) {
        cho_ws *ws = CHO_OWNER_OF(loop->ws_clients.next, cho_ws, node);
        cho_ws_blame(ws, CHORUS_E_STATE, "the loop was destroyed");
        cho_ws_finish(ws);
    }
}
