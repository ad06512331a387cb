#include "support/net_lab.h"

#include "base/alloc.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static chorus_allocator c_heap;

static void init_heap(void)
{
    cho_heap_init(&c_heap, NULL);
}

static const chorus_allocator *heap(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, init_heap);
    return &c_heap;
}

static struct timespec deadline(void)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += LAB_DEADLINE_MS / 1000;
    return at;
}

/* ---- the log ---- */

void lab_log_init(lab_log *log)
{
    pthread_mutex_init(&log->lock, NULL);
    pthread_cond_init(&log->changed, NULL);
    cho_buf_init(&log->text, heap());
    cho_buf_text(&log->text, "\n");
}

void lab_log_deinit(lab_log *log)
{
    cho_buf_deinit(&log->text);
    pthread_cond_destroy(&log->changed);
    pthread_mutex_destroy(&log->lock);
}

void lab_say(lab_log *log, const char *format, ...)
{
    char    line[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    pthread_mutex_lock(&log->lock);
    cho_buf_printf(&log->text, "%s\n", line);
    pthread_cond_broadcast(&log->changed);
    pthread_mutex_unlock(&log->lock);
}

static char *find_line(lab_log *log, const char *line)
{
    char wanted[260];
    (void)snprintf(wanted, sizeof wanted, "\n%s\n", line);
    return strstr(log->text.data, wanted);
}

void lab_expect(lab_log *log, const char *format, ...)
{
    char            line[256];
    struct timespec until = deadline();
    va_list         args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    pthread_mutex_lock(&log->lock);
    char *found = find_line(log, line);
    int   e     = 0;
    while (found == NULL && e == 0) {
        e     = pthread_cond_timedwait(&log->changed, &log->lock, &until);
        found = find_line(log, line);
    }
    if (found == NULL) {
        print_error("never logged: %s\nthe log:%s", line, log->text.data);
        pthread_mutex_unlock(&log->lock);
        fail();
    }
    size_t len = strlen(line) + 1;
    memmove(found + 1, found + 1 + len, strlen(found + 1 + len) + 1);
    log->text.len -= len;
    pthread_mutex_unlock(&log->lock);
}

bool lab_has(lab_log *log, const char *line)
{
    pthread_mutex_lock(&log->lock);
    bool has = find_line(log, line) != NULL;
    pthread_mutex_unlock(&log->lock);
    return has;
}

/* ---- the loop ---- */

static void on_wake(void *user)
{
    lab_loop *lab = user;
    pthread_mutex_lock(&lab->lock);
    void (*job)(void *) = lab->job;
    void *arg           = lab->arg;
    pthread_mutex_unlock(&lab->lock);
    if (job == NULL)
        return;
    job(arg);
    pthread_mutex_lock(&lab->lock);
    lab->job = NULL;
    pthread_cond_broadcast(&lab->done);
    pthread_mutex_unlock(&lab->lock);
}

static void *run(void *arg)
{
    cho_loop_run(((lab_loop *)arg)->loop);
    return NULL;
}

void lab_start(lab_loop *lab, const char *ca_file)
{
    cho_loop_options options = { .on_wake = on_wake, .user = lab, .ca_file = ca_file };
    *lab                     = (lab_loop){ .is_running = true };
    pthread_mutex_init(&lab->lock, NULL);
    pthread_cond_init(&lab->done, NULL);
    assert_ok(cho_loop_create(heap(), &options, &lab->loop));
    assert_int_equal(pthread_create(&lab->thread, NULL, run, lab), 0);
}

void lab_run(lab_loop *lab, void (*job)(void *arg), void *arg)
{
    struct timespec until = deadline();
    int             e     = 0;
    pthread_mutex_lock(&lab->lock);
    lab->arg = arg;
    lab->job = job;
    cho_loop_wake(lab->loop);
    while (lab->job != NULL && e == 0)
        e = pthread_cond_timedwait(&lab->done, &lab->lock, &until);
    pthread_mutex_unlock(&lab->lock);
    assert_int_equal(e, 0);
}

/* ---- quiet ---- */

enum { QUIET_MS = 250, QUIET_TURNS = 100 /* one that does not sleep takes thousands */ };

typedef struct watch {
    lab_loop *lab;
    lab_log  *log;
    cho_timer timer;
    uint64_t  turns;
} watch;

static void end_watch(void *arg)
{
    watch   *w     = arg;
    uint64_t turns = cho_loop_turns(w->lab->loop) - w->turns;
    if (turns < QUIET_TURNS)
        lab_say(w->log, "quiet");
    else
        lab_say(w->log, "awake: %llu turns", (unsigned long long)turns);
}

static void begin_watch(void *arg)
{
    watch *w = arg;
    w->turns = cho_loop_turns(w->lab->loop);
    cho_timer_start(w->lab->loop, &w->timer, QUIET_MS, end_watch, w);
}

void lab_expect_quiet(lab_loop *lab, lab_log *log)
{
    watch w = { .lab = lab, .log = log };
    lab_run(lab, begin_watch, &w);
    lab_expect(log, "quiet");
}

void lab_join(lab_loop *lab)
{
    if (!lab->is_running)
        return;
    cho_loop_stop(lab->loop);
    pthread_join(lab->thread, NULL);
    lab->is_running = false;
}

void lab_stop(lab_loop *lab)
{
    if (lab->loop == NULL)
        return;
    lab_join(lab);
    cho_loop_destroy(lab->loop);
    lab->loop = NULL;
    pthread_cond_destroy(&lab->done);
    pthread_mutex_destroy(&lab->lock);
}

/* ---- the server ---- */

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void reply_text(cho_exchange *exchange, int status, const char *type, const char *text)
{
    cho_reply reply = {
        .status = status, .content_type = type, .body = text, .body_len = strlen(text)
    };
    assert_ok(cho_exchange_reply(exchange, &reply));
    assert_result(CHORUS_E_STATE, cho_exchange_reply(exchange, &reply));
}

static void reply_big(cho_exchange *exchange)
{
    static char big[300000];
    memset(big, 'z', sizeof big);
    cho_reply reply = {
        .status = 200, .body = big, .body_len = sizeof big, .body_is_static = true
    };
    assert_ok(cho_exchange_reply(exchange, &reply));
}

static void on_request(void *user, cho_exchange *exchange)
{
    char        text[1024];
    const char *path  = cho_exchange_path(exchange);
    cho_span    query = cho_exchange_query(exchange);
    (void)user;
    if (strcmp(path, "/silent") == 0)
        return;
    if (strcmp(path, "/big") == 0) {
        reply_big(exchange);
        return;
    }
    if (starts_with(path, "/header/")) {
        cho_span value = cho_exchange_header(exchange, path + strlen("/header/"));
        reply_text(exchange, value.ptr == NULL ? 404 : 200, "text/plain",
                   value.ptr == NULL ? "" : value.ptr);
        return;
    }
    (void)snprintf(text, sizeof text, "%s %s %.*s %zu", cho_exchange_method(exchange), path,
                   (int)query.len, query.ptr, cho_exchange_body(exchange).len);
    reply_text(exchange, 200, "text/plain", text);
}

static int on_upgrade(void *user, cho_exchange *exchange, cho_conn *conn)
{
    lab_server *s    = user;
    const char *path = cho_exchange_path(exchange);
    (void)s;
    if (strcmp(path, "/401") == 0)
        return 401;
    if (strcmp(path, "/404") == 0)
        return 404;
    if (starts_with(path, "/close/"))
        cho_conn_close(conn, (uint16_t)atoi(path + strlen("/close/")), "as asked");
    char *copy = strdup(path);
    cho_conn_set_user(conn, copy);
    return 0;
}

static void on_open(void *user, cho_conn *conn)
{
    lab_server *s = user;
    lab_say(s->log, "server open %s", (const char *)cho_conn_user(conn));
    if (strcmp(cho_conn_user(conn), "/flood") != 0)
        return;
    cho_message  *message = cho_message_create(heap(), NULL, 10000, false);
    chorus_result r       = CHORUS_OK;
    memset(cho_message_payload(message), 'f', 10000);
    while (r == CHORUS_OK)
        r = cho_conn_send(conn, message);
    cho_message_release(message);
    lab_say(s->log, "server flood ended %d", (int)r);
}

static void on_message(void *user, cho_conn *conn, const char *data, size_t len, bool is_text)
{
    lab_server *s = user;
    lab_say(s->log, "server %s %zu", is_text ? "text" : "binary", len);
    if (strcmp(cho_conn_user(conn), "/hush") == 0)
        return;
    if (len > 6 && len < 20 && memcmp(data, "close ", 6) == 0) {
        cho_conn_close(conn, (uint16_t)strtoul(data + 6, NULL, 10), "as asked");
        return;
    }
    cho_message *message = cho_message_create(heap(), data, len, is_text);
    (void)cho_conn_send(conn, message);
    cho_message_release(message);
}

static void on_too_big(void *user, cho_conn *conn, uint64_t len)
{
    lab_server *s = user;
    (void)conn;
    (void)len;
    lab_say(s->log, "server too big");
}

static void on_close(void *user, cho_conn *conn, uint16_t code, cho_span reason)
{
    lab_server *s = user;
    lab_say(s->log, "server close %u %.*s", (unsigned)code, (int)reason.len, reason.ptr);
    free(cho_conn_user(conn));
}

static void open_server(void *arg)
{
    lab_server               *s        = arg;
    const cho_server_handlers handlers = { .on_request = on_request, .on_upgrade = on_upgrade,
                                           .on_open = on_open,       .on_message = on_message,
                                           .on_too_big = on_too_big, .on_close = on_close };
    s->result = cho_server_open(s->lab->loop, &s->options, &handlers, s, &s->server, s->error,
                                sizeof s->error);
    if (s->result == CHORUS_OK)
        s->port = cho_server_port(s->server);
}

void lab_try_serve(lab_server *s, lab_loop *lab, lab_log *log)
{
    s->lab = lab;
    s->log = log;
    if (s->options.address == NULL)
        s->options.address = "127.0.0.1";
    lab_run(lab, open_server, s);
}

void lab_serve(lab_server *s, lab_loop *lab, lab_log *log)
{
    lab_try_serve(s, lab, log);
    assert_ok(s->result);
    assert_int_not_equal(s->port, 0);
}

static void on_server_gone(void *user)
{
    lab_say(((lab_server *)user)->log, "server gone");
}

static void close_server(void *arg)
{
    lab_server *s = arg;
    cho_server_close(s->server, (uint16_t)s->result, "over", on_server_gone, s);
}

void lab_close_server(lab_server *s, uint16_t code)
{
    s->result = (chorus_result)code;
    lab_run(s->lab, close_server, s);
}

/* ---- the client ---- */

static void on_client_open(void *user, cho_ws *ws)
{
    lab_client *c = user;
    (void)ws;
    lab_say(c->log, "%s open", c->name);
}

static void on_client_message(void *user, cho_ws *ws, const char *data, size_t len, bool is_text)
{
    lab_client *c = user;
    (void)ws;
    if (is_text && len <= 40)
        lab_say(c->log, "%s text %.*s", c->name, (int)len, data);
    else
        lab_say(c->log, "%s %s #%zu", c->name, is_text ? "text" : "binary", len);
}

static void on_client_too_big(void *user, cho_ws *ws, uint64_t len)
{
    lab_client *c = user;
    (void)ws;
    (void)len;
    lab_say(c->log, "%s too big", c->name);
}

static void on_client_close(void *user, cho_ws *ws, const cho_ws_closed *how)
{
    lab_client *c = user;
    (void)ws;
    c->how = *how;
    c->ws  = NULL;
    lab_say(c->log, "%s why %s", c->name, how->text);
    lab_say(c->log, "%s close %d %u %.*s", c->name, (int)how->result, (unsigned)how->code,
            (int)how->reason.len, how->reason.ptr);
}

static void connect_client(void *arg)
{
    lab_client           *c        = arg;
    const cho_ws_handlers handlers = { on_client_open, on_client_message, on_client_too_big,
                                       on_client_close };
    c->result = cho_ws_connect(c->lab->loop, &c->options, &handlers, c, &c->ws);
}

void lab_try_connect(lab_client *c, lab_loop *lab, lab_log *log, const char *name, const char *url)
{
    c->lab         = lab;
    c->log         = log;
    c->name        = name;
    c->options.url = url;
    lab_run(lab, connect_client, c);
}

void lab_connect(lab_client *c, lab_loop *lab, lab_log *log, const char *name, const char *format,
                 ...)
{
    char    url[4096];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(url, sizeof url, format, args);
    va_end(args);
    lab_try_connect(c, lab, log, name, url);
    assert_ok(c->result);
}

typedef struct sending {
    lab_client   *client;
    const void   *bytes;
    size_t        len;
    bool          is_text;
    chorus_result result;
} sending;

static void send_now(void *arg)
{
    sending     *s       = arg;
    cho_message *message = cho_message_create(heap(), s->bytes, s->len, s->is_text);
    s->result = s->client->ws == NULL ? CHORUS_E_STATE : cho_ws_send(s->client->ws, message);
    cho_message_release(message);
}

chorus_result lab_send(lab_client *c, const void *bytes, size_t len, bool is_text)
{
    sending s = { c, bytes, len, is_text, CHORUS_OK };
    lab_run(c->lab, send_now, &s);
    return s.result;
}

chorus_result lab_send_text(lab_client *c, const char *text)
{
    return lab_send(c, text, strlen(text), true);
}

static void close_now(void *arg)
{
    sending *s = arg;
    if (s->client->ws != NULL)
        cho_ws_close(s->client->ws, (uint16_t)s->len, s->bytes);
}

void lab_close(lab_client *c, uint16_t code, const char *reason)
{
    sending s = { .client = c, .bytes = reason, .len = code };
    lab_run(c->lab, close_now, &s);
}
