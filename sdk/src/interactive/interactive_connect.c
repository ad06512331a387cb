#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "codec/json_find.h"
#include "interactive/interactive_wire.h"
#include "net/url.h"

#include <stdio.h>

enum {
    PROVEN_MS         = 10 * 1000, /* a connection that lives this long forgets earlier failures */
    PAUSE_MS          = 20 * 1000, /* the longest between two attempts ... */
    FRESH_PAUSE_MS    = 2000,      /* ... and while the loss is fresh      */
    FRESH_MS          = 60 * 1000,
    RESTART_SPREAD_MS = 2000,      /* after 1012 everybody comes back: not all at once */
    MAX_ADDRESSES     = 64,
    HEADER_COUNT      = 4,
    UNAUTHORIZED      = 401,
    TOO_MANY_REQUESTS = 429
};

static void attempt(void *user);

/* ---- trying again ---- */

/* 1012 says so; 1002 may be a 1012 that net/ could not see any more. */
static bool may_be_restart(int32_t close_code)
{
    return close_code == 1012 || close_code == 1002;
}

static uint32_t shorter(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* A show that was running goes on as soon as its service is back. Who was never there, or is gone for
 * long, can wait. */
static uint32_t longest_pause_ms(const cho_ia_link *ia)
{
    bool is_fresh = ia->lost_ns != 0 && cho_clock_mono_ns() - ia->lost_ns < FRESH_MS * (uint64_t)CHO_NS_PER_MS;
    return shorter(ia->retry_max_ms, is_fresh ? FRESH_PAUSE_MS : PAUSE_MS);
}

static uint32_t next_delay_ms(cho_ia_link *ia, int32_t close_code)
{
    ia->backoff.cap_ms = longest_pause_ms(ia);
    uint32_t delay_ms  = cho_backoff_next_ms(&ia->backoff);
    if (!may_be_restart(close_code))
        return delay_ms;
    cho_backoff spread;
    uint32_t    spread_max_ms = shorter(ia->retry_max_ms, RESTART_SPREAD_MS);
    cho_backoff_init(&spread, spread_max_ms, spread_max_ms, NULL, NULL);
    uint32_t spread_ms = cho_backoff_next_ms(&spread);
    return spread_ms > delay_ms ? spread_ms : delay_ms;
}

void cho_ia_lose_calls(cho_ia_link *ia, const char *text)
{
    cho_ia_fail_calls(ia, text);
    cho_ia_restore_after_loss(ia);
}

void cho_ia_try_again(cho_ia_link *ia, chorus_result why, int32_t close_code, const char *text)
{
    cho_ia_lose_calls(ia, text);
    if (ia->is_suspended) {
        cho_ia_rest(ia);
        return;
    }
    bool has_another      = ia->addresses.next < ia->addresses.count;
    bool is_at_once       = ia->is_at_once || (has_another && !may_be_restart(close_code));
    cho_cause cause       = { .result     = why,
                              .close_code = close_code,
                              .retry_ms   = is_at_once ? 0 : next_delay_ms(ia, close_code),
                              .attempt    = ++ia->attempt,
                              .text       = text };
    ia->is_at_once        = false;
    cho_ia_enter(ia, CHORUS_STATE_RECONNECTING, &cause);
    cho_link_log(&ia->base, CHORUS_LOG_WARNING, "%s; trying again in %u ms", text, cause.retry_ms);
    cho_timer_start(cho_link_loop(&ia->base), &ia->retry, cause.retry_ms, attempt, ia);
}

/* A connection that broke is worth another try whatever broke it, and so is one that did not come to
 * be, unless what answered is no websocket service. Of the close codes every 4xxx is final. */
static bool may_reconnect(const cho_ws_closed *how)
{
    if (how->result == CHORUS_E_REJECTED)
        return how->http_status >= 500 || how->http_status == TOO_MANY_REQUESTS;
    if (how->result != CHORUS_OK)
        return how->was_open || how->result != CHORUS_E_PROTOCOL;
    switch (how->code) {
    case 1000: case 1001: case 1005: case 1006: case 1011: case 1013: case 1014: return true;
    default: return may_be_restart(how->code);
    }
}

/* A service says it with a close code, a proxy before it with a status. */
static bool is_about_token(const cho_ws_closed *how)
{
    return (how->result == CHORUS_OK && how->code == CHO_IA_CLOSE_TOKEN) ||
           (how->result == CHORUS_E_REJECTED && how->http_status == UNAUTHORIZED);
}

static const char *meaning_of(uint16_t code)
{
    switch (code) {
    case 4017: return "the service's memory limit was exceeded";
    case 4019: return "the token was not accepted";
    case 4020: return "the project version is unknown or needs a share code";
    case 4021: return "another game is running on this channel";
    case 4023: return "the project's controls are not published";
    case 4025: return "access was revoked";
    case 4027: return "the service ended the session on purpose";
    default:   return "the service closed the connection";
    }
}

static bool is_readable(cho_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
            return false;
    }
    return text.len > 0 && cho_utf8_valid(text.ptr, text.len);
}

