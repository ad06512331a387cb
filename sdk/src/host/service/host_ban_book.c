#include "host/service/host_ban_book.h"

#include "base/alloc.h"
#include "data/data_bans.h"
#include "host/service/host_loading.h"
#include "host/studio/host_studio.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEY_SIZE = CHO_HOST_BAN_ID_SIZE + 12, BANS_OF_ONE = 2 };

typedef struct entry {
    cho_host_node node;
    uint32_t      channel;
    cho_host_ban  ban; /* its node is not used */
} entry;

static cho_span write_key(char out[KEY_SIZE], uint32_t channel, cho_span id)
{
    int len = snprintf(out, KEY_SIZE, "%u %.*s", (unsigned)channel, (int)id.len, id.ptr);
    return (cho_span){ out, len < KEY_SIZE ? (size_t)len : KEY_SIZE - 1 };
}

/* ---- in memory ---- */

/* False: no memory. */
static bool keep(cho_host_service *service, uint32_t channel, cho_span id, const cho_host_ban *ban)
{
    char     text[KEY_SIZE];
    cho_span key = write_key(text, channel, id);
    entry   *e   = cho_host_table_find(&service->ban_book.table, key);
    if (e == NULL)
        e = cho_host_table_add(&service->ban_book.table, key);
    if (e == NULL)
        return false;
    e->channel = channel;
    e->ban     = *ban;
    return true;
}

static void forget(cho_host_service *service, uint32_t channel, cho_span id)
{
    char   text[KEY_SIZE];
    entry *e = cho_host_table_find(&service->ban_book.table, write_key(text, channel, id));
    if (e != NULL)
        cho_host_table_remove(&service->ban_book.table, e);
}

static cho_span id_of(const entry *e)
{
    const char *space = memchr(e->node.id.ptr, ' ', e->node.id.len);
    size_t      len   = (size_t)(space + 1 - e->node.id.ptr);
    return (cho_span){ space + 1, e->node.id.len - len };
}

static bool tell_room(const entry *e, cho_host_channel *channel)
{
    int64_t now_ms = cho_host_service_now_ms(channel->service);
    return cho_host_room_remember_ban(channel->room, id_of(e), &e->ban, now_ms) != CHORUS_E_MEMORY;
}

bool cho_host_ban_book_apply(cho_host_channel *channel)
{
    const entry *e  = NULL;
    bool         ok = true;
    while ((e = cho_host_table_next(&channel->service->ban_book.table, e)) != NULL) {
        if (e->channel == channel->config->number)
            ok = tell_room(e, channel) && ok;
    }
    return ok;
}

/* ---- reading all ---- */

static void copy_text(char *out, size_t size, cho_span text)
{
    (void)snprintf(out, size, "%.*s", (int)text.len, text.ptr);
}

/* Entries, each followed by the length of its id and the id. */
static bool add_ban(void *user, const cho_data_ban *given)
{
    cho_buf *rows = user;
    entry    e    = { .channel = given->channel, .ban = { .since_ms = given->since_ms, .until_ms = given->until_ms } };
    copy_text(e.ban.name, sizeof e.ban.name, given->name);
    copy_text(e.ban.reason, sizeof e.ban.reason, given->reason);
    cho_buf_append(rows, &e, sizeof e);
    cho_buf_append(rows, &given->id.len, sizeof given->id.len);
    cho_buf_append(rows, given->id.ptr, given->id.len);
    return !rows->failed;
}

static chorus_result read_all(cho_host_loading *loading, cho_db *db)
{
    return cho_ban_list(db, loading->now_ms, add_ban, &loading->rows[0]);
}

static chorus_result keep_all(cho_host_loading *loading)
{
    const cho_buf *rows = &loading->rows[0];
    entry          e;
    size_t         len;
    for (size_t at = 0; at < rows->len; at += sizeof e + sizeof len + len) {
        memcpy(&e, rows->data + at, sizeof e);
        memcpy(&len, rows->data + at + sizeof e, sizeof len);
        if (!keep(loading->service, e.channel, (cho_span){ rows->data + at + sizeof e + sizeof len, len }, &e.ban))
            return CHORUS_E_MEMORY;
    }
    return CHORUS_OK;
}

