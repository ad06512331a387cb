#include "cli_interactive.h"

#include "cli_commands.h"
#include "cli_events.h"
#include "cli_input.h"
#include "common/json_out.h"

#include <signal.h>
#include <stdio.h>

enum { TURN_MS = 5 };

/* The program's state while the session lives. */
typedef struct run {
    const cli_args *args;
    cli_game        game;
    cli_input       input;
    bool            is_over;
    chorus_result   cause;
} run;

static volatile sig_atomic_t was_stopped;

static void note_signal(int number)
{
    was_stopped = 1;
    signal(number, SIG_DFL); /* who insists is obeyed at once */
}

static void print_log(void *user, chorus_log_level level, const char *line)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    (void)user;
    json_out_begin("log", names[level & 3]);
    json_out_text("text", line);
    json_out_end();
}

/* ---- beginning and end ---- */

static chorus_result open_session(run *r)
{
    const cli_args        *args = r->args;
    chorus_runtime_options runtime;
    CHORUS_INIT(&runtime);
    runtime.log       = print_log;
    runtime.log_level = args->log_level;
    runtime.ca_file   = args->ca_file;
    chorus_result result = chorus_runtime_create(&runtime, &r->game.rt);
    if (result == CHORUS_E_INVALID)
        fprintf(stderr, "chorus-cli: --ca-file %s: give a PEM file that can be read\n", args->ca_file);
    if (result != CHORUS_OK)
        return result;

    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.address          = args->url;
    options.discovery_url    = args->discovery;
    options.token            = args->token;
    options.version_id       = args->version_id;
    options.share_code       = args->share_code;
    options.start_in_staging = args->no_ready;
    options.call_timeout_ms  = args->timeout_ms;
    options.compression      = args->compression;
    options.packet_events    = args->raw;
    options.record_file      = args->record;
    options.record_masked    = args->mask;
    options.replay_file      = args->replay;
    options.replay_speed     = args->speed;
    result                   = chorus_interactive_open(r->game.rt, &options, &r->game.session);
    chorus_pump(r->game.rt); /* the log says what was refused */
    return result;
}

static void close_session(run *r)
{
    if (!r->game.is_closing)
        chorus_session_close(r->game.rt, r->game.session);
    r->game.is_closing = true;
}

static int exit_code_of(const run *r)
{
    if (json_out_is_broken())
        return CLI_EXIT_FAILED;
    switch (r->cause) {
    case CHORUS_OK:         return CLI_EXIT_OK;
    case CHORUS_E_NETWORK:
    case CHORUS_E_TIMEOUT:  return CLI_EXIT_NETWORK;
    case CHORUS_E_REJECTED: return CLI_EXIT_REJECTED;
    case CHORUS_E_PROTOCOL: return CLI_EXIT_PROTOCOL;
    default:                return CLI_EXIT_FAILED;
    }
}

/* ---- events ---- */

static bool is_awaited(const cli_wait *wait, const chorus_event *event)
{
    return wait->event[0] != '\0' && strcmp(wait->event, chorus_event_name(event->type)) == 0;
}

static bool is_hopeless(const run *r, const chorus_event *event)
{
    return event->type == CHORUS_EVENT_SESSION_STATE && event->as.state.state == CHORUS_STATE_RECONNECTING &&
           r->args->attempts != 0 && event->as.state.attempt >= r->args->attempts;
}

static void take_event(run *r, const chorus_event *event)
{
    cli_wait *wait = &r->game.wait;
    cli_events_print(event);
    if (event->type == CHORUS_EVENT_REPLY && event->as.reply.request.id != 0)
        r->game.awaited--;
    if (event->type == CHORUS_EVENT_SESSION_CLOSED) {
        r->is_over = true;
        r->cause   = r->cause == CHORUS_OK ? event->as.closed.cause : r->cause;
    }
    if (is_hopeless(r, event)) {
        r->cause = event->as.state.cause;
        close_session(r);
    }
    if (wait->is_on && is_awaited(wait, event) && --wait->count == 0)
        cli_commands_end_wait(&r->game, CHORUS_OK);
}

static void take_events(run *r)
{
    chorus_event event;
    if (chorus_pump(r->game.rt) < 0)
        return; /* no memory: the rest comes with the next pump */
    while (chorus_next_event(r->game.rt, &event))
        take_event(r, &event);
}

/* ---- lines ---- */

static void check_wait(run *r)
{
    const cli_wait      *wait  = &r->game.wait;
    chorus_session_state state = chorus_session_get_state(r->game.rt, r->game.session);
    if (!wait->is_on)
        return;
    if ((wait->for_replies && r->game.awaited == 0) ||
        (wait->state[0] != '\0' && strcmp(wait->state, chorus_session_state_name(state)) == 0))
        cli_commands_end_wait(&r->game, CHORUS_OK);
    else if (wait->until_ns != 0 && cli_commands_now_ns() >= wait->until_ns)
        cli_commands_end_wait(&r->game, CHORUS_E_TIMEOUT);
}

static void obey_lines(run *r)
{
    char          *text;
    size_t         len;
    cli_input_step step;
    while (!r->game.wait.is_on && (step = cli_input_next(&r->input, &text, &len)) != CLI_INPUT_NONE) {
        r->game.line = r->input.line;
        if (step == CLI_INPUT_TOO_LONG)
            json_out_error("the line is too long", r->game.line, -1);
        else if (text[strspn(text, " \t\r")] != '\0')
            cli_commands_obey(&r->game, text, len);
        check_wait(r);
    }
}

static void take_turn(run *r)
{
    cli_input_wait(&r->input, TURN_MS);
    take_events(r);
    check_wait(r);
    obey_lines(r);
    bool said_all = cli_input_is_over(&r->input) && !r->game.wait.is_on && r->game.awaited == 0;
    if (was_stopped || json_out_is_broken() || (r->args->exit_on_eof && said_all))
        close_session(r);
}

int cli_interactive_run(const cli_args *args)
{
    run r = { .args = args, .cause = CHORUS_OK };
    signal(SIGINT, note_signal);
    signal(SIGTERM, note_signal);
    signal(SIGPIPE, SIG_IGN);
    cli_input_init(&r.input);
    r.cause = open_session(&r);
    if (r.cause != CHORUS_OK) {
        chorus_runtime_destroy(r.game.rt);
        fprintf(stderr, "chorus-cli: cannot open: %s\n", chorus_strerror(r.cause));
        return r.cause == CHORUS_E_INVALID ? CLI_EXIT_USAGE : CLI_EXIT_FAILED;
    }
    while (!r.is_over)
        take_turn(&r);
    cli_input_deinit(&r.input);
    chorus_runtime_destroy(r.game.rt);
    return exit_code_of(&r);
}
