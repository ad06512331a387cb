#include "core/link.h"

#include "base/alloc.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "core/network.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    LOG_BURST      = 200,
    LOG_PER_SECOND = 20,
    LOG_MAX_BYTES  = 1024
};

cho_loop *cho_link_loop(const cho_link *link)
{
    return link->network->loop;
}

const chorus_allocator *cho_link_heap(const cho_link *link)
{
    return link->network->heap;
}

uint64_t cho_link_hash_seed(const cho_link *link)
{
    return link->network->hash_seed;
}

uint64_t cho_link_now_ns(const cho_link *link)
{
    return link->now_ns != 0 ? link->now_ns : cho_loop_now_ns(link->network->loop);
}

static void want_resync(cho_link *link)
{
    link->needs_resync          = true;
    link->network->wants_resync = true;
}

void *cho_link_record(cho_link *link, uint16_t type, uint32_t len, cho_worth worth, uint64_t key)
{
    cho_network *network = link->network;
    if (worth == CHO_WORTH_STATE && link->needs_resync)
        return NULL;
    cho_inbox_head head    = { link->session, type, worth, key, cho_link_now_ns(link) };
    void          *payload = cho_inbox_reserve(&network->inbox, &head, len);
    if (payload == NULL && worth == CHO_WORTH_STATE)
        want_resync(link);
    network->recording = payload == NULL ? NULL : link;
    return payload;
}

void cho_link_commit(cho_link *link, uint32_t len)
{
    if (link->network->recording == link && !cho_inbox_commit(&link->network->inbox, len))
        want_resync(link);
    link->network->recording = NULL;
}

bool cho_link_is_behind(const cho_link *link)
{
    return !cho_backlog_is_empty(&link->network->inbox.backlog);
}

static void copy_counters(cho_network *network)
{
    const cho_backlog *b = &network->inbox.backlog;
    cho_counters      *c = &network->counters;
    atomic_store_explicit(&c->coalesced, b->coalesced_total, memory_order_relaxed);
    atomic_store_explicit(&c->given_up, b->given_up_total, memory_order_relaxed);
    atomic_store_explicit(&c->backlog_bytes, b->bytes, memory_order_relaxed);
    atomic_store_explicit(&c->backlog_high_bytes, b->high_bytes, memory_order_relaxed);
}

void cho_link_publish_records(cho_link *link)
{
    cho_network *network = link->network;
    cho_inbox_publish(&network->inbox);
    if (network->inbox.backlog.high_bytes != 0 || network->inbox.backlog.given_up_total != 0)
        copy_counters(network);
    if (network->wants_resync && cho_backlog_is_empty(&network->inbox.backlog))
        cho_loop_wake(network->loop);
}

static cho_span text_of(const char *text)
{
    return cho_span_of(text == NULL ? "" : text);
}