/* One sentence: what it means, the number, and the peer's own words if it had any. */
static void describe_close(const cho_ws_closed *how, char *text, size_t size)
{
    if (how->result != CHORUS_OK)
        snprintf(text, size, "%s", how->text);
    else if (!is_readable(how->reason))
        snprintf(text, size, "%s (%u)", meaning_of(how->code), how->code);
    else
        snprintf(text, size, "%s (%u: %.*s)", meaning_of(how->code), how->code, (int)how->reason.len,
                 how->reason.ptr);
}

void cho_ia_forget_connection(cho_ia_link *ia)
{
    cho_ia_tape_close(ia);
    ia->ws = NULL;
    cho_timer_cancel(&ia->proven);
    cho_timer_cancel(&ia->greeting);
    cho_ia_stop_clock(ia);
    if (ia->bootstrap.is_synced)
        ia->lost_ns = cho_clock_mono_ns();
    cho_ia_forget_coding(ia);
    memset(&ia->bootstrap, 0, sizeof ia->bootstrap);
    ia->is_ready = false;
    ia->seq      = 0;
}

static void on_close(void *user, cho_ws *ws, const cho_ws_closed *how)
{
    cho_ia_link *ia = user;
    (void)ws;
    cho_ia_forget_connection(ia);
    char    text[320];
    int32_t code = how->was_open ? how->code : 0;
    describe_close(how, text, sizeof text);
    bool may_refresh = is_about_token(how) && cho_ia_can_refresh(ia);
    ia->auth.is_due |= may_refresh;
    ia->is_at_once = may_refresh;
    if (may_refresh && ia->login != 0)
        cho_ia_renew_login(ia);
    if (ia->base.is_closing)
        cho_ia_end(ia, CHORUS_OK, code, "closed by the game");
    else if (ia->is_suspended)
        cho_ia_rest(ia);
    else if (may_refresh || may_reconnect(how))
        cho_ia_try_again(ia, how->result == CHORUS_OK ? CHORUS_E_NETWORK : how->result, code, text);
    else
        cho_ia_end(ia, how->result == CHORUS_OK ? CHORUS_E_REJECTED : how->result, code, text);
    cho_link_publish_records(&ia->base);
}

/* ---- the socket ---- */

static void on_silence(void *user)
{
    cho_ia_link *ia = user;
    cho_link_log(&ia->base, CHORUS_LOG_WARNING, "the service did not say hello within %u ms", ia->call_timeout_ms);
    cho_ws_close(ia->ws, CHO_WS_GOING_AWAY, NULL); /* its on_close tries again */
    cho_link_publish_records(&ia->base);
}

static void on_open(void *user, cho_ws *ws)
{
    cho_ia_link *ia = user;
    (void)ws;
    cho_ia_tape_open(ia);
    cho_timer_start(cho_link_loop(&ia->base), &ia->greeting, ia->call_timeout_ms, on_silence, ia);
}

static void on_message(void *user, cho_ws *ws, const char *data, size_t len, bool is_text)
{
    cho_ia_link *ia = user;
    (void)ws;
    cho_link_count_bytes(&ia->base, len, 0);
    cho_ia_take_frame(ia, (cho_span){ data, len }, is_text);
    cho_link_publish_records(&ia->base);
}

static void on_too_big(void *user, cho_ws *ws, uint64_t len)
{
    cho_ia_link *ia = user;
    (void)ws;
    cho_link_bad_packet(&ia->base, "larger than 2000000 bytes", (size_t)len);
    cho_link_publish_records(&ia->base);
}

static void add_header(cho_header *headers, size_t *count, const char *name, const char *value)
{
    if (value != NULL)
        headers[(*count)++] = (cho_header){ name, value };
}

