/*
 * host_service_state.h - what the files of a service share.
 * Layer    host. Private to host/service; host/studio and tests of the service look at it too.
 * Thread   network thread.
 * Memory   see host_service.h.
 * Trust    see host_service.h.
 */
#ifndef CHO_HOST_SERVICE_STATE_H
#define CHO_HOST_SERVICE_STATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "host/oauth/auth_tally.h"
#include "host/project/host_projects.h"
#include "host/room/host_keys.h"
#include "host/room/host_network.h"
#include "host/service/host_ban_book.h"
#include "host/service/host_channel.h"
#include "host/service/host_codes.h"
#include "host/service/host_metrics.h"
#include "host/service/host_vault.h"
#include "host/service/host_wallets.h"
#include "net/neighbours.h"

struct cho_host_oauth;   /* host_oauth.h */
struct cho_host_visitor; /* host_visitor.h */

struct cho_host_service {
    const chorus_allocator *heap;
    cho_loop               *loop;
    const cho_host_config  *config;
    cho_host_watch          watch;
    cho_server             *server; /* NULL: it does not listen */
    cho_host_vault         *vault;
    cho_host_ban_book       ban_book;
    cho_host_wallets        wallets;
    uint32_t                load_count;  /* of what is to be in memory before it listens */
    chorus_result           load_result; /* the first that failed */
    uint64_t                hash_seed;
    cho_host_channels       channels;
    cho_host_codes          codes; /* of all channels, alive or not */
    cho_auth_tally          code_tries; /* of each network */
    cho_host_metrics        metrics;
    uint64_t                arrival_ns; /* of the input being handled; 0: none is */
    cho_host_projects       projects;
    cho_vault_watch         project_watch; /* for projects that another process changes */
    struct cho_host_visitor *permitted; /* the first who came by a permission */
    uint32_t                seat_count; /* sockets that participants of all channels hold */
    cho_host_keys           keys, studio_keys;
    struct cho_host_oauth  *oauth;
    cho_neighbours          neighbours; /* what each address has asked for */
    cho_pace                joins;      /* of all */
    cho_arena               scratch; /* emptied after each request */
    cho_buf                 body;    /* of the answer being written */
    cho_buf                 frame, text; /* compressed on the way out; unpacked on the way in */
    uint32_t                stream_quota; /* participants who may still have their frames compressed */
    int64_t                 base_wall_ms; /* when it was opened */
    uint64_t                base_mono_ns;
    bool                    is_closing;
    void (*on_closed)(void *user);
    void *on_closed_user;
};

/* Milliseconds since 1970, from a clock that never jumps. */
int64_t cho_host_service_now_ms(const cho_host_service *service);

/* host_loading.c has read what must be in memory: the service listens, or says why not. */
void cho_host_service_loaded(cho_host_service *service, chorus_result result);

/* The whole host has room for one more participant. */
bool cho_host_service_has_room(const cho_host_service *service);

/* The visitor must come back by TLS: others could read along. */
bool cho_host_service_wants_tls(const cho_host_service *service, const cho_exchange *exchange);

/* "event=game_left channel=%u": the name of an event and its fields. No tokens, codes, names or addresses. */
void cho_host_service_log(const cho_host_service *service, chorus_log_level level, const char *format, ...)
    CHO_PRINTF_LIKE(3, 4);

/* ---- host_visitors.c: who comes through a socket. `user` is the service ---- */

int  cho_host_on_upgrade(void *user, cho_exchange *exchange, cho_conn *conn);
void cho_host_on_open(void *user, cho_conn *conn);
void cho_host_on_message(void *user, cho_conn *conn, const char *data, size_t len, bool is_text);
void cho_host_on_too_big(void *user, cho_conn *conn, uint64_t len);
void cho_host_on_close(void *user, cho_conn *conn, uint16_t code, cho_span reason);

/* ---- host_outbox.c ---- */

void cho_host_service_count_sent(cho_host_service *service, cho_host_role role, size_t len);

/* The room's way out to the sockets. */
extern const cho_host_outbox cho_host_socket_outbox;

/* ---- host_files.c ---- */

#define CHO_HOST_FILES_PATH "/ugc/" /* then the channel's number, "/" and the path of the file */

int cho_host_on_body(void *user, cho_exchange *exchange, size_t len, int status);

/* How long so many bytes of a file may take to come, in milliseconds. */
uint32_t cho_host_time_for_body(const cho_host_service *service, size_t len);

/* A request for a file, or a finished upload. 0: it was answered; -1: it is about something else; else the status
   to answer with. */
int cho_host_answer_file(cho_host_service *service, cho_exchange *exchange);

/* ---- host_routes.c ---- */

void cho_host_on_request(void *user, cho_exchange *exchange);
void cho_host_on_refuse(void *user, cho_exchange *exchange, int status, const char *why);

#endif
