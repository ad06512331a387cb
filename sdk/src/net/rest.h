/*
 * rest.h - when so many sockets have something that the loop only wakes and sleeps, it rests a moment to find more at once.
 * Layer    net, private to it.
 * Thread   one at a time.
 * Memory   the caller's; zeroed memory is a loop that is not in a hurry.
 * Trust    peers can make the loop rest; then it serves each at most so much later.
 *
 * A turn costs the same whether it reads one socket or ten: waking up, asking who has something, waking the game.
 * Who plays alone, however fast, is never waited for: a turn that finds one socket only brings no rest, and ends those there are.
 */
#ifndef CHO_NET_REST_H
#define CHO_NET_REST_H

#include <stdbool.h>
#include <stdint.h>

enum { CHO_REST_TURN_US = 4000 /* from one turn to the next */ };

typedef struct cho_rest {
    uint64_t since_ns; /* the first of the turns that are counted */
    uint32_t turns;
    bool     is_resting;
} cho_rest;

/* A turn that began at now_ns has read so many sockets. When the next one is to begin at the earliest; 0: at once. */
uint64_t cho_rest_after(cho_rest *rest, uint64_t now_ns, uint32_t read_count);

#endif
