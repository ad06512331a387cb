/*
 * crowd_queue.h - who is to act next: numbers of participants by the time they are due.
 */
#ifndef CROWD_QUEUE_H
#define CROWD_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct crowd_due {
    uint64_t at_ns;
    uint32_t number;
} crowd_due;

typedef struct crowd_queue {
    crowd_due *heap; /* the earliest first, and of two at one time the lower number */
    size_t     count;
} crowd_queue;

/* Room for that many, each of which may be in it once. False: no memory. */
bool crowd_queue_init(crowd_queue *q, size_t most);
void crowd_queue_deinit(crowd_queue *q);

void crowd_queue_put(crowd_queue *q, uint32_t number, uint64_t at_ns);
/* False: it is empty. */
bool crowd_queue_first(const crowd_queue *q, crowd_due *out);
void crowd_queue_drop_first(crowd_queue *q);
#endif
