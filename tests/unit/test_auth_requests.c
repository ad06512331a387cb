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

/* ---- what was written down before ---- */

/* As it stands in a file: with what was derived of the code, and without the code. */
static cho_data_request row_of(const cho_auth_requests *all, const cho_auth_request *request)
{
    cho_data_request row;
    cho_auth_digest  kept;
    cho_auth_request_write(all, request, &row);
    assert_true(cho_auth_code_keep(request->node.id, row.salt, &kept));
    memcpy(row.code, kept.bytes, sizeof row.code);
    return row;
}

static cho_auth_digest kept_of(const cho_auth_requests *all, const char *code)
{
    cho_auth_digest kept;
    assert_true(cho_auth_code_keep(cho_span_of(code), all->salt, &kept));
    return kept;
}

static void test_a_request_goes_on_after_it_was_written_down(void **state)
{
    BEGIN
    cho_auth_requests again;
    cho_auth_request *r   = make(&all, CHO_AUTH_LONG, START_MS, handle), *found;
    cho_auth_digest   ann = browser("ann"), eve = browser("eve");
    assert_true(cho_auth_request_claim(r, &ann));
    (void)cho_auth_request_keeps_pace(r, START_MS);
    (void)cho_auth_request_keeps_pace(r, START_MS);
    cho_data_request row = row_of(&all, r);
    cho_auth_requests_init(&again, &f->hooks, 2, usual_limits());
    assert_ok(cho_auth_requests_put(&again, &row));
    found = cho_auth_requests_by_handle(&again, CHO_AUTH_LONG, cho_span_of(handle), START_MS + LIFE_MS - 1);
    assert_non_null(found);
    assert_true(found->state == CHO_AUTH_CLAIMED && found->interval_ms == r->interval_ms && found->too_fast == 1);
    assert_true(found->ends_ms == r->ends_ms && found->place == r->place && found->scopes == r->scopes);
    assert_false(cho_auth_request_decide(found, &eve, 1001, true));
    assert_true(cho_auth_request_decide(found, &ann, 1000, true));
    assert_null(cho_auth_requests_by_handle(&again, CHO_AUTH_LONG, cho_span_of(handle), START_MS + LIFE_MS));
    assert_int_equal(again.unnamed, 0);
    cho_auth_requests_deinit(&again);
    cho_auth_requests_deinit(&all);
}

static void test_its_code_is_known_again_when_it_is_typed(void **state)
{
    BEGIN
    cho_auth_requests again;
    cho_auth_request *r    = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    cho_auth_digest   ann  = browser("ann"), eve = browser("eve");
    const char       *code = r->node.id.ptr;
    assert_true(cho_auth_request_claim(r, &ann));
    cho_data_request row = row_of(&all, r);
    cho_auth_requests_init(&again, &f->hooks, 2, usual_limits());
    assert_false(cho_auth_requests_may_know(&again, NULL, START_MS));
    assert_ok(cho_auth_requests_put(&again, &row));
    assert_null(cho_auth_requests_by_code(&again, code, START_MS));
    assert_true(cho_auth_requests_may_know(&again, NULL, START_MS));
    assert_true(cho_auth_requests_may_know(&again, &ann, START_MS));
    assert_false(cho_auth_requests_may_know(&again, &eve, START_MS));
    cho_auth_digest wrong = kept_of(&again, "BBBBBB"), kept = kept_of(&again, code);
    assert_false(cho_auth_requests_name(&again, &wrong, "BBBBBB"));
    assert_true(cho_auth_requests_name(&again, &kept, code));
    assert_ptr_equal(cho_auth_requests_by_code(&again, code, START_MS),
                     cho_auth_requests_by_handle(&again, CHO_AUTH_SHORT, cho_span_of(handle), START_MS));
    assert_non_null(cho_auth_requests_by_code(&again, code, START_MS));
    assert_false(cho_auth_requests_may_know(&again, NULL, START_MS));
    assert_false(cho_auth_requests_name(&again, &kept, code));
    assert_int_equal(cho_host_table_count(&again.table), 1);
    cho_auth_requests_deinit(&again);
    cho_auth_requests_deinit(&all);
}

