#include "world.h"

#include "common/words.h"

#include <math.h>
#include <stdlib.h>

enum { NAME_CHARACTERS = 12, BALLS_OF_ALL = 9, LEVELS = 3 };

static const float push_reach = 210.0F, push_speed = 620.0F, push_again_s = 0.12F;
static const float drag_per_s = 0.55F, bounce = 0.86F, speed_most = 1400.0F;
static const float inside_s     = 1.2F; /* in the ring, until a ball counts */
static const float drop_again_s = 3.0F;
static const float wave_s       = 0.6F;

/* ---- players ---------------------------------------------------------------------------------- */

void world_init(world *w)
{
    *w = (world){ .random = 7 };
    world_load_level(w, 1);
}

void world_deinit(world *w)
{
    sample_roster_deinit(&w->roster);
    free(w->players);
    *w = (world){ 0 };
}

static bool make_room(world *w)
{
    if (w->roster.count < w->capacity)
        return true;
    uint32_t      capacity = w->capacity == 0 ? 64 : w->capacity * 2;
    world_player *players  = realloc(w->players, capacity * sizeof *players);
    if (players == NULL)
        return false;
    w->players  = players;
    w->capacity = capacity;
    return true;
}

int32_t world_join(world *w, const char *id, const char *name)
{
    uint32_t before = w->roster.count;
    int32_t  number = make_room(w) ? sample_roster_add(&w->roster, id) : -1;
    if (number < 0)
        return -1;
    if (w->roster.count > before)
        w->players[number] = (world_player){ .score = 0 };
    w->players[number].is_here = true;
    sample_shorten(w->players[number].name, sizeof w->players[number].name, name, NAME_CHARACTERS);
    return number;
}

void world_leave(world *w, const char *id)
{
    int32_t number = sample_roster_find(&w->roster, id);
    if (number >= 0)
        w->players[number].is_here = false;
}

/* ---- balls ------------------------------------------------------------------------------------ */

static float random_between(world *w, float low, float high)
{
    w->random = w->random * 1664525U + 1013904223U;
    return low + (high - low) * (float)(w->random >> 8) / 16777216.0F;
}

static float within(float value, float low, float high)
{
    return !(value > low) ? low : value < high ? value : high;
}

/* Somewhere at rest, away from the ring. */
static void place(world *w, world_ball *b)
{
    float angle = random_between(w, 0.0F, 6.2832F), distance = random_between(w, 0.62F, 0.88F);
    b->x = b->before_x = WORLD_W * (0.5F + 0.5F * distance * cosf(angle));
    b->y = b->before_y = WORLD_H * (0.5F + 0.5F * distance * sinf(angle));
    b->vx = b->vy = b->inside = b->age_s = 0.0F;
    b->pusher                            = -1;
}

/* NULL when the table is full of balls whose owners are here. Who has left keeps theirs as long as there is room. */
static world_ball *find_room(world *w)
{
    if (w->ball_count < WORLD_BALLS_MAX)
        return &w->balls[w->ball_count++];
    for (int i = 0; i < w->ball_count; i++) {
        if (w->balls[i].owner >= 0 && !w->players[w->balls[i].owner].is_here)
            return &w->balls[i];
    }
    return NULL;
}

static void add_ball(world *w, int32_t owner, uint32_t colour, float radius)
{
    world_ball *b = find_room(w);
    if (b == NULL)
        return;
    *b = (world_ball){ .radius = radius, .owner = owner, .colour = colour };
    place(w, b);
}

void world_load_level(world *w, int level)
{
    int kept = 0;
    w->level = level;
    for (int i = 0; i < w->ball_count; i++) { /* what players have put there stays */
        if (w->balls[i].owner >= 0)
            w->balls[kept++] = w->balls[i];
    }
    w->ball_count  = kept;
    w->ring_radius = 118.0F - 14.0F * (float)((level - 1) % LEVELS);
    for (int i = 0; i < BALLS_OF_ALL + level % LEVELS; i++)
        add_ball(w, -1, (uint32_t)(i + level), random_between(w, 20.0F, 38.0F));
}

static world_ball *find_ball(world *w, int32_t owner)
{
    for (int i = 0; i < w->ball_count; i++) {
        if (w->balls[i].owner == owner)
            return &w->balls[i];
    }
    return NULL;
}

void world_drop(world *w, const char *id)
{
    int32_t     number = sample_roster_find(&w->roster, id);
    world_ball *own    = number < 0 ? NULL : find_ball(w, number);
    if (number < 0 || (own != NULL && own->age_s < drop_again_s))
        return;
    w->drops++;
    if (own == NULL)
        add_ball(w, number, (uint32_t)number, 30.0F);
    else
        place(w, own);
}

/* ---- pushes ----------------------------------------------------------------------------------- */

