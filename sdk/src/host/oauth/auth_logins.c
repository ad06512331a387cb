#include "host/oauth/auth_logins.h"

void cho_auth_logins_init(cho_auth_logins *logins, const chorus_allocator *heap, uint64_t seed,
                          const chorus_host_limits *limits)
{
    logins->limits = limits;
    cho_host_table_init(&logins->table, heap, seed, sizeof(cho_auth_login));
}

void cho_auth_logins_deinit(cho_auth_logins *logins)
{
    cho_host_table_deinit(&logins->table);
}

static bool is_over(const cho_auth_login *login, int64_t now_ms)
{
    return now_ms / 1000 >= login->row.ends_s;
}

chorus_result cho_auth_logins_put(cho_auth_logins *logins, const cho_data_login *row)
{
    cho_span        key   = { (const char *)row->browser, sizeof row->browser };
    cho_auth_login *login = cho_host_table_find(&logins->table, key);
    if (login == NULL)
        login = cho_host_table_add(&logins->table, key);
    if (login == NULL)
        return CHORUS_E_MEMORY;
    login->row = *row;
    return CHORUS_OK;
}

static void make_room(cho_auth_logins *logins, int64_t now_ms)
{
    cho_auth_login *oldest = cho_host_table_next(&logins->table, NULL);
    while (oldest != NULL && (is_over(oldest, now_ms) || cho_host_table_count(&logins->table) >= logins->limits->max_logins)) {
        cho_host_table_remove(&logins->table, oldest);
        oldest = cho_host_table_next(&logins->table, NULL);
    }
}

cho_auth_login *cho_auth_logins_make(cho_auth_logins *logins, const cho_auth_digest *browser, uint32_t account,
                                     int64_t now_ms)
{
    cho_data_login row = { .account = account, .ends_s = now_ms / 1000 + logins->limits->login_s };
    memcpy(row.browser, browser->bytes, sizeof row.browser);
    make_room(logins, now_ms);
    return cho_auth_logins_put(logins, &row) == CHORUS_OK ? cho_host_table_find(&logins->table, cho_auth_key(browser))
                                                          : NULL;
}

cho_auth_login *cho_auth_logins_find(cho_auth_logins *logins, const cho_auth_digest *browser, int64_t now_ms)
{
    cho_auth_login *login = cho_host_table_find(&logins->table, cho_auth_key(browser));
    return login != NULL && !is_over(login, now_ms) ? login : NULL;
}

void cho_auth_logins_remove(cho_auth_logins *logins, cho_auth_login *login)
{
    cho_host_table_remove(&logins->table, login);
}

cho_auth_login *cho_auth_logins_next_of(const cho_auth_logins *logins, uint32_t account, const cho_auth_login *after)
{
    cho_auth_login *login = cho_host_table_next(&logins->table, after);
    while (login != NULL && login->row.account != account)
        login = cho_host_table_next(&logins->table, login);
    return login;
}

void cho_auth_form_token(cho_span cookie, char out[CHO_AUTH_FORM_SIZE])
{
    static const char purpose[] = "form:";
    char              text[sizeof purpose + CHO_AUTH_TEXT_LEN];
    size_t            len = cookie.len < CHO_AUTH_TEXT_LEN ? cookie.len : CHO_AUTH_TEXT_LEN;
    memcpy(text, purpose, sizeof purpose - 1);
    memcpy(text + sizeof purpose - 1, cookie.len > 0 ? cookie.ptr : "", len);
    cho_auth_digest digest = cho_auth_digest_of((cho_span){ text, sizeof purpose - 1 + len });
    cho_auth_write_base64url(digest.bytes, sizeof digest.bytes, out);
}
