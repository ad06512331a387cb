#include "host/service/host_moderator.h"
#include "host/service/oauth/host_oauth_store.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "host/project/host_project_text.h"
#include "host/service/host_crowd.h"
#include "host/service/host_loading.h"
#include "host/service/host_memories.h"
#include "host/service/host_reckoning.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    SCRATCH_CHUNK_BYTES = 2048,
    ERROR_SIZE          = 512,  /* a path is in it */
    MINUTE_MS           = 60000
};

int64_t cho_host_service_now_ms(const cho_host_service *service)
{
    return service->base_wall_ms + (int64_t)((cho_clock_mono_ns() - service->base_mono_ns) / 1000000);
}

bool cho_host_service_has_room(const cho_host_service *service)
{
    return service->seat_count < service->config->limits.max_participants;
}

void cho_host_service_log(const cho_host_service *service, chorus_log_level level, const char *format, ...)
{
    char    line[256];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    service->watch.on_log(service->watch.user, level, line);
}

bool cho_host_service_wants_tls(const cho_host_service *service, const cho_exchange *exchange)
{
    return service->config->certificate_file != NULL && cho_exchange_line(exchange) == CHO_LINE_OPEN;
}

/* ---- open and close ---- */

static cho_server_options server_options(const cho_host_config *config)
{
    const chorus_host_limits *limits = &config->limits;
    return (cho_server_options){
        .address          = config->address,
        .port             = config->port,
        .max_body         = limits->request_body_bytes,
        .max_message      = limits->participant_message_bytes,
        .max_sockets      = limits->max_participants + limits->spare_connections,
        .header_ms        = limits->header_ms,
        .body_ms          = limits->body_ms,
        .answer_ms        = limits->answer_ms,
        .ping_after_ms    = limits->ping_after_ms,
        .hang_up_after_ms = limits->hang_up_after_ms,
        .stuck_ms         = limits->slow_reader_ms,
        .max_fresh        = limits->unheard_connections,
        .address_sockets  = limits->connections_per_address,
        .connects_per_s   = limits->connects_per_address_s,
        .certificate_file = config->certificate_file,
        .private_key_file = config->private_key_file,
    };
}

static chorus_result open_server(cho_host_service *service, char *error, size_t error_len)
{
    static const cho_server_handlers handlers = {
        .on_request = cho_host_on_request, .on_refuse = cho_host_on_refuse, .on_body = cho_host_on_body, .on_upgrade = cho_host_on_upgrade, .on_open = cho_host_on_open,
        .is_proxy = cho_host_is_proxy, .on_message = cho_host_on_message, .on_too_big = cho_host_on_too_big, .on_close = cho_host_on_close,
    };
    cho_server_options options = server_options(service->config);
    options.hash_seed          = service->hash_seed;
    return cho_server_open(service->loop, &options, &handlers, service, &service->server, error, error_len);
}

static void set_key_limits(cho_host_service *service)
{
    const chorus_host_limits *limits = &service->config->limits;
    service->keys.most               = limits->join_keys;
    service->keys.life_ms            = limits->join_key_ms;
    service->studio_keys.most        = limits->join_keys;
    service->studio_keys.life_ms     = limits->join_key_ms;
}

void cho_host_service_take_limits(cho_host_service *service)
{
    const cho_server_options options = server_options(service->config);
    if (service->is_closing)
        return;
    cho_host_channels_take_limits(service);
    set_key_limits(service);
    cho_host_users_set_most(service->config->users, service->config->limits.max_users);
    cho_host_oauth_take_limits(service);
    if (service->server != NULL) /* it is opened with them when the data has been read */
        cho_server_set_limits(service->server, &options);
}

