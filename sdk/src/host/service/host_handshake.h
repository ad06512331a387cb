/*
 * host_handshake.h - who may open a socket: the checks, without the socket.
 * Layer    host. May include net/ and below.
 * Thread   any; pure functions but for reading the request.
 * Memory   what is read from a request lies in the caller's arena or in the request.
 * Trust    every byte is hostile.
 */
#ifndef CHO_HOST_HANDSHAKE_H
#define CHO_HOST_HANDSHAKE_H

#include "base/arena.h"
#include "host/room/host_room.h"
#include "host/service/host_config.h"
#include "host/service/host_origin.h"
#include "net/server.h"

/* What a game presents, from headers or else from the query. ptr NULL: not given. */
typedef struct cho_host_credentials {
    cho_span protocol, authorization, version, share_code;
} cho_host_credentials;

void cho_host_read_credentials(cho_exchange *exchange, cho_arena *arena, cho_host_credentials *out);

/* A query parameter, decoded. False: not there, not decodable or no memory. */
bool cho_host_read_parameter(cho_span query, const char *name, cho_arena *arena, cho_span *out);

/* The only version there is: "2" or "2.0". Anything else is answered 400. */
bool cho_host_is_protocol(cho_span protocol);

/* The number of the channel a game is for: the one whose token an Authorization header bears, or that of a user.
   False: no token, or none of a game. */
bool cho_host_find_game(const cho_host_config *config, cho_span authorization, uint32_t *number);

/* After the protocol and the token: 0, or the close code of the first check that fails. *version_id is the project
   version given, 0 when there is none. */
uint16_t cho_host_judge_game(const cho_host_credentials *given, const cho_host_channel_config *channel,
                             uint32_t *version_id);

/* A decimal number that fits. */
bool cho_host_read_number(cho_span text, uint32_t *out);

/* "s" when the visitor came by TLS, or by TLS to a proxy that says so; else "": to follow "http" or "ws". */
const char *cho_host_secure_suffix(cho_exchange *exchange);

/* Appends the address that was asked for, with https; of a path that would need escapes only its root. */
void cho_host_write_secure_url(const cho_exchange *exchange, cho_span authority, cho_buf *out);

#endif