static chorus_result apply_all(cho_host_service *service)
{
    cho_host_channel *channel = NULL;
    while ((channel = cho_host_table_next(&service->channels.table, channel)) != NULL) {
        if (!cho_host_ban_book_apply(channel))
            return CHORUS_E_MEMORY;
    }
    return CHORUS_OK;
}

static chorus_result take_all(cho_host_loading *loading)
{
    chorus_result r = keep_all(loading);
    return r == CHORUS_OK ? apply_all(loading->service) : r;
}

void cho_host_ban_book_load(cho_host_service *service)
{
    cho_host_load(service, read_all, take_all);
}

/* ---- what another process changes ---- */

typedef struct refresh {
    cho_vault_job     job;
    cho_host_service *service;
    uint32_t          channel;
    char              id[CHO_HOST_BAN_ID_SIZE];
    bool              is_there;
    cho_host_ban      ban;
} refresh;

static bool take_ban(void *user, const cho_data_ban *given)
{
    refresh *r  = user;
    r->is_there = true;
    r->ban      = (cho_host_ban){ .since_ms = given->since_ms, .until_ms = given->until_ms };
    copy_text(r->ban.name, sizeof r->ban.name, given->name);
    copy_text(r->ban.reason, sizeof r->ban.reason, given->reason);
    return true;
}

static chorus_result work_refresh(cho_vault_job *job, cho_db *db)
{
    refresh *r  = (refresh *)job;
    r->is_there = false;
    return cho_ban_find(db, r->channel, cho_span_of(r->id), take_ban, r);
}

static chorus_result apply_refresh(const refresh *r)
{
    cho_host_service *service = r->service;
    cho_host_channel *channel = cho_host_service_channel(service, r->channel);
    cho_span          id      = cho_span_of(r->id);
    bool              is_kept = true;
    if (r->is_there)
        is_kept = keep(service, r->channel, id, &r->ban);
    else
        forget(service, r->channel, id);
    if (channel == NULL)
        return is_kept ? CHORUS_OK : CHORUS_E_MEMORY;
    chorus_result taken = cho_host_room_take_ban(channel->room, id, r->is_there ? &r->ban : NULL,
                                                 cho_host_service_now_ms(service));
    cho_host_channel_attend(channel);
    return is_kept ? taken : CHORUS_E_MEMORY;
}

static void finish_refresh(cho_vault_job *job, chorus_result result)
{
    refresh          *r       = (refresh *)job;
    cho_host_service *service = r->service;
    if (result == CHORUS_OK)
        result = apply_refresh(r);
    if (result != CHORUS_OK)
        cho_host_service_log(service, CHORUS_LOG_ERROR, "a ban of channel %u that was changed could not be taken",
                             (unsigned)r->channel);
    cho_release(service->heap, r);
}

/* The key is that of the table: the channel's number, a space, and the ban's id. */
static void on_change(void *user, cho_span key)
{
    cho_host_service *service = user;
    const char       *space   = memchr(key.ptr, ' ', key.len);
    refresh          *r       = space == NULL ? NULL : cho_alloc_zero(service->heap, sizeof *r);
    if (r == NULL)
        return;
    *r         = (refresh){ .job = { .work = work_refresh, .done = finish_refresh }, .service = service };
    r->channel = (uint32_t)strtoul(key.ptr, NULL, 10);
    copy_text(r->id, sizeof r->id, (cho_span){ space + 1, key.len - (size_t)(space + 1 - key.ptr) });
    if (cho_host_vault_submit(service->vault, &r->job) != CHORUS_OK)
        cho_release(service->heap, r);
}

/* ---- writing ---- */

typedef struct writing {
    cho_vault_job     job;
    cho_host_service *service;
    uint32_t          channel;
    bool              is_removal;
    size_t            count;
    cho_host_ban      bans[BANS_OF_ONE];
    char              ids[BANS_OF_ONE][CHO_HOST_BAN_ID_SIZE];
    cho_host_waiter   waiter;
} writing;

