#include "host/studio/host_studio.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "codec/json_writer.h"
#include "host/service/host_channel.h"
#include "host/studio/host_desk.h"

enum { CALLS_AT_ONCE_S = 3 };

/* ---- the desk ---- */

static void on_tick(void *user);

static void start_tick(cho_host_desk *desk)
{
    cho_timer_start(desk->channel->service->loop, &desk->tick, CHO_HOST_STUDIO_TICK_MS, on_tick, desk);
}

static void tell_news(cho_host_studio *studio, const cho_host_feed *feed, uint32_t beat)
{
    cho_host_studio_tell_state(studio, false);
    if (studio->has_list)
        cho_host_studio_tell_participants(studio, false);
    if (feed != NULL && feed->count > 0 && studio->watches_inputs)
        cho_host_studio_tell_inputs(studio, feed);
    if (beat % 4 != 0)
        return;
    cho_host_studio_tell_scenes(studio, false);
    cho_host_studio_tell_rates(studio);
}

/* Four times a second, and in every fourth of them what changes less often. */
static void on_tick(void *user)
{
    cho_host_desk *desk = user;
    cho_host_feed *feed = cho_host_survey_feed(desk->channel->room);
    desk->beat++;
    for (cho_host_studio *studio = desk->studios; studio != NULL; studio = studio->next) {
        if (!studio->is_closing)
            tell_news(studio, feed, desk->beat);
    }
    if (feed != NULL)
        feed->count = 0;
    start_tick(desk);
}

static cho_host_desk *create_desk(cho_host_channel *channel)
{
    const chorus_allocator *heap = channel->service->heap;
    cho_host_desk          *desk = cho_alloc_zero(heap, sizeof *desk);
    if (desk == NULL)
        return NULL;
    desk->channel = channel;
    cho_buf_init(&desk->text, heap);
    cho_buf_init(&desk->packet, heap);
    channel->desk = desk;
    start_tick(desk);
    return desk;
}

static void free_desk(cho_host_desk *desk)
{
    const chorus_allocator *heap = desk->channel->service->heap;
    cho_timer_cancel(&desk->tick);
    cho_host_survey_watch(desk->channel->room, false);
    for (uint32_t i = 0; i < CHO_HOST_DEEDS_KEPT; i++)
        cho_release(heap, desk->deeds[i].json);
    cho_buf_deinit(&desk->text);
    cho_buf_deinit(&desk->packet);
    desk->channel->desk = NULL;
    cho_release(heap, desk);
}

uint32_t cho_host_desk_count(const cho_host_desk *desk)
{
    return desk != NULL ? desk->count : 0;
}

/* ---- what was done ---- */

static void write_deed(cho_host_desk *desk, const cho_host_order *order, const char *name)
{
    cho_json_writer w = cho_json_writer_on(&desk->text);
    cho_buf_clear(&desk->text);
    cho_json_begin_object(&w);
    cho_json_key(&w, "time"), cho_json_write_int64(&w, cho_host_service_now_ms(desk->channel->service));
    cho_json_key(&w, "method"), cho_json_write_text(&w, cho_host_studio_deed_name(order->deed));
    cho_json_key(&w, "participantID"), cho_json_write_string(&w, order->participant);
    cho_json_key(&w, "username"), cho_json_write_text(&w, name != NULL ? name : "");
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, order->scene);
    cho_json_key(&w, "controlID"), cho_json_write_string(&w, order->control);
    cho_json_key(&w, "banID"), cho_json_write_string(&w, order->ban);
    cho_json_key(&w, "reason"), cho_json_write_string(&w, order->reason);
    cho_json_key(&w, "value"), cho_json_write_uint64(&w, order->value);
    cho_json_end_object(&w);
}

void cho_host_desk_note(cho_host_channel *channel, const cho_host_order *order, const char *name)
{
    cho_host_desk *desk = channel->desk;
    if (desk == NULL)
        return;
    write_deed(desk, order, name);
    cho_span            text = { desk->text.data, desk->text.len };
    char               *copy = desk->text.failed ? NULL : cho_span_dup(channel->service->heap, text);
    cho_host_deed_text *place = &desk->deeds[desk->deed_count % CHO_HOST_DEEDS_KEPT];
    if (copy == NULL)
        return;
    cho_release(channel->service->heap, place->json);
    place->json = copy;
    desk->deed_count++;
    for (cho_host_studio *studio = desk->studios; studio != NULL; studio = studio->next) {
        cho_buf *params = cho_host_studio_text(studio);
        cho_buf_printf(params, "{\"actions\":[%s]}", copy);
        cho_host_studio_tell(studio, "onStudioActions");
    }
}

