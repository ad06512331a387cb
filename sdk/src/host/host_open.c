/* The game side of a host. */
#include "base/alloc.h"
#include "base/options.h"
#include "core/session.h"
#include "host/host_link.h"
#include "host/host_records.h"
#include "host/host_service.h"

#include <chorus/host.h>

typedef struct host_session {
    cho_session         session;
    char               *token;
    cho_host_listening *listening; /* with its URLs; NULL: not yet */
    cho_host_counts     counts;
} host_session;

/* ---- records ---- */

static chorus_str url_of(const cho_host_listening *listening, uint32_t index)
{
    const char *url = (const char *)(listening + 1);
    for (; index > 0; index--)
        url += strlen(url) + 1;
    return (chorus_str){ url, strlen(url) };
}

static chorus_result take_listening(host_session *h, const cho_record *record, const void *payload, uint32_t len)
{
    cho_host_listening *copy = cho_alloc(cho_session_heap(&h->session), len);
    if (copy == NULL)
        return CHORUS_E_MEMORY;
    memcpy(copy, payload, len);
    h->listening        = copy;
    chorus_event *event = cho_session_event(&h->session, CHORUS_EVENT_HOST_LISTENING, record);
    event->as.listening = (chorus_event_listening){ copy->port, copy->url_count, url_of(copy, 0) };
    return CHORUS_OK;
}

static chorus_result apply(cho_session *session, const cho_record *record, const void *payload, uint32_t len)
{
    host_session *h = (host_session *)session;
    if (record->type == CHO_HOST_RECORD_LISTENING)
        return take_listening(h, record, payload, len);
    if (record->type == CHO_HOST_RECORD_COUNTS)
        memcpy(&h->counts, payload, sizeof h->counts);
    return CHORUS_OK;
}

static void free_host(const chorus_allocator *heap, host_session *h)
{
    cho_release(heap, h->token);
    cho_release(heap, h->listening);
    cho_release(heap, h);
}

static void free_session(cho_session *session)
{
    free_host(cho_session_heap(session), (host_session *)session);
}

static const cho_session_ops ops = { .name = "host", .apply = apply, .free_session = free_session };

/* ---- open ---- */

static chorus_result read_options(chorus_runtime *rt, const chorus_host_options *given, chorus_host_options *out)
{
    CHORUS_INIT(out);
    chorus_result r = given == NULL ? CHORUS_OK : cho_options_copy(out, sizeof *out, given);
    if (r != CHORUS_OK)
        return r;
    const char *fault = cho_host_options_fault(out);
    if (fault == NULL)
        return CHORUS_OK;
    cho_runtime_log(rt, CHORUS_LOG_ERROR, "chorus_host_open: %s", fault);
    return CHORUS_E_INVALID;
}

static host_session *create_session(const chorus_allocator *heap, const char *token)
{
    host_session *h = cho_alloc_zero(heap, sizeof *h);
    if (h == NULL)
        return NULL;
    h->session.ops = &ops;
    h->token       = cho_span_dup(heap, cho_span_of(token));
    if (h->token != NULL)
        return h;
    free_host(heap, h);
    return NULL;
}

static chorus_result open_session(chorus_runtime *rt, cho_host_config *config, chorus_session *out)
{
    const chorus_allocator *heap = config->heap;
    host_session           *h    = create_session(heap, config->token);
    cho_link               *link = h == NULL ? NULL : cho_host_link_create(heap, config);
    if (link == NULL) {
        if (h != NULL)
            free_host(heap, h);
        cho_host_config_deinit(config);
        return CHORUS_E_MEMORY;
    }
    chorus_result r = cho_session_open(rt, &h->session, link, out);
    if (r != CHORUS_OK) {
        cho_host_link_free(link);
        free_host(heap, h);
    }
    return r;
}

chorus_result chorus_host_open(chorus_runtime *rt, const chorus_host_options *options, chorus_session *out)
{
    chorus_host_options known;
    cho_host_config     config;
    if (rt == NULL || out == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = read_options(rt, options, &known);
    if (r == CHORUS_OK)
        r = cho_host_config_init(&config, cho_runtime_heap(rt), &known);
    if (r == CHORUS_OK)
        r = open_session(rt, &config, out);
    return r;
}

/* ---- questions ---- */

chorus_result chorus_host_get_info(chorus_runtime *rt, chorus_session session, chorus_host_info *out)
{
    cho_session     *found;
    chorus_host_info info = { 0 };
    chorus_result    r    = out == NULL ? CHORUS_E_INVALID : cho_session_find(rt, session, &ops, &found);
    if (r != CHORUS_OK)
        return r;
    const host_session *h  = (const host_session *)found;
    info.participant_count = h->counts.participants;
    info.game_count        = h->counts.games;
    info.inputs_accepted   = h->counts.inputs_accepted;
    info.inputs_rejected   = h->counts.inputs_rejected;
    info.token             = (chorus_str){ h->token, strlen(h->token) };
    if (h->listening != NULL) {
        info.port      = h->listening->port;
        info.url_count = h->listening->url_count;
    }
    return cho_options_answer(out, &info, sizeof info);
}

chorus_result chorus_host_get_url(chorus_runtime *rt, chorus_session session, uint32_t index, chorus_str *out)
{
    cho_session  *found;
    chorus_result r = out == NULL ? CHORUS_E_INVALID : cho_session_find(rt, session, &ops, &found);
    if (r != CHORUS_OK)
        return r;
    const cho_host_listening *listening = ((const host_session *)found)->listening;
    if (listening == NULL || index >= listening->url_count)
        return CHORUS_E_NOT_FOUND;
    *out = url_of(listening, index);
    return CHORUS_OK;
}
