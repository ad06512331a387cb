#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "base/uuid.h"
#include "host/room/host_transactions.h"

#include <stdio.h>
#include <stdlib.h>

static cho_host_users *make_users(failing_allocator *f, uint32_t count, uint64_t sparks)
{
    cho_host_users *users = cho_host_users_create(&f->hooks, 1, usual_limits()->max_users);
    for (uint32_t i = 1; i <= count; i++) {
        char                   name[CHO_HOST_NAME_SIZE];
        const chorus_host_user user = { .name = name, .user_id = i, .sparks = sparks };
        snprintf(name, sizeof name, "User %u", (unsigned)i);
        assert_ok(cho_host_users_add(users, &user));
    }
    return users;
}

static cho_host_user *user_of(const cho_host_users *users, uint32_t number)
{
    char decimal[16];
    snprintf(decimal, sizeof decimal, "%u", (unsigned)number);
    return cho_host_users_by_number(users, cho_span_of(decimal));
}

/* One user with 10 sparks and nothing open. */
typedef struct till {
    cho_host_users       *users;
    cho_host_user        *ann;
    cho_host_transactions all;
    char                  id[CHO_UUID_TEXT_SIZE]; /* of what was opened last */
} till;

static void open_till(till *t, failing_allocator *f)
{
    t->users = make_users(f, 1, 10);
    t->ann   = user_of(t->users, 1);
    cho_host_transactions_init(&t->all, &f->hooks, 2, usual_limits());
}

static void close_till(till *t)
{
    cho_host_transactions_deinit(&t->all);
    assert_int_equal(t->ann->open_count, 0);
    assert_null(t->ann->oldest_open);
    cho_host_users_destroy(t->users);
}

static chorus_result offer(till *t, uint64_t cost, int64_t now_ms)
{
    cho_host_transaction *transaction;
    chorus_result         r = cho_host_transactions_open(&t->all, t->ann, cost, now_ms, &transaction);
    if (r == CHORUS_OK)
        snprintf(t->id, sizeof t->id, "%s", transaction->node.id.ptr);
    return r;
}

static chorus_result capture(till *t, const char *id, int64_t now_ms)
{
    cho_host_user *payer = NULL;
    chorus_result  r     = cho_host_transactions_capture(&t->all, cho_span_of(id), now_ms, &payer);
    assert_ptr_equal(payer, r == CHORUS_OK ? t->ann : NULL);
    return r;
}

static void test_s39_a_capture_pays_once(void **state)
{
    till t;
    open_till(&t, *state);
    assert_ok(offer(&t, 4, 0));
    assert_int_equal(t.ann->sparks, 10);
    assert_ok(capture(&t, t.id, 0));
    assert_int_equal(t.ann->sparks, 6);
    assert_result(CHORUS_E_NOT_FOUND, capture(&t, t.id, 0));
    assert_int_equal(t.ann->sparks, 6);
    close_till(&t);
}

static void test_s39_a_transaction_is_open_for_300_seconds(void **state)
{
    till t;
    open_till(&t, *state);
    assert_ok(offer(&t, 4, 1000));
    assert_ok(capture(&t, t.id, 300999));
    assert_ok(offer(&t, 4, 1000));
    assert_result(CHORUS_E_NOT_FOUND, capture(&t, t.id, 301000));
    assert_int_equal(t.ann->sparks, 6);
    close_till(&t);
}

static void test_old_ones_are_forgotten(void **state)
{
    till t;
    open_till(&t, *state);
    for (int i = 0; i < 3; i++)
        assert_ok(offer(&t, 1, i));
    assert_ok(offer(&t, 1, 300001));
    assert_int_equal(cho_host_table_count(&t.all.table), 2);
    close_till(&t);
}

static void test_a_small_balance_opens_nothing(void **state)
{
    till t;
    open_till(&t, *state);
    assert_result(CHORUS_E_REJECTED, offer(&t, 11, 0));
    assert_result(CHORUS_E_REJECTED, offer(&t, UINT64_MAX, 0));
    assert_ok(offer(&t, 10, 0));
    assert_int_equal(cho_host_table_count(&t.all.table), 1);
    close_till(&t);
}

static void test_a_capture_that_is_short_can_be_tried_again(void **state)
{
    till t;
    char first[CHO_UUID_TEXT_SIZE];
    open_till(&t, *state);
    assert_ok(offer(&t, 6, 0));
    snprintf(first, sizeof first, "%s", t.id);
    assert_ok(offer(&t, 6, 0));
    assert_ok(capture(&t, first, 0));
    assert_result(CHORUS_E_REJECTED, capture(&t, t.id, 0));
    assert_int_equal(t.ann->sparks, 4);
    t.ann->sparks = 6;
    assert_ok(capture(&t, t.id, 0));
    assert_int_equal(t.ann->sparks, 0);
    close_till(&t);
}

static void test_a_users_oldest_makes_room(void **state)
{
    till t;
    char first[CHO_UUID_TEXT_SIZE], second[CHO_UUID_TEXT_SIZE];
    open_till(&t, *state);
    assert_ok(offer(&t, 1, 0));
    snprintf(first, sizeof first, "%s", t.id);
    assert_ok(offer(&t, 1, 0));
    snprintf(second, sizeof second, "%s", t.id);
    for (uint32_t i = 0; i < usual_limits()->open_transactions - 1; i++)
        assert_ok(offer(&t, 1, 0));
    assert_int_equal(cho_host_table_count(&t.all.table), usual_limits()->open_transactions);
    assert_result(CHORUS_E_NOT_FOUND, capture(&t, first, 0));
    assert_ok(capture(&t, second, 0));
    close_till(&t);
}

