#include "support/support.h"

#include "base/utf8.h"

/* Writes `code` the way UTF-8 would, without asking whether it may. Returns the length. */
static size_t encode(uint32_t code, size_t len, char out[4])
{
    static const unsigned char lead[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
    for (size_t i = len; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(lead[len] | code);
    return len;
}

static size_t shortest_len(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

static void test_every_character_is_valid_and_no_surrogate_is(void **state)
{
    (void)state;
    char text[4];
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
        if (cho_utf8_valid(text, encode(code, shortest_len(code), text)) == is_surrogate)
            fail_msg("U+%04X", (unsigned)code);
    }
}

static void test_no_overlong_form_is_valid(void **state)
{
    (void)state;
    char text[4];
    for (uint32_t code = 0; code < 0x10000; code++) {
        for (size_t len = shortest_len(code) + 1; len <= 4; len++) {
            if (cho_utf8_valid(text, encode(code, len, text)))
                fail_msg("U+%04X in %zu bytes", (unsigned)code, len);
        }
    }
}

static void test_nothing_above_10ffff_is_valid(void **state)
{
    (void)state;
    char text[4];
    for (uint32_t code = 0x110000; code < 0x200000; code++) {
        if (cho_utf8_valid(text, encode(code, 4, text)))
            fail_msg("U+%04X", (unsigned)code);
    }
}

static void test_a_character_cut_off_anywhere_is_not_valid(void **state)
{
    (void)state;
    const char *characters[] = { "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8e\xae" };
    for (size_t i = 0; i < ARRAY_LEN(characters); i++) {
        for (size_t len = 1; len < strlen(characters[i]); len++)
            assert_false(cho_utf8_valid(characters[i], len));
    }
}

static void test_every_byte_after_the_first_must_continue(void **state)
{
    (void)state;
    const char *characters[] = { "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8e\xae" };
    for (size_t i = 0; i < ARRAY_LEN(characters); i++) {
        size_t len = strlen(characters[i]);
        for (size_t at = 1; at < len; at++) {
            char text[5];
            memcpy(text, characters[i], len + 1);
            text[at] = 'a';
            assert_false(cho_utf8_valid(text, len));
            text[at] = '\xc3';
            assert_false(cho_utf8_valid(text, len));
        }
    }
}

static void test_a_broken_byte_is_found_anywhere(void **state)
{
    (void)state;
    const unsigned char broken[] = { 0x80, 0xbf, 0xc0, 0xc1, 0xc3, 0xe2, 0xf5, 0xff };
    char                text[40];
    for (size_t at = 0; at < sizeof text; at++) {
        for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
            memset(text, 'a', sizeof text);
            text[at] = (char)broken[i];
            assert_false(cho_utf8_valid(text, sizeof text));
            assert_true(cho_utf8_valid(text, at));
        }
    }
}

static void test_a_character_is_taken_anywhere_in_ascii(void **state)
{
    (void)state;
    char text[40];
    for (size_t at = 0; at + 4 <= sizeof text; at++) {
        memset(text, 'a', sizeof text);
        memcpy(text + at, "\xf0\x9f\x8e\xae", 4);
        assert_true(cho_utf8_valid(text, sizeof text));
    }
}

static void test_nul_and_nothing_are_valid(void **state)
{
    (void)state;
    assert_true(cho_utf8_valid("a\0b", 3));
    assert_true(cho_utf8_valid("", 0));
    assert_true(cho_utf8_valid(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_character_is_valid_and_no_surrogate_is),
        cmocka_unit_test(test_no_overlong_form_is_valid),
        cmocka_unit_test(test_nothing_above_10ffff_is_valid),
        cmocka_unit_test(test_a_character_cut_off_anywhere_is_not_valid),
        cmocka_unit_test(test_every_byte_after_the_first_must_continue),
        cmocka_unit_test(test_a_broken_byte_is_found_anywhere),
        cmocka_unit_test(test_a_character_is_taken_anywhere_in_ascii),
        cmocka_unit_test(test_nul_and_nothing_are_valid),
    };
    return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
