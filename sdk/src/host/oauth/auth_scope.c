#include "host/oauth/auth_scope.h"

#include <stdio.h>

static const char *const names[] = {
    "interactive:robot:self", "interactive:play:self", "user:details:self", "interactive:manage:self",
    "channel:moderate:self",
};

enum { COUNT = sizeof names / sizeof names[0] };

const char *cho_auth_scope_name(uint32_t index)
{
    return index < COUNT ? names[index] : NULL;
}

static uint32_t find_scope(cho_span name)
{
    for (uint32_t i = 0; i < COUNT; i++) {
        if (cho_span_is(name, names[i]))
            return 1u << i;
    }
    return 0;
}

bool cho_auth_scopes_read(cho_span text, uint32_t *out)
{
    *out = 0;
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != ' ')
            end++;
        uint32_t scope = find_scope((cho_span){ text.ptr + at, end - at });
        if (end > at && scope == 0)
            return false;
        *out |= scope;
        at = end + 1;
    }
    return *out != 0;
}

void cho_auth_scopes_write(uint32_t scopes, char out[CHO_AUTH_SCOPES_SIZE])
{
    size_t len = 0;
    out[0]     = '\0';
    for (uint32_t i = 0; i < COUNT; i++) {
        if ((scopes & 1u << i) != 0)
            len += (size_t)snprintf(out + len, CHO_AUTH_SCOPES_SIZE - len, "%s%s", len > 0 ? " " : "", names[i]);
    }
}
