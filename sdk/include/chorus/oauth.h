/**
 * @file oauth.h
 * Signing in with a code on the game's screen, and the tokens that come of it.
 *
 * A login is a session like any other: open it, pump, and show what each CHORUS_EVENT_LOGIN says. The
 * streamer types the code on a phone, says yes there, and the game asks whether that was the right
 * person. From then on the login keeps the token fresh for as long as it is open, stores it for the
 * next start, and gives it to the sessions that were opened with it
 * (chorus_interactive_options::login). Serves the shortcode flow of Interactive 2 and the device flow
 * of RFC 8628.
 */
#ifndef CHORUS_OAUTH_H
#define CHORUS_OAUTH_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A token with its times. Start with CHORUS_INIT(&token). */
typedef struct chorus_oauth_token {
    size_t     struct_size;  /**< set by CHORUS_INIT; fields are only ever appended             */
    chorus_str access;       /**< for chorus_interactive_options::token                         */
    chorus_str refresh;      /**< for chorus_interactive_options::refresh_token; may be empty   */
    int64_t    granted_at_s; /**< when it was given, seconds since 1970; 0: not known           */
    int64_t    lifetime_s;   /**< how long the access token is good for from then; 0: not known */
} chorus_oauth_token;

/* ---- signing in ---- */

/** How the code is asked for. */
typedef enum chorus_oauth_flow {
    CHORUS_OAUTH_SHORTCODE = 0, /**< six letters: `POST /api/v1/oauth/shortcode`                        */
    CHORUS_OAUTH_DEVICE    = 1, /**< RFC 8628: `POST /api/v1/oauth/device`, eight letters in two groups */
    CHORUS_OAUTH_FLOW_FORCE_INT = 0x7fffffff
} chorus_oauth_flow;

/**
 * Keeps the token between two runs in a place of the game's own. The hooks run on the game thread:
 * load inside chorus_oauth_open(), the others inside chorus_pump(). None may pump. All or none are given.
 */
typedef struct chorus_oauth_store {
    /** Copy the blob, with its NUL, into `out` of `size` bytes. False: there is none, or it does not fit. */
    bool (*load)(void *user, char *out, size_t size);
    /** Keep this NUL-terminated blob in place of the one before. False: it could not be kept, which the log says. */
    bool (*save)(void *user, const char *blob);
    /** Forget it. */
    void (*erase)(void *user);
    void *user; /**< handed to each */
} chorus_oauth_store;

/**
 * Zero in any field means its default. Start with CHORUS_INIT(&options). Exactly one of `url` and `host`
 * is given.
 */
typedef struct chorus_oauth_options {
    size_t         struct_size;   /**< set by CHORUS_INIT; fields are only ever appended                         */
    const char    *url;           /**< http:// or https:// base of the service, such as "https://play.example.org" */
    chorus_session host;          /**< a host in the same runtime                                                */
    const char    *client_id;     /**< the program this game is registered as; needed                            */
    const char    *client_secret; /**< NULL or empty: it has none, as it should be for games                     */
    const char    *scopes;        /**< rights with spaces between; NULL: "interactive:robot:self"                */
    chorus_oauth_flow flow;
    const char    *expected_user; /**< only this account may sign in, without regard to case; anybody else is refused
                                       as if the game had called chorus_oauth_reject(); NULL: whoever says yes    */
    bool           skips_confirmation; /**< who says yes on the phone is signed in at once. Everybody who sees the
                                            screen can do that: leave it off where the screen is streamed          */
    bool           hides_code;    /**< events show no code, no QR code and no URL with the code until
                                       chorus_oauth_show_code()                                                   */
    const char    *store_file;    /**< where the token is kept, a path; NULL: a file in the user's folder named after
                                       service and client; empty: nowhere. Made with mode 0600, in folders of 0700 */
    const chorus_oauth_store *store; /**< in place of a file; copied                                              */
    const char    *token;         /**< a blob to begin with in place of what is stored; NULL: none                */
    uint32_t       call_timeout_ms; /**< for each answer of the service; default 10 000                           */
    const char    *tls_pins;      /**< as chorus_interactive_options::tls_pins                                    */
} chorus_oauth_options;

