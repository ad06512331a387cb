#include "support/failing_allocator.h"
#include "support/support.h"

#include "net/url.h"

#include <stdlib.h>
#include <string.h>

typedef struct good {
    const char *text;
    bool        is_websocket, is_secure, is_ipv6;
    const char *host;
    unsigned    port;
    const char *authority, *target;
} good;

static const good goods[] = {
    { "ws://example.com", true, false, false, "example.com", 80, "example.com", "/" },
    { "wss://example.com/", true, true, false, "example.com", 443, "example.com", "/" },
    { "WSS://Example.COM/a", true, true, false, "Example.COM", 443, "Example.COM", "/a" },
    { "http://h:8280/a/b?c=d&e", false, false, false, "h", 8280, "h:8280", "/a/b?c=d&e" },
    { "https://h:443?x", false, true, false, "h", 443, "h", "/?x" },
    { "http://h:80/", false, false, false, "h", 80, "h", "/" },
    { "ws://h:/p", true, false, false, "h", 80, "h", "/p" },
    { "ws://127.0.0.1:65535/gameClient", true, false, false, "127.0.0.1", 65535, "127.0.0.1:65535",
      "/gameClient" },
    { "ws://[::1]:8280/x", true, false, true, "::1", 8280, "[::1]:8280", "/x" },
    { "ws://[::ffff:1.2.3.4]", true, false, true, "::ffff:1.2.3.4", 80, "[::ffff:1.2.3.4]", "/" },
    { "ws://h/p#fragment", true, false, false, "h", 80, "h", "/p" },
    { "ws://h?#", true, false, false, "h", 80, "h", "/?" },
    { "ws://h/%2F%zz?%", true, false, false, "h", 80, "h", "/%2F%zz?%" },
    { "ws://a_b-c.d", true, false, false, "a_b-c.d", 80, "a_b-c.d", "/" },
};

static void test_urls_are_taken_apart_and_written_again(void **state)
{
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    for (size_t i = 0; i < ARRAY_LEN(goods); i++) {
        cho_url url;
        if (!cho_url_parse(cho_span_of(goods[i].text), &url))
            fail_msg("refused: %s", goods[i].text);
        assert_true(cho_span_is(url.host, goods[i].host));
        assert_int_equal(url.port, goods[i].port);
        assert_int_equal(url.is_websocket, goods[i].is_websocket);
        assert_int_equal(url.is_secure, goods[i].is_secure);
        assert_int_equal(url.is_ipv6, goods[i].is_ipv6);
        cho_buf_clear(&out);
        cho_url_write_authority(&url, &out);
        assert_string_equal(out.data, goods[i].authority);
        cho_buf_clear(&out);
        cho_url_write_target(&url, &out);
        assert_string_equal(out.data, goods[i].target);
    }
    cho_buf_deinit(&out);
}

static void test_what_is_no_url_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "ws",
        "ws:",
        "ws:/",
        "ws://",
        "ws:///",
        "://h",
        "ftp://h",
        "javascript:alert(1)",
        "h/path",
        "//h",
        "ws://user@h",
        "ws://user:pw@h",
        "ws://h:0",
        "ws://h:65536",
        "ws://h:99999999999",
        "ws://h:1x",
        "ws://h:-1",
        "ws://h:1:2",
        "ws://h h",
        "ws://h/a b",
        "ws://h/\r\nX: y",
        "ws://h/\x7f",
        "ws://h/\xc3\xa9",
        "ws://[::1",
        "ws://[]",
        "ws://[::1]x",
        "ws://[gg]",
        "ws://[::1]:0",
        "ws://a,b",
        "ws://a%20b",
        "ws://?",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cho_url url;
        if (cho_url_parse(cho_span_of(bad[i]), &url))
            fail_msg("taken: %s", bad[i]);
    }
}

static void test_a_host_name_has_at_most_253_bytes(void **state)
{
    char    text[300] = "ws://";
    cho_url url;
    (void)state;
    memset(text + 5, 'a', 253);
    text[5 + 253] = '\0';
    assert_true(cho_url_parse(cho_span_of(text), &url));
    strcat(text, "a");
    assert_false(cho_url_parse(cho_span_of(text), &url));
}

