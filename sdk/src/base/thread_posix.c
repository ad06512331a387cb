/* pthread_setname_np is an extension. */
#ifndef _GNU_SOURCE
#    define _GNU_SOURCE
#endif

#include "base/thread.h"

#include "base/alloc.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>

struct cho_thread {
    const chorus_allocator *heap;
    pthread_t               id;
    void (*run)(void *arg);
    void *arg;
    char  name[16]; /* the most the kernel keeps */
};

static void *enter(void *arg)
{
    cho_thread *t = arg;
    pthread_setname_np(pthread_self(), t->name);
    t->run(t->arg);
    return NULL;
}

/* Everything but the faults a thread raises by itself: those have to reach a crash handler. */
static void fill_with_foreign_signals(sigset_t *set)
{
    static const int faults[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP };
    sigfillset(set);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(set, faults[i]);
}

/* A thread inherits the signal mask of the one that creates it. */
static bool create_without_signals(cho_thread *t)
{
    sigset_t foreign, before;
    fill_with_foreign_signals(&foreign);
    pthread_sigmask(SIG_BLOCK, &foreign, &before);
    int error = pthread_create(&t->id, NULL, enter, t);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0;
}

chorus_result cho_thread_start(const chorus_allocator *heap, const char *name,
                               void (*run)(void *arg), void *arg, cho_thread **out)
{
    cho_thread *t = cho_alloc_zero(heap, sizeof *t);
    if (t == NULL)
        return CHORUS_E_MEMORY;
    t->heap = heap;
    t->run  = run;
    t->arg  = arg;
    snprintf(t->name, sizeof t->name, "%s", name);
    if (!create_without_signals(t)) {
        cho_release(heap, t);
        return CHORUS_E_STATE;
    }
    *out = t;
    return CHORUS_OK;
}

void cho_thread_join(cho_thread *t)
{
    if (t == NULL)
        return;
    pthread_join(t->id, NULL);
    cho_release(t->heap, t);
}

void cho_thread_yield(void)
{
    sched_yield();
}
