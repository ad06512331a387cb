#include "net/ws_client_state.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

static void try_next_address(void *user);

const char *cho_ws_peer(cho_ws *ws)
{
    if (ws->next_address == 0)
        return ws->authority;
    const char *address = ws->found.addresses[ws->next_address - 1];
    const char *format  = strchr(address, ':') == NULL ? "%s:%u" : "[%s]:%u";
    char        text[CHO_ADDRESS_TEXT + 10];
    (void)snprintf(text, sizeof text, format, address, (unsigned)ws->url.port);
    return cho_arena_str(&ws->strings, text, strlen(text)).ptr;
}

static uint32_t ms_left(const cho_ws *ws)
{
    uint64_t now_ns = cho_clock_mono_ns();
    return now_ns >= ws->deadline_ns ? 0 : (uint32_t)((ws->deadline_ns - now_ns) / 1000000);
}

static void drop_attempt(cho_ws *ws)
{
    if (ws->attempt == NULL)
        return;
    lws_set_opaque_user_data(ws->attempt, NULL);
    cho_lws_kill(ws->attempt);
    ws->attempt = NULL;
}

void cho_ws_attempt_failed(cho_ws *ws)
{
    drop_attempt(ws);
    bool may_go_on = !ws->has_connected && !ws->stream.is_closing && ms_left(ws) > 0;
    if (may_go_on && ws->next_address < ws->found.count) {
        ws->text[0] = '\0';
        cho_timer_start(ws->loop, &ws->timer, 0, try_next_address, ws);
        return;
    }
    cho_ws_finish(ws);
}

static void on_attempt_overdue(void *user)
{
    cho_ws *ws = user;
    cho_ws_blame(ws, CHORUS_E_TIMEOUT, "%s did not answer in time", cho_ws_peer(ws));
    cho_ws_attempt_failed(ws);
}

static void blame_system(cho_ws *ws, int error)
{
    const char *peer = cho_ws_peer(ws);
    if (error == ECONNREFUSED)
        cho_ws_blame(ws, CHORUS_E_NETWORK, "connection refused by %s", peer);
    else if (error == ETIMEDOUT)
        cho_ws_blame(ws, CHORUS_E_TIMEOUT, "%s did not answer in time", peer);
    else
        cho_ws_blame(ws, CHORUS_E_NETWORK, "cannot reach %s: %s", peer, strerror(error));
}

bool cho_ws_connect_has_failed(cho_ws *ws, struct lws *wsi)
{
    int       error = 0;
    socklen_t len   = sizeof error;
    if (getsockopt(lws_get_socket_fd(wsi), SOL_SOCKET, SO_ERROR, &error, &len) != 0 || error == 0)
        return false;
    blame_system(ws, error);
    return true;
}

static void describe_connection(cho_ws *ws, struct lws_client_connect_info *info)
{
    memset(info, 0, sizeof *info);
    info->context = ws->loop->context;
    info->vhost   = ws->loop->clients;
    info->address = ws->found.addresses[ws->next_address - 1];
    info->port    = ws->url.port;
    info->path    = ws->target;
    info->host    = ws->authority;
    info->ssl_connection =
        LCCSCF_HTTP_NO_FOLLOW_REDIRECT | (ws->url.is_secure ? LCCSCF_USE_SSL : 0);
    info->local_protocol_name   = "chorus";
    info->alpn                  = "http/1.1";
    info->pwsi                  = &ws->attempt;
    info->opaque_user_data      = ws;
    info->retry_and_idle_policy = &cho_lws_never_ping;
}

/*
 * Each address gets an equal share of the time that is left. What fails inside the call is told by
 * its result and errno alone, what fails later by a callback.
 */
static void try_next_address(void *user)
{
    cho_ws  *ws       = user;
    uint32_t share_ms = ms_left(ws) / (uint32_t)(ws->found.count - ws->next_address);
    ws->next_address++;
    cho_timer_start(ws->loop, &ws->timer, share_ms, on_attempt_overdue, ws);

    struct lws_client_connect_info info;
    describe_connection(ws, &info);
    errno            = 0;
    ws->is_calling   = true;
    struct lws *made = lws_client_connect_via_info(&info);
    int         e    = errno;
    ws->is_calling   = false;
    if (made != NULL)
        return;
    ws->attempt = NULL;
    blame_system(ws, e);
    cho_ws_attempt_failed(ws);
}

static void on_resolved(void *user, const cho_resolved *answer)
{
    cho_ws *ws  = user;
    ws->resolve = NULL;
    ws->found   = *answer;
    if (answer->result == CHORUS_OK) {
        try_next_address(ws);
        return;
    }
    cho_ws_blame(ws, answer->result, "%s", answer->error);
    cho_ws_finish(ws);
}

void cho_ws_dial(cho_ws *ws)
{
    cho_timer_start(ws->loop, &ws->timer, ms_left(ws), on_attempt_overdue, ws);
    chorus_result r = cho_resolve_start(ws->loop, ws->url.host, on_resolved, ws, &ws->resolve);
    if (r == CHORUS_OK)
        return;
    cho_ws_blame(ws, r, "cannot look up %s: %s", ws->authority, chorus_strerror(r));
    cho_ws_finish(ws);
}
