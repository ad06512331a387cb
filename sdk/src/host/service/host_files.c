/* Uploads to a session's files, and downloads from them. */
#include "base/alloc.h"
#include "codec/unpack.h"
#include "host/project/host_mime.h"
#include "host/service/host_handshake.h"
#include "host/service/host_http.h"
#include "host/service/host_service_state.h"

#include <stdio.h>

enum {
    BYTES_A_SECOND = 65536, /* of an upload, besides body_ms */
    ETAG_SIZE      = 48
};

/* Nothing a file says is done on behalf of this host: no script, no form, no plug-in, no frame. */
#define CSP "default-src 'none'; sandbox"

/* ---- where a file is ---- */

typedef struct place {
    cho_host_channel *channel;
    cho_span          path;
} place;

/* "/ugc/77/img/a.png". False: another path. The channel is NULL where there is none. */
static bool read_place(cho_host_service *service, const char *path, place *out)
{
    size_t prefix = strlen(CHO_HOST_FILES_PATH);
    if (strncmp(path, CHO_HOST_FILES_PATH, prefix) != 0)
        return false;
    const char *number = path + prefix;
    size_t      digits = strspn(number, "0123456789");
    uint32_t    channel;
    if (number[digits] != '/' || !cho_host_read_number((cho_span){ number, digits }, &channel))
        return false;
    out->channel = cho_host_service_channel(service, channel);
    out->path    = cho_span_of(number + digits + 1);
    return true;
}

/* ---- an upload ---- */

/* What a request brings, from its header to its end. */
typedef struct incoming {
    const chorus_allocator *heap;
    cho_host_channel       *channel;
    cho_host_upload         upload;
    cho_unpack             *unpack; /* NULL: the bytes come as they are */
} incoming;

static int status_of(chorus_result r)
{
    switch (r) {
    case CHORUS_OK:       return 0;
    case CHORUS_E_STATE:  return 403; /* the session has ended, or a newer upload has taken over */
    case CHORUS_E_MEMORY: return 503;
    default:              return 400;
    }
}

static chorus_result add(void *user, const void *bytes, size_t len)
{
    return cho_host_upload_add(user, bytes, len);
}

static int take(void *user, const void *bytes, size_t len)
{
    incoming *in = user;
    if (in->unpack == NULL)
        return status_of(add(&in->upload, bytes, len));
    return status_of(cho_unpack_feed(in->unpack, (cho_span){ bytes, len }, add, &in->upload));
}

static void end_upload(void *user)
{
    incoming         *in      = user;
    cho_host_channel *channel = in->channel;
    cho_host_upload_drop(&in->upload);
    cho_unpack_destroy(in->unpack);
    cho_release(in->heap, in);
    cho_host_channel_let_go(channel);
}

uint32_t cho_host_time_for_body(const cho_host_service *service, size_t len)
{
    return service->config->limits.body_ms + (uint32_t)(len / BYTES_A_SECOND) * 1000;
}

/* How the bytes are packed, and how many there are without. False: no way we know, or not said how many. */
static bool read_coding(cho_exchange *exchange, size_t len, cho_scheme *scheme, size_t *total)
{
    cho_span coding = cho_exchange_header(exchange, "content-encoding");
    uint32_t plain;
    *scheme = CHO_SCHEME_TEXT;
    *total  = len;
    if (coding.len == 0 || cho_span_is(coding, "identity"))
        return true;
    if (!cho_span_is(coding, "gzip") && !cho_span_is(coding, "lz4"))
        return false;
    *scheme = cho_span_is(coding, "gzip") ? CHO_SCHEME_GZIP : CHO_SCHEME_LZ4;
    if (!cho_scheme_is_built(*scheme)
        || !cho_host_read_number(cho_exchange_header(exchange, "x-total-length"), &plain))
        return false;
    *total = plain;
    return true;
}