/* For what lies between and drops headers. What the address asks for itself stays. */
static void write_query(const char *url, const cho_header *headers, size_t count, cho_buf *out)
{
    char separator = strchr(url, '?') == NULL ? '?' : '&';
    cho_buf_append(out, url, strcspn(url, "#"));
    for (size_t i = 0; i < count; i++, separator = '&') {
        cho_buf_append(out, &separator, 1);
        cho_buf_text(out, headers[i].name);
        cho_buf_text(out, "=");
        cho_url_encode(out, cho_span_of(headers[i].value));
    }
}

static void open_socket(cho_ia_link *ia, const char *url, const char *authorization)
{
    static const cho_ws_handlers handlers = { .on_open    = on_open,
                                              .on_message = on_message,
                                              .on_too_big = on_too_big,
                                              .on_close   = on_close };
    char       version[16];
    cho_header headers[HEADER_COUNT];
    size_t     count = 0;
    snprintf(version, sizeof version, "%u", ia->version_id);
    add_header(headers, &count, "Authorization", authorization);
    add_header(headers, &count, "X-Interactive-Version", version);
    add_header(headers, &count, "X-Protocol-Version", "2.0");
    add_header(headers, &count, "X-Interactive-Sharecode", ia->share_code);

    cho_buf        longer;
    cho_ws_options options = { .url              = url,
                               .headers          = headers,
                               .header_count     = count,
                               .ping_after_ms    = ia->ping_after_ms,
                               .hang_up_after_ms = 2 * ia->ping_after_ms,
                               .tls_pins         = ia->tls_pins,
                               .max_message      = CHO_PACKET_SIZE_MAX };
    cho_buf_init(&longer, ia->heap);
    if (ia->uses_query) {
        write_query(url, headers, count, &longer);
        options.url          = longer.data;
        options.header_count = 0;
    }
    chorus_result r = longer.failed ? CHORUS_E_MEMORY : cho_ws_connect(cho_link_loop(&ia->base), &options, &handlers, ia, &ia->ws);
    cho_buf_deinit(&longer);
    if (r == CHORUS_E_INVALID)
        cho_ia_end(ia, r, 0, "the address or a header is not valid");
    else if (r != CHORUS_OK)
        cho_ia_try_again(ia, r, 0, chorus_strerror(r));
}

/* ---- where to ---- */

void cho_ia_forget_addresses(cho_ia_link *ia)
{
    for (uint32_t i = 0; i < ia->addresses.count; i++)
        cho_release(ia->heap, ia->addresses.items[i]);
    cho_release(ia->heap, ia->addresses.items);
    ia->addresses = (cho_ia_addresses){ NULL, 0, 0 };
}

static void keep_address(cho_ia_link *ia, const cho_json_value *address)
{
    cho_ia_addresses *list = &ia->addresses;
    cho_buf_clear(&ia->scratch);
    cho_json_append_unescaped(address, &ia->scratch);
    cho_url url;
    cho_span text = { ia->scratch.data, ia->scratch.len };
    if (ia->scratch.failed || !cho_url_parse(text, &url) || !url.is_websocket)
        return;
    if (list->items == NULL)
        list->items = cho_alloc_zero(ia->heap, MAX_ADDRESSES * sizeof *list->items);
    if (list->items == NULL || list->count == MAX_ADDRESSES)
        return;
    list->items[list->count] = cho_span_dup(ia->heap, text);
    list->count += list->items[list->count] != NULL;
}

static void read_addresses(cho_ia_link *ia, cho_span body)
{
    cho_json_reader r;
    cho_json_reader_init(&r, body, CHO_JSON_DEPTH_DEFAULT);
    if (!cho_json_check(body, CHO_JSON_DEPTH_DEFAULT, NULL) || !cho_json_enter_array(&r))
        return;
    while (cho_json_next_element(&r)) {
        cho_json_value item, address;
        if (cho_json_read(&r, &item) && item.type == CHO_JSON_OBJECT &&
            cho_json_find_key(item.raw, cho_span_of("address"), &address) && address.type == CHO_JSON_STRING)
            keep_address(ia, &address);
    }
}

static void use_next_address(cho_ia_link *ia)
{
    open_socket(ia, ia->addresses.items[ia->addresses.next++], ia->auth.header);
}

