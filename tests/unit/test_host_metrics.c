#include "support/prometheus.h"
#include "support/support.h"

#include "base/alloc.h"
#include "host/service/host_metrics.h"

#include <stdlib.h>

typedef struct page {
    cho_host_metrics metrics;
    cho_host_gauges  gauges;
    chorus_allocator heap;
    cho_buf          text;
} page;

static int set_up(void **state)
{
    page *p = calloc(1, sizeof *p);
    assert_non_null(p);
    cho_heap_init(&p->heap, NULL);
    cho_buf_init(&p->text, &p->heap);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    page *p = *state;
    cho_buf_deinit(&p->text);
    free(p);
    return 0;
}

static const char *write_page(page *p)
{
    cho_buf_clear(&p->text);
    cho_host_metrics_write(&p->metrics, &p->gauges, &p->text);
    assert_false(p->text.failed);
    return p->text.data;
}

static double value(page *p, const char *series)
{
    return prometheus_value(write_page(p), series);
}

static void test_the_text_of_a_host_where_nothing_happened_is_sound(void **state)
{
    prometheus_check(write_page(*state));
}

static void test_the_text_is_sound_with_the_largest_numbers(void **state)
{
    page *p = *state;
    memset(&p->metrics, 0x7f, sizeof p->metrics);
    memset(&p->gauges, 0x7f, sizeof p->gauges);
    memset(p->metrics.latencies, 0, sizeof p->metrics.latencies);
    p->gauges.is_draining = p->gauges.can_remember = true;
    prometheus_check(write_page(p));
}

static void test_every_count_is_told_by_its_name(void **state)
{
    page *p                              = *state;
    p->metrics.rooms.inputs_received     = 7;
    p->metrics.rooms.inputs_rejected[CHO_HOST_REJECT_TOO_FAST] = 2;
    p->metrics.traffic[CHO_HOST_ROLE_GAME].bytes_out           = 9;
    p->metrics.oauth[CHO_HOST_OAUTH_CODE_DENIED]               = 3;
    p->gauges.answers[4]                                       = 5;
    assert_true(value(p, "chorus_inputs_received_total") == 7);
    assert_true(value(p, "chorus_inputs_rejected_total{reason=\"too_fast\"}") == 2);
    assert_true(value(p, "chorus_bytes_total{role=\"game\",direction=\"out\"}") == 9);
    assert_true(value(p, "chorus_oauth_total{outcome=\"code_denied\"}") == 3);
    assert_true(value(p, "chorus_http_answers_total{class=\"4xx\"}") == 5);
}

static void test_a_refusal_is_counted_by_its_code(void **state)
{
    page *p = *state;
    cho_host_metrics_refuse(&p->metrics, 4019);
    cho_host_metrics_refuse(&p->metrics, 403);
    cho_host_metrics_refuse(&p->metrics, 403);
    cho_host_metrics_refuse(&p->metrics, 499);
    assert_true(value(p, "chorus_handshakes_refused_total{code=\"4019\"}") == 1);
    assert_true(value(p, "chorus_handshakes_refused_total{code=\"403\"}") == 2);
    assert_true(value(p, "chorus_handshakes_refused_total{code=\"other\"}") == 1);
}

static void test_a_latency_falls_into_the_buckets_that_hold_it(void **state)
{
    page *p = *state;
    cho_host_metrics_latency(&p->metrics, 0);
    cho_host_metrics_latency(&p->metrics, 25000);
    cho_host_metrics_latency(&p->metrics, 25001);
    cho_host_metrics_latency(&p->metrics, 5000000000u);
    assert_true(value(p, "chorus_input_latency_seconds_bucket{le=\"0.000025\"}") == 2);
    assert_true(value(p, "chorus_input_latency_seconds_bucket{le=\"0.000050\"}") == 3);
    assert_true(value(p, "chorus_input_latency_seconds_bucket{le=\"1.000000\"}") == 3);
    assert_true(value(p, "chorus_input_latency_seconds_bucket{le=\"+Inf\"}") == 4);
    assert_true(value(p, "chorus_input_latency_seconds_sum") > 5.00005);
    prometheus_check(write_page(p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_text_of_a_host_where_nothing_happened_is_sound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_text_is_sound_with_the_largest_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_count_is_told_by_its_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_refusal_is_counted_by_its_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_latency_falls_into_the_buckets_that_hold_it, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
