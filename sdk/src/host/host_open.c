/* The game side of a host. */
#include "base/alloc.h"
#include "base/options.h"
#include "core/session.h"
#include "host/host_open.h"
#include "host/service/host_link.h"
#include "host/service/host_records.h"
#include "host/service/host_service.h"

#include <chorus/host.h>

#include <stdio.h>

typedef struct host_channel {
    cho_host_node   node; /* its id is the number in decimal */
    uint32_t        number;
    char           *token; /* NULL: that of a user or account */
    char            code[CHO_HOST_CODE_SIZE];
    cho_host_counts counts;
    bool            is_named; /* in what the host tells just now */
} host_channel;

typedef struct host_session {
    cho_session         session;
    cho_host_listening *listening; /* with its URLs; NULL: not yet */
    cho_host_table      channels;
    cho_host_counts     past; /* inputs of channels that are gone */
    bool                has_tls;
    chorus_host_limits  older; /* what the older fields of its options asked for; zero: nothing */
} host_session;

/* ---- channels ---- */

enum { NUMBER_SIZE = 12 };

static cho_span write_number(uint32_t number, char out[NUMBER_SIZE])
{
    int len = snprintf(out, NUMBER_SIZE, "%u", (unsigned)number);
    return (cho_span){ out, (size_t)len };
}

static host_channel *find_channel(const host_session *h, uint32_t number)
{
    char text[NUMBER_SIZE];
    return cho_host_table_find(&h->channels, write_number(number, text));
}

/* NULL: no memory. */
static host_channel *add_channel(host_session *h, uint32_t number)
{
    char          text[NUMBER_SIZE];
    host_channel *added = cho_host_table_add(&h->channels, write_number(number, text));
    if (added != NULL)
        added->number = number;
    return added;
}

static void remove_channel(host_session *h, host_channel *channel)
{
    cho_release(h->channels.slots.heap, channel->token);
    cho_host_table_remove(&h->channels, channel);
}

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

/* One at a time; E_MEMORY: nothing of it was taken. */
static chorus_result take_channel(host_session *h, const cho_host_channel_news *news)
{
    host_channel *channel = find_channel(h, news->number);
    if (news->is_gone) {
        if (channel != NULL)
            remove_channel(h, channel);
        return CHORUS_OK;
    }
    if (channel == NULL)
        channel = add_channel(h, news->number);
    if (channel == NULL)
        return CHORUS_E_MEMORY;
    memcpy(channel->code, news->code, sizeof channel->code);
    channel->counts   = news->counts;
    channel->is_named = true;
    return CHORUS_OK;
}

static void forget_channels(host_session *h, bool only_unnamed)
{
    host_channel *channel = cho_host_table_next(&h->channels, NULL);
    while (channel != NULL) {
        host_channel *next = cho_host_table_next(&h->channels, channel);
        if (!only_unnamed || !channel->is_named)
            remove_channel(h, channel);
        channel = next;
    }
}

/* What could not be taken for want of memory comes again, all of it: it does no harm twice. */
static chorus_result take_news(host_session *h, const cho_host_news *news)
{
    const cho_host_channel_news *channels = (const cho_host_channel_news *)(news + 1);
    host_channel                *channel  = NULL;
    chorus_result                r        = CHORUS_OK;
    while ((channel = cho_host_table_next(&h->channels, channel)) != NULL)
        channel->is_named = false;
    for (uint32_t i = 0; r == CHORUS_OK && i < news->count; i++)
        r = take_channel(h, &channels[i]);
    if (r == CHORUS_OK && news->is_whole)
        forget_channels(h, true);
    h->past = news->past;
    return r;
}

static chorus_result apply(cho_session *session, const cho_record *record, const void *payload, uint32_t len)
{
    host_session *h = (host_session *)session;
    if (record->type == CHO_HOST_RECORD_LISTENING)
        return take_listening(h, record, payload, len);
    if (record->type == CHO_HOST_RECORD_NEWS)
        return take_news(h, payload);
    return CHORUS_OK;
}

