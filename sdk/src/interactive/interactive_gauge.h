/*
 * interactive_gauge.h - what the network side shows of the line, for the game to look at.
 * Layer    interactive. May include core/ and below.
 * Thread   written by the network thread, read by the game thread; each value stands for itself.
 * Memory   a heap block that both sides keep; the last to let go frees it.
 * Trust    numbers only.
 */
#ifndef CHO_INTERACTIVE_GAUGE_H
#define CHO_INTERACTIVE_GAUGE_H

#include <chorus/base.h>

#include <stdatomic.h>

typedef struct cho_ia_gauge {
    chorus_allocator heap;
    atomic_uint      holders;
    atomic_int       seq;
    atomic_uint      latency_us, awaited;
} cho_ia_gauge;

/* Held once; NULL: no memory. */
cho_ia_gauge *cho_ia_gauge_create(const chorus_allocator *heap);
cho_ia_gauge *cho_ia_gauge_keep(cho_ia_gauge *gauge);
void          cho_ia_gauge_drop(cho_ia_gauge *gauge); /* NULL is fine */

#endif
