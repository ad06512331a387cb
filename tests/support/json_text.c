#include "support/json_text.h"

#include "codec/json_reader.h"
#include "support/support.h"

cho_json_value json_text_value(const char *text)
{
    cho_json_reader r;
    cho_json_value  v;
    cho_json_reader_init(&r, cho_span_of(text), 0);
    assert_true(cho_json_read(&r, &v));
    assert_true(cho_json_finish(&r));
    return v;
}
