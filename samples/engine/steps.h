/*
 * steps.h - a fixed time step: however long frames are, the world moves in steps of one length, so that the
 * same inputs give the same game on every machine. What is left of a frame becomes `share`, by which the
 * drawing goes from the step before to the last one: motion is smooth at any frame rate.
 */
#ifndef SAMPLES_ENGINE_STEPS_H
#define SAMPLES_ENGINE_STEPS_H

#include <stdint.h>

enum { ENGINE_STEPS_PER_S = 50, ENGINE_STEPS_A_FRAME = 5 };

/* Begin with all zero; read only. */
typedef struct engine_steps {
    double   owed_s; /* time that no step has used yet, less than a step */
    float    share;  /* of the way from the step before to the last one  */
    uint64_t taken, dropped;
} engine_steps;

/* How many steps this frame takes. More than ENGINE_STEPS_A_FRAME are dropped: who is too slow to catch
   up plays slower instead of standing still. */
int engine_steps_take(engine_steps *steps, double passed_s);

#endif
