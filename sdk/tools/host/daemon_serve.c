#include "daemon_serve.h"

#include "common/json_out.h"
#include "common/small_file.h"
#include "daemon_descriptors.h"
#include "daemon_limits.h"
#include "daemon_log.h"
#include "daemon_wake.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "chorus-host"

enum { DRAIN_MS = 1800, NEWS_CLOSED = 'c' };

typedef struct server {
    const daemon_args *args;
    chorus_runtime    *rt;
    chorus_session     host;
    char              *token;         /* of its channel; NULL: a random one */
    char              *metrics_token; /* NULL: none */
    chorus_host_limits limits;
    bool               is_asked; /* to end: main thread and handlers */
    chorus_result      cause;    /* of its end, written before NEWS_CLOSED */
} server;

/* ---- events, on the runtime's thread ---- */

static void write_urls(chorus_runtime *rt, chorus_session host)
{
    chorus_str url;
    json_out_open("urls", '[');
    for (uint32_t i = 0; chorus_host_get_url(rt, host, i, &url) == CHORUS_OK; i++)
        json_out_str(NULL, url);
    json_out_close(']');
}

static void write_token(chorus_runtime *rt, chorus_session host)
{
    chorus_host_info info;
    CHORUS_INIT(&info);
    if (chorus_host_get_info(rt, host, &info) == CHORUS_OK)
        json_out_str("token", info.token);
}

static void tell_ready(server *s, const chorus_event_listening *listening)
{
    json_out_begin("event", "ready");
    json_out_int("port", (int64_t)listening->port);
    json_out_str("url", listening->url);
    write_urls(s->rt, s->host);
    json_out_text("version", chorus_version());
    if (s->args->is_dev)
        write_token(s->rt, s->host);
    json_out_end();
    daemon_log(CHORUS_LOG_INFO, "ready port=%u url=%s", (unsigned)listening->port, listening->url.ptr);
    if (json_out_is_broken())
        daemon_log(CHORUS_LOG_WARNING, "nobody_listens text=\"standard output is closed\"");
}

static void on_event(chorus_runtime *rt, const chorus_event *event, void *user)
{
    server *s = user;
    (void)rt;
    if (event->type == CHORUS_EVENT_HOST_LISTENING)
        tell_ready(s, &event->as.listening);
}

static void on_closed(chorus_runtime *rt, const chorus_event *event, void *user)
{
    server *s = user;
    (void)rt;
    s->cause = event->as.closed.cause;
    if (s->cause != CHORUS_OK)
        fprintf(stderr, PROGRAM ": cannot listen: %s\n", event->as.closed.text.ptr);
    daemon_wake_tell(NEWS_CLOSED);
}

static void close_host(chorus_runtime *rt, void *user)
{
    const server *s = user;
    chorus_session_close(rt, s->host);
}

/* ---- opening ---- */

/* The first line of a file; NULL for no file. */
static bool read_secret(const char *file, char **out)
{
    size_t len;
    if (file == NULL)
        return true;
    *out = small_file_read(PROGRAM, file, &len);
    if (*out != NULL)
        (*out)[strcspn(*out, "\r\n")] = '\0';
    return *out != NULL;
}

static bool read_files(server *s)
{
    return read_secret(s->args->token_file, &s->token)
           && read_secret(s->args->metrics_token_file, &s->metrics_token) && daemon_limits_read(s->args->limits, &s->limits);
}

static chorus_result open_host(server *s)
{
    const daemon_args  *args = s->args;
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address     = args->listen;
    options.port             = (uint16_t)args->port;
    options.title            = args->title;
    options.channel          = args->channel;
    options.token            = s->token;
    options.certificate_file = args->tls_cert;
    options.private_key_file = args->tls_key;
    options.data_folder      = args->data;
    options.public_url       = args->public_url;
    options.allowed_hosts    = args->allowed_hosts;
    options.allowed_origins  = args->allowed_origins;
    options.trusted_proxies  = args->trusted_proxies;
    options.refuses_guests   = args->refuses_guests;
    options.refuses_bundles  = args->refuses_bundles;
    options.projects         = (const char *const *)args->projects.names;
    options.project_count    = args->projects.count;
    options.refuses_new_accounts = args->refuses_new_accounts;
    options.is_development   = args->is_dev;
    options.metrics_token    = s->metrics_token;
    options.limits           = &s->limits;
    return chorus_host_open(s->rt, &options, &s->host);
}

