#include "base/alloc.h"
#include "core/inbox.h"
#include "support/support.h"

enum { RING_BYTES = 4096 };

typedef struct fixture {
    chorus_allocator heap;
    cho_ring        *ring;
    cho_inbox        inbox;
} fixture;

static void open_fixture(fixture *f, uint32_t backlog_bytes)
{
    cho_heap_init(&f->heap, NULL);
    assert_ok(cho_ring_create(&f->heap, RING_BYTES, &f->ring));
    cho_inbox_init(&f->inbox, &f->heap, f->ring, backlog_bytes);
}

static void close_fixture(fixture *f)
{
    cho_inbox_deinit(&f->inbox);
    cho_ring_destroy(f->ring);
}

static bool push(fixture *f, cho_worth worth, uint32_t len, unsigned char fill)
{
    cho_inbox_head head    = { .session = 1, .type = CHO_RECORD_MODULE, .worth = worth };
    void          *payload = cho_inbox_reserve(&f->inbox, &head, len);
    if (payload == NULL)
        return false;
    memset(payload, fill, len);
    return cho_inbox_commit(&f->inbox, len);
}

/* The payload of the next record, or NULL. An external block is handed over for release. */
static const unsigned char *next(fixture *f, uint32_t *len, void **block)
{
    const cho_record *record = cho_ring_peek(f->ring, len);
    *block                   = NULL;
    if (record == NULL)
        return NULL;
    *len -= (uint32_t)sizeof *record;
    const void *payload = record + 1;
    if (record->is_external) {
        cho_record_external external;
        memcpy(&external, payload, sizeof external);
        *len    = external.len;
        *block  = external.block;
        payload = external.payload;
    }
    cho_ring_advance(f->ring);
    return payload;
}

static void assert_next(fixture *f, uint32_t expected_len, unsigned char fill)
{
    uint32_t             len;
    void                *block;
    const unsigned char *payload = next(f, &len, &block);
    assert_non_null(payload);
    assert_int_equal(len, expected_len);
    for (uint32_t i = 0; i < len; i++)
        assert_int_equal(payload[i], fill);
    cho_release(&f->heap, block);
}

static void test_records_are_invisible_until_published(void **state)
{
    (void)state;
    fixture  f;
    uint32_t len;
    void    *block;
    open_fixture(&f, 65536);
    assert_true(push(&f, CHO_WORTH_KEEP, 10, 'a'));
    assert_null(next(&f, &len, &block));
    cho_inbox_publish(&f.inbox);
    assert_next(&f, 10, 'a');
    close_fixture(&f);
}

static void test_full_ring_goes_on_in_backlog_and_keeps_order(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, 1024 * 1024);
    for (int i = 0; i < 200; i++)
        assert_true(push(&f, CHO_WORTH_INPUT, 100, (unsigned char)i));
    cho_inbox_publish(&f.inbox);
    assert_true(atomic_load(&f.inbox.waiting) > 100);
    for (int i = 0; i < 200; i++) {
        assert_next(&f, 100, (unsigned char)i);
        cho_ring_release(f.ring);
        cho_inbox_publish(&f.inbox);
    }
    assert_int_equal(atomic_load(&f.inbox.waiting), 0);
    assert_int_equal(atomic_load(&f.inbox.published), 200);
    close_fixture(&f);
}

static void test_long_payload_travels_as_a_block(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, 1024 * 1024);
    assert_true(push(&f, CHO_WORTH_STATE, 50, 'a'));
    assert_true(push(&f, CHO_WORTH_STATE, 20000, 'b'));
    assert_true(push(&f, CHO_WORTH_STATE, 50, 'c'));
    cho_inbox_publish(&f.inbox);
    assert_next(&f, 50, 'a');
    assert_next(&f, 20000, 'b');
    assert_next(&f, 50, 'c');
    close_fixture(&f);
}

static void test_abandoned_record_never_was(void **state)
{
    (void)state;
    fixture        f;
    cho_inbox_head head = { .session = 1, .type = CHO_RECORD_MODULE, .worth = CHO_WORTH_KEEP };
    open_fixture(&f, 65536);
    assert_non_null(cho_inbox_reserve(&f.inbox, &head, 100));
    cho_inbox_abandon(&f.inbox);
    assert_non_null(cho_inbox_reserve(&f.inbox, &head, 9000));
    cho_inbox_abandon(&f.inbox);
    assert_true(push(&f, CHO_WORTH_KEEP, 8, 'x'));
    cho_inbox_publish(&f.inbox);
    assert_next(&f, 8, 'x');
    close_fixture(&f);
}

static void test_lost_inputs_are_reported_in_one_record(void **state)
{
    (void)state;
    fixture  f;
    uint32_t len;
    void    *block;
    open_fixture(&f, 1000);
    for (int i = 0; i < 100; i++)
        push(&f, CHO_WORTH_INPUT, 100, (unsigned char)i);
    cho_inbox_publish(&f.inbox);
    uint64_t expected = f.inbox.backlog.given_up;
    assert_true(expected > 0);
    while (next(&f, &len, &block) != NULL)
        continue;
    cho_ring_release(f.ring);
    cho_inbox_publish(&f.inbox);
    const cho_record *record = cho_ring_peek(f.ring, &len);
    assert_int_equal(record->type, CHO_RECORD_LOST);
    cho_record_lost lost;
    memcpy(&lost, record + 1, sizeof lost);
    assert_int_equal(lost.count, expected);
    assert_int_equal(f.inbox.backlog.given_up, 0);
    close_fixture(&f);
}

static void test_log_lines_do_not_wait(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, 65536);
    while (push(&f, CHO_WORTH_LOG, 100, 'l'))
        continue;
    assert_int_equal(f.inbox.backlog.count, 0);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_are_invisible_until_published),
        cmocka_unit_test(test_full_ring_goes_on_in_backlog_and_keeps_order),
        cmocka_unit_test(test_long_payload_travels_as_a_block),
        cmocka_unit_test(test_abandoned_record_never_was),
        cmocka_unit_test(test_lost_inputs_are_reported_in_one_record),
        cmocka_unit_test(test_log_lines_do_not_wait),
    };
    return cmocka_run_group_tests_name("core/inbox", tests, NULL, NULL);
}
