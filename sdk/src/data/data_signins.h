/*
 * data_signins.h - signing in that is under way: games that wait for somebody to type a code, and authorization codes
 *                  that were handed out.
 * Layer    data. May include core/ and below.
 * Thread   plain data; the calls as data_db.h says.
 * Memory   the caller's.
 * Trust    of everything that can be presented only what was derived of it. A code that people type is short, so it
 *          is derived slowly, with a salt.
 *
 * None of it lasts longer than some minutes: what is over goes when something is added, and when all is read.
 */
#ifndef CHO_DATA_SIGNINS_H
#define CHO_DATA_SIGNINS_H

#include "data/data_clients.h"

enum { CHO_DATA_SALT = 16, CHO_DATA_REDIRECT_MAX = 512 };

/* Kinds and states are numbers of whoever writes them. */
typedef struct cho_data_request {
    unsigned char handle[CHO_DATA_DIGEST];  /* of what the game polls with; the key */
    unsigned char code[CHO_DATA_DIGEST];    /* derived of what people type, with the salt */
    unsigned char salt[CHO_DATA_SALT];
    unsigned char browser[CHO_DATA_DIGEST]; /* that has typed it; zero: none */
    char          client[CHO_DATA_CLIENT_ID_MAX + 1];
    char          scopes[CHO_DATA_SCOPES_MAX + 1];
    uint64_t      place; /* the network the game asked from */
    uint32_t      kind, state;
    uint32_t      account; /* who has decided; 0: nobody */
    uint32_t      interval_ms, too_fast; /* of polls */
    int64_t       made_ms, ends_ms; /* milliseconds since 1970; here and below */
} cho_data_request;

typedef struct cho_data_grant {
    unsigned char code[CHO_DATA_DIGEST]; /* the key */
    unsigned char challenge[CHO_DATA_DIGEST]; /* zero: none */
    unsigned char came[CHO_DATA_DIGEST];      /* selector of the link that came of it; zero: it was not exchanged */
    uint32_t      account;
    char          client[CHO_DATA_CLIENT_ID_MAX + 1];
    char          scopes[CHO_DATA_SCOPES_MAX + 1];
    char          redirect[CHO_DATA_REDIRECT_MAX + 1]; /* "": none */
    int64_t       made_ms, ends_ms;
} cho_data_grant;

/* A new one. Those that are over when it is made go. As data_db.h says; here and below. */
chorus_result cho_data_request_add(cho_db *db, const cho_data_request *row);
/* State, browser, account and polls of the one with that handle. OK also when there is none. */
chorus_result cho_data_request_change(cho_db *db, const cho_data_request *row);
chorus_result cho_data_request_drop(cho_db *db, const unsigned char handle[CHO_DATA_DIGEST]);
/* Calls take for each, oldest first, until it says something else than OK. */
chorus_result cho_data_requests_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_request *row),
                                     void *user);

/* A new one; of more than `most` the oldest go, and those that are over. */
chorus_result cho_data_grant_add(cho_db *db, const cho_data_grant *row, uint32_t most);
/* It was exchanged, and that link came of it. */
chorus_result cho_data_grant_use(cho_db *db, const cho_data_grant *row);
chorus_result cho_data_grants_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_grant *row), void *user);

/* Deletes what is over. What was made later than now, by a clock that has been put back since, has its whole life
   before it and no more. */
chorus_result cho_data_signins_sweep(cho_db *db, int64_t now_ms);

#endif
