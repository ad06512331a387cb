/*
 * Paint: everybody in the audience has a dot. The joystick moves it, the button makes a splash.
 * What it says to the audience and hears from it stands between "chorus" and "end of chorus".
 */
#include "common/histogram.h"
#include "common/hud.h"
#include "common/report.h"
#include "common/dots.h"

#include <chorus/chorus.h>

#include <inttypes.h>
#include <stdio.h>

enum { LAST_PORT_TRIED = 8289, LINE_BYTES = 100, CONTROLS = 3, GRIDS = 3 };

/* Where the controls stand on a wide, a middling and a narrow screen. */
static const chorus_position stick_at[GRIDS]  = { { "large", 4, 1, 18, 18 },
                                                  { "medium", 2, 6, 18, 18 },
                                                  { "small", 5, 5, 20, 20 } };
static const chorus_position splash_at[GRIDS] = { { "large", 58, 4, 18, 12 },
                                                  { "medium", 25, 9, 18, 12 },
                                                  { "small", 5, 28, 20, 9 } };
static const chorus_position label_at[GRIDS]  = { { "large", 24, 8, 32, 4 },
                                                  { "medium", 2, 1, 41, 4 },
                                                  { "small", 1, 0, 28, 4 } };

/* What every control has. */
#define A_CONTROL .struct_size = sizeof(chorus_control_desc), .position_count = GRIDS

static const chorus_control_desc controls[CONTROLS] = {
    { A_CONTROL, .id = "stick", .kind = "joystick", .text = "Move", .positions = stick_at },
    { A_CONTROL, .id = "splash", .kind = "button", .text = "Splash", .positions = splash_at,
      .key_code = ' ' },
    { A_CONTROL, .id = "label", .kind = "label", .text = "Find the dot with your name",
      .positions = label_at },
};

static const char local_id[] = "keyboard"; /* the dot of those who are alone */

typedef struct paint {
    chorus_runtime  *rt;
    chorus_session   host; /* ours; {0} when we play on another */
    chorus_session   game;
    sample_args      args;
    sample_stage     stage;
    sample_canvas    canvas;
    sample_hud       hud;
    dots             audience;
    dots             local; /* one dot, moved by the keyboard */
    sample_histogram pump_ns;
    uint64_t         input_count, event_count;
    double           next_line_s;       /* when the next status line is due */
    char             state[LINE_BYTES]; /* of the connection, for the screen */
    bool             has_failed;
} paint;

/* ---- reports ----------------------------------------------------------------------------------- */

static void fail(paint *p, const char *what, const char *why, const char *remedy)
{
    if (!p->has_failed) /* what follows from the first failure is no news */
        sample_report_error(remedy, "%s: %s", what, why);
    p->has_failed      = true;
    p->stage.is_ending = true;
}

static void check(paint *p, chorus_result result, const char *what, const char *remedy)
{
    if (result != CHORUS_OK)
        fail(p, what, chorus_strerror(result), remedy);
}

static void print_log(void *user, chorus_log_level level, const char *line)
{
    (void)user;
    (void)level;
    fprintf(stderr, "chorus: %s\n", line);
}

static void show_pages(paint *p)
{
    chorus_str url;
    if (p->hud.url[0] != '\0') /* after a reconnect they are the same */
        return;
    for (uint32_t i = 0; chorus_host_get_url(p->rt, p->host, i, &url) == CHORUS_OK; i++) {
        printf("Audience page: %s\n", url.ptr);
        if (i == 0) /* the best one for phones in the room */
            sample_hud_set_url(&p->hud, &p->stage, url.ptr);
    }
}

static void show_state(paint *p, const chorus_event_state *state)
{
    snprintf(p->state, sizeof p->state, "%s%s%s", chorus_session_state_name(state->state),
             state->text.len == 0 ? "" : ": ", state->text.ptr);
    p->hud.state = state->state == CHORUS_STATE_READY ? NULL : p->state;
    if (state->state != CHORUS_STATE_READY)
        dots_stop(&p->audience); /* what the sticks do meanwhile is not heard */
}

/* True when the host should be opened once more, on the next port. */
static bool handle_close(paint *p, bool is_game, const char *why)
{
    bool is_final = p->game.id != 0 || p->args.has_port || p->args.port >= LAST_PORT_TRIED;
    if (is_game)
        fail(p, "the game was closed", why,
             p->args.url == NULL ? "start again" : "check the host, --url and --token");
    else if (is_final)
        fail(p, "there is no host", why, "choose a free port with --port N");
    else
        sample_report_note("%s, trying %d", why, ++p->args.port);
    return !is_final;
}

