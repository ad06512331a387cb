/*
 * libcurl's own way into a foreign loop is to be told which of its sockets are ready. libwebsockets
 * polls only sockets it owns and would close ours, so transfers are driven by a timer instead:
 * while there are any, libcurl looks at its few sockets every POLL_MS. That costs a system call or
 * two each time and delays an answer by that much; without transfers it costs nothing.
 */
#include "net/http_client.h"

#include "base/alloc.h"
#include "base/secret.h"
#include "net/header.h"
#include "net/loop_state.h"
#include "net/url.h"

#include <curl/curl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

enum { POLL_MS = 4, TIMEOUT_MS = 15000, CONNECT_TIMEOUT_MS = 5000, MAX_BODY = 1 << 20 };

struct cho_curl {
    CURLM    *multi;
    cho_node  transfers;
    cho_timer timer;
};

struct cho_http {
    cho_node           node;
    cho_loop          *loop;
    cho_http_fn        fn;
    void              *user;
    size_t (*read)(void *user, char *out, size_t size);
    CURL              *easy;
    struct curl_slist *headers;
    cho_buf            sent; /* the request's body */
    cho_buf            body; /* the answer's       */
    size_t             max_body;
    bool               is_too_big, has_proxy;
    char               error[CURL_ERROR_SIZE];
};

static void drive(void *user);

static void free_transfer(cho_http *http)
{
    cho_list_remove(&http->node);
    if (http->easy != NULL) {
        (void)curl_multi_remove_handle(http->loop->curl->multi, http->easy);
        curl_easy_cleanup(http->easy);
    }
    curl_slist_free_all(http->headers);
    cho_secret_buf_deinit(&http->sent); /* both may hold tokens */
    cho_secret_buf_deinit(&http->body);
    cho_release(&http->loop->heap, http);
}

/* ---- the answer ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *user)
{
    cho_http *http   = user;
    size_t    len    = size * count;
    http->is_too_big = len > http->max_body - http->body.len;
    if (http->is_too_big)
        return 0;
    cho_buf_append(&http->body, bytes, len);
    return http->body.failed ? 0 : len;
}

static chorus_result result_of(const cho_http *http, CURLcode code)
{
    if (http->is_too_big)
        return CHORUS_E_SIZE;
    if (http->body.failed)
        return CHORUS_E_MEMORY;
    switch ((int)code) {
    case CURLE_OK: return CHORUS_OK;
    case CURLE_OPERATION_TIMEDOUT: return CHORUS_E_TIMEOUT;
    case CURLE_OUT_OF_MEMORY: return CHORUS_E_MEMORY;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_GOT_NOTHING: return CHORUS_E_PROTOCOL;
    default: return CHORUS_E_NETWORK;
    }
}

/* ---- why there is none ---- */

static bool has_proxy(const char *given)
{
    static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
    for (size_t i = 0; given == NULL && i < sizeof names / sizeof names[0]; i++) {
        if (getenv(names[i]) != NULL)
            return true;
    }
    return given != NULL && *given != '\0';
}

/* Where there may be a proxy; who was tried then stands in libcurl's sentence. */
static bool is_about_proxy(const cho_http *http)
{
    const char *url = NULL;
    cho_url     parsed;
    char        host[256];
    if (!http->has_proxy || curl_easy_getinfo(http->easy, CURLINFO_EFFECTIVE_URL, &url) != CURLE_OK ||
        !cho_url_parse(cho_span_of(url), &parsed))
        return false;
    (void)snprintf(host, sizeof host, "%.*s", (int)parsed.host.len, parsed.host.ptr);
    return strstr(http->error, host) == NULL;
}

static bool was_refused_by_proxy(CURL *easy)
{
    long status = 0;
    (void)curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return status >= 300;
}

