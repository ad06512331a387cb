/*
 * browser_game [PORT] - the game behind the browser tests: it hosts, plays, and tells what it hears.
 *
 * Prints one line of JSON for each event: first "open" with the page's URL, then "ready" once its
 * controls stand, then "join", "leave", "input", "reply" and "closed". Commands come as lines on
 * standard input; see `commands` below. It ends when standard input does.
 */
#include "common/json_out.h"

#include <chorus/chorus.h>

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FRAME_MS = 5, LINE_MAX_BYTES = 1 << 18 };

typedef struct game {
    chorus_runtime *rt;
    chorus_session  host;
    chorus_session  session;
    chorus_request  last_control; /* its reply means that all controls stand */
    chorus_request  call;         /* of the latest command; {0} when it was answered */
    bool            has_controls;
    bool            is_over;
    size_t          used;
    char            line[LINE_MAX_BYTES];
} game;

/* ---- telling ---- */

static void print_line(const char *type)
{
    json_out_begin("type", type);
    json_out_end();
}

static void print_open(const chorus_event_listening *listening)
{
    json_out_begin("type", "open");
    json_out_int("port", listening->port);
    json_out_str("url", listening->url);
    json_out_end();
}

static void print_participant(const char *type, const chorus_event_participant *who)
{
    json_out_begin("type", type);
    json_out_str("participant", who->id);
    json_out_str("name", who->name);
    json_out_str("group", who->group);
    json_out_end();
}

/* Cases compare it with what they write in four digits. */
static void print_axis(const char *name, float value)
{
    json_out_number(name, round((double)value * 1e4) / 1e4);
}

static void print_input(const chorus_event_input *input)
{
    json_out_begin("type", "input");
    json_out_str("participant", input->participant);
    json_out_str("control", input->control);
    json_out_str("event", input->action);
    json_out_str("value", input->text);
    json_out_str("transaction", input->transaction);
    print_axis("x", input->x);
    print_axis("y", input->y);
    json_out_json("raw", input->json);
    json_out_end();
}

static void print_reply(chorus_result result, const char *message)
{
    json_out_begin("type", "reply");
    json_out_bool("ok", result == CHORUS_OK);
    json_out_result("result", result);
    json_out_text("text", message);
    json_out_end();
}

/* ---- playing ---- */

#define GRIDS(large, medium, small) \
    (const chorus_position[]){ { "large", large }, { "medium", medium }, { "small", small } }
#define AT(x, y, width, height) x, y, width, height

static chorus_result add(game *g, const char *id, const char *kind, const char *text, int32_t key_code,
                         const chorus_position *positions, const char *properties, chorus_request *request)
{
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.id             = id;
    desc.kind           = kind;
    desc.text           = text;
    desc.key_code       = key_code;
    desc.positions      = positions;
    desc.position_count = 3;
    desc.properties     = properties;
    return chorus_interactive_create_control(g->rt, g->session, &desc, request);
}

/* One control of each kind that can share a scene. */
static void add_controls(game *g)
{
    g->has_controls = true;
    add(g, "score", "label", "Red 3 : 2 Blue", 0,
        GRIDS(AT(26, 0, 28, 4), AT(8, 0, 29, 4), AT(2, 0, 26, 4)), "{\"textSize\":\"22px\",\"bold\":true}", NULL);
    add(g, "stick", "joystick", NULL, 0,
        GRIDS(AT(2, 4, 16, 16), AT(1, 5, 15, 15), AT(1, 17, 14, 14)), "{\"sampleRate\":50}", NULL);
    add(g, "jump", "button", "Jump", 'J', GRIDS(AT(60, 5, 18, 7), AT(30, 5, 14, 7), AT(17, 17, 12, 7)), NULL, NULL);
    add(g, "fire", "button", "Fire", 0, GRIDS(AT(60, 12, 18, 7), AT(30, 12, 14, 7), AT(17, 24, 12, 7)), NULL, NULL);
    add(g, "say", "textbox", NULL, 0, GRIDS(AT(24, 5, 32, 5), AT(1, 20, 43, 5), AT(1, 33, 28, 5)),
        "{\"placeholder\":\"Say something\",\"hasSubmit\":true,\"submitText\":\"Send\"}", NULL);
    add(g, "dial", "dial", NULL, 0,
        GRIDS(AT(30, 12, 20, 6), AT(17, 6, 12, 6), AT(1, 5, 28, 6)), NULL, &g->last_control);
}

static void open_session(game *g)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.host    = g->host;
    g->has_controls = false;
    if (chorus_interactive_open(g->rt, &options, &g->session) != CHORUS_OK)
        g->is_over = true;
}

static void take_reply(game *g, const chorus_event_reply *reply)
{
    if (reply->request.id == 0)
        fprintf(stderr, "%s failed: %s\n", reply->method.ptr, reply->message.ptr);
    else if (reply->request.id == g->last_control.id)
        print_line("ready");
    else if (reply->request.id == g->call.id)
        print_reply(reply->result, reply->message.ptr);
}

static void take_closed(game *g, const chorus_event *event)
{
    print_line("closed");
    fprintf(stderr, "closed: %s\n", event->as.closed.text.ptr);
    if (event->session.id == g->host.id)
        g->is_over = true;
}

static void take_event(game *g, const chorus_event *event)
{
    switch (event->type) {
    case CHORUS_EVENT_HOST_LISTENING:
        print_open(&event->as.listening);
        open_session(g);
        break;
    case CHORUS_EVENT_SESSION_READY:
        if (event->session.id == g->session.id && !g->has_controls)
            add_controls(g);
        break;
    case CHORUS_EVENT_SESSION_CLOSED: take_closed(g, event); break;
    case CHORUS_EVENT_REPLY: take_reply(g, &event->as.reply); break;
    case CHORUS_EVENT_INPUT: print_input(&event->as.input); break;
    case CHORUS_EVENT_PARTICIPANT_JOIN: print_participant("join", &event->as.participant); break;
    case CHORUS_EVENT_PARTICIPANT_LEAVE: print_participant("leave", &event->as.participant); break;
    default: break;
    }
}

