/*
 * daemon_limits.h - a file of limits, for the host and for what looks after its folder.
 */
#ifndef DAEMON_LIMITS_H
#define DAEMON_LIMITS_H

#include <chorus/host_limits.h>

/* Defaults where file is NULL. False: what is wrong was said on standard error. */
bool daemon_limits_read(const char *file, chorus_host_limits *out);

#endif
