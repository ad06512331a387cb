#include "support/support.h"

#include <chorus/keycode.h>


enum { LAST_CODE = 300 };

static void test_names_the_protocol_tells_have_their_codes(void **state)
{
    static const struct {
        const char *name;
        int32_t     code;
    } keys[] = {
        { "backspace", 8 }, { "tab", 9 },        { "enter", 13 },      { "shift", 16 },   { "ctrl", 17 },
        { "alt", 18 },      { "pause", 19 },     { "capslock", 20 },   { "esc", 27 },     { "space", 32 },
        { "pageup", 33 },   { "pagedown", 34 },  { "end", 35 },        { "home", 36 },    { "left", 37 },
        { "up", 38 },       { "right", 39 },     { "down", 40 },       { "insert", 45 },  { "delete", 46 },
        { "command", 91 },  { "windows", 91 },   { ";", 186 },         { "=", 187 },      { ",", 188 },
        { "-", 189 },       { ".", 190 },        { "/", 191 },         { "`", 192 },      { "[", 219 },
        { "\\", 220 },      { "]", 221 },        { "'", 222 },         { "f1", 112 },     { "f12", 123 },
        { "numpad 0", 96 }, { "numpad 9", 105 }, { "return", 13 },     { "escape", 27 },  { "spc", 32 },
        { "pgup", 33 },     { "pgdn", 34 },      { "ins", 45 },        { "del", 46 },     { "cmd", 91 },
        { "control", 17 },  { "ctl", 17 },       { "option", 18 },     { "caps", 20 },    { "break", 19 },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (chorus_keycode_from_name(keys[i].name) != keys[i].code)
            fail_msg("%s", keys[i].name);
    }
}

static void test_letters_and_digits_are_their_capital_ascii(void **state)
{
    (void)state;
    for (char c = '0'; c <= '9'; c++)
        assert_int_equal(chorus_keycode_from_name((char[]){ c, '\0' }), c);
    for (char c = 'a'; c <= 'z'; c++) {
        assert_int_equal(chorus_keycode_from_name((char[]){ c, '\0' }), c - 'a' + 'A');
        assert_int_equal(chorus_keycode_from_name((char[]){ (char)(c - 'a' + 'A'), '\0' }), c - 'a' + 'A');
    }
}

static void test_symbols_on_keys_are_names(void **state)
{
    (void)state;
    assert_int_equal(chorus_keycode_from_name("⌘"), 91);
    assert_int_equal(chorus_keycode_from_name("⏎"), 13);
    assert_int_equal(chorus_keycode_from_name("↑"), 38);
    assert_int_equal(chorus_keycode_from_name("↓"), 40);
    assert_int_equal(chorus_keycode_from_name("⇧"), 16);
    assert_int_equal(chorus_keycode_from_name("⌥"), 18);
    assert_int_equal(chorus_keycode_from_name("⌃"), 17);
    assert_string_equal(chorus_keycode_symbol(91), "⌘");
    assert_string_equal(chorus_keycode_symbol(38), "↑");
    assert_string_equal(chorus_keycode_symbol(65), "A");
    assert_string_equal(chorus_keycode_symbol(116), "F5");
}

static void test_case_spaces_and_underscores_do_not_count(void **state)
{
    static const char *const names[] = { "page up", "Page Up", "PAGE_UP", "pageup", " PageUp ", "PgUp" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_int_equal(chorus_keycode_from_name(names[i]), 33);
    assert_int_equal(chorus_keycode_from_name(" "), 32);
    assert_int_equal(chorus_keycode_from_name("Numpad -"), 109);
}

static void test_every_code_is_found_again_by_its_name_and_its_symbol(void **state)
{
    int count = 0;
    (void)state;
    for (int32_t code = 0; code < LAST_CODE; code++) {
        const char *name = chorus_keycode_name(code), *symbol = chorus_keycode_symbol(code);
        assert_int_equal(*name == '\0', *symbol == '\0');
        if (*name == '\0')
            continue;
        if (chorus_keycode_from_name(name) != code || chorus_keycode_from_name(symbol) != code)
            fail_msg("%d: %s, %s", (int)code, name, symbol);
        count++;
    }
    assert_true(count > 100);
}

static void test_what_is_no_key_has_no_code_and_no_name(void **state)
{
    static const char *const names[] = { "", "   ", "_", "foo", "f25", "f0", "ab", "pa ge up!", "é", "\xff", "⌘⌘",
                                         "a name that is longer than any key has a right to have" };
    static const int32_t codes[] = { 0, -1, 1, 300, INT32_MAX, INT32_MIN };
    (void)state;
    assert_int_equal(chorus_keycode_from_name(NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (chorus_keycode_from_name(names[i]) != 0)
            fail_msg("%s", names[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        assert_string_equal(chorus_keycode_name(codes[i]), "");
        assert_string_equal(chorus_keycode_symbol(codes[i]), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_the_protocol_tells_have_their_codes),
        cmocka_unit_test(test_letters_and_digits_are_their_capital_ascii),
        cmocka_unit_test(test_symbols_on_keys_are_names),
        cmocka_unit_test(test_case_spaces_and_underscores_do_not_count),
        cmocka_unit_test(test_every_code_is_found_again_by_its_name_and_its_symbol),
        cmocka_unit_test(test_what_is_no_key_has_no_code_and_no_name),
    };
    return cmocka_run_group_tests_name("codec/keycode", tests, NULL, NULL);
}
