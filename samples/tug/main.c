/*
 * Tug: tug of war between two teams of the audience. Each team is a group with a scene of its own; it
 * pulls with the mean of its joysticks.
 * What the game says to the audience and hears from it stands between "chorus" and "end of chorus".
 */
#include "arena.h"
#include "match.h"

#include "common/venue.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { GRIDS = 3, CONTROLS = 2, MOVED_AT_ONCE = 256, WORDS_BYTES = 96 };

static const float idle_after_s = 15.0F; /* without a key the keyboard leaves its team */
static const float left_angle   = 3.14159F;

/* Where the controls stand on a wide, a middling and a narrow screen. */
static const chorus_position label_at[GRIDS] = { { "large", 4, 1, 72, 3 },
                                                 { "medium", 1, 1, 43, 4 },
                                                 { "small", 1, 1, 28, 5 } };
static const chorus_position stick_at[GRIDS] = { { "large", 33, 5, 14, 14 },
                                                 { "medium", 13, 6, 18, 18 },
                                                 { "small", 4, 9, 22, 22 } };

/* What every control has. */
#define A_CONTROL .struct_size = sizeof(chorus_control_desc), .position_count = GRIDS

/* What a team sees, and what those see who are in no team yet. */
static const chorus_control_desc team_controls[CONTROLS] = {
    { A_CONTROL, .id = "side", .kind = "label", .text = "You are in a team", .positions = label_at },
    { A_CONTROL, .id = "pull", .kind = "joystick", .text = "Pull", .positions = stick_at },
};
static const chorus_control_desc welcome = { A_CONTROL, .id = "welcome", .kind = "label",
                                             .text = "You will be in a team in a moment", .positions = label_at };

static const char *const team_ids[MATCH_TEAMS] = { "coral", "sky" }; /* of the groups and of their scenes */
static const char        local_id[]            = "keyboard";         /* the player of those who are alone */

typedef struct tug {
    sample_args   args;
    sample_stage  stage;
    sample_venue  venue;
    sample_roster players; /* their numbers in the match */
    match         match;
    arena         arena;
    float         idle_s;      /* since the last key                             */
    bool          has_told;    /* the sides are as the phones say                */
    bool          was_on_beat; /* what the light at the sticks says              */
} tug;

/* --- chorus --- what the game says to its audience and hears from it ---------------------------- */

static bool is_known(const tug *p, chorus_resource_kind kind, const char *id)
{
    chorus_resource known;
    return chorus_interactive_find(p->venue.rt, p->venue.game, kind, id, &known) == CHORUS_OK;
}

static void create_team(tug *p, const char *id)
{
    sample_venue     *v     = &p->venue;
    chorus_scene_desc scene = {
        .struct_size = sizeof scene, .id = id, .controls = team_controls, .control_count = CONTROLS
    };
    chorus_group_desc group = { .struct_size = sizeof group, .id = id, .scene = id };
    if (!is_known(p, CHORUS_RESOURCE_SCENE, id))
        sample_venue_check(v, chorus_interactive_create_scene(v->rt, v->game, &scene, NULL), "scene", "start again");
    if (!is_known(p, CHORUS_RESOURCE_GROUP, id))
        sample_venue_check(v, chorus_interactive_create_group(v->rt, v->game, &group, NULL), "group", "start again");
}

/* After a reconnect all is still there, or the library has made it again: nothing is made twice. */
static void create_all(tug *p)
{
    sample_venue   *v = &p->venue;
    chorus_resource known;
    for (int i = 0; i < MATCH_TEAMS; i++)
        create_team(p, team_ids[i]);
    if (chorus_interactive_find_control(v->rt, v->game, NULL, welcome.id, &known) != CHORUS_OK)
        sample_venue_check(v, chorus_interactive_create_control(v->rt, v->game, &welcome, NULL), "label",
                           "start again");
    p->has_told = false;
}

/* Who is in another group than in that of their team, as after the service was restarted, is moved again. */
static void check_groups(tug *p)
{
    sample_venue   *v  = &p->venue;
    chorus_resource it = { 0 };
    while (chorus_interactive_next(v->rt, v->game, CHORUS_RESOURCE_PARTICIPANT, &it)) {
        chorus_participant_info who;
        CHORUS_INIT(&who);
        if (chorus_interactive_get_participant(v->rt, v->game, it, &who) != CHORUS_OK)
            continue;
        int32_t number = sample_roster_find(&p->players, who.id.ptr);
        int     team   = number < 0 ? -1 : match_team_of(&p->match, (uint32_t)number);
        if (team >= 0 && strcmp(who.group.ptr, team_ids[team]) != 0)
            match_tell_again(&p->match, (uint32_t)number);
    }
}

