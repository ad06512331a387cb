#include "host/service/host_handshake.h"

#include "host/room/host_identity.h"
#include "host/room/host_secret.h"
#include "net/url.h"

#include <strings.h>

/* ---- reading ---- */

bool cho_host_read_parameter(cho_span query, const char *name, cho_arena *arena, cho_span *out)
{
    cho_span raw;
    cho_buf  text;
    if (!cho_query_find(query, name, &raw))
        return false;
    cho_buf_init(&text, arena->heap);
    bool       is_decoded = cho_url_decode(&text, raw) && !text.failed;
    chorus_str copy       = cho_arena_str(arena, text.data, text.len);
    is_decoded            = is_decoded && copy.len == text.len;
    cho_buf_deinit(&text);
    *out = (cho_span){ copy.ptr, copy.len };
    return is_decoded;
}

static cho_span read_value(cho_exchange *exchange, cho_arena *arena, const char *name)
{
    cho_span value = cho_exchange_header(exchange, name);
    if (value.ptr != NULL)
        return value;
    if (!cho_host_read_parameter(cho_exchange_query(exchange), name, arena, &value))
        return (cho_span){ NULL, 0 };
    return value;
}

/* What reads the request line makes a space of every plus sign in an address. A token holds no space, so
 * behind the scheme they are plus signs. */
static cho_span read_authorization(cho_exchange *exchange, cho_arena *arena)
{
    cho_span value = cho_exchange_header(exchange, "authorization");
    if (value.ptr != NULL || !cho_host_read_parameter(cho_exchange_query(exchange), "authorization", arena, &value))
        return value;
    char *text = cho_arena_alloc(arena, value.len + 1);
    if (text == NULL)
        return (cho_span){ NULL, 0 };
    memcpy(text, value.ptr, value.len);
    char *token = memchr(text, ' ', value.len);
    for (char *at = token == NULL ? text + value.len : token + 1; at < text + value.len; at++)
        *at = *at == ' ' ? '+' : *at;
    return (cho_span){ text, value.len };
}

void cho_host_read_credentials(cho_exchange *exchange, cho_arena *arena, cho_host_credentials *out)
{
    out->protocol      = read_value(exchange, arena, "x-protocol-version");
    out->authorization = read_authorization(exchange, arena);
    out->version       = read_value(exchange, arena, "x-interactive-version");
    out->share_code    = read_value(exchange, arena, "x-interactive-sharecode");
}

bool cho_host_read_number(cho_span text, uint32_t *out)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text.ptr[i] - '0');
        if (number > UINT32_MAX)
            return false;
    }
    *out = (uint32_t)number;
    return text.len > 0;
}

/* ---- judging a game ---- */

bool cho_host_is_protocol(cho_span protocol)
{
    return cho_span_is(protocol, "2.0") || cho_span_is(protocol, "2");
}

/* All of them are compared, so that the time it takes does not tell which one it was. */
static const cho_host_channel_config *find_by_token(const cho_host_config *config, cho_span token)
{
    const cho_host_channel_config *found = NULL;
    for (uint32_t i = 0; i < config->channel_count; i++)
        found = cho_host_is_secret(token, config->channels[i].token) ? &config->channels[i] : found;
    return found;
}

bool cho_host_find_game(const cho_host_config *config, cho_span authorization, uint32_t *number)
{
    cho_span token;
    if (!cho_host_read_bearer(authorization, &token))
        return false;
    const cho_host_channel_config *channel = find_by_token(config, token);
    const cho_host_user           *user    = cho_host_users_by_token(config->users, token);
    if (channel == NULL && (user == NULL || !user->has_channel))
        return false;
    *number = channel != NULL ? channel->number : user->number;
    return true;
}

uint16_t cho_host_judge_game(const cho_host_credentials *given, const cho_host_channel_config *channel,
                             uint32_t *version_id)
{
    *version_id = 0;
    if (given->version.ptr != NULL && !cho_host_read_number(given->version, version_id))
        return CHO_HOST_CLOSE_NO_ACCESS;
    if (channel->version_id != 0 && *version_id != channel->version_id)
        return CHO_HOST_CLOSE_NO_ACCESS;
    if (channel->share_code != NULL && !cho_host_is_secret(given->share_code, channel->share_code))
        return CHO_HOST_CLOSE_NO_ACCESS;
    return 0;
}

/* ---- hosts and origins ---- */

/* Whoever makes that header up misleads nobody but himself. */
const char *cho_host_secure_suffix(cho_exchange *exchange)
{
    cho_span scheme = cho_exchange_header(exchange, "x-forwarded-proto");
    return cho_exchange_line(exchange) == CHO_LINE_TLS || cho_span_is(scheme, "https") ? "s" : "";
}

void cho_host_write_secure_url(const cho_exchange *exchange, cho_span authority, cho_buf *out)
{
    static const char plain[]  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    const char       *path     = cho_exchange_path(exchange);
    bool              is_plain = path[strspn(path, plain)] == '\0';
    cho_span          query    = cho_exchange_query(exchange);
    cho_buf_printf(out, "https://%.*s%s%s%.*s", (int)authority.len, authority.ptr, is_plain ? path : "/",
                   query.len > 0 ? "?" : "", (int)query.len, query.ptr);
}
