/* Bans, looked after from outside. */
#include "host/host_data.h"

#include "base/clock.h"
#include "base/options.h"
#include "base/utf8.h"
#include "data/data_bans.h"
#include "data/data_changes.h"
#include "host/room/host_bans.h"
#include "host/room/host_names.h"

#include <stdio.h>

enum { KEY_SIZE = CHO_HOST_BAN_ID_SIZE + 12 };

/* The key is that of the host's table of bans. */
static chorus_result note(cho_db *db, uint32_t channel, const char *id)
{
    char key[KEY_SIZE];
    (void)snprintf(key, sizeof key, "%u %s", (unsigned)channel, id);
    return cho_change_note(db, "ban", cho_span_of(key));
}

/* NULL is empty. */
static bool clean(const char *text, char *out, size_t size)
{
    cho_span span = cho_span_of(text != NULL ? text : "");
    cho_host_clean_text(span, out, size);
    return cho_utf8_valid(span.ptr, span.len);
}

static const char *read_ban(const chorus_data_ban *given, char id[CHO_HOST_BAN_ID_SIZE], char name[CHO_HOST_NAME_SIZE],
                            char reason[CHO_HOST_REASON_SIZE])
{
    if (given->channel == 0)
        return "a channel is needed";
    if (given->ban_id == NULL || !cho_host_ban_id_read(cho_span_of(given->ban_id), id))
        return "what is banned is such as user:1000, device:9f86d081884c7d65 or network:198.51.100.7";
    if (!clean(given->name, name, CHO_HOST_NAME_SIZE) || !clean(given->reason, reason, CHO_HOST_REASON_SIZE))
        return "name and reason are UTF-8";
    return given->until_s < 0 || given->until_s > INT64_MAX / 1000 ? "that time is not possible" : NULL;
}

static chorus_result put_ban(cho_db *db, const cho_data_ban *row)
{
    chorus_result r = cho_ban_put(db, row);
    return r == CHORUS_OK ? note(db, row->channel, row->id.ptr) : r;
}

chorus_result chorus_data_put_ban(chorus_data *data, const chorus_data_ban *ban, char *error, size_t error_len)
{
    char id[CHO_HOST_BAN_ID_SIZE], name[CHO_HOST_NAME_SIZE], reason[CHO_HOST_REASON_SIZE];
    chorus_data_ban known;
    if (data == NULL || (error == NULL && error_len > 0))
        return CHORUS_E_INVALID;
    (void)snprintf(error, error_len, "that is no ban this library knows");
    chorus_result r = cho_options_copy(&known, sizeof known, ban);
    if (r != CHORUS_OK)
        return r;
    const char *fault = read_ban(&known, id, name, reason);
    (void)snprintf(error, error_len, "%s", fault != NULL ? fault : "the ban could not be written");
    if (fault != NULL)
        return CHORUS_E_INVALID;
    const cho_data_ban row = {
        .channel  = known.channel,
        .id       = cho_span_of(id),
        .name     = cho_span_of(name),
        .reason   = cho_span_of(reason),
        .since_ms = cho_clock_wall_ms(),
        .until_ms = known.until_s * 1000,
    };
    r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, put_ban(data->db, &row)) : r;
}

static bool see(void *user, const cho_data_ban *ban)
{
    (void)ban;
    *(bool *)user = true;
    return true;
}

static chorus_result remove_ban(cho_db *db, uint32_t channel, const char *id)
{
    bool          is_there = false;
    chorus_result r        = cho_ban_find(db, channel, cho_span_of(id), see, &is_there);
    if (r == CHORUS_OK && !is_there)
        r = CHORUS_E_NOT_FOUND;
    if (r == CHORUS_OK)
        r = cho_ban_remove(db, channel, cho_span_of(id));
    return r == CHORUS_OK ? note(db, channel, id) : r;
}

chorus_result chorus_data_remove_ban(chorus_data *data, uint32_t channel, const char *ban_id)
{
    char id[CHO_HOST_BAN_ID_SIZE];
    if (data == NULL || ban_id == NULL || !cho_host_ban_id_read(cho_span_of(ban_id), id))
        return CHORUS_E_INVALID;
    chorus_result r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, remove_ban(data->db, channel, id)) : r;
}

typedef struct ban_list {
    void (*each)(void *user, const chorus_data_ban *ban);
    void *user;
} ban_list;

static bool tell_ban(void *user, const cho_data_ban *row)
{
    const ban_list *list = user;
    chorus_data_ban told;
    CHORUS_INIT(&told);
    told.channel = row->channel;
    told.ban_id  = row->id.ptr;
    told.name    = row->name.ptr;
    told.reason  = row->reason.ptr;
    told.since_s = row->since_ms / 1000;
    told.until_s = row->until_ms / 1000;
    list->each(list->user, &told);
    return true;
}

chorus_result chorus_data_list_bans(chorus_data *data, void (*each)(void *user, const chorus_data_ban *ban), void *user)
{
    ban_list list = { each, user };
    if (data == NULL || each == NULL)
        return CHORUS_E_INVALID;
    return cho_ban_list(data->db, cho_clock_wall_ms(), tell_ban, &list);
}
