/*
 * host_memory.h - what a room's objects take, and a game that is told before it is too much.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   counts the bytes of texts and tags; what the tables around them take is bounded by their number.
 * Trust    our own figures.
 */
#ifndef CHO_HOST_MEMORY_H
#define CHO_HOST_MEMORY_H

#include "host/room/host_call.h"

/* After each call: warns the game of a threshold that was crossed, and sends one away that goes on asking for more
   than there is. `used_bytes`: when the call began. */
void cho_host_watch_memory(const cho_host_call *call, size_t used_bytes);

#endif
