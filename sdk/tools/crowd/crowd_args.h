/*
 * crowd_args.h - the command line.
 */
#ifndef CROWD_ARGS_H
#define CROWD_ARGS_H

#include "crowd_script.h"

/* How the program ends; docs/load.md explains them to users. */
enum {
    CROWD_EXIT_OK     = 0,
    CROWD_EXIT_FAILED = 1, /* our own failure: memory, descriptors, the report's file */
    CROWD_EXIT_USAGE  = 2,
    CROWD_EXIT_NOBODY = 3 /* not one participant got in */
};

enum { CROWD_HOST_MAX = 256, CROWD_PATH_MAX = 1024 };

/* Where to: "http://127.0.0.1:8280/?channel=7" asks for seats there, as the page does; "ws://..." names the
   participants' socket itself. */
typedef struct crowd_target {
    char     host[CROWD_HOST_MAX]; /* without the brackets of IPv6 */
    char     authority[CROWD_HOST_MAX + 16]; /* as in a Host header */
    char     path[CROWD_PATH_MAX]; /* with the query */
    uint16_t port;
    uint32_t channel;
    bool     is_secure, asks_for_seats;
} crowd_target;

typedef struct crowd_args {
    crowd_target target;
    const char  *url, *report, *ca_file;
    crowd_mix    mix;
    uint32_t     participants, sources;
    uint64_t     seed;
    double       seconds, join_rate;
    bool         is_verbose, is_insecure, is_plan, is_discard;
} crowd_args;

typedef enum crowd_args_answer {
    CROWD_ARGS_RUN,
    CROWD_ARGS_HELP, /* help was asked for and printed */
    CROWD_ARGS_WRONG /* what was wrong is printed */
} crowd_args_answer;

crowd_args_answer crowd_args_read(crowd_args *args, int argc, char **argv);
#endif
