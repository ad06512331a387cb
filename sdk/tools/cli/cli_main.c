/*
 * chorus-cli - speak to a service from a terminal or a script.
 *
 * One subcommand for each thing it can be; docs/cli.md is its manual.
 */
#include "cli_args.h"
#include "cli_interactive.h"

#include <stdio.h>

static int run_session(int argc, char **argv)
{
    cli_args args;
    switch (cli_args_read(&args, argc, argv)) {
    case CLI_ARGS_HELP:  return CLI_EXIT_OK;
    case CLI_ARGS_WRONG: return CLI_EXIT_USAGE;
    default:             return cli_interactive_run(&args);
    }
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "interactive") == 0 || strcmp(command, "replay") == 0)
        return run_session(argc - 1, argv + 1);
    if (strcmp(command, "version") == 0 || strcmp(command, "--version") == 0) {
        puts(chorus_version());
        return CLI_EXIT_OK;
    }
    bool is_help = strcmp(command, "help") == 0 || strcmp(command, "--help") == 0;
    cli_args_print_usage(!is_help);
    return is_help ? CLI_EXIT_OK : CLI_EXIT_USAGE;
}
