/*
 * admin_desk.h - the commands of chorus-host that look after a data folder, and a daemon that may run on it.
 */
#ifndef TESTS_SUPPORT_ADMIN_DESK_H
#define TESTS_SUPPORT_ADMIN_DESK_H

#include "support/daemon_process.h"

enum { ADMIN_DESK_OUTPUT = 8192 };

typedef struct admin_desk {
    daemon_process daemon;
    program        admin;
    char           data[DAEMON_PATH];
    char           output[ADMIN_DESK_OUTPUT]; /* of the last command */
} admin_desk;

/* For cmocka: an empty folder, and nothing runs. */
int admin_desk_set_up(void **state);
int admin_desk_tear_down(void **state);

/* Starts the daemon on the folder. */
void admin_desk_serve(admin_desk *d);

/* Runs a command on the folder; the words end with NULL, input may be. Returns its exit code. */
int admin_desk_run(admin_desk *d, const char *input, const char *const *words);

#define ADMIN_RUN(d, ...) admin_desk_run(d, NULL, (const char *[]){ __VA_ARGS__, NULL })

void admin_desk_assert_printed(const admin_desk *d, const char *part);

#endif
