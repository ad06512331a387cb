/*
 * host_permits.h - who is connected by which permission, so that they go when it ends.
 * Layer    host. Includes host_visitor.h and below.
 * Thread   network thread.
 * Memory   a ring through the visitors themselves.
 * Trust    a permission is named by its handle, which is not found again once it has ended.
 */
#ifndef CHO_HOST_PERMITS_H
#define CHO_HOST_PERMITS_H

#include "host/oauth/auth_links.h"
#include "host/service/host_visitor.h"

/* Whoever came by a permission; others are passed over. False: it has ended since they were given their key. */
bool cho_host_permits_note(cho_host_visitor *visitor);

/* The visitor goes. Fine when it was not noted. */
void cho_host_permits_forget(cho_host_visitor *visitor);

/* A permission has ended: all who came by it are sent away with 4019, and its tokens are good for nothing. */
void cho_host_permits_end(cho_host_service *service, cho_auth_link *link);

#endif
