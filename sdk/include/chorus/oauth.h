/**
 * @file oauth.h
 * OAuth tokens: how a game stores what it was given, and reads it again.
 *
 * A stored token is one text, called a blob: a JSON object with a version number. The refresh tokens
 * that older games have stored, which are such objects without a version, are read too, and theirs
 * can read ours. Nothing here allocates, waits or needs a runtime.
 */
#ifndef CHORUS_OAUTH_H
#define CHORUS_OAUTH_H

#include "base.h"

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
 * Whether a token should be refreshed before it is used: more than half of its life is over, or its
 * times are not known.
 * @param now_s  seconds since 1970, by the clock that granted_at_s was read from
 * @returns true also for NULL
 * @threadsafety any thread
 */
CHORUS_API bool chorus_oauth_is_stale(const chorus_oauth_token *token, int64_t now_s);

#ifdef __cplusplus
}
#endif
#endif
