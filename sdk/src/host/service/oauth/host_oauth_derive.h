/*
 * host_oauth_derive.h - a code that people type, on its way through the worker that derives what is kept of it.
 * Layer    host. Includes host_oauth_http.h and below.
 * Thread   network thread; the work runs on the worker's, a hundredth of a second for each.
 * Memory   the derivation is a member of what its owner allocates, who frees that in finish.
 * Trust    as host_oauth_http.h says. A code is overwritten once it is done.
 */
#ifndef CHO_HOST_OAUTH_DERIVE_H
#define CHO_HOST_OAUTH_DERIVE_H

#include "host/service/oauth/host_oauth_http.h"

typedef struct cho_host_derivation {
    cho_job         job;
    cho_host_oauth *oauth;
    cho_host_asker *asker;
    unsigned char   salt[CHO_AUTH_SALT_BYTES];
    char            code[CHO_AUTH_CODE_SIZE];
    cho_auth_digest kept;
    bool            is_derived; /* false: there was no memory */
    /* Answers `r`, unless nobody waits any more: then its asker has nothing that is deferred. */
    void (*finish)(struct cho_host_derivation *d, cho_host_request *r);
} cho_host_derivation;

/* With the salt of those that wait. False: it was refused, and finish will not be called. */
bool cho_host_derivation_begin(cho_host_derivation *d, cho_host_request *r, const char *code,
                               void (*finish)(cho_host_derivation *d, cho_host_request *r));

#endif
