/*
 * lab.h - what a test of sockets works with: a log, a loop that runs, and whoever talks over it.
 */
#ifndef TESTS_SUPPORT_LAB_H
#define TESTS_SUPPORT_LAB_H

#include "support/net_lab.h"
#include "support/raw_socket.h"
#include "support/tls_peer.h"

/* Only the log is there at first; a test starts what it needs. */
typedef struct lab {
    lab_log    log;
    lab_loop   loop, second_loop;
    lab_server server, second_server;
    lab_client client, other;
    raw_socket raw;
    tls_peer   peer;
} lab;

/* For cmocka: *state is a lab. */
int lab_set_up(void **state);
/* Its loop runs. */
int lab_set_up_running(void **state);
/* Its server listens as well. */
int lab_set_up_serving(void **state);
/* Stops what still runs. A raw connection is closed by whoever opened it. */
int lab_tear_down(void **state);

#endif
