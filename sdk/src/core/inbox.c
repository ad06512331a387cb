#include "core/inbox.h"

#include "base/alloc.h"

void cho_inbox_init(cho_inbox *inbox, const chorus_allocator *heap, cho_ring *ring, uint32_t backlog_bytes)
{
    memset(inbox, 0, sizeof *inbox);
    inbox->heap = heap;
    inbox->ring = ring;
    cho_backlog_init(&inbox->backlog, heap, backlog_bytes);
    atomic_init(&inbox->published, 0);
    atomic_init(&inbox->waiting, 0);
    atomic_init(&inbox->bell, NULL);
}

void cho_inbox_set_bell(cho_inbox *inbox, cho_bell *bell)
{
    atomic_store_explicit(&inbox->bell, bell, memory_order_release);
}

void cho_inbox_deinit(cho_inbox *inbox)
{
    cho_inbox_abandon(inbox);
    cho_backlog_deinit(&inbox->backlog);
}

static void fill_head(cho_record *record, const cho_inbox_head *head)
{
    record->session     = head->session;
    record->type        = head->type;
    record->is_external = 0;
    record->time_ns     = head->time_ns;
}

static bool fits_ring(const cho_inbox *inbox, uint32_t len)
{
    return len <= cho_ring_max_record(inbox->ring) - (uint32_t)sizeof(cho_record);
}

static void *open_in_ring(cho_inbox *inbox, const cho_inbox_head *head, uint32_t len)
{
    if (!cho_backlog_is_empty(&inbox->backlog) || !fits_ring(inbox, len))
        return NULL;
    inbox->open = cho_ring_reserve(inbox->ring, (uint32_t)sizeof(cho_record) + len);
    if (inbox->open == NULL)
        return NULL;
    fill_head(inbox->open, head);
    return inbox->open + 1;
}

static void *open_in_node(cho_inbox *inbox, const cho_inbox_head *head, uint32_t len)
{
    inbox->node = cho_backlog_new_node(&inbox->backlog, len);
    if (inbox->node == NULL)
        return NULL;
    inbox->node->worth = head->worth;
    inbox->node->key   = head->key;
    fill_head(&inbox->node->record, head);
    return cho_backlog_payload(inbox->node);
}

void *cho_inbox_reserve(cho_inbox *inbox, const cho_inbox_head *head, uint32_t len)
{
    cho_inbox_abandon(inbox);
    void *payload = open_in_ring(inbox, head, len);
    if (payload == NULL && head->worth != CHO_WORTH_LOG)
        payload = open_in_node(inbox, head, len);
    return payload;
}

void cho_inbox_abandon(cho_inbox *inbox)
{
    if (inbox->node != NULL)
        cho_backlog_free_node(&inbox->backlog, inbox->node);
    inbox->node = NULL;
    inbox->open = NULL;
}

/* A payload that does not fit the ring stays in its block; the ring carries the pointer. */
static bool move_block(cho_inbox *inbox, cho_backlog_node *node)
{
    uint32_t    size   = (uint32_t)(sizeof(cho_record) + sizeof(cho_record_external));
    cho_record *record = cho_ring_reserve(inbox->ring, size);
    if (record == NULL)
        return false;
    *record                      = node->record;
    record->is_external          = 1;
    cho_record_external external = { node, cho_backlog_payload(node), node->len };
    memcpy(record + 1, &external, sizeof external);
    cho_backlog_take(&inbox->backlog, node);
    cho_ring_commit(inbox->ring, size);
    return true;
}

static bool copy_into_ring(cho_inbox *inbox, cho_backlog_node *node)
{
    uint32_t    size   = (uint32_t)sizeof(cho_record) + node->len;
    cho_record *record = cho_ring_reserve(inbox->ring, size);
    if (record == NULL)
        return false;
    *record = node->record;
    memcpy(record + 1, cho_backlog_payload(node), node->len);
    cho_ring_commit(inbox->ring, size);
    cho_backlog_take(&inbox->backlog, node);
    cho_backlog_free_node(&inbox->backlog, node);
    return true;
}

static bool report_lost(cho_inbox *inbox)
{
    cho_backlog *b = &inbox->backlog;
    if (b->given_up == 0)
        return true;
    uint32_t    size   = (uint32_t)(sizeof(cho_record) + sizeof(cho_record_lost));
    cho_record *record = cho_ring_reserve(inbox->ring, size);
    if (record == NULL)
        return false;
    fill_head(record, &(cho_inbox_head){ .type = CHO_RECORD_LOST });
    cho_record_lost lost = { b->given_up, b->coalesced };
    memcpy(record + 1, &lost, sizeof lost);
    cho_ring_commit(inbox->ring, size);
    inbox->committed++;
    b->given_up = b->coalesced = 0;
    return true;
}

/* Moves what waits into the ring as far as there is room. */
static void drain(cho_inbox *inbox)
{
    cho_backlog_node *node;
    if (!report_lost(inbox))
        return;
    while ((node = cho_backlog_first(&inbox->backlog)) != NULL) {
        bool moved = fits_ring(inbox, node->len) ? copy_into_ring(inbox, node) : move_block(inbox, node);
        if (!moved)
            break;
        inbox->committed++;
    }
}

bool cho_inbox_commit(cho_inbox *inbox, uint32_t len)
{
    bool kept = true;
    if (inbox->node != NULL) {
        inbox->node->len = len;
        kept             = cho_backlog_append(&inbox->backlog, inbox->node);
        inbox->node      = NULL;
    } else if (inbox->open != NULL) {
        cho_ring_commit(inbox->ring, (uint32_t)sizeof(cho_record) + len);
        inbox->committed++;
    }
    inbox->open = NULL;
    return kept;
}

void cho_inbox_publish(cho_inbox *inbox)
{
    if (!cho_backlog_is_empty(&inbox->backlog) || inbox->backlog.given_up != 0)
        drain(inbox);
    cho_ring_publish(inbox->ring);
    bool is_new = inbox->committed != atomic_load_explicit(&inbox->published, memory_order_relaxed);
    atomic_store_explicit(&inbox->published, inbox->committed, memory_order_relaxed);
    atomic_store_explicit(&inbox->waiting, inbox->backlog.count, memory_order_relaxed);
    cho_bell *bell = atomic_load_explicit(&inbox->bell, memory_order_acquire);
    if (is_new && bell != NULL)
        cho_bell_ring(bell);
}
