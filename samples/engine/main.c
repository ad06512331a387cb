/*
 * Engine: how a game that has a life of its own lives with its audience. It moves in fixed steps, has frames
 * with a budget, loads for seconds without looking up, is paused, loses its line, and changes hosts and accounts.
 * What each of these needs of Chorus stands between "chorus" and "end of chorus", and says why.
 */
#include "common/venue.h"
#include "draw.h"
#include "figures.h"
#include "keys.h"
#include "panels.h"
#include "settings.h"
#include "steps.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { GRIDS = 3, CONTROLS = 2 };

static const float load_s = 10.0F, load_short_s = 2.0F; /* short where a script waits for it */
static const char  own_id[] = "keyboard";

/* Why the audience is let go of. Several may hold at once. */
enum { PAUSED_BY_SETTINGS = 1, PAUSED_BY_FOCUS = 2, PAUSED_BY_PLAYER = 4, PAUSED_BY_ACCOUNT = 8 };

static const chorus_position drop_at[GRIDS] = { { "large", 62, 14, 16, 5 },
                                                { "medium", 29, 18, 14, 6 },
                                                { "small", 8, 32, 14, 6 } };

#define A_CONTROL .struct_size = sizeof(chorus_control_desc)
static const chorus_control_desc controls[CONTROLS] = {
    { A_CONTROL, .id = "table", .kind = "screen", .text = "Push balls into the ring" },
    { A_CONTROL, .id = "drop", .kind = "button", .text = "My ball", .positions = drop_at, .position_count = GRIDS,
      .key_code = 'B' },
};

typedef struct engine {
    sample_args  args, args_before;           /* where we are; where we were before the settings changed it */
    char         urls[2][SETTINGS_URL_BYTES]; /* of the two, when they came from the settings */
    int          moves;
    sample_stage stage;
    sample_venue venue;
    world        world;
    engine_steps steps;
    settings     settings;
    draw_cursor  cursor;
    unsigned     paused;         /* PAUSED_BY_..., 0: the game goes on         */
    float        load_s;         /* that a level takes                         */
    float        loading_left_s; /* above 0: it loads and does not look up     */
    bool         is_catching_up; /* inputs are from before the loading ended   */
    bool         has_moved;      /* to another host, which has not worked yet  */
    uint32_t     attempt;        /* to come back, the next one; 0: the line is there */
    double       next_at_s;      /* when it is made, on the stage's clock     */
    uint64_t     lost, stale, suspends, line_losses, loads;
} engine;

/* --- chorus --- what the game says to its audience and hears from it ---------------------------- */

/* While we do not pump, the network thread keeps what comes: first in the inbox, then in the backlog. The
   defaults, 1 MiB and 8 MiB, are for games that must not miss anything. A push is stale after a second, so
   here less is kept; what is over is counted and told as CHORUS_EVENT_INPUTS_LOST. Joins are never lost. */
static void set_up_runtime(chorus_runtime_options *options, void *user)
{
    (void)user;
    options->inbox_bytes   = 32 * 1024;
    options->backlog_bytes = 64 * 1024;
}

/* A suspended game has no connection. Without a grace the host would end its session and send everybody home;
   with it the audience waits, and finds its controls as they were. */
static void set_up_host(chorus_host_options *options, void *user)
{
    (void)user;
    options->grace_ms = 10 * 60 * 1000;
}

/* Ready comes again after every reconnect. By then the library has restored what this game had made, and a host
   may have kept what an earlier run has made: so we look before we create. */
static void make_controls(engine *e)
{
    sample_venue *v = &e->venue;
    for (int i = 0; i < CONTROLS; i++) {
        chorus_resource known;
        if (chorus_interactive_find_control(v->rt, v->game, NULL, controls[i].id, &known) != CHORUS_OK)
            sample_venue_check(v, chorus_interactive_create_control(v->rt, v->game, &controls[i], NULL), controls[i].id,
                               "start again");
    }
}

/* Asked for while connected, and remembered by the session from then on. */
static void apply_compression(engine *e)
{
    sample_venue  *v      = &e->venue;
    const char    *wanted = settings_schemes[e->settings.compression];
    chorus_str     now;
    chorus_request reply; /* a refusal is no failure: the line stays as it is, and the figures show it */
    if (chorus_interactive_get_compression(v->rt, v->game, &now) == CHORUS_OK && strcmp(now.ptr, wanted) != 0)
        (void)chorus_interactive_set_compression(v->rt, v->game, &wanted, 1, &reply);
}