/* ---- obeying ---- */

static chorus_result obey_call(game *g, char *rest)
{
    char *params = strchr(rest, ' ');
    if (params != NULL)
        *params++ = '\0';
    return chorus_interactive_call(g->rt, g->session, rest, params, &g->call);
}

static chorus_result obey_cooldown(game *g, char *rest)
{
    chorus_resource control;
    char           *duration_ms = strchr(rest, ' ');
    if (duration_ms == NULL)
        return CHORUS_E_INVALID;
    *duration_ms++  = '\0';
    chorus_result r = chorus_interactive_find_control(g->rt, g->session, NULL, rest, &control);
    if (r != CHORUS_OK)
        return r;
    return chorus_interactive_set_cooldown(g->rt, g->session, control, (uint32_t)strtoul(duration_ms, NULL, 10));
}

static chorus_result obey_delete(game *g, char *rest)
{
    chorus_resource control;
    chorus_result   r = chorus_interactive_find_control(g->rt, g->session, NULL, rest, &control);
    return r == CHORUS_OK ? chorus_interactive_delete_control(g->rt, g->session, control, NULL) : r;
}

static chorus_result obey_ready(game *g, char *rest)
{
    return chorus_interactive_set_ready(g->rt, g->session, strcmp(rest, "true") == 0);
}

static chorus_result obey_close(game *g, char *rest)
{
    (void)rest;
    return chorus_session_close(g->rt, g->session);
}

static chorus_result obey_open(game *g, char *rest)
{
    (void)rest;
    open_session(g);
    return CHORUS_OK;
}

static chorus_result obey_quit(game *g, char *rest)
{
    (void)rest;
    g->is_over = true;
    return CHORUS_OK;
}

static const struct command {
    const char *word;
    chorus_result (*obey)(game *g, char *rest);
} commands[] = {
    { "call", obey_call },         /* call METHOD JSON: any method; "reply" follows       */
    { "cooldown", obey_cooldown }, /* cooldown CONTROL MS: of the default scene           */
    { "delete", obey_delete },     /* delete CONTROL: of the default scene                */
    { "ready", obey_ready },       /* ready true|false: let the audience in, or pause     */
    { "close", obey_close },       /* close: end the session; the host stays              */
    { "open", obey_open },         /* open: the next session                              */
    { "quit", obey_quit },         /* quit: end everything                                */
};

static void obey(game *g, char *line)
{
    chorus_result r    = CHORUS_E_INVALID;
    char         *rest = strchr(line, ' ');
    if (rest != NULL)
        *rest++ = '\0';
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].word, line) == 0)
            r = commands[i].obey(g, rest != NULL ? rest : line + strlen(line));
    }
    if (r != CHORUS_OK)
        print_reply(r, line);
}

static void obey_lines(game *g)
{
    char *line = g->line;
    for (char *end; (end = memchr(line, '\n', g->used - (size_t)(line - g->line))) != NULL; line = end + 1) {
        *end = '\0';
        obey(g, line);
    }
    g->used -= (size_t)(line - g->line);
    memmove(g->line, line, g->used);
}

/* Waits a frame's time for commands. */
static void listen_for_commands(game *g)
{
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    if (poll(&in, 1, FRAME_MS) <= 0)
        return;
    ssize_t got = read(STDIN_FILENO, g->line + g->used, sizeof g->line - g->used);
    if (got <= 0) {
        g->is_over = true;
        return;
    }
    g->used += (size_t)got;
    obey_lines(g);
}

static void run(game *g)
{
    chorus_event event;
    while (!g->is_over) {
        chorus_pump(g->rt);
        while (chorus_next_event(g->rt, &event))
            take_event(g, &event);
        listen_for_commands(g);
    }
}

static void log_line(void *user, chorus_log_level level, const char *line)
{
    (void)user;
    fprintf(stderr, "%d %s\n", (int)level, line);
}

/* Who signs in with the token "t-ann". */
static void add_user(chorus_host_options *options)
{
    static chorus_host_user ann;
    CHORUS_INIT(&ann);
    ann.token           = "t-ann";
    ann.name            = "Ann Account";
    ann.user_id         = 9;
    ann.sparks          = 20;
    options->users      = &ann;
    options->user_count = 1;
}

/* Who may be signed in by a code, or send people to the page. */
static void add_client(chorus_host_options *options)
{
    static chorus_host_client client;
    CHORUS_INIT(&client);
    client.client_id      = "the-game";
    client.name           = "The <b>Game</b>";
    client.redirect_uris  = "http://127.0.0.1/done";
    options->clients      = &client;
    options->client_count = 1;
}

int main(int argc, char **argv)
{
    static game            g;
    chorus_runtime_options setup;
    chorus_host_options    options;
    CHORUS_INIT(&setup);
    setup.log       = log_line;
    setup.log_level = CHORUS_LOG_INFO;
    CHORUS_INIT(&options);
    options.bind_address = "127.0.0.1";
    options.token        = "t-game"; /* what opens the studio */
    options.port         = argc > 1 ? (uint16_t)strtoul(argv[1], NULL, 10) : 0;
    add_user(&options);
    add_client(&options);
    if (chorus_runtime_create(&setup, &g.rt) != CHORUS_OK)
        return 1;
    if (chorus_host_open(g.rt, &options, &g.host) == CHORUS_OK)
        run(&g);
    chorus_runtime_destroy(g.rt);
    return 0;
}
