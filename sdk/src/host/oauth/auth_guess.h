/*
 * auth_guess.h - how many wrong codes may be typed, by whom.
 * Layer    host. May include auth_tally.h, host_network.h and below.
 * Thread   one at a time. Time is handed in, in milliseconds, and never runs backwards.
 * Memory   as auth_tally.h says.
 * Trust    an attacker has many addresses and some accounts; so the host as a whole has a limit too. When that
 *          is reached nobody can type a code, for some seconds.
 */
#ifndef CHO_AUTH_GUESS_H
#define CHO_AUTH_GUESS_H

#include "host/room/host_network.h"
#include "host/oauth/auth_tally.h"
#include "host/room/host_rate.h"

enum { CHO_AUTH_WRONG_WITHIN_MS = 15 * 60 * 1000 };

typedef struct cho_auth_guess {
    cho_auth_tally  accounts, places;
    cho_host_bucket everybody;
} cho_auth_guess;

/* The limits are complete and outlive it. */
void cho_auth_guess_init(cho_auth_guess *g, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits, int64_t now_ms);

/* They have changed. */
void cho_auth_guess_take_limits(cho_auth_guess *g, const chorus_host_limits *limits, int64_t now_ms);
void cho_auth_guess_deinit(cho_auth_guess *g);

/* 0: a code may be tried. Else how long to wait, in milliseconds. */
int64_t cho_auth_guess_wait_ms(cho_auth_guess *g, uint32_t account, cho_host_network place, int64_t now_ms);

/* It was wrong. */
void cho_auth_guess_count(cho_auth_guess *g, uint32_t account, cho_host_network place, int64_t now_ms);

/* 0: nobody tries too many. Else new codes have to wait as long, in milliseconds. */
int64_t cho_auth_guess_siege_ms(cho_auth_guess *g, int64_t now_ms);

#endif
