/*
 * Quiz: questions on the screen, answers from the audience: typed, chosen, or pointed out on a map.
 * What it says to the audience and hears from it stands between "chorus" and "end of chorus".
 */
#include "common/report.h"
#include "common/venue.h"
#include "draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { GRIDS = 3, JSON_BYTES = 160, BATCH = 256, TOLD_A_FRAME = 100, SCENES = 7, GROUPS = 4 };

/* Where things stand on a wide, a middling and a narrow screen. */
static const chorus_position words_at[GRIDS]                 = { { "large", 2, 1, 76, 5 },
                                                                 { "medium", 2, 1, 41, 6 },
                                                                 { "small", 1, 1, 28, 8 } };
static const chorus_position answer_at[GRIDS]                = { { "large", 20, 8, 40, 5 },
                                                                 { "medium", 4, 9, 37, 5 },
                                                                 { "small", 1, 11, 28, 6 } };
static const chorus_position choices_at[QUIZ_CHOICES][GRIDS] = {
    { { "large", 2, 7, 37, 5 }, { "medium", 2, 8, 20, 6 }, { "small", 1, 10, 28, 6 } },
    { { "large", 41, 7, 37, 5 }, { "medium", 23, 8, 20, 6 }, { "small", 1, 17, 28, 6 } },
    { { "large", 2, 13, 37, 5 }, { "medium", 2, 15, 20, 6 }, { "small", 1, 24, 28, 6 } },
    { { "large", 41, 13, 37, 5 }, { "medium", 23, 15, 20, 6 }, { "small", 1, 31, 28, 6 } },
};

/* What every control has; all scenes begin with a label of this id. */
#define A_CONTROL .struct_size = sizeof(chorus_control_desc), .position_count = GRIDS
#define LABEL(words)                                                                                                   \
    {                                                                                                                  \
        A_CONTROL, .id = "words", .kind = "label", .text = words, .positions = words_at                                \
    }
#define VERDICT(words, colour)                                                                                         \
    {                                                                                                                  \
        A_CONTROL, .id = "words", .kind = "label", .text = words, .positions = words_at,                               \
                   .properties = "{\"bold\":true,\"textColor\":\"" colour "\"}"                                        \
    }
#define CHOICE(i, name, key)                                                                                           \
    {                                                                                                                  \
        A_CONTROL, .id = name, .kind = "button", .positions = choices_at[i], .key_code = key                           \
    }

static const chorus_control_desc lobby[]      = { LABEL("The quiz begins soon") };
static const chorus_control_desc ask_type[]   = { LABEL("?"),
                                                  { A_CONTROL, .id = "answer", .kind = "textbox", .positions = answer_at,
                                                    .properties = "{\"hasSubmit\":true,"
                                                                    "\"placeholder\":\"Your answer\"}" } };
static const chorus_control_desc ask_choose[] = { LABEL("?"), CHOICE(0, "a", 'A'), CHOICE(1, "b", 'B'),
                                                  CHOICE(2, "c", 'C'), CHOICE(3, "d", 'D') };
static const chorus_control_desc ask_point[]  = {
     LABEL("?"), { .struct_size = sizeof(chorus_control_desc), .id = "map", .kind = "screen", .text = "Map" }
};
static const chorus_control_desc say_in[]    = { LABEL("Your answer is in. Watch the screen!") };
static const chorus_control_desc say_right[] = { VERDICT("Right! Your points are on the screen.", "#4fd39a") };
static const chorus_control_desc say_wrong[] = { VERDICT("Not this time. The answer is on the screen.", "#ff7b86") };
static const chorus_control_desc say_late[]  = { VERDICT("Too late: the time was up.", "#f3b94d") };

#define A_SCENE(name, list)                                                                                            \
    {                                                                                                                  \
        .struct_size = sizeof(chorus_scene_desc), .id = name, .controls = list,                                        \
        .control_count = sizeof(list) / sizeof(list)[0]                                                                \
    }
static const chorus_scene_desc scenes[SCENES] = {
    A_SCENE("type", ask_type),   A_SCENE("choose", ask_choose), A_SCENE("point", ask_point), A_SCENE("in", say_in),
    A_SCENE("right", say_right), A_SCENE("wrong", say_wrong),   A_SCENE("late", say_late),
};

