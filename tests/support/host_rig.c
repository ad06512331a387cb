#include "support/host_rig.h"

#include "support/packet_expect.h"

#include "host/service/host_limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct rig_packet {
    rig_packet *next;
    char        text[];
};

static char taken[1 << 22];

/* ---- the outbox ---- */

static void keep(void *user, void *to, cho_message *message)
{
    rig_peer   *peer   = to;
    size_t      len    = cho_message_len(message);
    rig_packet *packet = malloc(sizeof *packet + len + 1);
    (void)user;
    assert_non_null(packet);
    assert_int_equal(peer->closed, 0);
    assert_true(cho_message_is_text(message));
    memcpy(packet->text, cho_message_payload(message), len);
    packet->text[len] = '\0';
    packet->next      = NULL;
    packet_watch_take(&peer->watch, packet->text);
    if (peer->last != NULL)
        peer->last->next = packet;
    else
        peer->first = packet;
    peer->last = packet;
}

static void note_close(void *user, void *to, uint16_t code, const char *reason)
{
    rig_peer *peer = to;
    (void)user;
    assert_non_null(reason);
    assert_int_equal(peer->closed, 0);
    peer->closed = code;
}

static void note_complaint(void *user, void *from, const char *what, size_t offset)
{
    host_rig *rig = user;
    (void)from, (void)offset;
    assert_non_null(what);
    rig->complaints++;
}

/* Every scheme is built here, and whoever the test lets have it has it. */
static bool note_scheme(void *user, void *to, cho_scheme scheme)
{
    rig_peer *peer = to;
    host_rig *rig  = user;
    peer->scheme   = scheme == CHO_SCHEME_TEXT || rig->compresses ? scheme : CHO_SCHEME_TEXT;
    return peer->scheme == scheme;
}

/* ---- set up ---- */

cho_host_outbox rig_outbox(host_rig *rig)
{
    return (cho_host_outbox){ keep, note_close, note_complaint, note_scheme, rig };
}

static cho_host_room_options room_options(const host_rig *rig)
{
    return (cho_host_room_options){
        .hash_seed = 42, .max_participants = 250, .users = rig->users, .limits = &rig->limits,
    };
}

void rig_take_limits(host_rig *rig)
{
    const cho_host_room_options options = room_options(rig);
    cho_host_room_set_limits(rig->room, &options);
}

void rig_init_with_grace(host_rig *rig, const chorus_allocator *heap, uint32_t grace_ms)
{
    memset(rig, 0, sizeof *rig);
    cho_heap_init(&rig->heap, heap);
    cho_heap_init(&rig->users_heap, NULL);
    cho_host_limits_usual(&rig->limits);
    rig->limits.grace_ms = grace_ms;
    rig->users           = cho_host_users_create(&rig->users_heap, 7, rig->limits.max_users);
    rig->now_ms          = RIG_START_MS;
    assert_non_null(rig->users);
    const cho_host_room_options options = room_options(rig);
    cho_host_outbox outbox = rig_outbox(rig);
    if (cho_host_room_create(&rig->heap, &options, &outbox, &rig->room) != CHORUS_OK)
        rig->room = NULL;
}

void rig_init(host_rig *rig, const chorus_allocator *heap)
{
    rig_init_with_grace(rig, heap, 0);
}

void rig_deinit(host_rig *rig)
{
    cho_host_room_destroy(rig->room);
    cho_host_users_destroy(rig->users);
    rig_forget(&rig->game);
    for (uint32_t i = 0; i < rig->viewer_count; i++) {
        rig_forget(rig->viewers[i]);
        free(rig->viewers[i]);
    }
}

int rig_set_up(void **state)
{
    host_rig *rig = malloc(sizeof *rig);
    assert_non_null(rig);
    rig_init(rig, NULL);
    rig_enter_game(rig);
    rig_expect(&rig->game, "hello", "{}");
    *state = rig;
    return 0;
}

int rig_tear_down(void **state)
{
    rig_deinit(*state);
    free(*state);
    return 0;
}

void rig_enter_game(host_rig *rig)
{
    rig->game.watch  = (packet_watch){ 0 };
    rig->game.closed = 0;
    assert_ok(cho_host_room_enter_game(rig->room, &rig->game, 7, rig->now_ms));
}

void rig_leave_game(host_rig *rig)
{
    cho_host_room_leave_game(rig->room, &rig->game, rig->now_ms);
}

/* ---- the audience ---- */

static void copy_member(const char *text, const char *name, char *out, size_t size)
{
    const char *at = strstr(text, name);
    assert_non_null(at);
    at += strlen(name);
    size_t len = strcspn(at, "\"");
    assert_true(len < size);
    memcpy(out, at, len);
    out[len] = '\0';
}

static void read_self(rig_peer *viewer)
{
    for (const rig_packet *p = viewer->first; p != NULL; p = p->next) {
        if (strstr(p->text, "\"onParticipantJoin\"") == NULL)
            continue;
        copy_member(p->text, "\"sessionID\":\"", viewer->id, sizeof viewer->id);
        copy_member(p->text, "\"username\":\"", viewer->name, sizeof viewer->name);
    }
}

