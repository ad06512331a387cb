/*
 * library.h - what the libraries below share between all loops of the process.
 * Layer    net, private to it.
 * Thread   any.
 * Memory   set up once, never taken down: nobody can know who else uses it.
 * Trust    nothing from outside comes here.
 */
#ifndef CHO_NET_LIBRARY_H
#define CHO_NET_LIBRARY_H

#include <stdbool.h>

/*
 * Set everything up if that has not happened yet. False: the system refused; a later call tries
 * again.
 */
bool cho_library_start(void);

/* Held while a libwebsockets context is made or taken down: neither may overlap with another. */
void cho_library_lock(void);
void cho_library_unlock(void);
#endif
