#include "base/alloc.h"
#include "codec/json_find.h"
#include "codec/json_writer.h"
#include "interactive/interactive_text.h"
#include "interactive/interactive_wire.h"

#include <stdio.h>

/* A file goes in two steps: the service is asked where to, and the bytes are posted there. One file at a
 * time: the first of the queue. */

enum {
    SLOWEST_BYTES_PER_S = 16 * 1024,
    PATIENCE_MS         = 60 * 1000, /* and so much more than the slowest line needs */
    TELL_PARTS          = 64         /* progress is told in steps of a 64th */
};

struct cho_ia_upload {
    cho_ia_upload *next;
    uint32_t       request;
    uint64_t       total, sent, told;
    const char    *path, *file_name, *content_type; /* behind the struct; empty: none */
    const char    *bytes;                           /* of an upload from memory       */
    FILE          *file;
    cho_http      *http;
    char          *url;
};

/* ---- ends ---- */

static void free_upload(cho_ia_link *ia, cho_ia_upload *upload)
{
    cho_http_cancel(upload->http);
    if (upload->file != NULL)
        fclose(upload->file);
    cho_release(ia->heap, upload->url);
    cho_release(ia->heap, upload);
}

static cho_ia_upload *take_first(cho_ia_link *ia)
{
    cho_ia_upload *upload = ia->uploads;
    ia->uploads           = upload->next;
    return upload;
}

static void tell(cho_ia_link *ia, const cho_ia_upload *upload, const cho_call_end *how)
{
    cho_call_end end = *how;
    end.request      = upload->request;
    end.method       = cho_span_of("uploadFile");
    end.path         = cho_span_of(how->result == CHORUS_E_REJECTED ? upload->path : "");
    if (upload->request != 0 || how->result != CHORUS_OK)
        cho_link_reply(&ia->base, &end);
}

static void begin_first(cho_ia_link *ia);

/* The one that is under way is over. */
static void finish(cho_ia_link *ia, const cho_call_end *how)
{
    cho_ia_upload *upload = take_first(ia);
    tell(ia, upload, how);
    free_upload(ia, upload);
    begin_first(ia);
}

static void fail(cho_ia_link *ia, chorus_result result, int32_t code, const char *why)
{
    cho_call_end end = {
        .result = result, .code = code, .message = cho_span_of(why), .json = cho_span_of("")
    };
    finish(ia, &end);
}

/* ---- the bytes ---- */

static void tell_progress(cho_ia_link *ia, cho_ia_upload *upload)
{
    if (upload->sent < upload->total && upload->sent - upload->told < upload->total / TELL_PARTS)
        return;
    upload->told          = upload->sent;
    size_t         len    = strlen(upload->path);
    cho_ia_upload_progress *r = cho_link_record(&ia->base, CHO_IA_UPLOAD_PROGRESS, (uint32_t)(sizeof *r + len + 1),
                                                CHO_WORTH_LOG, 0);
    if (r == NULL)
        return;
    cho_ia_text at = cho_ia_text_behind(r + 1);
    r->request     = upload->request;
    r->sent        = upload->sent;
    r->total       = upload->total;
    r->path_len    = cho_ia_put_span(&at, (cho_span){ upload->path, len });
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
    cho_link_publish_records(&ia->base);
}

static size_t read_part(void *user, char *out, size_t size)
{
    cho_ia_link   *ia     = user;
    cho_ia_upload *upload = ia->uploads;
    uint64_t       left   = upload->total - upload->sent;
    size_t         len    = left < size ? (size_t)left : size;
    if (upload->file != NULL)
        len = fread(out, 1, len, upload->file);
    else if (len > 0)
        memcpy(out, upload->bytes + upload->sent, len);
    upload->sent += len;
    cho_link_count_bytes(&ia->base, 0, len);
    tell_progress(ia, upload);
    return len;
}

/* ---- the second step: HTTP ---- */

