/*
 * host_names.h - what guests may call themselves.
 * Layer    host. Includes base/ only.
 * Thread   any.
 * Memory   the caller's.
 * Trust    a name is hostile text that will stand on a stream: nothing in it may be invisible, turn
 *          the writing around, or pile up.
 */
#ifndef CHO_HOST_NAMES_H
#define CHO_HOST_NAMES_H

#include "base/span.h"
#include "host/room/host_users.h"

/*
 * Copies what may stay of `wanted`, which is valid UTF-8: control, invisible and direction-changing
 * characters go, so do more than four marks on one letter and white space at the ends; the rest is cut at a
 * character so that it fits with its NUL. What is left may be empty.
 */
void cho_host_clean_text(cho_span wanted, char *out, size_t size);

/* The same for a name. */
void cho_host_clean_name(cho_span wanted, char out[CHO_HOST_NAME_SIZE]);

/* Something stands there, and nothing in it would have to be cleaned away. NULL: no. */
bool cho_host_is_clean_name(const char *name);

/* "Guest-1a2b". False: the system has no randomness. */
bool cho_host_make_guest_name(char out[CHO_HOST_NAME_SIZE]);

#endif
