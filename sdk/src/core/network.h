/*
 * network.h - the network thread's half of a runtime: its loop, its links, both queues' far ends.
 * Layer    core. May include base/ and net/.
 * Thread   created, started and destroyed by the game thread; everything between by the network
 *          thread. cho_network_wake and the counters may be used by the game thread at any time.
 * Memory   owns the links it was given. The rings are borrowed.
 * Trust    no peer's bytes; commands come from the game thread of the same runtime.
 */
#ifndef CHO_CORE_NETWORK_H
#define CHO_CORE_NETWORK_H

#include "base/thread.h"
#include "core/inbox.h"
#include "core/link.h"

/* Written by the network thread, read by the game whenever it likes. */
typedef struct cho_counters {
    atomic_ullong received_bytes, sent_bytes, coalesced, given_up;
    atomic_ullong backlog_bytes, backlog_high_bytes;
    atomic_uint   bad_packets;
} cho_counters;

/* Lines may come in floods; a bucket of tokens lets the first ones through and counts the rest. */
typedef struct cho_log_limit {
    uint64_t refilled_ns;
    uint32_t tokens, suppressed;
} cho_log_limit;

struct cho_network {
    const chorus_allocator *heap;
    cho_loop               *loop;
    cho_thread             *thread;
    cho_ring               *outbox; /* borrowed; consumer end */
    cho_inbox               inbox;
    cho_link               *links;
    cho_link               *recording; /* whose record is open */
    uint64_t                hash_seed;
    cho_counters            counters;
    cho_log_limit           log_limit;
    chorus_log_level        log_level;
    cho_timer               deadline;   /* of the shutdown */
    cho_timer               tell_again; /* see cho_link_tell_end() */
    uint32_t                shutdown_ms;
    atomic_bool             stop;
    bool                    is_stopping;
    atomic_bool             wants_resync; /* read by the game: it wakes us when it has made room */
};

typedef struct cho_network_options {
    const chorus_allocator *heap;
    cho_ring               *inbox, *outbox;
    const char             *ca_file;
    chorus_log_level        log_level;
    uint32_t                backlog_bytes, shutdown_ms;
    uint64_t                hash_seed;
} cho_network_options;

/* Everything but the thread. `network` is zeroed memory. OK, E_MEMORY, E_INVALID (ca_file). */
chorus_result cho_network_init(cho_network *network, const cho_network_options *options);
/* Start the thread. OK, E_MEMORY, E_STATE. */
chorus_result cho_network_start(cho_network *network);
/* What the thread does when it is woken: obey commands, move records up, free what has ended. For who
 * plays the network thread's part without one. */
void cho_network_attend(cho_network *network);
/* Goodbyes, bounded by shutdown_ms; join; free every link and whatever lies in the outbox. The game
 * thread must not use the outbox any more. Fine for zeroed memory. */
void cho_network_stop(cho_network *network);
void cho_network_wake(cho_network *network);

/* A live link, or NULL. Network thread. */
cho_link *cho_network_find(const cho_network *network, uint32_t session);
/* Push the CLOSED record of a link that has ended; false without memory. text may be NULL. Network thread. */
bool cho_link_tell_end(cho_link *link, const char *text);
/* Give back what it has announced, without telling anybody. Network thread. */
void cho_link_forget_announced(cho_link *link, const chorus_allocator *heap);

/* The OPEN command: the only one with a link. */
typedef struct cho_command_open {
    cho_command head;
    cho_link   *link;
} cho_command_open;

#endif
