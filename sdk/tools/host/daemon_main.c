/*
 * chorus-host - an Interactive 2 service as a program of its own.
 *
 * docs/daemon.md is its manual.
 */
#include "admin.h"
#include "daemon_args.h"
#include "daemon_serve.h"

int main(int argc, char **argv)
{
    daemon_args args;
    daemon_exit code = DAEMON_EXIT_OK;
    if (argc > 1 && admin_knows(argv[1]))
        return admin_run(argc, argv);
    switch (daemon_args_read(&args, argc, argv)) {
    case DAEMON_ARGS_WRONG: code = DAEMON_EXIT_USAGE; break;
    case DAEMON_ARGS_RUN:   code = daemon_serve(&args); break;
    default:                break;
    }
    daemon_args_free(&args);
    return (int)code;
}
