/*
 * arrival.h - whether what was written to a socket has reached the other machine.
 * Layer    net.
 * Thread   any.
 * Memory   none.
 * Trust    the answer comes from the system, which believes the acknowledgements of the other side.
 */
#ifndef CHO_NET_ARRIVAL_H
#define CHO_NET_ARRIVAL_H

#include <stdbool.h>

/* False also where the system does not tell. */
bool cho_socket_has_arrived(int fd);

#endif
