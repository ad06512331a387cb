#include "codec/json_tag.h"

#include "codec/json_reader.h"

/* A node of an object adds two levels to one of the object's. */
enum { DEPTH = CHO_JSON_DEPTH_LIMIT };

static int64_t read_number(cho_json_reader *r)
{
    cho_json_value value;
    int64_t        number = 0;
    if (cho_json_next_element(r) && cho_json_read(r, &value))
        cho_json_to_int64(&value, &number);
    return number;
}

cho_json_tag_node cho_json_tag_read(const cho_json_value *value, cho_json_tag around)
{
    cho_json_tag_node node = { around, { NULL, 0 } };
    cho_json_reader   r;
    cho_json_value    inside;
    if (value->type != CHO_JSON_ARRAY)
        return node;
    cho_json_reader_init(&r, value->raw, DEPTH);
    cho_json_enter_array(&r);
    node.tag.seq      = (uint64_t)read_number(&r);
    node.tag.priority = (int32_t)read_number(&r);
    if (cho_json_next_element(&r) && cho_json_read(&r, &inside))
        node.inside = inside.raw;
    return node;
}

/* As deep as the object is nested. */
bool cho_json_tag_all_yield(const cho_json_tag_node *node, cho_json_tag writer)
{
    cho_json_reader r;
    cho_json_value  key, value;
    bool            yields = cho_json_tag_yields(node->tag, writer);
    if (!yields || node->inside.len == 0)
        return yields;
    cho_json_reader_init(&r, node->inside, DEPTH);
    cho_json_enter_object(&r);
    while (yields && cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        cho_json_tag_node inner = cho_json_tag_read(&value, node->tag);
        yields                  = cho_json_tag_all_yield(&inner, writer);
    }
    return yields;
}

void cho_json_tag_begin(cho_json_writer *w, cho_json_tag tag)
{
    cho_json_begin_array(w);
    cho_json_write_uint64(w, tag.seq);
    cho_json_write_int64(w, tag.priority);
}

void cho_json_tag_end(cho_json_writer *w)
{
    cho_json_end_array(w);
}
