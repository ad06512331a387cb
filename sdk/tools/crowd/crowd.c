#include "crowd.h"

#include "crowd_garbage.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

enum { EVENTS_A_TURN = 512, ACTS_A_TURN = 512, LONGEST_WAIT_MS = 100, LAST_REPLIES_MS = 2000 };
#define SECOND_NS 1000000000u

static volatile sig_atomic_t must_stop;

uint64_t crowd_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

/* ---- life ---- */

bool crowd_create(crowd *c)
{
    uint32_t count  = c->args.participants;
    c->participants = calloc(count, sizeof *c->participants);
    c->behaviour_of = malloc(count);
    c->scratch_cap  = CROWD_GARBAGE_MAX;
    c->scratch      = malloc(c->scratch_cap);
    if (!crowd_queue_init(&c->queue, count) || c->participants == NULL || c->behaviour_of == NULL || c->scratch == NULL)
        return false;
    crowd_mix_deal(&c->args.mix, count, c->behaviour_of);
    for (uint32_t i = 0; i < count; i++) {
        crowd_participant *p = &c->participants[i];
        p->number            = i;
        crowd_script_begin(&p->script, &c->args.mix.list[c->behaviour_of[i]], c->args.seed, i,
                           (uint64_t)(i / c->args.join_rate * SECOND_NS));
        crowd_queue_put(&c->queue, i, p->script.next.at_ns);
    }
    return true;
}

void crowd_destroy(crowd *c)
{
    for (uint32_t i = 0; c->participants != NULL && i < c->args.participants; i++)
        crowd_participant_free(&c->participants[i]);
    free(c->participants);
    free(c->behaviour_of);
    free(c->scratch);
    crowd_queue_deinit(&c->queue);
    crowd_stage_deinit(&c->stage);
}

/* ---- scripts ---- */

static uint64_t length_ns(const crowd *c)
{
    return (uint64_t)(c->args.seconds * SECOND_NS);
}

/* Takes the next action out of all scripts when its time has come. */
static bool take_action(crowd *c, uint64_t until_ns, crowd_participant **who, crowd_action *action)
{
    crowd_due due;
    if (!crowd_queue_first(&c->queue, &due) || due.at_ns >= until_ns)
        return false;
    *who    = &c->participants[due.number];
    *action = (*who)->script.next;
    crowd_queue_drop_first(&c->queue);
    crowd_script_advance(&(*who)->script);
    if ((*who)->script.next.kind != CROWD_NOTHING)
        crowd_queue_put(&c->queue, due.number, (*who)->script.next.at_ns);
    return true;
}

void crowd_print_plan(crowd *c)
{
    crowd_participant *p;
    crowd_action       action;
    while (take_action(c, length_ns(c), &p, &action))
        printf("%.6f %u %s %s %u %016llx\n", (double)action.at_ns / SECOND_NS, (unsigned)p->number,
               crowd_conduct_names[p->script.behaviour->conduct], crowd_action_names[action.kind],
               (unsigned)action.count, (unsigned long long)action.dice);
}

static void act(crowd *c)
{
    crowd_participant *p;
    crowd_action       action;
    uint64_t           now_ns = crowd_now_ns() - c->begin_ns;
    uint64_t           until_ns = now_ns < length_ns(c) ? now_ns : length_ns(c);
    for (int i = 0; i < ACTS_A_TURN && take_action(c, until_ns, &p, &action); i++) {
        crowd_spread_add(&c->tally.lateness, now_ns - action.at_ns);
        crowd_participant_act(c, p, &action);
    }
}

/* ---- sockets ---- */

static int wait_ms(const crowd *c)
{
    crowd_due due;
    uint64_t  now_ns = crowd_now_ns() - c->begin_ns;
    if (c->is_ending || !crowd_queue_first(&c->queue, &due))
        return LONGEST_WAIT_MS;
    uint64_t left_ms = due.at_ns <= now_ns ? 0 : (due.at_ns - now_ns) / 1000000 + 1;
    return left_ms < LONGEST_WAIT_MS ? (int)left_ms : LONGEST_WAIT_MS;
}

static void attend(crowd *c, crowd_socket *s, uint32_t events)
{
    size_t             offset = (size_t)((char *)s - (char *)c->participants);
    crowd_participant *p      = &c->participants[offset / sizeof *p];
    if (s == &p->socket)
        crowd_participant_attend(c, p, events);
    else
        crowd_participant_attend_aside(c, p);
}

/* False: the system does not let us wait. */
static bool take_turn(crowd *c)
{
    struct epoll_event events[EVENTS_A_TURN];
    int                count = epoll_wait(c->wire.epoll, events, EVENTS_A_TURN, wait_ms(c));
    if (count < 0)
        return errno == EINTR;
    for (int i = 0; i < count; i++)
        attend(c, events[i].data.ptr, events[i].events);
    if (!c->is_ending)
        act(c);
    return true;
}

/* ---- the run ---- */

static uint64_t answered(const crowd_tally *t)
{
    return t->inputs_accepted + crowd_codes_sum(&t->rejected) + t->inputs_lost;
}

static void tell_progress(const crowd *c, uint64_t now_ns)
{
    const crowd_tally *t = &c->tally;
    fprintf(stderr, "%.1f s: %llu of %u in, %llu dropped, %llu inputs, %llu answered\n", (double)now_ns / SECOND_NS,
            (unsigned long long)t->open_now, (unsigned)c->args.participants, (unsigned long long)t->dropped,
            (unsigned long long)t->inputs_sent, (unsigned long long)answered(t));
}

static void stop(int signal_number)
{
    (void)signal_number;
    must_stop = 1;
}

static void take_signals(void)
{
    struct sigaction action = { .sa_handler = stop };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool play(crowd *c)
{
    uint64_t told_ns = 0;
    for (uint64_t now_ns = 0; now_ns < length_ns(c) && !must_stop; now_ns = crowd_now_ns() - c->begin_ns) {
        if (!take_turn(c))
            return false;
        if (c->args.is_verbose && now_ns - told_ns >= SECOND_NS) {
            told_ns = now_ns;
            tell_progress(c, now_ns);
        }
    }
    return true;
}

/* Nothing more is sent; what is on its way has a moment to come back. */
static bool wait_for_replies(crowd *c)
{
    uint64_t until_ns = crowd_now_ns() + (uint64_t)LAST_REPLIES_MS * 1000000;
    c->is_ending      = true;
    while (answered(&c->tally) < c->tally.inputs_sent && crowd_now_ns() < until_ns) {
        if (!take_turn(c))
            return false;
    }
    return true;
}

static void send_home(crowd *c)
{
    c->tally.open_at_end = c->tally.open_now;
    for (uint32_t i = 0; i < c->args.participants; i++)
        crowd_participant_leave(c, &c->participants[i]);
}

bool crowd_run(crowd *c, const char **error)
{
    if (!crowd_wire_open(&c->wire, &c->args, error)) {
        crowd_wire_close(&c->wire);
        return false;
    }
    take_signals();
    c->begin_ns = crowd_now_ns();
    bool is_run = play(c) && wait_for_replies(c);
    send_home(c);
    crowd_wire_close(&c->wire);
    *error = is_run ? NULL : "the system does not let us wait for sockets";
    return is_run;
}