void cho_link_state(cho_link *link, chorus_session_state state, const cho_cause *cause)
{
    cho_span          text = text_of(cause->text);
    uint32_t          len  = (uint32_t)(sizeof(cho_record_state) + text.len + 1);
    cho_record_state *r    = cho_link_record(link, CHO_RECORD_STATE, len, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return;
    *r = (cho_record_state){ (int32_t)state,  (int32_t)cause->result, cause->close_code,
                             cause->retry_ms, cause->attempt,         (uint32_t)text.len };
    cho_span_put((char *)(r + 1), text);
    cho_link_commit(link, len);
}

bool cho_link_tell_end(cho_link *link, const char *text)
{
    cho_span           span = text_of(text);
    uint32_t           len  = (uint32_t)(sizeof(cho_record_closed) + span.len + 1);
    cho_record_closed *r    = cho_link_record(link, CHO_RECORD_CLOSED, len, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return false;
    *r = (cho_record_closed){ (int32_t)link->end_result, link->end_code, (uint32_t)span.len };
    cho_span_put((char *)(r + 1), span);
    cho_link_commit(link, len);
    cho_link_publish_records(link);
    link->is_told = true;
    return true;
}

static void tell_others(cho_link *link)
{
    for (cho_link *other = link->network->links; other != NULL; other = other->next) {
        if (other != link && other->ops->hear != NULL && !other->is_ended && !other->is_closing)
            other->ops->hear(other, link);
    }
}

void cho_link_end(cho_link *link, chorus_result result, int32_t close_code, const char *text)
{
    if (link->is_ended)
        return;
    link->is_ended   = true;
    link->end_result = result;
    link->end_code   = close_code;
    cho_link_tell_end(link, text);
    tell_others(link);
    cho_loop_wake(link->network->loop);
}

void cho_link_reply(cho_link *link, const cho_call_end *end)
{
    size_t len = sizeof(cho_record_reply) + end->method.len + end->message.len + end->path.len + end->json.len + 4;
    cho_record_reply *r = cho_link_record(link, CHO_RECORD_REPLY, (uint32_t)len, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return;
    *r = (cho_record_reply){ end->request,
                             (int32_t)end->result,
                             end->code,
                             (uint32_t)end->method.len,
                             (uint32_t)end->message.len,
                             (uint32_t)end->path.len,
                             (uint32_t)end->json.len };
    char *at = cho_span_put((char *)(r + 1), end->method);
    at       = cho_span_put(at, end->message);
    at       = cho_span_put(at, end->path);
    cho_span_put(at, end->json);
    cho_link_commit(link, (uint32_t)len);
}

static void refill(cho_log_limit *limit, uint64_t now_ns)
{
    uint64_t second = 1000000000u;
    uint64_t earned = (now_ns - limit->refilled_ns) * LOG_PER_SECOND / second;
    if (limit->refilled_ns == 0 || earned >= LOG_BURST) {
        limit->tokens      = LOG_BURST;
        limit->refilled_ns = now_ns;
    } else if (earned > 0) {
        uint64_t tokens    = limit->tokens + earned;
        limit->tokens      = tokens > LOG_BURST ? LOG_BURST : (uint32_t)tokens;
        limit->refilled_ns += earned * second / LOG_PER_SECOND;
    }
}

static void push_log(cho_link *link, chorus_log_level level, const char *text)
{
    cho_span        span = cho_span_of(text);
    uint32_t        len  = (uint32_t)(sizeof(cho_record_log) + span.len + 1);
    cho_record_log *r    = cho_link_record(link, CHO_RECORD_LOG, len, CHO_WORTH_LOG, 0);
    if (r == NULL) {
        link->network->log_limit.suppressed++;
        return;
    }
    *r = (cho_record_log){ (int32_t)level, (uint32_t)span.len };
    cho_span_put((char *)(r + 1), span);
    cho_link_commit(link, len);
}

static void report_suppressed(cho_link *link)
{
    cho_log_limit *limit = &link->network->log_limit;
    if (limit->suppressed == 0)
        return;
    char line[96];
    snprintf(line, sizeof line, "%u log lines were left out: too many at once", limit->suppressed);
    limit->suppressed = 0;
    push_log(link, CHORUS_LOG_WARNING, line);
}

/* A line may quote a peer: no control characters, and text that was cut stays UTF-8. */
static void make_printable(char *line)
{
    size_t len = strlen(line);
    for (int cut = 0; cut < 3 && !cho_utf8_valid(line, len) && len > 0; cut++)
        len--;
    bool is_utf8 = cho_utf8_valid(line, len);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c < 0x20 || c == 0x7f || (c >= 0x80 && !is_utf8))
            line[i] = '?';
    }
    line[is_utf8 ? len : strlen(line)] = '\0';
}

void cho_link_log(cho_link *link, chorus_log_level level, const char *format, ...)
{
    cho_network *network = link->network;
    if (level < network->log_level)
        return;
    refill(&network->log_limit, cho_loop_now_ns(network->loop));
    if (network->log_limit.tokens == 0) {
        network->log_limit.suppressed++;
        return;
    }
    network->log_limit.tokens--;
    report_suppressed(link);

    char    line[LOG_MAX_BYTES];
    int     name_len = snprintf(line, sizeof line, "%s: ", link->ops->name);
    va_list args;
    va_start(args, format);
    vsnprintf(line + name_len, sizeof line - (size_t)name_len, format, args);
    va_end(args);
    make_printable(line);
    push_log(link, level, line);
}

void cho_link_bad_packet(cho_link *link, const char *what, size_t offset)
{
    atomic_uint *count = &link->network->counters.bad_packets;
    atomic_store_explicit(count, atomic_load_explicit(count, memory_order_relaxed) + 1, memory_order_relaxed);
    cho_link_log(link, CHORUS_LOG_WARNING, "a packet was skipped: %s at byte %zu", what, offset);
}

static void add(atomic_ullong *counter, uint64_t amount)
{
    if (amount != 0)
        atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + amount,
                              memory_order_relaxed);
}

void cho_link_count_bytes(cho_link *link, uint64_t received, uint64_t sent)
{
    add(&link->network->counters.received_bytes, received);
    add(&link->network->counters.sent_bytes, sent);
}

static bool copy_text(const chorus_allocator *heap, const char *text, char **out)
{
    *out = text == NULL ? NULL : cho_span_dup(heap, cho_span_of(text));
    return text == NULL || *out != NULL;
}

void cho_link_forget_announced(cho_link *link, const chorus_allocator *heap)
{
    cho_release(heap, link->local_url);
    cho_release(heap, link->local_page);
    cho_secret_release(heap, link->local_token);
    link->local_url = link->local_page = link->local_token = NULL;
}

bool cho_link_announce(cho_link *link, const cho_announced *what)
{
    const chorus_allocator *heap = cho_link_heap(link);
    cho_link_forget_announced(link, heap);
    bool is_copied = copy_text(heap, what->url, &link->local_url) && copy_text(heap, what->page, &link->local_page) &&
                     copy_text(heap, what->token, &link->local_token);
    if (!is_copied)
        cho_link_forget_announced(link, heap);
    tell_others(link);
    return is_copied;
}

cho_link *cho_link_find(const cho_link *link, uint32_t session)
{
    return cho_network_find(link->network, session);
}
