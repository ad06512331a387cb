/*
 * json_tag.h - who wrote a leaf last: the tags of the protocol's conflict rule.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   allocates nothing; a node points into the text it was read from.
 * Trust    texts of tags are our own. Tags in them come from packets that were checked.
 *
 * The tags of an object are a text of the same shape as the object's. Each member stands for the
 * member of the same name and is a node:
 *
 *     [seq,priority]                    what is there, or was deleted, was written with this tag
 *     [seq,priority,{"key":node,...}]   an object: this is the tag of all in it that has no node of its own
 *
 * What has no node has the tag of what is around it, and in the end that of the whole object.
 */
#ifndef CHO_CODEC_JSON_TAG_H
#define CHO_CODEC_JSON_TAG_H

#include "codec/json_writer.h"
#include "codec/json_value.h"

typedef struct cho_json_tag {
    uint64_t seq; /* unlike on the wire it never wraps */
    int32_t  priority;
} cho_json_tag;

/* May `writer` change what carries the tag `stored`? The newer one wins, whatever the priorities; of two
   that are equally new the one with at least the same priority; an older one only with a higher priority. */
static inline bool cho_json_tag_yields(cho_json_tag stored, cho_json_tag writer)
{
    if (writer.seq == stored.seq)
        return writer.priority >= stored.priority;
    return writer.seq > stored.seq || writer.priority > stored.priority;
}

static inline bool cho_json_tag_is(cho_json_tag a, cho_json_tag b)
{
    return a.seq == b.seq && a.priority == b.priority;
}

typedef struct cho_json_tag_node {
    cho_json_tag tag;
    cho_span     inside; /* the text of an object, or empty */
} cho_json_tag_node;

/* An absent value is a node that has the tag `around`. */
cho_json_tag_node cho_json_tag_read(const cho_json_value *value, cho_json_tag around);

/* The same for the node and everything in it: an object gives way as a whole or not at all. */
bool cho_json_tag_all_yield(const cho_json_tag_node *node, cho_json_tag writer);

/* Writes a node: these two with the members of `inside` between, or only the first and the last. */
void cho_json_tag_begin(cho_json_writer *w, cho_json_tag tag);
void cho_json_tag_end(cho_json_writer *w);

#endif
