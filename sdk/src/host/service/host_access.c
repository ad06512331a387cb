#include "host/service/host_access.h"

#include "host/room/host_identity.h"
#include "host/service/host_handshake.h"
#include "host/service/oauth/host_oauth.h"

#include <stdio.h>

/* ---- tokens of the options ---- */

static bool read_game(const cho_host_config *config, cho_span authorization, cho_host_access *out)
{
    uint32_t channel;
    if (!cho_host_find_game(config, authorization, &channel))
        return false;
    out->channel = channel;
    out->scopes |= CHO_AUTH_BE_GAME | CHO_AUTH_MODERATE;
    return true;
}

static bool read_user(const cho_host_config *config, cho_span token, cho_host_access *out)
{
    out->user = cho_host_users_by_token(config->users, token);
    out->scopes |= out->user != NULL ? CHO_AUTH_TAKE_PART | CHO_AUTH_READ_USER : 0;
    return out->user != NULL;
}

/* ---- access tokens ---- */

static bool read_account(const cho_host_service *service, cho_span token, cho_host_access *out)
{
    const cho_host_oauth *oauth = service->oauth;
    const cho_auth_link  *link  = cho_auth_links_of_access(&oauth->links, token, cho_host_service_now_ms(service));
    out->account = link == NULL ? NULL : cho_auth_accounts_by_number(&oauth->accounts, link->row.account);
    if (out->account == NULL)
        return false;
    out->scopes  = link->scopes;
    out->channel = out->account->row.id;
    out->link    = link->node.handle;
    return true;
}

bool cho_host_access_read(cho_host_service *service, cho_span authorization, cho_host_access *out)
{
    cho_span token;
    *out = (cho_host_access){ .scopes = 0 };
    if (!cho_host_read_bearer(authorization, &token))
        return false;
    bool is_game = read_game(service->config, authorization, out);
    bool is_user = read_user(service->config, token, out);
    return is_game || is_user || read_account(service, token, out);
}

static bool has_channel(cho_host_service *service, cho_span authorization, uint32_t scope, uint32_t *channel,
                        uint32_t *link)
{
    cho_host_access access;
    if (!cho_host_access_read(service, authorization, &access) || (access.scopes & scope) == 0)
        return false;
    *channel = access.channel;
    if (link != NULL)
        *link = access.link;
    return true;
}

bool cho_host_access_is_game(cho_host_service *service, cho_span authorization, uint32_t *channel, uint32_t *link)
{
    return has_channel(service, authorization, CHO_AUTH_BE_GAME, channel, link);
}

bool cho_host_access_is_moderator(cho_host_service *service, cho_span authorization, uint32_t *channel, uint32_t *link)
{
    return has_channel(service, authorization, CHO_AUTH_MODERATE, channel, link);
}

/* ---- taking part ---- */

/* Numbers of accounts and of users of the options are one row, but a user may have come later than the account. */
static cho_host_user *find_or_add(const cho_host_service *service, const cho_data_account *account)
{
    cho_host_users *users = service->config->users;
    char     text[16];
    int      len     = snprintf(text, sizeof text, "%u", (unsigned)account->id);
    cho_span decimal = { text, (size_t)len };
    bool     is_new  = false;
    if (cho_host_users_by_number(users, decimal) == NULL) {
        const chorus_host_user user = { .name    = account->name,
                                        .user_id = account->id,
                                        .level   = account->level,
                                        .sparks  = cho_host_wallets_find(service, account->id) };
        is_new = cho_host_users_add(users, &user) == CHORUS_OK;
    }
    cho_host_user *user = cho_host_users_by_number(users, decimal);
    if (is_new)
        user->is_account = true;
    return user != NULL && strcmp(user->name, account->name) == 0 ? user : NULL;
}

bool cho_host_access_is_participant(cho_host_service *service, cho_span authorization, cho_host_identity *who)
{
    cho_host_access access;
    if (!cho_host_access_read(service, authorization, &access) || (access.scopes & CHO_AUTH_TAKE_PART) == 0)
        return false;
    cho_host_user *user = access.user;
    if (access.account != NULL)
        user = find_or_add(service, &access.account->row);
    if (user == NULL)
        return false;
    who->user = user;
    who->link = access.link;
    memcpy(who->name, user->name, sizeof who->name);
    return true;
}
