#include "host/oauth/auth_grants.h"

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

static bool is_over(const cho_auth_grants *grants, const cho_auth_grant *grant, int64_t now_ms)
{
    return now_ms - grant->made_ms >= INT64_C(1000) * grants->limits->authorization_code_s;
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

chorus_result cho_auth_grants_make(cho_auth_grants *grants, const cho_auth_grant *what, int64_t now_ms,
                                   char code[CHO_AUTH_TEXT_SIZE])
{
    make_room(grants, now_ms);
    if (!cho_auth_make_text(code))
        return CHORUS_E_STATE;
    cho_auth_digest digest = cho_auth_digest_of(cho_span_of(code));
    cho_auth_grant *grant  = cho_host_table_add(&grants->table, cho_auth_key(&digest));
    if (grant == NULL)
        return CHORUS_E_MEMORY;
    cho_host_node node = grant->node;
    *grant             = *what;
    grant->node        = node;
    grant->made_ms     = now_ms;
    grant->is_used     = false;
    return CHORUS_OK;
}

cho_auth_grant *cho_auth_grants_find(cho_auth_grants *grants, cho_span code, int64_t now_ms)
{
    cho_auth_digest digest = cho_auth_digest_of(code);
    cho_auth_grant *grant  = cho_host_table_find(&grants->table, cho_auth_key(&digest));
    return grant != NULL && !is_over(grants, grant, now_ms) ? grant : NULL;
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
    return true;
}

bool cho_auth_challenge_is_met(const cho_auth_digest *challenge, cho_span verifier)
{
    cho_auth_digest digest = cho_auth_digest_of(verifier);
    return verifier.len >= VERIFIER_LEAST && verifier.len <= VERIFIER_MOST && cho_auth_is_same(&digest, challenge);
}
