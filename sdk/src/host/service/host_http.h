/*
 * host_http.h - a request on its way to its answer, and how answers are written.
 * Layer    host. Includes host_service_state.h and below.
 * Thread   network thread.
 * Memory   JSON is written into the service's one body, until the next answer.
 * Trust    requests are hostile. Every answer says that a page may use what this host has and nothing else.
 */
#ifndef CHO_HOST_HTTP_H
#define CHO_HOST_HTTP_H

#include "codec/json_writer.h"
#include "host/service/host_service_state.h"

/* Whoever waits for an answer that comes later. */
enum { CHO_HOST_PAGE_SIZE = 320 };

/* Which pages may read an answer, and how the peer is to come from now on. */
typedef struct cho_host_readers {
    bool is_public;        /* all of them */
    bool is_page;          /* a page asks */
    bool is_always_secure; /* by TLS only */
    char page[CHO_HOST_PAGE_SIZE]; /* its origin, when it may play here; "": none */
} cho_host_readers;

typedef struct cho_host_asker {
    const chorus_allocator *heap;
    cho_deferred           *deferred; /* NULL: has gone, or was answered */
    cho_host_readers        readers;
} cho_host_asker;

typedef struct cho_host_request {
    cho_host_service *service;
    cho_exchange     *exchange;
    struct cho_host_asker *asker; /* not NULL: it is answered now, and nothing else of the request is there any more */
    cho_span          authority; /* what the visitor calls this host: "192.168.1.20:8280" */
    char              fallback[64];
    uint32_t          number;    /* of a channel, in the path */
    cho_host_channel *channel;   /* of that number; NULL: there is none */
    bool              is_public; /* pages of any origin may ask and read the answer: nothing but what they present counts */
    cho_span          rest;      /* what follows in a path that is known by its beginning */
} cho_host_request;

/* The answer to that request comes later, through `asker`. */
void cho_host_asker_begin(cho_host_asker *asker, cho_host_request *r);

/* Finds out by what name the host is called. */
void cho_host_http_begin(cho_host_request *r, cho_host_service *service, cho_exchange *exchange);

/* `extra` is one header more, or NULL; here and below. */
void cho_host_http_answer(cho_host_request *r, int status, const char *mime, cho_span body, bool is_static,
                          const char *cache, const cho_header *extra);

/* Yes to a browser that asks whether a page of another origin may send a request. */
void cho_host_http_answer_preflight(cho_host_request *r);

/* Write into this, then answer: 500 when there was no memory for it. */
cho_json_writer cho_host_http_begin_json(cho_host_request *r);
void            cho_host_http_answer_json(cho_host_request *r, int status, const cho_header *extra);

void cho_host_http_answer_error(cho_host_request *r, int status, const char *message, const cho_header *extra);

/* Gives the bytes of a file, which stay until they are sent. */
cho_body_source cho_host_http_source(cho_host_blob *blob);

/* 429, and when to come back. */
void cho_host_http_answer_too_many(cho_host_request *r, const char *message);

enum { CHO_HOST_BASE_SIZE = 600 };

/* "http://192.168.1.20:8280", as the visitor called this host and with "https" if he came by TLS; or what the world
   calls it, where that is known. `scheme` is "http" or "ws". */
void cho_host_http_write_base(const cho_host_config *config, cho_exchange *exchange, cho_span authority,
                              const char *scheme, char *out, size_t size);

/* The same with what follows: "ws://192.168.1.20:8280/participant?channel=1". */
void cho_host_http_write_address(cho_host_request *r, cho_json_writer *w, const char *scheme, const char *path,
                                 const char *rest);

/* To the page of a channel; relative, so that it is right behind a proxy too. `root`: "./" or "../". */
void cho_host_http_lead_to_channel(cho_host_request *r, const char *root, uint32_t number);

/* ---- host_join_url.c ---- */

/* The short link of the channel with that number, as the world knows this host, or as phones in the room reach it. */
void cho_host_http_append_join_url(cho_host_request *r, cho_buf *out);

/* ---- host_join_code.c: the code in `rest` ---- */

void cho_host_http_answer_code(cho_host_request *r); /* what it leads to */
void cho_host_http_follow_code(cho_host_request *r); /* to the page */

/* ---- host_project_routes.c ---- */

#define CHO_HOST_BUNDLE_PATH   "/bundle/" /* then the version's number, "/" and the name of the file */
#define CHO_HOST_VERSIONS_PATH "/api/v1/interactive/versions"
#define CHO_HOST_GAMES_PATH    "/api/v1/interactive/games"

/* `rest` is a version and a file of its bundle. */
void cho_host_http_answer_bundle(cho_host_request *r);

/* Projects and versions. False: the path is of something else. */
bool cho_host_http_answer_projects(cho_host_request *r, const char *path);

/* With what only its owner is told. */
void cho_host_http_write_version(cho_json_writer *w, const cho_host_version *version, bool is_owner);
void cho_host_http_write_project(cho_json_writer *w, const cho_host_projects *ps, const cho_host_project *project);

/* What an editor did wrong, and where, NULL: nowhere. False. */
bool cho_host_http_refuse(cho_host_request *r, int status, const char *path, const char *message);

/* ---- host_bundle_edit.c: `rest` is "/12/bundle", or that with "/" and the name of a file ---- */

/* False: it is something else. */
bool cho_host_http_edit_bundle(cho_host_request *r);

/* ---- host_project_edit.c: `rest` is "", or "/" and a number ---- */

void cho_host_http_edit_project(cho_host_request *r);
void cho_host_http_edit_version(cho_host_request *r);

/* The account whose projects whoever bears the token may change; 0: none. */
uint32_t cho_host_project_editor(cho_host_service *service, cho_exchange *exchange);

/* The body of such a request moves into `out`. False: no memory. */
bool cho_host_project_take_body(cho_host_request *r, cho_buf *out);

/* As cho_host_on_body(), for versions and files of bundles, which are longer than other requests. */
int cho_host_project_on_body(cho_host_service *service, cho_exchange *exchange, size_t len, int status);

/* ---- host_join.c: who asks for a seat, and who they are ---- */

void cho_host_http_answer_join(cho_host_request *r);
void cho_host_http_answer_guest(cho_host_request *r);

/* ---- host_profile.c: what is told of people ---- */

void cho_host_http_answer_user(cho_host_request *r);

/* False: the path is about something else. */
bool cho_host_http_answer_profile(cho_host_request *r, const char *path);

/* ---- host_studio_door.c: who may open a studio ---- */

void cho_host_http_answer_studio(cho_host_request *r);
void cho_host_http_answer_qr(cho_host_request *r);

#endif