static chorus_result write_one(const writing *w, size_t i, cho_db *db)
{
    const cho_data_ban ban = {
        .channel  = w->channel,
        .id       = cho_span_of(w->ids[i]),
        .name     = cho_span_of(w->bans[i].name),
        .reason   = cho_span_of(w->bans[i].reason),
        .since_ms = w->bans[i].since_ms,
        .until_ms = w->bans[i].until_ms,
    };
    return w->is_removal ? cho_ban_remove(db, w->channel, ban.id) : cho_ban_put(db, &ban);
}

static chorus_result work_writing(cho_vault_job *job, cho_db *db)
{
    const writing *w = (const writing *)job;
    chorus_result  r = CHORUS_OK;
    for (size_t i = 0; r == CHORUS_OK && i < w->count; i++)
        r = write_one(w, i, db);
    return r;
}

static void finish_writing(cho_vault_job *job, chorus_result result)
{
    writing          *w       = (writing *)job;
    cho_host_service *service = w->service;
    cho_host_channel *channel = cho_host_service_channel(service, w->channel);
    cho_span          ids[BANS_OF_ONE];
    for (size_t i = 0; i < w->count; i++)
        ids[i] = cho_span_of(w->ids[i]);
    if (result != CHORUS_OK)
        cho_host_service_log(service, CHORUS_LOG_ERROR, "a ban of channel %u could not be remembered",
                             (unsigned)w->channel);
    if (channel != NULL && w->waiter.studio != 0)
        cho_host_studio_ban_written(channel, &w->waiter, w->is_removal ? NULL : ids, w->count, result);
    cho_release(service->heap, w);
}

static void add(writing *w, cho_span id, const cho_host_ban *ban)
{
    copy_text(w->ids[w->count], sizeof w->ids[0], id);
    if (ban != NULL)
        w->bans[w->count] = *ban;
    w->count++;
}

static void fill(writing *w, const cho_host_order *order, const cho_host_outcome *outcome)
{
    w->is_removal = order->deed == CHO_HOST_UNBAN;
    if (w->is_removal)
        add(w, order->ban, NULL);
    for (size_t i = 0; !w->is_removal && i < BANS_OF_ONE && outcome->bans[i] != NULL; i++)
        add(w, outcome->bans[i]->node.id, outcome->bans[i]);
}

static void keep_written(const writing *w)
{
    for (size_t i = 0; i < w->count; i++) {
        if (w->is_removal)
            forget(w->service, w->channel, cho_span_of(w->ids[i]));
        else if (!keep(w->service, w->channel, cho_span_of(w->ids[i]), &w->bans[i]))
            cho_host_service_log(w->service, CHORUS_LOG_ERROR, "no memory to keep a ban of channel %u",
                                 (unsigned)w->channel);
    }
}

static bool submit(writing *given)
{
    cho_host_service *service = given->service;
    writing          *w       = cho_alloc_zero(service->heap, sizeof *w);
    if (w == NULL)
        return false;
    *w = *given;
    if (cho_host_vault_submit(service->vault, &w->job) == CHORUS_OK)
        return true;
    cho_release(service->heap, w);
    return false;
}

bool cho_host_ban_book_note(cho_host_channel *channel, const cho_host_order *order, const cho_host_outcome *outcome,
                            const cho_host_waiter *waiter)
{
    cho_host_service *service = channel->service;
    writing           w       = { .job = { .work = work_writing, .done = finish_writing }, .service = service };
    w.channel                 = channel->config->number;
    if (waiter != NULL)
        w.waiter = *waiter;
    fill(&w, order, outcome);
    keep_written(&w);
    if (w.count == 0 || service->config->data_folder == NULL)
        return false;
    if (submit(&w))
        return true;
    cho_host_service_log(service, CHORUS_LOG_ERROR, "a ban of channel %u could not be remembered", (unsigned)w.channel);
    return false;
}

/* ---- begin and end ---- */

void cho_host_ban_book_init(cho_host_service *service)
{
    cho_host_ban_book *book = &service->ban_book;
    book->watch             = (cho_vault_watch){ .entity = "ban", .on_change = on_change, .user = service };
    cho_host_table_init(&book->table, service->heap, service->hash_seed, sizeof(entry));
}

void cho_host_ban_book_deinit(cho_host_service *service)
{
    cho_host_table_deinit(&service->ban_book.table);
}
