/*
 * histogram.h - percentiles of many times without keeping them.
 * Times fall into classes that grow with the value, 16 to each doubling, so an answer is right to
 * about 6 percent from nanoseconds to hours. No memory is asked for.
 */
#ifndef SAMPLES_COMMON_HISTOGRAM_H
#define SAMPLES_COMMON_HISTOGRAM_H

#include <stdint.h>

enum { SAMPLE_HISTOGRAM_CLASSES = 61 * 16 };

/* Begin with all zero. */
typedef struct sample_histogram {
    uint64_t total;
    uint64_t count[SAMPLE_HISTOGRAM_CLASSES];
} sample_histogram;

void sample_histogram_add(sample_histogram *histogram, uint64_t value);

/* A value that this share of all values (0..1) does not pass; 0 when there are none. */
uint64_t sample_histogram_percentile(const sample_histogram *histogram, double share);

#endif
