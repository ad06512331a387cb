/*
 * host_survey.h - what a room looks like from the desk of whoever runs the show.
 * Layer    host. May include core/ and below.
 * Thread   one at a time.
 * Memory   writes into the caller's buffers; a feed belongs to the room.
 * Trust    writes our own JSON; what people and the game have said stands in it as strings or sound values.
 */
#ifndef CHO_HOST_SURVEY_H
#define CHO_HOST_SURVEY_H

#include "base/buf.h"
#include "host/room/host_feed.h"
#include "host/room/host_room.h"

enum {
    CHO_HOST_VIEW_MAX    = 200, /* participants looked at at once */
    CHO_HOST_BANS_PAGE   = 100,
    CHO_HOST_LATENCY_MAX = 5000 /* milliseconds; what is longer counts as that */
};

/* Which participants are looked at. */
typedef struct cho_host_view {
    char     search[CHO_HOST_NAME_SIZE]; /* part of the name, in any case of ASCII letters; empty: all */
    uint32_t from, count;                /* of those that match */
    bool     by_activity;                /* who gave input last comes first, and nobody who never did */
} cho_host_view;

/* Fills in at most CHO_HOST_VIEW_MAX numbers of participants, and how many match in all. Returns how many there are. */
uint32_t cho_host_survey_find(const cho_host_room *room, const cho_host_view *view, uint32_t handles[],
                              uint32_t *matching);

/* Appends one participant; the number is one just found. */
void cho_host_survey_participant(const cho_host_room *room, uint32_t handle, cho_buf *out);

/* Appends an object: whether a game is there, what is switched. */
void cho_host_survey_state(const cho_host_room *room, cho_buf *out);

/* Appends an array of all scenes: their controls as the game has them, with `muted`; and their groups. */
void cho_host_survey_scenes(cho_host_room *room, cho_buf *out);

/* Another number whenever the scenes may have changed. */
int32_t cho_host_survey_version(const cho_host_room *room);

/* Appends the members of an object: counts so far, memory, how long people wait for an answer. */
void cho_host_survey_rates(const cho_host_room *room, cho_buf *out);

/* Appends an array of a page of bans, the oldest first. */
void cho_host_survey_bans(const cho_host_room *room, uint32_t from, cho_buf *out);

/* The sessionID of a number just found. */
cho_span cho_host_survey_id(const cho_host_room *room, uint32_t handle);

/* The name of a participant by its sessionID; NULL: there is none. */
const char *cho_host_survey_name(const cho_host_room *room, cho_span participant);

/* From now on some of the inputs are kept, or not any more. False: no memory. */
bool           cho_host_survey_watch(cho_host_room *room, bool is_on);
cho_host_feed *cho_host_survey_feed(cho_host_room *room); /* NULL: nobody watches */

/*
 * Changes scenes, groups or controls as if the game had asked for it, when its world says `"studioEdits": true`.
 * The result, or the message of a refusal, is valid until the next call. 0, or the code of the refusal.
 */
int32_t cho_host_room_act(cho_host_room *room, const char *method, cho_span params, int64_t now_ms, cho_span *result);

#endif
