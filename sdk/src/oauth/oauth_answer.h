/*
 * oauth_answer.h - what an HTTP answer means to a login.
 * Layer    oauth. Includes oauth_login.h and net/http_client.h, of which only the answer counts.
 * Thread   any; pure.
 * Memory   fills the caller's struct, which holds secrets then.
 * Trust    every byte of the answer is hostile: what does not fit or cannot be shown is a fault.
 */
#ifndef CHO_OAUTH_ANSWER_H
#define CHO_OAUTH_ANSWER_H

#include "net/http_client.h"
#include "oauth/oauth_login.h"

enum { CHO_LOGIN_ANSWER_MAX = 16 * 1024 }; /* bytes of a body */

typedef struct cho_login_question {
    cho_login_ask     ask;
    chorus_oauth_flow flow;
    const char       *page;       /* where a short code is typed */
    bool              has_secret; /* a client_secret was sent    */
} cho_login_question;

void cho_login_read_answer(const cho_login_question *question, const cho_http_answer *http, cho_login_answer *out);

/* A blob, or the answer to a token request. False: it is none, or does not fit. */
bool cho_login_read_token(const char *json, cho_login_token *out);

#endif
