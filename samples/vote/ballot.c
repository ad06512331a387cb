#include "ballot.h"

#include <stdio.h>
#include <stdlib.h>

const float ballot_open_s      = 8.0F;
const float ballot_rest_s      = 4.0F;
const float ballot_settle_s    = 2.0F;
const float ballot_paid_rest_s = 20.0F;

static const ballot_vote no_vote = { .option = -1 };

/* ---- the window ------------------------------------------------------------------------------- */

static void forget_votes(ballot *b)
{
    for (uint32_t i = 0; i < b->voter_count; i++) {
        b->let_go += b->votes[i].option == BALLOT_PAID && !b->is_asked;
        b->votes[i] = no_vote;
    }
    for (int i = 0; i < BALLOT_OPTIONS; i++) {
        b->options[i].votes = 0;
        b->options[i].since = 0;
    }
    b->total    = 0;
    b->is_asked = false;
}

static void rest(ballot *b)
{
    b->phase  = BALLOT_RESTING;
    b->left_s = ballot_rest_s;
}

void ballot_start(ballot *b, uint32_t seed)
{
    forget_votes(b);
    rest(b);
    b->random = seed;
    b->result = (ballot_result){ .option = -1 };
}

void ballot_deinit(ballot *b)
{
    free(b->votes);
    *b = (ballot){ 0 };
}

/* One of the free kinds that neither won last nor is offered already. */
static runner_kind draw_kind(ballot *b, int before)
{
    for (;;) {
        b->random            = b->random * 1664525U + 1013904223U;
        runner_kind kind     = (runner_kind)((b->random >> 16) % RUNNER_BOULDER);
        bool        is_known = b->result.has_winner && kind == b->result.kind;
        for (int i = 0; i < before; i++)
            is_known |= b->options[i].kind == kind;
        if (!is_known)
            return kind;
    }
}

static void open_window(ballot *b)
{
    forget_votes(b);
    for (int i = 0; i < BALLOT_PAID; i++)
        b->options[i].kind = draw_kind(b, i);
    b->options[BALLOT_PAID].kind = RUNNER_BOULDER;
    b->phase                     = BALLOT_OPEN;
    b->left_s                    = ballot_open_s;
    b->windows++;
}

/* ---- votes ------------------------------------------------------------------------------------ */

static ballot_vote *vote_of(ballot *b, uint32_t voter)
{
    if (voter < b->voter_count)
        return &b->votes[voter];
    uint32_t     count = voter + 64;
    ballot_vote *votes = realloc(b->votes, count * sizeof *votes);
    if (votes == NULL)
        return NULL;
    for (uint32_t i = b->voter_count; i < count; i++)
        votes[i] = no_vote;
    b->votes       = votes;
    b->voter_count = count;
    return &votes[voter];
}

static void withdraw(ballot *b, ballot_vote *vote)
{
    if (vote->option < 0)
        return;
    b->options[vote->option].votes--;
    b->total--;
    *vote = no_vote;
}

bool ballot_is_open_for(const ballot *b, int option)
{
    return (b->phase == BALLOT_OPEN || b->phase == BALLOT_EXTRA) && option >= 0 && option < BALLOT_OPTIONS &&
           (option != BALLOT_PAID || b->paid_rest_s <= 0.0F);
}

bool ballot_cast(ballot *b, uint32_t voter, int option, const char *transaction)
{
    bool         is_paid  = option == BALLOT_PAID;
    bool         is_payer = transaction != NULL && transaction[0] != '\0';
    ballot_vote *vote     = ballot_is_open_for(b, option) ? vote_of(b, voter) : NULL;
    bool         counts   = vote != NULL && vote->option != option && is_payer == is_paid;
    b->let_go += is_payer && !counts;
    if (!counts)
        return false;
    b->let_go += vote->option == BALLOT_PAID;
    withdraw(b, vote);
    vote->option = option;
    if (is_paid)
        snprintf(vote->transaction, sizeof vote->transaction, "%s", transaction);
    b->options[option].votes++;
    b->options[option].since = ++b->sequence;
    b->total++;
    return true;
}

