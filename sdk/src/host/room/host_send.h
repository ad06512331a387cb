/*
 * host_send.h - packets out of a room, each to the right readers and with the right numbers.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   params and packets are written in buffers of the room, then become one message each.
 * Trust    our own bytes.
 *
 * A reader who misses a packet would believe something wrong for ever, so one for whom there is no
 * memory is closed with 1011.
 */
#ifndef CHO_HOST_SEND_H
#define CHO_HOST_SEND_H

#include "codec/json_writer.h"
#include "host/room/host_state.h"

/* A cleared buffer for the params of the next packet: exactly one JSON value. */
cho_buf *cho_host_params(cho_host_room *room);

/* Send the params as this method. To the game: only when there is one, and whatever it wants to hear; all but a few
   packets go through host_owed.h. */
void cho_host_tell_game(cho_host_room *room, const char *method);

/* The same if the throttle lets it pass: cho_host_throttle_weigh(). */
cho_host_verdict cho_host_offer_game(cho_host_room *room, const char *method, bool is_again, int64_t *due_ms);
void cho_host_tell_participant(cho_host_room *room, cho_host_participant *participant, const char *method);

/* To those whose mark is the room's: one message for all of them. */
void cho_host_tell_marked(cho_host_room *room, const char *method);

/* The common state has changed, and the game knows: to everybody else. */
void cho_host_tell_audience(cho_host_room *room, const char *method);

/* Whether inputs are taken now, and if not why: the members of onReady for the audience; and the event itself. */
void cho_host_write_readiness(const cho_host_room *room, cho_buf *out);
void cho_host_tell_readiness(cho_host_room *room);

/* Answers with the room's `result`; `participant` NULL is the game. An empty result is null. */
void cho_host_answer(cho_host_room *room, cho_host_participant *participant, cho_span id_text);
void cho_host_refuse_id(cho_host_room *room, cho_host_participant *participant, cho_span id_text, int32_t code,
                        const char *message, const char *path);

/* Everything a newcomer must know, in the order of the protocol's join sequence. */
void cho_host_welcome(cho_host_room *room, cho_host_participant *participant);
void cho_host_forget_welcome(cho_host_room *room);

void cho_host_close_game(cho_host_room *room, uint16_t code, const char *reason);
void cho_host_close_participant(cho_host_room *room, cho_host_participant *participant, uint16_t code,
                                const char *reason);

#endif