static cho_http_fault fault_of_certificate(CURL *easy)
{
    long verified = X509_V_OK;
    (void)curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    bool is_time = verified == X509_V_ERR_CERT_NOT_YET_VALID || verified == X509_V_ERR_CERT_HAS_EXPIRED;
    return is_time ? CHO_HTTP_WRONG_TIME : CHO_HTTP_NOT_TRUSTED;
}

static cho_http_fault fault_of_code(const cho_http *http, CURLcode code)
{
    switch ((int)code) {
    case CURLE_OK:                     return CHO_HTTP_FINE;
    case CURLE_COULDNT_RESOLVE_HOST:   return CHO_HTTP_NO_NAME;
    case CURLE_COULDNT_RESOLVE_PROXY:  return CHO_HTTP_NO_PROXY;
    case CURLE_PROXY:                  return CHO_HTTP_PROXY_REFUSES;
    case CURLE_COULDNT_CONNECT:        return is_about_proxy(http) ? CHO_HTTP_NO_PROXY : CHO_HTTP_REFUSED;
    case CURLE_OPERATION_TIMEDOUT:     return CHO_HTTP_SILENT;
    case CURLE_PEER_FAILED_VERIFICATION: return fault_of_certificate(http->easy);
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return CHO_HTTP_OTHER_KEY;
    case CURLE_SSL_CONNECT_ERROR:      return CHO_HTTP_NO_TLS;
    case CURLE_OUT_OF_MEMORY:          return CHO_HTTP_OTHER;
    default:                           return CHO_HTTP_BROKEN_OFF;
    }
}

static cho_http_fault fault_of(const cho_http *http, chorus_result r, CURLcode code)
{
    if (r == CHORUS_E_SIZE)
        return CHO_HTTP_TOO_LONG;
    if (r == CHORUS_E_MEMORY)
        return CHO_HTTP_OTHER;
    return code != CURLE_OK && was_refused_by_proxy(http->easy) ? CHO_HTTP_PROXY_REFUSES : fault_of_code(http, code);
}

static const char *error_text(const cho_http *http, chorus_result r, CURLcode code)
{
    if (r == CHORUS_OK)
        return "";
    if (r == CHORUS_E_SIZE)
        return "the answer is larger than allowed";
    return http->error[0] != '\0' ? http->error : curl_easy_strerror(code);
}

static void tell(cho_http *http, CURLcode code)
{
    long            status = 0;
    curl_off_t      wait_s = 0;
    char           *type   = NULL;
    cho_http_answer answer = { .result = result_of(http, code) };
    (void)curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(http->easy, CURLINFO_CONTENT_TYPE, &type);
    (void)curl_easy_getinfo(http->easy, CURLINFO_RETRY_AFTER, &wait_s);
    answer.status        = (int)status;
    answer.fault         = fault_of(http, answer.result, code);
    answer.retry_after_s = wait_s > 0 && wait_s < UINT32_MAX ? (uint32_t)wait_s : 0;
    answer.content_type = cho_span_of(type == NULL ? "" : type);
    answer.body         = (cho_span){ http->body.len == 0 ? "" : http->body.data, http->body.len };
    answer.error        = error_text(http, answer.result, code);
    http->fn(http->user, &answer);
}

/*
 * Taken off the list first: the callback may destroy or start others, but not cancel this one
 * again.
 */
static void finish(cho_http *http, CURLcode code)
{
    cho_list_remove(&http->node);
    tell(http, code);
    free_transfer(http);
}

static void finish_done_ones(CURLM *multi)
{
    int      left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        char    *owner = NULL;
        CURLcode code  = message->data.result;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        finish((cho_http *)(void *)owner, code);
    }
}

static void drive(void *user)
{
    cho_loop *loop    = user;
    int       running = 0;
    (void)curl_multi_perform(loop->curl->multi, &running);
    finish_done_ones(loop->curl->multi);
    if (!cho_list_is_empty(&loop->curl->transfers))
        cho_timer_start(loop, &loop->curl->timer, POLL_MS, drive, loop);
}

/* ---- the request ---- */

