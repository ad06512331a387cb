/* Tokens, looked after from outside. One that was added here is a permission without a client: its name follows a word
   and a space, which no client's id has, and nobody has its refresh token. */
#include "host/host_data.h"

#include "base/clock.h"
#include "base/options.h"
#include "base/utf8.h"
#include "data/data_accounts.h"
#include "data/data_changes.h"
#include "data/data_tokens.h"
#include "host/oauth/auth_scope.h"
#include "host/oauth/auth_secret.h"
#include "host/room/host_names.h"

#include <stdio.h>

#define MARK "token "

enum {
    ID_BYTES  = 8, /* of the selector */
    ID_SIZE   = 2 * ID_BYTES + 1,
    HEX_SIZE  = 2 * CHO_DATA_DIGEST + 1,
    NAME_MOST = 56
};

_Static_assert((int)CHORUS_DATA_SECRET_BYTES == (int)CHO_AUTH_TEXT_SIZE, "an access token fits");

static chorus_result note(cho_db *db, const char *entity, const unsigned char selector[CHO_DATA_DIGEST])
{
    char key[HEX_SIZE];
    cho_auth_write_hex(selector, CHO_DATA_DIGEST, key);
    return cho_change_note(db, entity, cho_span_of(key));
}

/* ---- adding ---- */

/* False: the system has no randomness. */
static bool make_digest(unsigned char out[CHO_DATA_DIGEST], char text[CHO_AUTH_TEXT_SIZE])
{
    if (!cho_auth_make_text(text))
        return false;
    cho_auth_digest digest = cho_auth_digest_of(cho_span_of(text));
    memcpy(out, digest.bytes, CHO_DATA_DIGEST);
    return true;
}

static bool is_label(const char *name)
{
    char clean[CHO_HOST_NAME_SIZE];
    if (name[0] == '\0' || strlen(name) > NAME_MOST || !cho_utf8_valid(name, strlen(name)))
        return false;
    cho_host_clean_name(cho_span_of(name), clean);
    return strcmp(name, clean) == 0;
}

static const char *read_token(const chorus_data_token *given, cho_data_link *link)
{
    uint32_t scopes;
    if (given->user == NULL)
        return "the name of an account is needed";
    if (given->name != NULL && !is_label(given->name))
        return "a name is 1 to 56 bytes of visible UTF-8";
    if (given->scopes == NULL || !cho_auth_scopes_read(cho_span_of(given->scopes), &scopes))
        return "scopes such as \"interactive:robot:self\" are needed, with spaces between";
    *link = (cho_data_link){ .made_s = cho_clock_wall_ms() / 1000, .ends_s = given->ends_s };
    if (link->ends_s <= link->made_s)
        return "it has ended before it begins";
    cho_auth_scopes_write(scopes, link->scopes);
    (void)snprintf(link->client, sizeof link->client, MARK "%s", given->name != NULL ? given->name : "");
    return NULL;
}

static chorus_result add_token(cho_db *db, const char *user, cho_data_link *link, const cho_data_access *access)
{
    cho_data_account account;
    chorus_result    r = cho_data_account_by_name(db, user, &account);
    if (r != CHORUS_OK)
        return r;
    link->account = account.id;
    r             = cho_data_link_put(db, link);
    if (r == CHORUS_OK)
        r = cho_data_access_put(db, access);
    return r == CHORUS_OK ? note(db, "link", link->selector) : r;
}

/* Three texts nobody can guess, of which one is told. */
static bool make_secrets(cho_data_link *link, cho_data_access *access, char secret[CHO_AUTH_TEXT_SIZE])
{
    char text[CHO_AUTH_TEXT_SIZE];
    if (!make_digest(link->selector, text) || !make_digest(link->refresh, text) || !make_digest(access->token, secret))
        return false;
    memcpy(access->selector, link->selector, sizeof access->selector);
    access->ends_s = link->ends_s;
    return true;
}

chorus_result chorus_data_add_token(chorus_data *data, const chorus_data_token *token,
                                    char secret[CHORUS_DATA_SECRET_BYTES], char *error, size_t error_len)
{
    chorus_data_token known;
    cho_data_link     link;
    cho_data_access   access;
    if (data == NULL || secret == NULL || (error == NULL && error_len > 0))
        return CHORUS_E_INVALID;
    (void)snprintf(error, error_len, "that is no token this library knows");
    chorus_result r = cho_options_copy(&known, sizeof known, token);
    if (r != CHORUS_OK)
        return r;
    const char *fault = read_token(&known, &link);
    (void)snprintf(error, error_len, "%s", fault != NULL ? fault : "the token could not be written");
    if (fault != NULL)
        return CHORUS_E_INVALID;
    r = make_secrets(&link, &access, secret) ? cho_db_begin(data->db) : CHORUS_E_STATE;
    return r == CHORUS_OK ? cho_host_data_end(data->db, add_token(data->db, known.user, &link, &access)) : r;
}

/* ---- finding ---- */

typedef struct search {
    const char   *id;
    bool          is_found;
    unsigned char selector[CHO_DATA_DIGEST];
} search;

static chorus_result compare(void *user, const cho_data_link *row)
{
    search *s = user;
    char    id[ID_SIZE];
    cho_auth_write_hex(row->selector, ID_BYTES, id);
    if (strcmp(id, s->id) == 0) {
        s->is_found = true;
        memcpy(s->selector, row->selector, sizeof s->selector);
    }
    return CHORUS_OK;
}

static chorus_result revoke(cho_db *db, const char *id)
{
    search        s = { .id = id };
    chorus_result r = cho_data_links_read(db, compare, &s);
    if (r == CHORUS_OK && !s.is_found)
        r = CHORUS_E_NOT_FOUND;
    if (r == CHORUS_OK)
        r = cho_data_link_drop(db, s.selector);
    return r == CHORUS_OK ? note(db, "unlink", s.selector) : r;
}

chorus_result chorus_data_revoke_token(chorus_data *data, const char *token_id)
{
    if (data == NULL || token_id == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, revoke(data->db, token_id)) : r;
}

/* ---- telling ---- */

typedef struct token_list {
    cho_db *db;
    void (*each)(void *user, const chorus_data_token *token);
    void *user;
} token_list;

static chorus_result tell_token(void *user, const cho_data_link *row)
{
    const token_list *list    = user;
    bool              is_ours = strncmp(row->client, MARK, strlen(MARK)) == 0;
    char              id[ID_SIZE];
    cho_data_account  account;
    chorus_data_token told;
    chorus_result     r = cho_data_account_get(list->db, row->account, &account);
    if (r != CHORUS_OK)
        return r;
    cho_auth_write_hex(row->selector, ID_BYTES, id);
    CHORUS_INIT(&told);
    told.token_id  = id;
    told.user      = account.name;
    told.name      = is_ours ? row->client + strlen(MARK) : "";
    told.client_id = is_ours ? NULL : row->client;
    told.scopes    = row->scopes;
    told.made_s    = row->made_s;
    told.ends_s    = row->ends_s;
    list->each(list->user, &told);
    return CHORUS_OK;
}

chorus_result chorus_data_list_tokens(chorus_data *data, void (*each)(void *user, const chorus_data_token *token),
                                      void *user)
{
    if (data == NULL || each == NULL)
        return CHORUS_E_INVALID;
    token_list list = { data->db, each, user };
    return cho_data_links_read(data->db, tell_token, &list);
}
