/*
 * backlog.h - records that wait because the game does not pump.
 * Layer    core. May include base/ only.
 * Thread   network thread only.
 * Memory   one heap block per record, bounded in bytes by the budget; only records of KEEP worth may
 *          pass it.
 * Trust    how many inputs come is up to the audience: moves replace each other, and when the budget
 *          is used up the oldest inputs are given up.
 */
#ifndef CHO_CORE_BACKLOG_H
#define CHO_CORE_BACKLOG_H

#include "core/record.h"

#include <chorus/base.h>

typedef struct cho_backlog_node cho_backlog_node;

/* Links of a circular list. */
typedef struct cho_backlog_list {
    struct cho_backlog_list *next, *prev;
} cho_backlog_list;

/* The block starts with the pointer that cho_record_external asks for. The payload lies behind. */
struct cho_backlog_node {
    void             *chain;
    cho_backlog_list  all, inputs; /* inputs: only for INPUT and MOVE, oldest first */
    cho_backlog_node *same_bucket;
    uint64_t          key;
    cho_worth         worth;
    uint32_t          len;
    cho_record        record;
};

enum { CHO_BACKLOG_BUCKETS = 512 };

typedef struct cho_backlog {
    const chorus_allocator *heap;
    cho_backlog_list        all, inputs;
    cho_backlog_node       *moves[CHO_BACKLOG_BUCKETS];
    uint64_t                bytes, budget;
    uint32_t                count;
    uint64_t                given_up, coalesced; /* since they were last reported */
    uint64_t                given_up_total, coalesced_total, high_bytes;
} cho_backlog;

void cho_backlog_init(cho_backlog *b, const chorus_allocator *heap, uint32_t budget_bytes);
void cho_backlog_deinit(cho_backlog *b);

static inline bool cho_backlog_is_empty(const cho_backlog *b)
{
    return b->count == 0;
}

/* A node with room for `len` bytes, not yet in the backlog; NULL without memory. */
cho_backlog_node *cho_backlog_new_node(cho_backlog *b, uint32_t len);
void              cho_backlog_free_node(cho_backlog *b, cho_backlog_node *node);
void             *cho_backlog_payload(cho_backlog_node *node);

/* Append a filled node, which then belongs to the backlog. A MOVE takes out the older one with its
 * key; inputs are given up until the budget holds. False: it is a STATE record and there is no room
 * for it even so; every STATE record of its session is gone too, and the node is freed. */
bool cho_backlog_append(cho_backlog *b, cho_backlog_node *node);

/* Oldest first; NULL when empty. Taking it out hands it to the caller. */
cho_backlog_node *cho_backlog_first(cho_backlog *b);
void              cho_backlog_take(cho_backlog *b, cho_backlog_node *node);

#endif
