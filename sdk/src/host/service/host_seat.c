#include "host/service/host_seat.h"

#include "host/service/host_http.h"

enum { LOOK_EVERY_MS = 20 };

/* ---- addresses ---- */

/* What is written in the service's text; NULL: no memory. */
static char *keep_text(const cho_host_visitor *v)
{
    const cho_buf *text = &v->service->text;
    return text->failed ? NULL : cho_span_dup(v->service->heap, (cho_span){ text->data, text->len });
}

bool cho_host_seat_prepare(cho_host_visitor *v, cho_exchange *exchange)
{
    char             base[CHO_HOST_BASE_SIZE];
    cho_buf         *text = &v->service->text;
    cho_host_request r;
    cho_host_http_begin(&r, v->service, exchange);
    r.number = v->channel->config->number;
    cho_host_http_write_base(v->service->config, exchange, r.authority, "http", base, sizeof base);
    cho_buf_clear(text);
    cho_buf_printf(text, "%s" CHO_HOST_FILES_PATH "%u/", base, (unsigned)r.number);
    v->files_url = keep_text(v);
    cho_buf_clear(text);
    cho_host_http_append_join_url(&r, text);
    v->join_url = keep_text(v);
    return v->files_url != NULL && v->join_url != NULL;
}

/* ---- sitting down ---- */

/* The room as the version wants it when a session begins. 0, or the code to close with. */
static uint16_t furnish(const cho_host_visitor *v, int64_t now_ms)
{
    const cho_host_version *version = cho_host_version_find(&v->service->projects, v->version_id);
    cho_span                scenes  = cho_span_of("{\"scenes\":[]}");
    cho_host_fault          fault;
    if (version != NULL)
        scenes = (cho_span){ version->scenes, version->scenes_len };
    switch (cho_host_room_furnish(v->channel->room, v->version_id, scenes, now_ms, &fault)) {
    case CHORUS_OK:
        return 0;
    case CHORUS_E_SIZE:
        return CHO_HOST_CLOSE_MEMORY;
    default:
        return CHO_HOST_CLOSE_INTERNAL;
    }
}

static uint16_t sit_down(cho_host_visitor *v, bool by_force)
{
    int64_t        now_ms  = cho_host_service_now_ms(v->service);
    cho_host_room *room    = v->channel->room;
    uint16_t       verdict = furnish(v, now_ms);
    if (verdict != 0)
        return verdict;
    chorus_result  r      = by_force ? cho_host_room_take_over(room, v, v->version_id, now_ms)
                                     : cho_host_room_enter_game(room, v, v->version_id, now_ms);
    if (r != CHORUS_OK || !cho_host_room_set_files_url(room, cho_span_of(v->files_url))
        || !cho_host_room_set_join_url(room, cho_span_of(v->join_url)))
        return CHO_HOST_CLOSE_INTERNAL;
    cho_host_service_log(v->service, CHORUS_LOG_INFO, "event=%s channel=%u",
                         by_force ? "game_took_over" : "game_joined", (unsigned)v->channel->config->number);
    return 0;
}

/* ---- waiting ---- */

static void on_wait(void *user);

static uint16_t look_at_rival(cho_host_visitor *v)
{
    cho_host_visitor *rival = cho_host_room_game(v->channel->room);
    uint32_t          silent_ms;
    if (rival == NULL)
        return sit_down(v, false);
    if (rival != v->rival || !cho_conn_owes_answer(rival->conn, &silent_ms))
        return CHO_HOST_CLOSE_TAKEN;
    if (v->is_last_look)
        return sit_down(v, true);
    v->is_last_look = silent_ms >= v->service->config->limits.takeover_ms;
    if (!v->is_last_look && cho_conn_has_arrived(rival->conn)) /* it is only busy */
        return CHO_HOST_CLOSE_TAKEN;
    cho_timer_start(v->service->loop, &v->wait, LOOK_EVERY_MS, on_wait, v);
    return 0;
}

static void on_wait(void *user)
{
    cho_host_visitor *v       = user;
    uint16_t          verdict = look_at_rival(v);
    if (verdict != 0)
        cho_host_visitor_refuse(v, verdict);
    if (!cho_timer_is_running(&v->wait))
        cho_conn_hold(v->conn, false);
    cho_host_channel_attend(v->channel);
}

uint16_t cho_host_seat_ask(cho_host_visitor *v)
{
    cho_host_visitor *rival = cho_host_room_game(v->channel->room);
    if (rival == NULL)
        return sit_down(v, false);
    if (rival->version_id != v->version_id)
        return CHO_HOST_CLOSE_TAKEN;
    v->rival = rival;
    cho_conn_probe(rival->conn);
    uint16_t verdict = look_at_rival(v);
    if (cho_timer_is_running(&v->wait))
        cho_conn_hold(v->conn, true);
    return verdict;
}

/* ---- asking and leaving ---- */

bool cho_host_seat_is_taken_by(const cho_host_visitor *v)
{
    return cho_host_room_game(v->channel->room) == v;
}

void cho_host_seat_leave(cho_host_visitor *v)
{
    cho_timer_cancel(&v->wait);
    if (!cho_host_seat_is_taken_by(v))
        return;
    cho_host_room_leave_game(v->channel->room, v, cho_host_service_now_ms(v->service));
    cho_host_service_log(v->service, CHORUS_LOG_INFO, "event=game_left channel=%u",
                         (unsigned)v->channel->config->number);
}
