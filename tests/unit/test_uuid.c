#include "support/support.h"

#include "base/uuid.h"

static const char    text[]                = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
static const uint8_t bytes[CHO_UUID_BYTES] = {
    0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0x87, 0x96, 0xa5, 0xb4, 0xc3, 0xd2, 0xe1, 0xf0,
};

static void test_text_becomes_bytes(void **state)
{
    (void)state;
    uint8_t out[CHO_UUID_BYTES] = { 0 };
    assert_true(cho_uuid_parse(cho_span_of(text), out));
    assert_memory_equal(out, bytes, sizeof bytes);
}

static void test_bytes_become_text(void **state)
{
    (void)state;
    char out[CHO_UUID_TEXT_SIZE];
    cho_uuid_format(bytes, out);
    assert_string_equal(out, text);
}

static void test_only_the_right_character_is_taken_at_each_place(void **state)
{
    (void)state;
    uint8_t out[CHO_UUID_BYTES];
    for (size_t at = 0; at < strlen(text); at++) {
        for (int c = 0; c < 256; c++) {
            char changed[sizeof text];
            memcpy(changed, text, sizeof text);
            changed[at]      = (char)c;
            bool is_digit    = c != 0 && strchr("0123456789abcdef", c) != NULL;
            bool is_expected = text[at] == '-' ? c == '-' : is_digit;
            assert_int_equal(cho_uuid_parse((cho_span){ changed, strlen(text) }, out), is_expected);
        }
    }
}

static void test_any_other_length_is_refused(void **state)
{
    (void)state;
    uint8_t out[CHO_UUID_BYTES];
    for (size_t len = 0; len < strlen(text); len++)
        assert_false(cho_uuid_parse((cho_span){ text, len }, out));
    assert_false(cho_uuid_parse((cho_span){ text, strlen(text) + 1 }, out));
    assert_false(cho_uuid_parse((cho_span){ NULL, 0 }, out));
}

static void test_a_refused_text_leaves_the_bytes_alone(void **state)
{
    (void)state;
    uint8_t out[CHO_UUID_BYTES];
    memcpy(out, bytes, sizeof out);
    assert_false(cho_uuid_parse(cho_span_of("ffffffff-ffff-ffff-ffff-fffffffffffg"), out));
    assert_memory_equal(out, bytes, sizeof bytes);
}

static void test_a_made_uuid_is_version_4_and_reads_back(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char    made[CHO_UUID_TEXT_SIZE], again[CHO_UUID_TEXT_SIZE];
        uint8_t out[CHO_UUID_BYTES];
        assert_true(cho_uuid_make(made));
        assert_true(cho_uuid_parse(cho_span_of(made), out));
        cho_uuid_format(out, again);
        assert_string_equal(again, made);
        assert_int_equal(out[6] >> 4, 4);
        assert_int_equal(out[8] >> 6, 2);
    }
}

static void test_made_uuids_differ(void **state)
{
    (void)state;
    char one[CHO_UUID_TEXT_SIZE], other[CHO_UUID_TEXT_SIZE];
    assert_true(cho_uuid_make(one));
    assert_true(cho_uuid_make(other));
    assert_string_not_equal(one, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_becomes_bytes),
        cmocka_unit_test(test_bytes_become_text),
        cmocka_unit_test(test_only_the_right_character_is_taken_at_each_place),
        cmocka_unit_test(test_any_other_length_is_refused),
        cmocka_unit_test(test_a_refused_text_leaves_the_bytes_alone),
        cmocka_unit_test(test_a_made_uuid_is_version_4_and_reads_back),
        cmocka_unit_test(test_made_uuids_differ),
    };
    return cmocka_run_group_tests_name("base/uuid", tests, NULL, NULL);
}
