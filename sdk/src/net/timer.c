/*
 * A pairing heap: starting a timer is O(1), the rest O(log n), so ten thousand idle ones cost
 * nothing.
 */
#include "net/loop_state.h"

#include "base/clock.h"

static cho_timer *merge(cho_timer *a, cho_timer *b)
{
    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    if (b->due_ns < a->due_ns) {
        cho_timer *earlier = b;
        b                  = a;
        a                  = earlier;
    }
    b->next     = a->child;
    b->previous = a; /* the first child points at its parent */
    if (a->child != NULL)
        a->child->previous = b;
    a->child = b;
    return a;
}

static cho_timer *take_first(cho_timer **siblings)
{
    cho_timer *first = *siblings;
    if (first != NULL) {
        *siblings   = first->next;
        first->next = first->previous = NULL;
    }
    return first;
}

/* Merge in pairs from the front, then all pairs: the two passes that give the heap its name. */
static cho_timer *merge_all(cho_timer *siblings)
{
    cho_timer *pairs = NULL, *root = NULL;
    while (siblings != NULL) {
        cho_timer *a    = take_first(&siblings);
        cho_timer *pair = merge(a, take_first(&siblings));
        pair->next      = pairs;
        pairs           = pair;
    }
    while (pairs != NULL)
        root = merge(root, take_first(&pairs));
    return root;
}

static void cut_from_parent(cho_timer *timer)
{
    if (timer->previous->child == timer)
        timer->previous->child = timer->next;
    else
        timer->previous->next = timer->next;
    if (timer->next != NULL)
        timer->next->previous = timer->previous;
}

static void remove_from_heap(cho_timer *timer)
{
    cho_loop  *loop     = timer->loop;
    cho_timer *children = merge_all(timer->child);
    if (loop->timers == timer) {
        loop->timers = children;
    } else {
        cut_from_parent(timer);
        loop->timers = merge(loop->timers, children);
    }
    timer->loop  = NULL;
    timer->child = timer->next = timer->previous = NULL;
}

static void on_alarm(lws_sorted_usec_list_t *alarm);

/*
 * libwebsockets waits in whole milliseconds, rounds down, and asks for news without waiting in what is left of the last
 * one. So its alarm is late by almost one, and what is due by then has been seen to, at the end of the turn.
 */
enum { ROUND_UP_US = 999 };

static void set_alarm(cho_loop *loop)
{
    if (loop->timers == NULL) {
        lws_sul_cancel(&loop->alarm);
        return;
    }
    uint64_t   now_ns  = cho_clock_mono_ns();
    uint64_t   due_ns  = loop->timers->due_ns;
    lws_usec_t wait_us = due_ns > now_ns ? (lws_usec_t)((due_ns - now_ns) / 1000) + ROUND_UP_US : 1;
    lws_sul_schedule(loop->context, 0, &loop->alarm, on_alarm, wait_us);
}

/* A timer started by another one is due later than now, so this ends. */
void cho_timer_run_due(cho_loop *loop)
{
    if (loop->timers == NULL)
        return;
    uint64_t now_ns = cho_clock_mono_ns();
    if (loop->timers->due_ns > now_ns)
        return;
    while (loop->timers != NULL && loop->timers->due_ns <= now_ns) {
        cho_timer *timer = loop->timers;
        remove_from_heap(timer);
        timer->fn(timer->user);
    }
    set_alarm(loop);
}

/* libwebsockets will wait for sockets next, so what was said here leaves now. */
static void on_alarm(lws_sorted_usec_list_t *alarm)
{
    cho_loop *loop = CHO_OWNER_OF(alarm, cho_loop, alarm);
    cho_timer_run_due(loop);
    set_alarm(loop);
    cho_loop_end_turn(loop);
}

void cho_timer_start(cho_loop *loop, cho_timer *timer, uint32_t delay_ms, void (*fn)(void *user),
                     void *user)
{
    if (timer->loop != NULL)
        remove_from_heap(timer);
    *timer       = (cho_timer){ .loop   = loop,
                                .due_ns = cho_clock_mono_ns() + (uint64_t)delay_ms * 1000000 + 1,
                                .fn     = fn,
                                .user   = user };
    loop->timers = merge(loop->timers, timer);
    if (loop->timers == timer && !loop->is_ending)
        set_alarm(loop);
}

/* An alarm for a timer that is gone comes, finds nothing due, and sets the next one. */
void cho_timer_cancel(cho_timer *timer)
{
    if (timer->loop != NULL)
        remove_from_heap(timer);
}

void cho_timer_forget_all(cho_loop *loop)
{
    while (loop->timers != NULL)
        remove_from_heap(loop->timers);
}
