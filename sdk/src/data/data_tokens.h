/*
 * data_tokens.h - what people have allowed programs to do, and the tokens that came of it.
 * Layer    data. May include core/ and below.
 * Thread   plain data; the calls as data_db.h says.
 * Memory   the caller's.
 * Trust    of every token only its digest.
 *
 * A link is one permission: of an account, to a client. All tokens that ever come of it belong to it, and end
 * with it. Each refresh token of a link begins with the same text, its selector; so one that was used before
 * is recognised although it is kept nowhere any more.
 */
#ifndef CHO_DATA_TOKENS_H
#define CHO_DATA_TOKENS_H

#include "data/data_clients.h"

typedef struct cho_data_link {
    unsigned char selector[CHO_DATA_DIGEST]; /* digest of what all its refresh tokens begin with */
    unsigned char refresh[CHO_DATA_DIGEST];  /* the refresh token that is good */
    unsigned char sibling[CHO_DATA_DIGEST];  /* another, given when the answer with the first seemed lost; zero: none */
    unsigned char previous[CHO_DATA_DIGEST]; /* the one used last; zero: none */
    uint32_t      account;
    char          client[CHO_DATA_CLIENT_ID_MAX + 1];
    char          scopes[CHO_DATA_SCOPES_MAX + 1];
    int64_t       made_s;    /* seconds since 1970; here and below */
    int64_t       used_ms;   /* milliseconds since 1970: when `previous` was used */
    int64_t       ends_s;    /* nothing came of its refresh token until then */
} cho_data_link;

typedef struct cho_data_access {
    unsigned char token[CHO_DATA_DIGEST];
    unsigned char selector[CHO_DATA_DIGEST]; /* of its link */
    int64_t       ends_s;
} cho_data_access;

/* Adds it, or takes the place of the one with that selector. As data_db.h says; here and below. */
chorus_result cho_data_link_put(cho_db *db, const cho_data_link *row);
/* With its access tokens. OK also when there is none. */
chorus_result cho_data_link_drop(cho_db *db, const unsigned char selector[CHO_DATA_DIGEST]);
/* E_NOT_FOUND: there is none. */
chorus_result cho_data_link_get(cho_db *db, const unsigned char selector[CHO_DATA_DIGEST], cho_data_link *out);
/* Calls take for each, oldest first, until it says something else than OK. */
chorus_result cho_data_links_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_link *row), void *user);

chorus_result cho_data_access_put(cho_db *db, const cho_data_access *row);
chorus_result cho_data_access_drop(cho_db *db, const unsigned char token[CHO_DATA_DIGEST]);
/* Those that come first end first. */
chorus_result cho_data_accesses_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_access *row),
                                     void *user);

/* The same for those of one link. */
chorus_result cho_data_accesses_of(cho_db *db, const unsigned char selector[CHO_DATA_DIGEST],
                                   chorus_result (*take)(void *user, const cho_data_access *row), void *user);

/* The latest moment of which something is written down, in seconds since 1970; 0: nothing is. */
chorus_result cho_data_newest_s(cho_db *db, int64_t *out);

/* For how long tokens and logins are given. */
typedef struct cho_data_lives {
    int64_t access_s, link_s, login_s;
} cho_data_lives;

/*
 * Deletes what is over, and shortens what lasts longer than anything that is given. One start with a clock that is
 * years ahead must not cost everybody's tokens: only what was over when something was last written down goes.
 */
chorus_result cho_data_tokens_sweep(cho_db *db, int64_t now_s, const cho_data_lives *lives);

#endif
