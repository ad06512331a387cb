/*
 * report.h - one line about what went wrong and what to do about it.
 */
#ifndef SAMPLES_COMMON_REPORT_H
#define SAMPLES_COMMON_REPORT_H

/* Prints "error: <cause>; <remedy>". The cause is made as by printf. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void sample_report_error(const char *remedy, const char *cause, ...);

/* Prints "note: ..." about something that goes on differently. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void sample_report_note(const char *note, ...);

#endif
