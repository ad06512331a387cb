#include "net/ws_wire.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "net/rest.h"
#include "net/ws_client.h"
#include "net/ws_stream.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { READ_BYTES = 65536, EVENTS_MAX = 256, ROUNDS_A_TURN = 4, GATHER_MAX = 64, PING_BYTES = 4 };

/* So many who have something before it is their turn. */
enum { AHEAD = 4, FAR_AHEAD = 2 * AHEAD };

/* Told once of what is new: else the system looks at each socket a second time, whether all of it was read. */
#define READABLE ((uint32_t)EPOLLIN | (uint32_t)EPOLLRDHUP)
#define EDGE ((uint32_t)EPOLLET)

struct cho_ws_wires {
    cho_loop     *loop;
    int           epoll; /* libwebsockets' to close */
    cho_node      busy;
    cho_rest      rest;
    uint32_t      read_count; /* sockets, in this turn */
    unsigned char buffer[READ_BYTES];
};

/* ---- who has something to do ---- */

void cho_ws_wire_ask(cho_ws_wire *w)
{
    if (cho_list_is_empty(&w->node))
        cho_list_append(&w->wires->busy, &w->node);
}

void cho_ws_wire_kill(cho_ws_wire *w)
{
    w->is_over = true;
    cho_ws_wire_ask(w);
}

static uint32_t events_of(const cho_ws_wire *w)
{
    return EDGE | (w->is_held ? 0 : READABLE) | (w->is_stuck ? (uint32_t)EPOLLOUT : 0);
}

/* Also tells again of what is there already. */
static void arm(cho_ws_wire *w)
{
    struct epoll_event event = { .events = events_of(w), .data.ptr = w };
    if (epoll_ctl(w->wires->epoll, EPOLL_CTL_MOD, w->fd, &event) != 0)
        cho_ws_wire_kill(w);
    w->events = event.events;
}

static void watch(cho_ws_wire *w)
{
    if (events_of(w) != w->events)
        arm(w);
}

/* ---- control frames ---- */

static void put_control(cho_ws_wire *w, uint8_t first_byte, const void *bytes, size_t len)
{
    w->out[0] = first_byte;
    w->out[1] = (unsigned char)len;
    if (len > 0)
        memcpy(w->out + 2, bytes, len);
    w->out_len  = (uint8_t)(2 + len);
    w->out_sent = 0;
    cho_ws_wire_ask(w);
}

static void put_close(cho_ws_wire *w)
{
    const cho_ws_stream *s     = w->stream;
    const cho_ws_reason *words = s->has_theirs ? &s->theirs : &s->ours;
    unsigned char        payload[CHO_WS_CONTROL_MAX];
    w->has_closed = true;
    payload[0]    = (unsigned char)(words->code >> 8);
    payload[1]    = (unsigned char)words->code;
    memcpy(payload + 2, words->text, words->len);
    put_control(w, 0x88, payload, words->code == 0 ? 0 : 2u + words->len);
}

/* RFC 6455 section 5.5.3: of several pings the latest is answered. Who sends them faster than it reads gets few. */
static void answer_ping(cho_ws_wire *w, const cho_ws_part *part)
{
    bool is_free = w->out_len == 0 || (w->out[0] == 0x8a && w->out_sent == 0);
    if (is_free && !w->has_closed)
        put_control(w, 0x8a, part->bytes, part->len);
}

/* Whatever is due next, when nothing is on its way. */
static void choose_control(cho_ws_wire *w)
{
    static const char nothing[PING_BYTES];
    cho_ws_stream    *s       = w->stream;
    bool              is_last = s->queue.count == 0 || (s->has_theirs && w->sent == 0);
    if (w->out_len > 0 || w->has_closed)
        return;
    if ((s->has_theirs || s->is_closing) && is_last) {
        cho_ws_queue_clear(&s->queue);
        put_close(w);
    } else if (s->must_ping && !s->has_theirs) {
        s->must_ping = false;
        put_control(w, 0x89, nothing, sizeof nothing);
    }
}

/* ---- out ---- */

static int add_piece(struct iovec *list, int count, cho_span bytes)
{
    list[count] = (struct iovec){ (void *)(uintptr_t)bytes.ptr, bytes.len };
    return count + 1;
}

/* A frame that has begun comes first, then the control frame, then the others. */
static int gather(cho_ws_wire *w, struct iovec list[GATHER_MAX])
{
    const cho_ws_queue *q     = &w->stream->queue;
    size_t              i     = 0;
    int                 count = 0;
    if (w->sent > 0) {
        cho_span frame = cho_message_frame(cho_ws_queue_at(q, i++));
        count          = add_piece(list, count, (cho_span){ frame.ptr + w->sent, frame.len - w->sent });
    }
    if (w->out_len > 0)
        count = add_piece(list, count, (cho_span){ (char *)w->out + w->out_sent, (size_t)(w->out_len - w->out_sent) });
    if (w->has_closed)
        return count;
    while (i < q->count && count < GATHER_MAX)
        count = add_piece(list, count, cho_message_frame(cho_ws_queue_at(q, i++)));
    return count;
}

