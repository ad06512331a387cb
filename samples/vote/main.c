/*
 * Vote: a hero runs by itself, one player jumps and ducks, and the audience votes what comes next.
 * What the game says to the audience and hears from it stands between "chorus" and "end of chorus".
 */
#include "ballot.h"
#include "runner.h"
#include "scene.h"

#include "common/venue.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { GRIDS = 3, CONTROLS = BALLOT_OPTIONS + 1, COST = 10, WORDS_BYTES = 120 };

static const float tell_every_s = 0.25F; /* how often the audience sees the shares change         */
static const float idle_after_s = 12.0F; /* without a key the hero plays on by itself             */
static const float again_most_s = 8.0F;  /* a run that ended begins again by then                 */
static const float again_soon_s = 0.7F;  /* a key that was still meant for the run is not heard   */
static const float way_s        = 0.3F;  /* to the host, which closes the buttons, and back       */

/* Where the controls stand on a wide, a middling and a narrow screen. */
static const chorus_position news_at[]    = { { "large", 4, 1, 72, 4 },
                                              { "medium", 1, 1, 43, 4 },
                                              { "small", 1, 0, 28, 6 } };
static const chorus_position first_at[]   = { { "large", 4, 6, 23, 12 },
                                              { "medium", 1, 6, 43, 5 },
                                              { "small", 1, 7, 28, 9 } };
static const chorus_position second_at[]  = { { "large", 28, 6, 23, 12 },
                                              { "medium", 1, 12, 43, 5 },
                                              { "small", 1, 17, 28, 9 } };
static const chorus_position special_at[] = { { "large", 52, 6, 24, 12 },
                                              { "medium", 1, 18, 43, 5 },
                                              { "small", 1, 27, 28, 9 } };

/* What every control has. */
#define A_CONTROL .struct_size = sizeof(chorus_control_desc), .position_count = GRIDS

/* The buttons stand at the places of the options they vote for. */
static const chorus_control_desc controls[CONTROLS] = {
    { A_CONTROL, .id = "first", .kind = "button", .text = "...", .positions = first_at, .key_code = '1' },
    { A_CONTROL, .id = "second", .kind = "button", .text = "...", .positions = second_at, .key_code = '2' },
    { A_CONTROL, .id = "special", .kind = "button", .text = "...", .positions = special_at, .key_code = '3',
      .cost = COST },
    { A_CONTROL, .id = "news", .kind = "label", .text = "The vote begins soon", .positions = news_at },
};
enum { NEWS = BALLOT_OPTIONS };

/* People who can pay, to try it with: they sign in with the address behind which "#token=..." stands. */
static const chorus_host_user payers[] = {
    { .struct_size = sizeof(chorus_host_user), .token = "ann-plays", .name = "Ann", .user_id = 1001, .sparks = 100 },
    { .struct_size = sizeof(chorus_host_user), .token = "bob-plays", .name = "Bob", .user_id = 1002, .sparks = 25 },
};

static const char local_id[] = "keyboard"; /* the voter of those who are alone */

typedef struct vote {
    sample_args   args;
    sample_stage  stage;
    sample_venue  venue;
    sample_roster voters; /* who has ever voted: their numbers in the ballot */
    runner        run;
    ballot        ballot;
    scene         scene;
    char          news[WORDS_BYTES]; /* what the label on the phones says       */
    float         tell_s;            /* until the audience is told again        */
    float         idle_s;            /* since the last key of the player        */
    bool          has_lock;          /* the buttons have still to be locked      */
    bool          was_jump;          /* for runs that begin again with a key    */
    uint32_t      runs;
} vote;

/* --- chorus --- what the game says to its audience and hears from it ---------------------------- */

static void set_up_host(chorus_host_options *options, void *user)
{
    (void)user;
    options->users      = payers;
    options->user_count = sizeof payers / sizeof payers[0];
}

/* What is lost on the way shall be known to be lost before the next window closes. */
static void set_up_game(chorus_interactive_options *options, void *user)
{
    (void)user;
    options->call_timeout_ms = 5000;
}

static bool find_control(vote *p, int i, chorus_resource *out)
{
    return chorus_interactive_find_control(p->venue.rt, p->venue.game, NULL, controls[i].id, out) == CHORUS_OK;
}

/* After a reconnect they are still there, or the library has made them again. */
static void create_controls(vote *p)
{
    sample_venue *v = &p->venue;
    for (int i = 0; i < CONTROLS; i++) {
        chorus_resource known;
        if (find_control(p, i, &known))
            continue;
        chorus_result made = chorus_interactive_create_control(v->rt, v->game, &controls[i], NULL);
        sample_venue_check(v, made, controls[i].id, "start again");
    }
    p->tell_s  = 0.0F;
    p->news[0] = '\0';
}

