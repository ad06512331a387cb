/*
 * loop.h - the event loop of one network thread: sockets, timers, wake-ups.
 * Layer    net. May include base/ only.
 * Thread   "network thread" in this folder means the one thread inside
 *          cho_loop_run(); before that thread starts, and inside
 *          cho_loop_destroy(), it is whoever owns the loop. Only
 *          cho_loop_wake(), cho_loop_stop() and cho_doorbell_ring() may be
 *          called by any thread.
 * Memory   the functions behind heap must outlive the loop. Timers and
 *          doorbells belong to the caller.
 * Trust    nothing from a peer passes here.
 *
 * Loops do not know of each other: any number may live in one process. The libraries below are set
 * up once and stay: SIGPIPE is ignored from then on and libwebsockets logs nothing.
 */
#ifndef CHO_NET_LOOP_H
#define CHO_NET_LOOP_H

#include "net/list.h"

#include <chorus/base.h>
#include <stdatomic.h>

typedef struct cho_loop cho_loop;

typedef struct cho_loop_options {
    /* Called on the network thread, once or more after each cho_loop_wake(). May be NULL. */
    void (*on_wake)(void *user);
    void       *user;
    const char *ca_file; /* PEM file of trusted authorities for wss and https; NULL: the system's */
} cho_loop_options;

/*
 * OK, E_MEMORY, E_INVALID when ca_file cannot be read, or E_STATE when the system gives no
 * descriptors. *heap and *options are copied. Any thread.
 */
chorus_result cho_loop_create(const chorus_allocator *heap, const cho_loop_options *options,
                              cho_loop **out);

/* Serve sockets and timers until cho_loop_stop(). The calling thread is the network thread. */
void cho_loop_run(cho_loop *loop);

/*
 * The monotonic clock as of this turn of the loop, read once a turn: what arrives together has one
 * time. Network thread.
 */
uint64_t cho_loop_now_ns(cho_loop *loop);
/* How many turns it has taken: whoever has nothing to do takes none. Network thread. */
uint64_t cho_loop_turns(const cho_loop *loop);
/* Another turn begins. cho_loop_run() does this by itself; it is for who plays its part. */
void cho_loop_begin_turn(cho_loop *loop);

/* Have on_wake called soon; wakes that come close together become one. Any thread. */
void cho_loop_wake(cho_loop *loop);

/* Make cho_loop_run() return soon. It cannot be run again. Any thread. */
void cho_loop_stop(cho_loop *loop);

/*
 * Close every socket, server, transfer and look-up at once, without waiting, then free the loop.
 * Call it when the network thread has been joined and no thread can still wake the loop. Whatever
 * is still open gets its last callback (on_close, on_done) from inside this call, with E_STATE
 * where a result is told; nothing new can be opened meanwhile. Timers are forgotten. NULL is fine.
 */
void cho_loop_destroy(cho_loop *loop);

/* A timer lives inside the struct it serves. Zeroed memory is a timer that is not running. */
typedef struct cho_timer {
    cho_loop         *loop; /* not NULL: running; the rest is timer.c's */
    struct cho_timer *child, *next, *previous;
    uint64_t          due_ns;
    void (*fn)(void *user);
    void *user;
} cho_timer;

/*
 * Call fn once after delay_ms; a running timer is set anew. fn may start it again. Network thread.
 */
void cho_timer_start(cho_loop *loop, cho_timer *timer, uint32_t delay_ms, void (*fn)(void *user),
                     void *user);

/* Afterwards fn is not called. Fine for a timer that is not running. Network thread. */
void cho_timer_cancel(cho_timer *timer);

static inline bool cho_timer_is_running(const cho_timer *timer)
{
    return timer->loop != NULL;
}

/* How another thread is heard. A doorbell lives inside the struct it serves. */
typedef struct cho_doorbell {
    /* Once or more after each ring. */
    void (*on_ring)(void *user);
    /*
     * cho_loop_destroy() has begun: nobody may ring any more when this returns. Not called for one that
     * was taken down.
     */
    void (*on_end)(void *user);
    void       *user;
    cho_node    node; /* from here on loop.c's */
    cho_loop   *loop;
    atomic_bool is_rung;
} cho_doorbell;

/* From now on it may be rung; functions and user are set. Network thread. */
void cho_doorbell_hang(cho_loop *loop, cho_doorbell *bell);
/* Nothing is called afterwards, and nobody may ring. Fine for one whose on_end was called. Network thread. */
void cho_doorbell_take_down(cho_doorbell *bell);
/* Any thread. */
void cho_doorbell_ring(cho_doorbell *bell);
/* Calls on_ring of each that was rung. cho_loop_run() does this by itself; it is for who plays its part. */
void cho_loop_answer_doorbells(cho_loop *loop);
#endif
