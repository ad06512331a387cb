#include "oauth/oauth_link.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/secret.h"
#include "oauth/oauth_records.h"

enum {
    DEFAULT_CALL_TIMEOUT_MS = 10 * 1000,
    GOODBYE_MS              = 3000, /* for the service to forget a token when the session is closed */
    TELL_AGAIN_MS           = 50,   /* there was no memory to say something */
    MS_PER_S                = 1000
};

static cho_login_link *login_of(cho_link *link)
{
    return (cho_login_link *)link;
}

static cho_login_time now(void)
{
    return (cho_login_time){ cho_clock_mono_ns() / CHO_NS_PER_MS, cho_clock_wall_ms() / MS_PER_S };
}

/* ---- one step after the other ---- */

static void on_answer(void *user, const cho_http_answer *http)
{
    cho_login_link    *l        = user;
    cho_login_question question = cho_login_asked_question(l);
    l->http                     = NULL;
    cho_login_read_answer(&question, http, &l->answer);
    cho_login_take(&l->login, &l->answer, now());
    cho_wipe(&l->answer, sizeof l->answer);
    cho_login_step(l);
    cho_link_publish_records(&l->base);
}

/* It could not even be sent. */
static void take_failure(cho_login_link *l)
{
    memset(&l->answer, 0, sizeof l->answer);
    l->answer.outcome = CHO_LOGIN_FAULT;
    l->answer.fault   = CHO_LOGIN_NO_MEMORY;
    cho_login_take(&l->login, &l->answer, now());
}

void cho_login_drop_request(cho_login_link *l)
{
    cho_http_cancel(l->http);
    l->http = NULL;
}

/* After a failure nothing is due at once: this ends. */
static uint32_t ask_what_is_due(cho_login_link *l)
{
    uint32_t wait_ms;
    for (;;) {
        cho_login_ask ask = cho_login_next(&l->login, now(), &wait_ms);
        if (ask == CHO_LOGIN_ASK_NOTHING)
            return wait_ms;
        if (cho_login_ask_service(l, ask, on_answer) != CHORUS_OK)
            take_failure(l);
    }
}

static void on_time(void *user)
{
    cho_login_link *l = user;
    cho_login_step(l);
    cho_link_publish_records(&l->base);
}

static void end_if_done(cho_login_link *l)
{
    bool is_busy = l->login.revoked[0] != '\0' || cho_login_store_is_busy(l->store);
    if (l->base.is_closing && (!is_busy || l->gives_up)) {
        cho_login_drop_request(l);
        cho_timer_cancel(&l->next);
        cho_timer_cancel(&l->goodbye);
        cho_link_end(&l->base, CHORUS_OK, 0, "closed by the game");
    }
}

void cho_login_step(cho_login_link *l)
{
    if (l->base.is_ended)
        return;
    uint32_t wait_ms = UINT32_MAX;
    cho_login_tick(&l->login, now());
    if (l->http != NULL && l->login.asked == CHO_LOGIN_ASK_NOTHING)
        cho_login_drop_request(l);
    if (l->url != NULL)
        wait_ms = ask_what_is_due(l);
    cho_login_tell(l);
    if (l->login.news != 0 && wait_ms > TELL_AGAIN_MS)
        wait_ms = TELL_AGAIN_MS;
    if (wait_ms != UINT32_MAX)
        cho_timer_start(cho_link_loop(&l->base), &l->next, wait_ms, on_time, l);
    end_if_done(l);
}

/* ---- what other links do ---- */

static void hear(cho_link *link, const cho_link *from)
{
    cho_login_link *l = login_of(link);
    if (l->host == 0 || from->session != l->host)
        return;
    if (from->is_ended || l->url == NULL)
        cho_login_find_host(l);
    cho_link_publish_records(link);
}

static void renew(cho_link *link)
{
    cho_login_link *l = login_of(link);
    cho_login_refuse(&l->login, now());
    cho_login_step(l);
    cho_link_publish_records(link);
}

/* ---- the life of a link ---- */

/* What cannot be read counts as nothing. */
static void begin(cho_login_link *l, const char *blob)
{
    cho_login_token token;
    if (blob != NULL && cho_login_read_token(blob, &token)) {
        cho_login_begin_with(&l->login, &token, now());
        cho_wipe(&token, sizeof token);
        return;
    }
    if (blob != NULL)
        cho_link_log(&l->base, CHORUS_LOG_WARNING, "the stored token cannot be read: a code is asked for instead");
    cho_login_begin(&l->login);
}

static void on_load(void *user, const char *blob)
{
    cho_login_link *l = user;
    if (l->base.is_closing)
        return;
    begin(l, blob);
    cho_login_step(l);
    cho_link_publish_records(&l->base);
}

static void on_trouble(void *user, const char *text)
{
    cho_login_link *l = user;
    cho_link_log(&l->base, CHORUS_LOG_WARNING, "the token is not stored as it should be: %s", text);
    cho_link_publish_records(&l->base);
}

/* Without a store the login works all the same. */
static void open_store(cho_login_link *l)
{
    const cho_login_store_watch watch = { on_load, on_trouble, on_time, l };
    chorus_result               r     = CHORUS_OK;
    if (l->store_file != NULL)
        r = cho_login_store_open(l->heap, cho_link_loop(&l->base), l->store_file, &watch, &l->store);
    if (r != CHORUS_OK)
        on_trouble(l, chorus_strerror(r));
}

/* Something to begin with goes before what is stored. */
static void begin_or_load(cho_login_link *l)
{
    bool is_loading = l->blob == NULL && l->store != NULL && cho_login_store_load(l->store) == CHORUS_OK;
    if (!is_loading)
        begin(l, l->blob);
    cho_secret_release(l->heap, l->blob);
    l->blob = NULL;
}

