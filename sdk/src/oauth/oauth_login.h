/*
 * oauth_login.h - where a sign-in stands, and what is to be asked of the service next.
 * Layer    oauth. May include base/, codec/ and net/backoff.h: no sockets, no clock, no memory of its own.
 * Thread   one at a time; it lives on the network thread.
 * Memory   one struct without pointers to free. It holds secrets: cho_login_deinit() before its memory is given back.
 * Trust    answers have been read by oauth_answer and fit; what their texts say may be hostile.
 *
 * Whoever drives it repeats: cho_login_tick(); if nothing is asked any more, drop the request that is under way;
 * cho_login_next() and, if it names something, ask that and give the answer to cho_login_take(); do what `news` says.
 * There is never more than one request.
 *
 *     oauth_login        its life: stored tokens, what is next, what the game wants
 *     oauth_login_code   codes: asked for, renewed, polled
 *     oauth_login_token  tokens: fetched, confirmed, refreshed, revoked
 */
#ifndef CHO_OAUTH_LOGIN_H
#define CHO_OAUTH_LOGIN_H

#include "net/backoff.h"

#include <chorus/oauth.h>

enum {
    CHO_LOGIN_CODE_SIZE   = 64,
    CHO_LOGIN_HANDLE_SIZE = 1025, /* also of an authorization code */
    CHO_LOGIN_URL_SIZE    = 512,
    CHO_LOGIN_TOKEN_SIZE  = 4097,
    CHO_LOGIN_USER_SIZE   = 129,
    CHO_LOGIN_TEXT_SIZE   = 800
};

/* What may be asked of the service. */
typedef enum cho_login_ask {
    CHO_LOGIN_ASK_NOTHING,
    CHO_LOGIN_ASK_CODE,
    CHO_LOGIN_ASK_POLL,     /* whether somebody has said yes to the code that is shown */
    CHO_LOGIN_ASK_POLL_OLD, /* the same of the one that was shown before               */
    CHO_LOGIN_ASK_EXCHANGE, /* `grant` for a token                                     */
    CHO_LOGIN_ASK_USER,     /* whose token it is                                       */
    CHO_LOGIN_ASK_REFRESH,
    CHO_LOGIN_ASK_REVOKE
} cho_login_ask;

/* Why nothing came of a request. oauth_words.h has a sentence for each. */
typedef enum cho_login_fault {
    CHO_LOGIN_FINE,
    CHO_LOGIN_NO_NAME,
    CHO_LOGIN_REFUSED,
    CHO_LOGIN_SILENT,
    CHO_LOGIN_BROKEN_OFF,
    CHO_LOGIN_NO_MEMORY,
    CHO_LOGIN_BUSY,
    CHO_LOGIN_FAILING,
    CHO_LOGIN_NOT_TRUSTED,
    CHO_LOGIN_OTHER_KEY,
    CHO_LOGIN_NO_TLS,
    CHO_LOGIN_WRONG_TIME,
    CHO_LOGIN_NO_PROXY,
    CHO_LOGIN_PROXY_REFUSES,
    CHO_LOGIN_SENT_AWAY,
    CHO_LOGIN_NOT_JSON,
    CHO_LOGIN_TOO_LONG,
    CHO_LOGIN_NOT_THERE,
    CHO_LOGIN_WRONG_ID,
    CHO_LOGIN_WRONG_ID_OR_SECRET,
    CHO_LOGIN_WRONG_SECRET,
    CHO_LOGIN_WRONG_SCOPES,
    CHO_LOGIN_WRONG_FLOW,
    CHO_LOGIN_FAULT_COUNT
} cho_login_fault;

typedef enum cho_login_outcome {
    CHO_LOGIN_GIVEN,     /* what was asked for         */
    CHO_LOGIN_PENDING,   /* nobody has said yes or no  */
    CHO_LOGIN_SLOW_DOWN, /* the same, and ask less often from now on */
    CHO_LOGIN_NO,        /* somebody has said no       */
    CHO_LOGIN_GONE,      /* code or token is no good   */
    CHO_LOGIN_LATER,     /* asked too often            */
    CHO_LOGIN_FAULT      /* see `fault`                */
} cho_login_outcome;

typedef struct cho_login_code {
    char     code[CHO_LOGIN_CODE_SIZE], handle[CHO_LOGIN_HANDLE_SIZE];
    char     url[CHO_LOGIN_URL_SIZE], url_with_code[CHO_LOGIN_URL_SIZE];
    uint32_t life_s, interval_s;
} cho_login_code;

