/*
 * cli_args.h - the command line.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <chorus/chorus.h>

/* How the program ends; docs/cli.md explains them to users. */
enum {
    CLI_EXIT_OK       = 0,
    CLI_EXIT_FAILED   = 1, /* our own failure: memory, a file, nobody reads our output */
    CLI_EXIT_USAGE    = 2,
    CLI_EXIT_NETWORK  = 3,
    CLI_EXIT_REJECTED = 4,
    CLI_EXIT_PROTOCOL = 5
};

typedef struct cli_args {
    const char      *url, *discovery, *token, *share_code, *ca_file, *record, *compression;
    const char      *replay; /* the file to be played; NULL: speak to a service */
    double           speed;  /* of the replay                                    */
    uint32_t         version_id, timeout_ms, attempts; /* attempts 0: no end */
    bool             no_ready, exit_on_eof, mask, raw;
    chorus_log_level log_level;
    char             token_text[4096]; /* what a token file held */
} cli_args;

typedef enum cli_args_answer {
    CLI_ARGS_RUN,
    CLI_ARGS_HELP, /* help was asked for and printed */
    CLI_ARGS_WRONG /* what was wrong is printed      */
} cli_args_answer;

void cli_args_print_usage(bool is_error);

/* argv begins with the subcommand, "interactive" or "replay"; its strings stay in use. */
cli_args_answer cli_args_read(cli_args *args, int argc, char **argv);

#endif