static void test_what_makes_no_sense_or_has_no_room_is_passed_over(void **state)
{
    BEGIN
    cho_data_request   row = row_of(&all, make(&all, CHO_AUTH_SHORT, START_MS, handle)), other = row;
    chorus_host_limits tight = *usual_limits();
    cho_auth_requests  again;
    tight.max_codes = 1;
    cho_auth_requests_init(&again, &f->hooks, 2, &tight);
    other.state = CHO_AUTH_CANCELLED + 1;
    assert_result(CHORUS_E_INVALID, cho_auth_requests_put(&again, &other));
    other = row, other.kind = CHO_AUTH_LONG + 1;
    assert_result(CHORUS_E_INVALID, cho_auth_requests_put(&again, &other));
    other = row, snprintf(other.scopes, sizeof other.scopes, "world:rule");
    assert_result(CHORUS_E_INVALID, cho_auth_requests_put(&again, &other));
    assert_ok(cho_auth_requests_put(&again, &row));
    other = row, other.handle[0] ^= 1, other.code[0] ^= 1;
    assert_result(CHORUS_E_AGAIN, cho_auth_requests_put(&again, &other));
    cho_auth_requests_deinit(&again);
    cho_auth_requests_deinit(&all);
}

/* Whoever reads a file may work out codes ahead for as long as the salt is the same. */
static void test_the_salt_is_another_once_nobody_waits(void **state)
{
    BEGIN
    unsigned char     first[CHO_AUTH_SALT_BYTES];
    cho_auth_request *r = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    memcpy(first, all.salt, sizeof first);
    (void)make(&all, CHO_AUTH_SHORT, START_MS + 1, handle);
    assert_memory_equal(all.salt, first, sizeof first);
    cho_auth_digest kept = kept_of(&all, r->node.id.ptr);
    (void)make(&all, CHO_AUTH_SHORT, START_MS + 1 + LIFE_MS, handle);
    assert_memory_not_equal(all.salt, first, sizeof first);
    cho_auth_digest other = kept_of(&all, "BCDFGH"), same = kept_of(&all, "BCDFGH");
    assert_true(cho_auth_is_same(&other, &same));
    assert_false(cho_auth_is_same(&other, &kept));
    cho_auth_requests_deinit(&all);
}

static void test_what_an_account_decided_can_be_forgotten(void **state)
{
    BEGIN
    cho_auth_digest   ann = browser("ann");
    cho_auth_request *r   = make(&all, CHO_AUTH_SHORT, START_MS, handle);
    assert_true(cho_auth_request_claim(r, &ann));
    assert_true(cho_auth_request_decide(r, &ann, 1000, true));
    (void)make(&all, CHO_AUTH_SHORT, START_MS, handle);
    cho_auth_requests_forget(&all, 1001);
    assert_int_equal(cho_host_table_count(&all.table), 2);
    cho_auth_requests_forget(&all, 1000);
    assert_int_equal(cho_host_table_count(&all.table), 1);
    cho_auth_requests_deinit(&all);
}

static void load_some(failing_allocator *f, const cho_data_request *row)
{
    cho_auth_requests again;
    cho_data_request  next = *row;
    chorus_result     r    = CHORUS_OK;
    cho_auth_requests_init(&again, &f->hooks, 2, usual_limits());
    for (int i = 0; i < 40 && r == CHORUS_OK; i++) {
        next.handle[0]++, next.code[0]++;
        r = cho_auth_requests_put(&again, &next);
    }
    cho_auth_digest kept;
    memcpy(kept.bytes, next.code, sizeof kept.bytes);
    if (r == CHORUS_OK && !cho_auth_requests_name(&again, &kept, "BCDFGH"))
        r = CHORUS_E_MEMORY;
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    assert_true(r != CHORUS_OK || cho_auth_requests_by_code(&again, "BCDFGH", START_MS) != NULL);
    cho_auth_requests_deinit(&again);
}

static void test_without_memory_nothing_is_loaded_by_half(void **state)
{
    BEGIN
    cho_data_request row = row_of(&all, make(&all, CHO_AUTH_SHORT, START_MS, handle));
    cho_auth_requests_deinit(&all);
    EVERY_ALLOCATION_FAILS(f)
        load_some(f, &row);
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
        HEAP_TEST(test_a_request_goes_on_after_it_was_written_down),
        HEAP_TEST(test_its_code_is_known_again_when_it_is_typed),
        HEAP_TEST(test_what_makes_no_sense_or_has_no_room_is_passed_over),
        HEAP_TEST(test_the_salt_is_another_once_nobody_waits),
        HEAP_TEST(test_what_an_account_decided_can_be_forgotten),
        HEAP_TEST(test_without_memory_nothing_is_loaded_by_half),
        HEAP_TEST(test_without_memory_there_is_no_request),
    };
    return cmocka_run_group_tests_name("auth/requests", tests, NULL, NULL);
}
