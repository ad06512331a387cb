#include "net/ws_stream.h"

#include "base/clock.h"
#include "net/arrival.h"
#include "net/ws_client.h"

enum { MAX_BURST = 64, CLOSE_WAIT_MS = 1000, LAST_LOOK_MS = 20 };

static void on_ping_time(void *user);

static bool is_open(const cho_ws_stream *s)
{
    return s->wsi != NULL || s->wire != NULL;
}

/* Something is to be written, soon. */
static void ask(cho_ws_stream *s)
{
    if (s->wire != NULL)
        cho_ws_wire_ask(s->wire);
    else
        lws_callback_on_writable(s->wsi);
}

static void drop(cho_ws_stream *s)
{
    if (s->wire != NULL)
        cho_ws_wire_kill(s->wire);
    else if (s->wsi != NULL)
        cho_lws_kill(s->wsi);
}

static void on_close_overdue(void *user)
{
    drop(user);
}

/* The time-out marks the socket unusable, so nothing is flushed and no peer is waited for. */
void cho_lws_kill(struct lws *wsi)
{
    lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_ACK, LWS_TO_KILL_ASYNC);
}

void cho_ws_stream_init(cho_ws_stream *s, cho_loop *loop, bool is_client, size_t max_message,
                        size_t max_queue)
{
    *s = (cho_ws_stream){ .loop = loop, .is_client = is_client, .max_queue = max_queue };
    cho_ws_queue_init(&s->queue, &loop->heap);
    cho_ws_assembly_init(&s->in, &loop->heap, max_message);
}

void cho_ws_stream_deinit(cho_ws_stream *s)
{
    cho_timer_cancel(&s->timer);
    cho_ws_queue_deinit(&s->queue);
    cho_ws_assembly_deinit(&s->in);
    s->wsi  = NULL;
    s->wire = NULL;
}

static void start_closing(cho_ws_stream *s)
{
    cho_timer_start(s->loop, &s->timer, CLOSE_WAIT_MS, on_close_overdue, s);
    ask(s);
}

void cho_ws_stream_open(cho_ws_stream *s, struct lws *wsi, uint32_t ping_after_ms,
                        uint32_t hang_up_after_ms)
{
    s->wsi              = wsi;
    s->ping_after_ms    = ping_after_ms;
    s->hang_up_after_ms = hang_up_after_ms;
    s->heard_ns         = cho_clock_mono_ns();
    if (s->is_closing)
        start_closing(s);
    else
        cho_timer_start(s->loop, &s->timer, ping_after_ms, on_ping_time, s);
}

void cho_ws_stream_move(cho_ws_stream *s, cho_ws_wire *wire)
{
    s->wsi  = NULL;
    s->wire = wire;
    ask(s);
}

static size_t queued_bytes(const cho_ws_stream *s)
{
    return s->queue.bytes + s->in_flight;
}

/*
 * Looked at when there is more to say, which is when it begins to cost something. After a loop that was held up the
 * peer may have taken all and is not heard of yet: so it is looked at twice.
 */
static bool is_stuck(cho_ws_stream *s, size_t queued)
{
    uint64_t now_ns = cho_loop_now_ns(s->loop);
    if (queued == 0 || s->stuck_ms == 0 || now_ns - s->moved_ns < (uint64_t)s->stuck_ms * 1000000) {
        s->stuck_ns = 0;
        s->moved_ns = queued == 0 ? now_ns : s->moved_ns;
        return false;
    }
    if (s->stuck_ns == 0)
        s->stuck_ns = now_ns;
    return now_ns - s->stuck_ns >= (uint64_t)LAST_LOOK_MS * 1000000;
}

chorus_result cho_ws_stream_send(cho_ws_stream *s, cho_message *message)
{
    if (!is_open(s) || s->is_closing || s->has_theirs)
        return CHORUS_E_STATE;
    size_t queued = queued_bytes(s);
    if (is_stuck(s, queued))
        return CHORUS_E_AGAIN;
    if (queued >= s->max_queue || cho_message_len(message) > s->max_queue - queued)
        return CHORUS_E_AGAIN;
    if (!cho_ws_queue_push(&s->queue, message))
        return CHORUS_E_MEMORY;
    ask(s);
    return CHORUS_OK;
}

static void note_reason(cho_ws_reason *note, uint16_t code, const void *text, size_t len)
{
    note->code = code;
    note->len  = (uint8_t)(len < CHO_WS_REASON_MAX ? len : CHO_WS_REASON_MAX);
    if (note->len > 0)
        memcpy(note->text, text, note->len);
}

void cho_ws_stream_close(cho_ws_stream *s, uint16_t code, const char *reason)
{
    if (s->is_closing || s->has_theirs)
        return;
    s->is_closing = true;
    note_reason(&s->ours, code, reason, reason == NULL ? 0 : strlen(reason));
    if (is_open(s))
        start_closing(s);
}