static const char *meaning_of(int status)
{
    switch (status) {
    case 400: return "the upload was not understood (400)";
    case 403: return "the upload was not allowed (403)";
    case 413: return "there is no room for the file (413)";
    default:  return "the upload was refused";
    }
}

static void succeed(cho_ia_link *ia)
{
    cho_buf json;
    cho_buf_init(&json, ia->heap);
    cho_json_writer w = cho_json_writer_on(&json);
    cho_json_begin_object(&w);
    cho_json_key(&w, "url"), cho_json_write_text(&w, ia->uploads->url);
    cho_json_end_object(&w);
    cho_call_end end = { .result  = CHORUS_OK,
                         .message = cho_span_of(""),
                         .json    = json.failed ? cho_span_of("null") : (cho_span){ json.data, json.len } };
    finish(ia, &end);
    cho_buf_deinit(&json);
}

static void on_posted(void *user, const cho_http_answer *answer)
{
    cho_ia_link *ia   = user;
    ia->uploads->http = NULL;
    if (answer->result == CHORUS_E_STATE) /* the loop ends, and the link with it */
        return;
    if (answer->result != CHORUS_OK)
        fail(ia, answer->result, 0, answer->error);
    else if (answer->status >= 200 && answer->status < 300)
        succeed(ia);
    else
        fail(ia, CHORUS_E_REJECTED, answer->status, meaning_of(answer->status));
    cho_link_publish_records(&ia->base);
}

static chorus_result post(cho_ia_link *ia, cho_ia_upload *upload, const char *authorization)
{
    cho_header       headers[] = { { "Authorization", authorization } };
    uint64_t         needed_ms = upload->total / SLOWEST_BYTES_PER_S * 1000;
    cho_http_options options   = { .method       = "POST",
                                   .url          = upload->url,
                                   .headers      = headers,
                                   .header_count = 1,
                                   .body_len     = (size_t)upload->total,
                                   .read         = read_part,
                                   .content_type = *upload->content_type == '\0' ? "application/octet-stream"
                                                                                 : upload->content_type,
                                   .timeout_ms   = PATIENCE_MS + (uint32_t)needed_ms };
    return cho_http_start(cho_link_loop(&ia->base), &options, on_posted, ia, &upload->http);
}

/* ---- the first step: where to? ---- */

static char *text_member(cho_ia_link *ia, cho_span result, const char *name)
{
    cho_json_value value;
    if (!cho_json_find_key(result, cho_span_of(name), &value) || value.type != CHO_JSON_STRING)
        return NULL;
    cho_buf_clear(&ia->scratch);
    cho_json_append_unescaped(&value, &ia->scratch);
    cho_span text = { ia->scratch.len == 0 ? "" : ia->scratch.data, ia->scratch.len };
    return ia->scratch.failed ? NULL : cho_span_dup(ia->heap, text);
}

static void post_to(cho_ia_link *ia, cho_span result)
{
    cho_ia_upload *upload        = ia->uploads;
    char          *authorization = text_member(ia, result, "authorization");
    upload->url                  = text_member(ia, result, "url");
    chorus_result r              = CHORUS_E_PROTOCOL;
    if (authorization != NULL && upload->url != NULL)
        r = post(ia, upload, authorization);
    cho_release(ia->heap, authorization);
    if (r == CHORUS_E_INVALID)
        r = CHORUS_E_PROTOCOL;
    if (r != CHORUS_OK)
        fail(ia, r, 0, r == CHORUS_E_PROTOCOL ? "the service named no place for the file" : chorus_strerror(r));
}

static void on_place(cho_ia_link *ia, const cho_packet *packet)
{
    if (ia->uploads == NULL)
        return;
    if (packet == NULL) {
        fail(ia, CHORUS_E_TIMEOUT, 0, "the service did not say where the file goes");
    } else if (packet->error.type != CHO_JSON_NULL) {
        cho_ia_upload *upload = take_first(ia);
        cho_ia_tell_error(ia, upload->request, "uploadFile", packet);
        free_upload(ia, upload);
        begin_first(ia);
    } else {
        post_to(ia, cho_json_text(&packet->result));
    }
}