/* The name of the option, and its share of the votes as a bar. Only what is new is sent. */
static void tell_option(vote *p, int i)
{
    sample_venue      *v    = &p->venue;
    const char        *name = runner_kind_name(p->ballot.options[i].kind);
    chorus_resource    button;
    chorus_button_info info;
    CHORUS_INIT(&info);
    if (!find_control(p, i, &button) || chorus_interactive_get_button(v->rt, v->game, button, &info) != CHORUS_OK)
        return;
    info.text        = (chorus_str){ name, strlen(name) };
    info.progress    = (double)ballot_share(&p->ballot, i);
    info.is_disabled = p->ballot.phase != BALLOT_OPEN;
    chorus_interactive_set_button(v->rt, v->game, button, &info);
}

/* Between two windows nobody can vote. Pages show how long by the service's clock, which may not be known
   yet: then it is tried again. */
static void lock_buttons(vote *p)
{
    sample_venue   *v = &p->venue;
    chorus_resource buttons[BALLOT_OPTIONS];
    const ballot   *b       = &p->ballot;
    bool            is_open = b->phase == BALLOT_OPEN || b->phase == BALLOT_EXTRA;
    float           left_s  = is_open ? 0.0F : b->phase == BALLOT_RESTING ? b->left_s : ballot_rest_s;
    if (p->run.is_over)
        left_s += again_most_s;
    for (int i = 0; i < BALLOT_OPTIONS; i++) {
        if (!find_control(p, i, &buttons[i]))
            return;
    }
    uint32_t      lock_ms = (uint32_t)(left_s * 1000.0F);
    chorus_result locked  = chorus_interactive_set_cooldowns(v->rt, v->game, buttons, BALLOT_OPTIONS, lock_ms, false);
    if (b->paid_rest_s > left_s)
        chorus_interactive_set_cooldown(v->rt, v->game, buttons[BALLOT_PAID], (uint32_t)(b->paid_rest_s * 1000.0F));
    p->has_lock = locked == CHORUS_OK;
}

static void describe(const vote *p, char out[WORDS_BYTES])
{
    const ballot *b = &p->ballot;
    if (b->phase == BALLOT_SETTLING)
        snprintf(out, WORDS_BYTES, "Counting...");
    else if (p->run.is_over)
        snprintf(out, WORDS_BYTES, "Game over: %u points. The next run begins soon", (unsigned)p->run.score);
    else if (b->phase == BALLOT_OPEN)
        snprintf(out, WORDS_BYTES, "What comes next? %d s", (int)b->left_s + 1);
    else if (b->phase == BALLOT_EXTRA)
        snprintf(out, WORDS_BYTES, "More time for who needs it: %d s",
                 (int)SDL_max(b->left_s - way_s, 0.0F) + 1);
    else if (b->result.has_winner)
        snprintf(out, WORDS_BYTES, "%s comes, with %u of %u votes. Thank you!", runner_kind_name(b->result.kind),
                 (unsigned)b->result.votes, (unsigned)b->result.total);
    else
        snprintf(out, WORDS_BYTES, "The next vote begins soon");
}

/* A label that says the same is not sent again. */
static void tell_news(vote *p)
{
    char            news[WORDS_BYTES];
    chorus_resource label;
    describe(p, news);
    if (strcmp(news, p->news) == 0 || !find_control(p, NEWS, &label))
        return;
    if (chorus_interactive_set_string(p->venue.rt, p->venue.game, label, "text", news) == CHORUS_OK)
        memcpy(p->news, news, sizeof news);
}

static void tell_audience(vote *p)
{
    p->tell_s -= p->stage.dt_s;
    if (p->tell_s > 0.0F || !p->venue.is_ready)
        return;
    p->tell_s = tell_every_s;
    for (int i = 0; i < BALLOT_OPTIONS; i++)
        tell_option(p, i);
    tell_news(p);
    if (!p->has_lock)
        lock_buttons(p);
}

/* To those who have asked for more time the host leaves a button open so long after it was disabled. */
static float find_more_s(const vote *p)
{
    int64_t         longest_ms = 0, ms;
    chorus_resource who        = { 0 };
    while (chorus_interactive_next(p->venue.rt, p->venue.game, CHORUS_RESOURCE_PARTICIPANT, &who)) {
        if (chorus_interactive_get_integer(p->venue.rt, p->venue.game, who, "moreTimeMs", &ms) == CHORUS_OK)
            longest_ms = SDL_max(longest_ms, ms);
    }
    return longest_ms > 0 ? (float)longest_ms / 1000.0F + way_s : 0.0F;
}

