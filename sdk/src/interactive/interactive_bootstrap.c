#include "codec/json_find.h"
#include "codec/json_number.h"
#include "interactive/interactive_wire.h"

#include <stdio.h>

static void ask_participants(cho_ia_link *ia);

/* Without the state the mirror would be wrong: better a new connection. */
void cho_ia_give_up(cho_ia_link *ia, const char *what)
{
    if (ia->ws == NULL || ia->base.is_closing)
        return;
    cho_link_log(&ia->base, CHORUS_LOG_WARNING, "no usable answer to %s: connecting again", what);
    cho_ws_close(ia->ws, CHO_WS_GOING_AWAY, NULL);
}

static void mark(cho_ia_link *ia, uint16_t type)
{
    if (cho_link_record(&ia->base, type, 0, CHO_WORTH_STATE, 0) != NULL)
        cho_link_commit(&ia->base, 0);
}

void cho_ia_finish_sync(cho_ia_link *ia)
{
    cho_ia_bootstrap *b = &ia->bootstrap;
    if (b->is_synced || !b->has_scenes || !b->has_groups || !b->has_participants || !cho_ia_restore_is_done(ia))
        return;
    b->is_synced = true;
    mark(ia, CHO_IA_SYNC_END);
    cho_ia_enter(ia, ia->is_ready ? CHORUS_STATE_READY : CHORUS_STATE_STAGING, NULL);
    if (ia->wants_ready != ia->is_ready)
        cho_ia_send_ready(ia);
}

static void on_scenes(cho_ia_link *ia, const cho_packet *packet)
{
    ia->bootstrap.has_scenes = packet != NULL && cho_ia_take_scenes(ia, cho_json_text(&packet->result));
    if (!ia->bootstrap.has_scenes)
        cho_ia_give_up(ia, "getScenes");
    cho_ia_finish_sync(ia);
}

static void on_groups(cho_ia_link *ia, const cho_packet *packet)
{
    ia->bootstrap.has_groups = packet != NULL && cho_ia_take_groups(ia, cho_json_text(&packet->result));
    if (!ia->bootstrap.has_groups)
        cho_ia_give_up(ia, "getGroups");
    cho_ia_finish_sync(ia);
}

/* ---- participants, page by page ---- */

/* The bound is inclusive: a page that ends where it began has brought nothing new. */
static bool find_next_page(const cho_packet *packet, int64_t *from_ms)
{
    cho_span       result = cho_json_text(&packet->result);
    cho_json_value more, participants, element, connected_at, number;
    bool           has_more = false;
    int64_t        last_ms  = *from_ms;
    if (!cho_json_find_key(result, cho_span_of("hasMore"), &more) || !cho_json_to_bool(&more, &has_more) || !has_more ||
        !cho_json_find_key(result, cho_span_of("participants"), &participants))
        return false;
    cho_json_reader r;
    cho_json_reader_init(&r, participants.raw, CHO_PACKET_DEPTH);
    if (!cho_json_enter_array(&r))
        return false;
    while (cho_json_next_element(&r)) {
        int64_t ms;
        if (cho_json_read(&r, &element) && element.type == CHO_JSON_OBJECT &&
            cho_json_find_key(element.raw, cho_span_of("connectedAt"), &connected_at) &&
            cho_json_as_number(&connected_at, &number) && cho_json_to_int64(&number, &ms) && ms > last_ms)
            last_ms = ms;
    }
    bool goes_on = last_ms > *from_ms;
    *from_ms     = last_ms;
    return goes_on;
}

static void on_participants(cho_ia_link *ia, const cho_packet *packet)
{
    cho_ia_bootstrap *b = &ia->bootstrap;
    if (packet == NULL) {
        cho_ia_give_up(ia, "getAllParticipants");
        return;
    }
    bool is_page = cho_ia_take_participants(ia, cho_json_text(&packet->result));
    if (is_page && find_next_page(packet, &b->next_from_ms)) {
        ask_participants(ia);
        return;
    }
    b->has_participants = true; /* a service without this call tells of them by events */
    cho_ia_finish_sync(ia);
}

static void ask_participants(cho_ia_link *ia)
{
    char params[64];
    snprintf(params, sizeof params, "{\"from\":%lld}", (long long)ia->bootstrap.next_from_ms);
    cho_ia_ask(ia, "getAllParticipants", params, on_participants);
}

void cho_ia_fetch_all(cho_ia_link *ia)
{
    cho_ia_withdraw(ia, on_scenes);
    cho_ia_withdraw(ia, on_groups);
    cho_ia_withdraw(ia, on_participants);
    ia->bootstrap = (cho_ia_bootstrap){ .has_hello = true };
    cho_ia_restore_begin(ia);
    mark(ia, CHO_IA_SYNC_BEGIN);
    cho_ia_ask(ia, "getScenes", "{}", on_scenes);
    cho_ia_ask(ia, "getGroups", "{}", on_groups);
    ask_participants(ia);
}

void cho_ia_on_hello(cho_ia_link *ia)
{
    if (ia->bootstrap.has_hello)
        return;
    ia->bootstrap.has_hello = true;
    cho_ia_prove_connection(ia);
    cho_ia_negotiate(ia);
    cho_ia_distrust_clock(ia);
    cho_ia_start_clock(ia);
    cho_ia_fetch_all(ia);
}

/* ---- ready ---- */

/* A service may forget the reply, as long as onReady has come; and it tells nothing when it was so already. */
static void on_ready_answered(cho_ia_link *ia, const cho_packet *packet)
{
    if (ia->is_ready == ia->wants_ready)
        return;
    if (packet == NULL)
        cho_ia_give_up(ia, "ready");
    else if (packet->error.type != CHO_JSON_NULL)
        cho_link_log(&ia->base, CHORUS_LOG_WARNING, "the service did not accept ready");
    else
        cho_ia_on_ready(ia, ia->wants_ready);
}

void cho_ia_send_ready(cho_ia_link *ia)
{
    cho_ia_ask(ia, "ready", ia->wants_ready ? "{\"isReady\":true}" : "{\"isReady\":false}", on_ready_answered);
}

void cho_ia_on_ready(cho_ia_link *ia, bool is_ready)
{
    ia->is_ready = is_ready;
    if (ia->bootstrap.is_synced && !ia->base.is_closing)
        cho_ia_enter(ia, is_ready ? CHORUS_STATE_READY : CHORUS_STATE_STAGING, NULL);
}
