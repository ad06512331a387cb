#include "host/room/host_bans.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void cho_host_bans_init(cho_host_bans *bans, const chorus_allocator *heap, uint64_t seed, uint32_t most)
{
    cho_host_table_init(&bans->table, heap, seed, sizeof(cho_host_ban));
    bans->most = most;
}

void cho_host_bans_deinit(cho_host_bans *bans)
{
    cho_host_table_deinit(&bans->table);
}

/* ---- ids ---- */

bool cho_host_ban_id_of_user(const cho_host_identity *who, char out[CHO_HOST_BAN_ID_SIZE])
{
    if (who->user != NULL)
        snprintf(out, CHO_HOST_BAN_ID_SIZE, "user:%u", (unsigned)who->user->number);
    return who->user != NULL;
}

bool cho_host_ban_id_of_device(const cho_host_identity *who, char out[CHO_HOST_BAN_ID_SIZE])
{
    if (who->device != 0)
        snprintf(out, CHO_HOST_BAN_ID_SIZE, "device:%016llx", (unsigned long long)who->device);
    return who->device != 0;
}

bool cho_host_ban_id_of_network(const cho_host_identity *who, char out[CHO_HOST_BAN_ID_SIZE])
{
    char text[CHO_HOST_NETWORK_SIZE];
    if (who->network == 0)
        return false;
    cho_host_network_write(who->network, text);
    snprintf(out, CHO_HOST_BAN_ID_SIZE, "network:%s", text);
    return true;
}

static bool begins_with(cho_span id, const char *prefix)
{
    size_t len = strlen(prefix);
    return id.len > len && memcmp(id.ptr, prefix, len) == 0;
}

bool cho_host_is_ban_id(cho_span id)
{
    return id.len < CHO_HOST_BAN_ID_SIZE
           && (begins_with(id, "user:") || begins_with(id, "device:") || begins_with(id, "network:"));
}

static bool read_number(cho_span text, int base, uint64_t most, uint64_t *out)
{
    char  copy[CHO_HOST_BAN_ID_SIZE], *rest;
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    cho_span_put(copy, text);
    if (strspn(copy, "0123456789abcdefABCDEF") != text.len)
        return false;
    errno = 0;
    *out  = strtoull(copy, &rest, base);
    return *rest == '\0' && errno == 0 && *out > 0 && *out <= most;
}

/* Any address in it, with "/64" or without. */
static bool read_network(cho_span text, cho_host_network *out)
{
    char     copy[CHO_HOST_BAN_ID_SIZE];
    cho_span half = cho_span_of("/64");
    if (text.len > half.len && memcmp(text.ptr + text.len - half.len, half.ptr, half.len) == 0)
        text.len -= half.len;
    cho_span_put(copy, text);
    *out = cho_host_network_of(copy);
    return *out != 0;
}

bool cho_host_ban_id_read(cho_span text, char out[CHO_HOST_BAN_ID_SIZE])
{
    if (!cho_host_is_ban_id(text) || memchr(text.ptr, '\0', text.len) != NULL)
        return false;
    cho_host_user     user = { .number = 0 };
    cho_host_identity who  = { .user = &user };
    uint64_t          number;
    size_t            begin = (size_t)((const char *)memchr(text.ptr, ':', text.len) - text.ptr) + 1;
    cho_span          rest  = { text.ptr + begin, text.len - begin };
    if (text.ptr[0] == 'n')
        return read_network(rest, &who.network) && cho_host_ban_id_of_network(&who, out);
    if (text.ptr[0] == 'd')
        return read_number(rest, 16, UINT64_MAX, &who.device) && cho_host_ban_id_of_device(&who, out);
    if (!read_number(rest, 10, UINT32_MAX, &number))
        return false;
    user.number = (uint32_t)number;
    return cho_host_ban_id_of_user(&who, out);
}

/* ---- asking ---- */

static bool is_over(const cho_host_ban *ban, int64_t now_ms)
{
    return ban->until_ms != 0 && ban->until_ms <= now_ms;
}

static const cho_host_ban *find_live(const cho_host_bans *bans, const char *id, int64_t now_ms)
{
    const cho_host_ban *ban = cho_host_table_find(&bans->table, cho_span_of(id));
    return ban == NULL || is_over(ban, now_ms) ? NULL : ban;
}

const cho_host_ban *cho_host_bans_find(const cho_host_bans *bans, const cho_host_identity *who, int64_t now_ms)
{
    char                id[CHO_HOST_BAN_ID_SIZE];
    const cho_host_ban *ban = NULL;
    if (cho_host_table_count(&bans->table) == 0)
        return NULL;
    if (cho_host_ban_id_of_user(who, id))
        ban = find_live(bans, id, now_ms);
    if (ban == NULL && cho_host_ban_id_of_device(who, id))
        ban = find_live(bans, id, now_ms);
    if (ban == NULL && cho_host_ban_id_of_network(who, id))
        ban = find_live(bans, id, now_ms);
    return ban;
}

const cho_host_ban *cho_host_bans_next(const cho_host_bans *bans, const cho_host_ban *ban)
{
    return cho_host_table_next(&bans->table, ban);
}

uint32_t cho_host_bans_count(const cho_host_bans *bans)
{
    return cho_host_table_count(&bans->table);
}

/* ---- changing ---- */

static void sweep(cho_host_bans *bans, int64_t now_ms)
{
    cho_host_ban *ban = cho_host_table_next(&bans->table, NULL);
    while (ban != NULL) {
        cho_host_ban *next = cho_host_table_next(&bans->table, ban);
        if (is_over(ban, now_ms))
            cho_host_table_remove(&bans->table, ban);
        ban = next;
    }
}

cho_host_ban *cho_host_bans_put(cho_host_bans *bans, cho_span id, const cho_host_ban *like, int64_t now_ms,
                                bool *is_full)
{
    cho_host_ban *ban = cho_host_table_find(&bans->table, id);
    if (ban == NULL && cho_host_table_count(&bans->table) >= bans->most)
        sweep(bans, now_ms);
    *is_full = ban == NULL && cho_host_table_count(&bans->table) >= bans->most;
    if (ban == NULL && !*is_full)
        ban = cho_host_table_add(&bans->table, id);
    if (ban == NULL)
        return NULL;
    cho_host_node node = ban->node;
    *ban               = *like;
    ban->node          = node;
    return ban;
}

bool cho_host_bans_lift(cho_host_bans *bans, cho_span id)
{
    cho_host_ban *ban = cho_host_table_find(&bans->table, id);
    if (ban != NULL)
        cho_host_table_remove(&bans->table, ban);
    return ban != NULL;
}