/* --- chorus --- what the game says to its audience and hears from it ---------------------------- */

static void open_host(paint *p)
{
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.port  = p->args.port;
    options.title = "Paint";
    check(p, chorus_host_open(p->rt, &options, &p->host), "cannot open a host", "start again");
}

static void open_game(paint *p)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.host    = p->host;     /* ours, or ... */
    options.address = p->args.url; /* ... that one */
    options.token   = p->args.token;
    check(p, chorus_interactive_open(p->rt, &options, &p->game), "cannot open a game",
          "give --url an address such as ws://localhost:8280");
}

static void create_controls(paint *p)
{
    for (int i = 0; i < CONTROLS; i++) {
        const chorus_control_desc *desc = &controls[i];
        chorus_resource            known; /* after a reconnect it may still be there */
        if (chorus_interactive_find_control(p->rt, p->game, NULL, desc->id, &known) == CHORUS_OK)
            continue;
        check(p, chorus_interactive_create_control(p->rt, p->game, desc, NULL), desc->id,
              "start again");
    }
}

static void on_input(paint *p, const char *participant, const chorus_event_input *input)
{
    p->input_count++;
    if (input->kind == CHORUS_INPUT_MOVE)
        dots_move(&p->audience, participant, input->x, input->y);
    if (input->kind == CHORUS_INPUT_DOWN)
        dots_splash(&p->audience, participant);
}

static void on_event(paint *p, const chorus_event *ev)
{
    const chorus_event_participant *who     = &ev->as.participant;
    bool                            is_game = ev->session.id == p->game.id;
    switch (ev->type) {
    case CHORUS_EVENT_HOST_LISTENING: open_game(p); break;
    case CHORUS_EVENT_SESSION_READY:
    case CHORUS_EVENT_SESSION_STATE:
        if (is_game)
            show_state(p, &ev->as.state);
        if (is_game && ev->type == CHORUS_EVENT_SESSION_READY) {
            create_controls(p);
            show_pages(p); /* before, those who open them would find no game */
        }
        break;
    case CHORUS_EVENT_SESSION_CLOSED:
        if (handle_close(p, is_game, ev->as.closed.text.ptr))
            open_host(p);
        break;
    case CHORUS_EVENT_PARTICIPANT_JOIN:
    case CHORUS_EVENT_PARTICIPANT_UPDATE:
        dots_show(&p->audience, who->id.ptr, who->name.ptr);
        break;
    case CHORUS_EVENT_PARTICIPANT_LEAVE: dots_hide(&p->audience, who->id.ptr); break;
    case CHORUS_EVENT_INPUT: on_input(p, ev->as.input.participant.ptr, &ev->as.input); break;
    case CHORUS_EVENT_REPLY:
        if (ev->as.reply.result == CHORUS_E_REJECTED)
            fail(p, ev->as.reply.method.ptr, ev->as.reply.message.ptr,
                 "check the rights of --token");
        break;
    default: break; /* newer libraries may send more */
    }
}

static void pump(paint *p)
{
    chorus_event ev;
    uint64_t     before = SDL_GetPerformanceCounter();
    chorus_pump(p->rt);
    sample_histogram_add(&p->pump_ns, (uint64_t)(sample_seconds_since(before) * 1e9));
    for (; chorus_next_event(p->rt, &ev); p->event_count++)
        on_event(p, &ev);
}

/* --- end of chorus ------------------------------------------------------------------------------ */

/* Arrows and the space bar, so that one can play alone. */
static void read_keyboard(paint *p)
{
    const Uint8 *keys       = SDL_GetKeyboardState(NULL);
    float        right      = (float)(keys[SDL_SCANCODE_RIGHT] - keys[SDL_SCANCODE_LEFT]);
    float        down       = (float)(keys[SDL_SCANCODE_DOWN] - keys[SDL_SCANCODE_UP]);
    bool         has_splash = false;
    for (SDL_Event ev; sample_stage_next_event(&p->stage, &ev);)
        has_splash |=
            ev.type == SDL_KEYDOWN && ev.key.repeat == 0 && ev.key.keysym.sym == SDLK_SPACE;
    if (has_splash || right != 0.0F || down != 0.0F)
        dots_show(&p->local, local_id, "You");
    if (has_splash)
        dots_splash(&p->local, local_id);
    dots_move(&p->local, local_id, right, down);
}

