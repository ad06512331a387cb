#include "host/room/host_send.h"

#include "host/room/host_objects.h"
#include "host/room/host_participants.h"

cho_buf *cho_host_params(cho_host_room *room)
{
    cho_buf_clear(&room->params);
    return &room->params;
}

/* ---- numbers ---- */

/* Method ids stay below 2^31: some readers take them for an int. */
static uint32_t next_id(uint32_t *id)
{
    *id = (*id + 1) & INT32_MAX;
    return *id;
}

static int32_t next_game_seq(cho_host_room *room)
{
    return (int32_t)(++room->game.seq & INT32_MAX);
}

static int32_t next_audience_seq(cho_host_room *room)
{
    room->audience_seq = room->audience_seq == INT32_MAX ? 0 : room->audience_seq + 1;
    return room->audience_seq;
}

/* ---- making messages ---- */

/* NULL: no memory. */
static cho_message *finish_message(cho_host_room *room)
{
    if (room->packet.failed)
        return NULL;
    return cho_message_create(room->heap, room->packet.data, room->packet.len, true);
}

static void write_method(cho_host_room *room, const char *method, uint32_t id, int32_t seq)
{
    cho_buf_clear(&room->packet);
    cho_packet_begin_method(&room->packet, id, method);
    cho_buf_append(&room->packet, room->params.data, room->params.len);
    cho_packet_end_method(&room->packet, seq, true);
    if (room->params.failed)
        room->packet.failed = true;
}

static cho_message *make_method(cho_host_room *room, const char *method, uint32_t id, int32_t seq)
{
    write_method(room, method, id, seq);
    return finish_message(room);
}

/* ---- closing ---- */

void cho_host_close_game(cho_host_room *room, uint16_t code, const char *reason)
{
    if (room->game.peer == NULL || room->game.is_closing)
        return;
    room->game.is_closing = true;
    room->outbox.close(room->outbox.user, room->game.peer, code, reason);
}

void cho_host_close_participant(cho_host_room *room, cho_host_participant *participant, uint16_t code,
                                const char *reason)
{
    if (participant->is_closing)
        return;
    participant->is_closing = true;
    room->outbox.close(room->outbox.user, participant->peer, code, reason);
}

/* ---- delivering; a NULL message closes the reader ---- */

static void deliver_to_game(cho_host_room *room, cho_message *message)
{
    if (message == NULL)
        cho_host_close_game(room, CHO_HOST_CLOSE_INTERNAL, "out of memory");
    else if (!room->game.is_closing)
        room->outbox.send(room->outbox.user, room->game.peer, message);
}

static void deliver(cho_host_room *room, cho_host_participant *p, cho_message *message)
{
    if (message == NULL)
        cho_host_close_participant(room, p, CHO_HOST_CLOSE_INTERNAL, "out of memory");
    else if (!p->is_closing)
        room->outbox.send(room->outbox.user, p->peer, message);
}

void cho_host_tell_game(cho_host_room *room, const char *method)
{
    if (room->game.peer == NULL)
        return;
    cho_message *message = make_method(room, method, next_id(&room->game.next_id), next_game_seq(room));
    deliver_to_game(room, message);
    cho_message_release(message);
}

/* A packet that does not pass takes no numbers. */
cho_host_verdict cho_host_offer_game(cho_host_room *room, const char *method, bool is_again, int64_t *due_ms)
{
    cho_host_verdict verdict = CHO_HOST_PASSES;
    uint32_t         id      = room->game.next_id;
    uint64_t         seq     = room->game.seq;
    if (room->game.peer == NULL)
        return verdict;
    write_method(room, method, next_id(&room->game.next_id), next_game_seq(room));
    if (!room->packet.failed)
        verdict = cho_host_throttle_weigh(&room->throttle, method, room->packet.len, is_again, room->now_ms, due_ms);
    if (verdict != CHO_HOST_PASSES) {
        room->game.next_id = id;
        room->game.seq     = seq;
        return verdict;
    }
    cho_message *message = finish_message(room);
    deliver_to_game(room, message);
    cho_message_release(message);
    return verdict;
}

void cho_host_tell_participant(cho_host_room *room, cho_host_participant *participant, const char *method)
{
    cho_message *message = make_method(room, method, next_id(&room->audience_id), room->audience_seq);
    deliver(room, participant, message);
    cho_message_release(message);
}

void cho_host_tell_marked(cho_host_room *room, const char *method)
{
    cho_host_participant *p       = NULL;
    cho_message          *message = make_method(room, method, next_id(&room->audience_id), room->audience_seq);
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (p->mark == room->mark)
            deliver(room, p, message);
    }
    cho_message_release(message);
}

void cho_host_tell_audience(cho_host_room *room, const char *method)
{
    cho_host_participant *p = NULL;
    cho_host_forget_welcome(room);
    cho_message *message = make_method(room, method, next_id(&room->audience_id), next_audience_seq(room));
    while ((p = cho_host_table_next(&room->participants, p)) != NULL)
        deliver(room, p, message);
    cho_message_release(message);
}

