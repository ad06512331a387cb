#include "host/service/host_http.h"
#include "net/addresses.h"

#include <stdio.h>

static bool is_own_machine(cho_span authority)
{
    static const char *const prefixes[] = { "127.", "localhost", "[::1]" };
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t len = strlen(prefixes[i]);
        if (authority.len >= len && memcmp(authority.ptr, prefixes[i], len) == 0)
            return true;
    }
    return false;
}

/* Phones in the room cannot use the address that this machine has for itself. */
static cho_span reachable(const cho_host_request *r, char *text, size_t size)
{
    cho_address address;
    bool        is_bound = r->service->config->address != NULL;
    if (!is_own_machine(r->authority) || is_bound || cho_addresses_list(&address, 1) != 1 || address.is_loopback
        || strchr(address.text, ':') != NULL)
        return r->authority;
    snprintf(text, size, "%s:%u", address.text, (unsigned)cho_host_service_port(r->service));
    return cho_span_of(text);
}

void cho_host_http_append_join_url(cho_host_request *r, cho_buf *out)
{
    char     base[CHO_HOST_BASE_SIZE], text[32];
    cho_span authority = reachable(r, text, sizeof text);
    cho_host_http_write_base(r->service->config, r->exchange, authority, "http", base, sizeof base);
    cho_buf_printf(out, "%s/c/%u", base, (unsigned)r->number);
}
