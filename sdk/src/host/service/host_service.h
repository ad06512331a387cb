/*
 * host_service.h - a host on its port: the server, the rooms behind it, and who goes where.
 * Layer    host. May include core/ and below.
 * Thread   network thread.
 * Memory   a service owns its server's connections and its rooms. `config` and the watch's user must
 *          outlive it.
 * Trust    see host_handshake.h for who gets in and host_room.h for what they say then.
 *
 * Each channel has a room of its own, see host_channel.h. Everything is looked up inside its channel, so that no
 * channel can see or touch another.
 */
#ifndef CHO_HOST_SERVICE_H
#define CHO_HOST_SERVICE_H

#include "host/room/host_moderation.h"
#include "host/room/host_room.h"
#include "host/service/host_config.h"
#include "net/server.h"

typedef struct cho_host_service cho_host_service;

/* What the owner hears; `user` is handed to each. */
typedef struct cho_host_watch {
    /* It listens; else `error` is a sentence that names what cannot be used, and all that is left is to close it. */
    void (*on_open)(void *user, chorus_result result, const char *error);
    /* There may be news for cho_host_service_take_news(). */
    void (*on_change)(void *user);
    void (*on_log)(void *user, chorus_log_level level, const char *line);
    void (*on_bad_packet)(void *user, const char *what, size_t offset);
    void (*on_bytes)(void *user, uint64_t received, uint64_t sent);
    void *user;
} cho_host_watch;

typedef struct cho_host_counts {
    uint32_t participants, games;
    uint64_t inputs_accepted, inputs_rejected;
} cho_host_counts;

/*
 * OK: on_open follows, from inside where there is no data folder to be read first. Else there will be no service, and
 * `error` is a sentence: E_MEMORY, E_STATE.
 */
chorus_result cho_host_service_open(cho_loop *loop, const cho_host_config *config, uint64_t hash_seed,
                                    const cho_host_watch *watch, cho_host_service **out, char *error,
                                    size_t error_len);

/* The limits in the config have changed. */
void cho_host_service_take_limits(cho_host_service *service);

/* Stops listening and sends everybody away with 1012; on_closed(user) follows within about a second. */
void cho_host_service_close(cho_host_service *service, void (*on_closed)(void *user), void *user);

/* Reads certificate and key again; the log says how it went. Those that are no good change nothing. */
void cho_host_service_reload_certificate(cho_host_service *service);

/* Ends the session of a channel on purpose, if there is one. */
void cho_host_service_end_game(cho_host_service *service, uint32_t number);

/* As cho_host_room_moderate(); E_NOT_FOUND also when there is no such channel. */
chorus_result cho_host_service_moderate(cho_host_service *service, uint32_t number, const cho_host_order *order);

/* Once on_closed was called, or once the loop is gone. NULL is fine. */
void cho_host_service_free(cho_host_service *service);

uint16_t cho_host_service_port(const cho_host_service *service);

/* ---- host_news.c: what the owner is told of the channels ---- */

typedef struct cho_host_channel_news {
    uint32_t        number;
    bool            is_gone;
    char            code[CHO_HOST_CODE_SIZE];
    cho_host_counts counts;
} cho_host_channel_news;

typedef struct cho_host_news {
    uint32_t        count;    /* of cho_host_channel_news, which follow */
    bool            is_whole; /* channels that are not named are gone */
    cho_host_counts past;     /* inputs of channels that are gone */
} cho_host_news;

/* The bytes of what the owner has not been told yet; 0: nothing is new. */
size_t cho_host_service_news_bytes(const cho_host_service *service);
void   cho_host_service_take_news(cho_host_service *service, cho_host_news *out);

/* What the owner was told is lost to it: next time it is told everything. */
void cho_host_service_tell_all(cho_host_service *service);

#endif
