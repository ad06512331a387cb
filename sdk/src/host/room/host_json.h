/*
 * host_json.h - the JSON texts of a room: owned, counted against a budget, taken apart and put together.
 * Layer    host. Includes codec/ and base/ only.
 * Thread   one at a time.
 * Memory   a cho_host_json owns its block.
 * Trust    texts that are stored are sound, compact objects. Texts of a packet are sound because the
 *          packet's reader has been through them.
 */
#ifndef CHO_HOST_JSON_H
#define CHO_HOST_JSON_H

#include "base/buf.h"
#include "base/span.h"
#include "codec/json_value.h"

/* All zero: an empty object that takes no memory. */
typedef struct cho_host_json {
    char  *text;
    size_t len;
} cho_host_json;

/* Bytes that may be stored and are. */
typedef struct cho_host_budget {
    size_t                  used, limit;
    struct cho_host_budget *whole; /* what this is a part of, or NULL */
} cho_host_budget;

/* Counts bytes as stored; false: there is no room for them. */
bool cho_host_budget_take(cho_host_budget *budget, size_t bytes);

/* The same for what may have lost its room meanwhile, such as a text that comes back. */
void cho_host_budget_force(cho_host_budget *budget, size_t bytes);
void cho_host_budget_give_back(cho_host_budget *budget, size_t bytes);

static inline cho_span cho_host_json_span(const cho_host_json *json)
{
    return json->len > 0 ? (cho_span){ json->text, json->len } : (cho_span){ "{}", 2 };
}

typedef enum cho_host_stored {
    CHO_HOST_STORED,
    CHO_HOST_NO_MEMORY,
    CHO_HOST_NO_BUDGET
} cho_host_stored;

/* Copies `text` into *out, which holds nothing yet; on failure it still does. */
cho_host_stored cho_host_json_store(cho_host_json *out, cho_span text, cho_host_budget *budget,
                                    const chorus_allocator *heap);
void            cho_host_json_drop(cho_host_json *json, cho_host_budget *budget, const chorus_allocator *heap);

/* False: absent or null. */
bool cho_host_member(cho_span object, const char *name, cho_json_value *out);

/* Appends the members of a compact object to one that is being written. */
void cho_host_append_members(cho_buf *out, cho_span object);

/* The same for any object, without the members named in `left_out`, a list ended by NULL. False: the object is nested deeper than `max_depth`. */
bool cho_host_append_others(cho_buf *out, cho_span object, const char *const *left_out, uint32_t max_depth);

#endif
