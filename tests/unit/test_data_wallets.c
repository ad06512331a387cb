/* Wallets: sparks move from them into the ledger, once for each transaction, and none are ever lost. */
#include "base/alloc.h"
#include "data/data_wallets.h"
#include "support/support.h"

typedef struct bank {
    chorus_allocator heap;
    cho_db          *db;
    uint64_t         total;
} bank;

static int set_up(void **state)
{
    static bank b;
    char        error[256];
    cho_heap_init(&b.heap, NULL);
    b.total = 0;
    *state  = &b;
    return cho_db_open(&b.heap, NULL, &b.db, error, sizeof error) == CHORUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    cho_db_close(((bank *)*state)->db);
    return 0;
}

static chorus_result pay(bank *b, const char *id, uint32_t account, uint64_t cost)
{
    const cho_data_payment payment = { id, account, 7, cost, 1000 };
    assert_ok(cho_db_begin(b->db));
    chorus_result r = cho_wallet_pay(b->db, &payment);
    if (r == CHORUS_OK)
        return cho_db_commit(b->db);
    cho_db_rollback(b->db);
    return r;
}

static uint64_t sparks_of(bank *b, uint32_t account)
{
    uint64_t sparks;
    assert_ok(cho_wallet_get(b->db, account, &sparks));
    return sparks;
}

static void test_a_payment_takes_its_cost(void **state)
{
    bank *b = *state;
    assert_ok(cho_wallet_set(b->db, 1000, 12));
    assert_ok(pay(b, "a", 1000, 5));
    assert_int_equal(sparks_of(b, 1000), 7);
}

static void test_a_transaction_is_paid_once(void **state)
{
    bank *b = *state;
    assert_ok(cho_wallet_set(b->db, 1000, 12));
    assert_ok(pay(b, "a", 1000, 5));
    assert_ok(pay(b, "a", 1000, 5));
    assert_int_equal(sparks_of(b, 1000), 7);
    assert_ok(pay(b, "b", 1000, 5));
    assert_int_equal(sparks_of(b, 1000), 2);
}

static void test_a_wallet_never_falls_below_zero(void **state)
{
    bank *b = *state;
    assert_ok(cho_wallet_set(b->db, 1000, 4));
    assert_result(CHORUS_E_REJECTED, pay(b, "a", 1000, 5));
    assert_int_equal(sparks_of(b, 1000), 4);
    assert_ok(pay(b, "a", 1000, 4));
    assert_int_equal(sparks_of(b, 1000), 0);
}

static void test_who_has_no_wallet_owns_nothing(void **state)
{
    bank *b = *state;
    assert_int_equal(sparks_of(b, 1000), 0);
    assert_result(CHORUS_E_REJECTED, pay(b, "a", 1000, 1));
}

static void test_the_largest_balance_fits(void **state)
{
    bank *b = *state;
    assert_ok(cho_wallet_set(b->db, 4294967295u, CHO_DATA_SPARKS_MAX));
    assert_true(sparks_of(b, 4294967295u) == CHO_DATA_SPARKS_MAX);
}

static bool add(void *user, uint32_t account, uint64_t sparks)
{
    bank *b = user;
    b->total += sparks;
    return account != 3;
}

static void test_all_wallets_are_listed(void **state)
{
    bank *b = *state;
    assert_ok(cho_wallet_list(b->db, add, b));
    assert_ok(cho_wallet_set(b->db, 1, 10));
    assert_ok(cho_wallet_set(b->db, 2, 20));
    assert_ok(cho_wallet_list(b->db, add, b));
    assert_int_equal(b->total, 30);
    assert_ok(cho_wallet_set(b->db, 3, 0));
    assert_result(CHORUS_E_MEMORY, cho_wallet_list(b->db, add, b));
}

int main(void)
{
#define BANK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        BANK_TEST(test_a_payment_takes_its_cost),       BANK_TEST(test_a_transaction_is_paid_once),
        BANK_TEST(test_a_wallet_never_falls_below_zero), BANK_TEST(test_who_has_no_wallet_owns_nothing),
        BANK_TEST(test_the_largest_balance_fits),       BANK_TEST(test_all_wallets_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
