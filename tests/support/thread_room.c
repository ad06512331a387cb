/* For pthread_setattr_default_np. */
#ifndef _GNU_SOURCE
#    define _GNU_SOURCE
#endif

#include "support/thread_room.h"

#include "support/support.h"

#include <pthread.h>

/* A stack that no address space holds. */
void thread_room_set(bool is_there)
{
    size_t         stack = is_there ? (size_t)1 << 20 : (size_t)1 << (sizeof(size_t) * 8 - 4);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack);
    assert_int_equal(pthread_setattr_default_np(&attributes), 0);
    pthread_attr_destroy(&attributes);
}
