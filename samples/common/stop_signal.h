/*
 * stop_signal.h - Ctrl-C and its relatives as a question to be asked once a frame.
 */
#ifndef SAMPLES_COMMON_STOP_SIGNAL_H
#define SAMPLES_COMMON_STOP_SIGNAL_H

#include <stdbool.h>

/* From now on the first SIGINT or SIGTERM is noted; the second ends the program at once. */
void sample_stop_signal_listen(void);
bool sample_stop_signal_has_come(void);

#endif
