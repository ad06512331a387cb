#include "host/service/host_config.h"

#include "base/alloc.h"
#include "base/options.h"
#include "base/span.h"
#include "base/utf8.h"
#include "host/room/host_secret.h"
#include "host/service/host_config_clients.h"
#include "host/service/host_config_users.h"
#include "host/service/host_crowd.h"
#include "host/service/host_origin.h"

#include <stdio.h>

enum {
    TITLE_MAX   = 128,
    TOKEN_BYTES = 24
};

/* ---- the list of channels ---- */

static uint32_t number_or(uint32_t number, uint32_t otherwise)
{
    return number != 0 ? number : otherwise;
}

static uint32_t count_channels(const chorus_host_options *options)
{
    return options->channel_count == 0 ? 1 : options->channel_count;
}

/* The plain fields, when there is no list. */
static chorus_host_channel only_channel(const chorus_host_options *options)
{
    return (chorus_host_channel){
        .channel    = options->channel,
        .version_id = options->version_id,
        .token      = options->token,
        .title      = options->title,
        .share_code = options->share_code,
        .join_code  = options->join_code,
    };
}

/* The caller's idea of how large one is may differ from ours; all of a list have the first one's size. */
static chorus_result read_channel(const chorus_host_options *options, uint32_t index, chorus_host_channel *out)
{
    *out = only_channel(options);
    if (options->channel_count > 0) {
        size_t        step = options->channels->struct_size;
        chorus_result r    = cho_options_copy(out, sizeof *out, (const char *)options->channels + index * step);
        if (r != CHORUS_OK)
            return r;
    }
    out->channel = number_or(out->channel, index + 1);
    return CHORUS_OK;
}

/* The limits that will hold; defaults where what was asked for cannot be read, which is told elsewhere. */
static chorus_result read_limits(const chorus_host_options *options, chorus_host_limits *out)
{
    chorus_host_limits asked;
    chorus_result      r = cho_host_limits_asked(options, &asked);
    cho_host_limits_complete(&asked, &asked, out);
    return r;
}

static bool is_list_there(const chorus_host_options *options, const chorus_host_limits *limits)
{
    return options->channel_count == 0
           || (options->channels != NULL && options->channel_count <= limits->channels_by_options);
}

chorus_result cho_host_check_channels(const chorus_host_options *options)
{
    chorus_host_limits limits;
    chorus_result      r = read_limits(options, &limits);
    if (r == CHORUS_OK && !is_list_there(options, &limits))
        r = CHORUS_E_INVALID;
    for (uint32_t i = 0; r == CHORUS_OK && i < options->channel_count; i++) {
        chorus_host_channel channel;
        r = read_channel(options, i, &channel);
    }
    return r;
}

/* ---- checking ---- */

static bool is_title(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    }
    return len <= TITLE_MAX && cho_utf8_valid(text, len);
}

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static const char *const title_fault = "title: at most 128 bytes of UTF-8 without control characters are possible";
static const char *find_crowd_fault(uint32_t max_participants)
{
    chorus_host_limits limits;
    CHORUS_INIT(&limits);
    limits.max_participants = max_participants;
    return cho_host_limits_fault(&limits);
}

static const char *find_fault(const chorus_host_channel *channel)
{
    char code[CHO_HOST_CODE_SIZE];
    if (channel->token != NULL && !cho_host_can_be_secret(channel->token))
        return "token: 1 to 128 printable characters without spaces are needed";
    if (is_given(channel->share_code) && !cho_host_can_be_secret(channel->share_code))
        return "share_code: at most 128 printable characters without spaces are possible";
    if (channel->title != NULL && !is_title(channel->title))
        return title_fault;
    if (is_given(channel->join_code) && !cho_host_code_read(cho_span_of(channel->join_code), code))
        return "join_code: five of the letters BCDFGHJKLMNPQRSTVWXZ are needed";
    return find_crowd_fault(channel->max_participants);
}

static bool has_same_code(const chorus_host_channel *a, const chorus_host_channel *b)
{
    char one[CHO_HOST_CODE_SIZE], other[CHO_HOST_CODE_SIZE];
    return is_given(a->join_code) && is_given(b->join_code)
           && cho_host_code_read(cho_span_of(a->join_code), one)
           && cho_host_code_read(cho_span_of(b->join_code), other) && strcmp(one, other) == 0;
}

/* What this channel has in common with an earlier one and must not. */
static const char *find_conflict(const chorus_host_options *options, uint32_t index)
{
    chorus_host_channel channel, other;
    (void)read_channel(options, index, &channel);
    for (uint32_t i = 0; i < index; i++) {
        (void)read_channel(options, i, &other);
        if (channel.channel == other.channel)
            return "channels: each needs a number of its own";
        if (channel.token != NULL && other.token != NULL && strcmp(channel.token, other.token) == 0)
            return "channels: each needs a token of its own";
        if (has_same_code(&channel, &other))
            return "channels: each needs a join_code of its own";
    }
    return NULL;
}

