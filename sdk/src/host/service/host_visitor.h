/*
 * host_visitor.h - one websocket of a host, from its handshake to its end.
 * Layer    host. Private to host_visitors.c, host_outbox.c and host_seat.c.
 * Thread   network thread.
 * Memory   made at the upgrade, freed when the connection is closed.
 * Trust    what it is has been found out before it is let in.
 */
#ifndef CHO_HOST_VISITOR_H
#define CHO_HOST_VISITOR_H

#include "host/service/host_service_state.h"
#include "host/service/host_wrapping.h"

typedef struct cho_host_visitor {
    cho_host_service        *service;
    cho_conn                *conn;
    cho_host_channel        *channel; /* NULL: the verdict says why */
    cho_host_role            role;
    uint16_t                 verdict; /* not 0: closed with this code as soon as it is open */
    const char              *reason;  /* of the verdict; NULL: the usual one of its code */
    uint32_t                 version_id;
    char                    *files_url;   /* a game's: where it reaches the files of its session */
    char                    *join_url;    /* a game's: where its audience plays */
    uint32_t                 participant; /* its number in the room; 0: not in the room */
    bool                     has_seat;    /* it counts among the participants of the host */
    cho_host_identity        who;         /* a participant's; of others only where they are from and the link */
    struct cho_host_studio  *studio;      /* a studio's; NULL: it did not get in */
    struct cho_host_visitor *rival;       /* a game's: who sits where it wants to, only to be compared */
    cho_timer                wait;        /* a game's: for an answer of its rival */
    bool                     is_last_look; /* a game's: its rival's time is up; what it said meanwhile is read first */
    cho_host_wrapping        wrapping;
    struct cho_host_visitor *permit_next, **permit_at; /* host_permits.h */
} cho_host_visitor;

/* Closes it with that code and lets the log know when it is a game. */
void cho_host_visitor_refuse(cho_host_visitor *v, uint16_t code);

#endif
