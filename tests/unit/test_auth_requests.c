#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/oauth/auth_requests.h"

#include <stdio.h>

enum { LIFE_MS = 120000, START_MS = 1000000 };

static cho_auth_wish wish_of(cho_auth_code_kind kind, const char *client, const char *address)
{
    return (cho_auth_wish){ kind, client, 1, cho_host_network_of(address), LIFE_MS };
}

static cho_auth_request *make(cho_auth_requests *all, cho_auth_code_kind kind, int64_t now_ms,
                              char handle[CHO_AUTH_TEXT_SIZE])
{
    cho_auth_wish     wish = wish_of(kind, "game", "192.0.2.1");
    cho_auth_request *request;
    assert_ok(cho_auth_requests_make(all, &wish, now_ms, handle, &request));
    return request;
}

static cho_auth_digest browser(const char *cookie)
{
    return cho_auth_digest_of(cho_span_of(cookie));
}

#define BEGIN                                                                                                      \
    failing_allocator *f = *state;                                                                                 \
    cho_auth_requests  all;                                                                                        \
    char               handle[CHO_AUTH_TEXT_SIZE];                                                                 \
    cho_auth_requests_init(&all, &f->hooks, 1, usual_limits());

static void test_a_request_is_found_by_code_and_handle(void **state)
{
    BEGIN
    cho_auth_request *r = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    assert_int_equal(strlen(handle), 64);
    assert_ptr_equal(cho_auth_requests_by_code(&all, r->node.id.ptr, START_MS), r);
    assert_ptr_equal(cho_auth_requests_by_handle(&all, CHO_AUTH_SHORT, cho_span_of(handle), START_MS), r);
    assert_null(cho_auth_requests_by_handle(&all, CHO_AUTH_LONG, cho_span_of(handle), START_MS));
    assert_null(cho_auth_requests_by_handle(&all, CHO_AUTH_SHORT, cho_span_of("x"), START_MS));
    cho_auth_requests_deinit(&all);
}

static void test_a_request_ends_with_its_time(void **state)
{
    BEGIN
    cho_auth_request *r = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    char              code[CHO_AUTH_CODE_SIZE];
    snprintf(code, sizeof code, "%s", r->node.id.ptr);
    assert_non_null(cho_auth_requests_by_code(&all, code, START_MS + LIFE_MS - 1));
    assert_null(cho_auth_requests_by_code(&all, code, START_MS + LIFE_MS));
    assert_null(cho_auth_requests_by_handle(&all, CHO_AUTH_SHORT, cho_span_of(handle), START_MS + LIFE_MS));
    cho_auth_requests_deinit(&all);
}

static void test_the_browser_that_claims_decides(void **state)
{
    BEGIN
    cho_auth_request *r   = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    cho_auth_digest   ann = browser("ann"), eve = browser("eve");
    assert_false(cho_auth_request_decide(r, &ann, 1000, true));
    assert_true(cho_auth_request_claim(r, &ann));
    assert_true(cho_auth_request_claim(r, &ann));
    assert_false(cho_auth_request_decide(r, &eve, 1001, true));
    assert_true(cho_auth_request_decide(r, &ann, 1000, true));
    assert_int_equal(r->state, CHO_AUTH_APPROVED);
    assert_int_equal(r->account, 1000);
    assert_false(cho_auth_request_decide(r, &ann, 1000, false));
    assert_null(cho_auth_requests_by_code(&all, r->node.id.ptr, START_MS));
    cho_auth_requests_deinit(&all);
}

static void test_a_second_browser_cancels(void **state)
{
    BEGIN
    cho_auth_request *r   = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    cho_auth_digest   ann = browser("ann"), eve = browser("eve");
    assert_true(cho_auth_request_claim(r, &ann));
    assert_false(cho_auth_request_claim(r, &eve));
    assert_int_equal(r->state, CHO_AUTH_CANCELLED);
    assert_false(cho_auth_request_decide(r, &ann, 1000, true));
    assert_false(cho_auth_request_decide(r, &eve, 1001, true));
    cho_auth_requests_deinit(&all);
}

