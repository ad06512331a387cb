/*
 * resolve.h - host name to numeric addresses without blocking the network thread.
 * Layer    net. May include base/ only.
 * Thread   network thread. The system's look-up runs on a thread of its own,
 *          which may outlive the loop and then throws its answer away.
 * Memory   what that thread touches comes from the C library's heap, never
 *          from the loop's hooks, because the hooks may be gone by then.
 * Trust    the name goes to the system's resolver as it is.
 */
#ifndef CHO_NET_RESOLVE_H
#define CHO_NET_RESOLVE_H

#include "base/span.h"
#include "net/loop.h"

enum { CHO_RESOLVE_MAX = 8, CHO_ADDRESS_TEXT = 46 }; /* "ffff:...:255.255.255.255" and NUL */

typedef struct cho_resolved {
    chorus_result result;                              /* OK, E_NETWORK, E_STATE (loop destroyed) */
    size_t        count;                               /* at least 1 when OK */
    char addresses[CHO_RESOLVE_MAX][CHO_ADDRESS_TEXT]; /* in the order to try: IPv4 first */
    char error[128];                                   /* a sentence when not OK */
} cho_resolved;

typedef struct cho_resolve cho_resolve;
typedef void (*cho_resolve_fn)(void *user, const cho_resolved *answer);

/*
 * Look host up and call fn once, never from inside this call. Numeric addresses and "localhost"
 * need no thread. OK, E_INVALID (empty or over 253 bytes), E_MEMORY, E_STATE (loop is being
 * destroyed).
 */
chorus_result cho_resolve_start(cho_loop *loop, cho_span host, cho_resolve_fn fn, void *user,
                                cho_resolve **out);
/* fn will not be called; the handle is dead. NULL is fine. */
void cho_resolve_cancel(cho_resolve *resolve);
#endif
