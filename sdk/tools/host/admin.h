/*
 * admin.h - `chorus-host user ...`, `client ...`, `token ...`, `project ...`, `ban ...`: looking after a data folder.
 */
#ifndef ADMIN_H
#define ADMIN_H

#include <stdbool.h>

/* The word is one of those that admin_run() knows. */
bool admin_knows(const char *subject);

/* argv[1] is that word. Returns the exit code: 0 done, 1 it could not be done, 2 the command line was wrong. */
int admin_run(int argc, char **argv);

#endif
