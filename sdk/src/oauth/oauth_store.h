/*
 * oauth_store.h - the file a token is kept in between two runs.
 * Layer    oauth. May include core/ and below.
 * Thread   cho_login_store_path(): any. Everything else: network thread; the disk is a thread's of its own.
 * Memory   a store owns its path and its worker; what is read and written is wiped afterwards.
 * Trust    what a file says is read as carefully as what a service says. A file that cannot be used is not there.
 */
#ifndef CHO_OAUTH_STORE_H
#define CHO_OAUTH_STORE_H

#include "base/span.h"
#include "core/worker.h"

enum { CHO_LOGIN_PATH_SIZE = 4096 };

typedef struct cho_login_store cho_login_store;

typedef struct cho_login_store_watch {
    /* What was asked for by cho_login_store_load(); NULL: there is none. */
    void (*on_load)(void *user, const char *blob);
    /* A sentence about what went wrong, without what is secret. */
    void (*on_trouble)(void *user, const char *text);
    /* Something that was asked for is done. */
    void (*on_done)(void *user);
    void *user;
} cho_login_store_watch;

/* Where the token of this client of that service is kept when nothing is said. False: there is no such folder. */
bool cho_login_store_path(const char *service, const char *client_id, char out[CHO_LOGIN_PATH_SIZE]);

/* `path` is copied. OK, E_MEMORY, E_STATE. */
chorus_result cho_login_store_open(const chorus_allocator *heap, cho_loop *loop, const char *path,
                                   const cho_login_store_watch *watch, cho_login_store **out);
/* Waits for what is under way; nothing is told any more. NULL is fine. */
void cho_login_store_close(cho_login_store *store);

/* Not all that was asked for is done. False for NULL. */
bool cho_login_store_is_busy(const cho_login_store *store);

/* These are done in the order they were asked for. OK; else nothing is done: E_MEMORY, E_AGAIN, E_STATE. */
chorus_result cho_login_store_load(cho_login_store *store);
chorus_result cho_login_store_save(cho_login_store *store, cho_span blob);
chorus_result cho_login_store_erase(cho_login_store *store);

#endif
