#include "host/service/host_channel.h"

#include "host/service/host_memories.h"
#include "host/service/oauth/host_oauth.h"

#include <stdio.h>

enum {
    SOON_MS     = 50,
    WAIT_MAX_MS = 3600 * 1000,
    NUMBER_SIZE = 12
};

static cho_span write_number(uint32_t number, char out[NUMBER_SIZE])
{
    int len = snprintf(out, NUMBER_SIZE, "%u", (unsigned)number);
    return (cho_span){ out, (size_t)len };
}

cho_host_channel *cho_host_service_channel(const cho_host_service *service, uint32_t number)
{
    char text[NUMBER_SIZE];
    return cho_host_table_find(&service->channels.table, write_number(number, text));
}

bool cho_host_service_knows_channel(const cho_host_service *service, uint32_t number)
{
    return cho_host_service_channel(service, number) != NULL || cho_host_codes_of(&service->codes, number) != NULL;
}

cho_host_channel *cho_host_service_first_channel(const cho_host_service *service)
{
    return cho_host_table_next(&service->channels.table, NULL);
}

/* ---- time ---- */

static void on_tick(void *user)
{
    cho_host_channel *channel = user;
    cho_host_room_tick(channel->room, cho_host_service_now_ms(channel->service));
    cho_host_channel_attend(channel);
}

/* A tick that comes soon is soon enough for whatever else there is: a crowd that moves asks for one all the time. */
static void wait_for_room(cho_host_channel *channel)
{
    cho_host_service *service    = channel->service;
    int64_t           now_ms     = cho_host_service_now_ms(service);
    bool              is_running = cho_timer_is_running(&channel->tick);
    if (service->is_closing || (is_running && channel->tick_at_ms <= now_ms + SOON_MS))
        return;
    int64_t due_ms = cho_host_room_due_ms(channel->room, now_ms);
    if (due_ms == 0 || (is_running && channel->tick_at_ms <= due_ms))
        return;
    int64_t latest_ms   = now_ms + WAIT_MAX_MS;
    channel->tick_at_ms = due_ms < now_ms ? now_ms : due_ms < latest_ms ? due_ms : latest_ms;
    cho_timer_start(service->loop, &channel->tick, (uint32_t)(channel->tick_at_ms - now_ms), on_tick, channel);
}

/* ---- begin and end ---- */

/* A guest must not be taken for somebody who has not taken part yet. */
static bool is_name_of_account(void *user, const char *name)
{
    return cho_host_oauth_has_name(user, name);
}

static cho_host_room_options room_options(cho_host_channel *channel)
{
    const cho_host_service *service = channel->service;
    return (cho_host_room_options){
        .hash_seed          = service->hash_seed,
        .max_participants   = cho_host_config_room_for(service->config, channel->config),
        .users              = service->config->users,
        .limits             = &service->config->limits,
        .accounts           = { is_name_of_account, channel->service },
        .ledger             = cho_host_wallets_ledger(channel),
        .tally              = &channel->service->metrics.rooms,
    };
}

static chorus_result make_room(cho_host_channel *channel)
{
    const cho_host_room_options options = room_options(channel);
    cho_host_outbox             outbox  = cho_host_socket_outbox;
    outbox.user                         = channel->service;
    return cho_host_room_create(channel->service->heap, &options, &outbox, &channel->room);
}

static bool is_of_account(const cho_host_channel *channel)
{
    return channel->config == &channel->own;
}

uint32_t cho_host_channel_owner(const cho_host_channel *channel)
{
    return is_of_account(channel) ? channel->config->number : 0;
}

uint16_t cho_host_channel_judge(const cho_host_channel *channel, uint32_t version_id, cho_span share_code)
{
    const cho_host_version *version = cho_host_version_find(&channel->service->projects, version_id);
    return version == NULL ? 0 : cho_host_version_judge(version, cho_host_channel_owner(channel), share_code);
}

static void remove_channel(cho_host_channel *channel)
{
    cho_host_channels *channels = &channel->service->channels;
    channels->account_count -= is_of_account(channel);
    cho_timer_cancel(&channel->tick);
    cho_host_room_destroy(channel->room);
    cho_host_table_remove(&channels->table, channel);
}

