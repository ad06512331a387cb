/*
 * daemon_config.h - a file of options.
 */
#ifndef DAEMON_CONFIG_H
#define DAEMON_CONFIG_H

#include "daemon_args.h"

/* Options that were given before stay as they are. False: what is wrong was said on standard error. */
bool daemon_config_read(daemon_args *args, const char *file);

#endif
