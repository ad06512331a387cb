/*
 * host_limits.h - the table of limits: checked, completed, read from a file.
 * Layer    host. May include codec/ and below.
 * Thread   any; pure functions.
 * Memory   none but the caller's.
 * Trust    a mistaken operator, not a hostile one; the text of a file may be any bytes.
 */
#ifndef CHO_HOST_LIMITS_H
#define CHO_HOST_LIMITS_H

#include <chorus/host.h>

/* What the caller asked for: `limits` of the options, and where it says nothing the older fields. Zero: not asked.
 * OK, E_INVALID, E_VERSION. */
chorus_result cho_host_limits_asked(const chorus_host_options *options, chorus_host_limits *out);

/* NULL: every value is zero or possible. Else what is wrong, for the log. */
const char *cho_host_limits_fault(const chorus_host_limits *limits);

/* The defaults. */
void cho_host_limits_usual(chorus_host_limits *out);

/* What `first` says, else what `second` says, else the default. */
void cho_host_limits_complete(const chorus_host_limits *first, const chorus_host_limits *second,
                              chorus_host_limits *out);

#endif
