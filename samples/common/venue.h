/*
 * venue.h - where a sample meets its audience: the runtime, a host in this process or somebody else's,
 * signing in there, and the session of the game, from opening to the last line of JSON.
 *
 *     sample_venue_open(&venue, &args, &stage, "Paint");
 *     while (sample_stage_begin(&stage)) {
 *         sample_venue_pump(&venue);
 *         while (sample_venue_next_event(&venue, &event)) ... make controls, take inputs ...
 *         ... draw the game ...
 *         sample_venue_draw(&venue, "the arrow keys");
 *         sample_stage_end(&stage);
 *     }
 *     sample_venue_close(&venue);
 *
 * What goes wrong is printed with its remedy, once, and ends the stage.
 */
#ifndef SAMPLES_COMMON_VENUE_H
#define SAMPLES_COMMON_VENUE_H

#include "common/histogram.h"
#include "common/hud.h"
#include "common/login.h"
#include "common/roster.h"

#include <chorus/chorus.h>

/* Begin with all zero but, where a sample wants them, the first six members. All others are read only. */
typedef struct sample_venue {
    void (*set_up_runtime)(chorus_runtime_options *options, void *user);  /* the log is set already */
    void (*set_up_host)(chorus_host_options *options, void *user);        /* port and title are set already */
    void (*set_up_game)(chorus_interactive_options *options, void *user); /* where to is set already */
    void (*set_up_login)(chorus_oauth_options *options, void *user);      /* service and client are set */
    void    *user;        /* for all                                       */
    uint32_t pump_max_us; /* longest time for one pump; 0: as long as it needs */

    chorus_runtime    *rt;
    chorus_session     host;  /* ours; {0} when we play on another */
    chorus_session     login; /* {0} when nobody need sign in */
    chorus_session     game;  /* {0} until it may be opened   */
    chorus_request     asked; /* somebody else's host, where the audience plays */
    const sample_args *args;
    sample_stage      *stage;
    sample_hud         hud;
    sample_login       overlay;
    sample_roster      visitors; /* everybody who ever came, see roster.h */
    sample_histogram   pump_ns;
    uint64_t           inputs, events; /* so far                         */
    uint32_t           left;           /* records that the last pump had no time for */
    uint32_t           participants;   /* so far, different ones         */
    uint16_t           port;           /* that the host was asked to take */
    double             next_line_s;    /* when the next status line is due */
    char               state[100];     /* of the connection, for the screen */
    bool               is_ready;       /* the audience may play            */
    bool               has_failed;
} sample_venue;

/* Open all that stands above; the title is the audience page's and the screen's. False when it failed. */
bool sample_venue_open(sample_venue *venue, const sample_args *args, sample_stage *stage, const char *title);

/* End it all. What is read only above can still be read. */
void sample_venue_close(sample_venue *venue);

/* Once a frame, before the events: take in what came. Prints a status line each second without a window. */
void sample_venue_pump(sample_venue *venue);

/* The next event of the game's session, after the venue has done its own part. */
bool sample_venue_next_event(sample_venue *venue, chorus_event *out);

/* Last in a frame: who is here, how to join, and how the connection is. `keys` is what somebody alone can
   play with, such as "the arrow keys", and is suggested while nobody plays; NULL: nothing is. */
void sample_venue_draw(sample_venue *venue, const char *keys);

/* The show cannot go on: what failed, why, and what to do about it. */
void sample_venue_fail(sample_venue *venue, const char *what, const char *why, const char *remedy);

/* The same when the result is not OK. */
void sample_venue_check(sample_venue *venue, chorus_result result, const char *what, const char *remedy);

/* Print what happened as a line of JSON, and after it the members that belong to this sample alone, made as
   by printf, such as "\"rounds\":%d"; NULL: there are none. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void sample_venue_print_summary(const sample_venue *venue, const char *own, ...);

#endif
