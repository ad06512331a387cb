#include "base/alloc.h"
#include "host/room/host_identity.h"
#include "host/service/host_access.h"
#include "host/service/host_crowd.h"
#include "host/service/host_handshake.h"
#include "host/service/host_http.h"
#include "host/service/host_origin.h"
#include "host/service/host_permits.h"
#include "host/service/host_seat.h"
#include "host/studio/host_studio.h"

static void enter_channel(cho_host_visitor *v, cho_host_channel *channel)
{
    v->channel = channel;
    cho_host_channel_hold(channel);
}

static void free_visitor(cho_host_visitor *v)
{
    cho_host_channel *channel = v->channel;
    cho_host_permits_forget(v);
    cho_release(v->service->heap, v->files_url);
    cho_release(v->service->heap, v->join_url);
    cho_release(v->service->heap, v);
    cho_host_channel_let_go(channel);
}

static const chorus_host_limits *limits_of(const cho_host_visitor *v)
{
    return &v->service->config->limits;
}

/* ---- the handshake ---- */

/* 0: the game's channel is alive. Else the code to close with. */
static uint16_t wake_channel(cho_host_visitor *v, cho_span authorization)
{
    cho_host_channel *channel;
    uint32_t          number;
    if (!cho_host_access_is_game(v->service, authorization, &number, &v->who.link))
        return CHO_HOST_CLOSE_UNAUTHORISED;
    switch (cho_host_channel_of_game(v->service, number, &channel)) {
    case CHORUS_OK:
        enter_channel(v, channel);
        return 0;
    case CHORUS_E_AGAIN:
        return CHO_HOST_CLOSE_FULL;
    default:
        return CHO_HOST_CLOSE_INTERNAL;
    }
}

static int check_game(cho_host_visitor *v, cho_exchange *exchange)
{
    cho_host_credentials given;
    cho_host_read_credentials(exchange, &v->service->scratch, &given);
    if (!cho_host_is_protocol(given.protocol))
        return 400;
    v->verdict = wake_channel(v, given.authorization);
    if (v->verdict == 0)
        v->verdict = cho_host_judge_game(&given, v->channel->config, &v->version_id);
    if (v->verdict == 0)
        v->verdict = cho_host_channel_judge(v->channel, v->version_id, given.share_code);
    return v->verdict != 0 || cho_host_seat_prepare(v, exchange) ? 0 : 503;
}

/* The channel in the address. A host of one needs none there. */
static cho_host_channel *find_channel(cho_host_visitor *v, cho_span query)
{
    cho_host_service *service = v->service;
    cho_span          text;
    uint32_t          number;
    if (!cho_host_read_parameter(query, "channel", &service->scratch, &text))
        return service->config->channel_count == 1 ? cho_host_service_first_channel(service) : NULL;
    return cho_host_read_number(text, &number) ? cho_host_service_channel(service, number) : NULL;
}

/* An empty key is a guest without a name. */
static bool take_key(cho_host_visitor *v, cho_span query)
{
    cho_host_service *service = v->service;
    cho_span          key;
    if (!cho_host_read_parameter(query, "key", &service->scratch, &key))
        return false;
    if (key.len == 0)
        return cho_host_identify_guest("", &v->who);
    return cho_host_keys_take(&service->keys, key, v->channel->config->number, cho_host_service_now_ms(service),
                              &v->who);
}

/* In development people may be whoever they say they are. */
static bool take_claim(cho_host_visitor *v, cho_span query)
{
    cho_span claim;
    if (!v->service->config->is_development
        || !cho_host_read_parameter(query, "x-auth-user", &v->service->scratch, &claim) || claim.len == 0)
        return true;
    return cho_host_identify_claim(v->service->config->users, claim, &v->who);
}

static bool is_welcome(cho_host_visitor *v, cho_span query)
{
    return take_key(v, query) && take_claim(v, query) && (v->who.user != NULL || !v->service->config->refuses_guests);
}

/* Who has none has not been counted when he asked to join. */
static bool has_key(const cho_host_visitor *v, cho_span query)
{
    cho_span key;
    return cho_host_read_parameter(query, "key", &v->service->scratch, &key) && key.len > 0;
}

