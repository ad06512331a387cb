#include "steps.h"

static const double step_s = 1.0 / ENGINE_STEPS_PER_S;

int engine_steps_take(engine_steps *s, double passed_s)
{
    s->owed_s += passed_s > 0.0 ? passed_s : 0.0;
    double whole = s->owed_s / step_s;
    int    count = whole < ENGINE_STEPS_A_FRAME ? (int)whole : ENGINE_STEPS_A_FRAME;
    s->owed_s -= count * step_s;
    if (s->owed_s >= step_s) {
        uint64_t dropped = (uint64_t)(s->owed_s / step_s);
        s->dropped += dropped;
        s->owed_s -= (double)dropped * step_s;
    }
    s->taken += (uint64_t)count;
    s->share = (float)(s->owed_s / step_s);
    return count;
}
