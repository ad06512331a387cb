/*
 * daemon_descriptors.h - as many sockets as the system lets this program have.
 */
#ifndef DAEMON_DESCRIPTORS_H
#define DAEMON_DESCRIPTORS_H

#include <chorus/host_limits.h>

/* Raises the limit as far as it may be, and tells the log when that is too little for the host's limits. */
void daemon_descriptors_allow(const chorus_host_limits *limits);

#endif
