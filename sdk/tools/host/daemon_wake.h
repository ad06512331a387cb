/*
 * daemon_wake.h - what the main thread waits for: signals, and news from the thread on which events are handled.
 */
#ifndef DAEMON_WAKE_H
#define DAEMON_WAKE_H

#include <stdbool.h>

typedef enum daemon_wake_reason { DAEMON_WAKE_TIMEOUT, DAEMON_WAKE_END, DAEMON_WAKE_RELOAD, DAEMON_WAKE_NEWS } daemon_wake_reason;

/* Before any thread is started, so that all of them leave signals to the main one. Also makes sure that the
   standard descriptors are open, for otherwise a socket could become one of them. False: the system refuses. */
bool daemon_wake_init(void);

/* A byte of news: any thread. */
void daemon_wake_tell(char news);

/* Waits; timeout_ms -1 is for ever. *news is the byte, for DAEMON_WAKE_NEWS. */
daemon_wake_reason daemon_wake_wait(int timeout_ms, char *news);

#endif
