/*
 * host_seat.h - a channel has one seat for a game: who gets it.
 * Layer    host. A file of the service.
 * Thread   network thread.
 * Memory   none of its own; a game that waits has its timer in its visitor.
 * Trust    the game's token has been checked.
 *
 * While a game sits there another is refused with 4021. But a game that has crashed leaves a connection that
 * looks alive: so when one of the same version asks, the one that sits there is pinged, and the newcomer waits.
 * An answer refuses the newcomer, and so does a ping that has reached the machine of the one that sits there: the
 * connection is whole, its program is busy. A ping that stays unanswered for takeover_ms gives the newcomer the
 * seat; it may be an older one. What the newcomer says meanwhile is read afterwards.
 */
#ifndef CHO_HOST_SEAT_H
#define CHO_HOST_SEAT_H

#include "host/service/host_visitor.h"

/* Notes where the game of its channel will reach its files, and people the game, by the name it has for this host. False:
   no memory. */
bool cho_host_seat_prepare(cho_host_visitor *v, cho_exchange *exchange);

/* A game is at the door. 0: it sits or waits, else the code to close it with. */
uint16_t cho_host_seat_ask(cho_host_visitor *v);

/* It is the game of its channel. */
bool cho_host_seat_is_taken_by(const cho_host_visitor *v);

/* Its connection is closed. */
void cho_host_seat_leave(cho_host_visitor *v);

#endif
