#include "host/room/host_methods.h"
#include "host/room/host_participants.h"
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

bool cho_host_capture(cho_host_call *call)
{
    cho_span       id;
    cho_host_user *payer;
    if (!read_transaction_id(call, &id))
        return false;
    chorus_result r = cho_host_transactions_capture(&call->room->transactions, id, call->room->now_ms, &payer);
    if (r == CHORUS_E_NOT_FOUND)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_TRANSACTION, "transactionID", "no such transaction");
    if (r != CHORUS_OK)
        return cho_host_refuse(call, CHO_HOST_TOO_FEW_SPARKS, NULL, "not enough sparks");
    cho_host_tell_balance(payer);
    return true;
}
