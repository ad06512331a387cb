/*
 * data_wallets.h - what accounts own, and every payment there was.
 * Layer    data. May include core/ and below.
 * Thread   one at a time, see data_db.h.
 * Memory   none of its own.
 * Trust    a balance never falls below zero, whoever asks: the schema does not allow it.
 */
#ifndef CHO_DATA_WALLETS_H
#define CHO_DATA_WALLETS_H

#include "data/data_db.h"

#define CHO_DATA_SPARKS_MAX (((uint64_t)1 << 53) - 1)

typedef struct cho_data_payment {
    const char *transaction_id; /* a payment with the same was made already: it counts once */
    uint32_t    account, channel;
    uint64_t    cost;
    int64_t     at_ms; /* milliseconds since 1970 */
} cho_data_payment;

/* OK: paid, now or before; E_REJECTED: the balance is too small. */
chorus_result cho_wallet_pay(cho_db *db, const cho_data_payment *payment);

/* What an account owns from now on. */
chorus_result cho_wallet_set(cho_db *db, uint32_t account, uint64_t sparks);

/* An account without a wallet owns 0. */
chorus_result cho_wallet_get(cho_db *db, uint32_t account, uint64_t *sparks);

/* Calls each(user) for all wallets; false ends it with E_MEMORY. */
chorus_result cho_wallet_list(cho_db *db, bool (*each)(void *user, uint32_t account, uint64_t sparks), void *user);

#endif
