#include "base/alloc.h"
#include "base/clock.h"
#include "codec/packet_body.h"
#include "interactive/interactive_wire.h"

#include <stdio.h>

static const cho_span nothing = { "", 0 };

/* ---- telling the game ---- */

/* A request may have several packets. It ends with the first of them that fails, or with the last
 * answer: then nobody asks for the other answers any more. */
static bool others_wait(const cho_ia_calls *calls, const cho_ia_pending *call)
{
    for (uint32_t i = 0; call->is_part && i < calls->count; i++) {
        if (calls->pending[i].request == call->request)
            return true;
    }
    return false;
}

static bool is_disowned(const cho_ia_pending *call)
{
    return call->is_part && call->request == 0;
}

static void disown(cho_ia_calls *calls, uint32_t request)
{
    for (uint32_t i = 0; request != 0 && i < calls->count; i++) {
        if (calls->pending[i].request == request)
            calls->pending[i].request = 0;
    }
}

static void tell(cho_ia_link *ia, uint32_t request, const char *method, chorus_result result, const char *message)
{
    disown(&ia->calls, request);
    cho_call_end end = { .request = request,
                         .result  = result,
                         .method  = cho_span_of(method),
                         .message = cho_span_of(message),
                         .path    = nothing,
                         .json    = nothing };
    cho_link_reply(&ia->base, &end);
}

static void tell_result(cho_ia_link *ia, const cho_ia_pending *call, const cho_packet *packet)
{
    cho_ia_learn(ia, call->method, cho_json_text(&packet->result));
    if (is_disowned(call) || others_wait(&ia->calls, call))
        return;
    cho_call_end end = { .request = call->request,
                         .result  = CHORUS_OK,
                         .method  = cho_span_of(call->method),
                         .message = nothing,
                         .path    = nothing,
                         .json    = cho_json_text(&packet->result) };
    if (cho_json_is_absent(&packet->result))
        end.json = cho_span_of("null");
    cho_link_reply(&ia->base, &end);
}

void cho_ia_tell_error(cho_ia_link *ia, uint32_t request, const char *method, const cho_packet *packet)
{
    cho_packet_error error;
    cho_packet_read_error(&packet->error, &error);
    disown(&ia->calls, request);
    cho_buf *text = &ia->scratch;
    cho_buf_clear(text);
    cho_json_append_unescaped(&error.message, text);
    size_t path_at = text->len;
    cho_packet_append_path(&error, text);
    if (text->failed) {
        tell(ia, request, method, CHORUS_E_MEMORY, chorus_strerror(CHORUS_E_MEMORY));
        return;
    }
    cho_call_end end = { .request = request,
                         .result  = CHORUS_E_REJECTED,
                         .code    = error.code,
                         .method  = cho_span_of(method),
                         .message = { text->data, path_at },
                         .path    = { text->data + path_at, text->len - path_at },
                         .json    = nothing };
    cho_link_reply(&ia->base, &end);
}

/* ---- the calls under way ---- */

static void finish(cho_ia_link *ia, cho_ia_pending *call)
{
    ia->coding.asked -= cho_ia_is_coding(call->method);
    cho_release(ia->heap, call->method);
}

/* The oldest come first, and replies mostly in order: the search ends early. */
static bool take_pending(cho_ia_calls *calls, uint32_t id, cho_ia_pending *out)
{
    for (uint32_t i = 0; i < calls->count; i++) {
        if (calls->pending[i].id == id) {
            *out = calls->pending[i];
            calls->count--;
            memmove(&calls->pending[i], &calls->pending[i + 1], (calls->count - i) * sizeof *out);
            return true;
        }
    }
    return false;
}

static bool make_room(cho_ia_link *ia)
{
    cho_ia_calls *calls = &ia->calls;
    if (calls->count < calls->cap)
        return true;
    uint32_t        cap   = calls->cap == 0 ? 16 : calls->cap * 2;
    cho_ia_pending *items = cho_resize(ia->heap, calls->pending, cap * sizeof *items);
    if (items == NULL)
        return false;
    calls->pending = items;
    calls->cap     = cap;
    return true;
}

static void on_deadline(void *user);

static void watch_deadline(cho_ia_link *ia)
{
    if (ia->calls.count == 0 || cho_timer_is_running(&ia->calls.deadline) || ia->replay != NULL)
        return;
    uint64_t now_ns = cho_clock_mono_ns();
    uint64_t due_ns = ia->calls.pending[0].deadline_ns;
    uint32_t wait   = due_ns > now_ns ? (uint32_t)((due_ns - now_ns) / CHO_NS_PER_MS) + 1 : 0;
    cho_timer_start(cho_link_loop(&ia->base), &ia->calls.deadline, wait, on_deadline, ia);
}

static void remember_discarded(cho_ia_calls *calls, uint32_t id, const char *method)
{
    cho_ia_discarded *slot = &calls->discarded[calls->discarded_count++ % CHO_IA_DISCARDED];
    slot->id               = id;
    snprintf(slot->method, sizeof slot->method, "%s", method);
}

