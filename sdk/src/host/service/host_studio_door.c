/* Who may run the show of a channel: whoever has the token of its game, or one of its account for that. And where its
   audience finds it. */
#include "codec/qr.h"
#include "host/service/host_access.h"
#include "host/service/host_http.h"

#include <stdio.h>

/* The channel in the path is the one that the token is for, and it is alive now. False: it was said so. */
static bool check_right(cho_host_request *r, uint32_t *link)
{
    static const cho_header scheme = { "www-authenticate", "Bearer" };
    uint32_t                number;
    if (!cho_host_access_is_moderator(r->service, cho_exchange_header(r->exchange, "authorization"), &number, link))
        cho_host_http_answer_error(r, 401, "the token of this channel is needed here", &scheme);
    else if (number != r->number)
        cho_host_http_answer_error(r, 403, "that token is for another channel", NULL);
    else if (cho_host_channel_of_game(r->service, number, &r->channel) != CHORUS_OK)
        cho_host_http_answer_error(r, 503, "too many channels are open", NULL);
    else
        return true;
    return false;
}

/* ---- where the audience goes ---- */

void cho_host_http_answer_qr(cho_host_request *r)
{
    cho_buf *url = &r->service->text, *body = &r->service->body;
    if (!cho_host_service_knows_channel(r->service, r->number)) {
        cho_host_http_answer_error(r, 404, "there is no such channel", NULL);
        return;
    }
    cho_buf_clear(url);
    cho_buf_clear(body);
    cho_host_http_append_join_url(r, url);
    if (url->failed || !cho_qr_write_svg(body, url->data))
        cho_host_http_answer_error(r, 503, "no memory for a picture", NULL);
    else
        cho_host_http_answer(r, 200, "image/svg+xml", (cho_span){ body->data, body->len }, false, "no-store", NULL);
}

/* ---- getting in ---- */

static void write_place(cho_host_request *r, const char *key)
{
    char            rest[32];
    cho_buf        *url = &r->service->text;
    cho_json_writer w   = cho_host_http_begin_json(r);
    cho_buf_clear(url);
    cho_host_http_append_join_url(r, url);
    snprintf(rest, sizeof rest, "%u", (unsigned)r->number);
    cho_json_begin_object(&w);
    cho_json_key(&w, "address"), cho_host_http_write_address(r, &w, "ws", "/studio/socket?channel=", rest);
    cho_json_key(&w, "key"), cho_json_write_text(&w, key);
    cho_json_key(&w, "channel"), cho_json_write_uint64(&w, r->number);
    cho_json_key(&w, "title"), cho_json_write_text(&w, r->channel->config->title);
    cho_json_key(&w, "code"), cho_json_write_text(&w, r->channel->config->code);
    cho_json_key(&w, "joinUrl"), cho_json_write_string(&w, (cho_span){ url->data, url->len });
    cho_json_end_object(&w);
}

void cho_host_http_answer_studio(cho_host_request *r)
{
    char              key[CHO_HOST_KEY_SIZE];
    cho_host_service *s   = r->service;
    cho_host_identity who = { .user = NULL };
    if (!check_right(r, &who.link))
        return;
    if (cho_host_keys_issue(&s->studio_keys, r->number, &who, cho_host_service_now_ms(s), key) != CHORUS_OK) {
        cho_host_http_answer_error(r, 503, "no memory for another studio", NULL);
        return;
    }
    write_place(r, key);
    cho_host_http_answer_json(r, 200, NULL);
    cho_host_channel_attend(r->channel);
}