/* Everybody begins in "default", which shows the question; who has answered goes on to these. */
#define A_GROUP(name)                                                                                                  \
    {                                                                                                                  \
        .struct_size = sizeof(chorus_group_desc), .id = name, .scene = name                                            \
    }
static const chorus_group_desc groups[GROUPS] = { A_GROUP("in"), A_GROUP("right"), A_GROUP("wrong"), A_GROUP("late") };

/* Participants who go to one group together. */
typedef struct batch {
    const char     *group;
    chorus_resource list[BATCH];
    uint32_t        count;
} batch;

typedef struct show {
    sample_args    args;
    sample_stage   stage;
    sample_venue   venue;
    quiz_questions questions;
    quiz           quiz;
    quiz_keyboard  keyboard;
    batch          in, late;   /* answered, or wanted to, in this frame                */
    uint32_t       shown_turn; /* of the quiz, that the audience's pages show          */
    bool           is_made;    /* scenes and groups are asked for                      */
    uint32_t       told;       /* of the order: who knows already how they did         */
    uint64_t       targeted;   /* events to one participant alone                      */
} show;

/* --- chorus --- what the game says to its audience and hears from it ---------------------------- */

/* What the service already has after a reconnect, or from the run before, is not made twice. */
static void make_scenes(show *s)
{
    sample_venue   *v = &s->venue;
    chorus_resource known;
    if (chorus_interactive_find_control(v->rt, v->game, NULL, "words", &known) != CHORUS_OK)
        sample_venue_check(v, chorus_interactive_create_control(v->rt, v->game, lobby, NULL), "label", "start again");
    for (int i = 0; i < SCENES; i++) {
        if (chorus_interactive_find(v->rt, v->game, CHORUS_RESOURCE_SCENE, scenes[i].id, &known) != CHORUS_OK)
            sample_venue_check(v, chorus_interactive_create_scene(v->rt, v->game, &scenes[i], NULL), scenes[i].id,
                               "start again");
    }
    for (int i = 0; i < GROUPS; i++) {
        if (chorus_interactive_find(v->rt, v->game, CHORUS_RESOURCE_GROUP, groups[i].id, &known) != CHORUS_OK)
            sample_venue_check(v, chorus_interactive_create_group(v->rt, v->game, &groups[i], NULL), groups[i].id,
                               "start again");
    }
    s->is_made = true;
}

/* False as long as the service has not said that the control is there. */
static bool set_text(show *s, const char *scene, const char *control, const char *text)
{
    sample_venue   *v = &s->venue;
    chorus_resource found;
    return chorus_interactive_find_control(v->rt, v->game, scene, control, &found) == CHORUS_OK &&
           chorus_interactive_set_string(v->rt, v->game, found, "text", text) == CHORUS_OK;
}

static bool set_choices(show *s, const quiz_question *question)
{
    sample_venue *v = &s->venue;
    for (int i = 0; i < QUIZ_CHOICES; i++) {
        const char     *id      = ask_choose[i + 1].id;
        bool            is_used = i < question->choice_count;
        chorus_resource button;
        if (!set_text(s, "choose", id, is_used ? question->choices[i] : "") ||
            chorus_interactive_find_control(v->rt, v->game, "choose", id, &button) != CHORUS_OK)
            return false;
        chorus_interactive_set_bool(v->rt, v->game, button, "disabled", !is_used);
    }
    return true;
}

/* Everybody back to where the question, or the lobby, is to be seen. */
static bool gather_in(show *s, const char *scene)
{
    sample_venue   *v = &s->venue;
    chorus_resource group;
    if (chorus_interactive_find(v->rt, v->game, CHORUS_RESOURCE_GROUP, "default", &group) != CHORUS_OK)
        return false;
    chorus_interactive_move_all(v->rt, v->game, (chorus_resource){ 0 }, "default", NULL);
    return chorus_interactive_set_string(v->rt, v->game, group, "sceneID", scene) == CHORUS_OK;
}

static bool show_question(show *s, const quiz_question *question)
{
    static const char *const scene_of[] = { NULL, "type", "choose", "point" };
    const char              *scene      = scene_of[question->kind];
    if (!set_text(s, scene, "words", question->ask))
        return false;
    if (question->kind == QUIZ_CHOOSE && !set_choices(s, question))
        return false;
    return gather_in(s, scene);
}

static void move_batch(show *s, batch *b)
{
    sample_venue *v = &s->venue;
    if (b->count > 0) /* one packet for all; who has left meanwhile is passed over */
        chorus_interactive_move_participants(v->rt, v->game, b->list, b->count, b->group, NULL);
    b->count = 0;
}

