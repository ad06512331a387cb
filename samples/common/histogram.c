#include "common/histogram.h"

enum { STEP_BITS = 4, STEPS = 1 << STEP_BITS };

/* Values below 16 have a class each. Above, a class is the place of the highest bit and the four bits
   below it. */
static int class_of(uint64_t value)
{
    int shift = 0;
    while (value >> shift >= 2 * STEPS)
        shift++;
    return shift * STEPS + (int)(value >> shift);
}

static uint64_t largest_in(int index)
{
    int shift = index < 2 * STEPS ? 0 : index / STEPS - 1;
    return (((uint64_t)(index - shift * STEPS) + 1) << shift) - 1;
}

void sample_histogram_add(sample_histogram *histogram, uint64_t value)
{
    histogram->count[class_of(value)]++;
    histogram->total++;
}

uint64_t sample_histogram_percentile(const sample_histogram *histogram, double share)
{
    double   wanted = share * (double)histogram->total;
    uint64_t seen   = 0;
    for (int i = 0; i < SAMPLE_HISTOGRAM_CLASSES; i++) {
        seen += histogram->count[i];
        if (seen > 0 && (double)seen >= wanted)
            return largest_in(i);
    }
    return 0;
}