typedef struct cho_login_token {
    char    access[CHO_LOGIN_TOKEN_SIZE], refresh[CHO_LOGIN_TOKEN_SIZE];
    int64_t granted_at_s, lifetime_s;
} cho_login_token;

typedef struct cho_login_answer {
    cho_login_outcome outcome;
    cho_login_fault   fault;
    uint32_t          retry_after_ms; /* 0: the service has not said */
    union {
        cho_login_code  code;                          /* of ASK_CODE              */
        char            grant[CHO_LOGIN_HANDLE_SIZE];  /* of a poll; empty: `token` came at once */
        char            user[CHO_LOGIN_USER_SIZE];     /* of ASK_USER; may be empty */
    } as;
    cho_login_token token; /* of ASK_EXCHANGE, ASK_REFRESH and of a poll without a grant */
} cho_login_answer;

typedef struct cho_login_time {
    uint64_t ms;     /* monotonic               */
    int64_t  wall_s; /* seconds since 1970      */
} cho_login_time;

/* A code that somebody may say yes to. */
typedef struct cho_login_shown {
    bool           is_there;
    uint64_t       ends_ms, poll_ms;
    cho_login_code is;
} cho_login_shown;

typedef enum cho_login_phase {
    CHO_LOGIN_LOADING,   /* the stored token is being read                    */
    CHO_LOGIN_RESTORING, /* a token is there that must be refreshed before it is used */
    CHO_LOGIN_CODES,
    CHO_LOGIN_EXCHANGING,
    CHO_LOGIN_CHECKING,  /* whose token it is */
    CHO_LOGIN_CONFIRMING,
    CHO_LOGIN_HOLDING,   /* signed in */
    CHO_LOGIN_OVER       /* until the game wants to try again */
} cho_login_phase;

/* What the driver has to do. */
enum {
    CHO_LOGIN_TELL       = 1,  /* the game: the state                        */
    CHO_LOGIN_TELL_TOKEN = 2,  /* the game: this token is in use             */
    CHO_LOGIN_TOKEN_NEW  = 4,  /* ... and was not known to it                */
    CHO_LOGIN_SAVE       = 8,  /* keep the token                             */
    CHO_LOGIN_ERASE      = 16, /* forget what is kept                        */
    CHO_LOGIN_HAND_OUT   = 32  /* other sessions may use the token, or may not any more: `phase` says */
};

/* Texts are borrowed and live as long as the login. */
typedef struct cho_login_setup {
    const char *site;          /* for sentences: "play.example.org" */
    const char *expected_user; /* NULL: anybody */
    bool        skips_confirmation, hides_code;
    uint32_t (*random)(void *user);
    void *random_user;
} cho_login_setup;

typedef struct cho_login {
    cho_login_setup setup;
    cho_login_phase phase;
    cho_login_ask   asked; /* and not answered */
    unsigned        news;

    chorus_login_state state;
    cho_login_fault    fault;
    char               text[CHO_LOGIN_TEXT_SIZE];
    uint64_t           until_ms; /* what seconds_left counts down to; 0: nothing */
    uint32_t           round;    /* of confirming: which yes the game speaks of  */
    bool               shows_code;

    bool        has_worked; /* the service has given something since the game began to try   */
    bool        is_away;    /* nothing is asked before again_ms                              */
    uint64_t    again_ms;
    cho_backoff pause;

    cho_login_shown shown, old;
    uint32_t        codes, extra_s; /* how many were shown; what slow_down has added */
    uint64_t        renew_ms;
    cho_login_fault renew_fault;    /* why the next code has not come */
    bool            is_waiting;     /* the service has said so of the code that is shown */

    char            grant[CHO_LOGIN_HANDLE_SIZE];
    cho_login_token token;
    char            user[CHO_LOGIN_USER_SIZE];
    bool            is_stored;   /* somebody has agreed to this token before       */
    bool            was_refreshed; /* since it was taken from the store            */
    bool            is_new;        /* the game has not been told of it             */
    cho_login_phase resumes;       /* when misconfigured: what is tried again      */
    uint64_t        refresh_ms;  /* when it is next refreshed; UINT64_MAX: never   */
    uint64_t        ends_ms;     /* of the access token; UINT64_MAX: not known     */

    char     revoked[CHO_LOGIN_TOKEN_SIZE]; /* what the service is to forget; empty: nothing */
    uint32_t revoke_tries;
    uint64_t revoke_ms;
} cho_login;