static void add_to_batch(show *s, batch *b, chorus_resource who)
{
    b->list[b->count++] = who;
    if (b->count == BATCH)
        move_batch(s, b);
}

/* Those who said nothing stay where they can still try, to be told that they are late. */
static void part_by_outcome(show *s)
{
    sample_venue *v       = &s->venue;
    batch         both[2] = { { .group = "right" }, { .group = "wrong" } };
    for (uint32_t i = 0; i < s->quiz.roster.count; i++) {
        quiz_outcome    outcome = s->quiz.players[i].outcome;
        chorus_resource who;
        if (outcome != QUIZ_SILENT && chorus_interactive_find(v->rt, v->game, CHORUS_RESOURCE_PARTICIPANT,
                                                              s->quiz.roster.ids[i], &who) == CHORUS_OK)
            add_to_batch(s, &both[outcome == QUIZ_WRONG], who);
    }
    move_batch(s, &both[0]);
    move_batch(s, &both[1]);
}

/* An event for the page of one participant. Pages that know nothing of it show the scene alone. */
static void tell(show *s, chorus_resource who, const char *json)
{
    sample_venue *v = &s->venue;
    chorus_str    scope;
    if (chorus_interactive_get_scope(v->rt, v->game, who, &scope) == CHORUS_OK &&
        chorus_interactive_broadcast(v->rt, v->game, &scope.ptr, 1, json, NULL) == CHORUS_OK)
        s->targeted++;
}

/* Points stay with the participant as properties; the event says that they are new. */
static void tell_points(show *s, uint32_t number)
{
    static const char *const outcomes[] = { "silent", "wrong", "right" };
    const quiz_player       *p          = &s->quiz.players[number];
    sample_venue            *v          = &s->venue;
    chorus_resource          who;
    char                     json[JSON_BYTES];
    if (!p->is_here || chorus_interactive_find(v->rt, v->game, CHORUS_RESOURCE_PARTICIPANT, s->quiz.roster.ids[number],
                                               &who) != CHORUS_OK)
        return;
    snprintf(json, sizeof json, "{\"quiz\":{\"outcome\":\"%s\",\"gained\":%u,\"points\":%u,\"place\":%u}}",
             outcomes[p->outcome], (unsigned)p->gained, (unsigned)p->points, (unsigned)p->place);
    chorus_interactive_patch(v->rt, v->game, who, json);
    tell(s, who, json);
}

/* Some in each frame, the best first: thousands at once would make one frame long and fill the queue. */
static void tell_some(show *s)
{
    const quiz *q = &s->quiz;
    for (int i = 0; i < TOLD_A_FRAME && q->phase == QUIZ_REVEAL && s->told < q->roster.count; i++)
        tell_points(s, q->order[s->told++]);
}

static bool show_phase(show *s)
{
    const quiz *q = &s->quiz;
    switch (q->phase) {
    case QUIZ_LOBBY: return true;
    case QUIZ_ASK: return show_question(s, quiz_current(q));
    case QUIZ_REVEAL:
        part_by_outcome(s);
        s->told = 0;
        return true;
    case QUIZ_TABLE:
        return set_text(s, NULL, "words", "That was the quiz. The next one begins soon.") && gather_in(s, "default");
    }
    return true;
}

/* Once a frame: bring the pages to where the game is. What cannot be done yet is tried again. */
static void show_to_audience(show *s)
{
    if (!s->is_made)
        return;
    move_batch(s, &s->in);
    move_batch(s, &s->late);
    if (s->shown_turn != s->quiz.turn && show_phase(s))
        s->shown_turn = s->quiz.turn;
    tell_some(s);
}

static quiz_verdict take_answer(show *s, const char *who, const chorus_event_input *input)
{
    quiz *q = &s->quiz;
    if (strcmp(input->control.ptr, "answer") == 0 && input->kind == CHORUS_INPUT_SUBMIT)
        return quiz_type(q, who, input->text.ptr);
    if (strcmp(input->control.ptr, "map") == 0 && input->kind == CHORUS_INPUT_UP)
        return quiz_point(q, who, input->x, 1.0F - input->y); /* screens count from below */
    if (strcmp(input->control.ptr, "map") == 0)
        quiz_aim(q, who, input->x, 1.0F - input->y);
    else if (input->kind == CHORUS_INPUT_DOWN && input->control.len == 1)
        return quiz_choose(q, who, input->control.ptr[0] - 'a');
    return QUIZ_UNWANTED;
}

