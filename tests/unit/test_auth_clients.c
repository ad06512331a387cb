#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/oauth/auth_clients.h"
#include "host/oauth/auth_secret.h"

#include <stdio.h>

static cho_auth_client *put(cho_auth_clients *clients, const char *redirects, const char *secret)
{
    cho_data_client row = { .id = "tool", .name = "Tool", .scopes = "interactive:robot:self user:details:self" };
    snprintf(row.redirects, sizeof row.redirects, "%s", redirects);
    cho_auth_digest digest = cho_auth_digest_of(cho_span_of(secret));
    if (secret[0] != '\0')
        memcpy(row.secret, digest.bytes, sizeof row.secret);
    assert_ok(cho_auth_clients_put(clients, &row));
    return cho_auth_clients_find(clients, cho_span_of("tool"));
}

static void test_a_client_is_found_and_changed(void **state)
{
    failing_allocator *f = *state;
    cho_auth_clients   clients;
    cho_auth_clients_init(&clients, &f->hooks, 1, usual_limits());
    cho_auth_client *tool = put(&clients, "", "");
    assert_int_equal(tool->scopes, 5);
    assert_null(cho_auth_clients_find(&clients, cho_span_of("Tool")));
    assert_ptr_equal(put(&clients, "https://a.example/", ""), tool);
    cho_auth_clients_drop(&clients, cho_span_of("tool"));
    assert_null(cho_auth_clients_find(&clients, cho_span_of("tool")));
    cho_auth_clients_deinit(&clients);
}

static void test_a_public_client_has_no_secret(void **state)
{
    failing_allocator *f = *state;
    cho_auth_clients   clients;
    cho_auth_clients_init(&clients, &f->hooks, 1, usual_limits());
    assert_true(cho_auth_client_is_secret(put(&clients, "", ""), cho_span_of("whatever")));
    cho_auth_client *tool = put(&clients, "", "s3cret");
    assert_true(cho_auth_client_is_secret(tool, cho_span_of("s3cret")));
    assert_false(cho_auth_client_is_secret(tool, cho_span_of("")));
    assert_false(cho_auth_client_is_secret(tool, cho_span_of("s3cre")));
    cho_auth_clients_deinit(&clients);
}

static void test_addresses_are_compared_to_the_byte(void **state)
{
    static const struct {
        const char *address;
        bool        is_good;
    } cases[] = {
        { "https://a.example/back", true },          { "https://b.example/?x=1", true },
        { "https://a.example/back/", false },        { "https://a.example/Back", false },
        { "https://a.example/back?x=1", false },     { "https://a.example/back#x", false },
        { "https://a.example:443/back", false },     { "https://a.example.evil.example/back", false },
        { "https://a.example/back https://b.example/?x=1", false }, { "", false }, { "//a.example/back", false },
        { "http://127.0.0.1:9999/done", true },      { "http://127.0.0.1/done", true },
        { "http://127.0.0.1:9999/done?x", false },   { "http://127.0.0.1:9999/done#x", false },
        { "http://127.0.0.2:9999/done", false },     { "http://localhost:9999/done", false },
        { "https://127.0.0.1:9999/done", false },    { "http://user@127.0.0.1/done", false },
        { "http://[::1]:7/done", true },             { "javascript:alert(1)", false },
    };
    failing_allocator *f = *state;
    cho_auth_clients   clients;
    cho_auth_clients_init(&clients, &f->hooks, 1, usual_limits());
    cho_auth_client *tool = put(&clients, "https://a.example/back  https://b.example/?x=1 http://127.0.0.1:1/done http://[::1]/done", "");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (cho_auth_client_may_redirect(tool, cho_span_of(cases[i].address)) != cases[i].is_good)
            fail_msg("%s", cases[i].address);
    }
    cho_auth_clients_deinit(&clients);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_client_is_found_and_changed),
        HEAP_TEST(test_a_public_client_has_no_secret),
        HEAP_TEST(test_addresses_are_compared_to_the_byte),
    };
    return cmocka_run_group_tests_name("auth/clients", tests, NULL, NULL);
}
