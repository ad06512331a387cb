/*
 * daemon_process.h - the real chorus-host as a child process, with a folder for its files.
 *
 * The lab in it knows the daemon's port, so all that host_lab.h does with connections works on it; there is no
 * runtime behind it.
 */
#ifndef TESTS_SUPPORT_DAEMON_PROCESS_H
#define TESTS_SUPPORT_DAEMON_PROCESS_H

#include "support/host_lab.h"
#include "support/program.h"

enum { DAEMON_PATH = 96, DAEMON_LOG_BYTES = 64 * 1024 };

typedef struct daemon_process {
    program  program;
    host_lab lab;
    char     folder[64];
    char     token_file[DAEMON_PATH], errors[DAEMON_PATH];
    char     ready[4096]; /* the line it has said */
    char     log[DAEMON_LOG_BYTES];
} daemon_process;

/* An empty folder, and the token "sec+ret" in a file. */
void daemon_prepare(daemon_process *d);
/* Ends it when it still runs, and removes the folder with all in it. */
void daemon_clean_up(daemon_process *d);

/* Starts it with these options, which end with NULL, on a free port of 127.0.0.1 and with that token; waits until
   it is ready. */
void daemon_start(daemon_process *d, const char *const *options);
/* The same without any options of its own. Does not wait. */
void daemon_launch(daemon_process *d, const char *const *options);
void daemon_wait_ready(daemon_process *d);

/* Waits for its end: the exit code, or 128 and the signal. */
int daemon_end(daemon_process *d);
int daemon_end_by(daemon_process *d, int signal_number);

/* Runs it with options it will not run with. Returns the exit code; see daemon_log() for what it said. */
int daemon_try(daemon_process *d, const char *const *options);

/* All it has written on standard error so far. */
const char *daemon_log(daemon_process *d);
/* Waits until it has written that. */
void daemon_wait_log(daemon_process *d, const char *part);

/* A path in the folder; valid until the next 8 calls. */
const char *daemon_path(const daemon_process *d, const char *name);
/* Writes a file into the folder and returns its path. */
const char *daemon_write(const daemon_process *d, const char *name, const char *text);

/* For cmocka. */
int daemon_set_up(void **state);
int daemon_tear_down(void **state);

#endif
