#include "interactive/interactive_gauge.h"

#include "base/alloc.h"

cho_ia_gauge *cho_ia_gauge_create(const chorus_allocator *heap)
{
    cho_ia_gauge *gauge = cho_alloc_zero(heap, sizeof *gauge);
    if (gauge == NULL)
        return NULL;
    gauge->heap = *heap;
    atomic_init(&gauge->holders, 1);
    atomic_init(&gauge->seq, 0);
    atomic_init(&gauge->latency_us, 0);
    atomic_init(&gauge->awaited, 0);
    return gauge;
}

cho_ia_gauge *cho_ia_gauge_keep(cho_ia_gauge *gauge)
{
    atomic_fetch_add_explicit(&gauge->holders, 1, memory_order_relaxed);
    return gauge;
}

void cho_ia_gauge_drop(cho_ia_gauge *gauge)
{
    if (gauge == NULL || atomic_fetch_sub_explicit(&gauge->holders, 1, memory_order_acq_rel) != 1)
        return;
    chorus_allocator heap = gauge->heap;
    cho_release(&heap, gauge);
}
