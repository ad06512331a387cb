/*
 * link.h - the network side of a session: what a module builds its conversation on.
 * Layer    core. May include base/ and net/.
 * Thread   network thread only.
 * Memory   a link is allocated by the module's open function on the game thread, handed over with
 *          the OPEN command, and freed by the module's free_link on the network thread.
 * Trust    nothing here reads a peer's bytes; texts given to log and reply may come from a peer and
 *          are copied as they are.
 */
#ifndef CHO_CORE_LINK_H
#define CHO_CORE_LINK_H

#include "base/span.h"
#include <chorus/runtime.h>
#include "core/command.h"
#include "core/record.h"
#include "net/loop.h"

typedef struct cho_link      cho_link;
typedef struct cho_network   cho_network; /* the network thread's half of a runtime */

/* What a module does on the network thread. */
typedef struct cho_link_ops {
    void (*start)(cho_link *link);                     /* once, first                                        */
    void (*command)(cho_link *link, cho_command *cmd); /* a module's own command; core frees it afterwards   */
    void (*close)(cho_link *link);                     /* say goodbye, then cho_link_end(); at most once     */
    void (*resync)(cho_link *link);                    /* state records were given up: fetch everything again */
    /* Stop timers and free the link. Its sockets and servers are gone already: it has ended, or the
     * loop was destroyed. Also called for a link that was never started. */
    void (*free_link)(cho_link *link);
    const char *name; /* "interactive", "host": begins each log line */
    /* Another link of the runtime has announced something, has taken it back, or has ended. NULL: it waits for none. */
    void (*hear)(cho_link *link, const cho_link *from);
    /* The token that this link has announced was refused when another one used it. NULL: it announces none for use
     * elsewhere. */
    void (*renew)(cho_link *link);
} cho_link_ops;

/* First member of each module's own link struct. Filled by core before start(). */
struct cho_link {
    const cho_link_ops *ops;
    cho_network        *network;
    uint32_t            session;
    cho_link           *next; /* core's list of links */
    bool                is_closing, is_ended, is_told, needs_resync;
    uint64_t            now_ns; /* the time of what is being played again; 0: that of the loop */
    chorus_result       end_result; /* what cho_link_end() was told */
    int32_t             end_code;
    /* See cho_link_announce(); NULL: nothing is announced. */
    char *local_url, *local_page, *local_token;
};

cho_loop               *cho_link_loop(const cho_link *link);
const chorus_allocator *cho_link_heap(const cho_link *link);
uint64_t                cho_link_hash_seed(const cho_link *link); /* random, per runtime */
uint64_t                cho_link_now_ns(const cho_link *link);    /* the moment that records carry */

/* Begin a record. Returns its payload, not cleared, of `len` bytes, 8-aligned, or NULL when there
 * is no memory (a STATE record then marks the session for a resync). Exactly one record may be open. */
void *cho_link_record(cho_link *link, uint16_t type, uint32_t len, cho_worth worth, uint64_t key);
/* Finish it; `len` may be smaller than what was asked for. */
void cho_link_commit(cho_link *link, uint32_t len);
/* True while records wait in the backlog: the game does not keep up, and keys of MOVE records matter.
 * With key 0 a MOVE replaces nothing. */
bool cho_link_is_behind(const cho_link *link);
/* Make everything committed visible to the game. Call it at the end of each callback from net/. */
void cho_link_publish_records(cho_link *link);

/* The session's state as the game shall see it. text may be NULL. */
typedef struct cho_cause {
    chorus_result result;
    int32_t       close_code;
    uint32_t      retry_ms, attempt;
    const char   *text;
} cho_cause;
void cho_link_state(cho_link *link, chorus_session_state state, const cho_cause *cause);
/* The last word: one CLOSED record. The link is freed soon after, outside of the current callback. */
void cho_link_end(cho_link *link, chorus_result result, int32_t close_code, const char *text);

typedef struct cho_call_end {
    uint32_t      request;
    chorus_result result;
    int32_t       code;
    cho_span      method, message, path, json;
} cho_call_end;
void cho_link_reply(cho_link *link, const cho_call_end *end);

/* A line for the game's log hook, already formatted text without a line end. Floods are cut. */
void cho_link_log(cho_link *link, chorus_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Report a packet that was skipped: counted, and logged as a warning with what and where. */
void cho_link_bad_packet(cho_link *link, const char *what, size_t offset);
/* Payload bytes, for the statistics. */
void cho_link_count_bytes(cho_link *link, uint64_t received, uint64_t sent);

/* What other links of this runtime may use. All are copied; NULL: there is none. */
typedef struct cho_announced {
    const char *url;   /* of a host's game socket, from this machine         */
    const char *page;  /* of its audience page, from phones                  */
    const char *token; /* to show a host, or, of a login, any service        */
} cho_announced;

/* Announce this in place of what was. False: no memory, and nothing is announced. */
bool cho_link_announce(cho_link *link, const cho_announced *what);
/* Another live link of the same runtime, or NULL. */
cho_link *cho_link_find(const cho_link *link, uint32_t session);

#endif
