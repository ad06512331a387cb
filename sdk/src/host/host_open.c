/* The game side of a host. */
#include "base/alloc.h"
#include "base/options.h"
#include "core/session.h"
#include "host/host_open.h"
#include "host/service/host_link.h"
#include "host/service/host_records.h"
#include "host/service/host_service.h"

#include <chorus/host.h>

typedef struct host_channel {
    uint32_t        number;
    char           *token;
    cho_host_counts counts;
} host_channel;

typedef struct host_session {
    cho_session         session;
    cho_host_listening *listening; /* with its URLs; NULL: not yet */
    host_channel       *channels;
    uint32_t            channel_count;
    chorus_host_limits  older; /* what the older fields of its options asked for; zero: nothing */
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

static void take_counts(host_session *h, const cho_host_channel_counts *changes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        h->channels[changes[i].index].counts = changes[i].counts;
}

static chorus_result apply(cho_session *session, const cho_record *record, const void *payload, uint32_t len)
{
    host_session *h = (host_session *)session;
    if (record->type == CHO_HOST_RECORD_LISTENING)
        return take_listening(h, record, payload, len);
    if (record->type == CHO_HOST_RECORD_COUNTS)
        take_counts(h, payload, len / (uint32_t)sizeof(cho_host_channel_counts));
    return CHORUS_OK;
}

static void free_host(const chorus_allocator *heap, host_session *h)
{
    for (uint32_t i = 0; i < h->channel_count; i++)
        cho_release(heap, h->channels[i].token);
    cho_release(heap, h->channels);
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
    r = cho_host_check_channels(out);
    const char *fault = r == CHORUS_OK ? cho_host_options_fault(out) : "channels, limits: CHORUS_INIT each, of at most 1000 channels";
    if (fault == NULL)
        return CHORUS_OK;
    cho_runtime_log(rt, CHORUS_LOG_ERROR, "chorus_host_open: %s", fault);
    return r == CHORUS_OK ? CHORUS_E_INVALID : r;
}

/* False: no memory. */
static bool copy_channels(host_session *h, const cho_host_config *config)
{
    h->channels = cho_alloc_zero(config->heap, config->channel_count * sizeof *h->channels);
    for (uint32_t i = 0; h->channels != NULL && i < config->channel_count; i++) {
        h->channel_count      = i + 1;
        h->channels[i].number = config->channels[i].number;
        h->channels[i].token  = cho_span_dup(config->heap, cho_span_of(config->channels[i].token));
        if (h->channels[i].token == NULL)
            return false;
    }
    return h->channels != NULL;
}

static host_session *create_session(const cho_host_config *config)
{
    host_session *h = cho_alloc_zero(config->heap, sizeof *h);
    if (h == NULL)
        return NULL;
    h->session.ops = &ops;
    if (copy_channels(h, config))
        return h;
    free_host(config->heap, h);
    return NULL;
}

static chorus_result open_session(chorus_runtime *rt, cho_host_config *config, const chorus_host_limits *older,
                                  chorus_session *out)
{
    const chorus_allocator *heap = config->heap;
    host_session           *h    = create_session(config);
    cho_link               *link = h == NULL ? NULL : cho_host_link_create(heap, config);
    if (link == NULL) {
        if (h != NULL)
            free_host(heap, h);
        cho_host_config_deinit(config);
        return CHORUS_E_MEMORY;
    }
    h->older        = *older;
    chorus_result r = cho_session_open(rt, &h->session, link, out);
    if (r != CHORUS_OK) {
        cho_host_link_free(link);
        free_host(heap, h);
    }
    return r;
}

static chorus_result make_config(chorus_runtime *rt, const chorus_host_options *options, cho_host_config *out)
{
    chorus_result r = cho_host_config_init(out, cho_runtime_heap(rt), options);
    if (r == CHORUS_E_INVALID)
        cho_runtime_log(rt, CHORUS_LOG_ERROR, "chorus_host_open: users: a user_id or a token is given twice");
    return r;
}

chorus_result chorus_host_open(chorus_runtime *rt, const chorus_host_options *options, chorus_session *out)
{
    chorus_host_options known;
    cho_host_config     config;
    chorus_host_limits  older;
    if (rt == NULL || out == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = read_options(rt, options, &known);
    if (r == CHORUS_OK)
        r = make_config(rt, &known, &config);
    known.limits = NULL;
    if (r == CHORUS_OK)
        r = cho_host_limits_asked(&known, &older);
    if (r == CHORUS_OK)
        r = open_session(rt, &config, &older, out);
    return r;
}

/* ---- questions ---- */

static chorus_str token_of(const host_channel *channel)
{
    return (chorus_str){ channel->token, strlen(channel->token) };
}

static void add_counts(chorus_host_info *info, const cho_host_counts *counts)
{
    info->participant_count += counts->participants;
    info->game_count += counts->games;
    info->inputs_accepted += counts->inputs_accepted;
    info->inputs_rejected += counts->inputs_rejected;
}

chorus_result chorus_host_get_info(chorus_runtime *rt, chorus_session session, chorus_host_info *out)
{
    cho_session     *found;
    chorus_host_info info = { 0 };
    chorus_result    r    = out == NULL ? CHORUS_E_INVALID : cho_session_find(rt, session, &ops, &found);
    if (r != CHORUS_OK)
        return r;
    const host_session *h = (const host_session *)found;
    for (uint32_t i = 0; i < h->channel_count; i++)
        add_counts(&info, &h->channels[i].counts);
    info.channel_count = h->channel_count;
    info.token         = token_of(&h->channels[0]);
    if (h->listening != NULL) {
        info.port      = h->listening->port;
        info.url_count = h->listening->url_count;
    }
    return cho_options_answer(out, &info, sizeof info);
}

static const host_channel *find_channel(const host_session *h, uint32_t number)
{
    for (uint32_t i = 0; i < h->channel_count; i++) {
        if (h->channels[i].number == number)
            return &h->channels[i];
    }
    return NULL;
}

chorus_result chorus_host_get_channel_info(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                           chorus_host_channel_info *out)
{
    cho_session  *found;
    chorus_result r = out == NULL ? CHORUS_E_INVALID : cho_session_find(rt, session, &ops, &found);
    if (r != CHORUS_OK)
        return r;
    const host_channel *c = find_channel((const host_session *)found, channel);
    if (c == NULL)
        return CHORUS_E_NOT_FOUND;
    const chorus_host_channel_info info = {
        .channel           = c->number,
        .participant_count = c->counts.participants,
        .game_count        = c->counts.games,
        .inputs_accepted   = c->counts.inputs_accepted,
        .inputs_rejected   = c->counts.inputs_rejected,
        .token             = token_of(c),
    };
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

/* ---- the end of a game ---- */

static chorus_result send_end_game(cho_session *session, uint32_t number)
{
    cho_host_end_game *command = cho_session_command(session, CHO_HOST_COMMAND_END_GAME, sizeof *command);
    if (command == NULL)
        return CHORUS_E_MEMORY;
    command->channel = number;
    chorus_result r  = cho_session_send(session, command);
    if (r != CHORUS_OK)
        cho_session_drop_command(session, command);
    return r;
}

chorus_result cho_host_find_session(chorus_runtime *rt, chorus_session session, uint32_t channel, cho_session **out)
{
    chorus_result r = cho_session_find(rt, session, &ops, out);
    if (r == CHORUS_OK && find_channel((const host_session *)*out, channel) == NULL)
        r = CHORUS_E_NOT_FOUND;
    return r;
}

chorus_result chorus_host_end_game(chorus_runtime *rt, chorus_session session, uint32_t channel)
{
    cho_session  *found;
    chorus_result r = cho_host_find_session(rt, session, channel, &found);
    return r == CHORUS_OK ? send_end_game(found, channel) : r;
}

/* ---- other limits ---- */

static chorus_result send_limits(cho_session *session, const chorus_host_limits *limits)
{
    cho_host_new_limits *command = cho_session_command(session, CHO_HOST_COMMAND_SET_LIMITS, sizeof *command);
    if (command == NULL)
        return CHORUS_E_MEMORY;
    command->limits = *limits;
    chorus_result r = cho_session_send(session, command);
    if (r != CHORUS_OK)
        cho_session_drop_command(session, command);
    return r;
}

chorus_result chorus_host_set_limits(chorus_runtime *rt, chorus_session session, const chorus_host_limits *limits)
{
    chorus_host_limits given, whole;
    cho_session       *found;
    chorus_result      r = cho_options_copy(&given, sizeof given, limits);
    if (r == CHORUS_OK)
        r = cho_session_find(rt, session, &ops, &found);
    if (r != CHORUS_OK)
        return r;
    const char *fault = cho_host_limits_fault(&given);
    if (fault != NULL) {
        cho_runtime_log(rt, CHORUS_LOG_ERROR, "chorus_host_set_limits: %s", fault);
        return CHORUS_E_INVALID;
    }
    cho_host_limits_complete(&given, &((const host_session *)found)->older, &whole);
    return send_limits(found, &whole);
}
