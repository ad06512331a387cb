/* What is told of people who have an account, or are users of the options. */
#include "codec/json_writer.h"
#include "host/service/host_access.h"
#include "host/service/host_handshake.h"
#include "host/service/host_http.h"
#include "host/service/oauth/host_oauth.h"

#include <stdio.h>

typedef struct profile {
    uint32_t    id, level, channel;
    const char *name;
    uint64_t    sparks;
} profile;

static cho_host_user *find_user(const cho_host_request *r, uint32_t number)
{
    char text[16];
    int  len = snprintf(text, sizeof text, "%u", (unsigned)number);
    return cho_host_users_by_number(r->service->config->users, (cho_span){ text, (size_t)len });
}

static profile profile_of_user(const cho_host_request *r, const cho_host_user *user)
{
    uint32_t first = r->service->config->channels[0].number;
    return (profile){ user->number, user->level, user->has_channel ? user->number : first, user->name, user->sparks };
}

static profile profile_of_account(const cho_host_request *r, const cho_data_account *account)
{
    const cho_host_user *user   = find_user(r, account->id); /* has taken part already */
    uint64_t             sparks = user != NULL ? user->sparks : cho_host_wallets_find(r->service, account->id);
    return (profile){ account->id, account->level, account->id, account->name, sparks };
}

/* Clients in the field need every member. */
static void tell(cho_host_request *r, const profile *p)
{
    const cho_host_channel *channel = cho_host_service_channel(r->service, p->channel);
    cho_json_writer         w       = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, p->id);
    cho_json_key(&w, "username"), cho_json_write_text(&w, p->name);
    cho_json_key(&w, "level"), cho_json_write_uint64(&w, p->level);
    cho_json_key(&w, "experience"), cho_json_write_uint64(&w, 0);
    cho_json_key(&w, "sparks"), cho_json_write_uint64(&w, p->sparks);
    cho_json_key(&w, "avatarUrl"), cho_json_write_null(&w);
    cho_json_key(&w, "channel"), cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, p->channel);
    cho_json_key(&w, "online"), cho_json_write_bool(&w, channel != NULL && cho_host_room_is_live(channel->room));
    cho_json_end_object(&w), cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

void cho_host_http_answer_user(cho_host_request *r)
{
    static const cho_header scheme = { "www-authenticate", "Bearer" };
    cho_host_access         access;
    bool is_somebody = cho_host_access_read(r->service, cho_exchange_header(r->exchange, "authorization"), &access)
                       && (access.account != NULL || access.user != NULL);
    if (!is_somebody) {
        cho_host_http_answer_error(r, 401, "a user's token is needed here", &scheme);
        return;
    }
    profile p = access.account != NULL ? profile_of_account(r, &access.account->row) : profile_of_user(r, access.user);
    tell(r, &p);
}

/* Of others nobody learns what they own. */
bool cho_host_http_answer_profile(cho_host_request *r, const char *path)
{
    static const char prefix[] = "/api/v1/users/";
    uint32_t          number;
    if (strncmp(path, prefix, sizeof prefix - 1) != 0
        || !cho_host_read_number(cho_span_of(path + sizeof prefix - 1), &number))
        return false;
    const cho_auth_account *account = cho_auth_accounts_by_number(&r->service->oauth->accounts, number);
    const cho_host_user    *user    = find_user(r, number);
    if (account == NULL && user == NULL) {
        cho_host_http_answer_error(r, 404, "nobody has that number", NULL);
        return true;
    }
    profile p = account != NULL ? profile_of_account(r, &account->row) : profile_of_user(r, user);
    p.sparks  = 0;
    tell(r, &p);
    return true;
}