/**
 * Open a login. Returns at once. A token that is stored and still good signs in without a code;
 * one that is stale is refreshed first. CHORUS_EVENT_SESSION_READY comes each time somebody was signed in.
 * End it with chorus_session_close(), in every state: a code that is shown is worth nothing then, and
 * the token stays stored.
 * @param options  copied
 * @param out      receives the session; untouched on failure
 * @returns OK, E_INVALID (which option is told by the log), E_VERSION, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_open(chorus_runtime *rt, const chorus_oauth_options *options, chorus_session *out);

/**
 * What the login says now: the last CHORUS_EVENT_LOGIN with the seconds that are left of the code by
 * now. For a screen that is drawn each frame.
 * @param out  receives it; its strings and bits are valid until the next pump
 * @returns OK, E_INVALID, E_NOT_FOUND
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_read(chorus_runtime *rt, chorus_session session, chorus_event_login *out);

/**
 * The code as it is read aloud, such as "B C D F, dash, G H J K", for speech and logs of one's own.
 * @param out  receives a view that is valid until the next pump
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when no code is shown
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_spell_code(chorus_runtime *rt, chorus_session session, chorus_str *out);

/**
 * Show the code of a login with `hides_code`, or hide it again. A CHORUS_EVENT_LOGIN follows.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when closing, E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_show_code(chorus_runtime *rt, chorus_session session, bool is_shown);

/**
 * In CHORUS_LOGIN_CONFIRM: the person who said yes is the right one. CHORUS_LOGIN_SIGNED_IN follows.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE in any other state, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_accept(chorus_runtime *rt, chorus_session session);

/**
 * In CHORUS_LOGIN_CONFIRM: it is not. The token is revoked, never used or stored, and CHORUS_LOGIN_DENIED follows.
 * @returns as chorus_oauth_accept()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_reject(chorus_runtime *rt, chorus_session session);

/**
 * Begin again with a new code, from any state but CHORUS_LOGIN_SIGNED_IN. In CHORUS_LOGIN_OFFLINE the next
 * attempt is made now.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when signed in or closing, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_retry(chorus_runtime *rt, chorus_session session);

/**
 * Exchange the token for a new one now rather than when half its life is over. CHORUS_EVENT_TOKEN brings it.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when nobody is signed in, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_refresh(chorus_runtime *rt, chorus_session session);

/**
 * Have the service forget the token, forget what is stored, and end in CHORUS_LOGIN_SIGNED_OUT. What is
 * stored is forgotten also when the service cannot be reached. Serves `POST /api/v1/oauth/revoke`.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when nobody is signed in, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_sign_out(chorus_runtime *rt, chorus_session session);

/**
 * The token as of the last pump. Most games never need it: they open sessions with the login.
 * @param out  prepared with CHORUS_INIT; its strings are valid until the next pump
 * @returns OK, E_INVALID, E_NOT_FOUND, E_AGAIN when nobody is signed in
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_oauth_get_token(chorus_runtime *rt, chorus_session session, chorus_oauth_token *out);

/**
 * The name of a state, such as "code_ready".
 * @returns static storage, never NULL; "unknown" for numbers this library does not know
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_login_state_name(chorus_login_state state);

/* ---- tokens as text ----
 * A stored token is one text, called a blob: a JSON object with a version number. The refresh tokens
 * that older games have stored, which are such objects without a version, are read too, and theirs
 * can read ours. What follows allocates nothing, waits for nothing and needs no runtime. */

/**
 * Read a blob, or the service's answer to a token request.
 * @param blob       NUL-terminated JSON
 * @param text       memory for the strings of `out`; as many bytes as the blob has with its NUL suffice
 * @param text_bytes size of that memory
 * @param out        receives the token; its strings lie in `text`; untouched on failure
 * @returns OK, E_INVALID (an argument is missing, or `out` was not prepared with CHORUS_INIT), E_PROTOCOL
 *          (no JSON object with an access_token that an HTTP header can carry), E_VERSION (a blob of a
 *          newer library), E_SIZE (`text` is too small)
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_oauth_parse(const char *blob, char *text, size_t text_bytes,
                                            chorus_oauth_token *out);

/**
 * Write a blob to store. Keep it as secret as a password.
 * @param out        receives the NUL-terminated text; may be NULL when *out_bytes is 0
 * @param out_bytes  in: size of `out`; out: bytes written or needed, with the NUL
 * @returns OK, E_INVALID (an argument is missing, or a token holds what an HTTP header cannot carry), E_SIZE
 *          (*out_bytes says how many are needed)
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_oauth_write(const chorus_oauth_token *token, char *out, size_t *out_bytes);

/**
 * Whether a token should be refreshed before it is used: more than half of its life is over, its
 * times are not known, or it is from the future, by a clock that was wrong once.
 * @param now_s  seconds since 1970, by the clock that granted_at_s was read from
 * @returns true also for NULL
 * @threadsafety any thread
 */
CHORUS_API bool chorus_oauth_is_stale(const chorus_oauth_token *token, int64_t now_s);

#ifdef __cplusplus
}
#endif
#endif
