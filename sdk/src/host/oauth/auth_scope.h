/*
 * auth_scope.h - what a token lets its bearer do.
 * Layer    host. Includes base/ only.
 * Thread   any.
 * Memory   the caller's.
 * Trust    texts are hostile.
 */
#ifndef CHO_AUTH_SCOPE_H
#define CHO_AUTH_SCOPE_H

#include "base/span.h"

enum {
    CHO_AUTH_BE_GAME      = 1, /* interactive:robot:self    */
    CHO_AUTH_TAKE_PART    = 2, /* interactive:play:self     */
    CHO_AUTH_READ_USER    = 4, /* user:details:self         */
    CHO_AUTH_MANAGE       = 8, /* interactive:manage:self   */
    CHO_AUTH_MODERATE     = 16, /* channel:moderate:self    */
    CHO_AUTH_EVERYTHING   = 31,
    CHO_AUTH_SCOPES_SIZE  = 136 /* all of them, and a NUL */
};

/* "a b": names with spaces between. False: there is none, or one that nobody knows. */
bool cho_auth_scopes_read(cho_span text, uint32_t *out);

void cho_auth_scopes_write(uint32_t scopes, char out[CHO_AUTH_SCOPES_SIZE]);

/* The names, in their order; NULL behind the last. */
const char *cho_auth_scope_name(uint32_t index);

#endif
