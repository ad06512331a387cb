#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/room/host_users.h"

static const chorus_host_user ann = { .token = "t-ann", .name = "Ann", .roles = "User, Mod", .user_id = 9,
                                      .level = 3, .sparks = 500 };

static void test_a_user_is_found_by_token_and_by_number(void **state)
{
    failing_allocator *f     = *state;
    cho_host_users    *users = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
    assert_ok(cho_host_users_add(users, &ann));
    cho_host_user *found = cho_host_users_by_token(users, cho_span_of("t-ann"));
    assert_non_null(found);
    assert_ptr_equal(found, cho_host_users_by_number(users, cho_span_of("9")));
    assert_string_equal(found->name, "Ann");
    assert_int_equal(found->sparks, 500);
    assert_int_equal(found->level, 3);
    cho_host_users_destroy(users);
}

static void test_other_tokens_and_numbers_find_nobody(void **state)
{
    static const char *const wrong[] = { "", "t-an", "t-ann ", "T-ANN", "t-annn", "Ann", "9" };
    failing_allocator       *f       = *state;
    cho_host_users          *users   = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
    assert_ok(cho_host_users_add(users, &ann));
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_null(cho_host_users_by_token(users, cho_span_of(wrong[i])));
    assert_null(cho_host_users_by_number(users, cho_span_of("09")));
    assert_null(cho_host_users_by_number(users, cho_span_of("0")));
    assert_null(cho_host_users_by_number(NULL, cho_span_of("9")));
    cho_host_users_destroy(users);
}

static void test_numbers_and_tokens_are_nobody_elses(void **state)
{
    failing_allocator *f            = *state;
    cho_host_users    *users        = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
    chorus_host_user   same_number  = ann, same_token = ann, nameless = ann;
    same_number.token               = "other";
    same_token.user_id              = 10;
    nameless.user_id                = 11;
    nameless.token                  = NULL;
    assert_ok(cho_host_users_add(users, &ann));
    assert_result(CHORUS_E_INVALID, cho_host_users_add(users, &same_number));
    assert_result(CHORUS_E_INVALID, cho_host_users_add(users, &same_token));
    assert_ok(cho_host_users_add(users, &nameless));
    cho_host_users_destroy(users);
}

static void test_roles_become_an_array(void **state)
{
    static const char *const roles[][2] = { { NULL, "[\"User\"]" },
                                            { "", "[]" },
                                            { " , ,", "[]" },
                                            { "Owner", "[\"Owner\"]" },
                                            { "User,Mod , a \"b\"", "[\"User\",\"Mod\",\"a \\\"b\\\"\"]" } };
    failing_allocator       *f          = *state;
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        cho_host_users  *users = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
        chorus_host_user user  = ann;
        user.roles             = roles[i][0];
        assert_ok(cho_host_users_add(users, &user));
        assert_string_equal(cho_host_users_by_token(users, cho_span_of("t-ann"))->roles, roles[i][1]);
        cho_host_users_destroy(users);
    }
}

static void test_names_of_users_are_known(void **state)
{
    failing_allocator *f     = *state;
    cho_host_users    *users = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
    assert_ok(cho_host_users_add(users, &ann));
    assert_true(cho_host_users_has_name(users, "Ann"));
    assert_false(cho_host_users_has_name(users, "ann"));
    assert_false(cho_host_users_has_name(NULL, "Ann"));
    cho_host_users_destroy(users);
}

static void add_some(failing_allocator *f)
{
    cho_host_users  *users = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
    chorus_host_user user  = ann, other = ann;
    other.user_id          = 10;
    other.token            = NULL;
    if (users != NULL) {
        chorus_result r = cho_host_users_add(users, &user);
        bool          is_known = cho_host_users_by_token(users, cho_span_of("t-ann")) != NULL;
        assert_true(is_known == (r == CHORUS_OK) && cho_host_users_has_name(users, "Ann") == is_known);
        if (r == CHORUS_OK)
            r = cho_host_users_add(users, &other);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    }
    cho_host_users_destroy(users);
}

static void test_without_memory_nobody_is_added(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        add_some(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_user_is_found_by_token_and_by_number),
        HEAP_TEST(test_other_tokens_and_numbers_find_nobody),
        HEAP_TEST(test_numbers_and_tokens_are_nobody_elses),
        HEAP_TEST(test_roles_become_an_array),
        HEAP_TEST(test_names_of_users_are_known),
        HEAP_TEST(test_without_memory_nobody_is_added),
    };
    return cmocka_run_group_tests_name("host/users", tests, NULL, NULL);
}
