/*
 * Whom our client trusts, and how long our server waits. The servers for the client are a few lines
 * of OpenSSL with certificates made on the spot.
 */
#include "support/lab.h"
#include "support/support.h"
#include "support/tls_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    lab_serve(&l->server, &l->loop, &l->log);
    lab_connect(&l->client, &l->loop, &l->log, "client", "wss://127.0.0.1:%u/echo", (unsigned)l->server.port);
    lab_expect(&l->log, "client why no TLS connection: 127.0.0.1:%u does not speak TLS", (unsigned)l->server.port);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
}

/* The library below once mixed up the TLS data of two loops; see library_posix.c. */
static void test_two_loops_trust_apart(void **state)
{
    lab *l = *state;
    dial(l, "localhost", true);
    lab_start(&l->second_loop, NULL);
    lab_expect(&l->log, "client open");
    lab_connect(&l->other, &l->second_loop, &l->log, "other", "wss://localhost:%u/", (unsigned)l->peer.port);
    lab_expect(&l->log, "other close %d 1006 ", (int)CHORUS_E_NETWORK);
    lab_stop(&l->second_loop);
    lab_expect(&l->log, "client close 0 4001 ");
}

/* ---- our server ---- */

/* How long a head may take: less where nobody has to make it in time. */
enum { SHORT_MS = 100, ENOUGH_MS = 1000 };

static void serve(lab *l, tls_files *files, uint32_t header_ms)
{
    tls_files_make(files, "localhost");
    lab_start(&l->loop, NULL);
    l->server.options = (cho_server_options){ .address          = "127.0.0.1",
                                              .header_ms        = header_ms,
                                              .certificate_file = files->certificate,
                                              .private_key_file = files->key };
    lab_serve(&l->server, &l->loop, &l->log);
}

static void test_a_handshake_that_takes_too_long_is_cut(void **state)
{
    static const char *const openings[] = { "", "\x16", "\x16\x03\x01\x02", "GE", "GET / HTTP/1.1\r\n" };
    lab                     *l          = *state;
    raw_socket              *s          = &l->raw;
    tls_files                files;
    serve(l, &files, SHORT_MS);
    for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
        raw_open(s, l->server.port);
        raw_text(s, openings[i]);
        raw_wait_end(s);
        raw_close(s);
    }
    tls_files_remove(&files);
}

static void open_tls(lab *l, const tls_files *files)
{
    raw_open(&l->raw, l->server.port);
    assert_true(raw_start_tls(&l->raw, files->authority, "localhost"));
}

static void test_a_peer_that_is_silent_after_its_handshake_is_cut(void **state)
{
    lab      *l = *state;
    tls_files files;
    serve(l, &files, ENOUGH_MS);
    open_tls(l, &files);
    raw_text(&l->raw, "GET / HT");
    raw_wait_end(&l->raw);
    raw_close(&l->raw);
    tls_files_remove(&files);
}

static void test_a_connection_that_has_begun_lives_on(void **state)
{
    lab         *l    = *state;
    raw_socket  *slow = malloc(sizeof *slow);
    tls_files    files;
    raw_received got;
    serve(l, &files, ENOUGH_MS);
    open_tls(l, &files);
    assert_int_equal(raw_handshake(&l->raw, "/echo", ""), 101);
    raw_open(slow, l->server.port);
    raw_wait_end(slow); /* by now its time is up, and that of the first one was */
    raw_close(slow);
    raw_send_frame(&l->raw, &(raw_frame){ .is_last = true, .opcode = 1, .bytes = "hello", .len = 5 });
    assert_true(raw_receive(&l->raw, &got));
    assert_int_equal(got.len, 5);
    raw_close(&l->raw);
    tls_files_remove(&files);
    free(slow);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, lab_set_up, lab_tear_down)
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
