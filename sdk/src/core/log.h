/*
 * log.h - lines on their way to the game's log hook.
 * Layer    core. May include base/ only.
 * Thread   game thread only. The hook is called inside the pump and nowhere else.
 * Memory   lines made outside of a pump wait in one buffer, bounded.
 * Trust    lines are ours; what a peer had to say in them was made printable before.
 */
#ifndef CHO_CORE_LOG_H
#define CHO_CORE_LOG_H

#include "base/buf.h"
#include <chorus/runtime.h>

typedef struct cho_log {
    chorus_log_fn    fn;
    void            *user;
    chorus_log_level level;
    cho_buf          waiting; /* for each line: its level as one byte, its text, NUL */
} cho_log;

void cho_log_init(cho_log *log, const chorus_allocator *heap, chorus_log_fn fn, void *user, chorus_log_level level);
void cho_log_deinit(cho_log *log);
/* Keep a line for the next pump. False: it is not wanted, or there is no room. */
bool cho_log_keep(cho_log *log, chorus_log_level level, const char *line);
/* Call the hook for what waits. */
void cho_log_deliver(cho_log *log);
/* Call the hook now. */
void cho_log_now(const cho_log *log, chorus_log_level level, const char *line);

#endif