static int check_participant(cho_host_visitor *v, cho_exchange *exchange)
{
    cho_span query = cho_exchange_query(exchange), protocol;
    cho_span origin = cho_exchange_header(exchange, "origin");
    if (!cho_host_read_parameter(query, "x-protocol-version", &v->service->scratch, &protocol)
        || !cho_host_is_protocol(protocol))
        return 400;
    cho_span host   = cho_exchange_header(exchange, "host");
    if (!cho_host_answers_to(v->service->config, host))
        return 421;
    if (!cho_host_welcomes_origin(v->service->config, origin, host))
        return 403;
    if (!has_key(v, query) && !cho_host_allows_join(v->service, exchange))
        return 429;
    cho_host_channel *channel = find_channel(v, query);
    if (channel == NULL) {
        v->verdict = CHO_HOST_CLOSE_OFFLINE;
        return 0;
    }
    enter_channel(v, channel);
    if (!is_welcome(v, query))
        v->verdict = CHO_HOST_CLOSE_UNAUTHORISED;
    else if (!cho_host_room_is_live(channel->room))
        v->verdict = CHO_HOST_CLOSE_OFFLINE;
    return 0;
}

/* A studio waits for no game. */
static int check_studio(cho_host_visitor *v, cho_exchange *exchange)
{
    cho_host_service *service = v->service;
    cho_span          query = cho_exchange_query(exchange), key, text, host = cho_exchange_header(exchange, "host");
    uint32_t          number;
    cho_host_channel *channel;
    if (!cho_host_answers_to(service->config, host))
        return 421;
    if (!cho_host_welcomes_origin(service->config, cho_exchange_header(exchange, "origin"), host))
        return 403;
    if (!cho_host_read_parameter(query, "channel", &service->scratch, &text) || !cho_host_read_number(text, &number)
        || !cho_host_read_parameter(query, "key", &service->scratch, &key))
        return 400;
    if (!cho_host_keys_take(&service->studio_keys, key, number, cho_host_service_now_ms(service), &v->who))
        v->verdict = CHO_HOST_CLOSE_UNAUTHORISED;
    else if (cho_host_channel_of_game(service, number, &channel) != CHORUS_OK)
        v->verdict = CHO_HOST_CLOSE_FULL;
    else
        enter_channel(v, channel);
    return 0;
}

static bool find_role(const char *path, cho_host_role *role)
{
    static const struct {
        const char   *path;
        cho_host_role role;
    } roles[] = {
        { "/gameClient", CHO_HOST_ROLE_GAME },
        { "/", CHO_HOST_ROLE_GAME },
        { "/participant", CHO_HOST_ROLE_PARTICIPANT },
        { "/studio/socket", CHO_HOST_ROLE_STUDIO },
    };
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (strcmp(path, roles[i].path) != 0)
            continue;
        *role = roles[i].role;
        return true;
    }
    return false;
}

static int check_visitor(cho_host_visitor *v, cho_exchange *exchange)
{
    if (!cho_host_is_authority(cho_exchange_header(exchange, "host")))
        return 400;
    int (*const checks[])(cho_host_visitor *, cho_exchange *) = {
        [CHO_HOST_ROLE_GAME] = check_game, [CHO_HOST_ROLE_PARTICIPANT] = check_participant, [CHO_HOST_ROLE_STUDIO] = check_studio
    };
    int status = checks[v->role](v, exchange);
    cho_arena_reset(&v->service->scratch);
    return status;
}

/* Only who has shown a game's token is trusted with more than a participant. */
static void set_limits(cho_host_visitor *v)
{
    const chorus_host_limits *l = limits_of(v);
    if (v->role == CHO_HOST_ROLE_GAME && v->verdict == 0)
        cho_conn_set_limits(v->conn, l->game_message_bytes, l->game_queue_bytes, 0);
    else
        cho_conn_set_budget(v->conn, &(cho_conn_budget){ l->frames_per_s, l->participant_bytes_per_s, l->fragments_per_message });
}

/* 0: somebody has been let in; else the status to refuse it with. */
static int let_in(cho_host_service *service, cho_exchange *exchange, cho_conn *conn)
{
    cho_host_role role;
    if (!cho_host_allows_request(service, exchange))
        return 429;
    if (!find_role(cho_exchange_path(exchange), &role))
        return 404;
    if (cho_host_service_wants_tls(service, exchange))
        return 403;
    cho_host_visitor *v = cho_alloc_zero(service->heap, sizeof *v);
    if (v == NULL)
        return 503;
    v->service = service;
    v->conn    = conn;
    v->role    = role;
    cho_host_wrapping_init(&v->wrapping, service->heap, role == CHO_HOST_ROLE_GAME ? NULL : &service->stream_quota);
    int status = check_visitor(v, exchange);
    if (status != 0) {
        free_visitor(v);
        return status;
    }
    char address[CHO_IP_TEXT];
    cho_host_address_of(service, exchange, address);
    v->who.network = cho_host_network_of(address);
    if (!cho_host_permits_note(v))
        v->verdict = CHO_HOST_CLOSE_UNAUTHORISED;
    cho_conn_set_user(conn, v);
    set_limits(v);
    service->metrics.traffic[role].sockets++;
    return 0;
}

