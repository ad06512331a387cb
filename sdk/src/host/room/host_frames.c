/* Frames into packets, packets into calls, calls into replies. */
#include "base/utf8.h"
#include "host/room/host_memory.h"
#include "host/room/host_methods.h"
#include "host/room/host_send.h"

typedef struct sender {
    cho_host_room        *room;
    cho_host_participant *participant; /* NULL: the game */
} sender;

static bool is_closing(const sender *from)
{
    return from->participant != NULL ? from->participant->is_closing : from->room->game.is_closing;
}

static void complain(const sender *from, const char *what, size_t offset)
{
    cho_host_outbox *outbox = &from->room->outbox;
    outbox->complain(outbox->user, from->participant != NULL ? from->participant->peer : from->room->game.peer, what,
                     offset);
}

/* ---- garbage ---- */

/* Counts a packet that could not be used; who sends nothing else is shown out. */
static void note_bad(const sender *from)
{
    cho_host_participant *p = from->participant;
    if (p != NULL && ++p->bad_packets >= from->room->options.limits->unusable_packets)
        cho_host_close_participant(from->room, p, CHO_HOST_CLOSE_POLICY, "too many bad packets");
}

static void note_good(const sender *from)
{
    if (from->participant != NULL)
        from->participant->bad_packets = 0;
}

/* Answers a packet that never became a call. */
static void reject(const sender *from, cho_span id_text, int32_t code, const char *what, size_t offset)
{
    complain(from, what, offset);
    cho_host_refuse_id(from->room, from->participant, id_text, code, what, NULL);
    note_bad(from);
}

static const cho_span no_id = { NULL, 0 };

/* ---- calls ---- */

static bool is_bad(int32_t code)
{
    return code >= CHO_HOST_NOT_JSON && code <= CHO_HOST_BAD_ARGUMENT;
}

/* Inputs have rates of their own. */
static bool is_too_fast(const cho_host_call *call, cho_host_method method)
{
    return call->from != NULL && method != cho_host_give_input &&
           !cho_host_bucket_take(&call->from->calls, call->room->now_ms);
}

static bool run_method(cho_host_call *call, const cho_json_value *name)
{
    cho_host_method method = cho_host_method_find(name, call->from == NULL);
    if (method == NULL)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_METHOD, NULL, "unknown method");
    if (is_too_fast(call, method))
        return cho_host_refuse(call, CHO_HOST_BAD_INPUT, NULL, "too fast");
    return method(call);
}

/* A call without an id gets no reply: there is nothing to match it with. */
static void reply(const cho_host_call *call, const cho_packet *packet, bool is_done)
{
    cho_host_room *room = call->room;
    if (!packet->has_id || (is_done && call->ends_later))
        return;
    if (!is_done)
        cho_host_refuse_id(room, call->from, packet->id_text, call->code, call->message,
                           call->path[0] != '\0' ? call->path : NULL);
    else if (!packet->discard)
        cho_host_answer(room, call->from, packet->id_text);
}

/* The newest packet that the sender had seen, of all that were sent to the game. What is missing, or claims to come
   from the future, is up to date. */
static uint64_t seen_seq(const cho_host_game *game, const cho_packet *packet)
{
    uint64_t age = (game->seq - (uint64_t)packet->seq) & INT32_MAX;
    if (!packet->has_seq || age > game->seq || age > INT32_MAX / 2)
        return game->seq;
    return game->seq - age;
}

static void run_call(const sender *from, const cho_packet *packet)
{
    cho_host_room *room = from->room;
    cho_host_call  call = { .room = room, .from = from->participant, .tag = { seen_seq(&room->game, packet), 0 } };
    call.params         = packet->params.type == CHO_JSON_OBJECT ? packet->params.raw : cho_span_of("{}");
    call.is_answered    = packet->has_id && !packet->discard;
    call.id_text        = packet->has_id ? packet->id_text : cho_span_of("");
    cho_buf_clear(&room->result);
    size_t used_bytes = room->memory_budget.used;
    bool is_done = run_method(&call, &packet->method);
    reply(&call, packet, is_done);
    cho_host_watch_memory(&call, used_bytes);
    if (!is_done && is_bad(call.code))
        note_bad(from);
    else
        note_good(from);
    cho_arena_reset(&room->scratch);
}

/* ---- packets ---- */

/* Nobody is asked anything, so replies mean nothing here. */
static void take_packet(const sender *from, const cho_packet *packet)
{
    if (packet->type == CHO_PACKET_REPLY)
        return;
    if (packet->fault != 0)
        reject(from, packet->id_text, packet->fault, packet->fault_reason, 0);
    else
        run_call(from, packet);
}

/* Nothing of an array is done before all of it has proved to be JSON. */
static bool is_sound(const cho_packet_frame *frame, cho_span bytes, cho_json_error *error)
{
    return !frame->is_batch || cho_json_check(bytes, CHO_PACKET_DEPTH + 1, error);
}