static chorus_result open_runtime(server *s)
{
    chorus_runtime_options options;
    CHORUS_INIT(&options);
    options.log       = daemon_log_line;
    options.log_level = (chorus_log_level)s->args->log_level;
    return chorus_runtime_create(&options, &s->rt);
}

static chorus_result start(server *s)
{
    chorus_handlers handlers;
    CHORUS_INIT(&handlers);
    handlers.other  = on_event;
    handlers.closed = on_closed;
    daemon_descriptors_allow(&s->limits);
    chorus_result r = open_runtime(s);
    if (r == CHORUS_OK)
        r = open_host(s);
    if (r == CHORUS_OK)
        r = chorus_pump_async(s->rt, &handlers, s);
    if (r != CHORUS_OK)
        fprintf(stderr, PROGRAM ": cannot start: %s\n", chorus_strerror(r));
    return r;
}

/* ---- again ---- */

static void reload(chorus_runtime *rt, void *user)
{
    server            *s = user;
    chorus_host_limits limits;
    if (s->args->tls_cert != NULL)
        chorus_host_reload_certificate(rt, s->host);
    if (s->args->limits == NULL)
        return;
    bool is_taken = daemon_limits_read(s->args->limits, &limits) && chorus_host_set_limits(rt, s->host, &limits) == CHORUS_OK;
    daemon_log(is_taken ? CHORUS_LOG_INFO : CHORUS_LOG_ERROR, "%s", is_taken ? "limits_reloaded" : "limits_kept");
}

/* ---- until the end ---- */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void begin_to_end(server *s)
{
    s->is_asked = true;
    daemon_log(CHORUS_LOG_INFO, "draining text=\"games and audience are told to come back later\"");
    chorus_pump_async_post(s->rt, close_host, s);
}

/* A host that was asked to end has some time; a second signal takes it away. */
static void run(server *s)
{
    int64_t end_ms = 0;
    char    news   = 0;
    for (;;) {
        int64_t left_ms = s->is_asked ? end_ms - now_ms() : -1;
        if (s->is_asked && left_ms <= 0)
            return;
        switch (daemon_wake_wait((int)left_ms, &news)) {
        case DAEMON_WAKE_NEWS: return;
        case DAEMON_WAKE_END:
            if (s->is_asked)
                _exit(DAEMON_EXIT_OK);
            end_ms = now_ms() + DRAIN_MS;
            begin_to_end(s);
            break;
        case DAEMON_WAKE_RELOAD: chorus_pump_async_post(s->rt, reload, s); break;
        default: break;
        }
    }
}

daemon_exit daemon_serve(const daemon_args *args)
{
    server s = { .args = args };
    daemon_log_set_level((chorus_log_level)args->log_level);
    if (!daemon_wake_init()) {
        fprintf(stderr, PROGRAM ": the system gives no descriptors\n");
        return DAEMON_EXIT_FAILED;
    }
    chorus_result r = read_files(&s) ? start(&s) : CHORUS_E_INVALID;
    if (r == CHORUS_OK)
        run(&s);
    chorus_runtime_destroy(s.rt);
    free(s.token);
    free(s.metrics_token);
    if (r == CHORUS_E_INVALID || s.cause == CHORUS_E_INVALID)
        return DAEMON_EXIT_USAGE;
    return r == CHORUS_OK && s.is_asked ? DAEMON_EXIT_OK : DAEMON_EXIT_FAILED;
}
