#include "support/support.h"

#include "engine/settings.h"

#include <string.h>

static settings_wish type(settings *s, const char *text)
{
    settings_wish wish = SETTINGS_NOTHING;
    for (; *text != '\0'; text++)
        wish = settings_press(s, SETTINGS_KEY_OTHER, *text);
    return wish;
}

static void go_to(settings *s, settings_row row)
{
    for (int i = 0; i < SETTINGS_ROWS && s->row != row; i++)
        settings_press(s, SETTINGS_KEY_DOWN, 0);
    assert_int_equal(s->row, row);
}

static void test_rows_go_round(void **state)
{
    settings s;
    (void)state;
    settings_init(&s, NULL, 8280);
    settings_press(&s, SETTINGS_KEY_UP, 0);
    assert_int_equal(s.row, SETTINGS_QUIT);
    settings_press(&s, SETTINGS_KEY_DOWN, 0);
    assert_int_equal(s.row, SETTINGS_URL);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ESCAPE, 0), SETTINGS_CLOSE);
}

static void test_an_address_is_typed_and_moved_to(void **state)
{
    settings s;
    char     line[SETTINGS_LINE_BYTES];
    (void)state;
    settings_init(&s, NULL, 8280);
    settings_describe(&s, SETTINGS_PORT, line, sizeof line);
    assert_string_equal(line, "8280");
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_NOTHING); /* nothing was edited */
    type(&s, "ws://hostx");
    settings_press(&s, SETTINGS_KEY_BACKSPACE, 0);
    settings_describe(&s, SETTINGS_URL, line, sizeof line);
    assert_string_equal(line, "ws://host_");
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_MOVE);
    assert_string_equal(s.url, "ws://host");
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_NOTHING);
}

static void test_what_is_no_address_is_told(void **state)
{
    settings s;
    (void)state;
    settings_init(&s, NULL, 8280);
    type(&s, "localhost");
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_NOTHING);
    assert_non_null(s.fault);
    settings_press(&s, SETTINGS_KEY_BACKSPACE, 0);
    assert_null(s.fault);
    settings_init(&s, "https://", 1);
    s.is_edited = true;
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_NOTHING);
    assert_non_null(s.fault);
}

static void test_a_port_is_digits_in_range(void **state)
{
    settings s;
    (void)state;
    settings_init(&s, NULL, 8280);
    go_to(&s, SETTINGS_PORT);
    type(&s, "a");
    assert_string_equal(s.port, "8280");
    type(&s, "99");
    assert_string_equal(s.port, "82809"); /* five digits at most */
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_NOTHING);
    assert_non_null(s.fault);
    settings_press(&s, SETTINGS_KEY_BACKSPACE, 0);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_MOVE);
    assert_int_equal(settings_port(&s), 8280);
}

static void test_switches_tell_what_they_mean(void **state)
{
    settings s;
    (void)state;
    settings_init(&s, NULL, 8280);
    go_to(&s, SETTINGS_AUDIENCE);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_SET_READY);
    assert_true(s.is_staging);
    go_to(&s, SETTINGS_COMPRESSION);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_LEFT, 0), SETTINGS_NOTHING);
    assert_string_equal(settings_schemes[s.compression], "lz4");
    settings_press(&s, SETTINGS_KEY_RIGHT, 0);
    assert_string_equal(settings_schemes[s.compression], "text");
    go_to(&s, SETTINGS_LOADING);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_RIGHT, 0), SETTINGS_NOTHING);
    assert_true(s.pauses_audience);
    go_to(&s, SETTINGS_LEVEL);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_RIGHT, 0), SETTINGS_NOTHING);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_LOAD);
    go_to(&s, SETTINGS_QUIT);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_END);
}

static void test_only_who_is_signed_in_signs_out(void **state)
{
    settings s;
    (void)state;
    settings_init(&s, "http://host", 8280);
    go_to(&s, SETTINGS_ACCOUNT);
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_NOTHING);
    s.has_account = true;
    assert_int_equal(settings_press(&s, SETTINGS_KEY_ENTER, 0), SETTINGS_SIGN_OUT);
}

static void test_a_long_address_ends_where_there_is_no_room(void **state)
{
    settings s;
    (void)state;
    settings_init(&s, NULL, 8280);
    type(&s, "ws://");
    for (int i = 0; i < 300; i++)
        type(&s, "x");
    assert_int_equal(strlen(s.url), SETTINGS_URL_BYTES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_go_round),
        cmocka_unit_test(test_an_address_is_typed_and_moved_to),
        cmocka_unit_test(test_what_is_no_address_is_told),
        cmocka_unit_test(test_a_port_is_digits_in_range),
        cmocka_unit_test(test_switches_tell_what_they_mean),
        cmocka_unit_test(test_only_who_is_signed_in_signs_out),
        cmocka_unit_test(test_a_long_address_ends_where_there_is_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
