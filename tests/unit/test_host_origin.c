/* Whose names and whose pages a host knows. */
#include "support/support.h"

#include "host/service/host_origin.h"

static const cho_host_config plain = { .machine = "pc.example.com" };

static cho_host_config listed(void)
{
    cho_host_config config = plain;
    config.public_url      = (char *)(uintptr_t) "https://play.example.org/";
    config.allowed_hosts   = (char *)(uintptr_t) "one.example .two.example";
    config.allowed_origins = (char *)(uintptr_t) "https://fans.example http://dev.example:3000 null";
    return config;
}

/* ---- names ---- */

static void test_addresses_and_local_names_are_answered_to(void **state)
{
    static const char *const names[] = {
        "127.0.0.1",       "127.0.0.1:8280",     "192.168.1.20:8280", "10.0.0.7",          "[::1]:8280",
        "[fe80::1]",       "localhost",          "localhost:8280",    "LOCALHOST:1",       "localhost.:8280",
        "streamer-pc",     "streamer-pc:8280",   "streamer-pc.local", "Streamer.Local:80", "game.localhost",
        "host.internal:1", "tv.home.arpa:8280", "box.lan",           "pc.example.com",    "PC.EXAMPLE.COM:8280",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (!cho_host_answers_to(&plain, cho_span_of(names[i])))
            fail_msg("%s", names[i]);
    }
}

static void test_other_names_are_not(void **state)
{
    static const char *const names[] = {
        "",
        "evil.example",
        "evil.example:8280",
        "pc.example.com.evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.1.",
        "127.0.0.256",
        "1.2.3",
        "1.2.3.4.5",
        "0x7f.0.0.1",
        "192.168.1.20.nip.io:8280",
        "evillocal.example",
        ".local.example",
        "play.example.org",
        "one.example",
        "a.two.example",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (cho_host_answers_to(&plain, cho_span_of(names[i])))
            fail_msg("%s", names[i]);
    }
}

static void test_listed_names_are_answered_to(void **state)
{
    static const struct {
        const char *name;
        bool        is_known;
    } cases[] = {
        { "play.example.org", true },   { "play.example.org:443", true }, { "PLAY.example.org.", true },
        { "one.example", true },        { "a.one.example", false },       { "a.two.example:9", true },
        { "b.a.two.example", true },    { "two.example", false },         { "xtwo.example", false },
        { "xplay.example.org", false }, { "example.org", false },         { "one.example.evil", false },
    };
    cho_host_config config = listed();
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (cho_host_answers_to(&config, cho_span_of(cases[i].name)) != cases[i].is_known)
            fail_msg("%s", cases[i].name);
    }
    config.allowed_hosts = (char *)(uintptr_t) "*";
    assert_true(cho_host_answers_to(&config, cho_span_of("anything.at.all")));
}

/* ---- origins ---- */

typedef struct origin_case {
    const char *origin, *host;
    bool        is_welcome;
} origin_case;

static void check_origins(const cho_host_config *config, const origin_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cho_span origin = cases[i].origin == NULL ? (cho_span){ NULL, 0 } : cho_span_of(cases[i].origin);
        if (cho_host_welcomes_origin(config, origin, cho_span_of(cases[i].host)) != cases[i].is_welcome)
            fail_msg("origin %s at %s", cases[i].origin, cases[i].host);
    }
}