/* In LOADING: cho_login_begin() or cho_login_begin_with() follows. */
void cho_login_init(cho_login *m, const cho_login_setup *setup);
/* Wipes what is secret. */
void cho_login_deinit(cho_login *m);

/* Nothing is stored. */
void cho_login_begin(cho_login *m);
/* This is. */
void cho_login_begin_with(cho_login *m, const cho_login_token *token, cho_login_time now);

/* Time has passed. */
void cho_login_tick(cho_login *m, cho_login_time now);
/* What to ask now. NOTHING: come again after *wait_ms, or earlier when something happens. */
cho_login_ask cho_login_next(cho_login *m, cho_login_time now, uint32_t *wait_ms);
/* The answer to it. */
void cho_login_take(cho_login *m, const cho_login_answer *answer, cho_login_time now);

/* What the game wants. In a state in which that makes no sense nothing happens. */
void cho_login_accept(cho_login *m, uint32_t round);
void cho_login_reject(cho_login *m, uint32_t round, cho_login_time now);
void cho_login_retry(cho_login *m, cho_login_time now);
void cho_login_refresh(cho_login *m, cho_login_time now);
/* A service has refused the token. */
void cho_login_refuse(cho_login *m, cho_login_time now);
void cho_login_sign_out(cho_login *m, cho_login_time now);
void cho_login_show_code(cho_login *m, bool is_shown);
/* The game has closed the session. Only what is to be revoked is asked from now on. */
void cho_login_close(cho_login *m, cho_login_time now);

/* Somebody is signed in, and the token may be used. */
bool cho_login_is_signed_in(const cho_login *m);
/* A code is there to be shown, whether or not the game wants to see it. */
bool cho_login_has_code(const cho_login *m);

/* ---- between the files of the machine ---- */

enum { CHO_LOGIN_POLL_OLD_MS = 15 * 1000, CHO_LOGIN_CODES_MAX = 6, CHO_LOGIN_REVOKE_TRIES = 3 };

/* A new state; its text follows from what the login knows. */
void cho_login_enter(cho_login *m, chorus_login_state state, uint64_t until_ms);
/* Nothing of a request that is under way matters any more, unless it revokes something. */
void cho_login_stop_asking(cho_login *m);
/* Over, with a sentence of its own. */
void cho_login_end(cho_login *m, chorus_login_state state, const char *text);
/* Nothing came of a request: say so and try again later, or give up. */
void cho_login_fail(cho_login *m, const cho_login_answer *answer, cho_login_time now);
/* What an answer that brings nothing means. */
cho_login_fault cho_login_fault_of(const cho_login_answer *answer);
/* The service has answered as it should. */
void cho_login_works(cho_login *m);
/* How long to wait before the next attempt. */
uint32_t cho_login_pause_ms(cho_login *m, const cho_login_answer *answer);

void          cho_login_start_codes(cho_login *m, cho_login_time now);
void          cho_login_drop_codes(cho_login *m);
void          cho_login_show(cho_login *m);
void          cho_login_tick_codes(cho_login *m, cho_login_time now);
void          cho_login_take_code(cho_login *m, const cho_login_answer *answer, cho_login_time now);
void          cho_login_take_poll(cho_login *m, const cho_login_answer *answer, cho_login_time now);

void cho_login_drop_token(cho_login *m);
void cho_login_tick_token(cho_login *m, cho_login_time now);
void cho_login_take_token(cho_login *m, const cho_login_answer *answer, cho_login_time now);
void cho_login_take_user(cho_login *m, const cho_login_answer *answer, cho_login_time now);
void cho_login_take_refreshed(cho_login *m, const cho_login_answer *answer, cho_login_time now);
void cho_login_take_revoked(cho_login *m, const cho_login_answer *answer, cho_login_time now);
/* The token is no good: forget it, and ask for a code. */
void cho_login_lose(cho_login *m, cho_login_time now);
/* The service shall forget the token. */
void cho_login_revoke(cho_login *m, cho_login_time now);
/* Keeps a token that has just come. */
void cho_login_keep(cho_login *m, const cho_login_token *token, cho_login_time now);

#endif
