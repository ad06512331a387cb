#include "match.h"

#include <stdlib.h>

const float match_beat_s    = 1.6F;
const float match_on_beat_s = 0.6F;
const float match_round_s   = 40.0F;

static const float ready_s = 3.0F, round_over_s = 3.5F, over_s = 7.0F;
static const float off_beat = 0.3F; /* what a pull beside the beat is worth */

const char *match_team_name(int team)
{
    return team == 0 ? "Coral" : "Sky";
}

/* ---- players ---------------------------------------------------------------------------------- */

static match_player *player_at(match *m, uint32_t number)
{
    if (number < m->player_count)
        return &m->players[number];
    uint32_t      count   = number + 64;
    match_player *players = realloc(m->players, count * sizeof *players);
    if (players == NULL)
        return NULL;
    for (uint32_t i = m->player_count; i < count; i++)
        players[i] = (match_player){ 0 };
    m->players      = players;
    m->player_count = count;
    return &players[number];
}

static void add_stick(match_team *team, int32_t stick, int sign)
{
    team->sums[stick > 0 ? MATCH_RIGHT : MATCH_LEFT] += (int64_t)sign * abs(stick);
}

static void set_stick(match *m, match_player *p, int32_t stick)
{
    add_stick(&m->teams[p->team], p->stick, -1);
    add_stick(&m->teams[p->team], stick, 1);
    p->stick = stick;
}

static void note_move(match *m, match_player *p)
{
    m->news += !p->has_moved_over;
    p->has_moved_over = true;
}

static void put_into(match *m, match_player *p, int team)
{
    p->team = (int8_t)team;
    note_move(m, p);
    m->teams[team].players++;
    add_stick(&m->teams[team], p->stick, 1);
}

static void take_out(match *m, match_player *p)
{
    m->teams[p->team].players--;
    add_stick(&m->teams[p->team], p->stick, -1);
}

/* The one with fewer players; of equals the one that is behind. */
static int weaker_team(const match *m)
{
    const match_team *a = &m->teams[0], *b = &m->teams[1];
    if (a->players != b->players)
        return a->players > b->players;
    return a->rounds > b->rounds;
}

bool match_join(match *m, uint32_t player)
{
    match_player *p = player_at(m, player);
    if (p == NULL)
        return false;
    if (p->is_here)
        return true;
    p->is_here = true;
    put_into(m, p, weaker_team(m));
    return true;
}

void match_leave(match *m, uint32_t player)
{
    if (match_team_of(m, player) < 0)
        return;
    match_player *p = &m->players[player];
    take_out(m, p);
    m->news -= p->has_moved_over;
    *p = (match_player){ 0 };
}

int match_team_of(const match *m, uint32_t player)
{
    return player < m->player_count && m->players[player].is_here ? m->players[player].team : -1;
}

void match_move(match *m, uint32_t player, float x)
{
    float within = !(x > -1.0F) ? -1.0F : x < 1.0F ? x : 1.0F; /* what is no number is -1, too */
    if (x == x && match_team_of(m, player) >= 0)
        set_stick(m, &m->players[player], (int32_t)(within * MATCH_FULL));
}

void match_let_go(match *m)
{
    for (uint32_t i = 0; i < m->player_count; i++)
        set_stick(m, &m->players[i], 0);
}

/* Those who came last move over. */
static void balance(match *m)
{
    int larger = m->teams[1].players > m->teams[0].players;
    for (uint32_t i = m->player_count; i-- > 0;) {
        match_player *p = &m->players[i];
        if (m->teams[larger].players <= m->teams[!larger].players + 1)
            return;
        if (!p->is_here || p->team != larger)
            continue;
        take_out(m, p);
        put_into(m, p, !larger);
        m->moved_over++;
    }
}

void match_tell_again(match *m, uint32_t player)
{
    if (match_team_of(m, player) >= 0)
        note_move(m, &m->players[player]);
}

int64_t match_next_moved(match *m)
{
    for (uint32_t i = 0; m->news > 0 && i < m->player_count; i++) {
        if (!m->players[i].has_moved_over)
            continue;
        m->players[i].has_moved_over = false;
        m->news--;
        return i;
    }
    return -1;
}

/* ---- the rope --------------------------------------------------------------------------------- */

bool match_is_on_beat(const match *m)
{
    return m->phase == MATCH_PULLING && m->beat_s < match_on_beat_s;
}

int match_team_on(const match *m, match_side side)
{
    return m->teams[0].side == side ? 0 : 1;
}

