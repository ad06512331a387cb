/* What is a request of HTTP/1.1 and what only looks like one. */
#include "support/support.h"
#include "support/tight.h"

#include "net/request_head.h"

#include <stdio.h>
#include <stdlib.h>

#define H "Host: x\r\n"

static int status_of(cho_span bytes)
{
    int         status = 0;
    const char *why    = NULL;
    switch (cho_head_check(bytes, &status, &why)) {
    case CHO_HEAD_GOOD: return 200;
    case CHO_HEAD_MORE: return 100;
    case CHO_HEAD_TLS: return 1;
    default: break;
    }
    assert_non_null(why);
    assert_true(strlen(why) > 10);
    return status;
}

typedef struct head_case {
    const char *text;
    int         status; /* 200: sound; 100: not whole yet */
} head_case;

static const head_case cases[] = {
    /* sound */
    { "GET / HTTP/1.1\r\n" H "\r\n", 200 },
    { "GET / HTTP/1.0\r\n\r\n", 200 },
    { "POST /a?b=%20c HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello", 200 },
    { "GET / HTTP/1.1\r\nHost:\r\n\r\n", 200 },
    { "GET / HTTP/1.1\r\nHOST: x\r\nX:\r\nY: \t a\tb \r\n\r\n", 200 },
    { "GET /\xc3\xa9 HTTP/1.1\r\n" H "X: \xc3\xa9\r\n\r\n", 200 },
    { "GET / HTTP/1.1\r\n" H "!#$%&'*+-.^_`|~09azAZ: 1\r\n\r\n", 200 },
    { "GET / HTTP/1.1\r\n" H "Upgrade: WebSocket\r\n\r\n", 200 },
    { "GET / HTTP/1.1\r\n" H "Expect: 100-Continue\r\n\r\n", 200 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 200 }, /* answered 411 behind the gate */
    { "OPTIONS / HTTP/1.1\r\n" H "\r\n\r\n", 200 },
    /* not whole */
    { "", 100 },
    { "G", 100 },
    { "GET", 100 },
    { "GET / HTTP/1.1", 100 },
    { "GET / HTTP/1.1\r", 100 },
    { "GET / HTTP/1.1\r\n", 100 },
    { "GET / HTTP/1.1\r\n" H, 100 },
    { "GET / HTTP/1.1\r\n" H "\r", 100 },
    /* the ends of lines */
    { "GET / HTTP/1.1\n" H "\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "\n", 400 },
    { "GET / HTTP/1.1\r\r\n" H "\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: a\rb\r\n\r\n", 400 },
    { "GET / HTTP/1.1\rX", 400 },
    { "\r\nGET / HTTP/1.1\r\n" H "\r\n", 400 },
    { "\nGET / HTTP/1.1\r\n" H "\r\n", 400 },
    { " GET / HTTP/1.1\r\n" H "\r\n", 400 },
    /* the first line */
    { "GET\r\n", 400 },
    { "GET /\r\n", 400 },
    { "GET  / HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /  HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET / HTTP/1.1 \r\n" H "\r\n", 400 },
    { "GET / x HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET\t/\tHTTP/1.1\r\n" H "\r\n", 400 },
    { "GET / HTTP/1.10\r\n" H "\r\n", 400 },
    { "GET / HTTP/11\r\n" H "\r\n", 400 },
    { "GET / HTTP/1\r\n" H "\r\n", 400 },
    { "GET / http/1.1\r\n" H "\r\n", 400 },
    { "GET / HTTPS/1.1\r\n" H "\r\n", 400 },
    { "GET / ICY/1.1\r\n" H "\r\n", 400 },
    { "GET / HTTP/1.2\r\n" H "\r\n", 505 },
    { "GET / HTTP/0.9\r\n" H "\r\n", 505 },
    { "GET / HTTP/2.0\r\n" H "\r\n", 505 },
    { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
    { "TRACE / HTTP/1.1\r\n" H "\r\n", 501 },
    { "CONNECT x:80 HTTP/1.1\r\n" H "\r\n", 501 },
    { "get / HTTP/1.1\r\n" H "\r\n", 501 },
    { "GETS / HTTP/1.1\r\n" H "\r\n", 501 },
    { "PROPFIND / HTTP/1.1\r\n" H "\r\n", 501 },
    { "G@T / HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET http://x/ HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET * HTTP/1.1\r\n" H "\r\n", 400 },
    { "OPTIONS * HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET x HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET ?a HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET \\a HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /a#b HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /\x01 HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /\x7f HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /a\tb HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /% HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%2 HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%zz HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%00 HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%0a HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%1F HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%7f HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /?a=%0a HTTP/1.1\r\n" H "\r\n", 200 },
    { "GET /?a=%00 HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /?a=%%20 HTTP/1.1\r\n" H "\r\n", 400 },
    /* headers */
    { "GET / HTTP/1.1\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H H "\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "host: y\r\n\r\n", 400 },
    { "GET / HTTP/1.0\r\n" H H "\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H ": x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X Y: z\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X\tY: z\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X(Y): z\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X\xc3\xa9: z\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: a\r\n\tb\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n " H "\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: a\x01\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: a\x7f\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: \x0b\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "Expect: a\r\n\r\n", 417 },
    { "GET / HTTP/1.1\r\n" H "Upgrade: h2c\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "Upgrade: websocket, h2c\r\n\r\n", 400 },
    /* where the body ends */
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-length: 6\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Transfer-Encoding\t: chunked\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "\x0bTransfer-Encoding: chunked\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "X: y\nTransfer-Encoding: chunked\r\n\r\n", 400 },
    { "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length: \r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\n" H "Content-Length\r\n: 5\r\n\r\n", 400 },
    /* something else */
    { "SSH-2.0-x\r\n", 400 },
    { "{\"a\":1}", 400 },
    { "\x80\x01", 400 },
    { "*1\r\n$4\r\nPING\r\n", 400 },
    { "EHLO x\r\n", 400 },
    { "\x16\x03\x01", 1 },
};

static void test_what_is_no_request_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_span copy = tight_copy(cases[i].text, strlen(cases[i].text));
        int      got  = status_of(copy);
        if (got != cases[i].status)
            fail_msg("%s: %d, not %d", cases[i].text, got, cases[i].status);
        tight_free(copy);
    }
}

/* However the bytes come: what is refused as a whole is not let in by a part of it, what is sound is never refused. */
static void test_a_part_never_decides_otherwise_than_the_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        for (size_t len = 0; len < strlen(cases[i].text); len++) {
            int got = status_of((cho_span){ cases[i].text, len });
            if (got != 100 && got != cases[i].status)
                fail_msg("%s: %d after %zu bytes, not %d", cases[i].text, got, len, cases[i].status);
        }
    }
}