static void on_discovered(void *user, const cho_http_answer *answer)
{
    cho_ia_link *ia = user;
    char         text[320];
    ia->discovery = NULL;
    if (answer->result == CHORUS_OK && answer->status == 200)
        read_addresses(ia, answer->body);
    if (ia->addresses.count > 0) {
        use_next_address(ia);
    } else {
        if (answer->result != CHORUS_OK)
            snprintf(text, sizeof text, "discovery failed: %s", answer->error);
        else if (answer->status != 200)
            snprintf(text, sizeof text, "discovery was answered %d by %s", answer->status, ia->discovery_url);
        else
            snprintf(text, sizeof text, "discovery named no server");
        cho_ia_try_again(ia, answer->result == CHORUS_OK ? CHORUS_E_REJECTED : answer->result, 0, text);
    }
    cho_link_publish_records(&ia->base);
}

static void discover(cho_ia_link *ia)
{
    cho_buf url;
    cho_buf_init(&url, ia->heap);
    cho_url_join(&url, cho_span_of(ia->discovery_url), cho_span_of("/api/v1/interactive/hosts"));
    chorus_result r = CHORUS_E_MEMORY;
    if (!url.failed) {
        cho_http_options options = { .url = url.data, .tls_pins = ia->tls_pins };
        r = cho_http_start(cho_link_loop(&ia->base), &options, on_discovered, ia, &ia->discovery);
    }
    cho_buf_deinit(&url);
    if (r == CHORUS_E_INVALID)
        cho_ia_end(ia, r, 0, "the discovery URL is not valid");
    else if (r != CHORUS_OK)
        cho_ia_try_again(ia, r, 0, chorus_strerror(r));
}

static void connect_to_host(cho_ia_link *ia)
{
    const cho_link *host = cho_link_find(&ia->base, ia->host);
    if (host == NULL) { /* its handle will never mean another one */
        cho_ia_end(ia, CHORUS_E_NETWORK, 0, "the host was closed");
        return;
    }
    if (host->local_url == NULL) {
        cho_ia_try_again(ia, CHORUS_E_NETWORK, 0, "the host is not listening");
        return;
    }
    if (ia->auth.header != NULL) { /* the token of the channel it is for */
        open_socket(ia, host->local_url, ia->auth.header);
        return;
    }
    cho_buf_clear(&ia->scratch);
    cho_buf_printf(&ia->scratch, "Bearer %s", host->local_token);
    if (ia->scratch.failed)
        cho_ia_try_again(ia, CHORUS_E_MEMORY, 0, chorus_strerror(CHORUS_E_MEMORY));
    else
        open_socket(ia, host->local_url, ia->scratch.data);
}

static void attempt(void *user)
{
    cho_ia_link *ia = user;
    if (ia->login != 0 && !cho_ia_take_login(ia)) {
        cho_link_publish_records(&ia->base);
        return;
    }
    cho_ia_enter(ia, CHORUS_STATE_CONNECTING, NULL);
    if (ia->auth.is_due) {
        cho_ia_refresh(ia);
    } else if (ia->host != 0) {
        connect_to_host(ia);
    } else if (ia->address != NULL) {
        open_socket(ia, ia->address, ia->auth.header);
    } else if (ia->addresses.next < ia->addresses.count) {
        use_next_address(ia);
    } else {
        cho_ia_forget_addresses(ia);
        discover(ia);
    }
    cho_link_publish_records(&ia->base);
}

void cho_ia_connect(cho_ia_link *ia)
{
    attempt(ia);
}

void cho_ia_connect_now(cho_ia_link *ia)
{
    cho_timer_cancel(&ia->retry);
    cho_backoff_reset(&ia->backoff);
    attempt(ia);
}

static void forget_failures(void *user)
{
    cho_ia_link *ia = user;
    ia->attempt            = 0;
    ia->auth.has_refreshed = false;
    cho_backoff_reset(&ia->backoff);
}

void cho_ia_prove_connection(cho_ia_link *ia)
{
    cho_timer_cancel(&ia->greeting);
    cho_timer_start(cho_link_loop(&ia->base), &ia->proven, PROVEN_MS, forget_failures, ia);
}

void cho_ia_stop_timers(cho_ia_link *ia)
{
    cho_timer_cancel(&ia->retry);
    cho_timer_cancel(&ia->proven);
    cho_timer_cancel(&ia->greeting);
    cho_ia_stop_clock(ia);
}

void cho_ia_disconnect(cho_ia_link *ia)
{
    cho_ia_stop_timers(ia);
    cho_http_cancel(ia->discovery);
    cho_http_cancel(ia->auth.request);
    ia->discovery       = NULL;
    ia->auth.request    = NULL;
    ia->waits_for_login = false;
}
