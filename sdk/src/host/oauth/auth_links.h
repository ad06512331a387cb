/*
 * auth_links.h - what people have allowed programs to do, and the tokens that are good because of it.
 * Layer    host. May include auth_secret.h, host_table.h, data/ and below.
 * Thread   one at a time. Time is handed in, in milliseconds since 1970, and never runs backwards.
 * Memory   at most max_links links with CHO_AUTH_ACCESS_OF_LINK access tokens each.
 * Trust    what is presented is any bytes. A refresh token works once, and once more for a while when the answer
 *          was lost; after that whoever presents it has stolen it, or has been stolen from, and the link ends.
 *
 * Nothing here is lasting: who calls writes down the rows that have changed, before any token is handed out.
 */
#ifndef CHO_AUTH_LINKS_H
#define CHO_AUTH_LINKS_H

#include "data/data_tokens.h"
#include "host/oauth/auth_secret.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum { CHO_AUTH_ACCESS_OF_LINK = 4 /* at once; the oldest makes room */ };

typedef struct cho_auth_access {
    cho_host_node   node; /* its id is the digest of the token */
    cho_data_access row;
    uint32_t        link; /* handle */
} cho_auth_access;

typedef struct cho_auth_link {
    cho_host_node node; /* its id is the selector */
    cho_data_link row;
    uint32_t      scopes;
    uint32_t      access[CHO_AUTH_ACCESS_OF_LINK]; /* handles, oldest first; 0: none */
} cho_auth_link;

typedef struct cho_auth_links {
    cho_host_table            links, accesses;
    const chorus_host_limits *limits;
} cho_auth_links;

/* Two new texts, to be given away once. */
typedef struct cho_auth_tokens {
    char access[CHO_AUTH_TEXT_SIZE], refresh[CHO_AUTH_TEXT_SIZE];
} cho_auth_tokens;

/* The limits are complete and outlive them. */
void cho_auth_links_init(cho_auth_links *links, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits);
void cho_auth_links_deinit(cho_auth_links *links);

/* What was written down before. OK, E_MEMORY, E_AGAIN: there are too many; E_NOT_FOUND: the link of an access
   token is not there. */
chorus_result cho_auth_links_put(cho_auth_links *links, const cho_data_link *row);
chorus_result cho_auth_links_put_access(cho_auth_links *links, const cho_data_access *row);

/* An account allows a client. OK; E_MEMORY; E_STATE: no randomness; E_AGAIN: there are too many. */
chorus_result cho_auth_links_make(cho_auth_links *links, uint32_t account, const char *client, uint32_t scopes,
                                  int64_t now_ms, cho_auth_tokens *tokens, cho_auth_link **out);

/* The link that makes room for one more of that account to that client, unused for longest; NULL: there is room. */
cho_auth_link *cho_auth_links_surplus(const cho_auth_links *links, uint32_t account, const char *client);

typedef enum cho_auth_refresh {
    CHO_AUTH_REFRESH_GOOD,
    CHO_AUTH_REFRESH_UNKNOWN,
    CHO_AUTH_REFRESH_STOLEN /* it was used before: the link is to be removed */
} cho_auth_refresh;

/* What a refresh token is good for; *out is its link unless nobody knows it. Nothing has changed yet. */
cho_auth_refresh cho_auth_links_judge(const cho_auth_links *links, cho_span refresh, int64_t now_ms,
                                      cho_auth_link **out);

/* Two new tokens for one that was judged good. OK, E_MEMORY, E_STATE; else nothing has changed. */
chorus_result cho_auth_links_rotate(cho_auth_links *links, cho_auth_link *link, cho_span refresh, int64_t now_ms,
                                    cho_auth_tokens *tokens);

/* The newest access token of a link. */
const cho_data_access *cho_auth_links_newest(const cho_auth_links *links, const cho_auth_link *link);
/* The one that the next makes way for; it has to be forgotten on the disk too, or the next start would have to choose.
   NULL: there is room. */
const cho_data_access *cho_auth_links_oldest(const cho_auth_links *links, const cho_auth_link *link);

/* The link an access token belongs to; NULL: it is not good, or not any more. */
cho_auth_link *cho_auth_links_of_access(const cho_auth_links *links, cho_span access, int64_t now_ms);

/* The next link of an account; begin with NULL. NULL at the end. */
cho_auth_link *cho_auth_links_next_of(const cho_auth_links *links, uint32_t account, const cho_auth_link *after);

void cho_auth_links_remove(cho_auth_links *links, cho_auth_link *link);

/* The first link whose time is over; NULL: none is. */
cho_auth_link *cho_auth_links_over(const cho_auth_links *links, int64_t now_ms);

#endif
