/*
 * watch.h - tells when something new has come on one of many descriptors.
 * Layer    net, private to it.
 * Thread   one at a time.
 * Memory   the system's.
 * Trust    nothing from a peer passes here.
 */
#ifndef CHO_NET_WATCH_H
#define CHO_NET_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* A descriptor that can be read when there is news; close() it. -1: there is none left. */
int cho_watch_open(void);

/* `user` is told once for what is there, and once for each piece that comes later. False: no memory. */
bool cho_watch_add(int watch, int fd, void *user);
void cho_watch_remove(int watch, int fd);

/* The `user` of a descriptor with news; NULL: there is none. */
void *cho_watch_take(int watch);

/* How many bytes of a TCP connection have been read so far. False: not known at the moment, or never. */
bool cho_watch_count_taken(int fd, uint64_t *bytes);

#endif
