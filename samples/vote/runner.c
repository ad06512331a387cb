#include "runner.h"

#include <string.h>

static const float gravity        = 3000.0F; /* units a second, each second     */
static const float jump_speed     = 1120.0F; /* 209 units high, 0.75 s          */
static const float speed_first    = 420.0F;
static const float speed_most     = 820.0F;
static const float speed_more     = 5.0F; /* a second                           */
static const float step_most_s    = 1.0F / 120.0F;
static const float wish_lasts_s   = 0.12F; /* pressed a little too early counts  */
static const float edge_lasts_s   = 0.08F; /* and a little too late              */
static const float safe_after_s   = 1.4F;  /* a hit                              */
static const float gap_s          = 1.15F; /* from one thing to the next         */
static const float before_start_s = 1.5F;

const char *runner_kind_name(runner_kind kind)
{
    static const char *const names[RUNNER_KIND_COUNT] = {
        "Crate", "Spikes", "Tower", "Bat", "Pit", "Heart", "Boulder"
    };
    return names[kind];
}

/* ---- what comes ------------------------------------------------------------------------------- */

static float random_between(runner *r, float low, float high)
{
    r->random = r->random * 1664525U + 1013904223U;
    return low + (high - low) * (float)(r->random >> 8) / 16777216.0F;
}

/* Pits and spikes grow with the speed, so that they take the same time to cross. */
static runner_thing make_thing(runner_kind kind, float speed)
{
    switch (kind) {
    case RUNNER_SPIKES: return (runner_thing){ .w = 0.22F * speed, .h = 34.0F };
    case RUNNER_TOWER: return (runner_thing){ .w = 56.0F, .h = 112.0F };
    case RUNNER_BAT: return (runner_thing){ .y = 56.0F, .w = 62.0F, .h = 40.0F, .own_speed = 40.0F };
    case RUNNER_PIT: return (runner_thing){ .w = 0.3F * speed, .h = 1.0F };
    case RUNNER_HEART: return (runner_thing){ .y = 180.0F, .w = 48.0F, .h = 48.0F };
    case RUNNER_BOULDER: return (runner_thing){ .w = 92.0F, .h = 92.0F, .own_speed = 160.0F };
    case RUNNER_CRATE:
    case RUNNER_KIND_COUNT: break;
    }
    return (runner_thing){ .w = 56.0F, .h = 56.0F };
}

static void put(runner *r, runner_kind kind, bool is_voted)
{
    runner_thing thing          = make_thing(kind, r->speed);
    thing.kind                  = kind;
    thing.x                     = RUNNER_VIEW_W + 60.0F;
    thing.is_voted              = is_voted;
    r->things[r->thing_count++] = thing;
    r->next_s                   = random_between(r, gap_s, 2.0F * gap_s);
}

/* What comes by itself is easy at first. */
static runner_kind choose_kind(runner *r)
{
    static const runner_kind all[] = { RUNNER_CRATE, RUNNER_SPIKES, RUNNER_CRATE, RUNNER_BAT, RUNNER_TOWER };
    float                    kinds = r->run_s < 15.0F ? 2.0F : 5.0F;
    return all[(int)random_between(r, 0.0F, kinds - 0.001F)];
}

/* A boulder overtakes what is before it, so it waits until nothing is. */
static bool has_room_for(const runner *r, runner_kind kind)
{
    if (r->thing_count == RUNNER_THINGS)
        return false;
    if (r->thing_count == 0)
        return true;
    const runner_thing *last = &r->things[r->thing_count - 1];
    if (kind == RUNNER_BOULDER)
        return last->x + last->w < RUNNER_HERO_X;
    return last->x + last->w + gap_s * r->speed < RUNNER_VIEW_W + 60.0F;
}

static void let_come(runner *r, float dt_s)
{
    r->next_s -= dt_s;
    if (r->queue_count > 0) {
        if (!has_room_for(r, r->queue[0]))
            return;
        put(r, r->queue[0], true);
        memmove(r->queue, r->queue + 1, (size_t)--r->queue_count * sizeof r->queue[0]);
    } else if (r->next_s <= 0.0F && has_room_for(r, RUNNER_CRATE)) {
        put(r, choose_kind(r), false);
    }
}

bool runner_send(runner *r, runner_kind kind)
{
    if (r->queue_count == RUNNER_QUEUE)
        return false;
    r->queue[r->queue_count++] = kind;
    return true;
}

void runner_start(runner *r, uint32_t seed)
{
    runner next = { .random      = seed,
                    .speed       = speed_first,
                    .height      = RUNNER_HERO_H,
                    .hearts      = RUNNER_HEARTS,
                    .next_s      = before_start_s,
                    .queue_count = r->queue_count };
    memcpy(next.queue, r->queue, sizeof next.queue);
    *r = next;
}

/* ---- the hero --------------------------------------------------------------------------------- */

bool runner_is_on_ground(const runner *r)
{
    return r->y <= 0.0F && r->vy <= 0.0F;
}

static void leave_ground(runner *r)
{
    r->vy     = jump_speed;
    r->wish_s = 0.0F;
    r->free_s = edge_lasts_s;
}

/* The fall is exact for any step, so a jump is as high at 30 frames a second as at 240. */
static void fall(runner *r, float pull, float dt_s)
{
    r->y += r->vy * dt_s - 0.5F * pull * dt_s * dt_s;
    r->vy -= pull * dt_s;
    r->free_s += dt_s;
    if (r->y > 0.0F || r->vy > 0.0F)
        return;
    r->y = r->vy = r->free_s = 0.0F;
}

