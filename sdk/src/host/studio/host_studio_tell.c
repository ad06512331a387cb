/* What a studio is told: packets, and what has changed since the last ones. */
#include "base/hash.h"
#include "codec/json_writer.h"
#include "host/service/host_channel.h"
#include "host/studio/host_desk.h"

/* ---- packets ---- */

cho_buf *cho_host_studio_text(cho_host_studio *studio)
{
    cho_buf_clear(&studio->desk->text);
    return &studio->desk->text;
}

static void close_studio(cho_host_studio *studio, uint16_t code, const char *reason)
{
    studio->is_closing = true;
    cho_conn_close(studio->conn, code, reason);
}

/* Sends what stands in the packet. */
static void deliver(cho_host_studio *studio)
{
    cho_host_desk    *desk    = studio->desk;
    cho_host_service *service = desk->channel->service;
    cho_message      *message = NULL;
    if (studio->is_closing)
        return;
    if (!desk->packet.failed)
        message = cho_message_create(service->heap, desk->packet.data, desk->packet.len, true);
    if (message == NULL) {
        close_studio(studio, CHO_HOST_CLOSE_INTERNAL, "out of memory");
        return;
    }
    size_t state_bytes = cho_host_room_state_bytes(desk->channel->room);
    cho_conn_set_limits(studio->conn, 0, service->config->limits.studio_queue_bytes + 2 * state_bytes, 0);
    if (cho_conn_send(studio->conn, message) == CHORUS_OK)
        cho_host_service_count_sent(service, CHO_HOST_ROLE_STUDIO, cho_message_len(message));
    else
        studio->is_closing = true;
    cho_message_release(message);
}

static int32_t next_seq(cho_host_studio *studio)
{
    studio->seq = (studio->seq + 1) & INT32_MAX;
    return (int32_t)studio->seq;
}

void cho_host_studio_tell(cho_host_studio *studio, const char *method)
{
    cho_buf *packet = &studio->desk->packet, *text = &studio->desk->text;
    studio->next_id = (studio->next_id + 1) & INT32_MAX;
    cho_buf_clear(packet);
    cho_packet_begin_method(packet, studio->next_id, method);
    cho_buf_append(packet, text->data, text->len);
    cho_packet_end_method(packet, next_seq(studio), true);
    packet->failed = packet->failed || text->failed;
    deliver(studio);
}

void cho_host_studio_answer(cho_host_studio *studio, cho_span id_text)
{
    cho_buf *packet = &studio->desk->packet, *text = &studio->desk->text;
    cho_buf_clear(packet);
    cho_packet_begin_reply(packet, id_text);
    cho_buf_append(packet, text->len > 0 ? text->data : "null", text->len > 0 ? text->len : 4);
    cho_packet_end_reply(packet, next_seq(studio));
    packet->failed = packet->failed || text->failed;
    deliver(studio);
}

void cho_host_studio_refuse(cho_host_studio *studio, cho_span id_text, int32_t code, const char *message,
                            const char *path)
{
    cho_buf_clear(&studio->desk->packet);
    cho_packet_write_refusal(&studio->desk->packet, id_text, code, message, path, next_seq(studio));
    deliver(studio);
}

/* ---- what has changed ---- */

static uint64_t hash_from(const cho_buf *text, size_t from)
{
    return text->failed ? 0 : cho_hash_sip13(0, 0, text->data + from, text->len - from);
}

/* True: the text is another than the one last time. */
static bool is_news(uint64_t *known, const cho_buf *text, bool is_whole)
{
    uint64_t hash = hash_from(text, 0);
    bool     is   = is_whole || hash != *known;
    *known        = hash;
    return is;
}

void cho_host_studio_tell_state(cho_host_studio *studio, bool is_whole)
{
    cho_buf *text = cho_host_studio_text(studio);
    cho_host_survey_state(studio->desk->channel->room, text);
    if (is_news(&studio->state_hash, text, is_whole))
        cho_host_studio_tell(studio, "onStudioState");
}

void cho_host_studio_tell_scenes(cho_host_studio *studio, bool is_whole)
{
    cho_host_room *room    = studio->desk->channel->room;
    int32_t        version = cho_host_survey_version(room);
    if (version == studio->scenes_version && !is_whole)
        return;
    studio->scenes_version = version;
    cho_buf *text          = cho_host_studio_text(studio);
    cho_buf_text(text, "{\"scenes\":");
    cho_host_survey_scenes(room, text);
    cho_buf_text(text, "}");
    if (is_news(&studio->scenes_hash, text, is_whole))
        cho_host_studio_tell(studio, "onStudioScenes");
}

void cho_host_studio_tell_rates(cho_host_studio *studio)
{
    const cho_host_channel *channel = studio->desk->channel;
    cho_json_writer         w       = cho_json_writer_on(cho_host_studio_text(studio));
    cho_json_begin_object(&w);
    cho_json_key(&w, "time"), cho_json_write_int64(&w, cho_host_service_now_ms(channel->service));
    cho_json_key(&w, "studios"), cho_json_write_uint64(&w, studio->desk->count);
    w.comma = false;
    cho_buf_text(w.out, ",");
    cho_host_survey_rates(channel->room, w.out);
    cho_buf_text(w.out, "}");
    cho_host_studio_tell(studio, "onStudioRates");
}

