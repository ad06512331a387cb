#include "support/support.h"
#include "support/tight.h"

#include "codec/json_reader.h"
#include "codec/json_skim.h"

/* Where skimming stops in a text that begins with a bracket, from behind that bracket. */
static size_t skim(const char *text, uint32_t max_depth)
{
    cho_span        copy = tight_copy(text, strlen(text));
    cho_json_reader r;
    cho_json_reader_init(&r, copy, max_depth);
    assert_true(cho_json_enter_object(&r) || cho_json_enter_array(&r));
    cho_json_skim(&r, 0);
    size_t at = (size_t)(r.at - r.start);
    assert_false(cho_json_failed(&r));
    tight_free(copy);
    return at;
}

static void assert_passed(const char *text)
{
    if (skim(text, 0) != strlen(text))
        fail_msg("not passed: %s", text);
}

/* `^` stands for the place where skimming must stop; it is no part of the text. */
static void assert_stops(const char *marked)
{
    char        text[256];
    size_t      at   = (size_t)(strchr(marked, '^') - marked);
    const char *rest = marked + at + 1;
    memcpy(text, marked, at);
    memcpy(text + at, rest, strlen(rest) + 1);
    if (skim(text, 0) != at)
        fail_msg("stops at %zu: %s", skim(text, 0), marked);
}

static void test_usual_text_is_passed(void **state)
{
    (void)state;
    assert_passed("{}");
    assert_passed("[]");
    assert_passed("[[],{}]");
    assert_passed("{\"a\":1,\"b\":-2.5,\"c\":\"x\",\"d\":[true,false,null],\"e\":{\"f\":{}}}");
    assert_passed("[0,10,-0,0.0]");
}

static void test_it_stops_in_front_of_what_is_unusual(void **state)
{
    (void)state;
    assert_stops("[1^, 2]");
    assert_stops("[1^ ,2]");
    assert_stops("{^\"a\" :1}");
    assert_stops("{\"a\":1^,\"b\":\"\\n\"}");
    assert_stops("{\"a\":1^,\"\xc3\xa9\":2}");
    assert_stops("[1^,1e5]");
    assert_stops("[1^,2.5E1]");
}

static void test_it_stops_in_front_of_what_is_wrong(void **state)
{
    (void)state;
    assert_stops("[^,1]");
    assert_stops("[1^,]");
    assert_stops("{\"a\":1^,}");
    assert_stops("{\"a\":1^\"b\":2}");
    assert_stops("{^\"a\"}");
    assert_stops("{^1:2}");
    assert_stops("[^01]");
    assert_stops("[^1.]");
    assert_stops("[^-]");
    assert_stops("[^truth]");
    assert_stops("[1^}");
    assert_stops("{\"a\":1^]");
    assert_stops("[^\"a");
    assert_stops("[1^,2.");
}

static void test_depth_is_bounded(void **state)
{
    (void)state;
    assert_int_equal(skim("[[[1]]]", 3), 7);
    assert_int_equal(skim("[[[1]]]", 2), 2);
}

static void test_it_goes_no_further_out_than_asked(void **state)
{
    (void)state;
    cho_json_reader r;
    cho_json_value  key;
    cho_json_reader_init(&r, cho_span_of("{\"a\":[1,2],\"b\":3}"), 0);
    assert_true(cho_json_enter_object(&r) && cho_json_next_member(&r, &key) && cho_json_enter_array(&r));
    cho_json_skim(&r, 1);
    assert_int_equal(r.depth, 1);
    assert_true(cho_json_next_member(&r, &key));
    assert_true(cho_json_is(&key, "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual_text_is_passed),
        cmocka_unit_test(test_it_stops_in_front_of_what_is_unusual),
        cmocka_unit_test(test_it_stops_in_front_of_what_is_wrong),
        cmocka_unit_test(test_depth_is_bounded),
        cmocka_unit_test(test_it_goes_no_further_out_than_asked),
    };
    return cmocka_run_group_tests_name("codec/json_skim", tests, NULL, NULL);
}