void cho_ws_stream_give_up(cho_ws_stream *s, uint16_t code, const char *reason)
{
    bool has_begun = s->wire != NULL && s->wire->sent > 0;
    s->is_cut      = true;
    cho_ws_queue_cut(&s->queue, has_begun ? 1 : 0);
    cho_ws_stream_close(s, code, reason);
}

static bool is_silent_for(const cho_ws_stream *s, uint32_t limit_ms, uint64_t now_ns)
{
    return now_ns - s->heard_ns >= (uint64_t)limit_ms * 1000000;
}

static void ping_at(cho_ws_stream *s, uint64_t now_ns)
{
    s->must_ping = true;
    if (s->asked_ns == 0)
        s->asked_ns = now_ns;
    ask(s);
}

void cho_ws_stream_probe(cho_ws_stream *s)
{
    if (is_open(s) && !s->is_closing && s->asked_ns == 0)
        ping_at(s, cho_clock_mono_ns());
}

bool cho_ws_stream_owes_answer(const cho_ws_stream *s, uint32_t *since_ms)
{
    if (s->asked_ns == 0)
        return false;
    *since_ms = (uint32_t)((cho_clock_mono_ns() - s->asked_ns) / 1000000);
    return true;
}

bool cho_ws_stream_has_arrived(const cho_ws_stream *s)
{
    if (s->wire != NULL)
        return !s->must_ping && cho_ws_wire_is_clear(s->wire) && cho_socket_has_arrived(s->wire->fd);
    return s->wsi != NULL && !s->must_ping && queued_bytes(s) == 0 && !lws_partial_buffered(s->wsi)
           && cho_socket_has_arrived(lws_get_socket_fd(s->wsi));
}

static void cut(cho_ws_stream *s)
{
    s->is_cut = true;
    drop(s);
}

/*
 * A loop that was held up, by a debugger or a busy machine, finds its timers due before it reads what
 * has come meanwhile. So nobody is cut who was not asked, nor before the loop has read once more.
 */
static void doubt(cho_ws_stream *s)
{
    if (s->is_overdue) {
        cut(s);
        return;
    }
    s->is_overdue = true;
    cho_timer_start(s->loop, &s->timer, LAST_LOOK_MS, on_ping_time, s);
}

/*
 * Nothing is done when a message comes but to note the time; so this may come early and looks
 * again.
 */
static void on_ping_time(void *user)
{
    cho_ws_stream *s      = user;
    uint64_t       now_ns = cho_clock_mono_ns();
    if (s->asked_ns != 0 && is_silent_for(s, s->hang_up_after_ms, now_ns)) {
        doubt(s);
        return;
    }
    uint32_t wait_ms = s->ping_after_ms;
    if (is_silent_for(s, s->ping_after_ms, now_ns)) {
        ping_at(s, now_ns);
    } else {
        wait_ms -= (uint32_t)((now_ns - s->heard_ns) / 1000000);
    }
    cho_timer_start(s->loop, &s->timer, wait_ms, on_ping_time, s);
}

static void on_probe_over(void *user)
{
    cho_ws_stream *s = user;
    if (s->asked_ns != 0)
        cut(s);
    else
        on_ping_time(s);
}

void cho_ws_stream_probe_within(cho_ws_stream *s, uint32_t within_ms)
{
    if (!is_open(s) || s->is_closing || s->has_theirs)
        return;
    ping_at(s, cho_clock_mono_ns());
    cho_timer_start(s->loop, &s->timer, within_ms, on_probe_over, s);
}

void cho_ws_stream_heard(cho_ws_stream *s)
{
    s->heard_ns   = cho_clock_mono_ns();
    s->asked_ns   = 0;
    s->is_overdue = false;
}

/* With bytes in it: libwebsockets' server keeps the answer to an empty ping to itself. */
static int write_ping(cho_ws_stream *s)
{
    unsigned char frame[LWS_PRE + 4] = { 0 };
    s->must_ping                     = false;
    return lws_write(s->wsi, frame + LWS_PRE, 4, LWS_WRITE_PING) < 0 ? -1 : 0;
}

/* A client masks the bytes where they are; others who share them must not see that. */
static cho_message *own_copy(cho_ws_stream *s, cho_message *message)
{
    if (!s->is_client || !cho_message_is_shared(message))
        return message;
    cho_message *copy = cho_message_create(&s->loop->heap, cho_message_payload(message),
                                           cho_message_len(message), cho_message_is_text(message));
    cho_message_release(message);
    return copy;
}

