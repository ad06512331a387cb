/*
 * roster.h - a number for everybody who ever came: 0, 1, 2, ... in the order of their first visit.
 * A sample keeps its own things about a visitor in an array under that number. Nobody is forgotten:
 * who comes back finds their number again, and `count` is the number of different visitors.
 */
#ifndef SAMPLES_COMMON_ROSTER_H
#define SAMPLES_COMMON_ROSTER_H

#include <stddef.h>
#include <stdint.h>

/* Begin with all zero; end with sample_roster_deinit(). */
typedef struct sample_roster {
    uint32_t  count;    /* visitors                                      */
    uint32_t  capacity; /* places in ids; twice as many in slots         */
    char    **ids;      /* by number                                     */
    uint32_t *slots;    /* number + 1, found by the hash of the id; 0: free */
} sample_roster;

void sample_roster_deinit(sample_roster *roster);

/* The number of this id, or -1 when it is not here. */
int32_t sample_roster_find(const sample_roster *roster, const char *id);

/* The number of this id, a new one when it was not here; -1 when there is no memory. */
int32_t sample_roster_add(sample_roster *roster, const char *id);

#endif