/* ---- replies ---- */

static void deliver_reply(cho_host_room *room, cho_host_participant *participant)
{
    cho_message *message = finish_message(room);
    if (participant != NULL)
        deliver(room, participant, message);
    else
        deliver_to_game(room, message);
    cho_message_release(message);
}

static int32_t reply_seq(cho_host_room *room, const cho_host_participant *participant)
{
    return participant != NULL ? room->audience_seq : next_game_seq(room);
}

void cho_host_answer(cho_host_room *room, cho_host_participant *participant, cho_span id_text)
{
    cho_buf       *packet = &room->packet;
    const cho_buf *result = &room->result;
    cho_buf_clear(packet);
    cho_packet_begin_reply(packet, id_text);
    cho_buf_append(packet, result->len > 0 ? result->data : "null", result->len > 0 ? result->len : 4);
    cho_packet_end_reply(packet, reply_seq(room, participant));
    packet->failed = packet->failed || result->failed;
    deliver_reply(room, participant);
}

void cho_host_refuse_id(cho_host_room *room, cho_host_participant *participant, cho_span id_text, int32_t code,
                        const char *message, const char *path)
{
    cho_buf_clear(&room->packet);
    cho_packet_write_refusal(&room->packet, id_text, code, message, path, reply_seq(room, participant));
    deliver_reply(room, participant);
}

/* ---- the welcome ---- */

static const char *const welcome_methods[CHO_HOST_WELCOMES] = {
    [CHO_HOST_HELLO] = "hello",          [CHO_HOST_SCENES] = "onSceneCreate", [CHO_HOST_GROUPS] = "onGroupCreate",
    [CHO_HOST_WORLD] = "onWorldUpdate", [CHO_HOST_READY] = "onReady",
};

/* A show that is stopped is not ready for anybody, whatever the game says. */
void cho_host_write_readiness(const cho_host_room *room, cho_buf *out)
{
    const cho_host_moderation *m = &room->moderation;
    cho_json_writer            w = cho_json_writer_on(out);
    cho_json_key(&w, "isReady"), cho_json_write_bool(&w, room->is_ready && !m->is_stopped);
    if (m->is_stopped) {
        cho_json_key(&w, "isStopped"), cho_json_write_bool(&w, true);
        cho_json_key(&w, "reason"), cho_json_write_text(&w, m->reason);
    }
    if (m->slow_ms != 0)
        cho_json_key(&w, "slowMs"), cho_json_write_uint64(&w, m->slow_ms);
    if (m->more_ms != 0)
        cho_json_key(&w, "moreTimeMs"), cho_json_write_uint64(&w, m->more_ms);
}

void cho_host_tell_readiness(cho_host_room *room)
{
    cho_buf *out = cho_host_params(room);
    cho_buf_text(out, "{");
    cho_host_write_readiness(room, out);
    cho_buf_text(out, "}");
    cho_host_tell_audience(room, "onReady");
}

static void write_welcome(cho_host_room *room, int which)
{
    cho_buf *out = cho_host_params(room);
    cho_buf_text(out, "{");
    if (which == CHO_HOST_SCENES) {
        cho_buf_text(out, "\"scenes\":");
        cho_host_write_scenes(room, out, CHO_HOST_FOR_AUDIENCE, false);
    } else if (which == CHO_HOST_GROUPS) {
        cho_buf_text(out, "\"groups\":");
        cho_host_write_groups(room, out, NULL);
    } else if (which == CHO_HOST_WORLD) {
        cho_buf_text(out, "\"scenes\":[]");
        cho_host_append_members(out, cho_host_json_span(&room->world.json));
    } else if (which == CHO_HOST_READY) {
        cho_host_write_readiness(room, out);
    }
    cho_buf_text(out, "}");
}

static void welcome(cho_host_room *room, cho_host_participant *p, int which)
{
    if (room->welcome[which] == NULL) {
        write_welcome(room, which);
        uint32_t id          = next_id(&room->audience_id);
        room->welcome[which] = make_method(room, welcome_methods[which], id, room->audience_seq);
    }
    deliver(room, p, room->welcome[which]);
}

void cho_host_welcome(cho_host_room *room, cho_host_participant *participant)
{
    welcome(room, participant, CHO_HOST_HELLO);
    welcome(room, participant, CHO_HOST_SCENES);
    welcome(room, participant, CHO_HOST_GROUPS);
    cho_host_tell_self(room, participant, "onParticipantJoin");
    if (cho_host_json_span(&room->world.json).len > 2)
        welcome(room, participant, CHO_HOST_WORLD);
    welcome(room, participant, CHO_HOST_READY);
}

void cho_host_forget_welcome(cho_host_room *room)
{
    for (int i = 0; i < CHO_HOST_WELCOMES; i++) {
        cho_message_release(room->welcome[i]);
        room->welcome[i] = NULL;
    }
}
