#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/oauth/auth_links.h"

#include <string.h>

enum { START_MS = 1000000 };

#define BEGIN                                                                                                      \
    failing_allocator *f = *state;                                                                                 \
    cho_auth_links     links;                                                                                      \
    cho_auth_tokens    first, second, third;                                                                       \
    cho_auth_link     *link, *found;                                                                               \
    (void)second, (void)third, (void)found;                                                                        \
    cho_auth_links_init(&links, &f->hooks, 1, usual_limits());                                                     \
    assert_ok(cho_auth_links_make(&links, 1000, "game", 3, START_MS, &first, &link));

static void test_tokens_are_kept_as_digests_only(void **state)
{
    BEGIN
    assert_int_equal(strlen(first.access), 64);
    assert_int_equal(strlen(first.refresh), 64);
    assert_ptr_equal(cho_auth_links_of_access(&links, cho_span_of(first.access), START_MS), link);
    assert_null(memmem(&link->row, sizeof link->row, first.refresh, 16));
    assert_null(memmem(cho_auth_links_newest(&links, link), sizeof(cho_data_access), first.access, 16));
    cho_auth_links_deinit(&links);
}

static void test_an_access_token_is_good_for_six_hours(void **state)
{
    BEGIN
    int64_t end_ms = START_MS + usual_limits()->access_token_s * INT64_C(1000);
    assert_non_null(cho_auth_links_of_access(&links, cho_span_of(first.access), end_ms - 1));
    assert_null(cho_auth_links_of_access(&links, cho_span_of(first.access), end_ms));
    assert_null(cho_auth_links_of_access(&links, cho_span_of(first.refresh), START_MS));
    cho_auth_links_deinit(&links);
}

static void test_a_refresh_token_is_good_once(void **state)
{
    BEGIN
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), START_MS, &found), CHO_AUTH_REFRESH_GOOD);
    assert_ptr_equal(found, link);
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), START_MS, &second));
    assert_string_not_equal(first.refresh, second.refresh);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(second.refresh), START_MS, &found), CHO_AUTH_REFRESH_GOOD);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), START_MS + 60001, &found),
                     CHO_AUTH_REFRESH_STOLEN);
    cho_auth_links_deinit(&links);
}

static void test_a_lost_reply_can_be_asked_for_again(void **state)
{
    BEGIN
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), START_MS, &second));
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), START_MS + 60000, &found),
                     CHO_AUTH_REFRESH_GOOD);
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), START_MS + 60000, &third));
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), START_MS + 60001, &found),
                     CHO_AUTH_REFRESH_STOLEN);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(second.refresh), START_MS + 60000, &found),
                     CHO_AUTH_REFRESH_GOOD);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(third.refresh), START_MS + 60000, &found),
                     CHO_AUTH_REFRESH_GOOD);
    cho_auth_links_deinit(&links);
}

/* The clock was put back by years while the host was down. */
static void test_a_clock_put_back_makes_no_used_token_good(void **state)
{
    BEGIN
    int64_t later_ms = START_MS + INT64_C(100000000000);
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), later_ms, &second));
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), later_ms - 1000, &found),
                     CHO_AUTH_REFRESH_GOOD);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), START_MS, &found), CHO_AUTH_REFRESH_STOLEN);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(second.refresh), START_MS, &found), CHO_AUTH_REFRESH_GOOD);
    cho_auth_links_deinit(&links);
}

static void test_only_one_of_two_answers_lives_on(void **state)
{
    BEGIN
    cho_auth_tokens fourth;
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), START_MS, &second));
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), START_MS, &third));
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(second.refresh), START_MS, &fourth));
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(third.refresh), START_MS, &found), CHO_AUTH_REFRESH_STOLEN);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(fourth.refresh), START_MS, &found), CHO_AUTH_REFRESH_GOOD);
    cho_auth_links_deinit(&links);
}

static void test_an_old_token_is_recognised_for_ever(void **state)
{
    BEGIN
    cho_auth_tokens last = first;
    for (int i = 0; i < 50; i++) {
        cho_auth_tokens next;
        assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(last.refresh), START_MS, &next));
        last = next;
    }
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), START_MS, &found), CHO_AUTH_REFRESH_STOLEN);
    cho_auth_links_deinit(&links);
}

static void test_a_stranger_cannot_end_a_link(void **state)
{
    static const char *const texts[] = { "", "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
    BEGIN
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_int_equal(cho_auth_links_judge(&links, cho_span_of(texts[i]), START_MS, &found), CHO_AUTH_REFRESH_UNKNOWN);
    cho_auth_links_deinit(&links);
}

static void test_a_refresh_token_is_good_for_a_year(void **state)
{
    BEGIN
    int64_t end_ms = START_MS + usual_limits()->refresh_token_s * INT64_C(1000);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), end_ms - 1, &found), CHO_AUTH_REFRESH_GOOD);
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(first.refresh), end_ms, &found), CHO_AUTH_REFRESH_UNKNOWN);
    assert_null(cho_auth_links_over(&links, end_ms - 1));
    assert_ptr_equal(cho_auth_links_over(&links, end_ms), link);
    cho_auth_links_deinit(&links);
}

static void test_with_a_link_all_its_tokens_end(void **state)
{
    BEGIN
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), START_MS, &second));
    cho_auth_links_remove(&links, link);
    assert_null(cho_auth_links_of_access(&links, cho_span_of(first.access), START_MS));
    assert_null(cho_auth_links_of_access(&links, cho_span_of(second.access), START_MS));
    assert_int_equal(cho_auth_links_judge(&links, cho_span_of(second.refresh), START_MS, &found), CHO_AUTH_REFRESH_UNKNOWN);
    assert_int_equal(cho_host_table_count(&links.accesses), 0);
    cho_auth_links_deinit(&links);
}

