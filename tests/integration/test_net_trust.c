/*
 * Each way in which a server can be the wrong one, and what is said of it. There is no way back to a
 * connection without TLS, so each of them is the end of that attempt.
 */
#include "support/lab.h"
#include "support/support.h"

#include <stdio.h>

/* Where the peer is called "localhost", unless `host` says otherwise. */
static void dial(lab *l, const tls_peer_options *options, bool trusts_it, const char *host)
{
    tls_peer_start_with(&l->peer, options);
    lab_start(&l->loop, trusts_it ? l->peer.ca_file : NULL);
    lab_connect(&l->client, &l->loop, &l->log, "client", "wss://%s:%u/", host, (unsigned)l->peer.port);
}

static void expect_refusal(lab *l, const char *why)
{
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
    lab_expect(&l->log, "client why the certificate of localhost:%u is not trusted: %s", (unsigned)l->peer.port, why);
    assert_false(l->client.how.was_open);
}

static void expect_no_tls(lab *l, const char *why)
{
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
    lab_expect(&l->log, "client why no TLS connection: 127.0.0.1:%u %s", (unsigned)l->peer.port, why);
}

/* ---- certificates ---- */

static void test_an_authority_of_ones_own_is_trusted(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .has_issuer = true }, true, "localhost");
    lab_expect(&l->log, "client open");
}

static void test_an_unknown_authority(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .has_issuer = true }, false, "localhost");
    expect_refusal(l, "its authority is not known on this machine");
}

static void test_signed_by_itself(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .names = NULL }, false, "localhost");
    expect_refusal(l, "self-signed certificate");
}

static void test_expired(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .begins_days = -9, .ends_days = -2 }, true, "localhost");
    expect_refusal(l, "certificate has expired (or the clock of this machine is wrong)");
}

static void test_not_yet_valid_hints_at_the_clock(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .begins_days = 300, .ends_days = 400 }, true, "localhost");
    expect_refusal(l, "certificate is not yet valid (is the clock of this machine right?)");
}

static void test_for_another_host(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .names = "DNS:other.example" }, true, "localhost");
    expect_refusal(l, "hostname mismatch");
}

static void test_for_names_below_this_one_only(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .names = "DNS:*.localhost" }, true, "localhost");
    expect_refusal(l, "hostname mismatch");
}

static void test_an_address_must_be_named_as_an_address(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .names = "DNS:localhost" }, true, "127.0.0.1");
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
    lab_expect(&l->log, "client why the certificate of 127.0.0.1:%u is not trusted: IP address mismatch",
               (unsigned)l->peer.port);
}

/* ---- handshakes ---- */

static void test_a_protocol_that_is_too_old(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .max_version = TLS1_1_VERSION }, true, "localhost");
    expect_no_tls(l, "speaks only protocols that are older than TLS 1.2");
}

static void test_tls_1_2_is_new_enough(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .max_version = TLS1_2_VERSION }, true, "localhost");
    lab_expect(&l->log, "client open");
}

static void test_no_tls_at_all(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .manner = TLS_PEER_ANSWERS_HTTP }, true, "localhost");
    expect_no_tls(l, "does not speak TLS");
}

static void test_closed_in_the_handshake(void **state)
{
    lab *l = *state;
    dial(l, &(tls_peer_options){ .manner = TLS_PEER_HANGS_UP }, true, "localhost");
    expect_no_tls(l, "closed the connection during the TLS handshake");
}

/* ---- pins ---- */

#define ANOTHER_PIN "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static void dial_pinned(lab *l, bool trusts_it, const char *format)
{
    char pins[192];
    tls_peer_start(&l->peer, "localhost");
    lab_start(&l->loop, trusts_it ? l->peer.ca_file : NULL);
    (void)snprintf(pins, sizeof pins, "%s%s", format, *format == '\0' ? l->peer.pin : "");
    if (strcmp(format, ANOTHER_PIN ";") == 0)
        (void)snprintf(pins, sizeof pins, "%s%s", format, l->peer.pin);
    l->client.options.tls_pins = pins;
    lab_connect(&l->client, &l->loop, &l->log, "client", "wss://localhost:%u/", (unsigned)l->peer.port);
}

static void test_a_pinned_key_is_talked_to(void **state)
{
    lab *l = *state;
    dial_pinned(l, true, "");
    lab_expect(&l->log, "client open");
}

static void test_a_second_pin_is_as_good(void **state)
{
    lab *l = *state;
    dial_pinned(l, true, ANOTHER_PIN ";");
    lab_expect(&l->log, "client open");
}

static void test_another_key_is_refused(void **state)
{
    lab *l = *state;
    dial_pinned(l, true, ANOTHER_PIN);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
    lab_expect(&l->log, "client why the key of localhost:%u is none of the pinned ones", (unsigned)l->peer.port);
}

static void test_a_pin_does_not_stand_for_trust(void **state)
{
    lab *l = *state;
    dial_pinned(l, false, "");
    expect_refusal(l, "self-signed certificate");
}

int main(void)
{
#define LAB_TEST(test) cmocka_unit_test_setup_teardown(test, lab_set_up, lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_an_authority_of_ones_own_is_trusted),
        LAB_TEST(test_an_unknown_authority),
        LAB_TEST(test_signed_by_itself),
        LAB_TEST(test_expired),
        LAB_TEST(test_not_yet_valid_hints_at_the_clock),
        LAB_TEST(test_for_another_host),
        LAB_TEST(test_for_names_below_this_one_only),
        LAB_TEST(test_an_address_must_be_named_as_an_address),
        LAB_TEST(test_a_protocol_that_is_too_old),
        LAB_TEST(test_tls_1_2_is_new_enough),
        LAB_TEST(test_no_tls_at_all),
        LAB_TEST(test_closed_in_the_handshake),
        LAB_TEST(test_a_pinned_key_is_talked_to),
        LAB_TEST(test_a_second_pin_is_as_good),
        LAB_TEST(test_another_key_is_refused),
        LAB_TEST(test_a_pin_does_not_stand_for_trust),
    };
    return cmocka_run_group_tests_name("net/trust", tests, NULL, NULL);
}
