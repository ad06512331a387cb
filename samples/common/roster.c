#include "common/roster.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64, CAPACITY_MAX = 1 << 28 };

/* FNV-1a, 32 bits. */
static uint32_t hash_of(const char *id)
{
    uint32_t hash = 2166136261U;
    for (const unsigned char *p = (const unsigned char *)id; *p != '\0'; p++)
        hash = (hash ^ *p) * 16777619U;
    return hash;
}

/* Where the id is, or the free slot where it would be. At least half of the slots are free. */
static uint32_t *slot_for(const sample_roster *roster, const char *id)
{
    uint32_t mask = roster->capacity * 2 - 1;
    uint32_t at   = hash_of(id) & mask;
    while (roster->slots[at] != 0 && strcmp(roster->ids[roster->slots[at] - 1], id) != 0)
        at = (at + 1) & mask;
    return &roster->slots[at];
}

static bool grow(sample_roster *roster)
{
    if (roster->capacity >= CAPACITY_MAX)
        return false;
    uint32_t  capacity = roster->capacity == 0 ? FIRST_CAPACITY : roster->capacity * 2;
    uint32_t *slots    = calloc((size_t)capacity * 2, sizeof *slots);
    char    **ids      = realloc(roster->ids, capacity * sizeof *ids);
    if (ids != NULL)
        roster->ids = ids;
    if (slots == NULL || ids == NULL) {
        free(slots);
        return false;
    }
    free(roster->slots);
    roster->slots    = slots;
    roster->capacity = capacity;
    for (uint32_t i = 0; i < roster->count; i++)
        *slot_for(roster, ids[i]) = i + 1;
    return true;
}

void sample_roster_deinit(sample_roster *roster)
{
    for (uint32_t i = 0; i < roster->count; i++)
        free(roster->ids[i]);
    free(roster->ids);
    free(roster->slots);
    memset(roster, 0, sizeof *roster);
}

int32_t sample_roster_find(const sample_roster *roster, const char *id)
{
    return roster->count == 0 ? -1 : (int32_t)*slot_for(roster, id) - 1;
}

int32_t sample_roster_add(sample_roster *roster, const char *id)
{
    int32_t known = sample_roster_find(roster, id);
    if (known >= 0)
        return known;
    if (roster->count == roster->capacity && !grow(roster))
        return -1;

    size_t size = strlen(id) + 1;
    char  *copy = malloc(size);
    if (copy == NULL)
        return -1;
    roster->ids[roster->count] = memcpy(copy, id, size);
    *slot_for(roster, id)      = ++roster->count;
    return (int32_t)roster->count - 1;
}
