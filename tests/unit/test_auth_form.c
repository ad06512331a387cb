#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/oauth/auth_form.h"

#include <string.h>

static const char *read_body(failing_allocator *f, cho_arena *arena, const char *body, const char *type,
                             cho_auth_field fields[2])
{
    cho_span content_type = { type, type == NULL ? 0 : strlen(type) };
    cho_arena_init(arena, &f->hooks, 256);
    fields[0] = (cho_auth_field){ .name = "client_id" };
    fields[1] = (cho_auth_field){ .name = "scope" };
    return cho_auth_form_read(cho_span_of(body), content_type, arena, fields, 2);
}

static void test_json_needs_no_content_type(void **state)
{
    static const char *const types[] = { NULL, "application/json", "text/plain", "nonsense" };
    failing_allocator       *f       = *state;
    cho_arena                arena;
    cho_auth_field           fields[2];
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        assert_null(read_body(f, &arena, "{\"client_id\":\"a\\u0062\",\"x\":[1],\"scope\":null}", types[i], fields));
        assert_string_equal(fields[0].value.ptr, "ab");
        assert_null(fields[1].value.ptr);
        cho_arena_deinit(&arena);
    }
}

static void test_a_form_is_read_when_the_header_says_so(void **state)
{
    failing_allocator *f = *state;
    cho_arena          arena;
    cho_auth_field     fields[2];
    assert_null(read_body(f, &arena, "client_id=a%62&&x&scope=a+b%2Bc&y=%41", "application/x-www-form-urlencoded; charset=utf-8",
                          fields));
    assert_string_equal(fields[0].value.ptr, "ab");
    assert_string_equal(fields[1].value.ptr, "a b+c");
    cho_arena_deinit(&arena);
}

static void test_json_that_a_tool_calls_a_form_is_json(void **state)
{
    failing_allocator *f = *state;
    cho_arena          arena;
    cho_auth_field     fields[2];
    assert_null(read_body(f, &arena, "{\"client_id\":\"a\"}", "application/x-www-form-urlencoded", fields));
    assert_string_equal(fields[0].value.ptr, "a");
    cho_arena_deinit(&arena);
}

static void test_what_is_wrong_with_json_is_said(void **state)
{
    static const char *const bodies[] = {
        "", "null", "[]", "{", "{\"client_id\":\"a\"", "{\"client_id\":\"a\"}x", "{\"client_id\":1}",
        "{\"client_id\":{}}", "{\"client_id\":\"a\",\"client_id\":\"a\"}", "{\"x\":1,\"\\u0078\":2}",
        "{\"client_id\":\"a\\u0000\"}", "{\"client_id\":\"\xff\"}", "client_id=a",
        "{\"x\":[[[[[[[[[[1]]]]]]]]]]}",
    };
    failing_allocator *f = *state;
    cho_arena          arena;
    cho_auth_field     fields[2];
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        assert_non_null(read_body(f, &arena, bodies[i], NULL, fields));
        cho_arena_deinit(&arena);
    }
}

static void test_what_is_wrong_with_a_form_is_said(void **state)
{
    static const char *const bodies[] = { "client_id=%", "client_id=%zz", "client_id=%00", "client_id=a&client_id=a",
                                          "client_id=a&client%5Fid=b" };
    failing_allocator       *f        = *state;
    cho_arena                arena;
    cho_auth_field           fields[2];
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        assert_non_null(read_body(f, &arena, bodies[i], "application/x-www-form-urlencoded", fields));
        cho_arena_deinit(&arena);
    }
}

static void test_long_values_are_refused(void **state)
{
    failing_allocator *f = *state;
    char               body[3 * CHO_AUTH_VALUE_MAX];
    cho_arena          arena;
    cho_auth_field     fields[2];
    for (int extra = 0; extra < 2; extra++) {
        int len = CHO_AUTH_VALUE_MAX + extra;
        memset(body, 'a', sizeof body);
        memcpy(body, "{\"client_id\":\"", 14);
        memcpy(body + 14 + len, "\"}", 3);
        assert_int_equal(read_body(f, &arena, body, NULL, fields) != NULL, extra);
        cho_arena_deinit(&arena);
        memset(body, 'a', sizeof body);
        memcpy(body, "client_id=", 10);
        body[10 + len] = '\0';
        assert_int_equal(read_body(f, &arena, body, "application/x-www-form-urlencoded", fields) != NULL, extra);
        cho_arena_deinit(&arena);
    }
}

static void read_both(failing_allocator *f)
{
    cho_arena      arena;
    cho_auth_field fields[2];
    (void)read_body(f, &arena, "{\"client_id\":\"ab\"}", NULL, fields);
    cho_arena_deinit(&arena);
    (void)read_body(f, &arena, "client_id=ab", "application/x-www-form-urlencoded", fields);
    cho_arena_deinit(&arena);
}

static void test_missing_memory_harms_nothing(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        read_both(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_json_needs_no_content_type),
        HEAP_TEST(test_a_form_is_read_when_the_header_says_so),
        HEAP_TEST(test_json_that_a_tool_calls_a_form_is_json),
        HEAP_TEST(test_what_is_wrong_with_json_is_said),
        HEAP_TEST(test_what_is_wrong_with_a_form_is_said),
        HEAP_TEST(test_long_values_are_refused),
        HEAP_TEST(test_missing_memory_harms_nothing),
    };
    return cmocka_run_group_tests_name("auth/form", tests, NULL, NULL);
}
