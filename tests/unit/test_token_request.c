#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/secret.h"
#include "codec/token_request.h"

static const cho_token_request request = { .client_id     = "my \"game\"",
                                           .client_secret = "s",
                                           .name          = "refresh_token",
                                           .value         = "r",
                                           .grant_type    = "refresh_token" };

static void test_only_what_there_is_is_written(void **state)
{
    failing_allocator *heap = *state;
    cho_buf            out;
    cho_buf_init(&out, &heap->hooks);
    cho_token_request_write(&out, &request);
    assert_string_equal(out.data, "{\"client_id\":\"my \\\"game\\\"\",\"client_secret\":\"s\",\"refresh_token\":\"r\","
                                  "\"grant_type\":\"refresh_token\"}");
    cho_buf_clear(&out);
    cho_token_request_write(&out, &(cho_token_request){ .client_secret = "", .name = "scope", .value = "" });
    assert_string_equal(out.data, "{\"scope\":\"\"}");
    cho_secret_buf_deinit(&out);
}

static void test_without_memory_nothing_is_written(void **state)
{
    failing_allocator *heap = *state;
    EVERY_ALLOCATION_FAILS(heap) {
        cho_buf out;
        cho_buf_init(&out, &heap->hooks);
        cho_token_request_write(&out, &request);
        assert_int_equal(out.failed, failing_allocator_has_failed(heap));
        cho_secret_buf_deinit(&out);
    }
}

static void test_secrets_are_wiped(void **state)
{
    char text[] = "s3cret";
    (void)state;
    cho_wipe(text, 4);
    assert_memory_equal(text, "\0\0\0\0et", 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_only_what_there_is_is_written),
        HEAP_TEST(test_without_memory_nothing_is_written),
        cmocka_unit_test(test_secrets_are_wiped),
    };
    return cmocka_run_group_tests_name("codec/token_request", tests, NULL, NULL);
}
