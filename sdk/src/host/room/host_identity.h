/*
 * host_identity.h - who somebody is: by a token, by a name of their own, or by what they claim.
 * Layer    host. May include host_users.h and below.
 * Thread   one at a time, the users' thread.
 * Memory   what is claimed in development may add a user to the list.
 * Trust    every byte is hostile, and a claim is a lie until the host's owner says otherwise.
 */
#ifndef CHO_HOST_IDENTITY_H
#define CHO_HOST_IDENTITY_H

#include "host/room/host_users.h"

/* What stands behind "Bearer " in an Authorization header. A plus sign may be the space when the header came
   through an address. */
bool cho_host_read_bearer(cho_span authorization, cho_span *token);

/* The user whose token an Authorization header bears. False: nobody's. */
bool cho_host_identify_user(const cho_host_users *users, cho_span authorization, cho_host_identity *who);

/* A guest of that name, which has been cleaned; of one made up when it is empty. False: the system has no
   randomness. */
bool cho_host_identify_guest(const char *name, cho_host_identity *who);

/* The browser that a guest comes with, by a text that it keeps and shows nobody else: never 0. */
uint64_t cho_host_device_of(cho_span text);

/* Development only: {"ID":9,"Username":"ann","XP":"120"}, all of them optional. Without an ID it is a guest.
   False: it is something else, or there is no room for another user. */
bool cho_host_identify_claim(cho_host_users *users, cho_span json, cho_host_identity *who);

#endif
