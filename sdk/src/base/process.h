/*
 * process.h - what the system says of this process.
 * Layer    base.
 * Thread   any.
 * Memory   none.
 * Trust    the system.
 */
#ifndef CHO_BASE_PROCESS_H
#define CHO_BASE_PROCESS_H

#include <stdint.h>

/* Bytes of memory it holds now; 0: the system does not say. */
uint64_t cho_process_resident_bytes(void);

#endif