static void take_frame(const sender *from, cho_span bytes)
{
    cho_packet_frame frame;
    cho_packet       packet;
    cho_packet_step  step;
    cho_json_error   error;
    cho_packet_frame_init(&frame, bytes);
    if (!is_sound(&frame, bytes, &error)) {
        reject(from, no_id, CHO_HOST_NOT_JSON, error.reason, error.offset);
        return;
    }
    while (!is_closing(from) && (step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
        if (step == CHO_PACKET_WHOLE)
            take_packet(from, &packet);
        else
            reject(from, no_id, CHO_HOST_UNKNOWN_TYPE, "a packet is an object", 0);
    }
    error = cho_packet_frame_error(&frame);
    if (error.reason != NULL && !is_closing(from))
        reject(from, no_id, CHO_HOST_NOT_JSON, error.reason, error.offset);
}

/* ---- frames that cannot be read ---- */

static uint32_t *binary_frames_of(const sender *from)
{
    return from->participant != NULL ? &from->participant->binary_frames : &from->room->game.binary_frames;
}

/* Who goes on after three of them is shown out. */
static void take_binary(const sender *from, const char *what)
{
    if (++*binary_frames_of(from) <= CHO_HOST_BINARY_MAX)
        reject(from, no_id, CHO_HOST_NOT_COMPRESSED, what, 0);
    else if (from->participant != NULL)
        cho_host_close_participant(from->room, from->participant, CHO_HOST_CLOSE_UNREADABLE, what);
    else
        cho_host_close_game(from->room, CHO_HOST_CLOSE_UNREADABLE, what);
}

/* The stream behind the frame is lost, too: both go back to text. */
static void take_unreadable(const sender *from)
{
    cho_host_room *room = from->room;
    take_binary(from, "compressed frame that cannot be read");
    cho_buf_text(cho_host_params(room), "{\"scheme\":[\"text\"]}");
    if (from->participant != NULL)
        cho_host_tell_participant(room, from->participant, "setCompression");
    else
        cho_host_tell_game(room, "setCompression");
}

/* ---- the game ---- */

void cho_host_room_game_frame(cho_host_room *room, cho_span bytes, bool is_text, int64_t now_ms)
{
    sender from = { room, NULL };
    if (room->game.peer == NULL || room->game.is_closing)
        return;
    room->now_ms = now_ms;
    if (!is_text) {
        take_binary(&from, "binary frame without compression");
        return;
    }
    room->game.binary_frames = 0;
    take_frame(&from, bytes);
}

void cho_host_room_game_oversize(cho_host_room *room, int64_t now_ms)
{
    sender from = { room, NULL };
    if (room->game.peer == NULL || room->game.is_closing)
        return;
    room->now_ms = now_ms;
    reject(&from, no_id, CHO_HOST_NOT_JSON, "packet too large", CHO_PACKET_SIZE_MAX);
}

void cho_host_room_game_unreadable(cho_host_room *room, int64_t now_ms)
{
    sender from = { room, NULL };
    if (room->game.peer == NULL || room->game.is_closing)
        return;
    room->now_ms = now_ms;
    take_unreadable(&from);
}

/* ---- the audience ---- */

/* How many there are, or one more than `most`. */
static uint32_t count_up_to(cho_span bytes, char c, uint32_t most)
{
    const char *at = bytes.ptr, *end = bytes.ptr + bytes.len;
    uint32_t    count = 0;
    while (count <= most && at < end && (at = memchr(at, c, (size_t)(end - at))) != NULL)
        count++, at++;
    return count;
}

static bool may_be_deep(cho_span bytes)
{
    uint32_t most = CHO_HOST_INPUT_DEPTH;
    return count_up_to(bytes, '{', most) + count_up_to(bytes, '[', most) > most;
}

/* Participants may nest less than the packet grammar allows. The array around packets does not count. */
static bool is_too_deep(cho_span bytes, cho_json_error *error)
{
    uint32_t batch = bytes.len > 0 && bytes.ptr[0] == '[' ? 1 : 0;
    return may_be_deep(bytes) && !cho_json_check(bytes, CHO_HOST_INPUT_DEPTH + batch, error);
}

static void take_participant_text(const sender *from, cho_span bytes)
{
    cho_json_error error;
    if (!cho_utf8_valid(bytes.ptr, bytes.len))
        cho_host_close_participant(from->room, from->participant, CHO_HOST_CLOSE_BAD_DATA, "text is not UTF-8");
    else if (is_too_deep(bytes, &error))
        reject(from, no_id, CHO_HOST_NOT_JSON, error.reason, error.offset);
    else
        take_frame(from, bytes);
}

/* False: there is no such participant, or it is on its way out. */
static bool find_sender(cho_host_room *room, uint32_t participant, int64_t now_ms, sender *from)
{
    *from        = (sender){ room, cho_host_table_get(&room->participants, participant) };
    room->now_ms = now_ms;
    return from->participant != NULL && !from->participant->is_closing;
}

void cho_host_room_frame(cho_host_room *room, uint32_t participant, cho_span bytes, bool is_text, int64_t now_ms)
{
    sender from;
    if (!find_sender(room, participant, now_ms, &from))
        return;
    if (!is_text) {
        take_binary(&from, "binary frame without compression");
        return;
    }
    from.participant->binary_frames = 0;
    take_participant_text(&from, bytes);
}

void cho_host_room_unreadable(cho_host_room *room, uint32_t participant, int64_t now_ms)
{
    sender from;
    if (find_sender(room, participant, now_ms, &from))
        take_unreadable(&from);
}

void cho_host_room_oversize(cho_host_room *room, uint32_t participant, int64_t now_ms)
{
    sender from;
    if (!find_sender(room, participant, now_ms, &from))
        return;
    room->tally->inputs_received++;
    cho_host_count_rejected(room, CHO_HOST_REJECT_TOO_LARGE);
    reject(&from, no_id, CHO_HOST_BAD_INPUT, "packet too large", 0);
}