/* 0: the body goes into the upload; else the status to refuse it with. */
static int receive(cho_exchange *exchange, const place *where, size_t len)
{
    const chorus_allocator *heap = where->channel->service->heap;
    cho_scheme              scheme;
    size_t                  total;
    if (!read_coding(exchange, len, &scheme, &total))
        return 400;
    incoming *in = cho_alloc_zero(heap, sizeof *in);
    if (in == NULL)
        return 503;
    in->heap    = heap;
    in->channel = where->channel;
    cho_host_channel_hold(where->channel);
    cho_host_store *store = cho_host_room_store(where->channel->room);
    chorus_result   r     = cho_host_upload_begin(&in->upload, store, where->path, total);
    bool            ok    = r == CHORUS_OK;
    if (ok && scheme != CHO_SCHEME_TEXT) {
        in->unpack = cho_unpack_create(heap, scheme);
        ok         = in->unpack != NULL;
    }
    if (!ok) {
        end_upload(in);
        return r == CHORUS_E_SIZE ? 413 : 503;
    }
    cho_exchange_set_sink(exchange, &(cho_body_sink){ take, end_upload, in, cho_host_time_for_body(where->channel->service, len) });
    return 0;
}

static bool is_permitted(cho_host_service *service, cho_exchange *exchange, const place *where)
{
    return where->channel != NULL
           && cho_host_store_is_permitted(cho_host_room_store(where->channel->room), where->path,
                                          cho_exchange_header(exchange, "authorization"),
                                          cho_host_service_now_ms(service));
}

int cho_host_on_body(void *user, cho_exchange *exchange, size_t len, int status)
{
    cho_host_service *service = user;
    place             where;
    if (strcmp(cho_exchange_method(exchange), "POST") != 0
        || !read_place(service, cho_exchange_path(exchange), &where))
        return cho_host_project_on_body(service, exchange, len, status);
    if (status != 0 && status != 413)
        return 400; /* no length that can be used */
    if (cho_host_service_wants_tls(service, exchange) || !is_permitted(service, exchange, &where))
        return 403;
    return receive(exchange, &where, len);
}

static int finish_upload(cho_exchange *exchange)
{
    incoming       *in    = cho_exchange_sink_user(exchange);
    const cho_header headers[] = {
        { "x-content-type-options", "nosniff" },     { "referrer-policy", "no-referrer" },
        { "content-security-policy", CSP },          { "cache-control", "no-store" },
        { "access-control-allow-origin", "*" },      { "cross-origin-resource-policy", "cross-origin" },
    };
    const cho_reply reply = { .status = 200, .headers = headers, .header_count = sizeof headers / sizeof headers[0] };
    if (in == NULL || (in->unpack != NULL && !cho_unpack_is_complete(in->unpack)))
        return 400;
    int status = status_of(cho_host_upload_finish(&in->upload));
    if (status == 0)
        cho_exchange_reply(exchange, &reply);
    return status;
}

/* ---- a download ---- */

static void send_file(const cho_host_service *service, cho_exchange *exchange, const cho_host_file *file)
{
    char etag[ETAG_SIZE];
    snprintf(etag, sizeof etag, "\"%llx-%llx\"", (unsigned long long)service->base_wall_ms,
             (unsigned long long)file->serial);
    const cho_header headers[] = {
        { "x-content-type-options", "nosniff" },
        { "content-security-policy", CSP },
        { "referrer-policy", "no-referrer" },
        { "cross-origin-resource-policy", "cross-origin" },
        { "access-control-allow-origin", "*" }, /* anybody may read it, also controls from elsewhere */
        { "cache-control", "no-cache" },
        { "etag", etag },
    };
    cho_span              known    = cho_exchange_header(exchange, "if-none-match");
    bool                  is_known = known.ptr != NULL && strstr(known.ptr, etag) != NULL;
    const cho_body_source source   = cho_host_http_source(file->blob);
    const cho_reply       reply    = {
                 .status       = is_known ? 304 : 200,
                 .content_type = is_known ? NULL : cho_host_mime_of(file->node.id, false),
                 .headers      = headers,
                 .header_count = sizeof headers / sizeof headers[0],
                 .body_len     = cho_host_blob_len(file->blob),
                 .source       = &source,
    };
    cho_exchange_reply(exchange, &reply);
}

int cho_host_answer_file(cho_host_service *service, cho_exchange *exchange)
{
    const char *method = cho_exchange_method(exchange);
    place       where;
    if (!read_place(service, cho_exchange_path(exchange), &where))
        return -1;
    if (strcmp(method, "POST") == 0)
        return finish_upload(exchange);
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return 405;
    const cho_host_file *file =
        where.channel == NULL ? NULL : cho_host_store_find(cho_host_room_store(where.channel->room), where.path);
    if (file == NULL)
        return 404;
    send_file(service, exchange, file);
    return 0;
}