/* Staging: connected, everything can be built, but nobody can give input. It outlasts reconnects. */
static void apply_ready(engine *e, bool is_ready)
{
    (void)chorus_interactive_set_ready(e->venue.rt, e->venue.game, is_ready);
}

/* Suspend says goodbye and stays away; all that the session has made is remembered. For short looks away it is
   kinder to stay connected and to stage; here it shows what a phone does whose screen goes dark. */
static void set_paused(engine *e, unsigned reason, bool is_paused)
{
    sample_venue *v   = &e->venue;
    unsigned      was = e->paused;
    e->paused         = is_paused ? was | reason : was & ~reason;
    if ((was == 0) == (e->paused == 0))
        return;
    e->suspends += e->paused != 0;
    if (e->paused != 0)
        (void)chorus_interactive_suspend(v->rt, v->game);
    else
        (void)chorus_interactive_resume(v->rt, v->game);
}

/* From here on nobody pumps. Calls go out with the next pump, so what must be said now is flushed. */
static void begin_loading(engine *e)
{
    e->loading_left_s = e->load_s;
    e->loads++;
    if (e->settings.pauses_audience)
        apply_ready(e, false);
    (void)chorus_flush(e->venue.rt);
}

static void end_loading(engine *e)
{
    e->is_catching_up = true;
    world_load_level(&e->world, e->world.level + 1);
    if (e->settings.pauses_audience)
        apply_ready(e, !e->settings.is_staging);
}

static void on_input(engine *e, const char *who, const chorus_event_input *input)
{
    if (e->is_catching_up) { /* meant for a table that is gone */
        e->stale++;
        return;
    }
    bool is_push = input->kind == CHORUS_INPUT_DOWN || input->kind == CHORUS_INPUT_MOVE;
    if (strcmp(input->control.ptr, "table") == 0 && is_push)
        world_push(&e->world, who, input->x * WORLD_W, (1.0F - input->y) * WORLD_H); /* screens count from below */
    if (strcmp(input->control.ptr, "drop") == 0 && input->kind == CHORUS_INPUT_DOWN)
        world_drop(&e->world, who);
}

/* Reconnecting and connecting take turns until the line is back. The views of an event end with the next pump: what
   is kept of it is copied, here numbers alone. */
static void on_state(engine *e, const chorus_event_state *state)
{
    if (state->state == CHORUS_STATE_RECONNECTING) {
        e->line_losses += e->attempt == 0;
        e->attempt   = state->attempt + 1;
        e->next_at_s = e->stage.now_s + state->retry_ms / 1000.0;
    } else if (state->state == CHORUS_STATE_READY || state->state == CHORUS_STATE_STAGING)
        e->attempt = 0;
}

static void on_event(engine *e, const chorus_event *ev)
{
    const chorus_event_participant *who = &ev->as.participant;
    switch (ev->type) {
    case CHORUS_EVENT_SESSION_READY:
        on_state(e, &ev->as.state);
        make_controls(e);
        apply_compression(e);
        e->has_moved = false;
        break;
    case CHORUS_EVENT_SESSION_STATE: on_state(e, &ev->as.state); break;
    case CHORUS_EVENT_INPUTS_LOST: e->lost += ev->as.lost.count; break;
    case CHORUS_EVENT_PARTICIPANT_JOIN:
    case CHORUS_EVENT_PARTICIPANT_UPDATE: world_join(&e->world, who->id.ptr, who->name.ptr); break;
    case CHORUS_EVENT_PARTICIPANT_LEAVE: world_leave(&e->world, who->id.ptr); break;
    case CHORUS_EVENT_INPUT: on_input(e, ev->as.input.participant.ptr, &ev->as.input); break;
    default: break; /* newer libraries may send more */
    }
}

/* Once a frame, with a budget (see open_venue): a burst is taken in over some frames instead of making one long.
   Nothing is lost by that; what is left waits its turn. */
static void meet_audience(engine *e)
{
    chorus_event ev;
    sample_venue_pump(&e->venue);
    while (sample_venue_next_event(&e->venue, &ev))
        on_event(e, &ev);
    e->is_catching_up &= e->venue.left > 0;
}

