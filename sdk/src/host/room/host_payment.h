/*
 * host_payment.h - payments that count only when they are written down.
 * Layer    host. A file of the room.
 * Thread   one at a time, the users' thread.
 * Memory   a payment belongs to whoever was told to write it down, until it ends. Its room may be gone by then, its
 *          payer is not.
 * Trust    the transaction has been found and the balance suffices.
 *
 * The sparks are taken at once, so that nobody spends them twice. The game and the payer hear of it when it is
 * written; when it cannot be, the payer has them back.
 */
#ifndef CHO_HOST_PAYMENT_H
#define CHO_HOST_PAYMENT_H

#include "base/uuid.h"
#include "host/room/host_call.h"

struct cho_host_payment {
    const chorus_allocator *heap;
    cho_host_room          *room; /* NULL: the game that asked is gone */
    cho_host_payment       *next, **at; /* of the same room */
    cho_host_user          *payer;
    uint64_t                cost;
    char                    transaction[CHO_UUID_TEXT_SIZE];
    bool                    is_answered; /* the game hears of it also when all is well */
    char                    id_text[];   /* of its call; empty: it hears nothing */
};

/* Ends the call later. False: refused, and nothing has changed. */
bool cho_host_payment_begin(cho_host_call *call, cho_host_transaction *transaction);

/* Nobody waits for those of this room any more. */
void cho_host_payments_forget(cho_host_room *room);

#endif