static void start(cho_link *link)
{
    static const cho_cause fine = { .result = CHORUS_OK };
    cho_login_link        *l    = login_of(link);
    cho_link_state(link, CHORUS_STATE_CONNECTING, &fine);
    open_store(l);
    begin_or_load(l);
    if (l->host != 0)
        cho_login_find_host(l);
    else
        cho_login_step(l);
    cho_link_publish_records(link);
}

static void command(cho_link *link, cho_command *cmd)
{
    cho_login_link *l     = login_of(link);
    cho_login      *m     = &l->login;
    uint32_t        value = ((const cho_login_wish *)cmd)->value;
    switch (cmd->type) {
    case CHO_LOGIN_ACCEPT:    cho_login_accept(m, value); break;
    case CHO_LOGIN_REJECT:    cho_login_reject(m, value, now()); break;
    case CHO_LOGIN_RETRY:     cho_login_retry(m, now()); break;
    case CHO_LOGIN_REFRESH:   cho_login_refresh(m, now()); break;
    case CHO_LOGIN_SIGN_OUT:  cho_login_sign_out(m, now()); break;
    case CHO_LOGIN_SHOW_CODE: cho_login_show_code(m, value != 0); break;
    default: break;
    }
    cho_login_step(l);
    cho_link_publish_records(link);
}

static void give_up_waiting(void *user)
{
    cho_login_link *l = user;
    l->gives_up       = true;
    end_if_done(l);
    cho_link_publish_records(&l->base);
}

/* A token that nobody wants is revoked first, and what is to be stored is stored, if that goes quickly. */
static void close_session(cho_link *link)
{
    static const cho_cause fine = { .result = CHORUS_OK };
    cho_login_link        *l    = login_of(link);
    cho_link_state(link, CHORUS_STATE_CLOSING, &fine);
    cho_login_close(&l->login, now());
    cho_timer_start(cho_link_loop(link), &l->goodbye, GOODBYE_MS, give_up_waiting, l);
    cho_login_step(l);
    cho_link_publish_records(link);
}

/* Nothing that is told may be left out. */
static void resync(cho_link *link)
{
    (void)link;
}

static void free_link(cho_link *link)
{
    cho_login_link *l = login_of(link);
    cho_timer_cancel(&l->next);
    cho_timer_cancel(&l->goodbye);
    cho_login_forget_place(l);
    cho_release(l->heap, l->client_id);
    cho_secret_release(l->heap, l->client_secret);
    cho_release(l->heap, l->scopes);
    cho_release(l->heap, l->expected_user);
    cho_release(l->heap, l->tls_pins);
    cho_secret_release(l->heap, l->blob);
    cho_login_store_close(l->store);
    cho_release(l->heap, l->store_file);
    cho_login_deinit(&l->login);
    cho_release(l->heap, l);
}

static const cho_link_ops link_ops = { .start     = start,
                                       .command   = command,
                                       .close     = close_session,
                                       .resync    = resync,
                                       .free_link = free_link,
                                       .name      = "oauth",
                                       .hear      = hear,
                                       .renew     = renew };

/* "" is none. */
static char *copy_text(const chorus_allocator *heap, const char *text, bool *failed)
{
    if (text == NULL || *text == '\0')
        return NULL;
    char *copy = cho_span_dup(heap, cho_span_of(text));
    *failed |= copy == NULL;
    return copy;
}

static void init_login(cho_login_link *l, const chorus_oauth_options *o)
{
    cho_login_setup setup = { .site               = l->site == NULL ? "the host" : l->site,
                              .expected_user      = l->expected_user,
                              .skips_confirmation = o->skips_confirmation,
                              .hides_code         = o->hides_code };
    cho_login_init(&l->login, &setup);
}

/* NULL: nowhere. */
static char *copy_store_file(const chorus_allocator *heap, const chorus_oauth_options *o, bool *failed)
{
    char path[CHO_LOGIN_PATH_SIZE];
    if (o->store != NULL || o->store_file != NULL)
        return copy_text(heap, o->store_file, failed);
    const char *service = o->host.id != 0 ? "host-of-this-game" : o->url;
    return cho_login_store_path(service, o->client_id, path) ? copy_text(heap, path, failed) : NULL;
}

cho_link *cho_login_link_create(const chorus_allocator *heap, const chorus_oauth_options *o, const char *blob)
{
    cho_login_link *l = cho_alloc_zero(heap, sizeof *l);
    if (l == NULL)
        return NULL;
    bool failed        = false;
    l->base.ops        = &link_ops;
    l->heap            = heap;
    l->client_id       = copy_text(heap, o->client_id, &failed);
    l->client_secret   = copy_text(heap, o->client_secret, &failed);
    l->scopes          = copy_text(heap, o->scopes == NULL ? "interactive:robot:self" : o->scopes, &failed);
    l->expected_user   = copy_text(heap, o->expected_user, &failed);
    l->tls_pins        = copy_text(heap, o->tls_pins, &failed);
    l->blob            = copy_text(heap, blob, &failed);
    l->store_file      = copy_store_file(heap, o, &failed);
    l->has_hooks       = o->store != NULL;
    l->host            = o->host.id;
    l->flow            = o->flow;
    l->call_timeout_ms = o->call_timeout_ms == 0 ? DEFAULT_CALL_TIMEOUT_MS : o->call_timeout_ms;
    if (l->host == 0)
        failed |= !cho_login_settle(l, copy_text(heap, o->url, &failed), o->url);
    init_login(l, o);
    if (failed) {
        free_link(&l->base);
        return NULL;
    }
    return &l->base;
}

void cho_login_link_free(cho_link *link)
{
    free_link(link);
}