static void on_input(show *s, const chorus_event_input *input)
{
    switch (take_answer(s, input->participant.ptr, input)) {
    case QUIZ_TAKEN:
        add_to_batch(s, &s->in, input->who);
        tell(s, input->who, "{\"quiz\":{\"answer\":\"taken\"}}");
        break;
    case QUIZ_LATE:
        add_to_batch(s, &s->late, input->who);
        tell(s, input->who, "{\"quiz\":{\"answer\":\"late\"}}");
        break;
    case QUIZ_TWICE: tell(s, input->who, "{\"quiz\":{\"answer\":\"twice\"}}"); break;
    case QUIZ_UNWANTED: break;
    }
}

static void on_event(show *s, const chorus_event *ev)
{
    const chorus_event_participant *who = &ev->as.participant;
    switch (ev->type) {
    case CHORUS_EVENT_SESSION_READY: make_scenes(s); break;
    case CHORUS_EVENT_PARTICIPANT_JOIN:
    case CHORUS_EVENT_PARTICIPANT_UPDATE: quiz_join(&s->quiz, who->id.ptr, who->name.ptr); break;
    case CHORUS_EVENT_PARTICIPANT_LEAVE: quiz_leave(&s->quiz, who->id.ptr); break;
    case CHORUS_EVENT_INPUT: on_input(s, &ev->as.input); break;
    default: break; /* newer libraries may send more */
    }
}

static void meet_audience(show *s)
{
    chorus_event ev;
    sample_venue_pump(&s->venue);
    while (sample_venue_next_event(&s->venue, &ev))
        on_event(s, &ev);
}

/* --- end of chorus ------------------------------------------------------------------------------ */

/* The questions stand in a file beside the program. */
static bool read_questions(show *s)
{
    char  file[512], error[128];
    char *folder = SDL_GetBasePath();
    snprintf(file, sizeof file, "%squiz.txt", folder == NULL ? "" : folder);
    SDL_free(folder);
    char *text = SDL_LoadFile(file, NULL);
    if (text == NULL) {
        sample_report_error("copy it from samples/quiz", "there are no questions in %s", file);
        return false;
    }
    bool is_read = quiz_questions_read(&s->questions, text, error, sizeof error);
    if (!is_read)
        sample_report_error("correct that line", "%s, %s", file, error);
    SDL_free(text);
    return is_read;
}

static void run(show *s)
{
    quiz_init(&s->quiz, &s->questions);
    s->in.group   = "in";
    s->late.group = "late";
    sample_venue_open(&s->venue, &s->args, &s->stage, "Quiz");
    while (sample_stage_begin(&s->stage)) {
        quiz_keyboard_read(&s->keyboard, &s->stage, &s->quiz);
        meet_audience(s);
        quiz_step(&s->quiz, s->stage.dt_s);
        show_to_audience(s);
        if (sample_stage_is_seen(&s->stage)) {
            quiz_draw(&s->quiz, &s->keyboard, &s->stage);
            sample_venue_draw(&s->venue, NULL);
        }
        sample_stage_end(&s->stage);
    }
    sample_venue_close(&s->venue);
}

static void print_summary(const show *s)
{
    const quiz *q = &s->quiz;
    sample_venue_print_summary(&s->venue,
                               "\"questions\":%" PRIu32 ",\"answers\":%" PRIu64 ",\"right\":%" PRIu64
                               ",\"late\":%" PRIu64 ",\"targeted\":%" PRIu64 ",\"rounds\":%" PRIu32,
                               q->questions_asked, q->answers_taken, q->answers_right, q->answers_late, s->targeted,
                               q->rounds_ended);
}

int main(int argc, char **argv)
{
    static show        s;
    sample_args_answer answer = sample_args_read(&s.args, argc, argv);
    if (answer != SAMPLE_ARGS_RUN)
        return answer == SAMPLE_ARGS_HELP ? 0 : 1;
    if (!read_questions(&s) || !sample_stage_open(&s.stage, &s.args, "Quiz"))
        return 1;
    run(&s);
    if (!s.venue.has_failed)
        print_summary(&s);
    quiz_deinit(&s.quiz);
    sample_stage_close(&s.stage);
    return s.venue.has_failed ? 1 : 0;
}
