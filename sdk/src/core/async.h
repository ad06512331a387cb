/*
 * async.h - the thread that pumps and dispatches by itself.
 * Layer    core. May include base/ only.
 * Thread   each function says its own.
 * Memory   part of the runtime: nothing is allocated before the mode is used for the first time.
 * Trust    handlers and posted functions are the game's.
 *
 * Other threads wake it with the bell: the network thread when it has published records, whoever posts
 * or stops.
 */
#ifndef CHO_CORE_ASYNC_H
#define CHO_CORE_ASYNC_H

#include "base/bell.h"
#include "base/thread.h"
#include <chorus/dispatch.h>

typedef struct cho_post {
    struct cho_post *next;
    void (*run)(chorus_runtime *rt, void *user);
    void *user;
} cho_post;

typedef struct cho_async {
    cho_bell        bell; /* its monitor guards what follows */
    bool            is_on, is_joining;
    uint64_t        round; /* how often it was begun */
    cho_thread     *thread;
    cho_post       *posts, **posts_end;
    atomic_bool     must_stop;
    chorus_handlers handlers; /* these two: the dispatch thread's while it is on */
    void           *user;
} cho_async;

/* Nobody else uses the runtime any more. True when it may be destroyed: not from inside of a handler. */
bool cho_async_end(chorus_runtime *rt);
void cho_async_deinit(cho_async *async);

#endif
