/*
 * admin_commands.h - what the commands that look after a data folder share.
 */
#ifndef ADMIN_COMMANDS_H
#define ADMIN_COMMANDS_H

#include "admin_args.h"

#include <chorus/data.h>

enum { ADMIN_FAILED = 1, ADMIN_USAGE = 2 };

typedef struct admin {
    admin_args   args;
    chorus_data *data;
} admin;

/* Says on standard error what did not work; returns ADMIN_FAILED. */
int admin_fail(const admin *a, const char *what);

/* The exit code for a result; what is not OK is said. */
int admin_end(const admin *a, chorus_result r, const char *when_invalid);

/* False: it is NULL, or no whole number of at most that. */
bool admin_number(const char *text, uint64_t most, uint64_t *out);

int admin_ban_add(const admin *a);
int admin_ban_list(const admin *a);
int admin_ban_remove(const admin *a);

int admin_token_add(const admin *a);
int admin_token_list(const admin *a);
int admin_token_revoke(const admin *a);

int admin_project_import(const admin *a);
int admin_project_list(const admin *a);
int admin_project_publish(const admin *a);
int admin_project_unpublish(const admin *a);
int admin_project_remove(const admin *a);

#endif