/* The line stands by a token that is worth nothing from now on: so it is given up. */
static void sign_out(engine *e)
{
    if (chorus_oauth_sign_out(e->venue.rt, e->venue.login) == CHORUS_OK)
        set_paused(e, PAUSED_BY_ACCOUNT, true);
}

/* As soon as nobody is signed in the session may go on: it waits for the login, and begins with the new token. */
static void follow_account(engine *e)
{
    sample_venue      *v = &e->venue;
    chorus_event_login now;
    bool               has_login = v->login.id != 0 && chorus_oauth_read(v->rt, v->login, &now) == CHORUS_OK;
    e->settings.has_account      = has_login && now.state == CHORUS_LOGIN_SIGNED_IN;
    if (!e->settings.has_account)
        set_paused(e, PAUSED_BY_ACCOUNT, false);
}

static void open_venue(engine *e)
{
    e->venue =
        (sample_venue){ .set_up_runtime = set_up_runtime, .set_up_host = set_up_host, .user = e, .pump_max_us = 1000 };
    e->attempt = 0;
    sample_venue_open(&e->venue, &e->args, &e->stage, "Engine");
    e->paused = 0;
}

/* Closing the venue destroys the runtime: goodbyes are sent for half a second at most, then all handles, views
   and events of it are gone. So nothing of Chorus is kept but in the venue. */
static void move_to_host(engine *e)
{
    char *url      = e->urls[++e->moves % 2];
    e->args_before = e->args;
    snprintf(url, SETTINGS_URL_BYTES, "%s", e->settings.url);
    e->args.url  = url[0] == '\0' ? NULL : url;
    e->args.port = settings_port(&e->settings);
    sample_venue_close(&e->venue);
    open_venue(e);
    e->has_moved = true;
}

/* A typing error in the settings must not end the game. */
static void move_back(engine *e)
{
    if (!e->venue.has_failed || !e->has_moved)
        return;
    sample_venue_close(&e->venue);
    e->stage.is_ending = e->has_moved = false;
    e->args                           = e->args_before;
    open_venue(e);
    e->settings.is_open = true;
    e->settings.fault   = "that did not work: back at the host before";
}

/* --- end of chorus ------------------------------------------------------------------------------ */

static void open_settings(engine *e, bool is_open)
{
    e->settings.is_open = is_open;
    set_paused(e, PAUSED_BY_SETTINGS, is_open);
}

static void fulfil(engine *e, settings_wish wish)
{
    if (wish == SETTINGS_SIGN_OUT) /* before the settings let the session go on */
        sign_out(e);
    if (wish != SETTINGS_NOTHING && wish != SETTINGS_SET_READY)
        open_settings(e, false);
    if (wish == SETTINGS_MOVE)
        move_to_host(e);
    if (wish == SETTINGS_SET_READY)
        apply_ready(e, !e->settings.is_staging);
    if (wish == SETTINGS_LOAD)
        begin_loading(e);
    e->stage.is_ending |= wish == SETTINGS_END;
}

static void press_in_game(engine *e, SDL_Keycode key)
{
    if (key == SDLK_SPACE || key == SDLK_b)
        world_join(&e->world, own_id, "You");
    switch (key) {
    case SDLK_ESCAPE: open_settings(e, true); break;
    case SDLK_p: set_paused(e, PAUSED_BY_PLAYER, (e->paused & PAUSED_BY_PLAYER) == 0); break;
    case SDLK_l: begin_loading(e); break;
    case SDLK_b: world_drop(&e->world, own_id); break;
    case SDLK_SPACE: world_push(&e->world, own_id, e->cursor.x, e->cursor.y); break;
    default: break;
    }
}

static void take_event(engine *e, const SDL_Event *ev)
{
    bool        is_key = ev->type == SDL_KEYDOWN && e->loading_left_s <= 0.0F;
    SDL_Keycode key    = is_key ? ev->key.keysym.sym : 0;
    if (ev->type == SDL_WINDOWEVENT && ev->window.event == SDL_WINDOWEVENT_FOCUS_LOST)
        set_paused(e, PAUSED_BY_FOCUS, true);
    if (ev->type == SDL_WINDOWEVENT && ev->window.event == SDL_WINDOWEVENT_FOCUS_GAINED)
        set_paused(e, PAUSED_BY_FOCUS, false);
    if (ev->type == SDL_TEXTINPUT && e->settings.is_open)
        fulfil(e, settings_press(&e->settings, SETTINGS_KEY_OTHER, ev->text.text[0]));
    if (is_key && e->settings.is_open)
        fulfil(e, settings_press(&e->settings, keys_for_settings(key), keys_character(&e->stage, key)));
    else if (is_key && ev->key.repeat == 0)
        press_in_game(e, key);
}

