#include "base/alloc.h"
#include "core/backlog.h"
#include "support/support.h"

enum { PAYLOAD = 32, NODE = (int)sizeof(cho_backlog_node) + PAYLOAD };

static chorus_allocator heap;

static cho_backlog_node *node_of(cho_backlog *b, cho_worth worth, uint64_t key, uint32_t mark)
{
    cho_backlog_node *node = cho_backlog_new_node(b, PAYLOAD);
    assert_non_null(node);
    node->worth          = worth;
    node->key            = key;
    node->record.session = 1;
    memcpy(cho_backlog_payload(node), &mark, sizeof mark);
    return node;
}

static bool add(cho_backlog *b, cho_worth worth, uint64_t key, uint32_t mark)
{
    return cho_backlog_append(b, node_of(b, worth, key, mark));
}

/* Takes everything out and compares it with the expected marks. */
static void assert_holds(cho_backlog *b, const uint32_t *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cho_backlog_node *node = cho_backlog_first(b);
        assert_non_null(node);
        uint32_t mark;
        memcpy(&mark, cho_backlog_payload(node), sizeof mark);
        assert_int_equal(mark, marks[i]);
        cho_backlog_take(b, node);
        cho_backlog_free_node(b, node);
    }
    assert_true(cho_backlog_is_empty(b));
    assert_int_equal(b->bytes, 0);
}

static void test_records_come_out_in_order(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, 100 * NODE);
    add(&b, CHO_WORTH_KEEP, 0, 1);
    add(&b, CHO_WORTH_INPUT, 0, 2);
    add(&b, CHO_WORTH_STATE, 0, 3);
    add(&b, CHO_WORTH_MOVE, 7, 4);
    assert_holds(&b, (const uint32_t[]){ 1, 2, 3, 4 }, 4);
}

static void test_newer_move_takes_newest_place(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, 100 * NODE);
    add(&b, CHO_WORTH_MOVE, 7, 1);
    add(&b, CHO_WORTH_INPUT, 0, 2);
    add(&b, CHO_WORTH_MOVE, 7, 3);
    assert_int_equal(b.coalesced, 1);
    assert_holds(&b, (const uint32_t[]){ 2, 3 }, 2);
}

static void test_moves_of_other_keys_and_without_key_stay(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, 100 * NODE);
    add(&b, CHO_WORTH_MOVE, 7, 1);
    add(&b, CHO_WORTH_MOVE, 7 + CHO_BACKLOG_BUCKETS, 2);
    add(&b, CHO_WORTH_MOVE, 0, 3);
    add(&b, CHO_WORTH_MOVE, 0, 4);
    assert_holds(&b, (const uint32_t[]){ 1, 2, 3, 4 }, 4);
}

static void test_oldest_inputs_are_given_up_first(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, 3 * NODE);
    add(&b, CHO_WORTH_STATE, 0, 1);
    add(&b, CHO_WORTH_INPUT, 0, 2);
    add(&b, CHO_WORTH_INPUT, 0, 3);
    assert_true(add(&b, CHO_WORTH_INPUT, 0, 4));
    assert_int_equal(b.given_up, 1);
    assert_holds(&b, (const uint32_t[]){ 1, 3, 4 }, 3);
}

static void test_state_pushes_inputs_out(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, 2 * NODE);
    add(&b, CHO_WORTH_MOVE, 1, 1);
    add(&b, CHO_WORTH_INPUT, 0, 2);
    assert_true(add(&b, CHO_WORTH_STATE, 0, 3));
    assert_true(add(&b, CHO_WORTH_STATE, 0, 4));
    assert_int_equal(b.given_up, 2);
    assert_holds(&b, (const uint32_t[]){ 3, 4 }, 2);
}

static void test_replies_pass_the_budget(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, NODE);
    for (uint32_t i = 0; i < 5; i++)
        assert_true(add(&b, CHO_WORTH_KEEP, 0, i));
    assert_holds(&b, (const uint32_t[]){ 0, 1, 2, 3, 4 }, 5);
}

static void test_too_much_state_asks_for_resync_and_keeps_the_rest(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, 3 * NODE);
    add(&b, CHO_WORTH_STATE, 0, 1);
    add(&b, CHO_WORTH_KEEP, 0, 2);
    cho_backlog_node *other = node_of(&b, CHO_WORTH_STATE, 0, 3);
    other->record.session   = 2;
    assert_true(cho_backlog_append(&b, other));
    assert_false(add(&b, CHO_WORTH_STATE, 0, 4));
    assert_holds(&b, (const uint32_t[]){ 2, 3 }, 2);
}

static void test_input_without_room_is_counted(void **state)
{
    (void)state;
    cho_backlog b;
    cho_backlog_init(&b, &heap, NODE);
    add(&b, CHO_WORTH_STATE, 0, 1);
    assert_true(add(&b, CHO_WORTH_INPUT, 0, 2));
    assert_int_equal(b.given_up, 1);
    assert_holds(&b, (const uint32_t[]){ 1 }, 1);
}

int main(void)
{
    cho_heap_init(&heap, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_come_out_in_order),
        cmocka_unit_test(test_newer_move_takes_newest_place),
        cmocka_unit_test(test_moves_of_other_keys_and_without_key_stay),
        cmocka_unit_test(test_oldest_inputs_are_given_up_first),
        cmocka_unit_test(test_state_pushes_inputs_out),
        cmocka_unit_test(test_replies_pass_the_budget),
        cmocka_unit_test(test_too_much_state_asks_for_resync_and_keeps_the_rest),
        cmocka_unit_test(test_input_without_room_is_counted),
    };
    return cmocka_run_group_tests_name("core/backlog", tests, NULL, NULL);
}
