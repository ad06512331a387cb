/*
 * Whom our client trusts. The servers here are a few lines of OpenSSL with certificates made on the
 * spot.
 */
#include "support/net_lab.h"
#include "support/raw_socket.h"
#include "support/support.h"
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
    lab_expect(&l->log, "client why no TLS connection to 127.0.0.1:%u", (unsigned)l->plain.port);
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

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_a_trusted_server_is_talked_to),
        T(test_an_unknown_authority_is_refused_with_its_reason),
        T(test_another_name_is_refused_with_its_reason),
        T(test_a_peer_that_speaks_no_tls_is_told),
        T(test_two_loops_trust_apart),
    };
    return cmocka_run_group_tests_name("net/tls", tests, NULL, NULL);
}
