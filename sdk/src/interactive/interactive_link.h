/*
 * interactive_link.h - the network side of an Interactive 2 session.
 * Layer    interactive. May include core/ and below.
 * Thread   created on the game thread by chorus_interactive_open(), then network thread only.
 * Memory   owns copies of every option. Freed by its ops, or by cho_interactive_link_free() when
 *          cho_session_open() did not take it.
 * Trust    everything the service sends is hostile until it has become a record.
 */
#ifndef CHO_INTERACTIVE_LINK_H
#define CHO_INTERACTIVE_LINK_H

#include <chorus/interactive.h>
#include "core/link.h"
#include "interactive/interactive_gauge.h"

/* options have been checked. NULL: no memory. */
cho_link *cho_interactive_link_create(const chorus_allocator *heap, const chorus_interactive_options *options);
void      cho_interactive_link_free(cho_link *link);
cho_ia_gauge *cho_interactive_link_gauge(cho_link *link); /* the link's own hold */

#endif