static const char *words_for(cho_host_request *r, int status)
{
    switch (status) {
    case 400:
        return "a Host header and the protocol version 2.0 are needed here";
    case 403:
        return cho_host_service_wants_tls(r->service, r->exchange)
                   ? "this host is to be spoken to by wss"
                   : "pages of that origin may not play here; allowed_origins can name it";
    case 404:
        return "no socket is here";
    case 429:
        return "too many come from this address; try again shortly";
    case 421:
        return "this host is not known by that name; allowed_hosts can give it one";
    default:
        return "there is no memory for one more";
    }
}

int cho_host_on_upgrade(void *user, cho_exchange *exchange, cho_conn *conn)
{
    cho_host_service *service = user;
    cho_host_request  r;
    int               status = let_in(service, exchange, conn);
    if (status == 0)
        return 0;
    cho_host_metrics_refuse(&service->metrics, (uint16_t)status);
    cho_host_http_begin(&r, user, exchange);
    if (status == 429)
        cho_host_http_answer_too_many(&r, words_for(&r, status));
    else
        cho_host_http_answer_error(&r, status, words_for(&r, status), NULL);
    return status;
}

/* ---- in and out ---- */

static const char *reason_of(uint16_t code)
{
    switch (code) {
    case CHO_HOST_CLOSE_UNAUTHORISED:
        return "not authorised";
    case CHO_HOST_CLOSE_NO_ACCESS:
        return "unknown version or share code";
    case CHO_HOST_CLOSE_NO_BUNDLE:
        return "the custom controls of this version are missing";
    case CHO_HOST_CLOSE_MEMORY:
        return "the scenes of this version are beyond the memory limit";
    case CHO_HOST_CLOSE_TAKEN:
        return "another game is connected";
    case CHO_HOST_CLOSE_OFFLINE:
        return "no game is connected";
    case CHO_HOST_CLOSE_FULL:
        return "the room is full";
    default:
        return "out of memory";
    }
}

void cho_host_visitor_refuse(cho_host_visitor *v, uint16_t code)
{
    const char *reason = v->reason != NULL ? v->reason : reason_of(code);
    v->verdict         = code;
    cho_host_metrics_refuse(&v->service->metrics, code);
    cho_conn_close(v->conn, code, reason);
    if (v->role == CHO_HOST_ROLE_GAME)
        cho_host_service_log(v->service, CHORUS_LOG_WARNING, "event=game_refused code=%u text=\"%s\"", (unsigned)code,
                             reason);
}

/* Moderators have a say in who comes in: 0, or the code to close with. */
static uint16_t judge_participant(cho_host_visitor *v, int64_t now_ms)
{
    uint16_t verdict = cho_host_room_judge(v->channel->room, &v->who, now_ms, &v->reason);
    if (verdict == 0)
        v->reason = NULL;
    return verdict;
}

/* 0, or the code to close with. */
static uint16_t enter_participant(cho_host_visitor *v)
{
    cho_host_room *room = v->channel->room;
    if (!cho_host_room_is_live(room))
        return CHO_HOST_CLOSE_OFFLINE;
    if (!cho_host_service_has_room(v->service))
        return CHO_HOST_CLOSE_FULL;
    int64_t  now_ms  = cho_host_service_now_ms(v->service);
    uint16_t verdict = judge_participant(v, now_ms);
    if (verdict != 0)
        return verdict;
    chorus_result r = cho_host_room_join(room, v, &v->who, now_ms, &v->participant);
    if (r != CHORUS_OK)
        return r == CHORUS_E_AGAIN ? CHO_HOST_CLOSE_FULL : CHO_HOST_CLOSE_INTERNAL;
    cho_conn_set_near(v->conn, (cho_near){ v, sizeof *v }, cho_host_room_near(room, v->participant));
    v->has_seat = true;
    v->service->seat_count++;
    return 0;
}

static uint16_t enter_studio(cho_host_visitor *v)
{
    bool is_full;
    v->studio = cho_host_studio_open(v->channel, v->conn, &is_full);
    return v->studio != NULL ? 0 : is_full ? CHO_HOST_CLOSE_FULL : CHO_HOST_CLOSE_INTERNAL;
}

static uint16_t enter(cho_host_visitor *v)
{
    switch (v->role) {
    case CHO_HOST_ROLE_GAME:
        return cho_host_seat_ask(v);
    case CHO_HOST_ROLE_PARTICIPANT:
        return enter_participant(v);
    default:
        return enter_studio(v);
    }
}

