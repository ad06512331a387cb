/*
 * host_oauth_store.h - what is remembered of signing in.
 * Layer    host. Includes host_oauth.h, data/ and below.
 * Thread   network thread; rows are read and written by the vault's.
 * Memory   jobs live until they are done.
 * Trust    rows are ours; another process of the host's owner may have changed them.
 */
#ifndef CHO_HOST_OAUTH_STORE_H
#define CHO_HOST_OAUTH_STORE_H

#include "host/service/oauth/host_oauth.h"

/* Reads everything there is. See host_loading.h. */
void cho_host_oauth_load(cho_host_service *service);

/* Has the vault tell what others change. Before it is opened. */
void cho_host_oauth_follow(cho_host_service *service);

/* ---- host_oauth_news.c ---- */

/* The same for permissions and their tokens. */
void cho_host_oauth_follow_links(cho_host_oauth *oauth);

#endif
