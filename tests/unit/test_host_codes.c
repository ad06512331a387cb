#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/service/host_codes.h"

static void test_a_code_is_read_as_people_type_it(void **state)
{
    static const char *const sound[] = { "BCDFG", "bcdfg", "bc dfg", "B-C-D-F-G", " bcd-FG " };
    static const char *const bad[]   = { "", "BCDF", "BCDFGH", "ACDFG", "BCDF1", "BCDFE", "BCDF\xc3\xa9", "-----" };
    char                     code[CHO_HOST_CODE_SIZE];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sound); i++) {
        assert_true(cho_host_code_read(cho_span_of(sound[i]), code));
        assert_string_equal(code, "BCDFG");
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cho_host_code_read(cho_span_of(bad[i]), code));
    assert_false(cho_host_code_read((cho_span){ "BCDF\0", 5 }, code));
}

static void test_codes_are_made_of_their_letters_and_differ(void **state)
{
    char one[CHO_HOST_CODE_SIZE], other[CHO_HOST_CODE_SIZE];
    bool do_differ = false;
    (void)state;
    for (int i = 0; i < 20; i++) {
        assert_true(cho_host_code_make(one));
        assert_true(cho_host_code_read(cho_span_of(one), other));
        assert_string_equal(one, other);
        assert_true(cho_host_code_make(other));
        do_differ = do_differ || strcmp(one, other) != 0;
    }
    assert_true(do_differ);
}

static void test_a_code_leads_to_one_channel_and_a_channel_has_one_code(void **state)
{
    failing_allocator *f = *state;
    cho_host_codes     codes;
    cho_host_codes_init(&codes, &f->hooks, 1);
    assert_ok(cho_host_codes_add(&codes, "BCDFG", 7));
    assert_int_equal(cho_host_codes_find(&codes, "BCDFG"), 7);
    assert_int_equal(cho_host_codes_find(&codes, "GFDCB"), 0);
    assert_string_equal(cho_host_codes_of(&codes, 7), "BCDFG");
    assert_null(cho_host_codes_of(&codes, 8));
    assert_result(CHORUS_E_INVALID, cho_host_codes_add(&codes, "BCDFG", 8));
    assert_result(CHORUS_E_INVALID, cho_host_codes_add(&codes, "BBBBB", 7));
    assert_ok(cho_host_codes_make(&codes, 8));
    assert_int_equal(cho_host_codes_find(&codes, cho_host_codes_of(&codes, 8)), 8);
    cho_host_codes_deinit(&codes);
}

static void add_one(failing_allocator *f)
{
    cho_host_codes codes;
    cho_host_codes_init(&codes, &f->hooks, 1);
    chorus_result r = cho_host_codes_add(&codes, "BCDFG", 7);
    assert_int_equal(r, failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK);
    assert_int_equal(cho_host_codes_find(&codes, "BCDFG"), r == CHORUS_OK ? 7 : 0);
    cho_host_codes_deinit(&codes);
}

static void test_without_memory_a_code_leads_nowhere(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        add_one(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_code_is_read_as_people_type_it),
        cmocka_unit_test(test_codes_are_made_of_their_letters_and_differ),
        HEAP_TEST(test_a_code_leads_to_one_channel_and_a_channel_has_one_code),
        HEAP_TEST(test_without_memory_a_code_leads_nowhere),
    };
    return cmocka_run_group_tests_name("host/join codes", tests, NULL, NULL);
}
