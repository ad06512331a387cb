#include "admin_commands.h"

#include "common/json_out.h"

#include <stdio.h>
#include <time.h>

enum { DAY_S = 24 * 3600, DAYS_USUAL = 365, DAYS_MAX = 36600 };

int admin_token_add(const admin *a)
{
    char              secret[CHORUS_DATA_SECRET_BYTES], error[256];
    uint64_t          days = DAYS_USUAL;
    chorus_data_token token;
    if (a->args.days != NULL && (!admin_number(a->args.days, DAYS_MAX, &days) || days == 0))
        return admin_end(a, CHORUS_E_INVALID, "--days is a whole number from 1 to 36600");
    CHORUS_INIT(&token);
    token.user      = a->args.user;
    token.name      = a->args.label;
    token.scopes    = a->args.scopes;
    token.ends_s    = (int64_t)time(NULL) + (int64_t)days * DAY_S;
    chorus_result r = chorus_data_add_token(a->data, &token, secret, error, sizeof error);
    if (r != CHORUS_OK)
        return admin_end(a, r, error);
    json_out_begin("token", secret);
    json_out_text("user", token.user);
    json_out_text("scopes", token.scopes);
    json_out_int("ends", token.ends_s);
    json_out_end();
    return 0;
}

int admin_token_revoke(const admin *a)
{
    return admin_end(a, chorus_data_revoke_token(a->data, a->args.name), "the id of a token is needed: token list tells it");
}

static void print_token(void *user, const chorus_data_token *token)
{
    const admin *a = user;
    if (!a->args.as_json) {
        printf("%s  %-24s  %-24s  %12lld  %s\n", token->token_id, token->user,
               token->client_id != NULL ? token->client_id : token->name, (long long)token->ends_s, token->scopes);
        return;
    }
    json_out_begin("id", token->token_id);
    json_out_text("user", token->user);
    json_out_text("name", token->name);
    json_out_text("client", token->client_id != NULL ? token->client_id : "");
    json_out_text("scopes", token->scopes);
    json_out_int("made", token->made_s);
    json_out_int("ends", token->ends_s);
    json_out_end();
}

int admin_token_list(const admin *a)
{
    return admin_end(a, chorus_data_list_tokens(a->data, print_token, (void *)(uintptr_t)a), "");
}
