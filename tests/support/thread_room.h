/*
 * thread_room.h - a system that has no thread to give, for a moment.
 */
#ifndef TESTS_SUPPORT_THREAD_ROOM_H
#define TESTS_SUPPORT_THREAD_ROOM_H

#include <stdbool.h>

/* False: no thread of this process can be started until it is true again. */
void thread_room_set(bool is_there);

#endif