static size_t give_body(char *out, size_t size, size_t count, void *user)
{
    cho_http *http = user;
    return http->read(http->user, out, size * count);
}

/* Nothing can be read twice, so no connection is used that may turn out to be dead. */
static bool set_reader(cho_http *http, const cho_http_options *o)
{
    http->read = o->read;
    return curl_easy_setopt(http->easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_READFUNCTION, give_body) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_READDATA, (void *)http) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)o->body_len) ==
               CURLE_OK;
}

static bool add_header(cho_http *http, const char *name, const char *value)
{
    const cho_header header = { name, value };
    cho_buf          line;
    if (!cho_header_is_valid(&header))
        return false;
    cho_buf_init(&line, &http->loop->heap);
    cho_buf_printf(&line, value[0] == '\0' ? "%s;%s" : "%s: %s", name,
                   value); /* libcurl's spelling of "empty" */
    struct curl_slist *longer = line.failed ? NULL : curl_slist_append(http->headers, line.data);
    cho_buf_deinit(&line);
    if (longer != NULL)
        http->headers = longer;
    return longer != NULL;
}

/*
 * "Expect:" without a value is taken out of the request: waiting for "100 Continue" costs a second.
 */
static bool set_headers(cho_http *http, const cho_http_options *o)
{
    struct curl_slist *first = curl_slist_append(NULL, "Expect:");
    http->headers            = first;
    bool ok                  = first != NULL;
    if (ok && (o->body != NULL || o->read != NULL))
        ok = add_header(http, "Content-Type",
                        o->content_type == NULL ? "application/json" : o->content_type);
    for (size_t i = 0; ok && i < o->header_count; i++)
        ok = add_header(http, o->headers[i].name, o->headers[i].value);
    return ok && curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, http->headers) == CURLE_OK;
}

static bool set_body(cho_http *http, const cho_http_options *o)
{
    if (o->body_len > 0 && cho_buf_reserve(&http->sent, o->body_len))
        cho_buf_append(&http->sent, o->body, o->body_len);
    const char *body = http->sent.len == 0 ? "" : http->sent.data;
    return !http->sent.failed &&
           curl_easy_setopt(http->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)http->sent.len) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_POSTFIELDS, body) == CURLE_OK;
}

static bool set_method(cho_http *http, const cho_http_options *o)
{
    const char *method = o->method == NULL ? "GET" : o->method;
    if (strcmp(method, "GET") == 0 && o->body == NULL)
        return true;
    bool is_post = strcmp(method, "POST") == 0;
    if (!is_post && curl_easy_setopt(http->easy, CURLOPT_CUSTOMREQUEST, method) != CURLE_OK)
        return false;
    if (!is_post && o->body == NULL)
        return true;
    return set_body(http, o);
}

static long long_or(uint32_t value, long fallback)
{
    return value == 0 ? fallback : (long)value;
}

/* Quick exit: tearing a transfer down does not wait for a look-up that hangs. */
static bool set_safety(CURL *easy, const cho_http_options *o)
{
    return curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, long_or(o->timeout_ms, TIMEOUT_MS)) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                            long_or(o->connect_timeout_ms, CONNECT_TIMEOUT_MS)) == CURLE_OK;
}

static bool set_places(cho_http *http, const cho_http_options *o)
{
    const char *ca_file = http->loop->options.ca_file;
    return curl_easy_setopt(http->easy, CURLOPT_URL, o->url) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_PRIVATE, (void *)http) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_WRITEDATA, (void *)http) == CURLE_OK &&
           curl_easy_setopt(http->easy, CURLOPT_ERRORBUFFER, http->error) == CURLE_OK &&
           (o->proxy == NULL ||
            curl_easy_setopt(http->easy, CURLOPT_PROXY, o->proxy) == CURLE_OK) &&
           (o->tls_pins == NULL ||
            curl_easy_setopt(http->easy, CURLOPT_PINNEDPUBLICKEY, o->tls_pins) == CURLE_OK) &&
           (ca_file == NULL || curl_easy_setopt(http->easy, CURLOPT_CAINFO, ca_file) == CURLE_OK);
}

