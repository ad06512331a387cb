#include "data/data_wallets.h"

static chorus_result note(cho_db *db, const cho_data_payment *payment, bool *is_new)
{
    cho_query *q = cho_db_query(db, "INSERT INTO ledger (transaction_id, account, channel, cost, at_ms)"
                                    " SELECT ?1, ?2, ?3, ?4, ?5"
                                    " WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE transaction_id = ?1)");
    cho_query_text(q, cho_span_of(payment->transaction_id));
    cho_query_int(q, payment->account);
    cho_query_int(q, payment->channel);
    cho_query_int(q, (int64_t)payment->cost);
    cho_query_int(q, payment->at_ms);
    chorus_result r = cho_query_run(q);
    *is_new         = r == CHORUS_OK && cho_db_changed_rows(db) == 1;
    return r;
}

/* An account that owns nothing has no wallet to take from. */
static chorus_result take(cho_db *db, const cho_data_payment *payment)
{
    cho_query *q = cho_db_query(db, "UPDATE wallet SET sparks = sparks - ? WHERE account = ?");
    cho_query_int(q, (int64_t)payment->cost);
    cho_query_int(q, payment->account);
    chorus_result r = cho_query_run(q);
    return r == CHORUS_OK && cho_db_changed_rows(db) == 0 ? CHORUS_E_REJECTED : r;
}

chorus_result cho_wallet_pay(cho_db *db, const cho_data_payment *payment)
{
    bool          is_new = false;
    chorus_result r      = note(db, payment, &is_new);
    return is_new ? take(db, payment) : r;
}

chorus_result cho_wallet_set(cho_db *db, uint32_t account, uint64_t sparks)
{
    cho_query *q = cho_db_query(db, "INSERT INTO wallet (account, sparks) VALUES (?1, ?2)"
                                    " ON CONFLICT (account) DO UPDATE SET sparks = ?2");
    cho_query_int(q, account);
    cho_query_int(q, (int64_t)sparks);
    return cho_query_run(q);
}

chorus_result cho_wallet_get(cho_db *db, uint32_t account, uint64_t *sparks)
{
    cho_query *q = cho_db_query(db, "SELECT sparks FROM wallet WHERE account = ?");
    cho_query_int(q, account);
    *sparks = cho_query_row(q) ? (uint64_t)cho_row_int(q, 0) : 0;
    return cho_query_end(q);
}

chorus_result cho_wallet_list(cho_db *db, bool (*each)(void *user, uint32_t account, uint64_t sparks), void *user)
{
    bool       goes_on = true;
    cho_query *q       = cho_db_query(db, "SELECT account, sparks FROM wallet");
    while (goes_on && cho_query_row(q))
        goes_on = each(user, (uint32_t)cho_row_int(q, 0), (uint64_t)cho_row_int(q, 1));
    chorus_result r = cho_query_end(q);
    return goes_on ? r : CHORUS_E_MEMORY;
}
