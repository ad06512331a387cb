#include "core/network.h"

#include "base/alloc.h"

enum { TELL_AGAIN_MS = 50 };

cho_link *cho_network_find(const cho_network *network, uint32_t session)
{
    cho_link *link = network->links;
    while (link != NULL && (link->session != session || link->is_ended))
        link = link->next;
    return link;
}

static void close_link(cho_link *link)
{
    if (link->is_closing || link->is_ended)
        return;
    link->is_closing = true;
    link->ops->close(link);
}

static void free_link(cho_network *network, cho_link *link)
{
    cho_link_forget_announced(link, network->heap);
    link->ops->free_link(link);
}

static void open_link(cho_network *network, const cho_command_open *open)
{
    cho_link *link = open->link;
    link->session  = open->head.session;
    link->network  = network;
    link->next     = network->links;
    network->links = link;
    link->ops->start(link);
}

static void obey(cho_network *network, cho_command *command)
{
    if (command->type == CHO_COMMAND_OPEN) {
        open_link(network, (const cho_command_open *)command);
        return;
    }
    cho_link *link = cho_network_find(network, command->session);
    if (link == NULL)
        return;
    if (command->type == CHO_COMMAND_CLOSE)
        close_link(link);
    else if (!link->is_closing)
        link->ops->command(link, command);
}

static cho_command *next_command(cho_network *network)
{
    uint32_t    len;
    const void *record = cho_ring_peek(network->outbox, &len);
    if (record == NULL)
        return NULL;
    cho_command *command;
    memcpy(&command, record, sizeof command);
    cho_ring_advance(network->outbox);
    cho_ring_release(network->outbox);
    return command;
}

static void obey_all(cho_network *network)
{
    cho_command *command;
    while ((command = next_command(network)) != NULL) {
        obey(network, command);
        cho_release(network->heap, command);
    }
}

static void wake_again(void *user)
{
    cho_network *network = user;
    cho_loop_wake(network->loop);
}

/* Without memory for its last record a link stays until there is some: the game must hear of the end. */
static void free_ended_links(cho_network *network)
{
    for (cho_link **at = &network->links; *at != NULL;) {
        cho_link *link = *at;
        if (link->is_ended && !link->is_told && !cho_link_tell_end(link, NULL))
            cho_timer_start(network->loop, &network->tell_again, TELL_AGAIN_MS, wake_again, network);
        if (!link->is_told) {
            at = &link->next;
            continue;
        }
        *at = link->next;
        free_link(network, link);
    }
}

/* Only when the game has caught up: fetching everything again would fill the queue again. */
static bool has_room(const cho_network *network)
{
    const cho_inbox *inbox = &network->inbox;
    return cho_backlog_is_empty(&inbox->backlog) &&
           cho_ring_used(inbox->ring) <= 2 * cho_ring_max_record(inbox->ring);
}

static void resync_links(cho_network *network)
{
    if (!network->wants_resync || !has_room(network))
        return;
    network->wants_resync = false;
    for (cho_link *link = network->links; link != NULL; link = link->next) {
        if (link->needs_resync && !link->is_ended && !link->is_closing) {
            link->needs_resync = false;
            link->ops->resync(link);
        }
    }
}

static void stop_loop(void *user)
{
    cho_network *network = user;
    cho_loop_stop(network->loop);
}

static void begin_shutdown(cho_network *network)
{
    network->is_stopping = true;
    cho_timer_start(network->loop, &network->deadline, network->shutdown_ms, stop_loop, network);
    for (cho_link *link = network->links; link != NULL; link = link->next)
        close_link(link);
}

void cho_network_attend(cho_network *network)
{
    cho_loop_begin_turn(network->loop);
    obey_all(network);
    if (atomic_load_explicit(&network->stop, memory_order_acquire) && !network->is_stopping)
        begin_shutdown(network);
    cho_inbox_publish(&network->inbox);
    resync_links(network);
    cho_inbox_publish(&network->inbox);
    free_ended_links(network);
    if (network->is_stopping && network->links == NULL)
        cho_loop_stop(network->loop);
}

static void on_wake(void *user)
{
    cho_network_attend(user);
}

static void run(void *arg)
{
    cho_network *network = arg;
    cho_loop_run(network->loop);
}

chorus_result cho_network_init(cho_network *network, const cho_network_options *options)
{
    network->heap        = options->heap;
    network->outbox      = options->outbox;
    network->log_level   = options->log_level;
    network->shutdown_ms = options->shutdown_ms;
    network->hash_seed   = options->hash_seed;
    cho_inbox_init(&network->inbox, options->heap, options->inbox, options->backlog_bytes);

    cho_loop_options loop = { .on_wake = on_wake, .user = network, .ca_file = options->ca_file };
    return cho_loop_create(options->heap, &loop, &network->loop);
}

chorus_result cho_network_start(cho_network *network)
{
    return cho_thread_start(network->heap, "chorus", run, network, &network->thread);
}

void cho_network_wake(cho_network *network)
{
    cho_loop_wake(network->loop);
}

/* Commands that came too late, or were never handed over. A link among them was never started. */
static void drop_commands(cho_network *network)
{
    cho_ring_publish(network->outbox);
    cho_command *command;
    while ((command = next_command(network)) != NULL) {
        if (command->type == CHO_COMMAND_OPEN)
            ((cho_command_open *)command)->link->ops->free_link(((cho_command_open *)command)->link);
        cho_release(network->heap, command);
    }
}

void cho_network_stop(cho_network *network)
{
    if (network->heap == NULL)
        return;
    if (network->thread != NULL) {
        atomic_store_explicit(&network->stop, true, memory_order_release);
        cho_loop_wake(network->loop);
        cho_thread_join(network->thread);
    }
    cho_loop_destroy(network->loop);
    while (network->links != NULL) {
        cho_link *link = network->links;
        network->links = link->next;
        free_link(network, link);
    }
    drop_commands(network);
    cho_inbox_deinit(&network->inbox);
}
