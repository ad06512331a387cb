#include "support/game.h"

#include "support/deadline.h"

static void note_line(void *user, chorus_log_level level, const char *line)
{
    game *g = user;
    if (level < CHORUS_LOG_WARNING)
        return;
    g->warnings++;
    strncpy(g->last_line, line, sizeof g->last_line - 1);
}

void game_init_with(game *g, const chorus_runtime_options *options)
{
    chorus_runtime_options used = *options;
    memset(g, 0, sizeof *g);
    used.log      = note_line;
    used.log_user = g;
    assert_ok(chorus_runtime_create(&used, &g->rt));
    peer_listen(&g->peer);
}

void game_init(game *g)
{
    chorus_runtime_options options;
    CHORUS_INIT(&options);
    game_init_with(g, &options);
}

void game_deinit(game *g)
{
    peer_close_all(&g->peer);
    chorus_runtime_destroy(g->rt);
}

void game_open(game *g, const chorus_interactive_options *options)
{
    chorus_interactive_options used;
    CHORUS_INIT(&used);
    if (options != NULL)
        used = *options;
    if (used.address == NULL && used.discovery_url == NULL)
        used.address = g->peer.url;
    assert_ok(chorus_interactive_open(g->rt, &used, &g->session));
    chorus_pump(g->rt);
}

void game_open_greeted(game *g, const chorus_interactive_options *options)
{
    game_open(g, options);
    peer_greet(&g->peer);
}

void game_make_ready(game *g, const peer_state *state)
{
    chorus_event event;
    peer_accept(&g->peer);
    peer_open_session(&g->peer, state);
    game_wait(g, CHORUS_EVENT_SESSION_READY, &event);
}

void game_open_ready(game *g, const peer_state *state)
{
    game_open(g, NULL);
    game_make_ready(g, state);
}

void game_wait(game *g, chorus_event_type type, chorus_event *out)
{
    for (uint64_t until_ns = deadline_ns(); !deadline_is_over(until_ns);) {
        while (chorus_next_event(g->rt, out)) {
            if (type == CHORUS_EVENT_NONE || out->type == (uint32_t)type)
                return;
        }
        if (chorus_pump(g->rt) == 0)
            deadline_frame();
    }
    fail_msg("event 0x%x did not come; last log line: %s", (unsigned)type, g->last_line);
}

void game_expect(game *g, chorus_event_type type, chorus_event *out)
{
    game_wait(g, CHORUS_EVENT_NONE, out);
    if (out->type != (uint32_t)type)
        fail_msg("event 0x%x came instead of 0x%x", (unsigned)out->type, (unsigned)type);
}

/* Everything comes in order: nothing may stand before the answer to this question. */
void game_expect_silence(game *g)
{
    chorus_event event;
    peer_tell(&g->peer, "isItQuiet", "{}");
    game_expect(g, CHORUS_EVENT_METHOD, &event);
    assert_str("isItQuiet", event.as.method.method);
}

static bool enters(const chorus_event *event, chorus_session_state state)
{
    bool is_state =
        event->type == CHORUS_EVENT_SESSION_STATE || event->type == CHORUS_EVENT_SESSION_READY;
    return is_state && event->as.state.state == state;
}

void game_wait_state(game *g, chorus_session_state state, chorus_event *out)
{
    do {
        game_wait(g, CHORUS_EVENT_NONE, out);
    } while (!enters(out, state));
}

void game_wait_warnings(game *g, int count)
{
    for (uint64_t until_ns = deadline_ns(); g->warnings < count; deadline_yield(until_ns))
        chorus_pump(g->rt);
}

bool game_has(game *g, chorus_event_type type, chorus_event *out)
{
    chorus_pump(g->rt);
    while (chorus_next_event(g->rt, out)) {
        if (out->type == (uint32_t)type)
            return true;
    }
    return false;
}

void check_str(const char *text, chorus_str str, const char *file, int line)
{
    if (chorus_str_is(str, text) && str.ptr[str.len] == '\0')
        return;
    print_error("expected %s\n     got %.*s\n", text, (int)str.len, str.ptr);
    _fail(file, line);
}

chorus_resource game_find(game *g, chorus_resource_kind kind, const char *id)
{
    chorus_resource found;
    assert_ok(chorus_interactive_find(g->rt, g->session, kind, id, &found));
    return found;
}
