#include "daemon_descriptors.h"

#include "daemon_log.h"

#include <string.h>
#include <sys/resource.h>

enum { OWN_FILES = 64 };

/* What the limits say, or their default. */
static uint64_t limit_of(const char *name, uint64_t given)
{
    chorus_host_limit limit;
    CHORUS_INIT(&limit);
    for (uint32_t i = 0; given == 0 && chorus_host_limit_info(i, &limit) == CHORUS_OK; i++) {
        if (strcmp(limit.name, name) == 0)
            return limit.usual;
    }
    return given;
}

void daemon_descriptors_allow(const chorus_host_limits *limits)
{
    struct rlimit allowed;
    rlim_t        wanted = limit_of("max_participants", limits->max_participants) +
                    limit_of("spare_connections", limits->spare_connections) + OWN_FILES;
    if (getrlimit(RLIMIT_NOFILE, &allowed) != 0 || allowed.rlim_cur >= wanted)
        return;
    allowed.rlim_cur = allowed.rlim_max < wanted ? allowed.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &allowed);
    if (allowed.rlim_cur < wanted)
        daemon_log(CHORUS_LOG_WARNING, "descriptors allowed=%llu wanted=%llu", (unsigned long long)allowed.rlim_cur,
                   (unsigned long long)wanted);
}
