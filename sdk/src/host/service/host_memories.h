/*
 * host_memories.h - what a host remembers of projects and join codes: read when it opens, written before it says so.
 * Layer    host. A file of the service.
 * Thread   network thread; while it opens, the vault's thread fills the tables, which nobody else looks at yet.
 * Memory   jobs free themselves.
 * Trust    what is written has been checked.
 */
#ifndef CHO_HOST_MEMORIES_H
#define CHO_HOST_MEMORIES_H

#include "host/service/host_service_state.h"

/* Reads everything. See host_loading.h. */
void cho_host_memories_load(cho_host_service *service);

/* Writes the code of an account down. When that fails the code is another one next time. */
void cho_host_memories_keep_code(cho_host_service *service, uint32_t account, const char *code);

/* ---- host_project_news.c ---- */

/* Has the vault tell of projects that others change. Before it is opened. */
void cho_host_memories_follow(struct cho_host_service *service);

/* On the vault's thread: the custom controls of a version, as they are written down. NULL: it has none, or the host
   shows none. OK, E_MEMORY, or what the database says. */
chorus_result cho_host_memories_read_bundle(const cho_host_service *service, cho_db *db, uint32_t version,
                                            cho_host_bundle **out);

#endif