static void move_hero(runner *r, runner_keys keys, float dt_s)
{
    bool is_on_ground = runner_is_on_ground(r), has_let_go = r->was_jump && !keys.jump;
    r->wish_s     = keys.jump && !r->was_jump ? wish_lasts_s : r->wish_s - dt_s;
    r->was_jump   = keys.jump;
    r->is_ducking = is_on_ground && keys.duck;
    r->height     = r->is_ducking ? RUNNER_DUCK_H : RUNNER_HERO_H;
    if (r->wish_s > 0.0F && r->free_s < edge_lasts_s)
        leave_ground(r);
    else if (has_let_go && r->vy > 0.0F)
        r->vy *= 0.45F;
    if (r->vy > 0.0F || r->y > 0.0F)
        fall(r, keys.duck && r->vy < 0.0F ? 2.5F * gravity : gravity, dt_s);
}

/* ---- meeting ---------------------------------------------------------------------------------- */

/* A hair's breadth is not enough to be hit. */
static bool touches(const runner *r, const runner_thing *thing)
{
    const float mercy = 7.0F;
    float       left = RUNNER_HERO_X + mercy, right = RUNNER_HERO_X + RUNNER_HERO_W - mercy;
    if (thing->kind == RUNNER_PIT) /* both feet over it */
        return runner_is_on_ground(r) && thing->x < left && thing->x + thing->w > right;
    return thing->x < right && thing->x + thing->w > left && thing->y < r->y + r->height - mercy &&
           thing->y + thing->h > r->y + mercy;
}

static void be_hit(runner *r, const runner_thing *thing)
{
    r->hits++;
    r->safe_s = safe_after_s;
    if (thing->kind == RUNNER_PIT) { /* and out of it again */
        r->y  = 0.1F;
        r->vy = jump_speed;
    }
    if (--r->hearts == 0)
        r->is_over = true;
}

static void meet(runner *r, runner_thing *thing)
{
    bool is_good = thing->kind == RUNNER_HEART;
    if (thing->is_met || !touches(r, thing) || (!is_good && r->safe_s > 0.0F))
        return;
    thing->is_met = true;
    if (!is_good) {
        be_hit(r, thing);
        return;
    }
    r->score += 100;
    r->hearts += r->hearts < RUNNER_HEARTS;
}

static void pass(runner *r, runner_thing *thing)
{
    thing->is_passed = true;
    if (thing->is_met || thing->kind == RUNNER_HEART)
        return;
    r->passed++;
    r->voted_passed += thing->is_voted;
    r->score += thing->is_voted ? 50 : 20;
}

static void move_things(runner *r, float dt_s)
{
    for (int i = 0; i < r->thing_count; i++) {
        runner_thing *thing = &r->things[i];
        thing->x -= (r->speed + thing->own_speed) * dt_s;
        thing->met_s += thing->is_met ? dt_s : 0.0F;
        meet(r, thing);
        if (!thing->is_passed && thing->x + thing->w < RUNNER_HERO_X)
            pass(r, thing);
    }
    if (r->thing_count > 0 && r->things[0].x + r->things[0].w < -80.0F)
        memmove(r->things, r->things + 1, (size_t)--r->thing_count * sizeof r->things[0]);
}

/* ---- time ------------------------------------------------------------------------------------- */

static void run_on(runner *r, runner_keys keys, float dt_s)
{
    uint32_t metres = (uint32_t)(r->distance / 100.0F);
    r->run_s += dt_s;
    r->safe_s -= dt_s;
    r->speed = r->speed + speed_more * dt_s < speed_most ? r->speed + speed_more * dt_s : speed_most;
    r->distance += r->speed * dt_s;
    r->score += (uint32_t)(r->distance / 100.0F) - metres;
    move_hero(r, keys, dt_s);
    let_come(r, dt_s);
    move_things(r, dt_s);
}

void runner_step(runner *r, runner_keys keys, float dt_s)
{
    for (float left_s = dt_s; left_s > 0.0F; left_s -= step_most_s) {
        float step_s = left_s < step_most_s ? left_s : step_most_s;
        if (r->is_over)
            r->over_s += step_s;
        else
            run_on(r, keys, step_s);
    }
}

/* ---- advice ----------------------------------------------------------------------------------- */

/* The middle of a jump belongs over the middle of the thing. */
static bool is_time_to_jump(const runner *r, const runner_thing *thing)
{
    float closing   = r->speed + thing->own_speed;
    float distance  = thing->x - (RUNNER_HERO_X + RUNNER_HERO_W);
    float contact_s = distance / closing, over_s = (thing->w + RUNNER_HERO_W) / closing;
    return distance > -thing->w && contact_s <= jump_speed / gravity - over_s / 2.0F;
}

static bool is_over_head(const runner *r, const runner_thing *thing)
{
    float ahead = 0.16F * (r->speed + thing->own_speed);
    return thing->x < RUNNER_HERO_X + RUNNER_HERO_W + ahead && thing->x + thing->w > RUNNER_HERO_X;
}

runner_keys runner_advise(const runner *r)
{
    runner_keys keys = { .jump = r->y > 0.0F };
    for (int i = 0; i < r->thing_count; i++) {
        const runner_thing *thing = &r->things[i];
        if (thing->is_met || thing->is_passed)
            continue;
        if (thing->kind == RUNNER_BAT)
            keys.duck |= is_over_head(r, thing);
        else
            keys.jump |= is_time_to_jump(r, thing);
    }
    return keys;
}
