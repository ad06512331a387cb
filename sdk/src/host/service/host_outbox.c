/* The way out of a room: to the sockets of its visitors. */
#include "base/clock.h"
#include "host/service/host_visitor.h"

#include <stdio.h>

static size_t participant_queue(const cho_host_visitor *v)
{
    return v->service->config->limits.participant_queue_bytes + 2 * cho_host_room_state_bytes(v->channel->room);
}

/* What a game is told first while an input is handled is taken for that input. */
void cho_host_service_count_sent(cho_host_service *service, cho_host_role role, size_t len)
{
    cho_host_metrics_sent(&service->metrics, role, len);
    service->watch.on_bytes(service->watch.user, 0, len);
    if (role != CHO_HOST_ROLE_GAME || service->arrival_ns == 0)
        return;
    cho_host_metrics_latency(&service->metrics, cho_clock_mono_ns() - service->arrival_ns);
    service->arrival_ns = 0;
}

static void send_message(void *user, void *peer, cho_message *message)
{
    cho_host_service *service = user;
    cho_host_visitor *v       = peer;
    if (v->role == CHO_HOST_ROLE_PARTICIPANT)
        cho_conn_set_limits(v->conn, 0, participant_queue(v), 0);
    cho_message  *wrapped = cho_host_wrap(&v->wrapping, message, &service->frame);
    chorus_result r       = wrapped == NULL ? CHORUS_E_MEMORY : cho_conn_send(v->conn, wrapped);
    if (r == CHORUS_OK)
        cho_host_service_count_sent(service, v->role, cho_message_len(wrapped));
    else if (r == CHORUS_E_MEMORY)
        cho_conn_close(v->conn, CHO_HOST_CLOSE_INTERNAL, "out of memory");
    cho_message_release(wrapped);
}

static bool compress(void *user, void *peer, cho_scheme scheme)
{
    cho_host_visitor *v = peer;
    (void)user;
    return cho_host_wrapping_choose(&v->wrapping, scheme);
}

static void close_peer(void *user, void *peer, uint16_t code, const char *reason)
{
    cho_host_visitor *v = peer;
    (void)user;
    cho_conn_close(v->conn, code, reason);
}

static void complain(void *user, void *peer, const char *what, size_t offset)
{
    cho_host_service *service = user;
    cho_host_visitor *v       = peer;
    char              line[160];
    snprintf(line, sizeof line, "%s, from %s of channel %u", what,
             v->role == CHO_HOST_ROLE_GAME ? "the game" : "a participant", (unsigned)v->channel->config->number);
    service->watch.on_bad_packet(service->watch.user, line, offset);
}

const cho_host_outbox cho_host_socket_outbox = { send_message, close_peer, complain, compress, NULL };
