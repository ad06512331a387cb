#include "host/oauth/auth_grants.h"

#include "host/oauth/auth_scope.h"

enum { CHALLENGE_LEN = 43, VERIFIER_LEAST = 43, VERIFIER_MOST = 128 };

void cho_auth_grants_init(cho_auth_grants *grants, const chorus_allocator *heap, uint64_t seed,
                          const chorus_host_limits *limits)
{
    grants->limits = limits;
    cho_host_table_init(&grants->table, heap, seed, sizeof(cho_auth_grant));
}

void cho_auth_grants_deinit(cho_auth_grants *grants)
{
    cho_host_table_deinit(&grants->table);
}

static int64_t end_ms(const cho_auth_grants *grants, const cho_auth_grant *grant)
{
    return grant->made_ms + INT64_C(1000) * grants->limits->authorization_code_s;
}

static bool is_over(const cho_auth_grants *grants, const cho_auth_grant *grant, int64_t now_ms)
{
    return now_ms >= end_ms(grants, grant);
}

static void make_room(cho_auth_grants *grants, int64_t now_ms)
{
    cho_auth_grant *oldest = cho_host_table_next(&grants->table, NULL);
    while (oldest != NULL && (is_over(grants, oldest, now_ms)
                              || cho_host_table_count(&grants->table) >= grants->limits->authorization_codes)) {
        cho_host_table_remove(&grants->table, oldest);
        oldest = cho_host_table_next(&grants->table, NULL);
    }
}

/* NULL: no memory. */
static cho_auth_grant *add(cho_auth_grants *grants, const cho_auth_digest *code, const cho_auth_grant *what)
{
    cho_auth_grant *grant = cho_host_table_add(&grants->table, cho_auth_key(code));
    if (grant == NULL)
        return NULL;
    cho_host_node node = grant->node;
    *grant             = *what;
    grant->node        = node;
    return grant;
}

chorus_result cho_auth_grants_make(cho_auth_grants *grants, const cho_auth_grant *what, int64_t now_ms,
                                   char code[CHO_AUTH_TEXT_SIZE], cho_auth_grant **out)
{
    make_room(grants, now_ms);
    if (!cho_auth_make_text(code))
        return CHORUS_E_STATE;
    cho_auth_digest digest = cho_auth_digest_of(cho_span_of(code));
    *out                   = add(grants, &digest, what);
    if (*out == NULL)
        return CHORUS_E_MEMORY;
    (*out)->made_ms = now_ms;
    (*out)->is_used = false;
    return CHORUS_OK;
}

cho_auth_grant *cho_auth_grants_of(const cho_auth_grants *grants, const unsigned char code[CHO_DATA_DIGEST])
{
    return cho_host_table_find(&grants->table, (cho_span){ (const char *)code, CHO_DATA_DIGEST });
}

cho_auth_grant *cho_auth_grants_find(cho_auth_grants *grants, cho_span code, int64_t now_ms)
{
    cho_auth_digest digest = cho_auth_digest_of(code);
    cho_auth_grant *grant  = cho_auth_grants_of(grants, digest.bytes);
    return grant != NULL && !is_over(grants, grant, now_ms) ? grant : NULL;
}

void cho_auth_grants_remove(cho_auth_grants *grants, cho_auth_grant *grant)
{
    cho_host_table_remove(&grants->table, grant);
}

void cho_auth_grants_forget(cho_auth_grants *grants, uint32_t account)
{
    cho_auth_grant *next;
    for (cho_auth_grant *at = cho_host_table_next(&grants->table, NULL); at != NULL; at = next) {
        next = cho_host_table_next(&grants->table, at);
        if (at->account == account)
            cho_host_table_remove(&grants->table, at);
    }
}

/* ---- rows ---- */

void cho_auth_grant_write(const cho_auth_grants *grants, const cho_auth_grant *grant, cho_data_grant *out)
{
    *out = (cho_data_grant){ .account = grant->account, .made_ms = grant->made_ms, .ends_ms = end_ms(grants, grant) };
    memcpy(out->code, grant->node.id.ptr, sizeof out->code);
    memcpy(out->challenge, grant->challenge.bytes, sizeof out->challenge);
    memcpy(out->came, grant->came.bytes, sizeof out->came);
    memcpy(out->client, grant->client, sizeof out->client);
    memcpy(out->redirect, grant->redirect, sizeof out->redirect);
    cho_auth_scopes_write(grant->scopes, out->scopes);
}

chorus_result cho_auth_grants_put(cho_auth_grants *grants, const cho_data_grant *row, int64_t now_ms)
{
    cho_auth_digest code;
    cho_auth_grant  what = { .account = row->account, .made_ms = row->made_ms };
    if (!cho_auth_scopes_read(cho_span_of(row->scopes), &what.scopes))
        return CHORUS_E_INVALID;
    memcpy(code.bytes, row->code, sizeof code.bytes);
    memcpy(what.challenge.bytes, row->challenge, sizeof what.challenge.bytes);
    memcpy(what.came.bytes, row->came, sizeof what.came.bytes);
    memcpy(what.client, row->client, sizeof what.client);
    memcpy(what.redirect, row->redirect, sizeof what.redirect);
    what.has_challenge = !cho_auth_is_none(&what.challenge);
    what.is_used       = !cho_auth_is_none(&what.came);
    make_room(grants, now_ms);
    return add(grants, &code, &what) != NULL ? CHORUS_OK : CHORUS_E_MEMORY;
}

/* ---- proof keys ---- */

static int value_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char       *at       = c == '\0' ? NULL : strchr(digits, c);
    return at == NULL ? -1 : (int)(at - digits);
}

bool cho_auth_challenge_read(cho_span text, cho_auth_digest *out)
{
    uint32_t bits = 0;
    int      count = 0;
    size_t   len = 0;
    if (text.len != CHALLENGE_LEN)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.ptr[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        for (count += 6; count >= 8; count -= 8)
            out->bytes[len++] = (unsigned char)(bits >> (count - 8));
    }
    return !cho_auth_is_none(out); /* nothing has that digest, and as a row it means that there is no challenge */
}

bool cho_auth_challenge_is_met(const cho_auth_digest *challenge, cho_span verifier)
{
    cho_auth_digest digest = cho_auth_digest_of(verifier);
    return verifier.len >= VERIFIER_LEAST && verifier.len <= VERIFIER_MOST && cho_auth_is_same(&digest, challenge);
}