static void test_ids_are_uuids_and_others_are_unknown(void **state)
{
    static const char *const other[] = { "", "1", "00000000-0000-4000-8000-000000000000" };
    uint8_t                  bytes[CHO_UUID_BYTES];
    till                     t;
    open_till(&t, *state);
    assert_ok(offer(&t, 1, 0));
    assert_true(cho_uuid_parse(cho_span_of(t.id), bytes));
    for (size_t i = 0; i < ARRAY_LEN(other); i++)
        assert_result(CHORUS_E_NOT_FOUND, capture(&t, other[i], 0));
    close_till(&t);
}

/* ---- whatever happens in whatever order, the books are right ---- */

enum { USERS = 5, ROOMS = 3, STEPS = 40000, SPARKS = 3000, KNOWN = 64 };

typedef struct offered {
    char     id[CHO_UUID_TEXT_SIZE];
    uint32_t room, user;
    uint64_t cost;
    bool     is_captured;
} offered;

typedef struct books {
    cho_host_users       *users;
    cho_host_transactions rooms[ROOMS];
    offered               known[KNOWN];
    uint64_t              paid[USERS + 1];
    int64_t               now_ms;
    uint32_t              captures;
} books;

static uint32_t draw(uint32_t below)
{
    static uint32_t seed = 12345;
    seed                 = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void offer_any(books *b)
{
    offered              *o = &b->known[draw(KNOWN)];
    cho_host_transaction *transaction;
    *o               = (offered){ .room = draw(ROOMS), .user = 1 + draw(USERS), .cost = 1 + draw(40) };
    chorus_result  r = cho_host_transactions_open(&b->rooms[o->room], user_of(b->users, o->user), o->cost, b->now_ms,
                                                  &transaction);
    if (r == CHORUS_OK)
        snprintf(o->id, sizeof o->id, "%s", transaction->node.id.ptr);
    else
        assert_result(CHORUS_E_REJECTED, r);
}

static void capture_any(books *b)
{
    offered       *o     = &b->known[draw(KNOWN)];
    cho_host_user *payer = NULL;
    uint32_t       room  = draw(4) == 0 ? draw(ROOMS) : o->room;
    if (cho_host_transactions_capture(&b->rooms[room], cho_span_of(o->id), b->now_ms, &payer) != CHORUS_OK)
        return;
    assert_false(o->is_captured);
    assert_int_equal(room, o->room);
    assert_int_equal(payer->number, o->user);
    o->is_captured = true;
    b->paid[o->user] += o->cost;
    b->captures++;
}

static void check_books(const books *b)
{
    uint32_t open = 0, owned = 0;
    for (uint32_t i = 1; i <= USERS; i++) {
        const cho_host_user *user = user_of(b->users, i);
        assert_int_equal(user->sparks + b->paid[i], SPARKS);
        assert_true(user->open_count <= usual_limits()->open_transactions);
        owned += user->open_count;
    }
    for (uint32_t i = 0; i < ROOMS; i++)
        open += cho_host_table_count(&b->rooms[i].table);
    assert_int_equal(open, owned);
}

static void step(books *b)
{
    uint32_t what = draw(1000);
    b->now_ms += draw(2000);
    if (what < 500)
        offer_any(b);
    else if (what < 998)
        capture_any(b);
    else
        cho_host_transactions_clear(&b->rooms[draw(ROOMS)]);
}

static void test_s39_no_order_of_captures_overdraws(void **state)
{
    failing_allocator *f = *state;
    books              b = { .users = make_users(f, USERS, SPARKS) };
    for (uint32_t i = 0; i < ROOMS; i++)
        cho_host_transactions_init(&b.rooms[i], &f->hooks, i, usual_limits());
    for (int i = 0; i < STEPS; i++) {
        step(&b);
        check_books(&b);
    }
    assert_true(b.captures > 100);
    for (uint32_t i = 0; i < ROOMS; i++)
        cho_host_transactions_deinit(&b.rooms[i]);
    check_books(&b);
    cho_host_users_destroy(b.users);
}

/* ---- memory ---- */

static void offer_some(till *t, failing_allocator *f)
{
    cho_host_transactions all;
    uint32_t              count = 0;
    cho_host_transactions_init(&all, &f->hooks, 2, usual_limits());
    for (uint32_t i = 0; i < 20; i++) {
        cho_host_transaction *transaction;
        chorus_result         r = cho_host_transactions_open(&all, t->ann, 1, 0, &transaction);
        assert_true(r == CHORUS_OK || (r == CHORUS_E_MEMORY && failing_allocator_has_failed(f)));
        count += r == CHORUS_OK;
    }
    assert_int_equal(cho_host_table_count(&all.table), count);
    assert_int_equal(t->ann->open_count, count);
    cho_host_transactions_deinit(&all);
}

static void test_without_memory_nothing_is_opened(void **state)
{
    failing_allocator *f = *state;
    till               t;
    open_till(&t, f);
    EVERY_ALLOCATION_FAILS(f)
        offer_some(&t, f);
    close_till(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_s39_a_capture_pays_once),
        HEAP_TEST(test_s39_a_transaction_is_open_for_300_seconds),
        HEAP_TEST(test_old_ones_are_forgotten),
        HEAP_TEST(test_a_small_balance_opens_nothing),
        HEAP_TEST(test_a_capture_that_is_short_can_be_tried_again),
        HEAP_TEST(test_a_users_oldest_makes_room),
        HEAP_TEST(test_ids_are_uuids_and_others_are_unknown),
        HEAP_TEST(test_s39_no_order_of_captures_overdraws),
        HEAP_TEST(test_without_memory_nothing_is_opened),
    };
    return cmocka_run_group_tests_name("host/transactions", tests, NULL, NULL);
}