/* What to do while nobody plays yet. */
static const char *hint_for(const paint *p)
{
    if (p->hud.players > 0 || p->local.roster.count > 0 || p->hud.state != NULL)
        return NULL;
    if (p->args.url != NULL)
        return "Waiting for the audience";
    return p->stage.window == NULL
               ? "Scan the code to play"
               : "Scan the code to play, or use the arrow keys and the space bar";
}

static void draw(paint *p)
{
    sample_stage *stage = &p->stage;
    if (!sample_canvas_fit(&p->canvas, stage->renderer, stage->width, stage->height)) {
        fail(p, "there is no canvas", SDL_GetError(), "try a smaller window");
        return;
    }
    dots_paint(&p->audience, &p->canvas, stage);
    dots_paint(&p->local, &p->canvas, stage);
    sample_canvas_show(&p->canvas);
    dots_draw(&p->audience, &p->canvas, stage);
    dots_draw(&p->local, &p->canvas, stage);
    sample_hud_draw(&p->hud, stage);
}

static void print_status(paint *p)
{
    uint64_t p99_us = (sample_histogram_percentile(&p->pump_ns, 0.99) + 999) / 1000;
    if (p->stage.window != NULL || p->stage.now_s < p->next_line_s)
        return;
    p->next_line_s = p->stage.now_s + 1.0;
    printf("%" PRIu32 " %s, %" PRIu64 " inputs, pump p99 %" PRIu64 " us\n", p->hud.players,
           p->hud.players == 1 ? "player" : "players", p->input_count, p99_us);
}

static void run_frame(paint *p)
{
    read_keyboard(p);
    pump(p);
    p->hud.players = chorus_interactive_count(p->rt, p->game, CHORUS_RESOURCE_PARTICIPANT);
    p->hud.hint    = hint_for(p);
    dots_step(&p->audience, p->stage.dt_s);
    dots_step(&p->local, p->stage.dt_s);
    if (sample_stage_is_seen(&p->stage))
        draw(p);
    print_status(p);
}

static void print_summary(const paint *p)
{
    double p99_us = (double)sample_histogram_percentile(&p->pump_ns, 0.99) / 1000.0;
    printf("{\"participants\":%" PRIu32 ",\"inputs\":%" PRIu64 ",\"frames\":%" PRIu64
           ",\"pump_us_p99\":%.3f,\"events\":%" PRIu64 "}\n",
           p->audience.roster.count, p->input_count, p->stage.frames, p99_us, p->event_count);
}

static void start(paint *p)
{
    chorus_runtime_options options;
    CHORUS_INIT(&options);
    options.log       = print_log;
    options.log_level = CHORUS_LOG_WARNING;
    check(p, chorus_runtime_create(&options, &p->rt), "cannot start Chorus", "free some memory");
    if (p->rt == NULL)
        return;
    if (p->args.url != NULL)
        open_game(p);
    else
        open_host(p);
}

static void run(paint *p)
{
    p->hud         = (sample_hud){ .title = "Paint", .state = "starting" };
    p->next_line_s = 1.0;
    start(p);
    while (!p->has_failed && sample_stage_begin(&p->stage)) {
        run_frame(p);
        sample_stage_end(&p->stage);
    }
    if (p->has_failed)
        chorus_pump(p->rt); /* the log may have more to say about it */
    chorus_runtime_destroy(p->rt);
    p->has_failed |= p->stage.has_failed;
}

static void clean_up(paint *p)
{
    dots_deinit(&p->audience);
    dots_deinit(&p->local);
    sample_hud_deinit(&p->hud);
    sample_canvas_deinit(&p->canvas);
    sample_stage_close(&p->stage);
}

int main(int argc, char **argv)
{
    paint p = { 0 };
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    sample_args_answer answer = sample_args_read(&p.args, argc, argv);
    if (answer != SAMPLE_ARGS_RUN)
        return answer == SAMPLE_ARGS_HELP ? 0 : 1;
    if (!sample_stage_open(&p.stage, &p.args, "Paint"))
        return 1;
    run(&p);
    if (!p.has_failed)
        print_summary(&p);
    clean_up(&p);
    return p.has_failed ? 1 : 0;
}
