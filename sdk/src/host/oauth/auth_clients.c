#include "host/oauth/auth_clients.h"

#include "host/oauth/auth_scope.h"
#include "host/oauth/auth_secret.h"
#include "net/url.h"

void cho_auth_clients_init(cho_auth_clients *clients, const chorus_allocator *heap, uint64_t seed,
                           const chorus_host_limits *limits)
{
    clients->limits = limits;
    cho_host_table_init(&clients->table, heap, seed, sizeof(cho_auth_client));
}

void cho_auth_clients_deinit(cho_auth_clients *clients)
{
    cho_host_table_deinit(&clients->table);
}

chorus_result cho_auth_clients_put(cho_auth_clients *clients, const cho_data_client *row)
{
    cho_auth_client *client = cho_auth_clients_find(clients, cho_span_of(row->id));
    if (client == NULL && cho_host_table_count(&clients->table) >= clients->limits->max_clients)
        return CHORUS_E_AGAIN;
    if (client == NULL)
        client = cho_host_table_add(&clients->table, cho_span_of(row->id));
    if (client == NULL)
        return CHORUS_E_MEMORY;
    client->row = *row;
    (void)cho_auth_scopes_read(cho_span_of(row->scopes), &client->scopes);
    return CHORUS_OK;
}

void cho_auth_clients_drop(cho_auth_clients *clients, cho_span id)
{
    cho_auth_client *client = cho_auth_clients_find(clients, id);
    if (client != NULL)
        cho_host_table_remove(&clients->table, client);
}

cho_auth_client *cho_auth_clients_find(const cho_auth_clients *clients, cho_span id)
{
    return cho_host_table_find(&clients->table, id);
}

/* ---- secrets ---- */

static cho_auth_digest secret_of(const cho_auth_client *client)
{
    cho_auth_digest secret;
    memcpy(secret.bytes, client->row.secret, sizeof secret.bytes);
    return secret;
}

bool cho_auth_client_is_secret(const cho_auth_client *client, cho_span given)
{
    cho_auth_digest secret = secret_of(client), digest = cho_auth_digest_of(given);
    return cho_auth_is_none(&secret) || cho_auth_is_same(&secret, &digest);
}

/* ---- addresses to go back to ---- */

static bool is_loopback(const cho_url *url)
{
    return !url->is_secure && (cho_span_is(url->host, "127.0.0.1") || cho_span_is(url->host, "::1"));
}

static bool is_same_span(cho_span a, cho_span b)
{
    return cho_span_equal(a, b) && (a.ptr == NULL) == (b.ptr == NULL);
}

/* All but the port. */
static bool is_same_loopback(cho_span known, cho_span given)
{
    cho_url a, b;
    return cho_url_parse(known, &a) && cho_url_parse(given, &b) && memchr(given.ptr, '#', given.len) == NULL
           && is_loopback(&a) && is_loopback(&b) && cho_span_equal(a.host, b.host) && cho_span_equal(a.path, b.path)
           && is_same_span(a.query, b.query);
}

bool cho_auth_client_may_redirect(const cho_auth_client *client, cho_span address)
{
    const char *at = client->row.redirects;
    while (*at != '\0') {
        cho_span known = { at, strcspn(at, " ") };
        if (known.len > 0 && (cho_span_equal(known, address) || is_same_loopback(known, address)))
            return true;
        at += known.len + (at[known.len] == ' ');
    }
    return false;
}