void cho_host_studio_tell_inputs(cho_host_studio *studio, const cho_host_feed *feed)
{
    cho_json_writer w = cho_json_writer_on(cho_host_studio_text(studio));
    cho_json_begin_object(&w);
    cho_json_key(&w, "inputs"), cho_json_begin_array(&w);
    for (uint32_t i = 0; i < feed->count; i++) {
        const cho_host_feed_entry *entry = &feed->entries[i];
        cho_json_begin_object(&w);
        cho_json_key(&w, "time"), cho_json_write_int64(&w, entry->at_ms);
        cho_json_key(&w, "sessionID"), cho_json_write_text(&w, entry->participant);
        cho_json_key(&w, "username"), cho_json_write_text(&w, entry->name);
        cho_json_key(&w, "input"), cho_json_write_raw(&w, (cho_span){ entry->input, entry->len });
        cho_json_end_object(&w);
    }
    cho_json_end_array(&w), cho_json_end_object(&w);
    cho_host_studio_tell(studio, "onStudioInput");
}

void cho_host_studio_tell_deeds(cho_host_studio *studio)
{
    const cho_host_desk *desk  = studio->desk;
    uint32_t             count = desk->deed_count < CHO_HOST_DEEDS_KEPT ? desk->deed_count : CHO_HOST_DEEDS_KEPT;
    cho_json_writer      w     = cho_json_writer_on(cho_host_studio_text(studio));
    cho_json_begin_object(&w);
    cho_json_key(&w, "actions"), cho_json_begin_array(&w);
    for (uint32_t i = desk->deed_count - count; i < desk->deed_count; i++)
        cho_json_write_raw(&w, cho_span_of(desk->deeds[i % CHO_HOST_DEEDS_KEPT].json));
    cho_json_end_array(&w), cho_json_end_object(&w);
    cho_host_studio_tell(studio, "onStudioActions");
}

/* ---- participants ---- */

/* The hash that was told of a participant; 0: it was not in the list. */
static uint64_t told_of(const cho_host_studio *studio, uint32_t handle, uint32_t hint)
{
    if (hint < studio->row_count && studio->rows[hint].handle == handle)
        return studio->rows[hint].hash;
    for (uint32_t i = 0; i < studio->row_count; i++) {
        if (studio->rows[i].handle == handle)
            return studio->rows[i].hash;
    }
    return 0;
}

/* Appends the rows that are others than they were, and takes down what they are now. */
static uint32_t write_rows(cho_host_studio *studio, cho_buf *text, cho_host_row rows[], uint32_t count, bool is_whole)
{
    const cho_host_room *room  = studio->desk->channel->room;
    uint32_t             fresh = 0;
    for (uint32_t i = 0; i < count; i++) {
        size_t begin = text->len;
        cho_buf_text(text, fresh > 0 ? "," : "");
        size_t at = text->len;
        cho_host_survey_participant(room, rows[i].handle, text);
        rows[i].hash = hash_from(text, at);
        if (is_whole || rows[i].hash != told_of(studio, rows[i].handle, i))
            fresh++;
        else
            cho_buf_cut(text, begin);
    }
    return fresh;
}

static bool is_same_order(const cho_host_studio *studio, const cho_host_row rows[], uint32_t count)
{
    bool is_same = count == studio->row_count;
    for (uint32_t i = 0; is_same && i < count; i++)
        is_same = rows[i].handle == studio->rows[i].handle;
    return is_same;
}

static void write_order(const cho_host_room *room, cho_json_writer *w, const cho_host_row rows[], uint32_t count)
{
    cho_json_key(w, "order"), cho_json_begin_array(w);
    for (uint32_t i = 0; i < count; i++)
        cho_json_write_string(w, cho_host_survey_id(room, rows[i].handle));
    cho_json_end_array(w);
}

void cho_host_studio_tell_participants(cho_host_studio *studio, bool is_whole)
{
    const cho_host_room *room = studio->desk->channel->room;
    uint32_t             handles[CHO_HOST_VIEW_MAX], matching;
    cho_host_row         rows[CHO_HOST_VIEW_MAX];
    uint32_t             count = cho_host_survey_find(room, &studio->view, handles, &matching);
    for (uint32_t i = 0; i < count; i++)
        rows[i] = (cho_host_row){ handles[i], 0 };
    cho_buf        *text = cho_host_studio_text(studio);
    cho_json_writer w    = { text, true };
    cho_buf_text(text, "{\"participants\":[");
    uint32_t fresh = write_rows(studio, text, rows, count, is_whole);
    cho_buf_text(text, "]");
    bool is_moved = is_whole || !is_same_order(studio, rows, count);
    if (is_moved)
        write_order(room, &w, rows, count);
    cho_json_key(&w, "matching"), cho_json_write_uint64(&w, matching);
    cho_json_key(&w, "from"), cho_json_write_uint64(&w, studio->view.from);
    cho_json_key(&w, "total"), cho_json_write_uint64(&w, cho_host_room_participant_count(room));
    cho_buf_text(text, "}");
    bool is_told = fresh > 0 || is_moved || matching != studio->matching;
    memcpy(studio->rows, rows, count * sizeof rows[0]);
    studio->row_count = count;
    studio->matching  = matching;
    if (is_told)
        cho_host_studio_tell(studio, "onStudioParticipants");
}
