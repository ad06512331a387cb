/*
 * token_request.h - what is sent to an OAuth service.
 * Layer    codec. Includes base/.
 * Thread   any.
 * Memory   appends to the caller's buffer, which holds secrets then: see base/secret.h.
 * Trust    our own values; any bytes.
 */
#ifndef CHO_CODEC_TOKEN_REQUEST_H
#define CHO_CODEC_TOKEN_REQUEST_H

#include "base/buf.h"

/* NULL and, but for `value`, "": there is none. */
typedef struct cho_token_request {
    const char *client_id, *client_secret;
    const char *name, *value; /* what it is about: "refresh_token", "code", "scope", "token" */
    const char *grant_type;
} cho_token_request;

/* A JSON object. */
void cho_token_request_write(cho_buf *out, const cho_token_request *request);

#endif