static cho_ia_discarded *find_discarded(cho_ia_calls *calls, uint32_t id)
{
    for (uint32_t i = 0; i < CHO_IA_DISCARDED; i++) {
        if (calls->discarded[i].id == id && id != 0)
            return &calls->discarded[i];
    }
    return NULL;
}

static const char *why_unanswered(chorus_result why)
{
    switch (why) {
    case CHORUS_E_AGAIN:   return "too much waits to be sent";
    case CHORUS_E_NETWORK: return "not connected";
    case CHORUS_E_TIMEOUT: return "the service did not answer in time";
    default:               return chorus_strerror(why);
    }
}

static void drop_discarded(cho_ia_link *ia, uint32_t id, chorus_result why)
{
    const cho_ia_discarded *call = find_discarded(&ia->calls, id);
    if (call != NULL)
        tell(ia, 0, call->method, why, why_unanswered(why));
}

void cho_ia_drop_call(cho_ia_link *ia, uint32_t id, chorus_result why)
{
    cho_ia_pending call;
    cho_ia_tape_dropped(ia, id, why);
    if (!take_pending(&ia->calls, id, &call)) {
        drop_discarded(ia, id, why);
        return;
    }
    if (cho_ia_is_coding(call.method))
        cho_ia_coding_answered(ia, NULL);
    if (call.on_reply != NULL)
        call.on_reply(ia, NULL);
    else if (!is_disowned(&call))
        tell(ia, call.request, call.method, why, why_unanswered(why));
    finish(ia, &call);
}

static void on_deadline(void *user)
{
    cho_ia_link *ia     = user;
    uint64_t     now_ns = cho_clock_mono_ns();
    while (ia->calls.count > 0 && ia->calls.pending[0].deadline_ns <= now_ns)
        cho_ia_drop_call(ia, ia->calls.pending[0].id, CHORUS_E_TIMEOUT);
    watch_deadline(ia);
    cho_link_publish_records(&ia->base);
}

/* ---- sending ---- */

static chorus_result send_method(cho_ia_link *ia, uint32_t id, const char *method, cho_span params, bool discard)
{
    cho_buf *out = &ia->out;
    cho_buf_clear(out);
    cho_packet_begin_method(out, id, method);
    cho_buf_append(out, params.ptr, params.len);
    cho_packet_end_method(out, ia->seq, discard);
    return cho_ia_send_packet(ia, out);
}

static bool add_pending(cho_ia_link *ia, uint32_t id, uint32_t request, cho_ia_on_reply on_reply,
                        const char *method)
{
    char *name = cho_span_dup(ia->heap, cho_span_of(method));
    if (name == NULL || !make_room(ia)) {
        cho_release(ia->heap, name);
        return false;
    }
    uint64_t deadline_ns = cho_clock_mono_ns() + (uint64_t)ia->call_timeout_ms * CHO_NS_PER_MS;
    ia->calls.pending[ia->calls.count++] = (cho_ia_pending){ id, request, deadline_ns, on_reply, name, false };
    if (cho_ia_is_coding(method)) {
        ia->coding.asked++;
        ia->coding.has_asked = true;
    }
    watch_deadline(ia);
    return true;
}

/* Ids count from 1: 0 is what a service answers to a packet it could not read. */
uint32_t cho_ia_coming_call(const cho_ia_link *ia)
{
    return ia->calls.next_id == INT32_MAX ? 1 : ia->calls.next_id + 1;
}

/* The answer to setCompression says what follows: it is awaited also when the game does not care. */
static bool must_await(uint32_t request, cho_ia_on_reply on_reply, const char *method)
{
    return request != 0 || on_reply != NULL || cho_ia_is_coding(method);
}

static chorus_result begin_call(cho_ia_link *ia, const char *method, cho_span params, uint32_t request,
                                cho_ia_on_reply on_reply)
{
    if (!cho_ia_is_online(ia) || !ia->bootstrap.has_hello)
        return CHORUS_E_NETWORK;
    uint32_t id         = cho_ia_coming_call(ia);
    bool     is_awaited = must_await(request, on_reply, method);
    ia->calls.next_id   = id;
    if (is_awaited && !add_pending(ia, id, request, on_reply, method))
        return CHORUS_E_MEMORY;
    if (on_reply != NULL)
        cho_ia_tape_ask(ia, id, method);
    chorus_result  r = send_method(ia, id, method, params, !is_awaited);
    cho_ia_pending dropped;
    if (r == CHORUS_E_STATE)
        r = CHORUS_E_NETWORK; /* the socket is closing */
    if (r != CHORUS_OK)
        cho_ia_tape_dropped(ia, id, r);
    if (!is_awaited)
        remember_discarded(&ia->calls, id, method);
    else if (r != CHORUS_OK && take_pending(&ia->calls, id, &dropped))
        finish(ia, &dropped);
    return r;
}

void cho_ia_ask(cho_ia_link *ia, const char *method, const char *params, cho_ia_on_reply on_reply)
{
    if (begin_call(ia, method, cho_span_of(params), 0, on_reply) != CHORUS_OK)
        on_reply(ia, NULL);
}

