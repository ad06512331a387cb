/*
 * packet_rules.h - the output rules of the protocol, held against a packet of the host as it was sent.
 *
 * The rules: one object; members in canonical order and none twice; params in every call, result and error in
 * every reply; numbers within 31 bits; participants, scenes, groups and controls complete; never a null where
 * a client would stumble. What the game made itself (custom properties, inputs, the data of an event) is not
 * looked into.
 */
#ifndef TESTS_SUPPORT_PACKET_RULES_H
#define TESTS_SUPPORT_PACKET_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL: the packet keeps all rules; else what is wrong, valid until the next call. */
const char *packet_rules_broken(const char *text);

/* What one connection has been sent so far. Starts as all zeros; a session that goes on with another connection
   of its game goes on counting, so the first packet may have any seq. */
typedef struct packet_watch {
    bool    is_viewer; /* seq may stand still */
    int32_t seq;       /* of the last packet */
} packet_watch;

/* Fails the test when the packet breaks a rule, or its seq does not follow the one before. */
void packet_watch_take(packet_watch *watch, const char *text);

#endif
