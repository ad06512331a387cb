/* Custom controls in memory: names, sizes, and files that change while they are sent. */
#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/project/host_bundle.h"

static chorus_result put(cho_host_bundle *b, const chorus_host_limits *limits, const char *name, const char *bytes)
{
    const char   *why;
    chorus_result r = cho_host_bundle_put(b, limits, cho_span_of(name), cho_span_of(bytes), &why);
    assert_true(r == CHORUS_OK || why != NULL);
    return r;
}

static void assert_file(const cho_host_bundle *b, const char *name, const char *bytes)
{
    const cho_host_bundle_file *file = cho_host_bundle_find(b, cho_span_of(name));
    assert_non_null(file);
    assert_int_equal(cho_host_blob_len(file->blob), strlen(bytes));
    if (bytes[0] != '\0')
        assert_true(cho_span_equal(cho_host_blob_read(file->blob, 0), cho_span_of(bytes)));
}

static void test_names_lead_nowhere_else(void **state)
{
    static const char *const good[] = { "a", "index.html", "img/a-b_c.1.png", "A/B/C", "a..b" };
    static const char *const bad[]  = { "",    "/",   "/a",  "a/",   "a//b", ".",     "..",    "../a", "a/../b", "a/.",
                                        ".a",  "a/.b", "a b", "a\\b", "a%20", "a:b",  "a\n",   "\xc3\xa9", "a;b", "a?b" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(cho_host_is_bundle_name(cho_span_of(good[i])));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cho_host_is_bundle_name(cho_span_of(bad[i])));
    assert_false(cho_host_is_bundle_name((cho_span){ "a\0b", 3 }));
}

static void test_files_come_change_and_go(void **state)
{
    failing_allocator *f = *state;
    cho_host_bundle   *b = cho_host_bundle_create(&f->hooks);
    assert_false(cho_host_bundle_is_shown(NULL));
    assert_false(cho_host_bundle_is_shown(b));
    assert_ok(put(b, usual_limits(), "index.html", "first"));
    assert_ok(put(b, usual_limits(), "a.js", ""));
    assert_true(cho_host_bundle_is_shown(b));
    assert_file(b, "", "first");
    assert_file(b, "a.js", "");
    assert_int_equal(b->total, 5);
    assert_ok(put(b, usual_limits(), "index.html", "next"));
    assert_file(b, "index.html", "next");
    assert_int_equal(b->total, 4);
    cho_host_bundle_remove(b, cho_span_of("index.html"));
    cho_host_bundle_remove(b, cho_span_of("index.html"));
    assert_false(cho_host_bundle_is_shown(b));
    assert_int_equal(b->total, 0);
    cho_host_bundle_destroy(b);
}

static void test_who_is_being_sent_a_file_gets_all_of_it(void **state)
{
    failing_allocator *f = *state;
    cho_host_bundle   *b = cho_host_bundle_create(&f->hooks);
    assert_ok(put(b, NULL, "index.html", "first"));
    cho_host_blob *sent = cho_host_blob_retain(cho_host_bundle_find(b, cho_span_of(""))->blob);
    assert_ok(put(b, NULL, "index.html", "next"));
    cho_host_bundle_destroy(b);
    assert_true(cho_span_equal(cho_host_blob_read(sent, 0), cho_span_of("first")));
    cho_host_blob_release(sent);
}

static void test_a_bundle_has_what_the_limits_allow(void **state)
{
    failing_allocator *f      = *state;
    chorus_host_limits limits = *usual_limits();
    cho_host_bundle   *b      = cho_host_bundle_create(&f->hooks);
    limits.bundle_files       = 2;
    limits.bundle_file_bytes  = 4;
    limits.bundle_bytes       = 6;
    assert_result(CHORUS_E_SIZE, put(b, &limits, "a", "12345"));
    assert_ok(put(b, &limits, "a", "1234"));
    assert_result(CHORUS_E_SIZE, put(b, &limits, "b", "123"));
    assert_ok(put(b, &limits, "b", "12"));
    assert_result(CHORUS_E_SIZE, put(b, &limits, "c", ""));
    assert_ok(put(b, &limits, "a", "1"));
    assert_result(CHORUS_E_INVALID, put(b, &limits, "../a", "1"));
    assert_file(b, "a", "1");
    assert_file(b, "b", "12");
    cho_host_bundle_destroy(b);
}

static void change_some(failing_allocator *f)
{
    cho_host_bundle *b = cho_host_bundle_create(&f->hooks);
    chorus_result    r = b == NULL ? CHORUS_E_MEMORY : put(b, NULL, "a", "first");
    if (r == CHORUS_OK)
        r = put(b, NULL, "a", "next");
    if (r == CHORUS_OK)
        r = put(b, NULL, "b", "more");
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    cho_host_bundle_destroy(b);
}

static void test_without_memory_nothing_is_lost(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        change_some(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_lead_nowhere_else),
        HEAP_TEST(test_files_come_change_and_go),
        HEAP_TEST(test_who_is_being_sent_a_file_gets_all_of_it),
        HEAP_TEST(test_a_bundle_has_what_the_limits_allow),
        HEAP_TEST(test_without_memory_nothing_is_lost),
    };
    return cmocka_run_group_tests_name("host/bundle", tests, NULL, NULL);
}