float ballot_share(const ballot *b, int option)
{
    return b->total == 0 ? 0.0F : (float)b->options[option].votes / (float)b->total;
}

/* ---- who wins --------------------------------------------------------------------------------- */

int ballot_leader(const ballot *b)
{
    int leader = -1;
    for (int i = 0; i < BALLOT_OPTIONS; i++) {
        const ballot_option *best = leader < 0 ? NULL : &b->options[leader], *o = &b->options[i];
        bool                 is_equal = best != NULL && o->votes == best->votes;
        if (o->votes == 0 || (best != NULL && o->votes < best->votes) || (is_equal && o->since > best->since))
            continue;
        leader = i;
    }
    return leader;
}

static bool has_equal(const ballot *b, int option)
{
    for (int i = 0; i < BALLOT_OPTIONS; i++) {
        if (i != option && b->options[i].votes == b->options[option].votes)
            return true;
    }
    return false;
}

static void decide(ballot *b, bool is_unpaid)
{
    int leader = ballot_leader(b);
    b->result  = (ballot_result){ .option = leader, .total = b->total, .is_unpaid = is_unpaid };
    if (leader >= 0) {
        b->result.has_winner = true;
        b->result.kind       = b->options[leader].kind;
        b->result.votes      = b->options[leader].votes;
        b->result.is_tie     = has_equal(b, leader);
    }
    if (leader == BALLOT_PAID)
        b->paid_rest_s = ballot_paid_rest_s;
    b->ties += b->result.is_tie;
    b->vote_sum += b->total;
    b->decided++;
    rest(b);
}

void ballot_give_more(ballot *b, float more_s)
{
    b->more_s = more_s;
}

static void count_votes(ballot *b)
{
    if (ballot_leader(b) != BALLOT_PAID) {
        decide(b, false);
        return;
    }
    b->phase       = BALLOT_SETTLING;
    b->left_s      = ballot_settle_s;
    b->unanswered  = b->options[BALLOT_PAID].votes;
    b->paid_now    = 0;
    b->asked_up_to = 0;
}

static void close_window(ballot *b)
{
    if (b->more_s <= 0.0F) {
        count_votes(b);
        return;
    }
    b->phase  = BALLOT_EXTRA;
    b->left_s = b->more_s;
}

/* ---- payments --------------------------------------------------------------------------------- */

int64_t ballot_ask_next(ballot *b)
{
    if (b->phase != BALLOT_SETTLING)
        return -1;
    for (; b->asked_up_to < b->voter_count; b->asked_up_to++) {
        if (b->votes[b->asked_up_to].option == BALLOT_PAID)
            return b->asked_up_to++;
    }
    return -1;
}

static void withdraw_unpaid(ballot *b)
{
    for (uint32_t i = 0; i < b->voter_count; i++) {
        if (b->votes[i].option == BALLOT_PAID)
            withdraw(b, &b->votes[i]);
    }
}

/* Whoever paid gets it, even when others could not; and so does who may have paid. */
static void settle(ballot *b)
{
    bool is_paid = b->paid_now + b->unanswered > 0;
    b->is_asked  = true;
    if (!is_paid)
        withdraw_unpaid(b);
    decide(b, !is_paid);
}

void ballot_answer(ballot *b, ballot_payment payment)
{
    b->payments[payment]++;
    if (b->phase != BALLOT_SETTLING || b->unanswered == 0)
        return;
    b->unanswered--;
    b->paid_now += payment != BALLOT_REFUSED;
}

/* ---- time ------------------------------------------------------------------------------------- */

bool ballot_step(ballot *b, float dt_s)
{
    b->left_s -= dt_s;
    b->paid_rest_s -= dt_s;
    bool is_over = b->left_s <= 0.0F;
    if (b->phase == BALLOT_SETTLING && (is_over || b->unanswered == 0))
        settle(b);
    else if (b->phase == BALLOT_OPEN && is_over)
        close_window(b);
    else if (b->phase == BALLOT_EXTRA && is_over)
        count_votes(b);
    else if (b->phase == BALLOT_RESTING && is_over)
        open_window(b);
    else
        return false;
    return true;
}
