#include "admin_commands.h"

#include "common/json_out.h"

#include <stdio.h>
#include <time.h>

enum { MINUTE_S = 60, MINUTES_MAX = 100 * 366 * 24 * 60 };

static const char ban_rule[] = "--channel and a number, and user:N, device:N or network:ADDRESS are needed";

static uint32_t channel_of(const admin *a)
{
    uint64_t number;
    return admin_number(a->args.channel, UINT32_MAX, &number) ? (uint32_t)number : 0;
}

/* 0: for ever. False: it is no time. */
static bool read_until(const admin *a, int64_t *out)
{
    uint64_t minutes;
    *out = 0;
    if (a->args.minutes == NULL)
        return true;
    if (!admin_number(a->args.minutes, MINUTES_MAX, &minutes) || minutes == 0)
        return false;
    *out = (int64_t)time(NULL) + (int64_t)minutes * MINUTE_S;
    return true;
}

int admin_ban_add(const admin *a)
{
    char            error[256];
    chorus_data_ban ban;
    CHORUS_INIT(&ban);
    ban.channel = channel_of(a);
    ban.ban_id  = a->args.name;
    ban.name    = a->args.label;
    ban.reason  = a->args.reason;
    if (!read_until(a, &ban.until_s))
        return admin_end(a, CHORUS_E_INVALID, "--minutes is a whole number above 0");
    if (ban.channel == 0 || ban.ban_id == NULL)
        return admin_end(a, CHORUS_E_INVALID, ban_rule);
    return admin_end(a, chorus_data_put_ban(a->data, &ban, error, sizeof error), error);
}

int admin_ban_remove(const admin *a)
{
    uint32_t channel = channel_of(a);
    return admin_end(a, channel == 0 ? CHORUS_E_INVALID : chorus_data_remove_ban(a->data, channel, a->args.name), ban_rule);
}

static void print_ban(void *user, const chorus_data_ban *ban)
{
    const admin *a = user;
    if (!a->args.as_json) {
        printf("%10u  %-32s  %12lld  %-16s  %s\n", (unsigned)ban->channel, ban->ban_id, (long long)ban->until_s,
               ban->name, ban->reason);
        return;
    }
    json_out_begin("ban", ban->ban_id);
    json_out_int("channel", ban->channel);
    json_out_text("name", ban->name);
    json_out_text("reason", ban->reason);
    json_out_int("since", ban->since_s);
    json_out_int("until", ban->until_s);
    json_out_end();
}

int admin_ban_list(const admin *a)
{
    return admin_end(a, chorus_data_list_bans(a->data, print_ban, (void *)(uintptr_t)a), "");
}
