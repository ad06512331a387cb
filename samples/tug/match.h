/*
 * match.h - tug of war: two teams, a rope, rounds and matches.
 * It knows no network, no screen and no clock. Players are numbers 0, 1, 2, ...
 *
 * Rules. Who comes goes to the smaller team; when players leave, those who came last move over until the
 * teams differ by one at most. A team pulls with the mean of its sticks, as far as they point to its own
 * side. A pull counts fully on the beat and little beside it, and it tires: the team's breath goes down
 * while it pulls and comes back while it rests. A round is won over the line or, when time is up, by
 * whoever has more of the rope; after each round the teams change sides. Three rounds win the match.
 * A team without players is played by the machine.
 *
 * The mean costs nothing: each team keeps the sum of its sticks, in whole numbers so that it never drifts.
 * A move takes the old value of that stick out and puts the new one in, so neither a move nor a frame
 * depends on how many there are.
 */
#ifndef SAMPLES_TUG_MATCH_H
#define SAMPLES_TUG_MATCH_H

#include <stdbool.h>
#include <stdint.h>

enum { MATCH_TEAMS = 2, MATCH_ROUNDS_TO_WIN = 3 };

typedef enum match_phase {
    MATCH_READY, /* counting down to the round */
    MATCH_PULLING,
    MATCH_ROUND_OVER,
    MATCH_OVER
} match_phase;

typedef enum match_side { MATCH_LEFT, MATCH_RIGHT } match_side;

typedef struct match_team {
    match_side side;
    uint32_t   players;
    int64_t    sums[2]; /* of the sticks that point left, that point right; each stick up to MATCH_FULL */
    float      pull;    /* the mean towards the own side, 0..1 */
    float      breath;  /* 0..1                                */
    float      force;   /* what comes of both on this beat     */
    int        rounds;  /* won in this match                   */
    float      skill;   /* of the machine, 0..1                */
} match_team;

enum { MATCH_FULL = 32767 /* a stick at its end */ };

typedef struct match_player {
    int32_t stick; /* -MATCH_FULL left ... MATCH_FULL right */
    int8_t  team;
    bool    is_here;
    bool    has_moved_over; /* its team is another one, and nobody has asked yet */
} match_player;

/* Begin with all zero and match_start(); end with match_deinit(). Read only. */
typedef struct match {
    match_team    teams[MATCH_TEAMS];
    match_player *players;
    uint32_t      player_count; /* numbers that were ever used */
    uint32_t      news;         /* players with has_moved_over */
    match_phase   phase;
    float         left_s;                             /* until the phase ends                   */
    float         beat_s;                             /* since the latest beat began            */
    float         rope;                               /* -1 left wins ... 1 right wins          */
    float         speed;                              /* of the rope, a second                  */
    int           winner;                             /* of the round or match that ended; -1: nobody */
    uint32_t      rounds, draws, matches, moved_over; /* so far */
    uint32_t      random;
} match;

void match_start(match *m, uint32_t seed);
void match_deinit(match *m);

/* False without memory. Who is here already stays as they are. */
bool match_join(match *m, uint32_t player);
void match_leave(match *m, uint32_t player);

/* -1: not here. */
int match_team_of(const match *m, uint32_t player);

/* The stick of a player, -1 left ... 1 right; of those who are not here it is not heard. */
void match_move(match *m, uint32_t player, float x);

/* All sticks go to the middle, when nobody can tell how they stand. */
void match_let_go(match *m);

/* The next player who is in another team than the last time, and has to be told; -1 when there is none. */
int64_t match_next_moved(match *m);

/* True when the phase changed. */
bool match_step(match *m, float dt_s);

/* Go on to the next phase now, when a round or match is over. */
void match_go_on(match *m);

bool match_is_on_beat(const match *m);

/* "Coral" or "Sky". */
const char *match_team_name(int team);

/* Let match_next_moved() name this player once more, when the audience's service has another opinion. */
void match_tell_again(match *m, uint32_t player);

/* The team on that side. */
int match_team_on(const match *m, match_side side);

extern const float match_beat_s, match_on_beat_s, match_round_s;

#endif
