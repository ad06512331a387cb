#include "support/support.h"

#include <chorus/event.h>

enum { LAST_TYPE = 0xfff };

static void test_names_are_those_of_the_code(void **state)
{
    (void)state;
    assert_string_equal(chorus_event_name(CHORUS_EVENT_SESSION_READY), "session_ready");
    assert_string_equal(chorus_event_name(CHORUS_EVENT_INPUT), "input");
    assert_string_equal(chorus_event_name(CHORUS_EVENT_CONTROL_DELETE), "control_delete");
}

static void test_a_number_without_a_meaning_has_a_name_too(void **state)
{
    (void)state;
    assert_string_equal(chorus_event_name(LAST_TYPE), "unknown");
    assert_string_equal(chorus_event_name(UINT32_MAX), "unknown");
}

static void test_no_two_types_share_a_name(void **state)
{
    (void)state;
    for (uint32_t a = 0; a < LAST_TYPE; a++) {
        for (uint32_t b = 0; b < a && strcmp(chorus_event_name(a), "unknown") != 0; b++)
            assert_string_not_equal(chorus_event_name(a), chorus_event_name(b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_those_of_the_code),
        cmocka_unit_test(test_a_number_without_a_meaning_has_a_name_too),
        cmocka_unit_test(test_no_two_types_share_a_name),
    };
    return cmocka_run_group_tests_name("core/event_name", tests, NULL, NULL);
}