static void test_only_pages_of_this_host_are_welcome(void **state)
{
    static const origin_case cases[] = {
        { NULL, "10.0.0.7:8280", true },
        { "http://10.0.0.7:8280", "10.0.0.7:8280", true },
        { "https://10.0.0.7:8280", "10.0.0.7:8280", true }, /* a proxy may speak TLS for us */
        { "http://pc.local", "pc.local", true },
        { "http://PC.local:80", "pc.LOCAL", true },
        { "https://pc.local", "pc.local:443", true },
        { "http://[::1]:8280", "[::1]:8280", true },
        { "null", "10.0.0.7:8280", false },
        { "", "10.0.0.7:8280", false },
        { "http://10.0.0.7", "10.0.0.7:8280", false },
        { "http://10.0.0.7:8281", "10.0.0.7:8280", false },
        { "http://10.0.0.70:8280", "10.0.0.7:8280", false },
        { "http://evil.example", "pc.local", false },
        { "http://pc.local.evil.example", "pc.local", false },
        { "http://pc.local@evil.example", "pc.local", false },
        { "http://evil.example#pc.local", "pc.local", false },
        { "http://evil.example/pc.local", "pc.local", false },
        { "http://pc.local/", "pc.local", false },
        { "http://pc.local?", "pc.local", false },
        { "http://pc.local:80:80", "pc.local", false },
        { "http://pc.local, http://evil.example", "pc.local", false },
        { "http://pc.local http://evil.example", "pc.local", false },
        { "pc.local", "pc.local", false },
        { "//pc.local", "pc.local", false },
        { "file://pc.local", "pc.local", false },
        { "chrome-extension://abcdef", "pc.local", false },
        { "ws://pc.local", "pc.local", false },
        { "http://p\xd1\x81.local", "pc.local", false }, /* a Cyrillic letter */
        { "http://xn--p-ttb.local", "pc.local", false }, /* the same as browsers write it */
        { "http://pc.local\xe3\x80\x82", "pc.local", false },
        { "http://pc.local.", "pc.local", false },
        { "http://%70c.local", "pc.local", false },
        { "https://fans.example", "pc.local", false },
    };
    (void)state;
    check_origins(&plain, cases, ARRAY_LEN(cases));
}

static void test_listed_pages_are_welcome(void **state)
{
    static const origin_case cases[] = {
        { "https://fans.example", "pc.local", true },
        { "https://FANS.example:443", "pc.local", true },
        { "http://fans.example", "pc.local", false },
        { "https://fans.example:8443", "pc.local", false },
        { "https://a.fans.example", "pc.local", false },
        { "http://dev.example:3000", "pc.local", true },
        { "http://dev.example", "pc.local", false },
        { "null", "pc.local", true },
        { "https://play.example.org", "127.0.0.1:8280", true },
        { "http://play.example.org", "127.0.0.1:8280", false },
        { "https://evil.example", "pc.local", false },
    };
    cho_host_config config = listed();
    (void)state;
    check_origins(&config, cases, ARRAY_LEN(cases));
    config.allowed_origins = (char *)(uintptr_t) "*";
    assert_true(cho_host_welcomes_origin(&config, cho_span_of("http://any.example"), cho_span_of("pc.local")));
    assert_false(cho_host_welcomes_origin(&config, cho_span_of("any thing"), cho_span_of("pc.local")));
}

/* ---- options ---- */

static const char *fault_of(const char *url, const char *hosts, const char *origins)
{
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.public_url      = url;
    options.allowed_hosts   = hosts;
    options.allowed_origins = origins;
    return cho_host_origin_fault(&options);
}

static void test_lists_are_checked(void **state)
{
    static const char *const urls[]    = { "play.example.org", "ftp://x.example", "http://x.example?a", "http://a b" };
    static const char *const hosts[]   = { "a.example:80", "http://a.example", "a.example, b.example", "a/b" };
    static const char *const origins[] = { "fans.example", "https://fans.example/", "ws://fans.example", "a@b" };
    (void)state;
    assert_null(fault_of(NULL, NULL, NULL));
    assert_null(fault_of("", "", ""));
    assert_null(fault_of("https://play.example.org/live/", " a.example  .b.example * ", "* null https://x.example:1"));
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        assert_non_null(fault_of(urls[i], NULL, NULL));
        assert_non_null(fault_of(NULL, hosts[i], NULL));
        assert_non_null(fault_of(NULL, NULL, origins[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_and_local_names_are_answered_to),
        cmocka_unit_test(test_other_names_are_not),
        cmocka_unit_test(test_listed_names_are_answered_to),
        cmocka_unit_test(test_only_pages_of_this_host_are_welcome),
        cmocka_unit_test(test_listed_pages_are_welcome),
        cmocka_unit_test(test_lists_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