/* `config` NULL: that of an account. */
static chorus_result add_channel(cho_host_service *service, uint32_t number, const cho_host_channel_config *config,
                                 cho_host_channel **out)
{
    char              text[NUMBER_SIZE];
    cho_host_channel *channel = cho_host_table_add(&service->channels.table, write_number(number, text));
    if (channel == NULL)
        return CHORUS_E_MEMORY;
    channel->service = service;
    channel->own     = (cho_host_channel_config){ .number = number, .title = service->config->title };
    channel->config  = config != NULL ? config : &channel->own;
    service->channels.account_count += config == NULL;
    chorus_result r = make_room(channel);
    if (r == CHORUS_OK && !cho_host_ban_book_apply(channel))
        r = CHORUS_E_MEMORY;
    if (r == CHORUS_OK)
        *out = channel;
    else
        remove_channel(channel);
    return r;
}

chorus_result cho_host_channels_open(cho_host_service *service)
{
    const cho_host_config *config = service->config;
    cho_host_channel      *channel;
    chorus_result          r = CHORUS_OK;
    cho_host_table_init(&service->channels.table, service->heap, service->hash_seed, sizeof(cho_host_channel));
    cho_buf_init(&service->channels.gone, service->heap);
    for (uint32_t i = 0; r == CHORUS_OK && i < config->channel_count; i++) {
        const cho_host_channel_config *given = &config->channels[i];
        r = add_channel(service, given->number, given, &channel);
        if (r == CHORUS_OK)
            r = cho_host_codes_add(&service->codes, given->code, given->number);
    }
    return r;
}

void cho_host_channels_take_limits(cho_host_service *service)
{
    cho_host_channel *channel = NULL;
    while ((channel = cho_host_table_next(&service->channels.table, channel)) != NULL) {
        const cho_host_room_options options = room_options(channel);
        cho_host_room_set_limits(channel->room, &options);
    }
}

void cho_host_channels_rest(cho_host_service *service)
{
    cho_host_channel *channel = NULL;
    while ((channel = cho_host_table_next(&service->channels.table, channel)) != NULL)
        cho_timer_cancel(&channel->tick);
}

void cho_host_channels_close(cho_host_service *service)
{
    cho_host_channel *first;
    while ((first = cho_host_service_first_channel(service)) != NULL)
        remove_channel(first);
    cho_host_table_deinit(&service->channels.table);
    cho_buf_deinit(&service->channels.gone);
}

/* ---- channels of accounts come and go ---- */

/* It keeps the one it had. */
static chorus_result give_code(cho_host_service *service, uint32_t account)
{
    if (cho_host_codes_of(&service->codes, account) != NULL)
        return CHORUS_OK;
    chorus_result r = cho_host_codes_make(&service->codes, account);
    if (r == CHORUS_OK)
        cho_host_memories_keep_code(service, account, cho_host_codes_of(&service->codes, account));
    return r;
}

chorus_result cho_host_channel_of_game(cho_host_service *service, uint32_t number, cho_host_channel **out)
{
    *out = cho_host_service_channel(service, number);
    if (*out != NULL)
        return CHORUS_OK;
    if (service->channels.account_count >= service->config->limits.max_channels)
        return CHORUS_E_AGAIN;
    chorus_result r = give_code(service, number);
    if (r == CHORUS_OK)
        r = add_channel(service, number, NULL, out);
    if (r == CHORUS_OK)
        snprintf((*out)->own.code, sizeof (*out)->own.code, "%s", cho_host_codes_of(&service->codes, number));
    return r;
}

/* What the owner knew of it goes into what it is told next. */
static void drop_channel(cho_host_channel *channel)
{
    cho_host_channels *channels = &channel->service->channels;
    cho_host_counters  counters = cho_host_room_counters(channel->room);
    channels->past.inputs_accepted += counters.inputs_accepted;
    channels->past.inputs_rejected += counters.inputs_rejected;
    if (channel->is_told)
        cho_buf_append(&channels->gone, &channel->config->number, sizeof channel->config->number);
    channels->is_all_news = channels->is_all_news || channels->gone.failed;
    remove_channel(channel);
}

static void drop_if_over(cho_host_channel *channel)
{
    if (is_of_account(channel) && channel->hold_count == 0 && !cho_host_room_is_live(channel->room))
        drop_channel(channel);
}

void cho_host_channel_hold(cho_host_channel *channel)
{
    channel->hold_count++;
}

void cho_host_channel_let_go(cho_host_channel *channel)
{
    if (channel == NULL)
        return;
    channel->hold_count--;
    cho_host_channel_attend(channel);
}

void cho_host_channel_attend(cho_host_channel *channel)
{
    const cho_host_watch *watch = &channel->service->watch;
    wait_for_room(channel);
    drop_if_over(channel);
    watch->on_change(watch->user);
}