static const char *find_limit_fault(const chorus_host_options *options)
{
    chorus_host_limits asked;
    (void)cho_host_limits_asked(options, &asked);
    return cho_host_limits_fault(&asked);
}

static const char *find_count_fault(const chorus_host_options *options)
{
    chorus_host_limits limits;
    (void)read_limits(options, &limits);
    if (options->project_count > limits.projects_by_options)
        return "project_count: there are more than projects_by_options of the limits";
    if (options->user_count > limits.max_users)
        return "user_count: there are more than max_users of the limits";
    if (options->client_count > limits.clients_by_options)
        return "client_count: there are more than clients_by_options of the limits";
    return NULL;
}

static const char *find_project_fault(const chorus_host_options *options)
{
    for (uint32_t i = 0; i < options->project_count; i++) {
        if (options->projects == NULL || !is_given(options->projects[i]))
            return "projects: each is a JSON text or the name of a file";
    }
    return NULL;
}

const char *cho_host_options_fault(const chorus_host_options *options)
{
    const char *fault = NULL;
    for (uint32_t i = 0; fault == NULL && i < count_channels(options); i++) {
        chorus_host_channel channel;
        (void)read_channel(options, i, &channel);
        fault = find_fault(&channel);
        if (fault == NULL)
            fault = find_conflict(options, i);
    }
    if (fault != NULL)
        return fault;
    if (options->title != NULL && !is_title(options->title))
        return title_fault;
    if (is_given(options->certificate_file) != is_given(options->private_key_file))
        return "certificate_file, private_key_file: TLS needs both";
    if (is_given(options->metrics_token) && !cho_host_can_be_secret(options->metrics_token))
        return "metrics_token: 1 to 128 printable characters without spaces are needed";
    fault = cho_host_origin_fault(options);
    if (fault == NULL)
        fault = cho_host_proxies_fault(options->trusted_proxies);
    if (fault == NULL)
        fault = find_limit_fault(options);
    if (fault == NULL)
        fault = find_count_fault(options);
    if (fault == NULL)
        fault = find_project_fault(options);
    if (fault == NULL)
        fault = cho_host_users_fault(options);
    return fault != NULL ? fault : cho_host_clients_fault(options);
}

/* ---- copying ---- */

static char *copy_or(const chorus_allocator *heap, const char *text, const char *otherwise)
{
    return cho_span_dup(heap, cho_span_of(is_given(text) ? text : otherwise));
}

static bool is_code_taken(const cho_host_config *config, const char *code)
{
    for (uint32_t i = 0; i < config->channel_count; i++) {
        if (strcmp(config->channels[i].code, code) == 0)
            return true;
    }
    return false;
}

/* Channels without a code get any. False: the system has no randomness. */
static bool make_codes(cho_host_config *config)
{
    char code[CHO_HOST_CODE_SIZE];
    for (uint32_t i = 0; i < config->channel_count; i++) {
        if (config->channels[i].code[0] != '\0')
            continue;
        do {
            if (!cho_host_code_make(code))
                return false;
        } while (is_code_taken(config, code));
        memcpy(config->channels[i].code, code, sizeof code);
    }
    return true;
}

/* OK; E_MEMORY; E_STATE: the system has no randomness for a token. */
static chorus_result copy_channel(cho_host_config *config, const chorus_host_options *options, uint32_t index)
{
    cho_host_channel_config *to = &config->channels[index];
    chorus_host_channel      from;
    char                     token[2 * TOKEN_BYTES + 1];
    if (!cho_host_make_secret(token, TOKEN_BYTES))
        return CHORUS_E_STATE;
    (void)read_channel(options, index, &from);
    bool        has_code  = is_given(from.share_code);
    to->number            = from.channel;
    to->version_id        = from.version_id;
    to->max_participants  = from.max_participants;
    to->token             = copy_or(config->heap, from.token, token);
    to->title             = copy_or(config->heap, from.title, config->title);
    to->share_code        = has_code ? copy_or(config->heap, from.share_code, "") : NULL;
    if (is_given(from.join_code))
        (void)cho_host_code_read(cho_span_of(from.join_code), to->code);
    bool is_whole = to->token != NULL && to->title != NULL && (to->share_code != NULL) == has_code;
    return is_whole ? CHORUS_OK : CHORUS_E_MEMORY;
}

static chorus_result copy_channels(cho_host_config *config, const chorus_host_options *options)
{
    uint32_t count   = count_channels(options);
    config->channels = cho_alloc_zero(config->heap, count * sizeof *config->channels);
    if (config->channels == NULL)
        return CHORUS_E_MEMORY;
    config->channel_count = count;
    chorus_result r       = CHORUS_OK;
    for (uint32_t i = 0; r == CHORUS_OK && i < count; i++)
        r = copy_channel(config, options, i);
    return r == CHORUS_OK && !make_codes(config) ? CHORUS_E_STATE : r;
}