/* The players who have come into this team. The service is told of many at once. */
static void move_players(tug *p)
{
    sample_venue   *v = &p->venue;
    chorus_resource moved[MATCH_TEAMS][MOVED_AT_ONCE];
    uint32_t        counts[MATCH_TEAMS] = { 0 };
    int64_t         player;
    while (counts[0] < MOVED_AT_ONCE && counts[1] < MOVED_AT_ONCE && (player = match_next_moved(&p->match)) >= 0) {
        int              team = match_team_of(&p->match, (uint32_t)player);
        chorus_resource *out  = &moved[team][counts[team]];
        counts[team] += chorus_interactive_find(v->rt, v->game, CHORUS_RESOURCE_PARTICIPANT, p->players.ids[player],
                                                out) == CHORUS_OK;
    }
    for (int i = 0; i < MATCH_TEAMS; i++) {
        if (counts[i] > 0)
            sample_venue_check(
                v, chorus_interactive_move_participants(v->rt, v->game, moved[i], counts[i], team_ids[i], NULL),
                "moving players", "start again");
    }
}

static void tell_side(tug *p, int team)
{
    sample_venue   *v = &p->venue;
    char            words[WORDS_BYTES];
    chorus_resource label;
    bool            is_left = p->match.teams[team].side == MATCH_LEFT;
    snprintf(words, sizeof words, "Team %s: pull to the %s, on the beat", match_team_name(team),
             is_left ? "LEFT" : "RIGHT");
    bool has_told = chorus_interactive_find_control(v->rt, v->game, team_ids[team], "side", &label) == CHORUS_OK &&
                    chorus_interactive_set_string(v->rt, v->game, label, "text", words) == CHORUS_OK;
    p->has_told &= has_told;
}

/* The light at the rim of the sticks: where to pull, and when. */
static void tell_beat(tug *p, int team, bool is_on)
{
    sample_venue        *v = &p->venue;
    chorus_resource      stick;
    chorus_joystick_info info;
    CHORUS_INIT(&info);
    if (chorus_interactive_find_control(v->rt, v->game, team_ids[team], "pull", &stick) != CHORUS_OK ||
        chorus_interactive_get_joystick(v->rt, v->game, stick, &info) != CHORUS_OK)
        return;
    info.angle     = p->match.teams[team].side == MATCH_LEFT ? (double)left_angle : 0.0;
    info.intensity = is_on ? 1.0 : 0.0;
    chorus_interactive_set_joystick(v->rt, v->game, stick, &info);
}

static void tell_audience(tug *p)
{
    bool is_on_beat = match_is_on_beat(&p->match), is_new = is_on_beat != p->was_on_beat;
    bool must_tell = !p->has_told;
    if (!p->venue.is_ready)
        return;
    p->has_told = true;
    for (int i = 0; i < MATCH_TEAMS; i++) {
        if (must_tell)
            tell_side(p, i);
        if (is_new)
            tell_beat(p, i, is_on_beat);
    }
    p->was_on_beat = is_on_beat;
    move_players(p);
}

static void on_join(tug *p, const chorus_event_participant *who)
{
    int32_t number = sample_roster_add(&p->players, who->id.ptr);
    if (number >= 0 && match_join(&p->match, (uint32_t)number))
        arena_welcome(&p->arena, &p->match, who->name.ptr, match_team_of(&p->match, (uint32_t)number));
}

static void on_event(tug *p, const chorus_event *ev)
{
    const chorus_event_input *input  = &ev->as.input;
    int32_t                   number = -1;
    switch (ev->type) {
    case CHORUS_EVENT_SESSION_READY:
        create_all(p);
        check_groups(p);
        break;
    case CHORUS_EVENT_SESSION_STATE: match_let_go(&p->match); break; /* the sticks are not heard */
    case CHORUS_EVENT_PARTICIPANT_JOIN: on_join(p, &ev->as.participant); break;
    case CHORUS_EVENT_PARTICIPANT_LEAVE:
        number = sample_roster_find(&p->players, ev->as.participant.id.ptr);
        if (number >= 0)
            match_leave(&p->match, (uint32_t)number);
        break;
    case CHORUS_EVENT_INPUT:
        number = sample_roster_find(&p->players, input->participant.ptr);
        if (number >= 0 && input->kind == CHORUS_INPUT_MOVE)
            match_move(&p->match, (uint32_t)number, input->x);
        break;
    default: break; /* newer libraries may send more */
    }
}

