#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/room/host_identity.h"

#include <stdio.h>

static const chorus_host_user ann = { .token = "t0k+en", .name = "Ann", .user_id = 9, .sparks = 5 };

static cho_host_users *make_users(failing_allocator *f)
{
    cho_host_users *users = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
    assert_ok(cho_host_users_add(users, &ann));
    return users;
}

static cho_span header(const char *text)
{
    return text == NULL ? (cho_span){ NULL, 0 } : cho_span_of(text);
}

static void test_a_token_says_who_it_is(void **state)
{
    static const char *const good[] = { "Bearer t0k+en", "bearer t0k+en", "BEARER+t0k+en" };
    static const char *const bad[]  = { NULL, "", "Bearer", "Bearer ", "t0k+en", "Bearer  t0k+en", "Basic t0k+en",
                                        "Bearer t0k", "Bearert0k+en" };
    failing_allocator       *f      = *state;
    cho_host_users          *users  = make_users(f);
    cho_host_identity        who;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_true(cho_host_identify_user(users, header(good[i]), &who));
        assert_string_equal(who.name, "Ann");
        assert_int_equal(who.user->number, 9);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cho_host_identify_user(users, header(bad[i]), &who));
    cho_host_users_destroy(users);
}

static void test_a_guest_has_a_name_and_no_account(void **state)
{
    cho_host_identity who;
    (void)state;
    assert_true(cho_host_identify_guest("Bob", &who));
    assert_string_equal(who.name, "Bob");
    assert_null(who.user);
    assert_true(cho_host_identify_guest("", &who));
    assert_memory_equal(who.name, "Guest-", 6);
}

static void test_s54_a_claim_is_a_user_or_a_guest(void **state)
{
    static const struct {
        const char *json, *name;
        uint32_t    number;
    } claims[] = {
        { "{\"ID\":9,\"Username\":\"Eve\",\"XP\":\"120\"}", "Ann", 9 },
        { "{\"ID\":\"9\"}", "Ann", 9 },
        { "{\"ID\":12,\"Username\":\"Eve\",\"XP\":\"120\"}", "Eve", 12 },
        { "{\"ID\":12,\"Username\":\"Mallory\"}", "Eve", 12 },
        { "{\"ID\":13}", "User-13", 13 },
        { "{\"ID\":14,\"Username\":\" \\u202e \"}", "User-14", 14 },
        { "{\"Username\":\"Bob\"}", "Bob", 0 },
        { "{\"ID\":0,\"Username\":\"Bob\"}", "Bob", 0 },
        { "{\"ID\":null,\"Username\":\"Bob\"}", "Bob", 0 },
    };
    failing_allocator *f     = *state;
    cho_host_users    *users = make_users(f);
    for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
        cho_host_identity who;
        assert_true(cho_host_identify_claim(users, cho_span_of(claims[i].json), &who));
        assert_string_equal(who.name, claims[i].name);
        assert_int_equal(who.user != NULL ? who.user->number : 0, claims[i].number);
    }
    cho_host_users_destroy(users);
}

static void test_what_makes_no_sense_claims_nothing(void **state)
{
    static const char *const bad[] = { "", "9", "\"Ann\"", "[]", "{", "{\"ID\":-1}", "{\"ID\":4294967296}",
                                       "{\"ID\":1.5}", "{\"ID\":{}}", "{\"ID\":\"x\"}", "{\"a\":[[[[[[[[[[1]]]]]]]]]]}" };
    failing_allocator       *f     = *state;
    cho_host_users          *users = make_users(f);
    cho_host_identity        who;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cho_host_identify_claim(users, cho_span_of(bad[i]), &who));
    cho_host_users_destroy(users);
}

static void test_claims_can_not_fill_the_memory(void **state)
{
    failing_allocator *f     = *state;
    cho_host_users    *users = make_users(f);
    char               json[64];
    cho_host_identity  who;
    uint32_t           count = 0;
    for (uint32_t number = 100; number < 100 + usual_limits()->max_users + 5; number++) {
        snprintf(json, sizeof json, "{\"ID\":%u}", (unsigned)number);
        count += cho_host_identify_claim(users, cho_span_of(json), &who);
    }
    assert_int_equal(count, usual_limits()->max_users - 1);
    cho_host_users_destroy(users);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_token_says_who_it_is),
        cmocka_unit_test(test_a_guest_has_a_name_and_no_account),
        HEAP_TEST(test_s54_a_claim_is_a_user_or_a_guest),
        HEAP_TEST(test_what_makes_no_sense_claims_nothing),
        HEAP_TEST(test_claims_can_not_fill_the_memory),
    };
    return cmocka_run_group_tests_name("host/identity", tests, NULL, NULL);
}
