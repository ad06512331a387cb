/*
 * crowd_garbage.h - what a troll sends.
 */
#ifndef CROWD_GARBAGE_H
#define CROWD_GARBAGE_H

#include <stddef.h>
#include <stdint.h>

enum { CROWD_GARBAGE_MAX = 128 * 1024 };

/* Bytes for a websocket that is open: frames and packets of every wrong kind. Writes at most CROWD_GARBAGE_MAX. */
size_t crowd_garbage_frames(char *out, uint64_t dice);

/* Bytes for a connection on which nothing was said yet: half requests, wrong ones, and noise. */
size_t crowd_garbage_request(char *out, uint64_t dice);
#endif
