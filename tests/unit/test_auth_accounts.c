#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/oauth/auth_accounts.h"

#include <stdio.h>

static cho_data_account row_of(uint32_t id, const char *name)
{
    cho_data_account row = { .id = id };
    snprintf(row.name, sizeof row.name, "%s", name);
    return row;
}

static void test_an_account_is_found_by_number_and_name(void **state)
{
    failing_allocator *f = *state;
    cho_auth_accounts  accounts;
    cho_data_account   ann = row_of(1000, "Ann"), double_ann = row_of(1001, "aNN");
    cho_auth_accounts_init(&accounts, &f->hooks, 1, usual_limits());
    assert_ok(cho_auth_accounts_put(&accounts, &ann));
    assert_result(CHORUS_E_INVALID, cho_auth_accounts_put(&accounts, &double_ann));
    assert_string_equal(cho_auth_accounts_by_number(&accounts, 1000)->row.name, "Ann");
    assert_int_equal(cho_auth_accounts_by_name(&accounts, cho_span_of("ANN"))->row.id, 1000);
    assert_null(cho_auth_accounts_by_number(&accounts, 1001));
    assert_null(cho_auth_accounts_by_name(&accounts, cho_span_of("Bob")));
    assert_int_equal(accounts.next, 1001);
    cho_auth_accounts_drop(&accounts, 1000);
    assert_null(cho_auth_accounts_by_number(&accounts, 1000));
    assert_null(cho_auth_accounts_by_name(&accounts, cho_span_of("Ann")));
    cho_auth_accounts_deinit(&accounts);
}

static void test_many_accounts_keep_their_numbers(void **state)
{
    failing_allocator *f = *state;
    cho_auth_accounts  accounts;
    char               name[16];
    cho_auth_accounts_init(&accounts, &f->hooks, 1, usual_limits());
    for (uint32_t i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "name%u", (unsigned)i);
        cho_data_account row = row_of(1000 + i, name);
        assert_ok(cho_auth_accounts_put(&accounts, &row));
    }
    for (uint32_t i = 0; i < 500; i++)
        assert_int_equal(cho_auth_accounts_by_number(&accounts, 1000 + i)->row.id, 1000 + i);
    cho_auth_accounts_deinit(&accounts);
}

static void test_names_are_those_guests_may_have(void **state)
{
    static const char *const good[] = { "Ann", "ann lee", "\xc3\x84nne", "\xe6\x9d\x8e\xe5\x9b\x9b" };
    static const char *const bad[]  = { "", "a", " Ann", "Ann ", "A\x01nn", "An\xe2\x80\x8bn", "\xff\xff",
                                        "0123456789012345678901234567890123" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_null(cho_auth_name_fault(cho_span_of(good[i])));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_non_null(cho_auth_name_fault(cho_span_of(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_an_account_is_found_by_number_and_name),
        HEAP_TEST(test_many_accounts_keep_their_numbers),
        HEAP_TEST(test_names_are_those_guests_may_have),
    };
    return cmocka_run_group_tests_name("auth/accounts", tests, NULL, NULL);
}
