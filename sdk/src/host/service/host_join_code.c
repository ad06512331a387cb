/* Who has a join code, and where it leads. */
#include "host/service/host_http.h"
#include "host/service/oauth/host_oauth_http.h"

#include <stdio.h>

/* A code is short: whoever may ask for as many as he likes finds all the games there are. */
static bool may_try(cho_host_request *r)
{
    cho_host_service *s      = r->service;
    cho_host_network  place  = cho_host_oauth_place(r);
    int64_t           now_ms = cho_host_service_now_ms(s);
    s->code_tries.most       = s->config->limits.code_tries_per_minute;
    int64_t wait_ms          = cho_auth_tally_wait_ms(&s->code_tries, cho_host_network_key(&place), now_ms);
    char    seconds[24];
    if (wait_ms == 0) {
        cho_auth_tally_add(&s->code_tries, cho_host_network_key(&place), now_ms);
        return true;
    }
    snprintf(seconds, sizeof seconds, "%lld", (long long)(wait_ms + 999) / 1000);
    const cho_header retry = { "retry-after", seconds };
    cho_host_http_answer_error(r, 429, "too many codes were tried from your network; wait a minute", &retry);
    return false;
}

/* The number of a channel; 0: there is none, and it was said so. */
static uint32_t find_channel(cho_host_request *r)
{
    char     code[CHO_HOST_CODE_SIZE];
    uint32_t number = 0;
    if (!may_try(r))
        return 0;
    if (!cho_host_code_read(r->rest, code))
        cho_host_http_answer_error(r, 404, "a join code has five letters, none of them a vowel", NULL);
    else if ((number = cho_host_codes_find(&r->service->codes, code)) == 0)
        cho_host_http_answer_error(r, 404, "no game has this join code", NULL);
    return number;
}

void cho_host_http_answer_code(cho_host_request *r)
{
    uint32_t number = find_channel(r);
    if (number == 0)
        return;
    const cho_host_channel *channel = cho_host_service_channel(r->service, number);
    const char             *title   = channel != NULL ? channel->config->title : r->service->config->title;
    cho_json_writer         w       = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "channel"), cho_json_write_uint64(&w, number);
    cho_json_key(&w, "title"), cho_json_write_text(&w, title);
    cho_json_key(&w, "online"), cho_json_write_bool(&w, channel != NULL && cho_host_room_is_live(channel->room));
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

void cho_host_http_follow_code(cho_host_request *r)
{
    uint32_t number = find_channel(r);
    if (number != 0)
        cho_host_http_lead_to_channel(r, "../", number);
}
