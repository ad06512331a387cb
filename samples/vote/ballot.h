/*
 * ballot.h - what the audience votes about: windows with a countdown, one vote for each voter, and an
 * option that costs something and is paid for only when it wins. Who needs more time to vote has it before
 * anything is counted; others are kept out then by the host.
 * It knows no network, no screen and no clock. Voters are numbers 0, 1, 2, ... as in common/roster.h.
 *
 * Rules. A voter has one vote a window and may move it. Most votes win; of equals the one whose last vote
 * is older. Without votes nothing comes. What has won is not offered in the next window. When the paid
 * option leads at the end, its voters are asked to pay: if one of them does, it wins; if none can, its
 * votes do not count. Who may have paid, because the answer is late or lost, counts as having paid.
 */
#ifndef SAMPLES_VOTE_BALLOT_H
#define SAMPLES_VOTE_BALLOT_H

#include "runner.h"

enum {
    BALLOT_OPTIONS           = 3,
    BALLOT_PAID              = BALLOT_OPTIONS - 1, /* the option that costs */
    BALLOT_TRANSACTION_BYTES = 48
};

typedef enum ballot_phase {
    BALLOT_RESTING, /* until the next window            */
    BALLOT_OPEN,
    BALLOT_EXTRA,   /* closed, but not yet for those who need more time */
    BALLOT_SETTLING /* payments have been asked for      */
} ballot_phase;

/* What became of a payment. */
typedef enum ballot_payment {
    BALLOT_TAKEN,
    BALLOT_REFUSED,
    BALLOT_UNKNOWN /* the answer was lost */
} ballot_payment;

typedef struct ballot_option {
    runner_kind kind;
    uint32_t    votes;
    uint64_t    since; /* its last vote was the so manieth of all */
} ballot_option;

typedef struct ballot_vote {
    int  option;                                /* -1: none */
    char transaction[BALLOT_TRANSACTION_BYTES]; /* of the paid option */
} ballot_vote;

/* How the last window ended. */
typedef struct ballot_result {
    bool        has_winner;
    int         option;
    runner_kind kind;
    uint32_t    votes, total;
    bool        is_tie;    /* another had as many */
    bool        is_unpaid; /* the paid option led, but nobody could pay */
} ballot_result;

/* Begin with all zero and ballot_start(); end with ballot_deinit(). Read only. */
typedef struct ballot {
    ballot_phase  phase;
    float         left_s;      /* until the phase ends                        */
    float         more_s;      /* how long a window stays open to those who need more time */
    float         paid_rest_s; /* the paid option cannot be chosen for so long */
    ballot_option options[BALLOT_OPTIONS];
    ballot_vote  *votes; /* by voter */
    uint32_t      voter_count;
    uint32_t      total;       /* votes in this window */
    bool          is_asked;    /* those who voted for the paid option were asked to pay */
    uint32_t      asked_up_to; /* this voter                                            */
    uint32_t      unanswered, paid_now;
    uint64_t      sequence;
    ballot_result result;
    uint32_t      windows;  /* opened so far            */
    uint32_t      decided;  /* ended so far             */
    uint32_t      vote_sum; /* in all windows that ended */
    uint32_t      ties;
    uint32_t      payments[BALLOT_UNKNOWN + 1]; /* by what became of them */
    uint32_t      let_go;                       /* payments that were never asked for */
    uint32_t      random;
} ballot;

/* Votes and payments of a window that is open are let go; the next one comes after a rest. */
void ballot_start(ballot *b, uint32_t seed);
void ballot_deinit(ballot *b);

/* A window that closes from now on stays open so long to those who need more time; 0: there is nobody. */
void ballot_give_more(ballot *b, float more_s);

/* True when something changed that voters want to know: a window opened, closed or was decided. */
bool ballot_step(ballot *b, float dt_s);

/* Transaction: of the paid option, else NULL or empty. False when the vote does not count. */
bool ballot_cast(ballot *b, uint32_t voter, int option, const char *transaction);

/* While settling: the next voter who is to be asked to pay; -1 when there is none. */
int64_t ballot_ask_next(ballot *b);

/* What one of those who were asked has answered. After the settling it is only counted. */
void ballot_answer(ballot *b, ballot_payment payment);

/* Of all votes in this window, 0..1. */
float ballot_share(const ballot *b, int option);
bool  ballot_is_open_for(const ballot *b, int option);

/* The option that would win now; -1 without votes. */
int ballot_leader(const ballot *b);

/* Lengths of the phases, in seconds. */
extern const float ballot_open_s, ballot_rest_s, ballot_settle_s, ballot_paid_rest_s;

#endif
