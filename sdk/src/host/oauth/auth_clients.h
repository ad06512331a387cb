/*
 * auth_clients.h - the programs that may ask people for a token.
 * Layer    host. May include host_table.h, data/ and below.
 * Thread   one at a time.
 * Memory   owns copies.
 * Trust    clients come from the host's owner; what is looked up and compared with them is hostile.
 */
#ifndef CHO_AUTH_CLIENTS_H
#define CHO_AUTH_CLIENTS_H

#include "data/data_clients.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

typedef struct cho_auth_client {
    cho_host_node   node; /* its id is the client's */
    cho_data_client row;
    uint32_t        scopes; /* it may ask for */
} cho_auth_client;

typedef struct cho_auth_clients {
    cho_host_table            table;
    const chorus_host_limits *limits;
} cho_auth_clients;

/* The limits are complete and outlive them. */
void cho_auth_clients_init(cho_auth_clients *clients, const chorus_allocator *heap, uint64_t seed,
                           const chorus_host_limits *limits);
void cho_auth_clients_deinit(cho_auth_clients *clients);

/* Adds one, or changes the one with that id. OK, E_MEMORY, E_AGAIN: there are too many. */
chorus_result cho_auth_clients_put(cho_auth_clients *clients, const cho_data_client *row);
void          cho_auth_clients_drop(cho_auth_clients *clients, cho_span id);

/* NULL: there is none. */
cho_auth_client *cho_auth_clients_find(const cho_auth_clients *clients, cho_span id);

/* A public client has no secret, and whatever it sends for one does not matter. */
bool cho_auth_client_is_secret(const cho_auth_client *client, cho_span given);

/*
 * The address is one of the client's, to the byte; but a program on the user's own machine may choose the port
 * of a loopback address: RFC 8252 section 7.3.
 */
bool cho_auth_client_may_redirect(const cho_auth_client *client, cho_span address);

#endif
