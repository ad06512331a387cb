#include "base/monitor.h"

#include "base/alloc.h"

#include <pthread.h>
#include <time.h>

struct cho_monitor {
    const chorus_allocator *heap;
    pthread_mutex_t         lock;
    pthread_cond_t          changed;
};

/* The wall clock may jump; a time-out must not. */
static bool init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool is_made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                   pthread_cond_init(condition, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return is_made;
}

static bool init(cho_monitor *m)
{
    if (pthread_mutex_init(&m->lock, NULL) != 0)
        return false;
    if (init_condition(&m->changed))
        return true;
    pthread_mutex_destroy(&m->lock);
    return false;
}

chorus_result cho_monitor_create(const chorus_allocator *heap, cho_monitor **out)
{
    cho_monitor *m = cho_alloc_zero(heap, sizeof *m);
    if (m == NULL)
        return CHORUS_E_MEMORY;
    m->heap = heap;
    if (!init(m)) {
        cho_release(heap, m);
        return CHORUS_E_STATE;
    }
    *out = m;
    return CHORUS_OK;
}

void cho_monitor_destroy(cho_monitor *m)
{
    if (m == NULL)
        return;
    pthread_cond_destroy(&m->changed);
    pthread_mutex_destroy(&m->lock);
    cho_release(m->heap, m);
}

void cho_monitor_lock(cho_monitor *m)
{
    pthread_mutex_lock(&m->lock);
}

void cho_monitor_unlock(cho_monitor *m)
{
    pthread_mutex_unlock(&m->lock);
}

void cho_monitor_wait(cho_monitor *m, uint32_t timeout_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&m->changed, &m->lock, &until);
}

void cho_monitor_wake(cho_monitor *m)
{
    pthread_cond_broadcast(&m->changed);
}
