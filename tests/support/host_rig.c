#include "support/host_rig.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct rig_packet {
    rig_packet *next;
    char        text[];
};

static char taken[1 << 22];

/* ---- the outbox ---- */

static void check_seq(rig_peer *peer, const char *text)
{
    const char *at = text;
    for (const char *next = strstr(at, "\"seq\":"); next != NULL; next = strstr(next + 1, "\"seq\":"))
        at = next;
    int seq = atoi(at + strlen("\"seq\":"));
    if (peer->is_game)
        assert_int_equal(seq, peer->seq + 1);
    else
        assert_true(seq >= peer->seq);
    peer->seq = seq;
}

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
    assert_int_equal(packet->text[0], '{');
    check_seq(peer, packet->text);
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

/* ---- set up ---- */

void rig_init(host_rig *rig, const chorus_allocator *heap)
{
    const cho_host_room_options options = { 42, 250, 20, 30 };
    memset(rig, 0, sizeof *rig);
    cho_heap_init(&rig->heap, heap);
    rig->now_ms       = RIG_START_MS;
    rig->game.is_game = true;
    cho_host_outbox outbox = { keep, note_close, note_complaint, rig };
    if (cho_host_room_create(&rig->heap, &options, &outbox, &rig->room) != CHORUS_OK)
        rig->room = NULL;
}

void rig_deinit(host_rig *rig)
{
    cho_host_room_destroy(rig->room);
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
    rig->game.seq    = 0;
    rig->game.closed = 0;
    assert_ok(cho_host_room_enter_game(rig->room, &rig->game, 7, rig->now_ms));
}

void rig_leave_game(host_rig *rig)
{
    cho_host_room_leave_game(rig->room, &rig->game);
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

rig_peer *rig_try_join(host_rig *rig, const char *name)
{
    rig_peer *viewer = calloc(1, sizeof *viewer);
    assert_non_null(viewer);
    assert_true(rig->viewer_count < RIG_VIEWERS_MAX);
    rig->viewers[rig->viewer_count++] = viewer;
    if (cho_host_room_join(rig->room, viewer, name, rig->now_ms, &viewer->handle) != CHORUS_OK)
        return NULL;
    read_self(viewer);
    return viewer;
}

rig_peer *rig_join(host_rig *rig, const char *name)
{
    rig_peer *viewer = rig_try_join(rig, name);
    assert_non_null(viewer);
    rig_forget(viewer);
    rig_forget(&rig->game);
    return viewer;
}

void rig_leave(host_rig *rig, rig_peer *viewer)
{
    cho_host_room_leave(rig->room, viewer->handle, rig->now_ms);
}

/* ---- saying ---- */

static cho_span format_text(char **text, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert_true(len >= 0);
    *text = malloc((size_t)len + 1);
    assert_non_null(*text);
    vsnprintf(*text, (size_t)len + 1, format, args);
    return (cho_span){ *text, (size_t)len };
}

void rig_game_says(host_rig *rig, const char *format, ...)
{
    va_list args;
    char   *text;
    va_start(args, format);
    cho_span bytes = format_text(&text, format, args);
    va_end(args);
    cho_host_room_game_frame(rig->room, bytes, true, rig->now_ms);
    free(text);
}

void rig_says(host_rig *rig, rig_peer *viewer, const char *format, ...)
{
    va_list args;
    char   *text;
    va_start(args, format);
    cho_span bytes = format_text(&text, format, args);
    va_end(args);
    cho_host_room_frame(rig->room, viewer->handle, bytes, true, rig->now_ms);
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

/* Numbers the test does not care for are taken over from the packet; all else must be as expected. */
static void check_packet(const char *text, const char *format_head, const char *middle, const char *tail)
{
    unsigned    id     = 0;
    const char *seq_at = text;
    sscanf(text, "{\"id\":%u", &id);
    for (const char *next = strstr(text, "\"seq\":"); next != NULL; next = strstr(next + 1, "\"seq\":"))
        seq_at = next;
    size_t size     = strlen(format_head) + strlen(middle) + strlen(tail) + 64;
    char  *expected = malloc(size);
    assert_non_null(expected);
    int at = snprintf(expected, size, "{\"id\":%u,%s%s", id, format_head, middle);
    snprintf(expected + at, size - (size_t)at, ",\"seq\":%d%s", atoi(seq_at + strlen("\"seq\":")), tail);
    assert_string_equal(text, expected);
    free(expected);
}

void rig_expect(rig_peer *peer, const char *method, const char *params, ...)
{
    char    head[128];
    char   *middle;
    va_list args;
    va_start(args, params);
    format_text(&middle, params, args);
    va_end(args);
    const char *text = rig_take(peer);
    if (text == NULL)
        fail_msg("expected %s, but nothing was sent", method);
    snprintf(head, sizeof head, "\"type\":\"method\",\"method\":\"%s\",\"params\":", method);
    check_packet(text, head, middle, ",\"discard\":true}");
    free(middle);
}

const char *rig_expect_call(rig_peer *peer, const char *method)
{
    char        wanted[96];
    const char *text = rig_take(peer);
    snprintf(wanted, sizeof wanted, "\"type\":\"method\",\"method\":\"%s\",\"params\":{", method);
    if (text == NULL || strstr(text, wanted) == NULL)
        fail_msg("expected %s, not %s", method, text != NULL ? text : "nothing");
    return text;
}

void rig_expect_reply(rig_peer *peer, const char *id, const char *result, ...)
{
    char   *middle;
    va_list args;
    va_start(args, result);
    format_text(&middle, result, args);
    va_end(args);
    const char *text = rig_take(peer);
    if (text == NULL)
        fail_msg("expected reply %s, but nothing was sent", id);
    static const char end[] = ",\"error\":null,\"seq\":";
    const char       *at    = strstr(text, end);
    size_t            size  = strlen(middle) + strlen(id) + 128;
    char             *expected = malloc(size);
    assert_non_null(expected);
    snprintf(expected, size, "{\"id\":%s,\"type\":\"reply\",\"result\":%s%s%d}", id, middle, end,
             at != NULL ? atoi(at + strlen(end)) : 0);
    assert_string_equal(text, expected);
    free(expected);
    free(middle);
}

void rig_expect_refusal(rig_peer *peer, const char *id, int code, const char *path)
{
    char        head[160], wanted[128];
    const char *text = rig_take(peer);
    if (text == NULL)
        fail_msg("expected a refusal with %d, but nothing was sent", code);
    snprintf(head, sizeof head, "{\"id\":%s,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":%d,\"message\":\"", id,
             code);
    if (strncmp(text, head, strlen(head)) != 0)
        fail_msg("expected a refusal with %d, not %s", code, text);
    snprintf(wanted, sizeof wanted, "\"path\":\"%s\"},\"seq\":", path != NULL ? path : "");
    if ((strstr(text, "\"path\":") != NULL) != (path != NULL) || (path != NULL && strstr(text, wanted) == NULL))
        fail_msg("expected path %s in %s", path != NULL ? path : "(none)", text);
}

void rig_expect_nothing(rig_peer *peer)
{
    const char *text = rig_take(peer);
    if (text != NULL)
        fail_msg("expected nothing, not %s", text);
}
