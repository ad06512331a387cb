#include "support/support.h"

#include "base/alloc.h"
#include "codec/qr.h"

#include <stdio.h>
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

/* The same picture, module by module. */
static void test_an_address_becomes_bits(void **state)
{
    cho_buf  bits, svg;
    uint32_t side = 0;
    (void)state;
    cho_buf_init(&bits, &heap);
    cho_buf_init(&svg, &heap);
    assert_true(cho_qr_write_bits(&bits, "http://192.168.1.20:8280/c/1", &side));
    assert_true(cho_qr_write_svg(&svg, "http://192.168.1.20:8280/c/1"));
    assert_int_equal(side, 25);
    assert_int_equal(bits.len, 25 * 4);
    assert_int_equal((unsigned char)bits.data[0] & 0xff, 0xfe); /* seven dark, one light */
    for (uint32_t y = 0, dark = 0; y < side; y++, dark = 0) {
        char part[32];
        for (uint32_t x = 0; x < 32; x++) {
            bool is_dark = ((unsigned char)bits.data[y * 4 + x / 8] & (0x80u >> x % 8)) != 0;
            assert_false(is_dark && x >= side);
            dark += is_dark;
            if (is_dark)
                continue;
            snprintf(part, sizeof part, "M%u %uh%uv1", (unsigned)(x - dark + 4), (unsigned)(y + 4), (unsigned)dark);
            assert_true(dark == 0 || strstr(svg.data, part) != NULL);
            dark = 0;
        }
    }
    cho_buf_deinit(&bits);
    cho_buf_deinit(&svg);
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
        cmocka_unit_test(test_an_address_becomes_bits),
        cmocka_unit_test(test_a_text_that_is_too_long_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