static void free_host(const chorus_allocator *heap, host_session *h)
{
    forget_channels(h, false);
    cho_host_table_deinit(&h->channels);
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
    const char *fault = r == CHORUS_OK ? cho_host_options_fault(out) : "channels, limits: CHORUS_INIT each, of no more channels than channels_by_options";
    if (fault == NULL)
        return CHORUS_OK;
    cho_runtime_log(rt, CHORUS_LOG_ERROR, "chorus_host_open: %s", fault);
    return r == CHORUS_OK ? CHORUS_E_INVALID : r;
}

/* False: no memory. */
static bool copy_channels(host_session *h, const cho_host_config *config)
{
    for (uint32_t i = 0; i < config->channel_count; i++) {
        const cho_host_channel_config *from  = &config->channels[i];
        host_channel                  *added = add_channel(h, from->number);
        if (added == NULL)
            return false;
        memcpy(added->code, from->code, sizeof added->code);
        added->token = cho_span_dup(config->heap, cho_span_of(from->token));
        if (added->token == NULL)
            return false;
    }
    return true;
}

static host_session *create_session(const cho_host_config *config)
{
    host_session *h = cho_alloc_zero(config->heap, sizeof *h);
    if (h == NULL)
        return NULL;
    h->session.ops = &ops;
    h->has_tls     = config->certificate_file != NULL;
    cho_host_table_init(&h->channels, config->heap, 0, sizeof(host_channel));
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
        cho_runtime_log(rt, CHORUS_LOG_ERROR, "chorus_host_open: users: a user_id or a token is given twice, or to a channel");
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

static chorus_str text_of(const char *text)
{
    return text == NULL ? (chorus_str){ "", 0 } : (chorus_str){ text, strlen(text) };
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
    const host_session *h       = (const host_session *)found;
    const host_channel *channel = cho_host_table_next(&h->channels, NULL);
    info.token                  = text_of(channel->token);
    info.channel_count          = cho_host_table_count(&h->channels);
    add_counts(&info, &h->past);
    for (; channel != NULL; channel = cho_host_table_next(&h->channels, channel))
        add_counts(&info, &channel->counts);
    if (h->listening != NULL) {
        info.port      = h->listening->port;
        info.url_count = h->listening->url_count;
    }
    return cho_options_answer(out, &info, sizeof info);
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
        .token             = text_of(c->token),
        .join_code         = text_of(c->code),
    };
    return cho_options_answer(out, &info, sizeof info);
}

chorus_result chorus_host_next_channel(chorus_runtime *rt, chorus_session session, uint32_t after, uint32_t *next)
{
    cho_session  *found;
    chorus_result r = next == NULL ? CHORUS_E_INVALID : cho_session_find(rt, session, &ops, &found);
    if (r != CHORUS_OK)
        return r;
    const host_session *h     = (const host_session *)found;
    const host_channel *known = after == 0 ? NULL : find_channel(h, after);
    if (after != 0 && known == NULL)
        return CHORUS_E_NOT_FOUND;
    const host_channel *following = cho_host_table_next(&h->channels, known);
    if (following == NULL)
        return CHORUS_E_NOT_FOUND;
    *next = following->number;
    return CHORUS_OK;
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

chorus_result chorus_host_reload_certificate(chorus_runtime *rt, chorus_session session)
{
    cho_session  *found;
    chorus_result r = cho_session_find(rt, session, &ops, &found);
    if (r != CHORUS_OK)
        return r;
    if (!((const host_session *)found)->has_tls)
        return CHORUS_E_STATE;
    cho_command *command = cho_session_command(found, CHO_HOST_COMMAND_RELOAD_CERTIFICATE, sizeof *command);
    if (command == NULL)
        return CHORUS_E_MEMORY;
    r = cho_session_send(found, command);
    if (r != CHORUS_OK)
        cho_session_drop_command(found, command);
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