/* ---- one studio ---- */

static void welcome(cho_host_studio *studio)
{
    cho_buf_text(cho_host_studio_text(studio), "{}");
    cho_host_studio_tell(studio, "hello");
    cho_host_studio_tell_state(studio, true);
    cho_host_studio_tell_scenes(studio, true);
    cho_host_studio_tell_deeds(studio);
    cho_host_studio_tell_rates(studio);
}

cho_host_studio *cho_host_studio_open(cho_host_channel *channel, cho_conn *conn, bool *is_full)
{
    const chorus_allocator   *heap   = channel->service->heap;
    const chorus_host_limits *limits = &channel->service->config->limits;
    *is_full                         = cho_host_desk_count(channel->desk) >= limits->studios_per_channel;
    cho_host_studio *studio          = *is_full ? NULL : cho_alloc_zero(heap, sizeof *studio);
    if (studio == NULL)
        return NULL;
    studio->desk = channel->desk != NULL ? channel->desk : create_desk(channel);
    if (studio->desk == NULL) {
        cho_release(heap, studio);
        return NULL;
    }
    studio->conn    = conn;
    studio->serial  = ++studio->desk->serial;
    studio->next_id = UINT32_MAX;
    cho_host_bucket_init(&studio->calls, limits->studio_calls_per_s, CALLS_AT_ONCE_S * limits->studio_calls_per_s,
                         cho_host_service_now_ms(channel->service));
    studio->next          = studio->desk->studios;
    studio->desk->studios = studio;
    studio->desk->count++;
    cho_conn_set_limits(conn, limits->studio_message_bytes, limits->studio_queue_bytes, 0);
    welcome(studio);
    return studio;
}

void cho_host_studio_close(cho_host_studio *studio)
{
    cho_host_desk    *desk = studio->desk;
    cho_host_studio **link = &desk->studios;
    while (*link != studio)
        link = &(*link)->next;
    *link = studio->next;
    desk->count--;
    desk->watcher_count -= studio->watches_inputs;
    if (desk->watcher_count == 0)
        cho_host_survey_watch(desk->channel->room, false);
    cho_release(desk->channel->service->heap, studio);
    if (desk->count == 0)
        free_desk(desk);
}

/* ---- packets ---- */

static const cho_span no_id = { NULL, 0 };

static void reject(cho_host_studio *studio, cho_span id_text, int32_t code, const char *message)
{
    cho_host_studio_refuse(studio, id_text, code, message, NULL);
    const cho_host_service *service = studio->desk->channel->service;
    if (++studio->bad_packets < service->config->limits.studio_unusable_packets || studio->is_closing)
        return;
    studio->is_closing = true;
    cho_conn_close(studio->conn, CHO_HOST_CLOSE_POLICY, "too many bad packets");
}

static void take_packet(cho_host_studio *studio, const cho_packet *packet)
{
    if (packet->type == CHO_PACKET_REPLY)
        return;
    if (packet->fault != 0) {
        reject(studio, packet->id_text, packet->fault, packet->fault_reason);
        return;
    }
    studio->bad_packets = 0;
    if (cho_host_bucket_take(&studio->calls, cho_host_service_now_ms(studio->desk->channel->service)))
        cho_host_studio_run(studio, packet);
    else
        cho_host_studio_refuse(studio, packet->id_text, 4099, "too fast", NULL);
}

void cho_host_studio_message(cho_host_studio *studio, cho_span bytes, bool is_text)
{
    cho_packet_frame frame;
    cho_packet       packet;
    cho_packet_step  step;
    if (studio->is_closing)
        return;
    if (!is_text || !cho_utf8_valid(bytes.ptr, bytes.len)) {
        reject(studio, no_id, CHO_PACKET_CODE_NOT_JSON, "not UTF-8 text");
        return;
    }
    cho_packet_frame_init(&frame, bytes);
    while (!studio->is_closing && (step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
        if (step == CHO_PACKET_WHOLE)
            take_packet(studio, &packet);
        else
            reject(studio, no_id, CHO_PACKET_CODE_UNKNOWN_TYPE, "a packet is an object");
    }
    cho_json_error error = cho_packet_frame_error(&frame);
    if (error.reason != NULL && !studio->is_closing)
        reject(studio, no_id, CHO_PACKET_CODE_NOT_JSON, error.reason);
}

void cho_host_studio_too_big(cho_host_studio *studio)
{
    if (!studio->is_closing)
        reject(studio, no_id, CHO_PACKET_CODE_NOT_JSON, "packet too large");
}
