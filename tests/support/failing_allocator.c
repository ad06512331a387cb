#include "support/failing_allocator.h"

#include "support/support.h"

#include <stdlib.h>

static bool is_planned_to_fail(const failing_allocator *f, size_t call)
{
    size_t fail_at = atomic_load(&f->fail_at);
    if (fail_at == 0 || call < fail_at)
        return false;
    return call == fail_at || atomic_load(&f->fails_after);
}

static bool must_fail(failing_allocator *f)
{
    bool fails = is_planned_to_fail(f, atomic_fetch_add(&f->call_count, 1) + 1);
    if (fails)
        atomic_store(&f->has_failed, true);
    return fails;
}

static void *alloc_or_fail(size_t size, void *user)
{
    failing_allocator *f     = user;
    void              *block = must_fail(f) ? NULL : malloc(size);
    if (block != NULL)
        atomic_fetch_add(&f->live_blocks, 1);
    return block;
}

static void *resize_or_fail(void *block, size_t size, void *user)
{
    failing_allocator *f = user;
    if (must_fail(f))
        return NULL;
    void *resized = realloc(block, size);
    if (block == NULL && resized != NULL)
        atomic_fetch_add(&f->live_blocks, 1);
    return resized;
}

static void release(void *block, void *user)
{
    failing_allocator *f = user;
    if (block != NULL)
        atomic_fetch_sub(&f->live_blocks, 1);
    free(block);
}

void failing_allocator_init(failing_allocator *f)
{
    memset(f, 0, sizeof *f);
    f->hooks = (chorus_allocator){ alloc_or_fail, resize_or_fail, release, f };
}

void failing_allocator_fail_at(failing_allocator *f, size_t nth, bool and_after)
{
    atomic_store(&f->has_failed, false);
    atomic_store(&f->fails_after, and_after);
    atomic_store(&f->fail_at, atomic_load(&f->call_count) + nth);
}

void failing_allocator_succeed(failing_allocator *f)
{
    atomic_store(&f->fail_at, 0);
    atomic_store(&f->has_failed, false);
}

bool failing_allocator_has_failed(const failing_allocator *f)
{
    return atomic_load(&f->has_failed);
}

int failing_allocator_set_up(void **state)
{
    failing_allocator *f = malloc(sizeof *f);
    if (f == NULL)
        return -1;
    failing_allocator_init(f);
    *state = f;
    return 0;
}

int failing_allocator_tear_down(void **state)
{
    failing_allocator *f    = *state;
    size_t             live = atomic_load(&f->live_blocks);
    if (live > 0)
        print_error("%zu blocks were not released\n", live);
    free(f);
    return live == 0 ? 0 : -1;
}

void failing_allocator_begin_rounds(failing_allocator *f)
{
    failing_allocator_succeed(f);
    f->round       = 0;
    f->live_before = atomic_load(&f->live_blocks);
    atomic_store(&f->fails_after, false);
}

bool failing_allocator_next_round(failing_allocator *f)
{
    bool and_after = atomic_load(&f->fails_after);
    assert_int_equal(atomic_load(&f->live_blocks), f->live_before);
    if (f->round > 0 && !failing_allocator_has_failed(f)) {
        if (and_after) {
            failing_allocator_succeed(f);
            return false;
        }
        and_after = true;
        f->round  = 0;
    }
    f->round++;
    failing_allocator_fail_at(f, f->round, and_after);
    return true;
}
