#include "net/rest.h"

enum {
    TURNS      = 64,
    HURRIED_US = TURNS * 1000, /* so many turns in no more than that: they hurry */
    WORTH_IT   = 2             /* sockets that a turn has to bring */
};

/* Told once for each so many turns. */
static bool is_hurried(cho_rest *rest, uint64_t now_ns)
{
    if (++rest->turns < TURNS)
        return false;
    bool is_so     = now_ns - rest->since_ns < (uint64_t)HURRIED_US * 1000;
    rest->turns    = 0;
    rest->since_ns = now_ns;
    return is_so;
}

uint64_t cho_rest_after(cho_rest *rest, uint64_t now_ns, uint32_t read_count)
{
    bool is_hurrying = rest->is_resting || is_hurried(rest, now_ns);
    rest->is_resting = is_hurrying && read_count >= WORTH_IT;
    return rest->is_resting ? now_ns + (uint64_t)CHO_REST_TURN_US * 1000 : 0;
}
