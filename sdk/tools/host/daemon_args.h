/*
 * daemon_args.h - what the daemon is told on its command line and in its config file.
 *
 * One table lists every option: where its value goes, what is allowed, and its line of help. A config file
 * names options as the command line does, without the dashes; the command line wins.
 */
#ifndef DAEMON_ARGS_H
#define DAEMON_ARGS_H

#include <chorus/chorus.h>

typedef enum daemon_exit {
    DAEMON_EXIT_OK     = 0, /* ended by a signal */
    DAEMON_EXIT_FAILED = 1, /* it cannot run */
    DAEMON_EXIT_USAGE  = 2  /* an option or a file of options is wrong */
} daemon_exit;

enum { DAEMON_FILES_MAX = 1000 };

/* An option that may be given more than once. */
typedef struct daemon_files {
    char    *names[DAEMON_FILES_MAX];
    uint32_t count;
} daemon_files;

typedef struct daemon_args {
    char    *listen, *tls_cert, *tls_key, *config, *title, *token_file, *limits, *metrics_token_file;
    char    *data, *public_url, *allowed_hosts, *allowed_origins, *trusted_proxies;
    uint32_t port, channel, log_level;
    bool     is_dev, i_know, refuses_guests, refuses_bundles, refuses_new_accounts;
    daemon_files projects;
    uint64_t given; /* one bit for each row of the table */
} daemon_args;

typedef enum daemon_args_answer { DAEMON_ARGS_RUN, DAEMON_ARGS_DONE, DAEMON_ARGS_WRONG } daemon_args_answer;

/* Reads the command line, then the config file it names. What is wrong was said on standard error, and what was
   asked for by --help or --version on standard output. */
daemon_args_answer daemon_args_read(daemon_args *args, int argc, char **argv);
void               daemon_args_free(daemon_args *args);

#endif
