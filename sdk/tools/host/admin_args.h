/*
 * admin_args.h - the command line of what looks after a data folder.
 */
#ifndef ADMIN_ARGS_H
#define ADMIN_ARGS_H

#include <stdbool.h>

enum { ADMIN_REDIRECTS_BYTES = 600 };

typedef struct admin_args {
    const char *subject, *verb;
    const char *name, *number; /* what stands behind the verb; NULL: nothing does */
    const char *data, *config, *limits; /* files and folder */
    const char *label, *publisher, *scopes, *user, *channel, *reason, *minutes, *days;
    char        redirects[ADMIN_REDIRECTS_BYTES];
    bool        takes_password, makes_secret, as_json;
} admin_args;

/* False: what is wrong was said on standard error. */
bool admin_args_read(admin_args *args, int argc, char **argv);

#endif