static void meet_audience(tug *p)
{
    chorus_event ev;
    sample_venue_pump(&p->venue);
    while (sample_venue_next_event(&p->venue, &ev))
        on_event(p, &ev);
    tell_audience(p);
}

/* --- end of chorus ------------------------------------------------------------------------------ */

/* Who is alone pulls with the arrows or, to the own side, with the space bar. -1: nobody does. */
static int pull_locally(tug *p)
{
    const sample_stage *stage = &p->stage;
    bool left = sample_stage_key(stage, SDL_SCANCODE_LEFT), right = sample_stage_key(stage, SDL_SCANCODE_RIGHT);
    bool space     = sample_stage_key(stage, SDL_SCANCODE_SPACE);
    p->idle_s      = left || right || space ? 0.0F : p->idle_s + stage->dt_s;
    int32_t number = sample_roster_add(&p->players, local_id);
    if (number < 0)
        return -1;
    if (p->idle_s > idle_after_s)
        match_leave(&p->match, (uint32_t)number);
    else
        match_join(&p->match, (uint32_t)number);
    int team = match_team_of(&p->match, (uint32_t)number);
    if (team < 0)
        return -1;
    float own = p->match.teams[team].side == MATCH_LEFT ? -1.0F : 1.0F;
    match_move(&p->match, (uint32_t)number, space ? own : (float)right - (float)left);
    return team;
}

static void read_keyboard(tug *p)
{
    for (SDL_Event ev; sample_stage_next_event(&p->stage, &ev);) {
        if (ev.type == SDL_KEYDOWN && ev.key.repeat == 0 && ev.key.keysym.sym == SDLK_RETURN)
            match_go_on(&p->match);
    }
}

static void draw(tug *p, int own_team)
{
    if (!arena_draw(&p->arena, &p->match, own_team, &p->stage))
        sample_venue_fail(&p->venue, "there is no canvas", SDL_GetError(), "try a smaller window");
    sample_venue_draw(&p->venue, own_team >= 0 ? NULL : "the arrow keys");
}

static void run_frame(tug *p)
{
    read_keyboard(p);
    meet_audience(p);
    int own_team = pull_locally(p);
    if (match_step(&p->match, p->stage.dt_s) && p->match.phase == MATCH_READY)
        p->has_told = false; /* they have changed sides */
    arena_step(&p->arena, &p->match, p->stage.dt_s);
    if (sample_stage_is_seen(&p->stage))
        draw(p, own_team);
}

static void print_summary(const tug *p)
{
    const match *m = &p->match;
    sample_venue_print_summary(&p->venue,
                               "\"rounds\":%" PRIu32 ",\"draws\":%" PRIu32 ",\"matches\":%" PRIu32 ",\"coral\":%" PRIu32
                               ",\"sky\":%" PRIu32 ",\"moved_over\":%" PRIu32,
                               m->rounds, m->draws, m->matches, m->teams[0].players, m->teams[1].players,
                               m->moved_over);
}

static void run(tug *p)
{
    p->idle_s = idle_after_s;
    match_start(&p->match, 1);
    sample_venue_open(&p->venue, &p->args, &p->stage, "Tug of war");
    while (sample_stage_begin(&p->stage)) {
        run_frame(p);
        sample_stage_end(&p->stage);
    }
    sample_venue_close(&p->venue);
    if (!p->venue.has_failed)
        print_summary(p);
}

static void clean_up(tug *p)
{
    sample_roster_deinit(&p->players);
    match_deinit(&p->match);
    arena_deinit(&p->arena);
    sample_stage_close(&p->stage);
}

int main(int argc, char **argv)
{
    tug                p      = { 0 };
    sample_args_answer answer = sample_args_read(&p.args, argc, argv);
    if (answer != SAMPLE_ARGS_RUN)
        return answer == SAMPLE_ARGS_HELP ? 0 : 1;
    if (!sample_stage_open(&p.stage, &p.args, "Tug of war"))
        return 1;
    run(&p);
    clean_up(&p);
    return p.venue.has_failed ? 1 : 0;
}
