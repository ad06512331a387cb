/*
 * Paint: everybody in the audience has a dot. The joystick moves it, the button makes a splash.
 * What it says to the audience and hears from it stands between "chorus" and "end of chorus"; how it
 * comes to an audience is told by common/venue.c.
 */
#include "common/dots.h"
#include "common/venue.h"

enum { CONTROLS = 3, GRIDS = 3 };

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
    sample_args   args;
    sample_stage  stage;
    sample_venue  venue;
    sample_canvas canvas;
    dots          audience;
    dots          local; /* one dot, moved by the keyboard */
} paint;

/* --- chorus --- what the game says to its audience and hears from it ---------------------------- */

static void create_controls(paint *p)
{
    sample_venue *v = &p->venue;
    for (int i = 0; i < CONTROLS; i++) {
        const chorus_control_desc *desc = &controls[i];
        chorus_resource            known; /* after a reconnect it may still be there */
        if (chorus_interactive_find_control(v->rt, v->game, NULL, desc->id, &known) == CHORUS_OK)
            continue;
        chorus_result made = chorus_interactive_create_control(v->rt, v->game, desc, NULL);
        sample_venue_check(v, made, desc->id, "start again");
    }
}

static void on_input(paint *p, const char *participant, const chorus_event_input *input)
{
    if (input->kind == CHORUS_INPUT_MOVE)
        dots_move(&p->audience, participant, input->x, input->y);
    if (input->kind == CHORUS_INPUT_DOWN)
        dots_splash(&p->audience, participant);
}

static void on_event(paint *p, const chorus_event *ev)
{
    const chorus_event_participant *who = &ev->as.participant;
    switch (ev->type) {
    case CHORUS_EVENT_SESSION_READY: create_controls(p); break;
    case CHORUS_EVENT_SESSION_STATE: dots_stop(&p->audience); break; /* the sticks are not heard */
    case CHORUS_EVENT_PARTICIPANT_JOIN:
    case CHORUS_EVENT_PARTICIPANT_UPDATE:
        dots_show(&p->audience, who->id.ptr, who->name.ptr);
        break;
    case CHORUS_EVENT_PARTICIPANT_LEAVE: dots_hide(&p->audience, who->id.ptr); break;
    case CHORUS_EVENT_INPUT: on_input(p, ev->as.input.participant.ptr, &ev->as.input); break;
    default: break; /* newer libraries may send more */
    }
}

static void meet_audience(paint *p)
{
    chorus_event ev;
    sample_venue_pump(&p->venue);
    while (sample_venue_next_event(&p->venue, &ev))
        on_event(p, &ev);
}

/* --- end of chorus ------------------------------------------------------------------------------ */

/* Arrows and the space bar, so that one can play alone. */
static void read_keyboard(paint *p)
{
    bool has_splash = false;
    for (SDL_Event ev; sample_stage_next_event(&p->stage, &ev);)
        has_splash |=
            ev.type == SDL_KEYDOWN && ev.key.repeat == 0 && ev.key.keysym.sym == SDLK_SPACE;
    float right = (float)sample_stage_key(&p->stage, SDL_SCANCODE_RIGHT) -
                  (float)sample_stage_key(&p->stage, SDL_SCANCODE_LEFT);
    float down = (float)sample_stage_key(&p->stage, SDL_SCANCODE_DOWN) -
                 (float)sample_stage_key(&p->stage, SDL_SCANCODE_UP);
    if (has_splash || right != 0.0F || down != 0.0F)
        dots_show(&p->local, local_id, "You");
    if (has_splash)
        dots_splash(&p->local, local_id);
    dots_move(&p->local, local_id, right, down);
}

static void draw(paint *p)
{
    sample_stage *stage = &p->stage;
    if (!sample_canvas_fit(&p->canvas, stage->renderer, stage->width, stage->height)) {
        sample_venue_fail(&p->venue, "there is no canvas", SDL_GetError(), "try a smaller window");
        return;
    }
    dots_paint(&p->audience, &p->canvas, stage);
    dots_paint(&p->local, &p->canvas, stage);
    sample_canvas_show(&p->canvas);
    dots_draw(&p->audience, &p->canvas, stage);
    dots_draw(&p->local, &p->canvas, stage);
    bool is_alone = p->local.roster.count > 0;
    sample_venue_draw(&p->venue, is_alone ? NULL : "the arrow keys and the space bar");
}

static void run(paint *p)
{
    sample_venue_open(&p->venue, &p->args, &p->stage, "Paint");
    while (sample_stage_begin(&p->stage)) {
        read_keyboard(p);
        meet_audience(p);
        dots_step(&p->audience, p->stage.dt_s);
        dots_step(&p->local, p->stage.dt_s);
        if (sample_stage_is_seen(&p->stage))
            draw(p);
        sample_stage_end(&p->stage);
    }
    sample_venue_close(&p->venue);
    if (!p->venue.has_failed)
        sample_venue_print_summary(&p->venue, NULL);
}

static void clean_up(paint *p)
{
    dots_deinit(&p->audience);
    dots_deinit(&p->local);
    sample_canvas_deinit(&p->canvas);
    sample_stage_close(&p->stage);
}

int main(int argc, char **argv)
{
    paint              p      = { 0 };
    sample_args_answer answer = sample_args_read(&p.args, argc, argv);
    if (answer != SAMPLE_ARGS_RUN)
        return answer == SAMPLE_ARGS_HELP ? 0 : 1;
    if (!sample_stage_open(&p.stage, &p.args, "Paint"))
        return 1;
    run(&p);
    clean_up(&p);
    return p.venue.has_failed ? 1 : 0;
}
