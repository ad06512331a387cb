#include "base/alloc.h"
#include "base/options.h"
#include "base/secret.h"
#include "net/tls_pin.h"
#include "net/url.h"
#include "oauth/oauth_link.h"
#include "oauth/oauth_session.h"

/* ---- options ---- */

static chorus_result refuse(chorus_runtime *rt, const char *why)
{
    cho_runtime_log(rt, CHORUS_LOG_ERROR, "oauth: cannot open: %s", why);
    return CHORUS_E_INVALID;
}

static bool is_given(const char *text)
{
    return text != NULL && *text != '\0';
}

static bool is_http_url(const char *text)
{
    cho_url url;
    return cho_url_parse(cho_span_of(text), &url) && !url.is_websocket;
}

static bool is_whole(const chorus_oauth_store *store)
{
    return store->load != NULL && store->save != NULL && store->erase != NULL;
}

static bool is_blob(const char *blob)
{
    cho_login_token token;
    bool            is_good = cho_login_read_token(blob, &token);
    cho_wipe(&token, sizeof token);
    return is_good;
}

static chorus_result check_options(chorus_runtime *rt, const chorus_oauth_options *o)
{
    if (is_given(o->url) + (o->host.id != 0) != 1)
        return refuse(rt, "give one of url and host");
    if (is_given(o->url) && !is_http_url(o->url))
        return refuse(rt, "url is not an http:// or https:// URL");
    if (o->host.id != 0 && !cho_session_is_of(rt, o->host, "host"))
        return refuse(rt, "host is not an open session of this runtime");
    if (!is_given(o->client_id))
        return refuse(rt, "client_id is missing");
    if (o->flow != CHORUS_OAUTH_SHORTCODE && o->flow != CHORUS_OAUTH_DEVICE)
        return refuse(rt, "flow is none of those there are");
    if (o->store != NULL && !is_whole(o->store))
        return refuse(rt, "store needs all of load, save and erase");
    if (o->store != NULL && is_given(o->store_file))
        return refuse(rt, "give one of store and store_file");
    if (is_given(o->token) && !is_blob(o->token))
        return refuse(rt, "token is no blob that chorus_oauth_parse() can read, or is too long");
    if (is_given(o->tls_pins) && !cho_tls_pins_are_sane(o->tls_pins))
        return refuse(rt, "tls_pins are not of the form sha256//BASE64, joined by semicolons");
    return CHORUS_OK;
}

static chorus_result read_options(chorus_runtime *rt, const chorus_oauth_options *given, chorus_oauth_options *known)
{
    chorus_result r = cho_options_copy(known, sizeof *known, given);
    if (r == CHORUS_E_INVALID)
        return refuse(rt, "options are missing or were not prepared with CHORUS_INIT");
    if (r == CHORUS_E_VERSION)
        cho_runtime_log(rt, CHORUS_LOG_ERROR, "oauth: cannot open: options are of a newer version");
    return r == CHORUS_OK ? check_options(rt, known) : r;
}

/* ---- both sides ---- */

/* What the game's hook has, unless there is something to begin with already. `blob` has CHO_LOGIN_ANSWER_MAX bytes. */
static const char *find_blob(const chorus_oauth_options *o, char *blob)
{
    if (is_given(o->token))
        return o->token;
    bool is_loaded = o->store != NULL && o->store->load(o->store->user, blob, CHO_LOGIN_ANSWER_MAX);
    if (!is_loaded)
        return NULL;
    blob[CHO_LOGIN_ANSWER_MAX - 1] = '\0';
    return blob;
}

static cho_link *create_link(const chorus_allocator *heap, const chorus_oauth_options *o)
{
    char      blob[CHO_LOGIN_ANSWER_MAX];
    cho_link *link = cho_login_link_create(heap, o, find_blob(o, blob));
    cho_wipe(blob, sizeof blob);
    return link;
}

static cho_login_session *create_session(const chorus_allocator *heap, const chorus_oauth_options *o)
{
    cho_login_session *s = cho_alloc_zero(heap, sizeof *s);
    if (s == NULL)
        return NULL;
    s->base.ops = &cho_login_session_ops;
    if (o->store != NULL)
        s->store = *o->store;
    return s;
}

static chorus_result open(chorus_runtime *rt, const chorus_oauth_options *o, chorus_session *out)
{
    const chorus_allocator *heap = cho_runtime_heap(rt);
    cho_login_session      *s    = create_session(heap, o);
    cho_link               *link = s == NULL ? NULL : create_link(heap, o);
    chorus_result           r    = link == NULL ? CHORUS_E_MEMORY : cho_session_open(rt, &s->base, link, out);
    if (r == CHORUS_OK)
        return CHORUS_OK;
    if (link != NULL)
        cho_login_link_free(link);
    if (s != NULL)
        cho_login_session_free(s, heap);
    return r;
}

chorus_result chorus_oauth_open(chorus_runtime *rt, const chorus_oauth_options *options, chorus_session *out)
{
    chorus_oauth_options known;
    if (rt == NULL)
        return CHORUS_E_INVALID;
    if (out == NULL)
        return refuse(rt, "there is no place for the session");
    chorus_result r = read_options(rt, options, &known);
    return r == CHORUS_OK ? open(rt, &known, out) : r;
}