/* Every prefix of a URL is parsed from a block that ends right behind it. */
static void test_nothing_is_read_behind_the_end(void **state)
{
    static const char whole[] = "wss://[fe80::1]:8280/a/b?c=%20d#e";
    (void)state;
    for (size_t len = 0; len < sizeof whole; len++) {
        char   *cut = malloc(len + 1);
        cho_url url;
        assert_non_null(cut);
        memcpy(cut, whole, len);
        (void)cho_url_parse((cho_span){ cut, len }, &url);
        free(cut);
    }
}

static void test_joining_makes_exactly_one_slash(void **state)
{
    static const char *const cases[][3] = {
        { "http://h", "a", "http://h/a" },
        { "http://h/", "/a", "http://h/a" },
        { "http://h/b/", "a/c", "http://h/b/a/c" },
        { "http://h/b//", "//a", "http://h/b/a" },
        { "http://h?q=1", "a", "http://h/a" },
        { "http://h/b#f", "a", "http://h/b/a" },
        { "http://h", "", "http://h/" },
    };
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_buf_clear(&out);
        cho_url_join(&out, cho_span_of(cases[i][0]), cho_span_of(cases[i][1]));
        assert_string_equal(out.data, cases[i][2]);
    }
    cho_buf_deinit(&out);
}

static void test_every_byte_survives_encoding_and_decoding(void **state)
{
    failing_allocator *f = *state;
    cho_buf            coded, plain;
    char               all[255];
    for (int i = 0; i < 255; i++)
        all[i] = (char)(i + 1);
    cho_buf_init(&coded, &f->hooks);
    cho_buf_init(&plain, &f->hooks);
    cho_url_encode(&coded, (cho_span){ all, sizeof all });
    for (size_t i = 0; i < coded.len; i++)
        assert_non_null(strchr(
            "%-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", coded.data[i]));
    assert_true(cho_url_decode(&plain, (cho_span){ coded.data, coded.len }));
    assert_int_equal(plain.len, sizeof all);
    assert_memory_equal(plain.data, all, sizeof all);
    cho_buf_deinit(&coded);
    cho_buf_deinit(&plain);
}

static void test_bad_escapes_are_refused_and_plus_stays(void **state)
{
    static const char *const bad[] = { "%", "%1", "a%", "%g1", "%1g", "%00", "x%00y" };
    failing_allocator       *f     = *state;
    cho_buf                  out;
    cho_buf_init(&out, &f->hooks);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cho_url_decode(&out, cho_span_of(bad[i])));
    cho_buf_clear(&out);
    assert_true(cho_url_decode(&out, cho_span_of("a+b%2Bc%2bd")));
    assert_string_equal(out.data, "a+b+c+d");
    cho_buf_deinit(&out);
}

static void test_parameters_are_found_without_regard_to_case(void **state)
{
    static const char query[] =
        "channel=77&X-Protocol-Version=2.0&key=&flag&%6Bind=a%20b&key=second";
    cho_span value;
    (void)state;
    assert_true(cho_query_find(cho_span_of(query), "x-protocol-version", &value));
    assert_true(cho_span_is(value, "2.0"));
    assert_true(cho_query_find(cho_span_of(query), "KEY", &value));
    assert_int_equal(value.len, 0);
    assert_true(cho_query_find(cho_span_of(query), "flag", &value));
    assert_int_equal(value.len, 0);
    assert_true(cho_query_find(cho_span_of(query), "kind", &value));
    assert_true(cho_span_is(value, "a%20b"));
    assert_false(cho_query_find(cho_span_of(query), "chan", &value));
    assert_false(cho_query_find(cho_span_of(query), "channel2", &value));
    assert_false(cho_query_find(cho_span_of(""), "a", &value));
    assert_true(cho_query_find(cho_span_of("&&a=b=c&"), "a", &value));
    assert_true(cho_span_is(value, "b=c"));
    assert_false(cho_query_find(cho_span_of("%6=1&%=2"), "k", &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_urls_are_taken_apart_and_written_again),
        cmocka_unit_test(test_what_is_no_url_is_refused),
        cmocka_unit_test(test_a_host_name_has_at_most_253_bytes),
        cmocka_unit_test(test_nothing_is_read_behind_the_end),
        HEAP_TEST(test_joining_makes_exactly_one_slash),
        HEAP_TEST(test_every_byte_survives_encoding_and_decoding),
        HEAP_TEST(test_bad_escapes_are_refused_and_plus_stays),
        cmocka_unit_test(test_parameters_are_found_without_regard_to_case),
    };
    return cmocka_run_group_tests_name("net/url", tests, NULL, NULL);
}
