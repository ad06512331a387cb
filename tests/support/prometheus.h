/*
 * prometheus.h - the text format of Prometheus 0.0.4, read strictly.
 */
#ifndef TESTS_SUPPORT_PROMETHEUS_H
#define TESTS_SUPPORT_PROMETHEUS_H

/*
 * Fails the test unless every line is sound: each family is told once, with HELP and TYPE before its samples and all
 * of them together; names and labels are well-formed; no series comes twice; counters end with _total; buckets of
 * a histogram grow up to +Inf, which is its count.
 */
void prometheus_check(const char *text);

/* The value of a series, written as it is there: "chorus_connections{role=\"game\"}". Fails the test when there is
   none. */
double prometheus_value(const char *text, const char *series);

#endif
