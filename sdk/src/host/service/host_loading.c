#include "host/service/host_loading.h"

#include "base/alloc.h"
#include "host/service/host_memories.h"
#include "host/service/oauth/host_oauth_store.h"

static void begin(cho_host_service *service)
{
    service->load_count++;
}

static void end(cho_host_service *service, chorus_result result)
{
    if (service->load_result == CHORUS_OK)
        service->load_result = result;
    if (--service->load_count == 0 && !service->is_closing)
        cho_host_service_loaded(service, service->load_result);
}

static chorus_result work(cho_vault_job *job, cho_db *db)
{
    cho_host_loading *loading = (cho_host_loading *)job;
    for (size_t i = 0; i < CHO_HOST_LOADING_TABLES; i++)
        cho_buf_clear(&loading->rows[i]);
    return loading->read(loading, db);
}

static void release(cho_host_loading *loading)
{
    for (size_t i = 0; i < CHO_HOST_LOADING_TABLES; i++)
        cho_buf_deinit(&loading->rows[i]);
    cho_release(loading->service->heap, loading);
}

static void on_done(cho_vault_job *job, chorus_result result)
{
    cho_host_loading *loading = (cho_host_loading *)job;
    cho_host_service *service = loading->service;
    if (result == CHORUS_OK && loading->take != NULL)
        result = loading->take(loading);
    release(loading);
    end(service, result);
}

static chorus_result submit(const cho_host_loading *given)
{
    const chorus_allocator *heap    = given->service->heap;
    cho_host_loading       *loading = cho_alloc_zero(heap, sizeof *loading);
    if (loading == NULL)
        return CHORUS_E_MEMORY;
    *loading = *given;
    for (size_t i = 0; i < CHO_HOST_LOADING_TABLES; i++)
        cho_buf_init(&loading->rows[i], heap);
    chorus_result r = cho_host_vault_submit(given->service->vault, &loading->job);
    if (r != CHORUS_OK)
        release(loading);
    return r;
}

void cho_host_load(cho_host_service *service, chorus_result (*read)(cho_host_loading *loading, cho_db *db),
                   chorus_result (*take)(cho_host_loading *loading))
{
    const chorus_host_limits *limits  = &service->config->limits;
    const cho_host_loading    loading = {
        .job     = { .work = work, .done = on_done },
        .service = service,
        .read    = read,
        .take    = take,
        .now_ms  = cho_host_service_now_ms(service),
        .lives   = { limits->access_token_s, limits->refresh_token_s, limits->login_s },
    };
    begin(service);
    chorus_result r = submit(&loading);
    if (r != CHORUS_OK)
        end(service, r);
}

/* It counts as one part itself, so that the first part to fail at once does not end the whole. */
void cho_host_load_all(cho_host_service *service)
{
    begin(service);
    cho_host_wallets_load(service);
    cho_host_oauth_load(service);
    cho_host_memories_load(service);
    cho_host_ban_book_load(service);
    end(service, CHORUS_OK);
}
