#include "core/backlog.h"

#include "base/alloc.h"

static void list_init(cho_backlog_list *list)
{
    list->next = list->prev = list;
}

static void list_append(cho_backlog_list *list, cho_backlog_list *item)
{
    item->prev       = list->prev;
    item->next       = list;
    list->prev->next = item;
    list->prev       = item;
}

static void list_remove(cho_backlog_list *item)
{
    item->prev->next = item->next;
    item->next->prev = item->prev;
}

static cho_backlog_node *node_of_all(cho_backlog_list *item)
{
    return (cho_backlog_node *)((char *)item - offsetof(cho_backlog_node, all));
}

static cho_backlog_node *node_of_inputs(cho_backlog_list *item)
{
    return (cho_backlog_node *)((char *)item - offsetof(cho_backlog_node, inputs));
}

static bool is_input(const cho_backlog_node *node)
{
    return node->worth == CHO_WORTH_INPUT || node->worth == CHO_WORTH_MOVE;
}

static uint64_t cost_of(const cho_backlog_node *node)
{
    return sizeof *node + node->len;
}

static cho_backlog_node **bucket_of(cho_backlog *b, uint64_t key)
{
    return &b->moves[key % CHO_BACKLOG_BUCKETS];
}

void cho_backlog_init(cho_backlog *b, const chorus_allocator *heap, uint32_t budget_bytes)
{
    memset(b, 0, sizeof *b);
    b->heap   = heap;
    b->budget = budget_bytes;
    list_init(&b->all);
    list_init(&b->inputs);
}

void cho_backlog_deinit(cho_backlog *b)
{
    cho_backlog_node *node;
    while ((node = cho_backlog_first(b)) != NULL) {
        cho_backlog_take(b, node);
        cho_backlog_free_node(b, node);
    }
}

cho_backlog_node *cho_backlog_new_node(cho_backlog *b, uint32_t len)
{
    cho_backlog_node *node = cho_alloc(b->heap, sizeof *node + (size_t)len);
    if (node != NULL) {
        memset(node, 0, sizeof *node);
        node->len = len;
    }
    return node;
}

void cho_backlog_free_node(cho_backlog *b, cho_backlog_node *node)
{
    cho_release(b->heap, node);
}

void *cho_backlog_payload(cho_backlog_node *node)
{
    return node + 1;
}

static void forget_move(cho_backlog *b, const cho_backlog_node *node)
{
    cho_backlog_node **at = bucket_of(b, node->key);
    while (*at != node)
        at = &(*at)->same_bucket;
    *at = node->same_bucket;
}

void cho_backlog_take(cho_backlog *b, cho_backlog_node *node)
{
    list_remove(&node->all);
    if (is_input(node))
        list_remove(&node->inputs);
    if (node->worth == CHO_WORTH_MOVE)
        forget_move(b, node);
    b->bytes -= cost_of(node);
    b->count--;
}

static void drop(cho_backlog *b, cho_backlog_node *node)
{
    cho_backlog_take(b, node);
    cho_backlog_free_node(b, node);
}

/* The newest position is all that counts, and it takes the newest place in the order, so that a
 * press between two moves keeps its place before the second. */
static void replace_older_move(cho_backlog *b, uint64_t key)
{
    for (cho_backlog_node *node = *bucket_of(b, key); node != NULL; node = node->same_bucket) {
        if (node->key == key) {
            drop(b, node);
            b->coalesced++;
            b->coalesced_total++;
            return;
        }
    }
}

static void count_given_up(cho_backlog *b)
{
    b->given_up++;
    b->given_up_total++;
}

static void give_up_inputs(cho_backlog *b, uint64_t needed)
{
    while (b->bytes + needed > b->budget && b->inputs.next != &b->inputs) {
        drop(b, node_of_inputs(b->inputs.next));
        count_given_up(b);
    }
}

static void drop_state_of(cho_backlog *b, uint32_t session)
{
    for (cho_backlog_list *at = b->all.next; at != &b->all;) {
        cho_backlog_node *node = node_of_all(at);
        at                     = at->next;
        if (node->worth == CHO_WORTH_STATE && node->record.session == session)
            drop(b, node);
    }
}

static void link_node(cho_backlog *b, cho_backlog_node *node)
{
    list_append(&b->all, &node->all);
    if (is_input(node))
        list_append(&b->inputs, &node->inputs);
    if (node->worth == CHO_WORTH_MOVE) {
        cho_backlog_node **bucket = bucket_of(b, node->key);
        node->same_bucket         = *bucket;
        *bucket                   = node;
    }
    b->bytes += cost_of(node);
    b->count++;
    if (b->bytes > b->high_bytes)
        b->high_bytes = b->bytes;
}

bool cho_backlog_append(cho_backlog *b, cho_backlog_node *node)
{
    if (node->worth == CHO_WORTH_MOVE && node->key != 0)
        replace_older_move(b, node->key);
    give_up_inputs(b, cost_of(node));
    bool fits = b->bytes + cost_of(node) <= b->budget;
    if (fits || node->worth == CHO_WORTH_KEEP) {
        link_node(b, node);
        return true;
    }
    bool is_state = node->worth == CHO_WORTH_STATE;
    if (is_state)
        drop_state_of(b, node->record.session);
    else
        count_given_up(b);
    cho_backlog_free_node(b, node);
    return !is_state;
}

cho_backlog_node *cho_backlog_first(cho_backlog *b)
{
    return b->count == 0 ? NULL : node_of_all(b->all.next);
}
