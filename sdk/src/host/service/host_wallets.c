#include "host/service/host_wallets.h"

#include "base/alloc.h"
#include "data/data_wallets.h"
#include "host/room/host_participants.h"
#include "host/room/host_payment.h"
#include "host/service/host_loading.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct wallet {
    cho_host_node node;
    uint64_t      sparks;
} wallet;

typedef struct balance {
    uint32_t account;
    uint64_t sparks;
} balance;

enum { NUMBER_SIZE = 11 };

static cho_span write_number(char out[NUMBER_SIZE], uint32_t number)
{
    int len = snprintf(out, NUMBER_SIZE, "%u", (unsigned)number);
    return (cho_span){ out, (size_t)len };
}

/* False: no memory. */
static bool keep(cho_host_service *service, balance b)
{
    char            text[NUMBER_SIZE];
    cho_span        number = write_number(text, b.account);
    cho_host_table *table  = &service->wallets.table;
    wallet         *w      = cho_host_table_find(table, number);
    if (w == NULL)
        w = cho_host_table_add(table, number);
    if (w == NULL)
        return false;
    w->sparks = b.sparks;
    return true;
}

uint64_t cho_host_wallets_find(const cho_host_service *service, uint32_t account)
{
    char          text[NUMBER_SIZE];
    const wallet *w = cho_host_table_find(&service->wallets.table, write_number(text, account));
    return w != NULL ? w->sparks : 0;
}

/* ---- reading all ---- */

static bool add_balance(void *user, uint32_t account, uint64_t sparks)
{
    cho_buf      *rows = user;
    const balance b    = { account, sparks };
    cho_buf_append(rows, &b, sizeof b);
    return !rows->failed;
}

static chorus_result read_all(cho_host_loading *loading, cho_db *db)
{
    return cho_wallet_list(db, add_balance, &loading->rows[0]);
}

static chorus_result take_all(cho_host_loading *loading)
{
    const cho_buf *rows = &loading->rows[0];
    balance        b;
    for (size_t at = 0; at < rows->len; at += sizeof b) {
        memcpy(&b, rows->data + at, sizeof b);
        if (!keep(loading->service, b))
            return CHORUS_E_MEMORY;
    }
    return CHORUS_OK;
}

void cho_host_wallets_load(cho_host_service *service)
{
    cho_host_load(service, read_all, take_all);
}

/* ---- what another process changes ---- */

typedef struct refresh {
    cho_vault_job     job;
    cho_host_service *service;
    balance           now;
} refresh;

static chorus_result work_refresh(cho_vault_job *job, cho_db *db)
{
    refresh *r = (refresh *)job;
    return cho_wallet_get(db, r->now.account, &r->now.sparks);
}

/* Payments that are not written yet were made after this was read. */
static void set_balance(cho_host_service *service, balance now)
{
    char           text[NUMBER_SIZE];
    cho_host_user *user = cho_host_users_by_number(service->config->users, write_number(text, now.account));
    (void)keep(service, now);
    if (user == NULL || !user->is_account)
        return;
    user->sparks = now.sparks > user->unwritten ? now.sparks - user->unwritten : 0;
    cho_host_tell_balance(user);
}

static void finish_refresh(cho_vault_job *job, chorus_result result)
{
    refresh          *r       = (refresh *)job;
    cho_host_service *service = r->service;
    if (result == CHORUS_OK)
        set_balance(service, r->now);
    else
        cho_host_service_log(service, CHORUS_LOG_WARNING, "a wallet that was changed could not be read");
    cho_release(service->heap, r);
}

static void on_change(void *user, cho_span key)
{
    cho_host_service *service = user;
    refresh          *r       = cho_alloc_zero(service->heap, sizeof *r);
    if (r == NULL)
        return;
    *r             = (refresh){ .job = { .work = work_refresh, .done = finish_refresh }, .service = service };
    r->now.account = (uint32_t)strtoul(key.ptr, NULL, 10);
    if (cho_host_vault_submit(service->vault, &r->job) != CHORUS_OK)
        cho_release(service->heap, r);
}

/* ---- paying ---- */

typedef struct paying {
    cho_vault_job     job;
    cho_host_service *service;
    cho_host_payment *payment;
    cho_data_payment  row;
} paying;

static chorus_result work_paying(cho_vault_job *job, cho_db *db)
{
    return cho_wallet_pay(db, &((paying *)job)->row);
}

static void finish_paying(cho_vault_job *job, chorus_result result)
{
    paying           *p       = (paying *)job;
    cho_host_service *service = p->service;
    cho_host_payment_end(p->payment, result, cho_host_service_now_ms(service));
    cho_release(service->heap, p);
}

static chorus_result write_payment(void *user, cho_host_payment *payment)
{
    cho_host_channel *channel = user;
    cho_host_service *service = channel->service;
    paying           *p       = cho_alloc_zero(service->heap, sizeof *p);
    if (p == NULL)
        return CHORUS_E_MEMORY;
    *p = (paying){ .job = { .work = work_paying, .done = finish_paying }, .service = service, .payment = payment };
    p->row = (cho_data_payment){ .transaction_id = payment->transaction,
                                 .account        = payment->payer->number,
                                 .channel        = channel->config->number,
                                 .cost           = payment->cost,
                                 .at_ms          = cho_host_service_now_ms(service) };
    chorus_result r = cho_host_vault_submit(service->vault, &p->job);
    if (r != CHORUS_OK)
        cho_release(service->heap, p);
    return r;
}

cho_host_ledger cho_host_wallets_ledger(cho_host_channel *channel)
{
    return (cho_host_ledger){ write_payment, channel };
}

/* ---- begin and end ---- */

void cho_host_wallets_init(cho_host_service *service)
{
    cho_host_wallets *wallets = &service->wallets;
    wallets->watch            = (cho_vault_watch){ .entity = "wallet", .on_change = on_change, .user = service };
    cho_host_table_init(&wallets->table, service->heap, service->hash_seed, sizeof(wallet));
}

void cho_host_wallets_deinit(cho_host_service *service)
{
    cho_host_table_deinit(&service->wallets.table);
}