/* NULL when it is not given. */
static chorus_result copy_given(const chorus_allocator *heap, const char *text, char **out)
{
    if (!is_given(text))
        return CHORUS_OK;
    *out = cho_span_dup(heap, cho_span_of(text));
    return *out != NULL ? CHORUS_OK : CHORUS_E_MEMORY;
}

static chorus_result copy_texts(cho_host_config *config, const chorus_host_options *options)
{
    config->title   = copy_or(config->heap, options->title, "Chorus");
    chorus_result r = config->title == NULL ? CHORUS_E_MEMORY : CHORUS_OK;
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->bind_address, &config->address);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->certificate_file, &config->certificate_file);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->private_key_file, &config->private_key_file);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->data_folder, &config->data_folder);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->public_url, &config->public_url);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->allowed_hosts, &config->allowed_hosts);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->allowed_origins, &config->allowed_origins);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->metrics_token, &config->metrics_token);
    if (r == CHORUS_OK)
        r = copy_given(config->heap, options->trusted_proxies, &config->trusted_proxies);
    return r;
}

/* Somebody's own channel has the number of one of the options. */
static bool is_number_taken(const cho_host_config *config, uint32_t number)
{
    char                 text[12];
    int                  len  = snprintf(text, sizeof text, "%u", (unsigned)number);
    const cho_host_user *user = cho_host_users_by_number(config->users, (cho_span){ text, (size_t)len });
    return user != NULL && user->has_channel;
}

/* Nobody in the audience may hold the key to a game of somebody else. */
static chorus_result copy_users(cho_host_config *config, const chorus_host_options *options)
{
    chorus_result r = cho_host_users_copy(options, config->limits.max_users, config->heap, &config->users);
    for (uint32_t i = 0; i < config->channel_count && r == CHORUS_OK; i++) {
        if (cho_host_users_by_token(config->users, cho_span_of(config->channels[i].token)) != NULL
            || is_number_taken(config, config->channels[i].number))
            r = CHORUS_E_INVALID;
    }
    return r;
}

static chorus_result copy_projects(cho_host_config *config, const chorus_host_options *options)
{
    if (options->project_count == 0)
        return CHORUS_OK;
    config->projects = cho_alloc_zero(config->heap, options->project_count * sizeof *config->projects);
    if (config->projects == NULL)
        return CHORUS_E_MEMORY;
    config->project_count = options->project_count;
    chorus_result r       = CHORUS_OK;
    for (uint32_t i = 0; r == CHORUS_OK && i < options->project_count; i++)
        r = copy_given(config->heap, options->projects[i], &config->projects[i]);
    return r;
}

chorus_result cho_host_config_init(cho_host_config *config, const chorus_allocator *heap,
                                   const chorus_host_options *options)
{
    *config = (cho_host_config){
        .heap             = heap,
        .port             = options->port,
        .refuses_guests   = options->refuses_guests,
        .is_development   = options->is_development,
        .client_count     = options->client_count,
        .refuses_new_accounts = options->refuses_new_accounts,
        .refuses_bundles  = options->refuses_bundles,
    };
    chorus_result r = read_limits(options, &config->limits);
    cho_machine_name(config->machine);
    if (r == CHORUS_OK)
        r = copy_texts(config, options);
    if (r == CHORUS_OK)
        r = copy_channels(config, options);
    if (r == CHORUS_OK)
        r = copy_users(config, options);
    if (r == CHORUS_OK)
        r = cho_host_clients_copy(options, heap, &config->clients);
    if (r == CHORUS_OK)
        r = copy_projects(config, options);
    if (r != CHORUS_OK)
        cho_host_config_deinit(config);
    return r;
}

uint32_t cho_host_config_room_for(const cho_host_config *config, const cho_host_channel_config *channel)
{
    uint32_t most = config->limits.max_participants;
    return channel->max_participants != 0 && channel->max_participants < most ? channel->max_participants : most;
}

static void drop_channel(const chorus_allocator *heap, cho_host_channel_config *channel)
{
    cho_release(heap, channel->token);
    cho_release(heap, channel->title);
    cho_release(heap, channel->share_code);
}

void cho_host_config_deinit(cho_host_config *config)
{
    for (uint32_t i = 0; i < config->channel_count; i++)
        drop_channel(config->heap, &config->channels[i]);
    cho_release(config->heap, config->channels);
    for (uint32_t i = 0; i < config->project_count; i++)
        cho_release(config->heap, config->projects[i]);
    cho_release(config->heap, config->projects);
    cho_release(config->heap, config->title);
    cho_release(config->heap, config->address);
    cho_host_users_destroy(config->users);
    cho_release(config->heap, config->clients);
    cho_release(config->heap, config->certificate_file);
    cho_release(config->heap, config->private_key_file);
    cho_release(config->heap, config->data_folder);
    cho_release(config->heap, config->public_url);
    cho_release(config->heap, config->allowed_hosts);
    cho_release(config->heap, config->allowed_origins);
    cho_release(config->heap, config->metrics_token);
    cho_release(config->heap, config->trusted_proxies);
    *config = (cho_host_config){ .heap = config->heap };
}
