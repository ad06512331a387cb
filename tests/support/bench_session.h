/*
 * bench_session.h - a session without a socket, to be measured: bytes go in where the socket would hand
 * them over, events come out where the game takes them.
 *
 * Both ends run on one thread, so that a figure is the CPU time of all the work and nothing else. Every
 * call ends the program when something fails.
 */
#ifndef TESTS_SUPPORT_BENCH_SESSION_H
#define TESTS_SUPPORT_BENCH_SESSION_H

#include "codec/stream.h"

#include <chorus/interactive.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bench {
    chorus_runtime *rt;
    chorus_session  session;
    uint64_t        events; /* read so far */
} bench;

/* `heap` may be NULL. */
void bench_open(bench *b, const chorus_allocator *heap);
void bench_close(bench *b);

/* What follows came in one turn of the network's loop: it bears one time stamp. */
void bench_begin_turn(bench *b);
void bench_receive(bench *b, const char *text, size_t len);
/* The same in compressed frames, once the scheme is agreed on; choosing it again begins the stream anew. */
void bench_choose(bench *b, cho_scheme scheme);
void bench_receive_packed(bench *b, const char *bytes, size_t len);
/* Pumps and reads every event. */
void bench_pump(bench *b);

void     bench_must(bool ok, const char *what);
uint64_t bench_cpu_ns(void);

/* ---- what a service sends ---- */

enum { BENCH_PAGE = 100, BENCH_JOIN_SIZE = 300, BENCH_INPUT_SIZE = 320 };

void bench_write_session_id(char *out, size_t size, unsigned n);

/* onParticipantJoin of `count` participants; returns the length. */
size_t bench_write_joins(char *out, size_t size, unsigned first, unsigned count);
void   bench_join(bench *b, unsigned first, unsigned count); /* at most a page */

/* The n-th giveInput of `participants` people on the buttons and sticks of bench_create_scene(): a press, a
   move, a release, in turn. */
size_t bench_write_input(char *out, size_t size, unsigned n, unsigned participants);

/* Scene and group "default", with a button "fire" and a joystick "stick". */
void bench_create_scene(bench *b);

#endif
