/* usual_limits.h - the limits of a host that was asked for none. */
#ifndef TESTS_SUPPORT_USUAL_LIMITS_H
#define TESTS_SUPPORT_USUAL_LIMITS_H

#include "host/service/host_limits.h"

static inline const chorus_host_limits *usual_limits(void)
{
    static chorus_host_limits limits;
    cho_host_limits_usual(&limits);
    return &limits;
}

#endif
