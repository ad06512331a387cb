/*
 * host_transactions.h - what participants have offered to pay and the game has not yet taken.
 * Layer    host. Includes host_users.h and below.
 * Thread   one at a time, the users' thread.
 * Memory   owns the open transactions: at most open_transactions of one user; its oldest makes room for
 *          a new one, so nobody can crowd out another.
 * Trust    ids that come back are any bytes. Balances change in one place, and never below zero.
 *
 * A transaction is open until it is captured, too old, or cleared with its session. Nothing is set aside
 * for it: a balance that sufficed when it was opened may be too small when it is captured.
 */
#ifndef CHO_HOST_TRANSACTIONS_H
#define CHO_HOST_TRANSACTIONS_H

#include "host/room/host_users.h"

typedef struct cho_host_transactions {
    cho_host_table            table; /* the oldest first */
    const chorus_host_limits *limits;
} cho_host_transactions;

typedef struct cho_host_transaction {
    cho_host_node                node; /* its id is a lower-case UUID */
    cho_host_transactions       *home;
    cho_host_user               *payer;
    uint64_t                     cost;
    int64_t                      expires_ms;
    struct cho_host_transaction *older, *newer; /* of the same payer */
} cho_host_transaction;

/* The limits are complete and outlive them. */
void cho_host_transactions_init(cho_host_transactions *all, const chorus_allocator *heap, uint64_t seed,
                                const chorus_host_limits *limits);
void cho_host_transactions_deinit(cho_host_transactions *all);

/* Forgets them all. */
void cho_host_transactions_clear(cho_host_transactions *all);

/* OK; E_REJECTED: the balance is too small; E_MEMORY; E_STATE: the system has no randomness. */
chorus_result cho_host_transactions_open(cho_host_transactions *all, cho_host_user *payer, uint64_t cost,
                                         int64_t now_ms, cho_host_transaction **out);

/* Takes an open one back. */
void cho_host_transaction_drop(cho_host_transaction *transaction);

/* An open one; NULL: unknown, too old or captured before. */
cho_host_transaction *cho_host_transactions_find(const cho_host_transactions *all, cho_span id, int64_t now_ms);

/* Pays: OK, once. E_NOT_FOUND: unknown, too old or captured before; E_REJECTED: the balance is too small now,
   and it stays open. */
chorus_result cho_host_transactions_capture(cho_host_transactions *all, cho_span id, int64_t now_ms,
                                            cho_host_user **payer);

#endif
