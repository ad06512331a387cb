#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/room/host_keys.h"

static const cho_host_identity ann = { .name = "Ann" };

static cho_host_keys     keys;
static cho_host_identity who; /* whose a key that was taken is */

static void begin(cho_host_keys *some, failing_allocator *f)
{
    cho_host_keys_init(some, &f->hooks, 1);
    some->most    = usual_limits()->join_keys;
    some->life_ms = usual_limits()->join_key_ms;
}

static int set_up(void **state)
{
    failing_allocator_set_up(state);
    begin(&keys, *state);
    return 0;
}

static int tear_down(void **state)
{
    cho_host_keys_deinit(&keys);
    return failing_allocator_tear_down(state);
}

static void test_a_key_works_once(void **state)
{
    char key[CHO_HOST_KEY_SIZE];
    (void)state;
    assert_ok(cho_host_keys_issue(&keys, 1, &ann, 0, key));
    assert_int_equal(strspn(key, "0123456789abcdef"), 32);
    assert_true(cho_host_keys_take(&keys, cho_span_of(key), 1, 0, &who));
    assert_string_equal(who.name, "Ann");
    assert_null(who.user);
    assert_false(cho_host_keys_take(&keys, cho_span_of(key), 1, 0, &who));
}

static void test_a_key_works_for_a_minute(void **state)
{
    char key[CHO_HOST_KEY_SIZE];
    (void)state;
    assert_ok(cho_host_keys_issue(&keys, 1, &ann, 1000, key));
    assert_true(cho_host_keys_take(&keys, cho_span_of(key), 1, 61000, &who));
    assert_ok(cho_host_keys_issue(&keys, 1, &ann, 1000, key));
    assert_false(cho_host_keys_take(&keys, cho_span_of(key), 1, 61001, &who));
}

static void test_a_key_works_for_its_channel(void **state)
{
    char key[CHO_HOST_KEY_SIZE];
    (void)state;
    assert_ok(cho_host_keys_issue(&keys, 1, &ann, 0, key));
    assert_false(cho_host_keys_take(&keys, cho_span_of(key), 2, 0, &who));
}

static void test_what_was_never_issued_is_no_key(void **state)
{
    static const char *const texts[] = { "", "x", "00000000000000000000000000000000", "\xff\xff" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_false(cho_host_keys_take(&keys, cho_span_of(texts[i]), 1, 0, &who));
}

static void test_the_oldest_makes_room(void **state)
{
    char first[CHO_HOST_KEY_SIZE], second[CHO_HOST_KEY_SIZE], key[CHO_HOST_KEY_SIZE];
    (void)state;
    assert_ok(cho_host_keys_issue(&keys, 1, &ann, 0, first));
    assert_ok(cho_host_keys_issue(&keys, 1, &ann, 0, second));
    for (uint32_t i = 0; i < usual_limits()->join_keys - 1; i++)
        assert_ok(cho_host_keys_issue(&keys, 1, &ann, 0, key));
    assert_false(cho_host_keys_take(&keys, cho_span_of(first), 1, 0, &who));
    assert_true(cho_host_keys_take(&keys, cho_span_of(second), 1, 0, &who));
    assert_ok(cho_host_keys_issue(&keys, 1, &ann, 100000, key));
    assert_int_equal(cho_host_table_count(&keys.table), 1);
}

static void issue_some(failing_allocator *f)
{
    cho_host_keys some;
    char          key[CHO_HOST_KEY_SIZE];
    chorus_result r = CHORUS_OK;
    begin(&some, f);
    for (int i = 0; i < 40 && r == CHORUS_OK; i++)
        r = cho_host_keys_issue(&some, 1, &ann, 0, key);
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    cho_host_keys_deinit(&some);
}

static void test_without_memory_there_is_no_key(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        issue_some(f);
}

int main(void)
{
#define KEYS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        KEYS_TEST(test_a_key_works_once),
        KEYS_TEST(test_a_key_works_for_a_minute),
        KEYS_TEST(test_a_key_works_for_its_channel),
        KEYS_TEST(test_what_was_never_issued_is_no_key),
        KEYS_TEST(test_the_oldest_makes_room),
        HEAP_TEST(test_without_memory_there_is_no_key),
    };
    return cmocka_run_group_tests_name("host/keys", tests, NULL, NULL);
}
