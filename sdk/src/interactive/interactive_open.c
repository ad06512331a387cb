#include "base/alloc.h"
#include "base/options.h"
#include "interactive/interactive_link.h"
#include "interactive/interactive_schemes.h"
#include "interactive/interactive_session.h"
#include "net/tls_pin.h"
#include "net/url.h"

#define FASTEST_REPLAY 1000000.0

enum { MAX_PING_AFTER_MS = 24 * 60 * 60 * 1000 };

/* ---- life ---- */

/* A session without a handle yet; NULL: no memory. */
static cho_interactive *create(const chorus_allocator *heap)
{
    cho_interactive *s = cho_alloc_zero(heap, sizeof *s);
    if (s == NULL)
        return NULL;
    s->base.ops = &cho_interactive_ops;
    if (!cho_ia_mirror_init(&s->mirror, heap)) {
        cho_release(heap, s);
        return NULL;
    }
    cho_ia_changes_init(&s->changes, heap);
    return s;
}

void cho_interactive_free(cho_interactive *s, const chorus_allocator *heap)
{
    cho_ia_gauge_drop(s->gauge);
    cho_ia_changes_deinit(&s->changes);
    cho_ia_mirror_deinit(&s->mirror);
    cho_release(heap, s);
}

/* ---- options ---- */

static chorus_result refuse(chorus_runtime *rt, const char *why)
{
    cho_runtime_log(rt, CHORUS_LOG_ERROR, "interactive: cannot open: %s", why);
    return CHORUS_E_INVALID;
}

static bool is_given(const char *text)
{
    return text != NULL && *text != '\0';
}

/* Such texts become values of HTTP headers: visible ASCII, and spaces between. */
bool cho_interactive_is_header_value(const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (*text < ' ' || *text > '~')
            return false;
    }
    return true;
}

static bool is_url(const char *text, bool is_websocket)
{
    cho_url url;
    return cho_url_parse(cho_span_of(text), &url) && url.is_websocket == is_websocket;
}

static bool are_schemes(chorus_runtime *rt, const char *list)
{
    cho_buf params;
    cho_buf_init(&params, cho_runtime_heap(rt));
    bool are_known = cho_ia_write_scheme_list(&params, list);
    cho_buf_deinit(&params);
    return are_known;
}

static chorus_result check_options(chorus_runtime *rt, const chorus_interactive_options *o)
{
    if (is_given(o->address) + is_given(o->discovery_url) + (o->host.id != 0) + (o->replay_file != NULL) != 1)
        return refuse(rt, "give one of address, discovery_url, host and replay_file");
    if (is_given(o->address) && !is_url(o->address, true))
        return refuse(rt, "address is not a ws:// or wss:// URL");
    if (is_given(o->discovery_url) && !is_url(o->discovery_url, false))
        return refuse(rt, "discovery_url is not an http:// or https:// URL");
    if (o->host.id != 0 && !cho_session_is_of(rt, o->host, "host"))
        return refuse(rt, "host is not an open session of this runtime");
    if (o->replay_file != NULL && o->record_file != NULL)
        return refuse(rt, "a recording that is played cannot be recorded");
    if (!(o->replay_speed >= 0 && o->replay_speed <= FASTEST_REPLAY))
        return refuse(rt, "replay_speed is not in 0..1000000");
    if (!cho_interactive_is_header_value(o->token))
        return refuse(rt, "token holds characters that an HTTP header cannot carry");
    if (!cho_interactive_is_header_value(o->share_code))
        return refuse(rt, "share_code holds characters that an HTTP header cannot carry");
    if (!cho_interactive_is_header_value(o->refresh_token))
        return refuse(rt, "refresh_token holds characters that no token has");
    if (is_given(o->oauth_url) && !is_url(o->oauth_url, false))
        return refuse(rt, "oauth_url is not an http:// or https:// URL");
    if (is_given(o->refresh_token) && !is_given(o->oauth_url) && !is_given(o->discovery_url))
        return refuse(rt, "refresh_token needs an oauth_url");
    if (o->login.id != 0 && !cho_session_is_of(rt, o->login, "oauth"))
        return refuse(rt, "login is not an open login of this runtime");
    if (o->login.id != 0 && (is_given(o->token) || is_given(o->refresh_token)))
        return refuse(rt, "give one of login and token");
    if (is_given(o->tls_pins) && !cho_tls_pins_are_sane(o->tls_pins))
        return refuse(rt, "tls_pins are not of the form sha256//BASE64, joined by semicolons");
    if (o->ping_after_ms > MAX_PING_AFTER_MS)
        return refuse(rt, "ping_after_ms is more than a day");
    if (is_given(o->compression) && !are_schemes(rt, o->compression))
        return refuse(rt, "compression is not a list of gzip, lz4 and text");
    return CHORUS_OK;
}

static chorus_result read_options(chorus_runtime *rt, const chorus_interactive_options *given,
                                  chorus_interactive_options *known)
{
    chorus_result r = cho_options_copy(known, sizeof *known, given);
    if (r == CHORUS_E_INVALID)
        return refuse(rt, "options are missing or were not prepared with CHORUS_INIT");
    if (r == CHORUS_E_VERSION)
        cho_runtime_log(rt, CHORUS_LOG_ERROR, "interactive: cannot open: options are of a newer version");
    return r == CHORUS_OK ? check_options(rt, known) : r;
}

/* ---- public ---- */

chorus_result chorus_interactive_open(chorus_runtime *rt, const chorus_interactive_options *options,
                                      chorus_session *out)
{
    chorus_interactive_options known;
    if (rt == NULL)
        return CHORUS_E_INVALID;
    if (out == NULL)
        return refuse(rt, "there is no place for the session");
    chorus_result r = read_options(rt, options, &known);
    if (r != CHORUS_OK)
        return r;

    const chorus_allocator *heap = cho_runtime_heap(rt);
    cho_interactive        *s    = create(heap);
    cho_link               *link = s == NULL ? NULL : cho_interactive_link_create(heap, &known);
    if (link != NULL)
        s->gauge = cho_ia_gauge_keep(cho_interactive_link_gauge(link));
    r = link == NULL ? CHORUS_E_MEMORY : cho_session_open(rt, &s->base, link, out);
    if (r == CHORUS_OK) {
        s->forgets   = known.forget_on_reconnect;
        s->has_login = known.login.id != 0;
        cho_ia_mirror_set_seed(&s->mirror, cho_session_hash_seed(&s->base));
        return CHORUS_OK;
    }
    if (link != NULL)
        cho_interactive_link_free(link);
    if (s != NULL)
        cho_interactive_free(s, heap);
    return r;
}

chorus_result cho_interactive_find(chorus_runtime *rt, chorus_session handle, cho_interactive **out)
{
    cho_session  *session;
    chorus_result r = cho_session_find(rt, handle, &cho_interactive_ops, &session);
    if (r == CHORUS_OK)
        *out = (cho_interactive *)session;
    return r;
}

bool cho_interactive_is_connected(const cho_interactive *s)
{
    bool is_up = s->base.state == CHORUS_STATE_STAGING || s->base.state == CHORUS_STATE_READY;
    return is_up && !s->base.is_closing;
}

bool cho_interactive_takes_changes(const cho_interactive *s)
{
    bool is_coming_back = s->base.state == CHORUS_STATE_RECONNECTING || s->base.state == CHORUS_STATE_CONNECTING ||
                          s->base.state == CHORUS_STATE_SUSPENDED;
    bool is_patient     = is_coming_back && s->was_connected && !s->forgets && !s->base.is_closing;
    return is_patient || cho_interactive_is_connected(s);
}