/* What the game sets while there is no connection, or while the state is being restored, becomes part of
 * what is restored. A call that waits for an answer does not: its answer could not be told from that of
 * the restoring call. */
static chorus_result call_or_remember(cho_ia_link *ia, uint32_t request, const char *method, cho_span params)
{
    bool          is_remembered = cho_ia_is_remembered(ia, method);
    bool          must_wait     = is_remembered && ia->restore.is_on;
    chorus_result r             = CHORUS_E_NETWORK;
    if (!must_wait)
        r = begin_call(ia, method, params, request, NULL);
    else if (request == 0)
        r = CHORUS_OK;
    if (r == CHORUS_OK && is_remembered)
        cho_ia_remember(ia, method, params, must_wait ? 0 : ia->calls.next_id);
    return r;
}

static chorus_result call_one(cho_ia_link *ia, const cho_ia_call *call, const char *method, cho_span params)
{
    chorus_result r = call_or_remember(ia, call->request, method, params);
    if (cho_ia_is_coding(method))
        cho_ia_want_coding(ia, params);
    if (r != CHORUS_OK)
        tell(ia, call->request, method, r, why_unanswered(r));
    else if (call->request != 0)
        ia->calls.pending[ia->calls.count - 1].is_part = call->count > 1;
    return r;
}

/* What comes behind a packet that cannot be sent stays here too. */
void cho_ia_call_for_game(cho_ia_link *ia, const cho_ia_call *call)
{
    chorus_result r  = CHORUS_OK;
    const char   *at = (const char *)(call + 1), *method;
    cho_span      params;
    cho_ia_tape_call(ia, call);
    for (uint32_t i = 0; r == CHORUS_OK && i < call->count; i++) {
        cho_ia_next_packet(&at, &method, &params);
        r = call_one(ia, call, method, params);
    }
}

/* ---- replies ---- */

static bool is_refusal(const cho_packet *packet)
{
    return packet->error.type != CHO_JSON_NULL;
}

static void take_unexpected(cho_ia_link *ia, const cho_packet *packet)
{
    cho_ia_discarded *call = find_discarded(&ia->calls, packet->id);
    if (!is_refusal(packet))
        return;
    if (call != NULL) {
        cho_ia_wishes_take_back(&ia->restore.wishes, packet->id);
        cho_ia_tell_error(ia, 0, call->method, packet);
        call->id = 0; /* a call is refused once, however often the service says so */
        return;
    }
    cho_span error = cho_json_text(&packet->error);
    cho_link_log(&ia->base, CHORUS_LOG_WARNING, "the service complains: %.*s",
                 (int)(error.len > 300 ? 300 : error.len), error.ptr);
}

static void tell_refusal(cho_ia_link *ia, const cho_ia_pending *call, const cho_packet *packet)
{
    cho_ia_wishes_take_back(&ia->restore.wishes, call->id);
    cho_ia_tell_error(ia, call->request, call->method, packet);
}

void cho_ia_take_reply(cho_ia_link *ia, const cho_packet *packet)
{
    cho_ia_pending call;
    if (!packet->has_id || !take_pending(&ia->calls, packet->id, &call)) {
        take_unexpected(ia, packet);
        return;
    }
    if (cho_ia_is_coding(call.method))
        cho_ia_coding_answered(ia, packet);
    if (call.on_reply != NULL)
        call.on_reply(ia, packet);
    else if (is_refusal(packet))
        tell_refusal(ia, &call, packet);
    else if (call.request != 0)
        tell_result(ia, &call, packet);
    finish(ia, &call);
}

void cho_ia_withdraw(cho_ia_link *ia, cho_ia_on_reply on_reply)
{
    cho_ia_calls *calls = &ia->calls;
    uint32_t      kept  = 0;
    for (uint32_t i = 0; i < calls->count; i++) {
        if (calls->pending[i].on_reply == on_reply)
            finish(ia, &calls->pending[i]);
        else
            calls->pending[kept++] = calls->pending[i];
    }
    calls->count = kept;
}

void cho_ia_fail_calls(cho_ia_link *ia, const char *text)
{
    cho_timer_cancel(&ia->calls.deadline);
    for (uint32_t i = 0; i < ia->calls.count; i++) {
        cho_ia_pending *call = &ia->calls.pending[i];
        if (call->on_reply == NULL)
            cho_ia_wishes_take_back(&ia->restore.wishes, call->id);
        if (call->on_reply == NULL && !is_disowned(call))
            tell(ia, call->request, call->method, CHORUS_E_NETWORK, text);
        finish(ia, call);
    }
    cho_ia_fail_uploads(ia, text);
    ia->calls.count = 0;
}

void cho_ia_free_calls(cho_ia_link *ia)
{
    cho_timer_cancel(&ia->calls.deadline);
    for (uint32_t i = 0; i < ia->calls.count; i++)
        finish(ia, &ia->calls.pending[i]);
    cho_release(ia->heap, ia->calls.pending);
}
