/*
 * cli_interactive.h - the subcommands "interactive" and "replay": one session, lines in, lines out.
 */
#ifndef CLI_INTERACTIVE_H
#define CLI_INTERACTIVE_H

#include "cli_args.h"

/* Runs until the session has ended. Returns the exit code. */
int cli_interactive_run(const cli_args *args);

#endif
