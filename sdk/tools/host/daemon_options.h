/*
 * daemon_options.h - the table of the daemon's options.
 */
#ifndef DAEMON_OPTIONS_H
#define DAEMON_OPTIONS_H

#include "daemon_args.h"

typedef enum daemon_kind { DAEMON_TEXT, DAEMON_FILES, DAEMON_NUMBER, DAEMON_SWITCH, DAEMON_LEVEL } daemon_kind;

typedef struct daemon_option {
    const char *name;    /* without the dashes */
    daemon_kind kind;
    size_t      offset;  /* in daemon_args */
    uint32_t    most;    /* of a number */
    const char *operand; /* as --help shows it; NULL for a switch */
    const char *what;    /* a line of help */
} daemon_option;

extern const daemon_option daemon_options[];
extern const size_t        daemon_option_count;

/* NULL: there is none of that name, which need not end with NUL. */
const daemon_option *daemon_options_find(const char *name);

/* What is allowed, in words. */
const char *daemon_options_allowed(const daemon_option *option, char text[64]);

/* Takes a value, unless the option has one already and `is_weaker`. False: the value is not allowed. */
bool daemon_options_set(daemon_args *args, const daemon_option *option, const char *value, bool is_weaker);

void daemon_options_print_help(void);

#endif
