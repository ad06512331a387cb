#include "host/room/host_methods.h"
#include "host/room/host_participants.h"
#include "host/room/host_payment.h"
#include "host/room/host_transactions.h"

/* A string as it was given, or the number some clients make of it. False: refused. */
static bool read_transaction_id(cho_host_call *call, cho_span *id)
{
    cho_json_value value;
    int64_t        number;
    if (!cho_host_member(call->params, "transactionID", &value))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "transactionID", "an id is needed here");
    if (value.type != CHO_JSON_NUMBER || !cho_json_to_int64(&value, &number))
        return cho_host_read_id(call, call->params, "transactionID", id);
    *id = value.raw;
    return true;
}

/* A transaction that waits for its place in the ledger; NULL: this one ends at once, whichever way. */
static cho_host_transaction *find_written(const cho_host_call *call, cho_span id)
{
    const cho_host_room  *room = call->room;
    cho_host_transaction *t    = cho_host_transactions_find(&room->transactions, id, room->now_ms);
    bool is_written = t != NULL && t->payer->is_account && t->payer->sparks >= t->cost && room->options.ledger.write != NULL;
    return is_written ? t : NULL;
}

bool cho_host_capture(cho_host_call *call)
{
    cho_span       id;
    cho_host_user *payer;
    if (!read_transaction_id(call, &id))
        return false;
    cho_host_transaction *written = find_written(call, id);
    if (written != NULL)
        return cho_host_payment_begin(call, written);
    chorus_result r = cho_host_transactions_capture(&call->room->transactions, id, call->room->now_ms, &payer);
    if (r == CHORUS_E_NOT_FOUND)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_TRANSACTION, "transactionID", "no such transaction");
    if (r != CHORUS_OK)
        return cho_host_refuse(call, CHO_HOST_TOO_FEW_SPARKS, NULL, "not enough sparks");
    cho_host_tell_balance(payer);
    return true;
}
