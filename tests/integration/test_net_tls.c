/*
 * Whom our client trusts, and how long our server waits. The servers for the client are a few lines
 * of OpenSSL with certificates made on the spot.
 */
#include "support/net_lab.h"
#include "support/raw_socket.h"
#include "support/support.h"
#include "support/tls_files.h"
#include "support/tls_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct lab {
    lab_log    log;
    lab_loop   loop, careful;
    lab_client client, second;
    lab_server plain;
    tls_peer   peer;
} lab;

static int set_up(void **state)
{
    lab *l = calloc(1, sizeof *l);
    assert_non_null(l);
    lab_log_init(&l->log);
    *state = l;
    return 0;
}

static int tear_down(void **state)
{
    lab *l = *state;
    lab_stop(&l->loop);
    tls_peer_stop(&l->peer);
    lab_log_deinit(&l->log);
    free(l);
    return 0;
}

static void dial(lab *l, const char *certificate_for, bool trusts_it)
{
    tls_peer_start(&l->peer, certificate_for);
    lab_start(&l->loop, trusts_it ? l->peer.ca_file : NULL);
    lab_connect(&l->client, &l->loop, &l->log, "client", "wss://localhost:%u/",
                (unsigned)l->peer.port);
}

static void test_a_trusted_server_is_talked_to(void **state)
{
    lab *l = *state;
    dial(l, "localhost", true);
    lab_expect(&l->log, "client open");
    lab_expect(&l->log, "client text hello");
    lab_expect(&l->log, "client close 0 4001 ");
}

static void test_an_unknown_authority_is_refused_with_its_reason(void **state)
{
    lab *l = *state;
    char why[128];
    dial(l, "localhost", false);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
    (void)snprintf(
        why, sizeof why,
        "client why the certificate of localhost:%u is not trusted: self-signed certificate",
        (unsigned)l->peer.port);
    lab_expect(&l->log, "%s", why);
}

static void test_another_name_is_refused_with_its_reason(void **state)
{
    lab *l = *state;
    dial(l, "other.example", true);
    lab_expect(&l->log,
               "client why the certificate of localhost:%u is not trusted: hostname mismatch",
               (unsigned)l->peer.port);
    assert_false(l->client.how.was_open);
}

static void test_a_peer_that_speaks_no_tls_is_told(void **state)
{
    lab *l = *state;
    lab_start(&l->loop, NULL);
    lab_serve(&l->plain, &l->loop, &l->log);
    lab_connect(&l->client, &l->loop, &l->log, "client", "wss://127.0.0.1:%u/echo",
                (unsigned)l->plain.port);
    lab_expect(&l->log, "client why no TLS connection: 127.0.0.1:%u does not speak TLS",
               (unsigned)l->plain.port);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
}

/* The library below once mixed up the TLS data of two loops; see library_posix.c. */
static void test_two_loops_trust_apart(void **state)
{
    lab *l = *state;
    dial(l, "localhost", true);
    lab_start(&l->careful, NULL);
    lab_expect(&l->log, "client open");
    lab_connect(&l->second, &l->careful, &l->log, "second", "wss://localhost:%u/",
                (unsigned)l->peer.port);
    lab_expect(&l->log, "second close %d 1006 ", (int)CHORUS_E_NETWORK);
    lab_stop(&l->careful);
    lab_expect(&l->log, "client close 0 4001 ");
}

/* ---- our server ---- */

/* How long a head may take: less where nobody has to make it in time. */
enum { SHORT_MS = 100, ENOUGH_MS = 1000 };

static void serve(lab *l, tls_files *files, uint32_t header_ms)
{
    tls_files_make(files, "localhost");
    lab_start(&l->loop, NULL);
    l->plain.options = (cho_server_options){ .address          = "127.0.0.1",
                                             .header_ms        = header_ms,
                                             .certificate_file = files->certificate,
                                             .private_key_file = files->key };
    lab_serve(&l->plain, &l->loop, &l->log);
}

static void test_a_handshake_that_takes_too_long_is_cut(void **state)
{
    static const char *const openings[] = { "", "\x16", "\x16\x03\x01\x02", "GE", "GET / HTTP/1.1\r\n" };
    lab                     *l          = *state;
    raw_socket              *s          = malloc(sizeof *s);
    tls_files                files;
    serve(l, &files, SHORT_MS);
    for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
        raw_open(s, l->plain.port);
        raw_text(s, openings[i]);
        raw_wait_end(s);
        raw_close(s);
    }
    tls_files_remove(&files);
    free(s);
}

static void test_a_peer_that_is_silent_after_its_handshake_is_cut(void **state)
{
    lab        *l = *state;
    raw_socket *s = malloc(sizeof *s);
    tls_files   files;
    serve(l, &files, ENOUGH_MS);
    raw_open(s, l->plain.port);
    assert_true(raw_start_tls(s, files.authority, "localhost"));
    raw_text(s, "GET / HT");
    raw_wait_end(s);
    raw_close(s);
    tls_files_remove(&files);
    free(s);
}

static void test_a_connection_that_has_begun_lives_on(void **state)
{
    lab        *l = *state;
    raw_socket *s = malloc(sizeof *s);
    tls_files   files;
    serve(l, &files, ENOUGH_MS);
    raw_open(s, l->plain.port);
    assert_true(raw_start_tls(s, files.authority, "localhost"));
    assert_int_equal(raw_handshake(s, "/echo", ""), 101);
    raw_socket *slow = malloc(sizeof *slow);
    raw_open(slow, l->plain.port);
    raw_wait_end(slow); /* by now its time is up, and that of the first one was */
    raw_close(slow);
    raw_send_frame(s, &(raw_frame){ .is_last = true, .opcode = 1, .bytes = "hello", .len = 5 });
    raw_received got;
    assert_true(raw_receive(s, &got));
    assert_int_equal(got.len, 5);
    raw_close(s);
    tls_files_remove(&files);
    free(slow);
    free(s);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_a_trusted_server_is_talked_to),
        T(test_an_unknown_authority_is_refused_with_its_reason),
        T(test_another_name_is_refused_with_its_reason),
        T(test_a_peer_that_speaks_no_tls_is_told),
        T(test_two_loops_trust_apart),
        T(test_a_handshake_that_takes_too_long_is_cut),
        T(test_a_peer_that_is_silent_after_its_handshake_is_cut),
        T(test_a_connection_that_has_begun_lives_on),
    };
    return cmocka_run_group_tests_name("net/tls", tests, NULL, NULL);
}
