/* For pthread_getname_np. */
#ifndef _GNU_SOURCE
#    define _GNU_SOURCE
#endif

#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/thread_room.h"

#include "base/thread.h"

#include <pthread.h>
#include <signal.h>

static void set_flag(void *arg)
{
    *(bool *)arg = true;
}

static void copy_own_name(void *arg)
{
    pthread_getname_np(pthread_self(), arg, 64);
}

static void copy_own_signal_mask(void *arg)
{
    pthread_sigmask(SIG_BLOCK, NULL, arg);
}

static void run_to_the_end(failing_allocator *f, const char *name, void (*run)(void *), void *arg)
{
    cho_thread *t = NULL;
    assert_ok(cho_thread_start(&f->hooks, name, run, arg, &t));
    cho_thread_join(t);
}

static void test_a_thread_has_run_when_it_is_joined(void **state)
{
    bool flag = false;
    run_to_the_end(*state, "flag", set_flag, &flag);
    assert_true(flag);
}

static void test_a_thread_has_its_name(void **state)
{
    char name[64] = "";
    run_to_the_end(*state, "chorus network", copy_own_name, name);
    assert_string_equal(name, "chorus network");
}

static void test_a_long_name_is_cut(void **state)
{
    char name[64] = "";
    run_to_the_end(*state, "a name of many words", copy_own_name, name);
    assert_string_equal(name, "a name of many ");
}

static void test_a_thread_takes_faults_and_no_other_signals(void **state)
{
    sigset_t there, before, after;
    pthread_sigmask(SIG_BLOCK, NULL, &before);
    run_to_the_end(*state, "signals", copy_own_signal_mask, &there);
    pthread_sigmask(SIG_BLOCK, NULL, &after);

    assert_true(sigismember(&there, SIGINT) == 1 && sigismember(&there, SIGPIPE) == 1);
    assert_true(sigismember(&there, SIGSEGV) == 0 && sigismember(&there, SIGABRT) == 0);
    assert_int_equal(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}

static void test_start_without_memory_fails(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        bool          flag    = false;
        cho_thread   *t       = NULL;
        chorus_result started = cho_thread_start(&f->hooks, "flag", set_flag, &flag, &t);
        cho_thread_join(t);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, started);
        assert_int_equal(flag, !failing_allocator_has_failed(f));
    }
}

static void test_start_fails_when_the_system_has_no_thread_to_give(void **state)
{
    failing_allocator *f    = *state;
    cho_thread        *t    = NULL;
    bool               flag = false;
    thread_room_set(false);
    chorus_result started = cho_thread_start(&f->hooks, "flag", set_flag, &flag, &t);
    thread_room_set(true);
    assert_result(CHORUS_E_STATE, started);
    assert_null(t);
    assert_false(flag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_thread_has_run_when_it_is_joined),
        HEAP_TEST(test_a_thread_has_its_name),
        HEAP_TEST(test_a_long_name_is_cut),
        HEAP_TEST(test_a_thread_takes_faults_and_no_other_signals),
        HEAP_TEST(test_start_without_memory_fails),
        HEAP_TEST(test_start_fails_when_the_system_has_no_thread_to_give),
    };
    return cmocka_run_group_tests_name("base/thread", tests, NULL, NULL);
}
