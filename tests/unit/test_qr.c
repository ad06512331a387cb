#include "support/support.h"

#include "base/alloc.h"
#include "codec/qr.h"

#include <stdlib.h>
#include <string.h>

static chorus_allocator heap;

static void test_an_address_becomes_a_picture(void **state)
{
    cho_buf out;
    (void)state;
    cho_heap_init(&heap, NULL);
    cho_buf_init(&out, &heap);
    assert_true(cho_qr_write_svg(&out, "http://192.168.1.20:8280/c/1"));
    assert_memory_equal(out.data, "<svg xmlns=", 11);
    /* 25 modules and the margin; the corners begin with seven black modules. */
    assert_non_null(strstr(out.data, "viewBox=\"0 0 33 33\""));
    assert_non_null(strstr(out.data, "<path d=\"M4 4h7v1h-7z"));
    assert_string_equal(out.data + out.len - 9, "\"/></svg>");
    cho_buf_deinit(&out);
}

static void test_a_text_that_is_too_long_fails(void **state)
{
    cho_buf out;
    char    text[4000];
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cho_heap_init(&heap, NULL);
    cho_buf_init(&out, &heap);
    assert_false(cho_qr_write_svg(&out, text));
    cho_buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_address_becomes_a_picture),
        cmocka_unit_test(test_a_text_that_is_too_long_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