static int write_message(cho_ws_stream *s, cho_message *message)
{
    message = own_copy(s, message);
    if (message == NULL)
        return -1;
    size_t                  len  = cho_message_len(message);
    enum lws_write_protocol type = cho_message_is_text(message) ? LWS_WRITE_TEXT : LWS_WRITE_BINARY;
    int                     n    = lws_write(s->wsi, cho_message_payload(message), len, type);
    cho_message_release(message);
    return n < 0 || (size_t)n < len ? -1 : (int)len;
}

/* Several messages a turn while the system takes them at once. */
static int write_queue(cho_ws_stream *s)
{
    for (int n = 0; n < MAX_BURST; n++) {
        cho_message *message = cho_ws_queue_pop(&s->queue);
        if (message == NULL)
            return 0;
        int len = write_message(s, message);
        if (len < 0)
            return -1;
        if (lws_partial_buffered(s->wsi)) {
            s->in_flight = (size_t)len;
            return 0;
        }
        if (s->queue.count == 0 || lws_send_pipe_choked(s->wsi))
            return 0;
    }
    return 0;
}

static int send_close_frame(cho_ws_stream *s)
{
    lws_close_reason(s->wsi, (enum lws_close_status)s->ours.code, (unsigned char *)s->ours.text,
                     s->ours.len);
    return -1;
}

/*
 * Comes only when libwebsockets has nothing of its own left to send. A close frame must wait for
 * such a moment: behind half a message it would be dropped.
 */
int cho_ws_stream_writeable(cho_ws_stream *s)
{
    s->in_flight = 0;
    s->moved_ns  = cho_loop_now_ns(s->loop);
    if (s->has_theirs || s->wsi == NULL)
        return 0;
    if (s->must_ping && write_ping(s) < 0)
        return -1;
    if (!lws_partial_buffered(s->wsi) && write_queue(s) < 0)
        return -1;
    bool is_idle = s->queue.count == 0 && !lws_partial_buffered(s->wsi);
    if (s->is_closing && is_idle)
        return send_close_frame(s);
    if (!is_idle)
        lws_callback_on_writable(s->wsi);
    return 0;
}

static cho_ws_piece give_up_on(cho_ws_stream *s, cho_ws_piece piece)
{
    if (piece == CHO_WS_PIECE_ABSURD)
        cho_ws_stream_give_up(s, CHO_WS_TOO_BIG, "message too big");
    else
        cho_ws_stream_give_up(s, CHO_WS_INTERNAL, "out of memory");
    return piece;
}

cho_ws_part cho_ws_stream_part(const cho_ws_stream *s, const void *in, size_t len)
{
    return (cho_ws_part){ in, len, lws_remaining_packet_payload(s->wsi), lws_is_final_fragment(s->wsi) != 0,
                          lws_frame_is_binary(s->wsi) == 0 };
}

cho_ws_piece cho_ws_stream_receive(cho_ws_stream *s, const cho_ws_part *part, cho_span *message,
                                   uint64_t *known)
{
    if (s->is_closing || s->has_theirs)
        return CHO_WS_PIECE_MORE;
    cho_ws_stream_heard(s);
    cho_span     bytes = { part->bytes, part->len };
    cho_ws_piece piece = cho_ws_assembly_feed(&s->in, bytes, part->remaining, part->is_last, message, known);
    bool         is_hopeless = piece == CHO_WS_PIECE_ABSURD || piece == CHO_WS_PIECE_NO_MEMORY;
    return is_hopeless ? give_up_on(s, piece) : piece;
}

void cho_ws_stream_peer_closes(cho_ws_stream *s, const void *in, size_t len)
{
    const unsigned char *bytes = in;
    s->has_theirs              = true;
    if (len >= 2)
        note_reason(&s->theirs, (uint16_t)(bytes[0] << 8 | bytes[1]), bytes + 2, len - 2);
    cho_timer_start(s->loop, &s->timer, CLOSE_WAIT_MS, on_close_overdue, s);
}

/* libwebsockets closes by itself, too: with 1002 where a frame breaks the protocol. */
static uint16_t code_of_lws(struct lws *wsi)
{
    if (wsi == NULL || lws_get_close_length(wsi) < 2)
        return CHO_WS_LOST;
    const unsigned char *frame = lws_get_close_payload(wsi);
    return (uint16_t)(frame[0] << 8 | frame[1]);
}

uint16_t cho_ws_stream_code(const cho_ws_stream *s, struct lws *wsi)
{
    if (s->has_theirs)
        return s->theirs.code == 0 ? CHO_WS_NO_CODE : s->theirs.code;
    return s->ours.code != 0 ? s->ours.code : code_of_lws(wsi);
}

cho_span cho_ws_stream_peer_reason(const cho_ws_stream *s)
{
    return (cho_span){ s->theirs.text, s->theirs.len };
}