static void test_nul_bytes_are_nowhere_allowed(void **state)
{
    static const char in_path[] = "GET /\0a HTTP/1.1\r\n" H "\r\n", in_value[] = "GET / HTTP/1.1\r\n" H "X: a\0b\r\n\r\n";
    static const char in_name[] = "GET / HTTP/1.1\r\n" H "X\0: a\r\n\r\n", in_method[] = "G\0T / HTTP/1.1\r\n" H "\r\n";
    (void)state;
    assert_int_equal(status_of((cho_span){ in_path, sizeof in_path - 1 }), 400);
    assert_int_equal(status_of((cho_span){ in_value, sizeof in_value - 1 }), 400);
    assert_int_equal(status_of((cho_span){ in_name, sizeof in_name - 1 }), 400);
    assert_int_equal(status_of((cho_span){ in_method, sizeof in_method - 1 }), 400);
}

/* ---- sizes ---- */

static int status_of_filled(const char *before, size_t fill, const char *after)
{
    char  *text = malloc(strlen(before) + fill + strlen(after) + 1);
    assert_non_null(text);
    size_t at = strlen(before);
    memcpy(text, before, at);
    memset(text + at, 'a', fill);
    strcpy(text + at + fill, after);
    int status = status_of(cho_span_of(text));
    free(text);
    return status;
}

static void test_sizes_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(status_of_filled("GET /", 8000, " HTTP/1.1\r\n" H "\r\n"), 200);
    assert_int_equal(status_of_filled("GET /", 8200, ""), 414);
    assert_int_equal(status_of_filled("GET /", 8200, " HTTP/1.1\r\n" H "\r\n"), 414);
    assert_int_equal(status_of_filled("GET / HTTP/1.1\r\n" H "X: ", 16000, "\r\n\r\n"), 200);
    assert_int_equal(status_of_filled("GET / HTTP/1.1\r\n" H "X: ", 16384, ""), 431);
    assert_int_equal(status_of_filled("GET / HTTP/1.1\r\n" H, 16384, ""), 431);
    assert_int_equal(status_of_filled("", 65, ""), 400);
}

static void test_headers_are_counted(void **state)
{
    char text[4096] = "GET / HTTP/1.1\r\n" H;
    (void)state;
    for (int i = 0; i < 99; i++)
        strcat(text, "X: y\r\n");
    size_t len = strlen(text);
    strcpy(text + len, "\r\n");
    assert_int_equal(status_of(cho_span_of(text)), 200);
    strcpy(text + len, "X: y\r\n\r\n");
    assert_int_equal(status_of(cho_span_of(text)), 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_no_request_is_told),
        cmocka_unit_test(test_a_part_never_decides_otherwise_than_the_whole),
        cmocka_unit_test(test_nul_bytes_are_nowhere_allowed),
        cmocka_unit_test(test_sizes_are_bounded),
        cmocka_unit_test(test_headers_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
