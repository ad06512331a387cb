#include "support/echo_module.h"

#include "base/alloc.h"
#include "base/thread.h"
#include "core/link.h"
#include "support/deadline.h"
#include "support/support.h"

#include <stdatomic.h>

enum { ECHO = CHO_COMMAND_MODULE, LOSE, TEXT = CHO_RECORD_MODULE };

typedef struct echo_command {
    cho_command head;
    uint32_t    count, len;
    cho_worth   worth;
    char        text[64];
} echo_command;

static atomic_int resyncs;

/* ---- network side ---- */

static void push_text(cho_link *link, const echo_command *echo)
{
    char *payload = cho_link_record(link, TEXT, echo->len, echo->worth, 1);
    if (payload == NULL)
        return;
    memset(payload, '.', echo->len);
    memcpy(payload, echo->text, strlen(echo->text) + 1);
    cho_link_commit(link, echo->len);
}

static void start(cho_link *link)
{
    cho_cause fine = { .result = CHORUS_OK };
    cho_link_state(link, CHORUS_STATE_READY, &fine);
    cho_link_publish_records(link);
}

static void command(cho_link *link, cho_command *cmd)
{
    const echo_command *echo = (const echo_command *)cmd;
    for (uint32_t i = 0; cmd->type == ECHO && i < echo->count; i++)
        push_text(link, echo);
    if (cmd->type == LOSE)
        cho_link_end(link, CHORUS_E_NETWORK, 1006, "the peer went away");
    cho_link_publish_records(link);
}

static void close_link(cho_link *link)
{
    cho_link_end(link, CHORUS_OK, 0, "closed by the game");
}

static void resync(cho_link *link)
{
    (void)link;
    atomic_fetch_add(&resyncs, 1);
}

static void free_link(cho_link *link)
{
    cho_release(&((chorus_allocator *)(link + 1))[0], link);
}

static const cho_link_ops link_ops = { .start     = start,
                                       .command   = command,
                                       .close     = close_link,
                                       .resync    = resync,
                                       .free_link = free_link,
                                       .name      = "echo" };

/* ---- game side ---- */

static chorus_result apply(cho_session *session, const cho_record *record, const void *payload, uint32_t len)
{
    (void)len;
    chorus_event *event     = cho_session_event(session, CHORUS_EVENT_METHOD, record);
    event->as.method.method = (chorus_str){ payload, strlen(payload) };
    return CHORUS_OK;
}

static chorus_result flush(cho_session *session)
{
    (void)session;
    return CHORUS_OK;
}

static void sweep(cho_session *session)
{
    (void)session;
}

static void free_session(cho_session *session)
{
    cho_release(cho_session_heap(session), session);
}

static const cho_session_ops session_ops = { "echo", apply, flush, sweep, NULL, free_session };

chorus_result echo_open(chorus_runtime *rt, chorus_session *out)
{
    const chorus_allocator *heap    = cho_runtime_heap(rt);
    cho_session            *session = cho_alloc_zero(heap, sizeof *session);
    cho_link               *link    = cho_alloc_zero(heap, sizeof *link + sizeof *heap);
    chorus_result           r       = CHORUS_E_MEMORY;
    if (session != NULL && link != NULL) {
        session->ops = &session_ops;
        link->ops    = &link_ops;
        memcpy(link + 1, heap, sizeof *heap);
        r = cho_session_open(rt, session, link, out);
    }
    if (r != CHORUS_OK) {
        cho_release(heap, session);
        cho_release(heap, link);
    }
    return r;
}

static chorus_result send(chorus_runtime *rt, chorus_session handle, uint16_t type, const echo_request *request)
{
    cho_session  *session;
    chorus_result r = cho_session_find(rt, handle, &session_ops, &session);
    if (r != CHORUS_OK)
        return r;
    echo_command *echo = cho_session_command(session, type, sizeof *echo);
    if (echo == NULL)
        return CHORUS_E_MEMORY;
    size_t text_len = strlen(request->text) + 1;
    memcpy(echo->text, request->text, text_len);
    echo->count = request->count;
    echo->worth = request->worth;
    echo->len   = request->len > text_len ? request->len : (uint32_t)text_len;
    r           = cho_session_send(session, echo);
    if (r != CHORUS_OK)
        cho_session_drop_command(session, echo);
    return r;
}

chorus_result echo_send(chorus_runtime *rt, chorus_session session, const echo_request *request)
{
    return send(rt, session, ECHO, request);
}

chorus_result echo_lose(chorus_runtime *rt, chorus_session session)
{
    static const echo_request nothing = { .text = "" };
    return send(rt, session, LOSE, &nothing);
}

int echo_resync_count(void)
{
    return atomic_load(&resyncs);
}

void echo_wait(chorus_runtime *rt, chorus_event_type type, chorus_event *out)
{
    for (uint64_t until_ns = deadline_ns(); !deadline_is_over(until_ns);) {
        chorus_pump(rt);
        while (chorus_next_event(rt, out)) {
            if (out->type == (uint32_t)type)
                return;
        }
        cho_thread_yield();
    }
    fail_msg("event 0x%x did not come", (unsigned)type);
}
