/*
 * crowd_http.h - the two requests of a participant, and what is read of the answers.
 */
#ifndef CROWD_HTTP_H
#define CROWD_HTTP_H

#include "crowd_args.h"
#include "crowd_text.h"

enum { CROWD_REQUEST_MAX = 4096 };

/* Each returns its length; 0: it is longer than CROWD_REQUEST_MAX. */
size_t crowd_http_ask(char *out, const crowd_target *target, const char *name);
/* `path`: of the socket, with its query. */
size_t crowd_http_knock(char *out, const crowd_target *target, crowd_text path, uint64_t dice);

typedef struct crowd_response {
    unsigned   status;
    crowd_text body; /* of a response to crowd_http_ask() */
    size_t     len;  /* of the header */
} crowd_response;

/* False: it has not all come. An upgrade has no body: what follows it are frames. */
bool crowd_http_read(crowd_text bytes, crowd_response *out);

/* The path of the socket out of an answer with a seat, key included. 0: there is none in it. */
size_t crowd_http_seat(char *out, size_t size, crowd_text body);
#endif