rig_peer *rig_try_join_who(host_rig *rig, const cho_host_identity *who)
{
    rig_peer *viewer = calloc(1, sizeof *viewer);
    assert_non_null(viewer);
    viewer->watch.is_viewer = true;
    assert_true(rig->viewer_count < RIG_VIEWERS_MAX);
    rig->viewers[rig->viewer_count++] = viewer;
    if (cho_host_room_join(rig->room, viewer, who, rig->now_ms, &viewer->handle) != CHORUS_OK)
        return NULL;
    read_self(viewer);
    return viewer;
}

static rig_peer *settle(host_rig *rig, rig_peer *viewer)
{
    assert_non_null(viewer);
    rig_forget(viewer);
    rig_forget(&rig->game);
    return viewer;
}

rig_peer *rig_try_join(host_rig *rig, const char *name)
{
    cho_host_identity who = { .user = NULL };
    snprintf(who.name, sizeof who.name, "%s", name);
    return rig_try_join_who(rig, &who);
}

rig_peer *rig_join(host_rig *rig, const char *name)
{
    return settle(rig, rig_try_join(rig, name));
}

/* ---- users ---- */

cho_host_user *rig_user(host_rig *rig, uint32_t number, const char *name, uint64_t sparks)
{
    char                   decimal[16];
    const chorus_host_user user = { .name = name, .user_id = number, .sparks = sparks, .level = 3 };
    assert_ok(cho_host_users_add(rig->users, &user));
    snprintf(decimal, sizeof decimal, "%u", (unsigned)number);
    return cho_host_users_by_number(rig->users, cho_span_of(decimal));
}

rig_peer *rig_try_join_as(host_rig *rig, cho_host_user *user)
{
    const cho_host_identity who = { .user = user };
    return rig_try_join_who(rig, &who);
}

rig_peer *rig_join_as(host_rig *rig, cho_host_user *user)
{
    return settle(rig, rig_try_join_as(rig, user));
}

void rig_leave(host_rig *rig, rig_peer *viewer)
{
    cho_host_room_leave(rig->room, viewer->handle, rig->now_ms);
}

/* ---- saying ---- */

void rig_game_says(host_rig *rig, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = packet_text(format, args);
    va_end(args);
    cho_host_room_game_frame(rig->room, cho_span_of(text), true, rig->now_ms);
    free(text);
}

void rig_says(host_rig *rig, rig_peer *viewer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = packet_text(format, args);
    va_end(args);
    cho_host_room_frame(rig->room, viewer->handle, cho_span_of(text), true, rig->now_ms);
    free(text);
}

static void forget_all(host_rig *rig)
{
    rig_forget(&rig->game);
    for (uint32_t i = 0; i < rig->viewer_count; i++)
        rig_forget(rig->viewers[i]);
}

void rig_call(host_rig *rig, const char *method, const char *params)
{
    rig_game_says(rig, "{\"id\":9,\"type\":\"method\",\"method\":\"%s\",\"params\":%s}", method, params);
}

void rig_do(host_rig *rig, const char *method, const char *params)
{
    bool is_done = false;
    rig_call(rig, method, params);
    for (const rig_packet *p = rig->game.first; p != NULL; p = p->next)
        is_done = is_done || strstr(p->text, "\"error\":null") != NULL;
    if (!is_done)
        fail_msg("%s %s: %s", method, params, rig->game.last != NULL ? rig->game.last->text : "no reply");
    forget_all(rig);
}

void rig_ready(host_rig *rig)
{
    rig_do(rig, "ready", "{\"isReady\":true}");
}

void rig_pass(host_rig *rig, int64_t ms)
{
    rig->now_ms += ms;
    cho_host_room_tick(rig->room, rig->now_ms);
}

/* ---- hearing ---- */

const char *rig_take(rig_peer *peer)
{
    rig_packet *packet = peer->first;
    if (packet == NULL)
        return NULL;
    assert_true(strlen(packet->text) < sizeof taken);
    strcpy(taken, packet->text);
    peer->first = packet->next;
    if (peer->first == NULL)
        peer->last = NULL;
    free(packet);
    return taken;
}

void rig_forget(rig_peer *peer)
{
    while (rig_take(peer) != NULL)
        continue;
}

void rig_expect(rig_peer *peer, const char *method, const char *params, ...)
{
    va_list args;
    va_start(args, params);
    packet_expect(rig_take(peer), method, params, args);
    va_end(args);
}

const char *rig_expect_call(rig_peer *peer, const char *method)
{
    const char *text = rig_take(peer);
    packet_expect_call(text, method);
    return text;
}

void rig_expect_reply(rig_peer *peer, const char *id, const char *result, ...)
{
    va_list args;
    va_start(args, result);
    packet_expect_reply(rig_take(peer), id, result, args);
    va_end(args);
}

void rig_expect_refusal(rig_peer *peer, const char *id, int code, const char *path)
{
    packet_expect_refusal(rig_take(peer), id, code, path);
}

void rig_expect_nothing(rig_peer *peer)
{
    const char *text = rig_take(peer);
    if (text != NULL)
        fail_msg("expected nothing, not %s", text);
}
