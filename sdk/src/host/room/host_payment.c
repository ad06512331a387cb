#include "host/room/host_payment.h"

#include "base/alloc.h"
#include "host/room/host_participants.h"
#include "host/room/host_send.h"

#include <stdio.h>

static cho_host_payment *create(cho_host_call *call, const cho_host_transaction *t)
{
    cho_host_room    *room = call->room;
    cho_host_payment *p    = cho_alloc_zero(room->heap, sizeof *p + call->id_text.len + 1);
    if (p == NULL)
        return NULL;
    p->heap        = room->heap;
    p->payer       = t->payer;
    p->cost        = t->cost;
    p->is_answered = call->is_answered;
    (void)snprintf(p->transaction, sizeof p->transaction, "%s", t->node.id.ptr);
    (void)cho_span_put(p->id_text, call->id_text);
    return p;
}

static void link_to_room(cho_host_payment *p, cho_host_room *room)
{
    p->room = room;
    p->next = room->payments;
    p->at   = &room->payments;
    if (p->next != NULL)
        p->next->at = &p->next;
    room->payments = p;
}

static void unlink_from_room(cho_host_payment *p)
{
    *p->at = p->next;
    if (p->next != NULL)
        p->next->at = p->at;
    p->room = NULL;
}

bool cho_host_payment_begin(cho_host_call *call, cho_host_transaction *transaction)
{
    const cho_host_ledger *ledger = &call->room->options.ledger;
    cho_host_payment      *p      = create(call, transaction);
    if (p == NULL)
        return cho_host_refuse_memory(call);
    if (ledger->write(ledger->user, p) != CHORUS_OK) {
        cho_release(p->heap, p);
        return cho_host_refuse(call, CHO_HOST_INTERNAL, NULL, "payments cannot be written down now: try again");
    }
    p->payer->sparks -= p->cost;
    p->payer->unwritten += p->cost;
    link_to_room(p, call->room);
    cho_host_transaction_drop(transaction);
    call->ends_later = true;
    return true;
}

void cho_host_payments_forget(cho_host_room *room)
{
    while (room->payments != NULL)
        unlink_from_room(room->payments);
}

static void answer(const cho_host_payment *p, chorus_result result)
{
    cho_host_room *room = p->room;
    cho_span       id   = cho_span_of(p->id_text);
    if (id.len == 0)
        return;
    cho_buf_clear(&room->result);
    if (result == CHORUS_E_REJECTED)
        cho_host_refuse_id(room, NULL, id, CHO_HOST_TOO_FEW_SPARKS, "not enough sparks", NULL);
    else if (result != CHORUS_OK)
        cho_host_refuse_id(room, NULL, id, CHO_HOST_INTERNAL,
                           "the payment could not be written down, and nothing was taken", NULL);
    else if (p->is_answered)
        cho_host_answer(room, NULL, id);
}

void cho_host_payment_end(cho_host_payment *payment, chorus_result result, int64_t now_ms)
{
    cho_host_room *room = payment->room;
    cho_host_user *user = payment->payer;
    user->unwritten -= payment->cost;
    if (result != CHORUS_OK)
        user->sparks += payment->cost;
    if (room != NULL) {
        room->now_ms = now_ms;
        unlink_from_room(payment);
        payment->room = room;
        answer(payment, result);
    }
    cho_host_tell_balance(user);
    cho_release(payment->heap, payment);
}
