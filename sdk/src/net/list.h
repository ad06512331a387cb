/*
 * list.h - doubly linked lists whose links live inside the members.
 * Layer    net. Includes the C library only.
 * Thread   one at a time.
 * Memory   none of its own. An empty list and a member of no list point at themselves.
 * Trust    nothing from outside comes here.
 */
#ifndef CHO_NET_LIST_H
#define CHO_NET_LIST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cho_node {
    struct cho_node *next, *previous;
} cho_node;

/* The struct of that type in which this node is that member. */
#define CHO_OWNER_OF(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

static inline void cho_node_init(cho_node *node)
{
    node->next = node->previous = node;
}

static inline bool cho_list_is_empty(const cho_node *list)
{
    return list->next == list;
}

static inline void cho_list_append(cho_node *list, cho_node *node)
{
    node->next           = list;
    node->previous       = list->previous;
    list->previous->next = node;
    list->previous       = node;
}

/* Fine for a member of no list. */
static inline void cho_list_remove(cho_node *node)
{
    node->previous->next = node->next;
    node->next->previous = node->previous;
    cho_node_init(node);
}
#endif
