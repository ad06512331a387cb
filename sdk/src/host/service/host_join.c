/* Who asks for a seat in an audience, and who they are. */
#include "codec/json_find.h"
#include "codec/json_reader.h"
#include "host/room/host_identity.h"
#include "host/room/host_names.h"
#include "host/service/host_access.h"
#include "host/service/host_crowd.h"
#include "host/service/host_http.h"

#include <stdio.h>

enum { JSON_DEPTH = 8 };

/* ---- joining ---- */

static void write_files_address(cho_host_request *r, cho_json_writer *w)
{
    char channel[16];
    snprintf(channel, sizeof channel, "%u/", (unsigned)r->number);
    cho_host_http_write_address(r, w, "http", CHO_HOST_FILES_PATH, channel);
}

/* Where the custom controls are; without any, the page itself. */
static void write_content_address(cho_host_request *r, cho_json_writer *w, const cho_host_version *version)
{
    char path[32] = "/";
    if (version != NULL && cho_host_bundle_is_shown(version->bundle))
        snprintf(path, sizeof path, CHO_HOST_BUNDLE_PATH "%u/", (unsigned)version->id);
    cho_host_http_write_address(r, w, "http", path, "");
}

static void write_seat(cho_host_request *r, const cho_host_identity *who, const char *key)
{
    cho_span        user = who->user != NULL ? who->user->node.id : cho_span_of("0");
    char            channel[16];
    uint32_t        version_id = cho_host_room_version_id(r->channel->room);
    cho_json_writer w          = cho_host_http_begin_json(r);
    const cho_host_version *version = cho_host_version_find(&r->service->projects, version_id);
    snprintf(channel, sizeof channel, "%u", (unsigned)r->number);
    cho_json_begin_object(&w);
    cho_json_key(&w, "address"), cho_host_http_write_address(r, &w, "ws", "/participant?channel=", channel);
    cho_json_key(&w, "socketAddress"), cho_host_http_write_address(r, &w, "ws", "/participant?channel=", channel);
    cho_json_key(&w, "contentAddress"), write_content_address(r, &w, version);
    cho_json_key(&w, "ugcAddress"), write_files_address(r, &w);
    cho_json_key(&w, "key"), cho_json_write_text(&w, key);
    cho_json_key(&w, "user"), cho_json_write_string(&w, user);
    cho_json_key(&w, "name"), cho_json_write_text(&w, who->name);
    cho_json_key(&w, "title"), cho_json_write_text(&w, r->channel->config->title);
    cho_json_key(&w, "confirmAbove"), cho_json_write_uint64(&w, r->service->config->limits.confirm_sparks);
    cho_json_key(&w, "version"), cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, version_id);
    cho_json_key(&w, "gameId"), cho_json_write_uint64(&w, version != NULL ? version->project->id : r->number);
    cho_json_end_object(&w), cho_json_end_object(&w);
}

static bool is_full(cho_host_request *r)
{
    return !cho_host_service_has_room(r->service)
           || cho_host_room_participant_count(r->channel->room) >= cho_host_config_room_for(r->service->config, r->channel->config);
}

static void demand_token(cho_host_request *r, const char *message)
{
    static const cho_header scheme = { "www-authenticate", "Bearer" };
    cho_host_http_answer_error(r, 401, message, &scheme);
}

/* Who asks: the user whose token is there, else a guest. False: neither, and it was said so. */
static bool identify(cho_host_request *r, const char *name, cho_host_identity *who)
{
    const cho_host_config *config = r->service->config;
    cho_span               header = cho_exchange_header(r->exchange, "authorization");
    if (header.ptr != NULL && !cho_host_access_is_participant(r->service, header, who))
        demand_token(r, "that is nobody's token");
    else if (header.ptr == NULL && config->refuses_guests)
        demand_token(r, "sign in to take part");
    else if (header.ptr == NULL && !cho_host_identify_guest(name, who))
        cho_host_http_answer_error(r, 503, "no randomness for another guest", NULL);
    else
        return true;
    return false;
}