/* A press that costs carries a transaction. It is kept with the vote, and captured if that wins. */
static void on_press(vote *p, const chorus_event_input *input)
{
    sample_venue           *v = &p->venue;
    chorus_participant_info who;
    int                     option = 0;
    CHORUS_INIT(&who);
    while (option < BALLOT_OPTIONS && strcmp(controls[option].id, input->control.ptr) != 0)
        option++;
    int32_t voter = sample_roster_add(&p->voters, input->participant.ptr);
    if (voter < 0 || !ballot_cast(&p->ballot, (uint32_t)voter, option, input->transaction.ptr))
        return;
    if (chorus_interactive_get_participant(v->rt, v->game, input->who, &who) == CHORUS_OK)
        scene_thank(&p->scene, who.name.ptr, p->ballot.options[option].kind);
}

/* Take the sparks of those whose option won. Those of all others are never taken: nobody has to give
   anything back. */
static void capture_payments(vote *p)
{
    sample_venue  *v = &p->venue;
    chorus_request request;
    for (int64_t voter; (voter = ballot_ask_next(&p->ballot)) >= 0;) {
        const char *transaction = p->ballot.votes[voter].transaction;
        if (chorus_interactive_capture(v->rt, v->game, transaction, &request) != CHORUS_OK)
            ballot_answer(&p->ballot, BALLOT_REFUSED); /* it was not even sent */
    }
}

/* A capture is never sent twice: when its answer is lost, nobody knows whether it was paid. */
static void on_capture(vote *p, const chorus_event_reply *reply)
{
    ballot_answer(&p->ballot, reply->result == CHORUS_OK           ? BALLOT_TAKEN
                              : reply->result == CHORUS_E_REJECTED ? BALLOT_REFUSED
                                                                   : BALLOT_UNKNOWN);
}

/* Presses that the host refused, such as those of guests on what costs: the game never sees them. */
static uint64_t count_refused(const vote *p)
{
    chorus_host_info info;
    CHORUS_INIT(&info);
    return chorus_host_get_info(p->venue.rt, p->venue.host, &info) == CHORUS_OK ? info.inputs_rejected : 0;
}

static void meet_audience(vote *p)
{
    chorus_event ev;
    sample_venue_pump(&p->venue);
    while (sample_venue_next_event(&p->venue, &ev)) {
        if (ev.type == CHORUS_EVENT_SESSION_READY)
            create_controls(p);
        if (ev.type == CHORUS_EVENT_INPUT && ev.as.input.kind == CHORUS_INPUT_DOWN)
            on_press(p, &ev.as.input);
        if (ev.type == CHORUS_EVENT_REPLY && strcmp(ev.as.reply.method.ptr, "capture") == 0)
            on_capture(p, &ev.as.reply);
    }
    capture_payments(p);
    tell_audience(p);
}

/* --- end of chorus ------------------------------------------------------------------------------ */

static void begin_run(vote *p)
{
    runner_start(&p->run, ++p->runs);
    p->has_lock = false;
}

/* Votes fall with the run, but who is about to pay gets it in the next one. */
static void end_run(vote *p)
{
    if (p->ballot.phase != BALLOT_SETTLING)
        ballot_start(&p->ballot, p->runs);
    p->has_lock = false;
    p->tell_s   = 0.0F;
}

/* Whoever plays alone may vote, too, but not for what costs. */
static void vote_locally(vote *p, SDL_Scancode key)
{
    int option = key == SDL_SCANCODE_1 ? 0 : key == SDL_SCANCODE_2 ? 1 : -1;
    if (option < 0 || p->ballot.phase != BALLOT_OPEN)
        return;
    int32_t voter = sample_roster_add(&p->voters, local_id);
    if (voter >= 0 && ballot_cast(&p->ballot, (uint32_t)voter, option, NULL))
        scene_thank(&p->scene, "You", p->ballot.options[option].kind);
}

/* Space or up jumps, down ducks, 1 and 2 vote. While nobody presses anything the hero plays by itself. */
static runner_keys read_keyboard(vote *p)
{
    sample_stage *stage  = &p->stage;
    bool          is_new = false;
    for (SDL_Event ev; sample_stage_next_event(stage, &ev);) {
        if (ev.type != SDL_KEYDOWN || ev.key.repeat != 0)
            continue;
        vote_locally(p, ev.key.keysym.scancode);
        is_new = true;
    }
    runner_keys keys = { .jump =
                             sample_stage_key(stage, SDL_SCANCODE_SPACE) || sample_stage_key(stage, SDL_SCANCODE_UP),
                         .duck = sample_stage_key(stage, SDL_SCANCODE_DOWN) };
    p->idle_s        = is_new || keys.jump || keys.duck ? 0.0F : p->idle_s + stage->dt_s;
    return p->idle_s < idle_after_s ? keys : runner_advise(&p->run);
}

