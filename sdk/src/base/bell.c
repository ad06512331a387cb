#include "base/bell.h"

chorus_result cho_bell_init(cho_bell *bell, const chorus_allocator *heap)
{
    atomic_init(&bell->is_ringing, false);
    return cho_monitor_create(heap, &bell->monitor);
}

void cho_bell_deinit(cho_bell *bell)
{
    cho_monitor_destroy(bell->monitor);
    bell->monitor = NULL;
}

void cho_bell_ring(cho_bell *bell)
{
    if (atomic_exchange_explicit(&bell->is_ringing, true, memory_order_acq_rel))
        return;
    cho_monitor_lock(bell->monitor);
    cho_monitor_wake(bell->monitor);
    cho_monitor_unlock(bell->monitor);
}

static bool was_ringing(cho_bell *bell)
{
    return atomic_exchange_explicit(&bell->is_ringing, false, memory_order_acq_rel);
}

void cho_bell_wait(cho_bell *bell, uint32_t timeout_ms)
{
    cho_monitor_lock(bell->monitor);
    if (!was_ringing(bell)) {
        cho_monitor_wait(bell->monitor, timeout_ms);
        was_ringing(bell);
    }
    cho_monitor_unlock(bell->monitor);
}
