#include "codec/json_same.h"

#include "codec/json_number.h"
#include "codec/json_reader.h"

/* Numbers are read as integers first: a double does not hold all of them. */
static bool are_same_numbers(const cho_json_value *a, const cho_json_value *b)
{
    int64_t x, y;
    double  u = 0, v = 0;
    bool    is_whole = cho_json_to_int64(a, &x);
    if (is_whole != cho_json_to_int64(b, &y))
        return false;
    if (is_whole)
        return x == y;
    cho_json_to_double(a, &u);
    cho_json_to_double(b, &v);
    return !(u < v) && !(v < u);
}

static bool are_same_parts(cho_json_reader *a, cho_json_reader *b, bool is_object);

static bool is_next_same(cho_json_reader *a, cho_json_reader *b)
{
    cho_json_value x, y;
    if (cho_json_enter_object(a))
        return cho_json_enter_object(b) && are_same_parts(a, b, true);
    if (cho_json_enter_array(a))
        return cho_json_enter_array(b) && are_same_parts(a, b, false);
    if (!cho_json_read(a, &x) || !cho_json_read(b, &y) || x.type != y.type)
        return false;
    if (x.type == CHO_JSON_STRING)
        return cho_json_compare(&x, &y) == 0;
    return x.type == CHO_JSON_NUMBER ? are_same_numbers(&x, &y) : cho_span_equal(x.raw, y.raw);
}

static bool are_same_parts(cho_json_reader *a, cho_json_reader *b, bool is_object)
{
    cho_json_value key, other;
    while (is_object ? cho_json_next_member(a, &key) : cho_json_next_element(a)) {
        bool is_there = is_object ? cho_json_next_member(b, &other) && cho_json_compare(&key, &other) == 0
                                  : cho_json_next_element(b);
        if (!is_there || !is_next_same(a, b))
            return false;
    }
    return !(is_object ? cho_json_next_member(b, &other) : cho_json_next_element(b));
}

bool cho_json_is_same(cho_span a, cho_span b)
{
    cho_json_reader x, y;
    if (cho_span_equal(a, b))
        return true;
    cho_json_reader_init(&x, a, CHO_JSON_DEPTH_LIMIT);
    cho_json_reader_init(&y, b, CHO_JSON_DEPTH_LIMIT);
    return is_next_same(&x, &y) && cho_json_finish(&x) && cho_json_finish(&y);
}