static chorus_result prepare(cho_http *http, const cho_http_options *o)
{
    http->easy = curl_easy_init();
    bool ok    = http->easy != NULL && set_places(http, o) && set_safety(http->easy, o) &&
              (o->read == NULL ? set_method(http, o) : set_reader(http, o)) &&
              set_headers(http, o);
    return ok && curl_multi_add_handle(http->loop->curl->multi, http->easy) == CURLM_OK
               ? CHORUS_OK
               : CHORUS_E_MEMORY;
}

static bool is_method(const char *name)
{
    static const char *const known[] = { "GET", "POST", "PUT", "DELETE" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (name == NULL || strcmp(name, known[i]) == 0)
            return true;
    return false;
}

static bool is_sane(const cho_http_options *o)
{
    cho_url url;
    if (o->url == NULL || !cho_url_parse(cho_span_of(o->url), &url) || url.is_websocket ||
        !is_method(o->method))
        return false;
    for (size_t i = 0; i < o->header_count; i++)
        if (!cho_header_is_valid(&o->headers[i]))
            return false;
    return true;
}

static struct cho_curl *create_curl(cho_loop *loop)
{
    struct cho_curl *curl = cho_alloc_zero(&loop->heap, sizeof *curl);
    if (curl == NULL)
        return NULL;
    cho_node_init(&curl->transfers);
    curl->multi = curl_multi_init();
    if (curl->multi != NULL)
        return curl;
    cho_release(&loop->heap, curl);
    return NULL;
}

chorus_result cho_http_start(cho_loop *loop, const cho_http_options *options, cho_http_fn fn,
                             void *user, cho_http **out)
{
    if (loop->is_ending)
        return CHORUS_E_STATE;
    if (!is_sane(options))
        return CHORUS_E_INVALID;
    if (loop->curl == NULL && (loop->curl = create_curl(loop)) == NULL)
        return CHORUS_E_MEMORY;
    cho_http *http = cho_alloc_zero(&loop->heap, sizeof *http);
    if (http == NULL)
        return CHORUS_E_MEMORY;
    *http           = (cho_http){ .loop = loop, .fn = fn, .user = user };
    http->has_proxy = has_proxy(options->proxy);
    http->max_body = options->max_body == 0 ? MAX_BODY : options->max_body;
    cho_buf_init(&http->sent, &loop->heap);
    cho_buf_init(&http->body, &loop->heap);
    cho_list_append(&loop->curl->transfers, &http->node);
    chorus_result r = prepare(http, options);
    if (r != CHORUS_OK) {
        free_transfer(http);
        return r;
    }
    cho_timer_start(loop, &loop->curl->timer, 0, drive, loop);
    if (out != NULL)
        *out = http;
    return CHORUS_OK;
}

void cho_http_cancel(cho_http *http)
{
    if (http != NULL)
        free_transfer(http);
}

static void tell_end(cho_http *http)
{
    const cho_http_answer answer = { .result       = CHORUS_E_STATE,
                                     .fault        = CHO_HTTP_OTHER,
                                     .content_type = { "", 0 },
                                     .body         = { "", 0 },
                                     .error        = "the loop was destroyed" };
    cho_list_remove(&http->node);
    http->fn(http->user, &answer);
    free_transfer(http);
}

void cho_http_end_all(cho_loop *loop)
{
    if (loop->curl == NULL)
        return;
    while (!cho_list_is_empty(&loop->curl->transfers))
        tell_end(CHO_OWNER_OF(loop->curl->transfers.next, cho_http, node));
    cho_timer_cancel(&loop->curl->timer);
    (void)curl_multi_cleanup(loop->curl->multi);
    cho_release(&loop->heap, loop->curl);
    loop->curl = NULL;
}