static void read_keyboard(engine *e)
{
    for (SDL_Event ev; sample_stage_next_event(&e->stage, &ev);)
        take_event(e, &ev);
    if (!e->settings.is_open)
        keys_move_cursor(&e->cursor, &e->stage);
}

static void play(engine *e)
{
    if (e->loading_left_s > 0.0F) { /* as a loader does that keeps the game's thread: nothing else is done */
        e->loading_left_s -= e->stage.dt_s;
        if (e->loading_left_s <= 0.0F)
            end_loading(e);
        return;
    }
    meet_audience(e);
    move_back(e);
    follow_account(e);
    if (e->paused != 0)
        return;
    for (int steps = engine_steps_take(&e->steps, e->stage.dt_s); steps > 0; steps--)
        world_step(&e->world, 1.0F / ENGINE_STEPS_PER_S);
}

/* Without its line the game goes on, and says when it tries again. */
static void draw_over(const engine *e)
{
    figure lines[FIGURES];
    if (e->settings.shows_figures && e->venue.participants > 0) { /* before, there is nothing to measure */
        figures_read(&e->venue, e->stale, e->steps.dropped, lines);
        panels_draw_figures(&e->stage, lines, FIGURES);
    }
    if (e->settings.is_open)
        panels_draw_settings(&e->stage, &e->settings);
    else if (e->paused != 0)
        panels_draw_pause(&e->stage);
    else if (e->attempt != 0)
        panels_draw_lost_line(&e->stage, e->attempt, e->next_at_s - e->stage.now_s);
}

static void draw(engine *e)
{
    if (e->loading_left_s > 0.0F) {
        panels_draw_loading(&e->stage, e->world.level + 1, e->settings.pauses_audience,
                            1.0F - e->loading_left_s / e->load_s);
        return;
    }
    draw_world(&e->world, e->steps.share, &e->cursor, &e->stage);
    draw_over(e);
    sample_venue_draw(&e->venue, e->cursor.is_shown ? NULL : "the arrow keys, Space and B; Escape has the settings");
}

static void run(engine *e)
{
    open_venue(e);
    while (sample_stage_begin(&e->stage)) {
        read_keyboard(e);
        play(e);
        if (sample_stage_is_seen(&e->stage))
            draw(e);
        sample_stage_end(&e->stage);
    }
    sample_venue_close(&e->venue);
}

static void print_summary(const engine *e)
{
    const world *w = &e->world;
    sample_venue_print_summary(&e->venue,
                               "\"pushes\":%" PRIu64 ",\"drops\":%" PRIu64 ",\"score\":%" PRIu64
                               ",\"level\":%d,\"steps\":%" PRIu64 ",\"loads\":%" PRIu64 ",\"lost\":%" PRIu64
                               ",\"stale\":%" PRIu64 ",\"suspends\":%" PRIu64 ",\"line_losses\":%" PRIu64,
                               w->pushes, w->drops, w->score, w->level, e->steps.taken, e->loads, e->lost, e->stale,
                               e->suspends, e->line_losses);
}

int main(int argc, char **argv)
{
    static engine      e;
    sample_args_answer answer = sample_args_read(&e.args, argc, argv);
    if (answer != SAMPLE_ARGS_RUN)
        return answer == SAMPLE_ARGS_HELP ? 0 : 1;
    if (!sample_stage_open(&e.stage, &e.args, "Engine"))
        return 1;
    world_init(&e.world);
    settings_init(&e.settings, e.args.url, e.args.port);
    e.load_s = e.args.frames != 0 || e.args.script != NULL ? load_short_s : load_s;
    e.cursor = (draw_cursor){ WORLD_W / 4.0F, WORLD_H / 2.0F, false };
    run(&e);
    if (!e.venue.has_failed)
        print_summary(&e);
    world_deinit(&e.world);
    sample_stage_close(&e.stage);
    return e.venue.has_failed ? 1 : 0;
}
