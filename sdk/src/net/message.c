#include "net/message.h"

#include "base/alloc.h"

#include <libwebsockets.h>

struct cho_message {
    const chorus_allocator *heap;
    size_t                  len;
    uint32_t                references;
    bool                    is_text;
    unsigned char           bytes[]; /* LWS_PRE for the frame header, then the payload */
};

cho_message *cho_message_create(const chorus_allocator *heap, const void *bytes, size_t len,
                                bool is_text)
{
    if (len > SIZE_MAX - sizeof(cho_message) - LWS_PRE)
        return NULL;
    cho_message *message = cho_alloc(heap, sizeof *message + LWS_PRE + len);
    if (message == NULL)
        return NULL;
    message->heap       = heap;
    message->len        = len;
    message->references = 1;
    message->is_text    = is_text;
    if (bytes != NULL && len > 0)
        memcpy(message->bytes + LWS_PRE, bytes, len);
    return message;
}

void *cho_message_payload(cho_message *message)
{
    return message->bytes + LWS_PRE;
}

size_t cho_message_len(const cho_message *message)
{
    return message->len;
}

bool cho_message_is_text(const cho_message *message)
{
    return message->is_text;
}

cho_span cho_message_frame(cho_message *message)
{
    size_t         extra = message->len > UINT16_MAX ? 8 : message->len > 125 ? 2 : 0;
    unsigned char *head  = message->bytes + LWS_PRE - 2 - extra;
    head[0]              = message->is_text ? 0x81 : 0x82;
    head[1]              = (unsigned char)(extra == 8 ? 127 : extra == 2 ? 126 : message->len);
    for (size_t i = 0; i < extra; i++)
        head[2 + i] = (unsigned char)(message->len >> 8 * (extra - 1 - i));
    return (cho_span){ (const char *)head, 2 + extra + message->len };
}

cho_message *cho_message_retain(cho_message *message)
{
    message->references++;
    return message;
}

void cho_message_release(cho_message *message)
{
    if (message != NULL && --message->references == 0)
        cho_release(message->heap, message);
}

bool cho_message_is_shared(const cho_message *message)
{
    return message->references > 1;
}