/* What is left of `taken` behind the oldest frame. */
static size_t pass_frame(cho_ws_wire *w, size_t taken)
{
    cho_ws_queue *q    = &w->stream->queue;
    size_t        left = cho_message_frame(cho_ws_queue_at(q, 0)).len - w->sent;
    if (taken < left) {
        w->sent += taken;
        return 0;
    }
    w->sent = 0;
    cho_message_release(cho_ws_queue_pop(q));
    return taken - left;
}

static size_t pass_control(cho_ws_wire *w, size_t taken)
{
    size_t left = (size_t)(w->out_len - w->out_sent), n = taken < left ? taken : left;
    w->out_sent = (uint8_t)(w->out_sent + n);
    if (n == left)
        w->out_len = w->out_sent = 0;
    return taken - n;
}

static void account(cho_ws_wire *w, size_t taken)
{
    if (w->sent > 0)
        taken = pass_frame(w, taken);
    if (taken > 0 && w->out_len > 0)
        taken = pass_control(w, taken);
    while (taken > 0)
        taken = pass_frame(w, taken);
}

/* False: there is nothing more to be sent now. */
static bool send_some(cho_ws_wire *w)
{
    struct iovec  list[GATHER_MAX];
    struct msghdr message = { .msg_iov = list };
    choose_control(w);
    int count = gather(w, list);
    if (count == 0)
        return false;
    message.msg_iovlen = (size_t)count;
    ssize_t taken      = sendmsg(w->fd, &message, MSG_NOSIGNAL);
    if (taken < 0) {
        w->is_stuck = errno == EAGAIN || errno == EINTR;
        w->is_over  = !w->is_stuck;
        return false;
    }
    account(w, (size_t)taken);
    w->stream->moved_ns = cho_loop_now_ns(w->wires->loop);
    return true;
}

static void flush(cho_ws_wire *w)
{
    if (w->is_stuck)
        return;
    while (send_some(w))
        continue;
    if (w->has_closed && w->out_len == 0 && w->stream->has_theirs)
        w->is_over = true;
    watch(w);
}

bool cho_ws_wire_is_clear(const cho_ws_wire *w)
{
    return w->sent == 0 && w->out_len == 0 && w->stream->queue.count == 0;
}

/* ---- in ---- */

