/*
 * load_game URL TOKEN - a game that shows some controls, counts inputs, and does what it is told by lines:
 *     broadcast   sends everybody an event with the time in it
 *     count       prints what it has counted
 * It prints lines of JSON, the first when it is ready, and ends when standard input does.
 */
#include "base/clock.h"

#include <chorus/chorus.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FRAME_MS = 10, CONTROLS = 5 };

static const struct {
    const char *id, *kind;
} shown[CONTROLS] = {
    { "left", "button" }, { "right", "button" }, { "jump", "button" }, { "fire", "button" }, { "stick", "joystick" },
};

typedef struct game {
    chorus_runtime *rt;
    chorus_session  session;
    uint64_t        inputs, joins, leaves;
    bool            is_open;
} game;

static void log_line(void *user, chorus_log_level level, const char *line)
{
    (void)user;
    fprintf(stderr, "%d %s\n", (int)level, line);
}

/* A game that has not said how much it takes is told of 7000 inputs a second at most. */
static void begin(game *g)
{
    const chorus_throttle everything = { .method = "*", .capacity_bytes = 1u << 30, .drain_bytes_per_s = 1u << 30 };
    chorus_control_desc   controls[CONTROLS];
    for (int i = 0; i < CONTROLS; i++) {
        CHORUS_INIT(&controls[i]);
        controls[i].id   = shown[i].id;
        controls[i].kind = shown[i].kind;
    }
    chorus_interactive_create_controls(g->rt, g->session, controls, CONTROLS, NULL);
    chorus_interactive_set_bandwidth_throttle(g->rt, g->session, &everything, 1, NULL);
    puts("{\"event\":\"ready\"}");
    fflush(stdout);
}

static void take(game *g, const chorus_event *event)
{
    switch (event->type) {
    case CHORUS_EVENT_SESSION_READY: begin(g); break;
    case CHORUS_EVENT_SESSION_CLOSED: g->is_open = false; break;
    case CHORUS_EVENT_INPUT: g->inputs++; break;
    case CHORUS_EVENT_PARTICIPANT_JOIN: g->joins++; break;
    case CHORUS_EVENT_PARTICIPANT_LEAVE: g->leaves++; break;
    default: break;
    }
}

static void pump(game *g)
{
    chorus_event event;
    chorus_pump(g->rt);
    while (chorus_next_event(g->rt, &event))
        take(g, &event);
}

static void broadcast(game *g)
{
    static const char *const everyone[] = { "everyone" };
    char                     json[64];
    snprintf(json, sizeof json, "{\"sent_ns\":%" PRIu64 "}", cho_clock_mono_ns());
    chorus_interactive_broadcast(g->rt, g->session, everyone, 1, json, NULL);
    pump(g);
}

static void obey(game *g, const char *line)
{
    if (strcmp(line, "broadcast\n") == 0)
        broadcast(g);
    else if (strcmp(line, "count\n") == 0)
        printf("{\"inputs\":%" PRIu64 ",\"joins\":%" PRIu64 ",\"leaves\":%" PRIu64 "}\n", g->inputs, g->joins, g->leaves);
    fflush(stdout);
}

/* False: input has ended. */
static bool listen_to_orders(game *g)
{
    char          line[64];
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    if (poll(&in, 1, FRAME_MS) <= 0)
        return true;
    ssize_t len = read(STDIN_FILENO, line, sizeof line - 1);
    if (len <= 0)
        return false;
    line[len] = '\0';
    obey(g, line);
    return true;
}

int main(int argc, char **argv)
{
    chorus_runtime_options     setup;
    chorus_interactive_options options;
    game                       g = { .is_open = true };
    CHORUS_INIT(&setup);
    CHORUS_INIT(&options);
    setup.log = log_line;
    if (argc < 3)
        return 2;
    options.address = argv[1];
    options.token   = argv[2];
    if (chorus_runtime_create(&setup, &g.rt) != CHORUS_OK || chorus_interactive_open(g.rt, &options, &g.session) != CHORUS_OK)
        return 1;
    while (g.is_open && listen_to_orders(&g))
        pump(&g);
    chorus_runtime_destroy(g.rt);
    return g.is_open ? 0 : 1;
}