/* Before anybody is there who would have to wait for a disk. */
static chorus_result load_projects(cho_host_service *service, char *error, size_t error_len)
{
    const cho_host_config *config = service->config;
    char                   why[ERROR_SIZE];
    for (uint32_t i = 0; i < config->project_count; i++) {
        chorus_result r = cho_host_project_take(&service->projects, &config->limits, config->projects[i],
                                                !config->refuses_bundles, why, sizeof why);
        if (r != CHORUS_OK) {
            snprintf(error, error_len, "%s", why);
            return r == CHORUS_E_MEMORY ? r : CHORUS_E_INVALID;
        }
        if (why[0] != '\0')
            cho_host_service_log(service, CHORUS_LOG_WARNING, "%s", why);
    }
    return CHORUS_OK;
}

/* ---- what is remembered ---- */

static void on_trouble(void *user, const char *what)
{
    const cho_host_service *service = user;
    if (what != NULL)
        cho_host_service_log(service, CHORUS_LOG_ERROR, "event=data_refused text=\"%s\"", what);
    else
        cho_host_service_log(service, CHORUS_LOG_INFO, "event=data_writable");
}

static void listen_and_tell(cho_host_service *service)
{
    char          error[ERROR_SIZE];
    chorus_result r = open_server(service, error, sizeof error);
    service->watch.on_open(service->watch.user, r, error);
}

void cho_host_service_loaded(cho_host_service *service, chorus_result result)
{
    if (result == CHORUS_OK)
        listen_and_tell(service);
    else
        service->watch.on_open(service->watch.user, result, "the data folder could not be read");
}

static void on_reckoned(cho_host_service *service, chorus_result result)
{
    if (service->is_closing)
        return;
    if (result == CHORUS_OK)
        cho_host_load_all(service);
    else
        cho_host_service_loaded(service, result);
}

static void on_vault_open(void *user, chorus_result result, const char *error)
{
    cho_host_service *service = user;
    if (service->is_closing)
        return;
    if (result != CHORUS_OK) {
        service->watch.on_open(service->watch.user, result, error);
        return;
    }
    cho_host_reckon(service, on_reckoned);
}

static chorus_result create_vault(cho_host_service *service)
{
    const cho_vault_options options = {
        .folder     = service->config->data_folder,
        .max_jobs   = service->config->limits.jobs_for_disk,
        .on_trouble = on_trouble,
        .user       = service,
    };
    chorus_result r = cho_host_vault_create(service->heap, service->loop, &options, &service->vault);
    if (r != CHORUS_OK)
        return r;
    cho_host_vault_watch(service->vault, &service->wallets.watch);
    cho_host_vault_watch(service->vault, &service->ban_book.watch);
    cho_host_memories_follow(service);
    return CHORUS_OK;
}

/* Without a folder there is nothing to be read, and nobody waits. */
static chorus_result open_vault(cho_host_service *service)
{
    if (service->config->data_folder != NULL)
        return cho_host_vault_open(service->vault, on_vault_open, service);
    listen_and_tell(service);
    return CHORUS_OK;
}

chorus_result cho_host_service_open(cho_loop *loop, const cho_host_config *config, uint64_t hash_seed,
                                    const cho_host_watch *watch, cho_host_service **out, char *error,
                                    size_t error_len)
{
    const chorus_allocator *heap    = config->heap; /* it outlives the loop */
    cho_host_service       *service = cho_alloc_zero(heap, sizeof *service);
    snprintf(error, error_len, "out of memory");
    if (service == NULL)
        return CHORUS_E_MEMORY;
    service->heap         = heap;
    service->loop         = loop;
    service->config       = config;
    service->watch        = *watch;
    service->base_wall_ms = cho_clock_wall_ms();
    service->base_mono_ns = cho_clock_mono_ns();
    service->hash_seed    = hash_seed;
    cho_host_keys_init(&service->keys, heap, hash_seed);
    cho_host_keys_init(&service->studio_keys, heap, hash_seed);
    set_key_limits(service);
    cho_host_codes_init(&service->codes, heap, hash_seed);
    cho_auth_tally_init(&service->code_tries, heap, hash_seed, &config->limits, MINUTE_MS);
    cho_neighbours_init(&service->neighbours, heap, hash_seed);
    cho_host_projects_init(&service->projects, heap, hash_seed);
    cho_host_wallets_init(service);
    cho_host_ban_book_init(service);
    cho_arena_init(&service->scratch, heap, SCRATCH_CHUNK_BYTES);
    cho_buf_init(&service->body, heap);
    cho_buf_init(&service->frame, heap);
    cho_buf_init(&service->text, heap);
    service->stream_quota = config->limits.max_compressed;

    chorus_result r = load_projects(service, error, error_len);
    if (r == CHORUS_OK)
        r = cho_host_channels_open(service);
    if (r == CHORUS_OK)
        r = create_vault(service);
    if (r == CHORUS_OK)
        r = cho_host_oauth_open(service);
    *out = service;
    if (r == CHORUS_OK)
        r = open_vault(service);
    if (r != CHORUS_OK)
        cho_host_service_free(service);
    return r;
}