void cho_host_on_open(void *user, cho_conn *conn)
{
    cho_host_visitor *v = cho_conn_user(conn);
    (void)user;
    if (v->verdict == 0)
        v->verdict = enter(v);
    if (v->verdict != 0)
        cho_host_visitor_refuse(v, v->verdict);
    if (v->channel != NULL)
        cho_host_channel_attend(v->channel);
}

/* A game that was taken over may go on talking for a while. */
static bool is_heard(const cho_host_visitor *v)
{
    return v->verdict == 0 && !v->service->is_closing
           && (v->role != CHO_HOST_ROLE_GAME || cho_host_seat_is_taken_by(v));
}

static void take_frame(cho_host_visitor *v, cho_span bytes, bool is_text)
{
    int64_t now_ms = cho_host_service_now_ms(v->service);
    if (v->role == CHO_HOST_ROLE_GAME)
        cho_host_room_game_frame(v->channel->room, bytes, is_text, now_ms);
    else
        cho_host_room_frame(v->channel->room, v->participant, bytes, is_text, now_ms);
}

static void take_unreadable(cho_host_visitor *v)
{
    int64_t now_ms = cho_host_service_now_ms(v->service);
    if (v->role == CHO_HOST_ROLE_GAME)
        cho_host_room_game_unreadable(v->channel->room, now_ms);
    else
        cho_host_room_unreadable(v->channel->room, v->participant, now_ms);
}

static void take_binary(cho_host_visitor *v, cho_span bytes)
{
    cho_buf *text  = &v->service->text;
    bool     is_game = v->role == CHO_HOST_ROLE_GAME;
    size_t   limit = is_game ? limits_of(v)->game_message_bytes : limits_of(v)->participant_message_bytes;
    switch (cho_host_unwrap(&v->wrapping, bytes, limit, text)) {
    case CHORUS_OK:
        take_frame(v, (cho_span){ text->data, text->len }, true);
        break;
    case CHORUS_E_STATE:
        take_frame(v, bytes, false);
        break;
    default:
        take_unreadable(v);
    }
}

static void count_received(cho_host_service *service, cho_host_role role, size_t len)
{
    cho_host_metrics_received(&service->metrics, role, len);
    service->arrival_ns = role == CHO_HOST_ROLE_PARTICIPANT ? cho_loop_now_ns(service->loop) : 0;
    service->watch.on_bytes(service->watch.user, len, 0);
}

void cho_host_on_message(void *user, cho_conn *conn, const char *data, size_t len, bool is_text)
{
    cho_host_service *service = user;
    cho_host_visitor *v       = cho_conn_user(conn);
    cho_span          bytes   = { data, len };
    if (!is_heard(v))
        return;
    count_received(service, v->role, len);
    if (v->role == CHO_HOST_ROLE_STUDIO)
        cho_host_studio_message(v->studio, bytes, is_text);
    else if (is_text)
        take_frame(v, bytes, true);
    else
        take_binary(v, bytes);
    service->arrival_ns = 0;
    cho_host_channel_attend(v->channel);
}

void cho_host_on_too_big(void *user, cho_conn *conn, uint64_t len)
{
    cho_host_service *service = user;
    cho_host_visitor *v       = cho_conn_user(conn);
    int64_t           now_ms  = cho_host_service_now_ms(service);
    (void)len;
    if (!is_heard(v))
        return;
    if (v->role == CHO_HOST_ROLE_STUDIO)
        cho_host_studio_too_big(v->studio);
    else if (v->role == CHO_HOST_ROLE_GAME)
        cho_host_room_game_oversize(v->channel->room, now_ms);
    else
        cho_host_room_oversize(v->channel->room, v->participant, now_ms);
    cho_host_channel_attend(v->channel);
}

static void leave(cho_host_visitor *v)
{
    cho_host_service *service = v->service;
    if (v->role == CHO_HOST_ROLE_PARTICIPANT) {
        service->seat_count -= v->has_seat;
        cho_host_room_leave(v->channel->room, v->participant, cho_host_service_now_ms(service));
    } else if (v->role == CHO_HOST_ROLE_GAME) {
        cho_host_seat_leave(v);
    } else if (v->studio != NULL) {
        cho_host_studio_close(v->studio);
    }
}

void cho_host_on_close(void *user, cho_conn *conn, uint16_t code, cho_span reason)
{
    cho_host_service *service = user;
    cho_host_visitor *v       = cho_conn_user(conn);
    (void)code, (void)reason;
    cho_conn_set_user(conn, NULL);
    service->metrics.traffic[v->role].sockets--;
    if (v->channel != NULL) {
        leave(v);
        cho_host_channel_attend(v->channel);
    }
    cho_host_wrapping_deinit(&v->wrapping);
    free_visitor(v);
}
