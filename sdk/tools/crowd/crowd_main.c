/*
 * chorus-crowd - a simulated audience over real sockets; docs/load.md is its manual.
 */
#include "crowd_report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { SPARE_DESCRIPTORS = 64 };

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "chorus-crowd: %s%s%s\n", what, why == NULL ? "" : ": ", why == NULL ? "" : why);
    return CROWD_EXIT_FAILED;
}

/* A troll has two connections. */
static bool allow_descriptors(uint32_t participants)
{
    struct rlimit limit;
    rlim_t        wanted = 2 * (rlim_t)participants + SPARE_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= (rlim_t)participants + SPARE_DESCRIPTORS)
        return true;
    fprintf(stderr, "chorus-crowd: at most %llu descriptors are allowed here (ulimit -Hn): too few for %u participants\n",
            (unsigned long long)limit.rlim_max, (unsigned)participants);
    return false;
}

static int report(const crowd *c)
{
    FILE *out = c->args.report == NULL ? stdout : fopen(c->args.report, "w");
    if (out == NULL)
        return fail(c->args.report, "cannot be written");
    crowd_report_write(c, out);
    bool is_written = fflush(out) == 0;
    if (out != stdout)
        is_written = fclose(out) == 0 && is_written;
    if (!is_written)
        return fail("the report cannot be written", NULL);
    return c->tally.opened > 0 ? CROWD_EXIT_OK : CROWD_EXIT_NOBODY;
}

static int run(crowd *c)
{
    const char *error;
    if (!crowd_create(c))
        return fail("out of memory", NULL);
    if (c->args.is_plan) {
        crowd_print_plan(c);
        return CROWD_EXIT_OK;
    }
    if (!allow_descriptors(c->args.participants))
        return CROWD_EXIT_FAILED;
    return crowd_run(c, &error) ? report(c) : fail(c->args.url, error);
}

int main(int argc, char **argv)
{
    crowd *c = calloc(1, sizeof *c);
    if (c == NULL)
        return fail("out of memory", NULL);
    crowd_args_answer answer = crowd_args_read(&c->args, argc, argv);
    int               status = answer == CROWD_ARGS_RUN ? run(c) : answer == CROWD_ARGS_HELP ? CROWD_EXIT_OK : CROWD_EXIT_USAGE;
    crowd_destroy(c);
    free(c);
    return status;
}