static void test_the_oldest_access_token_makes_room(void **state)
{
    BEGIN
    cho_auth_tokens last = first;
    for (int i = 0; i < CHO_AUTH_ACCESS_OF_LINK; i++) {
        cho_auth_tokens next;
        assert_non_null(cho_auth_links_of_access(&links, cho_span_of(first.access), START_MS));
        assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(last.refresh), START_MS, &next));
        last = next;
    }
    assert_null(cho_auth_links_of_access(&links, cho_span_of(first.access), START_MS));
    assert_int_equal(cho_host_table_count(&links.accesses), CHO_AUTH_ACCESS_OF_LINK);
    cho_auth_links_deinit(&links);
}

static void test_what_was_written_down_is_good_again(void **state)
{
    BEGIN
    cho_auth_links again;
    cho_auth_links_init(&again, &f->hooks, 2, usual_limits());
    assert_result(CHORUS_E_NOT_FOUND, cho_auth_links_put_access(&again, cho_auth_links_newest(&links, link)));
    assert_ok(cho_auth_links_put(&again, &link->row));
    assert_ok(cho_auth_links_put_access(&again, cho_auth_links_newest(&links, link)));
    assert_int_equal(cho_auth_links_of_access(&again, cho_span_of(first.access), START_MS)->scopes, 3);
    assert_int_equal(cho_auth_links_judge(&again, cho_span_of(first.refresh), START_MS, &found), CHO_AUTH_REFRESH_GOOD);
    cho_auth_links_deinit(&again);
    cho_auth_links_deinit(&links);
}

static void test_a_client_has_twenty_links_of_an_account(void **state)
{
    BEGIN
    for (uint32_t i = 1; i < usual_limits()->links_per_client; i++) {
        assert_null(cho_auth_links_surplus(&links, 1000, "game"));
        assert_ok(cho_auth_links_make(&links, 1000, "game", 3, START_MS, &second, &found));
    }
    assert_ptr_equal(cho_auth_links_surplus(&links, 1000, "game"), link);
    link->row.used_ms = START_MS + 1; /* it goes on being used */
    assert_ptr_not_equal(cho_auth_links_surplus(&links, 1000, "game"), link);
    found->row.used_ms = START_MS - 1; /* and the last one never was, in another life of the host */
    assert_ptr_equal(cho_auth_links_surplus(&links, 1000, "game"), found);
    assert_null(cho_auth_links_surplus(&links, 1000, "other"));
    assert_null(cho_auth_links_surplus(&links, 1001, "game"));
    cho_auth_links_deinit(&links);
}

static void test_lives_and_numbers_are_those_of_the_limits(void **state)
{
    chorus_host_limits limits = *usual_limits();
    limits.access_token_s     = 60;
    limits.refresh_token_s    = 120;
    limits.links_per_client   = 1;
    limits.max_links          = 1;
    BEGIN
    links.limits = &limits;
    assert_result(CHORUS_E_AGAIN, cho_auth_links_make(&links, 1, "game", 3, START_MS, &second, &found));
    assert_ptr_equal(cho_auth_links_surplus(&links, 1000, "game"), link);
    assert_ok(cho_auth_links_rotate(&links, link, cho_span_of(first.refresh), START_MS, &second));
    assert_non_null(cho_auth_links_of_access(&links, cho_span_of(second.access), START_MS + 59999));
    assert_null(cho_auth_links_of_access(&links, cho_span_of(second.access), START_MS + 60000));
    assert_null(cho_auth_links_over(&links, START_MS + 119999));
    assert_ptr_equal(cho_auth_links_over(&links, START_MS + 120000), link);
    cho_auth_links_deinit(&links);
}

static void make_and_rotate(failing_allocator *f)
{
    cho_auth_links  links;
    cho_auth_tokens tokens, next;
    cho_auth_link  *link;
    cho_auth_links_init(&links, &f->hooks, 1, usual_limits());
    chorus_result r = cho_auth_links_make(&links, 1000, "game", 1, 0, &tokens, &link);
    if (r == CHORUS_OK)
        r = cho_auth_links_rotate(&links, link, cho_span_of(tokens.refresh), 0, &next);
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    cho_auth_links_deinit(&links);
}

static void test_without_memory_there_is_no_token(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        make_and_rotate(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_tokens_are_kept_as_digests_only),
        HEAP_TEST(test_an_access_token_is_good_for_six_hours),
        HEAP_TEST(test_a_refresh_token_is_good_once),
        HEAP_TEST(test_a_lost_reply_can_be_asked_for_again),
        HEAP_TEST(test_a_clock_put_back_makes_no_used_token_good),
        HEAP_TEST(test_only_one_of_two_answers_lives_on),
        HEAP_TEST(test_an_old_token_is_recognised_for_ever),
        HEAP_TEST(test_a_stranger_cannot_end_a_link),
        HEAP_TEST(test_a_refresh_token_is_good_for_a_year),
        HEAP_TEST(test_with_a_link_all_its_tokens_end),
        HEAP_TEST(test_the_oldest_access_token_makes_room),
        HEAP_TEST(test_what_was_written_down_is_good_again),
        HEAP_TEST(test_a_client_has_twenty_links_of_an_account),
        HEAP_TEST(test_lives_and_numbers_are_those_of_the_limits),
        HEAP_TEST(test_without_memory_there_is_no_token),
    };
    return cmocka_run_group_tests_name("auth/links", tests, NULL, NULL);
}