static void ask_place(cho_ia_link *ia)
{
    cho_buf params;
    cho_buf_init(&params, ia->heap);
    cho_json_writer w = cho_json_writer_on(&params);
    cho_json_begin_object(&w);
    cho_json_key(&w, "path"), cho_json_write_text(&w, ia->uploads->path);
    cho_json_end_object(&w);
    if (params.failed)
        fail(ia, CHORUS_E_MEMORY, 0, chorus_strerror(CHORUS_E_MEMORY));
    else
        cho_ia_ask(ia, "uploadFile", params.data, on_place);
    cho_buf_deinit(&params);
}

/* ---- the queue ---- */

/* False: it cannot be read or is too long. */
static bool open_file(cho_ia_upload *upload)
{
    if (*upload->file_name == '\0')
        return true;
    upload->file = fopen(upload->file_name, "rb");
    if (upload->file == NULL || fseek(upload->file, 0, SEEK_END) != 0)
        return false;
    long len      = ftell(upload->file);
    upload->total = len < 0 ? 0 : (uint64_t)len;
    rewind(upload->file);
    return len >= 0 && len <= CHORUS_UPLOAD_MAX_BYTES;
}

static void begin_first(cho_ia_link *ia)
{
    if (ia->uploads == NULL)
        return;
    if (!cho_ia_is_online(ia) || ia->replay != NULL)
        fail(ia, CHORUS_E_NETWORK, 0, "not connected");
    else if (!open_file(ia->uploads))
        fail(ia, CHORUS_E_NOT_FOUND, 0, "the file cannot be read, or is too long");
    else
        ask_place(ia);
}

static cho_ia_upload *copy_order(cho_ia_link *ia, const cho_ia_upload_order *order)
{
    size_t         len    = (size_t)order->path_len + order->file_len + order->type_len + 3 + (size_t)order->body_len;
    cho_ia_upload *upload = cho_alloc(ia->heap, sizeof *upload + len);
    if (upload == NULL)
        return NULL;
    char *at = memcpy(upload + 1, order + 1, len);
    *upload  = (cho_ia_upload){ .request = order->request, .total = order->body_len, .path = at };
    upload->file_name    = upload->path + order->path_len + 1;
    upload->content_type = upload->file_name + order->file_len + 1;
    upload->bytes        = upload->content_type + order->type_len + 1;
    return upload;
}

void cho_ia_upload_for_game(cho_ia_link *ia, const cho_ia_upload_order *order)
{
    cho_ia_upload *upload = copy_order(ia, order);
    if (upload == NULL) {
        const cho_ia_upload  lost = { .request = order->request, .path = "" };
        const cho_call_end   end  = { .result  = CHORUS_E_MEMORY,
                                      .message = cho_span_of(chorus_strerror(CHORUS_E_MEMORY)),
                                      .json    = cho_span_of("") };
        tell(ia, &lost, &end);
        return;
    }
    cho_ia_upload **end = &ia->uploads;
    while (*end != NULL)
        end = &(*end)->next;
    *end = upload;
    if (ia->uploads == upload)
        begin_first(ia);
}

void cho_ia_fail_uploads(cho_ia_link *ia, const char *text)
{
    const cho_call_end end = { .result = CHORUS_E_NETWORK, .message = cho_span_of(text), .json = cho_span_of("") };
    while (ia->uploads != NULL) {
        cho_ia_upload *upload = take_first(ia);
        tell(ia, upload, &end);
        free_upload(ia, upload);
    }
}

void cho_ia_free_uploads(cho_ia_link *ia)
{
    while (ia->uploads != NULL)
        free_upload(ia, take_first(ia));
}
