/*
 * data_clients.h - the programs that may ask people for a token.
 * Layer    data. May include core/ and below.
 * Thread   plain data; the calls as data_db.h says.
 * Memory   the caller's.
 * Trust    written by the host's owner. A secret is kept as its digest only.
 */
#ifndef CHO_DATA_CLIENTS_H
#define CHO_DATA_CLIENTS_H

#include "data/data_db.h"

enum {
    CHO_DATA_CLIENT_ID_MAX = 64, /* bytes; visible ASCII */
    CHO_DATA_LABEL_MAX     = 64, /* bytes of UTF-8 */
    CHO_DATA_REDIRECTS_MAX = 512,
    CHO_DATA_SCOPES_MAX    = 160,
    CHO_DATA_DIGEST        = 32 /* bytes of SHA-256 */
};

typedef struct cho_data_client {
    char          id[CHO_DATA_CLIENT_ID_MAX + 1];
    char          name[CHO_DATA_LABEL_MAX + 1];
    char          publisher[CHO_DATA_LABEL_MAX + 1];    /* "": not known */
    char          redirects[CHO_DATA_REDIRECTS_MAX + 1]; /* addresses with spaces between */
    char          scopes[CHO_DATA_SCOPES_MAX + 1];       /* what it may ask for; names with spaces between */
    unsigned char secret[CHO_DATA_DIGEST];              /* all zero: it has none */
} cho_data_client;

/* Adds it, or takes the place of the one with that id. As data_db.h says; here and below. */
chorus_result cho_data_client_put(cho_db *db, const cho_data_client *row);
/* OK also when there is none. */
chorus_result cho_data_client_drop(cho_db *db, const char *id);
/* E_NOT_FOUND: there is none. */
chorus_result cho_data_client_get(cho_db *db, const char *id, cho_data_client *out);
/* Calls take for each, until it says something else than OK. */
chorus_result cho_data_clients_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_client *row),
                                    void *user);

#endif
