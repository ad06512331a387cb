#include "interactive/interactive_wishes.h"
#include "support/failing_allocator.h"
#include "support/tight.h"

static const cho_ia_wish_key go = { CHO_IA_WISH_CONTROL, { "default", 7 }, { "go", 2 } };

static void begin(cho_ia_wishes *w, void **state)
{
    failing_allocator *f = *state;
    cho_ia_wishes_init(w, &f->hooks);
    cho_ia_wishes_set_seed(w, 7);
}

static void expect(const cho_ia_wishes *w, const char *json)
{
    const cho_ia_wish *wish = cho_ia_wishes_find(w, &go);
    assert_non_null(wish);
    assert_span(json, cho_ia_wish_json(wish));
}

static void test_what_is_created_is_known_whole_and_what_is_changed_as_a_patch(void **state)
{
    cho_ia_wishes w;
    begin(&w, state);
    assert_true(cho_ia_wishes_update(&w, &go, cho_span_of("{\"a\":null}"), 1));
    assert_true(cho_ia_wishes_update(&w, &go, cho_span_of("{\"b\":1}"), 2));
    expect(&w, "{\"a\":null,\"b\":1}");
    assert_true(cho_ia_wishes_create(&w, &go, cho_span_of("{\"a\":1,\"b\":2}"), 3));
    assert_true(cho_ia_wishes_update(&w, &go, cho_span_of("{\"a\":null}"), 4));
    expect(&w, "{\"b\":2}");
    cho_ia_wishes_deinit(&w);
}

static void test_a_call_is_taken_back_as_a_whole(void **state)
{
    cho_ia_wishes w;
    begin(&w, state);
    assert_true(cho_ia_wishes_create(&w, &go, cho_span_of("{\"a\":1}"), 1));
    assert_true(cho_ia_wishes_update(&w, &go, cho_span_of("{\"a\":2}"), 2));
    assert_true(cho_ia_wishes_update(&w, &go, cho_span_of("{\"a\":3}"), 2));
    cho_ia_wishes_take_back(&w, 2);
    expect(&w, "{\"a\":1}");
    assert_true(cho_ia_wishes_delete(&w, &go, cho_span_of(""), 3));
    assert_true(cho_ia_wishes_find(&w, &go)->is_unwanted);
    cho_ia_wishes_take_back(&w, 3);
    assert_false(cho_ia_wishes_find(&w, &go)->is_unwanted);
    expect(&w, "{\"a\":1}");
    cho_ia_wishes_deinit(&w);
}

static void test_what_a_refused_call_made_is_forgotten(void **state)
{
    cho_ia_wishes w;
    begin(&w, state);
    assert_true(cho_ia_wishes_create(&w, &go, cho_span_of("{}"), 1));
    cho_ia_wishes_take_back(&w, 1);
    assert_null(cho_ia_wishes_find(&w, &go));
    assert_true(cho_ia_wishes_create(&w, &go, cho_span_of("{}"), 2));
    cho_ia_wishes_settle(&w);
    cho_ia_wishes_take_back(&w, 2); /* too late */
    assert_non_null(cho_ia_wishes_find(&w, &go));
    cho_ia_wishes_deinit(&w);
}

typedef bool (*wish_fn)(cho_ia_wishes *w);

static bool create(cho_ia_wishes *w)
{
    return cho_ia_wishes_create(w, &go, cho_span_of("{\"a\":1}"), 1);
}

static bool update(cho_ia_wishes *w)
{
    return cho_ia_wishes_update(w, &go, cho_span_of("{\"b\":null,\"c\":2}"), 2);
}

static bool remove_it(cho_ia_wishes *w)
{
    return cho_ia_wishes_delete(w, &go, cho_span_of("{}"), 3);
}

static void test_every_allocation_may_fail(void **state)
{
    static const wish_fn steps[] = { update, update, create, update, remove_it, create };
    failing_allocator   *f       = *state;
    cho_ia_wishes        w;
    begin(&w, state);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        bool done = false;
        for (size_t nth = 1; !done; nth++) {
            failing_allocator_fail_at(f, nth, false);
            done = steps[i](&w);
        }
        failing_allocator_succeed(f);
    }
    expect(&w, "{\"a\":1}");
    cho_ia_wishes_deinit(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_what_is_created_is_known_whole_and_what_is_changed_as_a_patch),
        HEAP_TEST(test_a_call_is_taken_back_as_a_whole),
        HEAP_TEST(test_what_a_refused_call_made_is_forgotten),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("interactive/wishes", tests, NULL, NULL);
}