static void on_vault_closed(void *user)
{
    cho_host_service *service = user;
    service->on_closed(service->on_closed_user);
}

/* What is on its way to the disk arrives there. */
static void on_server_closed(void *user)
{
    cho_host_service *service = user;
    service->server           = NULL;
    cho_host_vault_close(service->vault, on_vault_closed, service);
}

void cho_host_service_close(cho_host_service *service, void (*on_closed)(void *user), void *user)
{
    if (service->is_closing)
        return;
    service->is_closing     = true;
    service->on_closed      = on_closed;
    service->on_closed_user = user;
    cho_host_channels_rest(service);
    if (service->server == NULL)
        on_server_closed(service);
    else
        cho_server_close(service->server, CHO_HOST_CLOSE_RESTART, "the host is closing", on_server_closed, service);
}

void cho_host_service_reload_certificate(cho_host_service *service)
{
    const cho_host_config *config = service->config;
    char                   error[ERROR_SIZE];
    if (service->is_closing || config->certificate_file == NULL)
        return;
    if (cho_server_reload_identity(service->server, config->certificate_file, config->private_key_file, error,
                                   sizeof error) == CHORUS_OK)
        cho_host_service_log(service, CHORUS_LOG_INFO, "event=certificate_reloaded");
    else
        cho_host_service_log(service, CHORUS_LOG_ERROR, "event=certificate_kept text=\"%s\"", error);
}

void cho_host_service_end_game(cho_host_service *service, uint32_t number)
{
    cho_host_channel *channel = cho_host_service_channel(service, number);
    if (channel == NULL || service->is_closing)
        return;
    cho_host_room_end_game(channel->room, cho_host_service_now_ms(service));
    cho_host_channel_attend(channel);
}

chorus_result cho_host_service_moderate(cho_host_service *service, uint32_t number, const cho_host_order *order)
{
    cho_host_channel *channel = cho_host_service_channel(service, number);
    cho_host_outcome  outcome;
    bool              is_later;
    if (channel == NULL || service->is_closing)
        return CHORUS_E_NOT_FOUND;
    chorus_result r = cho_host_channel_moderate(channel, order, NULL, &outcome, &is_later);
    cho_host_channel_attend(channel);
    return r;
}

void cho_host_service_free(cho_host_service *service)
{
    if (service == NULL)
        return;
    cho_host_vault_free(service->vault);
    cho_host_oauth_close(service);
    cho_host_channels_close(service);
    cho_host_codes_deinit(&service->codes);
    cho_auth_tally_deinit(&service->code_tries);
    cho_host_projects_deinit(&service->projects);
    cho_host_wallets_deinit(service);
    cho_host_ban_book_deinit(service);
    cho_host_keys_deinit(&service->keys);
    cho_host_keys_deinit(&service->studio_keys);
    cho_neighbours_deinit(&service->neighbours);
    cho_arena_deinit(&service->scratch);
    cho_buf_deinit(&service->body);
    cho_buf_deinit(&service->frame);
    cho_buf_deinit(&service->text);
    cho_release(service->heap, service);
}

/* ---- questions ---- */

uint16_t cho_host_service_port(const cho_host_service *service)
{
    return cho_server_port(service->server);
}
