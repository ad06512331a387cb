#include "host/room/host_json.h"

#include "base/alloc.h"
#include "codec/json_find.h"
#include "codec/json_reader.h"

/* ---- the budget ---- */

bool cho_host_budget_take(cho_host_budget *budget, size_t bytes)
{
    for (const cho_host_budget *b = budget; b != NULL; b = b->whole) {
        if (b->used > b->limit || bytes > b->limit - b->used)
            return false;
    }
    cho_host_budget_force(budget, bytes);
    return true;
}

void cho_host_budget_force(cho_host_budget *budget, size_t bytes)
{
    for (; budget != NULL; budget = budget->whole)
        budget->used += bytes;
}

void cho_host_budget_give_back(cho_host_budget *budget, size_t bytes)
{
    for (; budget != NULL; budget = budget->whole)
        budget->used -= bytes;
}

/* ---- texts ---- */

cho_host_stored cho_host_json_store(cho_host_json *out, cho_span text, cho_host_budget *budget,
                                    const chorus_allocator *heap)
{
    if (!cho_host_budget_take(budget, text.len))
        return CHO_HOST_NO_BUDGET;
    char *copy = cho_span_dup(heap, text);
    if (copy == NULL) {
        cho_host_budget_give_back(budget, text.len);
        return CHO_HOST_NO_MEMORY;
    }
    *out = (cho_host_json){ copy, text.len };
    return CHO_HOST_STORED;
}

void cho_host_json_drop(cho_host_json *json, cho_host_budget *budget, const chorus_allocator *heap)
{
    cho_host_budget_give_back(budget, json->len);
    cho_release(heap, json->text);
    *json = (cho_host_json){ 0 };
}

bool cho_host_member(cho_span object, const char *name, cho_json_value *out)
{
    return cho_json_find_key(object, cho_span_of(name), out) && out->type != CHO_JSON_NULL;
}

static void separate(cho_buf *out)
{
    if (out->len > 0 && out->data[out->len - 1] != '{')
        cho_buf_text(out, ",");
}

void cho_host_append_members(cho_buf *out, cho_span object)
{
    if (object.len <= 2)
        return;
    separate(out);
    cho_buf_append(out, object.ptr + 1, object.len - 2);
}

static bool is_in(const char *const *names, const cho_json_value *key)
{
    for (; *names != NULL; names++) {
        if (cho_json_is(key, *names))
            return true;
    }
    return false;
}

static void append_member(cho_buf *out, const cho_json_value *key, const cho_json_value *value)
{
    cho_span name = cho_json_text(key), text = cho_json_text(value);
    separate(out);
    cho_buf_append(out, name.ptr, name.len);
    cho_buf_text(out, ":");
    cho_buf_append(out, text.ptr, text.len);
}

bool cho_host_append_others(cho_buf *out, cho_span object, const char *const *left_out, uint32_t max_depth)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_json_reader_init(&r, object, max_depth);
    if (cho_json_enter_object(&r)) {
        while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
            if (!is_in(left_out, &key))
                append_member(out, &key, &value);
        }
    }
    return !cho_json_failed(&r);
}
