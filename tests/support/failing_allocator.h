/*
 * failing_allocator.h - a heap that counts, and that fails when it is told to.
 *
 * The hooks may be called from any thread; plan and read the counts from the test's own.
 *
 *     failing_allocator f;
 *     failing_allocator_init(&f);
 *     EVERY_ALLOCATION_FAILS(&f) {
 *         chorus_result r = make_and_destroy(&f.hooks);
 *         assert_result(failing_allocator_has_failed(&f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
 *     }
 */
#ifndef TESTS_SUPPORT_FAILING_ALLOCATOR_H
#define TESTS_SUPPORT_FAILING_ALLOCATOR_H

#include <stdatomic.h>

#include <chorus/base.h>

typedef struct failing_allocator {
    chorus_allocator hooks;       /* for the code under test; the struct must not move           */
    _Atomic size_t   live_blocks; /* given out and not released                                  */
    _Atomic size_t   call_count;  /* every alloc and resize so far, also those that failed       */
    _Atomic size_t   fail_at;     /* the value of call_count that fails; 0: none                 */
    _Atomic bool     fails_after; /* and every later one                                         */
    _Atomic bool     has_failed;  /* a planned failure has happened                              */
    size_t           round;       /* of EVERY_ALLOCATION_FAILS: the call that fails; 0: not begun */
    size_t           live_before; /* live_blocks when the rounds began                           */
} failing_allocator;

void failing_allocator_init(failing_allocator *f);

/* The nth alloc or resize from now fails, 1 being the next one, and all later ones if `and_after`. */
void failing_allocator_fail_at(failing_allocator *f, size_t nth, bool and_after);

/* No call fails any more; forgets that one has. */
void failing_allocator_succeed(failing_allocator *f);

/* True when a planned failure has happened since it was planned. */
bool failing_allocator_has_failed(const failing_allocator *f);

/*
 * Runs its block with the first call failing, then the second, and so on until nothing failed any
 * more; then again with the nth call and all later ones failing. After each run every block the run
 * allocated must be released, or the test fails. Leave the block by its end, not by break.
 */
#define EVERY_ALLOCATION_FAILS(f)                                                                  \
    for (failing_allocator_begin_rounds(f); failing_allocator_next_round(f);)

/* A test whose *state is a fresh failing_allocator, and which fails when blocks are left over. */
#define HEAP_TEST(name)                                                                            \
    cmocka_unit_test_setup_teardown(name, failing_allocator_set_up, failing_allocator_tear_down)

int  failing_allocator_set_up(void **state);
int  failing_allocator_tear_down(void **state);
void failing_allocator_begin_rounds(failing_allocator *f);
bool failing_allocator_next_round(failing_allocator *f);

#endif