static void push_ball(world_ball *b, float x, float y, int32_t player)
{
    float dx = b->x - x, dy = b->y - y, distance = sqrtf(dx * dx + dy * dy);
    if (distance > push_reach + b->radius)
        return;
    float speed = push_speed * (1.0F - distance / (push_reach + b->radius));
    float most  = distance < 1.0F ? 1.0F : distance;
    b->vx += dx / most * speed;
    b->vy += dy / most * speed;
    b->pusher = player;
}

/* A finger that stays on the screen sends many places; one wave in a while is enough for each player. */
static bool has_just_pushed(const world *w, int32_t player)
{
    for (int i = 0; i < WORLD_WAVES; i++) {
        if (w->waves[i].age_s < push_again_s && w->waves[i].player == player && (uint32_t)i < w->wave_count)
            return true;
    }
    return false;
}

void world_push(world *w, const char *id, float x, float y)
{
    int32_t player = sample_roster_find(&w->roster, id);
    if (player < 0 || has_just_pushed(w, player))
        return;
    x = within(x, 0.0F, WORLD_W);
    y = within(y, 0.0F, WORLD_H);
    w->pushes++;
    w->waves[w->wave_count++ % WORLD_WAVES] = (world_wave){ x, y, 0.0F, player };
    for (int i = 0; i < w->ball_count; i++)
        push_ball(&w->balls[i], x, y, player);
}

/* ---- steps ------------------------------------------------------------------------------------ */

static void bounce_off_walls(world_ball *b)
{
    if ((b->x < b->radius && b->vx < 0.0F) || (b->x > WORLD_W - b->radius && b->vx > 0.0F))
        b->vx *= -bounce;
    if ((b->y < b->radius && b->vy < 0.0F) || (b->y > WORLD_H - b->radius && b->vy > 0.0F))
        b->vy *= -bounce;
    b->x = within(b->x, b->radius, WORLD_W - b->radius);
    b->y = within(b->y, b->radius, WORLD_H - b->radius);
}

static void move(world_ball *b, float step_s)
{
    float kept  = expf(-drag_per_s * step_s);
    b->before_x = b->x;
    b->before_y = b->y;
    b->vx       = within(b->vx * kept, -speed_most, speed_most);
    b->vy       = within(b->vy * kept, -speed_most, speed_most);
    b->x += b->vx * step_s;
    b->y += b->vy * step_s;
    b->age_s += step_s;
    bounce_off_walls(b);
}

/* Masses are areas; what overlaps is moved apart. */
static void collide(world_ball *a, world_ball *b)
{
    float dx = b->x - a->x, dy = b->y - a->y, distance = sqrtf(dx * dx + dy * dy);
    float overlap = a->radius + b->radius - distance;
    if (overlap <= 0.0F || distance < 0.001F)
        return;
    float nx = dx / distance, ny = dy / distance;
    float mass_a = a->radius * a->radius, mass_b = b->radius * b->radius, share = mass_b / (mass_a + mass_b);
    a->x -= nx * overlap * share;
    a->y -= ny * overlap * share;
    b->x += nx * overlap * (1.0F - share);
    b->y += ny * overlap * (1.0F - share);
    float closing = (a->vx - b->vx) * nx + (a->vy - b->vy) * ny;
    if (closing <= 0.0F)
        return;
    float hit = (1.0F + bounce) * closing;
    a->vx -= hit * share * nx;
    a->vy -= hit * share * ny;
    b->vx += hit * (1.0F - share) * nx;
    b->vy += hit * (1.0F - share) * ny;
}

static void take_score(world *w, world_ball *b)
{
    w->score++;
    if (b->pusher >= 0)
        w->players[b->pusher].score++;
    place(w, b);
}

/* A ball that stays in the ring is taken, and comes back elsewhere. */
static void check_ring(world *w, world_ball *b, float step_s)
{
    float dx = b->x - w->ring_x, dy = b->y - w->ring_y;
    bool  is_in = dx * dx + dy * dy < w->ring_radius * w->ring_radius;
    b->inside   = within(b->inside + (is_in ? step_s / inside_s : -2.0F * step_s), 0.0F, 1.0F);
    if (b->inside >= 1.0F)
        take_score(w, b);
}

static void drift_ring(world *w)
{
    w->ring_x = WORLD_W * (0.5F + 0.16F * sinf(w->time_s * 0.23F));
    w->ring_y = WORLD_H * (0.5F + 0.16F * sinf(w->time_s * 0.31F + 1.0F));
}

void world_step(world *w, float step_s)
{
    w->time_s += step_s;
    drift_ring(w);
    for (int i = 0; i < WORLD_WAVES; i++)
        w->waves[i].age_s = within(w->waves[i].age_s + step_s, 0.0F, 2.0F * wave_s);
    for (int i = 0; i < w->ball_count; i++)
        move(&w->balls[i], step_s);
    for (int i = 0; i < w->ball_count; i++) {
        for (int k = i + 1; k < w->ball_count; k++)
            collide(&w->balls[i], &w->balls[k]);
    }
    for (int i = 0; i < w->ball_count; i++)
        check_ring(w, &w->balls[i], step_s);
}
