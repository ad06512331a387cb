#include "crowd_script.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_BURST = 20, MOST_AT_ONCE = 1000 };
#define SECOND_NS 1e9
#define LONGEST_NS 1e15

const char *const crowd_conduct_names[CROWD_CONDUCTS] = { "idle",   "steady", "burst", "joystick",
                                                              "reload", "slow",   "troll" };

const char *const crowd_action_names[] = { "join", "input", "move", "return", "garbage", "nothing" };

/* Of what has no number behind its name. Bursts are told by their size; there is one every two seconds. */
static const double default_rates[CROWD_CONDUCTS] = { 0, 1, 0.5, 20, 5, 0, 10 };

/* ---- reading ---- */

static bool find_conduct(const char *text, size_t len, crowd_conduct *out)
{
    for (int i = 0; i < CROWD_CONDUCTS; i++) {
        if (strlen(crowd_conduct_names[i]) == len && strncmp(crowd_conduct_names[i], text, len) == 0) {
            *out = (crowd_conduct)i;
            return true;
        }
    }
    return false;
}

/* A number above zero behind that sign, or nothing. */
static bool read_number(const char **at, char sign, double *out)
{
    char *end;
    if (**at != sign)
        return true;
    *out = strtod(*at + 1, &end);
    if (end == *at + 1 || !(*out > 0) || *out > 1e6)
        return false;
    *at = end;
    return true;
}

/* "burst:20/2" is 20 inputs every 2 seconds. */
static bool read_numbers(const char **at, crowd_behaviour *b)
{
    double size = DEFAULT_BURST, pause = 1 / default_rates[CROWD_BURST];
    bool   is_read = b->conduct == CROWD_BURST
                         ? read_number(at, ':', &size) && read_number(at, '/', &pause)
                         : read_number(at, ':', &b->rate);
    if (b->conduct == CROWD_BURST)
        b->rate = 1 / pause;
    b->burst = size < MOST_AT_ONCE ? (uint32_t)size : MOST_AT_ONCE;
    return is_read && read_number(at, '=', &b->share);
}

bool crowd_mix_read(const char *text, crowd_mix *out)
{
    out->count = 0;
    for (const char *at = text; *at != '\0' || out->count == 0;) {
        size_t           len = strcspn(at, ":=,");
        crowd_behaviour *b   = &out->list[out->count];
        if (out->count == CROWD_BEHAVIOURS_MAX || !find_conduct(at, len, &b->conduct))
            return false;
        b->rate  = default_rates[b->conduct];
        b->share = 1;
        at += len;
        if (!read_numbers(&at, b) || (*at != ',' && *at != '\0'))
            return false;
        out->count++;
        if (*at == ',' && *++at == '\0')
            return false;
    }
    return true;
}

/* ---- dealing ---- */

/* Each goes to the behaviour that is furthest behind its share. */
void crowd_mix_deal(const crowd_mix *mix, uint32_t participants, uint8_t *behaviour_of)
{
    double   sum = 0;
    uint32_t dealt[CROWD_BEHAVIOURS_MAX] = { 0 };
    for (size_t i = 0; i < mix->count; i++)
        sum += mix->list[i].share;
    for (uint32_t n = 0; n < participants; n++) {
        size_t best = 0;
        double most = -1e9;
        for (size_t i = 0; i < mix->count; i++) {
            double behind = mix->list[i].share / sum * (n + 1) - dealt[i];
            if (behind > most + 1e-9) {
                most = behind;
                best = i;
            }
        }
        dealt[best]++;
        behaviour_of[n] = (uint8_t)best;
    }
}

/* ---- one participant's script ---- */

static uint64_t interval_ns(const crowd_behaviour *b)
{
    double ns = b->conduct == CROWD_RELOAD ? b->rate * SECOND_NS : SECOND_NS / b->rate;
    return (uint64_t)(ns < LONGEST_NS ? ns : LONGEST_NS);
}

static crowd_action_kind usual_action(crowd_conduct conduct)
{
    switch (conduct) {
    case CROWD_STEADY:
    case CROWD_BURST:
        return CROWD_INPUT;
    case CROWD_JOYSTICK:
        return CROWD_MOVE;
    case CROWD_RELOAD:
        return CROWD_RETURN;
    case CROWD_TROLL:
        return CROWD_GARBAGE;
    default:
        return CROWD_NOTHING;
    }
}

void crowd_script_begin(crowd_script *script, const crowd_behaviour *behaviour, uint64_t seed, uint32_t number,
                        uint64_t joins_at_ns)
{
    script->behaviour = behaviour;
    script->random    = crowd_random_of(seed, number);
    script->next      = (crowd_action){ joins_at_ns, CROWD_JOIN, 0, crowd_random_next(&script->random) };
}

/* The first comes anywhere within the interval, so that a crowd that joins together does not act together; those
   who reload do so at the same moment. */
void crowd_script_advance(crowd_script *script)
{
    const crowd_behaviour *b     = script->behaviour;
    crowd_action          *next  = &script->next;
    bool                   first = next->kind == CROWD_JOIN;
    next->kind                   = usual_action(b->conduct);
    next->count                  = b->conduct == CROWD_BURST ? b->burst : 1;
    next->dice                   = crowd_random_next(&script->random);
    if (next->kind == CROWD_NOTHING)
        return;
    uint64_t step = interval_ns(b);
    if (!first)
        next->at_ns += step;
    else if (next->kind == CROWD_RETURN)
        next->at_ns += step - next->at_ns % step;
    else
        next->at_ns += step > 0 ? crowd_random_next(&script->random) % step : 0;
}
