#include "support/support.h"

#include "base/options.h"

/* The same struct as an older, this, and a newer version of the library know it. */
typedef struct options_1 {
    size_t   struct_size;
    uint32_t port;
} options_1;

typedef struct options_2 {
    size_t      struct_size;
    uint32_t    port;
    uint32_t    limit;
    const char *name;
} options_2;

typedef struct options_3 {
    size_t      struct_size;
    uint32_t    port;
    uint32_t    limit;
    const char *name;
    uint64_t    newest;
} options_3;

static void test_the_same_version_is_copied(void **state)
{
    (void)state;
    options_2 given, known;
    CHORUS_INIT(&given);
    given.port  = 80;
    given.limit = 7;
    given.name  = "name";
    assert_ok(cho_options_copy(&known, sizeof known, &given));
    assert_int_equal(known.struct_size, sizeof known);
    assert_int_equal(known.port, 80);
    assert_int_equal(known.limit, 7);
    assert_string_equal(known.name, "name");
}

static void test_fields_an_older_caller_lacks_are_zero(void **state)
{
    (void)state;
    struct {
        options_1     given;
        unsigned char beyond[64];
    } caller;
    options_2 known;
    memset(&caller, 0xff, sizeof caller);
    memset(&known, 0xff, sizeof known);
    CHORUS_INIT(&caller.given);
    caller.given.port        = 80;
    caller.given.struct_size = offsetof(options_1, port) + sizeof caller.given.port;
    assert_ok(cho_options_copy(&known, sizeof known, &caller.given));
    assert_int_equal(known.struct_size, sizeof known);
    assert_int_equal(known.port, 80);
    assert_int_equal(known.limit, 0);
    assert_null(known.name);
}

static void test_only_the_size_is_enough(void **state)
{
    (void)state;
    size_t    given = sizeof given;
    options_2 known;
    assert_ok(cho_options_copy(&known, sizeof known, &given));
    assert_int_equal(known.port, 0);
}

static void test_a_newer_caller_who_asks_for_nothing_new_is_fine(void **state)
{
    (void)state;
    options_3 given;
    options_2 known;
    CHORUS_INIT(&given);
    given.port = 80;
    assert_ok(cho_options_copy(&known, sizeof known, &given));
    assert_int_equal(known.struct_size, sizeof known);
    assert_int_equal(known.port, 80);
}

static void test_a_newer_caller_who_asks_for_more_is_refused(void **state)
{
    (void)state;
    options_3 given;
    options_2 known = { .port = 1 };
    for (int bit = 0; bit < 64; bit++) {
        CHORUS_INIT(&given);
        given.newest = UINT64_C(1) << bit;
        assert_result(CHORUS_E_VERSION, cho_options_copy(&known, sizeof known, &given));
    }
    assert_int_equal(known.port, 1);
}

static void test_a_size_no_struct_can_have_is_invalid(void **state)
{
    (void)state;
    const size_t sizes[] = { 0, 1, sizeof(size_t) - 1, CHO_OPTIONS_MAX_BYTES + 1, SIZE_MAX };
    options_2    given, known = { .port = 1 };
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        CHORUS_INIT(&given);
        given.struct_size = sizes[i];
        assert_result(CHORUS_E_INVALID, cho_options_copy(&known, sizeof known, &given));
    }
    assert_int_equal(known.port, 1);
}

static void test_no_struct_is_invalid(void **state)
{
    (void)state;
    options_2 known;
    assert_result(CHORUS_E_INVALID, cho_options_copy(&known, sizeof known, NULL));
}

static void test_an_answer_fills_what_both_sides_know(void **state)
{
    (void)state;
    const options_2 filled = { sizeof filled, 80, 7, "name" };
    options_3       newer;
    memset(&newer, 0xff, sizeof newer);
    newer.struct_size = sizeof newer;
    assert_ok(cho_options_answer(&newer, &filled, sizeof filled));
    assert_int_equal(newer.struct_size, sizeof newer);
    assert_int_equal(newer.port, 80);
    assert_string_equal(newer.name, "name");
    assert_int_equal(newer.newest, 0);
}

static void test_an_answer_writes_nothing_an_older_caller_has_no_room_for(void **state)
{
    (void)state;
    const options_2 filled = { sizeof filled, 80, 7, "name" };
    options_2       older;
    memset(&older, 0xff, sizeof older);
    older.struct_size = offsetof(options_2, limit);
    assert_ok(cho_options_answer(&older, &filled, sizeof filled));
    assert_int_equal(older.struct_size, offsetof(options_2, limit));
    assert_int_equal(older.port, 80);
    assert_int_equal(older.limit, UINT32_MAX);
}

static void test_an_answer_needs_a_struct_of_a_plausible_size(void **state)
{
    (void)state;
    const options_2 filled = { sizeof filled, 80, 7, "name" };
    options_2       out    = { .struct_size = 0 };
    assert_result(CHORUS_E_INVALID, cho_options_answer(NULL, &filled, sizeof filled));
    assert_result(CHORUS_E_INVALID, cho_options_answer(&out, &filled, sizeof filled));
    out.struct_size = SIZE_MAX;
    assert_result(CHORUS_E_INVALID, cho_options_answer(&out, &filled, sizeof filled));
    assert_int_equal(out.port, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_version_is_copied),
        cmocka_unit_test(test_fields_an_older_caller_lacks_are_zero),
        cmocka_unit_test(test_only_the_size_is_enough),
        cmocka_unit_test(test_a_newer_caller_who_asks_for_nothing_new_is_fine),
        cmocka_unit_test(test_a_newer_caller_who_asks_for_more_is_refused),
        cmocka_unit_test(test_a_size_no_struct_can_have_is_invalid),
        cmocka_unit_test(test_no_struct_is_invalid),
        cmocka_unit_test(test_an_answer_fills_what_both_sides_know),
        cmocka_unit_test(test_an_answer_writes_nothing_an_older_caller_has_no_room_for),
        cmocka_unit_test(test_an_answer_needs_a_struct_of_a_plausible_size),
    };
    return cmocka_run_group_tests_name("base/options", tests, NULL, NULL);
}
