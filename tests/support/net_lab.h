/*
 * net_lab.h - a loop on a thread of its own, a log both sides can read, and a server that echoes.
 */
#ifndef TESTS_SUPPORT_NET_LAB_H
#define TESTS_SUPPORT_NET_LAB_H

#include "base/buf.h"
#include "net/loop.h"
#include "net/server.h"
#include "net/ws_client.h"

#include <pthread.h>

enum { LAB_DEADLINE_MS = 15000 };

/* Lines that threads write and a test waits for, in any order. */
typedef struct lab_log {
    pthread_mutex_t lock;
    pthread_cond_t  changed;
    cho_buf         text; /* "\nline\nline\n" */
} lab_log;

void lab_log_init(lab_log *log);
void lab_log_deinit(lab_log *log);
void lab_say(lab_log *log, const char *format, ...) CHO_PRINTF_LIKE(2, 3);
/* Waits until a line is there, then takes it out; fails the test when it does not come in time. */
void lab_expect(lab_log *log, const char *format, ...) CHO_PRINTF_LIKE(2, 3);
/* Is the line there now? It stays. */
bool lab_has(lab_log *log, const char *line);

typedef struct lab_loop {
    cho_loop       *loop;
    pthread_t       thread;
    bool            is_running;
    pthread_mutex_t lock;
    pthread_cond_t  done;
    void (*job)(void *arg); /* to run on the network thread */
    void *arg;
} lab_loop;

void lab_start(lab_loop *lab, const char *ca_file);
/* Runs job(arg) on the network thread and returns when it is done. */
void lab_run(lab_loop *lab, void (*job)(void *arg), void *arg);
/* Fails unless the loop sleeps while nothing happens: so nobody who is connected keeps it awake. */
void lab_expect_quiet(lab_loop *lab, lab_log *log);
/* Stops and joins the thread; the loop lives on. */
void lab_join(lab_loop *lab);
/* Joins when needed and destroys the loop; nothing when that is done or it was never started. */
void lab_stop(lab_loop *lab);

/*
 * An echo server. It logs "server open <path>", "server text <n>", "server binary <n>", "server too
 * big", "server close <code> <reason>". Paths: "/echo" accepts, "/401" refuses with 401,
 * "/close/<code>" accepts and closes, "/hush" accepts and never answers, "/flood" sends without
 * end. On "/echo" the text "close <code>" closes. HTTP: GET and others on any path are answered
 * with JSON telling method, path, query and body length; "/header/<name>" with the value of that
 * request header; "/silent" is not answered by the handler; "/big" with 300 000 bytes.
 */
typedef struct lab_server {
    lab_loop          *lab;
    lab_log           *log;
    cho_server_options options;
    cho_server        *server;
    uint16_t           port;
    char               error[128];
    chorus_result      result;
} lab_server;

/* Fails the test when the port cannot be had, unless it is expected: see result and error. */
void lab_serve(lab_server *s, lab_loop *lab, lab_log *log);
void lab_try_serve(lab_server *s, lab_loop *lab, lab_log *log);
/* Closes with a code, says "server gone" when it is done. */
void lab_close_server(lab_server *s, uint16_t code);

/*
 * A websocket client. It logs "<name> open", "<name> text <bytes>" (over 40 bytes: "<name> text
 * #<n>"), "<name> binary #<n>", "<name> too big", and at its end "<name> close <result> <code>
 * <reason>" and "<name> why <text>".
 */
typedef struct lab_client {
    lab_loop      *lab;
    lab_log       *log;
    const char    *name;
    cho_ws_options options;
    cho_ws        *ws;
    chorus_result  result;
    cho_ws_closed  how; /* without its pointers */
} lab_client;

void lab_connect(lab_client *c, lab_loop *lab, lab_log *log, const char *name, const char *format,
                 ...) CHO_PRINTF_LIKE(5, 6);
void lab_try_connect(lab_client *c, lab_loop *lab, lab_log *log, const char *name, const char *url);
chorus_result lab_send(lab_client *c, const void *bytes, size_t len, bool is_text);
chorus_result lab_send_text(lab_client *c, const char *text);
void          lab_close(lab_client *c, uint16_t code, const char *reason);
#endif
