#include "base/span.h"

#include "base/alloc.h"

char *cho_span_dup(const chorus_allocator *heap, cho_span s)
{
    if (s.len == SIZE_MAX)
        return NULL;
    char *copy = cho_alloc(heap, s.len + 1);
    if (copy != NULL)
        cho_span_put(copy, s);
    return copy;
}
