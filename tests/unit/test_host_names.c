#include "support/support.h"

#include "base/utf8.h"
#include "host/room/host_names.h"

static const char *clean(const char *wanted)
{
    static char out[CHO_HOST_NAME_SIZE];
    cho_host_clean_name(cho_span_of(wanted), out);
    return out;
}

static void test_a_plain_name_stays_as_it_is(void **state)
{
    static const char *const names[] = {
        "Ann", "J\xc3\xbcrgen", "\xe5\xb1\xb1\xe7\x94\xb0", "a b  c", "<b>&amp;\"'", "\xf0\x9f\x98\x80",
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80" /* an astronaut: two pictures joined */,
        "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_string_equal(clean(names[i]), names[i]);
}

static void test_white_space_at_the_ends_goes(void **state)
{
    (void)state;
    assert_string_equal(clean("  Ann\t\n "), "Ann");
    assert_string_equal(clean("\xc2\xa0\xe3\x80\x80" "Ann\xe2\x80\x83"), "Ann");
    assert_string_equal(clean("A\nn\tn"), "Ann");
}

static void test_what_cannot_be_seen_goes(void **state)
{
    static const char *const names[] = {
        "A\x01nn", "A\x7fnn", "A\xc2\x80nn", "A\xc2\xadnn", "A\xe2\x80\x8bnn", "A\xef\xbb\xbfnn", "A\xe2\x80\xaenn",
        "A\xe2\x81\xa6nn", "A\xe2\x80\x8fnn", "A\xd8\x9cnn", "A\xf3\xa0\x81\xa1nn", "A\xe2\x80\xa8nn", "A\xe3\x85\xa4nn",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_string_equal(clean(names[i]), "Ann");
}

static void test_a_name_of_nothing_is_empty(void **state)
{
    static const char *const names[] = {
        "", "   ", "\xe2\x80\x8b\xe2\x80\x8b", "\xe2\x80\x8d", "\xcc\x81\xcc\x81", "\xe3\x80\x80\xe2\x80\x8d", "\xe2\xa0\x80",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_string_equal(clean(names[i]), "");
}

static void test_marks_do_not_pile_up(void **state)
{
    char   name[64] = "e";
    size_t at       = 1;
    (void)state;
    for (int i = 0; i < 20; i++, at += 2)
        memcpy(name + at, "\xcc\x81", 3);
    assert_string_equal(clean(name), "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81");
    assert_string_equal(clean("e\xcc\x81o\xcc\x81\xcc\x81"), "e\xcc\x81o\xcc\x81\xcc\x81");
}

static void test_a_long_name_is_cut_at_a_character(void **state)
{
    char name[201] = "a";
    (void)state;
    for (size_t i = 1; i + 3 < sizeof name; i += 3)
        memcpy(name + i, "\xe2\x82\xac", 4);
    const char *cut = clean(name);
    assert_int_equal(strlen(cut), 64);
    assert_true(cho_utf8_valid(cut, strlen(cut)));
    name[0] = '\0';
    memset(name, ' ', 100);
    memset(name + 100, 'x', 100);
    name[200] = '\0';
    assert_int_equal(strlen(clean(name)), 64);
}

static void test_every_character_leaves_sound_text(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x110000; code += code < 0x3000 ? 1 : 61) {
        char text[8] = "x", *p = text + 1;
        if (code >= 0xd800 && code < 0xe000)
            continue;
        if (code < 0x80) {
            *p++ = (char)code;
        } else if (code < 0x800) {
            *p++ = (char)(0xc0 | code >> 6);
        } else if (code < 0x10000) {
            *p++ = (char)(0xe0 | code >> 12);
            *p++ = (char)(0x80 | (code >> 6 & 0x3f));
        } else {
            *p++ = (char)(0xf0 | code >> 18);
            *p++ = (char)(0x80 | (code >> 12 & 0x3f));
            *p++ = (char)(0x80 | (code >> 6 & 0x3f));
        }
        if (code >= 0x80)
            *p++ = (char)(0x80 | (code & 0x3f));
        const char *out = clean(text);
        assert_true(cho_utf8_valid(out, strlen(out)));
        assert_int_equal(out[0], 'x');
    }
}

static void test_guests_have_four_digits(void **state)
{
    char name[CHO_HOST_NAME_SIZE];
    (void)state;
    assert_true(cho_host_make_guest_name(name));
    assert_int_equal(strlen(name), 10);
    assert_memory_equal(name, "Guest-", 6);
    assert_int_equal(strspn(name + 6, "0123456789abcdef"), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_plain_name_stays_as_it_is),
        cmocka_unit_test(test_white_space_at_the_ends_goes),
        cmocka_unit_test(test_what_cannot_be_seen_goes),
        cmocka_unit_test(test_a_name_of_nothing_is_empty),
        cmocka_unit_test(test_marks_do_not_pile_up),
        cmocka_unit_test(test_a_long_name_is_cut_at_a_character),
        cmocka_unit_test(test_every_character_leaves_sound_text),
        cmocka_unit_test(test_guests_have_four_digits),
    };
    return cmocka_run_group_tests_name("host/names", tests, NULL, NULL);
}
