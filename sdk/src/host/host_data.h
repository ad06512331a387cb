/*
 * host_data.h - what the calls that look after a data folder share.
 * Layer    host. Includes data/ and below. For host_data*.c.
 * Thread   the one that uses the folder.
 * Memory   see data.h.
 * Trust    callers are the host's owner; what they bring is checked all the same.
 */
#ifndef CHO_HOST_DATA_H
#define CHO_HOST_DATA_H

#include "data/data_db.h"

#include <chorus/data.h>

struct chorus_data {
    chorus_allocator   heap;
    cho_db            *db;
    chorus_host_limits limits; /* complete */
};

/* The end of what was begun: keeps it when r is OK, else undoes it. */
chorus_result cho_host_data_end(cho_db *db, chorus_result r);

#endif