static bool may_be_said(unsigned code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

static void fail(cho_ws_wire *w, uint16_t code, const char *reason)
{
    w->is_deaf = true;
    cho_ws_stream_give_up(w->stream, code, reason);
    cho_ws_wire_ask(w);
}

static void take_close(cho_ws_wire *w, const cho_ws_part *part)
{
    const unsigned char *bytes = part->bytes;
    if (part->len == 1 || (part->len >= 2 && !may_be_said((unsigned)(bytes[0] << 8 | bytes[1])))) {
        fail(w, CHO_WS_PROTOCOL, "bad close frame");
    } else if (part->len > 2 && !cho_utf8_valid((const char *)bytes + 2, part->len - 2)) {
        fail(w, CHO_WS_BAD_TEXT, "a reason is text");
    } else if (w->has_closed && w->out_len == 0) { /* the answer to ours */
        cho_ws_wire_kill(w);
    } else {
        w->is_deaf = true;
        cho_ws_stream_peer_closes(w->stream, part->bytes, part->len);
        cho_ws_wire_ask(w);
    }
}

/* False: nothing more can be read. */
static bool take_one(cho_ws_wire *w, unsigned char **at, size_t *len)
{
    cho_ws_part  part;
    cho_ws_found found = cho_ws_reader_next(&w->reader, at, len, &part);
    if (found == CHO_WS_FOUND_NOTHING)
        return false;
    if (found == CHO_WS_FOUND_WRONG) {
        fail(w, CHO_WS_PROTOCOL, "bad frame");
        return false;
    }
    cho_ws_stream_heard(w->stream);
    if (found == CHO_WS_FOUND_PART)
        w->handlers->on_part(w->stream, &part);
    else if (found == CHO_WS_FOUND_PING)
        answer_ping(w, &part);
    else if (found == CHO_WS_FOUND_CLOSE)
        take_close(w, &part);
    return true;
}

static void take(cho_ws_wire *w, unsigned char *bytes, size_t len)
{
    while (!w->is_deaf && !w->is_over && !w->is_held) {
        if (!take_one(w, &bytes, &len))
            return;
    }
    if (w->is_held)
        cho_buf_append(&w->rest, (const char *)bytes, len);
    if (w->rest.failed)
        cho_ws_wire_kill(w);
}

static void take_rest(cho_ws_wire *w)
{
    cho_buf rest = w->rest;
    if (w->is_held || rest.len == 0)
        return;
    cho_buf_init(&w->rest, rest.heap);
    take(w, (unsigned char *)rest.data, rest.len);
    cho_buf_deinit(&rest);
}

/* What is left is for another turn, and so is the end. */
static void read_some(cho_ws_wire *w, bool has_end)
{
    ssize_t n = recv(w->fd, w->wires->buffer, READ_BYTES, 0);
    if (n > 0)
        take(w, w->wires->buffer, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        cho_ws_wire_kill(w);
    if (n == READ_BYTES || (n > 0 && has_end) || (n < 0 && errno == EINTR))
        arm(w);
}

void cho_ws_wire_hold(cho_ws_wire *w, bool is_held)
{
    w->is_held = is_held;
    cho_ws_wire_ask(w);
    watch(w);
}

/* ---- life ---- */

bool cho_ws_wire_begin(cho_ws_wire *w, cho_ws_wires *wires, int fd, cho_ws_stream *stream,
                       const cho_ws_wire_handlers *handlers)
{
    struct epoll_event event = { .events = EDGE | READABLE, .data.ptr = w };
    if (epoll_ctl(wires->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        return false;
    *w = (cho_ws_wire){ .wires = wires, .stream = stream, .handlers = handlers, .fd = fd, .events = event.events };
    cho_node_init(&w->node);
    cho_buf_init(&w->rest, &wires->loop->heap);
    return true;
}

/* libwebsockets may have the same socket open still, so closing alone would leave it watched. */
void cho_ws_wire_end(cho_ws_wire *w)
{
    cho_list_remove(&w->node);
    (void)epoll_ctl(w->wires->epoll, EPOLL_CTL_DEL, w->fd, NULL);
    (void)close(w->fd);
    cho_buf_deinit(&w->rest);
}

/* ---- all of them ---- */

static void attend(cho_ws_wire *w, uint32_t events)
{
    if (w->is_over)
        return;
    if ((events & EPOLLOUT) != 0) {
        w->is_stuck = false;
        cho_ws_wire_ask(w);
    }
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0)
        return;
    if (w->is_held)
        cho_ws_wire_kill(w);
    else
        read_some(w, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

/* Whose turn it is soon: first what says where its memory is, then that. */
static void fetch_ahead(const struct epoll_event *events, int count, int at)
{
    if (at + FAR_AHEAD < count)
        cho_near_fetch((cho_near){ events[at + FAR_AHEAD].data.ptr, CHO_NEAR_LINE });
    if (at + AHEAD >= count)
        return;
    const cho_ws_wire *w = events[at + AHEAD].data.ptr;
    for (int i = 0; i < CHO_WS_NEAR; i++)
        cho_near_fetch(w->near[i]);
}

static void attend_all(cho_ws_wires *wires)
{
    struct epoll_event events[EVENTS_MAX];
    int                count = EVENTS_MAX;
    for (int round = 0; round < ROUNDS_A_TURN && count == EVENTS_MAX; round++) {
        count = epoll_wait(wires->epoll, events, EVENTS_MAX, 0);
        wires->read_count += count > 0 ? (uint32_t)count : 0;
        for (int i = 0; i < count; i++) {
            fetch_ahead(events, count, i);
            attend(events[i].data.ptr, events[i].events);
        }
    }
}

static void rest(cho_ws_wires *wires)
{
    uint32_t count    = wires->read_count;
    uint64_t until_ns = count == 0 ? 0 : cho_rest_after(&wires->rest, cho_loop_now_ns(wires->loop), count);
    wires->read_count = 0;
    if (until_ns != 0)
        cho_clock_sleep_until(until_ns);
}

void cho_ws_wires_end_turn(cho_ws_wires *wires)
{
    while (!cho_list_is_empty(&wires->busy)) {
        cho_ws_wire *w = CHO_OWNER_OF(wires->busy.next, cho_ws_wire, node);
        cho_list_remove(&w->node);
        if (!w->is_over)
            take_rest(w);
        if (!w->is_over)
            flush(w);
        if (w->is_over)
            w->handlers->on_end(w->stream);
    }
    rest(wires);
}

/* The vhost's own callback is told of the end too, and must not take the wires for a socket. */
int cho_wires_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in, size_t len)
{
    cho_ws_wires *wires = lws_get_opaque_user_data(wsi);
    (void)session, (void)in, (void)len;
    if (wires != NULL && reason == LWS_CALLBACK_RAW_RX_FILE)
        attend_all(wires);
    if (wires != NULL && reason == LWS_CALLBACK_RAW_CLOSE_FILE)
        lws_set_opaque_user_data(wsi, NULL);
    return 0;
}

cho_ws_wires *cho_ws_wires_open(cho_loop *loop)
{
    cho_ws_wires    *wires = cho_alloc_zero(&loop->heap, sizeof *wires);
    lws_adopt_desc_t how   = { .vh = loop->servers, .type = LWS_ADOPT_RAW_FILE_DESC, .vh_prot_name = "wires", .opaque = wires };
    if (wires == NULL)
        return NULL;
    wires->loop  = loop;
    wires->epoll = epoll_create1(EPOLL_CLOEXEC);
    cho_node_init(&wires->busy);
    how.fd.filefd = wires->epoll;
    if (wires->epoll >= 0 && lws_adopt_descriptor_vhost_via_info(&how) != NULL)
        return wires;
    if (wires->epoll >= 0)
        (void)close(wires->epoll);
    cho_release(&loop->heap, wires);
    return NULL;
}

void cho_ws_wires_close(cho_ws_wires *wires)
{
    if (wires != NULL)
        cho_release(&wires->loop->heap, wires);
}
