/*
 * host_process.h - a host in a process of its own, which can be killed at any moment.
 *
 * Processes with threads must not fork, so a small one that has none is started first and does it.
 */
#ifndef TESTS_SUPPORT_HOST_PROCESS_H
#define TESTS_SUPPORT_HOST_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* What a game must present. */
#define HOST_PROCESS_TOKEN "t0k"

typedef struct host_process {
    pid_t starter;
    int   orders, answers; /* pipes to and from the starter */
} host_process;

/* Call it first in main(). It ends with the process that called. */
void host_process_prepare(host_process *p);

/* Starts a host at 127.0.0.1 and returns its port once it listens. port 0: any. */
uint16_t host_process_run(host_process *p, uint16_t port);

/* Kills it without a word and returns when it is gone. */
void host_process_kill(host_process *p);

#endif