static void step(vote *p, runner_keys keys)
{
    float dt_s     = p->stage.dt_s;
    bool  is_again = keys.jump && !p->was_jump && p->run.over_s > again_soon_s;
    p->was_jump    = keys.jump;
    if ((is_again || p->run.over_s > again_most_s) && p->ballot.phase != BALLOT_SETTLING)
        begin_run(p);
    uint32_t decided  = p->ballot.decided;
    bool     was_over = p->run.is_over;
    runner_step(&p->run, keys, dt_s);
    if (p->ballot.phase == BALLOT_OPEN && p->ballot.left_s <= dt_s)
        ballot_give_more(&p->ballot, find_more_s(p));
    if (p->run.is_over && !was_over)
        end_run(p);
    if ((!p->run.is_over || p->ballot.phase == BALLOT_SETTLING) && ballot_step(&p->ballot, dt_s)) {
        p->has_lock = false;
        p->tell_s   = 0.0F;
    }
    if (p->ballot.decided > decided) {
        scene_announce(&p->scene, &p->ballot.result);
        if (p->ballot.result.has_winner)
            runner_send(&p->run, p->ballot.result.kind);
    }
    scene_step(&p->scene, &p->run, &p->ballot, dt_s);
}

static void draw(vote *p)
{
    bool is_alone = p->idle_s < idle_after_s;
    if (!scene_draw(&p->scene, &p->run, &p->ballot, &p->stage))
        sample_venue_fail(&p->venue, "there is no canvas", SDL_GetError(), "try a smaller window");
    sample_venue_draw(&p->venue, is_alone ? NULL : "space, down, 1 and 2");
}

static void print_summary(const vote *p, uint64_t refused_by_host)
{
    const ballot *b = &p->ballot;
    sample_venue_print_summary(
        &p->venue,
        "\"runs\":%" PRIu32 ",\"best\":%" PRIu32 ",\"passed\":%" PRIu32 ",\"hits\":%" PRIu32 ",\"windows\":%" PRIu32
        ",\"votes\":%" PRIu32 ",\"ties\":%" PRIu32 ",\"captured\":%" PRIu32 ",\"capture_refused\":%" PRIu32
        ",\"capture_unknown\":%" PRIu32 ",\"let_go\":%" PRIu32 ",\"refused_by_host\":%" PRIu64,
        p->runs, p->scene.best, p->run.passed, p->run.hits, b->windows, b->vote_sum, b->ties, b->payments[BALLOT_TAKEN],
        b->payments[BALLOT_REFUSED], b->payments[BALLOT_UNKNOWN], b->let_go, refused_by_host);
}

static void run(vote *p)
{
    p->venue.set_up_host = set_up_host;
    p->venue.set_up_game = set_up_game;
    p->idle_s            = idle_after_s;
    snprintf(p->scene.price, sizeof p->scene.price, ", %d sparks", COST);
    ballot_start(&p->ballot, 1);
    begin_run(p);
    sample_venue_open(&p->venue, &p->args, &p->stage, "Vote");
    while (sample_stage_begin(&p->stage)) {
        runner_keys keys = read_keyboard(p);
        meet_audience(p);
        step(p, keys);
        if (sample_stage_is_seen(&p->stage))
            draw(p);
        sample_stage_end(&p->stage);
    }
    uint64_t refused_by_host = count_refused(p);
    sample_venue_close(&p->venue);
    if (!p->venue.has_failed)
        print_summary(p, refused_by_host);
}

static void clean_up(vote *p)
{
    sample_roster_deinit(&p->voters);
    ballot_deinit(&p->ballot);
    scene_deinit(&p->scene);
    sample_stage_close(&p->stage);
}

int main(int argc, char **argv)
{
    vote               p      = { 0 };
    sample_args_answer answer = sample_args_read(&p.args, argc, argv);
    if (answer != SAMPLE_ARGS_RUN)
        return answer == SAMPLE_ARGS_HELP ? 0 : 1;
    if (!sample_stage_open(&p.stage, &p.args, "Vote"))
        return 1;
    run(&p);
    clean_up(&p);
    return p.venue.has_failed ? 1 : 0;
}
