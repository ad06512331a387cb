/*
 * message.h - one outgoing websocket message, shared by all sockets it goes to.
 * Layer    net. May include base/ only.
 * Thread   create and fill on any one thread; retain, release and sending on
 *          the network thread (the count is not atomic).
 * Memory   one block: header, the gap the library writes its frame header
 *          into, and the bytes. The heap hooks must outlive the message.
 * Trust    none needed: we made the bytes.
 */
#ifndef CHO_NET_MESSAGE_H
#define CHO_NET_MESSAGE_H

#include "base/span.h"

typedef struct cho_message cho_message;

/*
 * A message of len bytes with one reference. bytes are copied; NULL leaves the payload to be filled
 * through cho_message_payload(). Returns NULL when there is no memory.
 */
cho_message *cho_message_create(const chorus_allocator *heap, const void *bytes, size_t len,
                                bool is_text);

/* len writable bytes; to be filled before the message is sent and not touched afterwards. */
void  *cho_message_payload(cho_message *message);
size_t cho_message_len(const cho_message *message);
bool   cho_message_is_text(const cho_message *message);

/* The whole frame as a server sends it; its header is written into the gap, always the same one. */
cho_span cho_message_frame(cho_message *message);

/* Sending retains; the creator releases its own reference when done. NULL is fine for release. */
cho_message *cho_message_retain(cho_message *message);
void         cho_message_release(cho_message *message);
bool         cho_message_is_shared(const cho_message *message); /* more than one reference */
#endif