static void test_a_client_has_ten_and_a_place_five(void **state)
{
    BEGIN
    cho_auth_request *r;
    for (uint32_t i = 0; i < usual_limits()->codes_per_client; i++) {
        cho_auth_wish wish = wish_of(CHO_AUTH_SHORT, "game", i < 5 ? "192.0.2.1" : "192.0.2.2");
        assert_ok(cho_auth_requests_make(&all, &wish, START_MS, handle, &r));
    }
    cho_auth_wish elsewhere = wish_of(CHO_AUTH_SHORT, "game", "192.0.2.3");
    cho_auth_wish other     = wish_of(CHO_AUTH_SHORT, "other", "192.0.2.1");
    cho_auth_wish third     = wish_of(CHO_AUTH_SHORT, "other", "192.0.2.3");
    assert_result(CHORUS_E_AGAIN, cho_auth_requests_make(&all, &elsewhere, START_MS, handle, &r));
    assert_result(CHORUS_E_AGAIN, cho_auth_requests_make(&all, &other, START_MS, handle, &r));
    assert_ok(cho_auth_requests_make(&all, &third, START_MS, handle, &r));
    assert_ok(cho_auth_requests_make(&all, &elsewhere, START_MS + LIFE_MS, handle, &r));
    cho_auth_requests_deinit(&all);
}

static void test_three_polls_a_second_are_fine(void **state)
{
    BEGIN
    cho_auth_request *r = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    for (int i = 0; i < 300; i++)
        assert_true(cho_auth_request_may_poll(r, START_MS + i * 1000 / 3 + 1));
    int count = 0;
    while (cho_auth_request_may_poll(r, START_MS + 100000))
        count++;
    assert_in_range(count, 0, 6);
    cho_auth_requests_deinit(&all);
}

static void test_a_device_that_polls_too_fast_is_slowed_down_and_then_cancelled(void **state)
{
    BEGIN
    cho_auth_request *r = make(&all, CHO_AUTH_LONG, START_MS, handle);
    assert_true(cho_auth_request_keeps_pace(r, START_MS));
    assert_true(cho_auth_request_keeps_pace(r, START_MS + 5000));
    assert_false(cho_auth_request_keeps_pace(r, START_MS + 6000));
    assert_false(cho_auth_request_keeps_pace(r, START_MS + 11000));
    assert_true(cho_auth_request_keeps_pace(r, START_MS + 26000));
    for (int i = 2; i < CHO_AUTH_TOO_FAST_MOST; i++) {
        assert_int_equal(r->state, CHO_AUTH_WAITING);
        assert_false(cho_auth_request_keeps_pace(r, START_MS + 26000));
    }
    assert_int_equal(r->state, CHO_AUTH_CANCELLED);
    cho_auth_requests_deinit(&all);
}

static void make_some(failing_allocator *f)
{
    cho_auth_requests all;
    cho_auth_request *request;
    char              handle[CHO_AUTH_TEXT_SIZE], client[16];
    chorus_result     r = CHORUS_OK;
    cho_auth_requests_init(&all, &f->hooks, 1, usual_limits());
    for (int i = 0; i < 40 && r == CHORUS_OK; i++) {
        snprintf(client, sizeof client, "%d", i);
        char address[16];
        snprintf(address, sizeof address, "192.0.2.%d", i);
        cho_auth_wish wish = wish_of(CHO_AUTH_SHORT, client, address);
        r                  = cho_auth_requests_make(&all, &wish, START_MS, handle, &request);
    }
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    cho_auth_requests_deinit(&all);
}

static void test_without_memory_there_is_no_request(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        make_some(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_request_is_found_by_code_and_handle),
        HEAP_TEST(test_a_request_ends_with_its_time),
        HEAP_TEST(test_the_browser_that_claims_decides),
        HEAP_TEST(test_a_second_browser_cancels),
        HEAP_TEST(test_a_client_has_ten_and_a_place_five),
        HEAP_TEST(test_three_polls_a_second_are_fine),
        HEAP_TEST(test_a_device_that_polls_too_fast_is_slowed_down_and_then_cancelled),
        HEAP_TEST(test_without_memory_there_is_no_request),
    };
    return cmocka_run_group_tests_name("auth/requests", tests, NULL, NULL);
}