/* What a guest says about itself. */
typedef struct guest_wish {
    char     name[CHO_HOST_NAME_SIZE]; /* empty: it is given one */
    uint64_t device;                   /* 0: it does not say */
} guest_wish;

/* Moderators have a say in who comes in. False: it was said so. */
static bool check_welcome(cho_host_request *r, const cho_host_identity *who)
{
    const char *reason;
    uint16_t    verdict = cho_host_room_judge(r->channel->room, who, cho_host_service_now_ms(r->service), &reason);
    if (verdict == CHO_HOST_CLOSE_BANNED)
        cho_host_http_answer_error(r, 403, reason, NULL);
    else if (verdict != 0)
        demand_token(r, reason);
    return verdict == 0;
}

static cho_host_network network_of(cho_host_request *r)
{
    char address[CHO_IP_TEXT];
    cho_host_address_of(r->service, r->exchange, address);
    return cho_host_network_of(address);
}

static void give_seat(cho_host_request *r, const guest_wish *wish)
{
    static const cho_header retry = { "retry-after", "5" };
    cho_host_service       *s     = r->service;
    char                    key[CHO_HOST_KEY_SIZE];
    cho_host_identity       who;
    if (r->channel == NULL || !cho_host_room_is_live(r->channel->room)) {
        cho_host_http_answer_error(r, 404, "no game is connected on this channel", NULL);
        return;
    }
    if (!cho_host_allows_join(s, r->exchange)) {
        cho_host_http_answer_too_many(r, "too many ask to join at once; try again shortly");
        return;
    }
    if (is_full(r)) {
        cho_host_http_answer_error(r, 503, "the room is full", &retry);
        return;
    }
    if (!identify(r, wish->name, &who))
        return;
    who.device  = wish->device;
    who.network = network_of(r);
    if (!check_welcome(r, &who))
        return;
    if (cho_host_keys_issue(&s->keys, r->number, &who, cho_host_service_now_ms(s), key) != CHORUS_OK) {
        cho_host_http_answer_error(r, 503, "no memory for another guest", &retry);
        return;
    }
    write_seat(r, &who, key);
    cho_host_http_answer_json(r, 200, NULL);
}

void cho_host_http_answer_join(cho_host_request *r)
{
    give_seat(r, &(guest_wish){ .device = 0 });
}

/* A member that is text, or nothing. False: it is something else. *text lies in the body until it is written anew. */
static bool read_text(cho_host_request *r, cho_span object, const char *name, cho_span *text)
{
    cho_json_value value;
    cho_buf       *copy = &r->service->body;
    *text               = (cho_span){ NULL, 0 };
    if (!cho_json_find_key(object, cho_span_of(name), &value) || value.type == CHO_JSON_NULL)
        return true;
    if (value.type != CHO_JSON_STRING)
        return false;
    cho_buf_clear(copy);
    cho_json_append_unescaped(&value, copy);
    *text = (cho_span){ copy->data, copy->len };
    return true;
}

/* The body is empty or an object that may hold a name, and the text that a browser keeps to be known again. */
static bool read_guest(cho_host_request *r, cho_span body, guest_wish *out)
{
    cho_span text;
    *out = (guest_wish){ .device = 0 };
    if (body.len == 0)
        return true;
    if (!cho_json_check(body, JSON_DEPTH, NULL) || !read_text(r, body, "name", &text))
        return false;
    cho_host_clean_name(text, out->name);
    if (!read_text(r, body, "device", &text))
        return false;
    out->device = text.len > 0 ? cho_host_device_of(text) : 0;
    return true;
}

void cho_host_http_answer_guest(cho_host_request *r)
{
    guest_wish wish;
    if (read_guest(r, cho_exchange_body(r->exchange), &wish))
        give_seat(r, &wish);
    else
        cho_host_http_answer_error(r, 400, "a JSON object such as {\"name\":\"Ann\"} is needed here", NULL);
}
