/*
 * daemon_serve.h - the host, from its options to the signal that ends it.
 */
#ifndef DAEMON_SERVE_H
#define DAEMON_SERVE_H

#include "daemon_args.h"

/* Returns the exit code. */
daemon_exit daemon_serve(const daemon_args *args);

#endif