/* It hears the beat a little late, the more so the less skill it has. */
static float machine_pull(const match *m, const match_team *team)
{
    float late_s = 0.3F * (1.0F - team->skill);
    bool  hears  = m->beat_s > late_s && m->beat_s < match_on_beat_s + late_s / 2.0F;
    return hears ? 0.7F + 0.25F * team->skill : 0.0F;
}

static float limit(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}

static void pull(match *m, match_team *team, float dt_s)
{
    bool is_pulling = m->phase == MATCH_PULLING;
    if (team->players > 0)
        team->pull = (float)((double)team->sums[team->side] / MATCH_FULL / team->players);
    else
        team->pull = is_pulling ? machine_pull(m, team) : 0.0F;
    float tiring = is_pulling ? 0.5F * team->pull * team->pull : 0.0F;
    team->breath = limit(team->breath + (0.3F * (1.0F - team->pull) - tiring) * dt_s, 0.0F, 1.0F);
    float worth  = match_is_on_beat(m) ? 1.0F : off_beat;
    team->force  = is_pulling ? team->pull * worth * (0.25F + 0.75F * team->breath) : 0.0F;
}

/* The longer a round takes, the more each pull moves. */
static void move_rope(match *m, float dt_s)
{
    float right = m->teams[match_team_on(m, MATCH_RIGHT)].force, left = m->teams[match_team_on(m, MATCH_LEFT)].force;
    float haste = 1.0F + 2.0F * (1.0F - m->left_s / match_round_s);
    m->speed += ((right - left) * 2.9F * haste - m->speed * 4.0F) * dt_s;
    m->rope = limit(m->rope + m->speed * dt_s, -1.0F, 1.0F);
}

/* ---- rounds ----------------------------------------------------------------------------------- */

static void enter(match *m, match_phase phase, float seconds)
{
    m->phase  = phase;
    m->left_s = seconds;
    m->beat_s = match_on_beat_s; /* the first beat comes after a rest */
}

static float next_random(match *m)
{
    m->random = m->random * 1664525U + 1013904223U;
    return (float)(m->random >> 8) / 16777216.0F;
}

static void begin_round(match *m)
{
    for (int i = 0; i < MATCH_TEAMS; i++) {
        m->teams[i].breath = 1.0F;
        m->teams[i].skill  = next_random(m);
    }
    m->rope = m->speed = 0.0F;
    enter(m, MATCH_READY, ready_s);
}

void match_start(match *m, uint32_t seed)
{
    m->random        = seed;
    m->winner        = -1;
    m->teams[0].side = MATCH_LEFT;
    m->teams[1].side = MATCH_RIGHT;
    begin_round(m);
}

void match_deinit(match *m)
{
    free(m->players);
    *m = (match){ 0 };
}

static void end_round(match *m)
{
    bool is_draw = m->rope > -0.02F && m->rope < 0.02F;
    m->winner    = is_draw ? -1 : match_team_on(m, m->rope > 0.0F ? MATCH_RIGHT : MATCH_LEFT);
    m->rounds++;
    m->draws += is_draw;
    bool is_won = !is_draw && ++m->teams[m->winner].rounds == MATCH_ROUNDS_TO_WIN;
    m->matches += is_won;
    if (is_won)
        enter(m, MATCH_OVER, over_s);
    else
        enter(m, MATCH_ROUND_OVER, round_over_s);
}

static void change_sides(match *m)
{
    for (int i = 0; i < MATCH_TEAMS; i++)
        m->teams[i].side = m->teams[i].side == MATCH_LEFT ? MATCH_RIGHT : MATCH_LEFT;
}

void match_go_on(match *m)
{
    if (m->phase != MATCH_ROUND_OVER && m->phase != MATCH_OVER)
        return;
    if (m->phase == MATCH_OVER)
        m->teams[0].rounds = m->teams[1].rounds = 0;
    change_sides(m);
    begin_round(m);
}

static void end_phase(match *m)
{
    if (m->phase == MATCH_READY)
        enter(m, MATCH_PULLING, match_round_s);
    else if (m->phase == MATCH_PULLING)
        end_round(m);
    else
        match_go_on(m);
}

bool match_step(match *m, float dt_s)
{
    balance(m);
    m->left_s -= dt_s;
    m->beat_s = m->beat_s + dt_s < match_beat_s ? m->beat_s + dt_s : 0.0F;
    for (int i = 0; i < MATCH_TEAMS; i++)
        pull(m, &m->teams[i], dt_s);
    if (m->phase == MATCH_PULLING)
        move_rope(m, dt_s);
    bool is_won = m->phase == MATCH_PULLING && (m->rope <= -1.0F || m->rope >= 1.0F);
    if (m->left_s > 0.0F && !is_won)
        return false;
    end_phase(m);
    return true;
}
