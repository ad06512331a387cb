/**
 * @file interactive.h
 * Interactive 2: a game's conversation with the service that holds its audience.
 *
 * Open a session, pump, and read events. Here is the session itself: how it is opened, connects and
 * says that it is ready. interactive_resources.h reads and changes scenes, groups, controls and
 * participants; interactive_controls.h knows each kind of control; interactive_methods.h calls the
 * methods of the protocol. Including this header brings them all.
 */
#ifndef CHORUS_INTERACTIVE_H
#define CHORUS_INTERACTIVE_H

#include "interactive_controls.h"
#include "interactive_methods.h"
#include "interactive_packets.h"
#include "interactive_resources.h"
#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Zero in any field means its default. Start with CHORUS_INIT(&options). Exactly one of `address`,
 * `discovery_url`, `host` and `replay_file` is given.
 */
typedef struct chorus_interactive_options {
    size_t         struct_size;     /**< set by CHORUS_INIT; fields are only ever appended                       */
    const char    *address;         /**< socket to connect to, ws:// or wss://, used verbatim                    */
    const char    *discovery_url;   /**< http:// or https:// base; /api/v1/interactive/hosts is asked for addresses */
    chorus_session host;            /**< a host in the same runtime; its first channel needs no token here, others do */
    const char    *token;           /**< OAuth token, with or without "Bearer "; "XBL3.0 ..." is sent as it is   */
    uint32_t       version_id;      /**< project version                                                         */
    const char    *share_code;      /**< sent when not empty                                                     */
    bool           start_in_staging; /**< do not say ready by itself; see chorus_interactive_set_ready()         */
    uint32_t       call_timeout_ms; /**< an answer, and the service's hello, must come within this; default 10 000 */
    bool           forget_on_reconnect; /**< do not make again what the game has created, changed and deleted    */
    uint32_t       retry_max_ms;    /**< longest pause between two attempts; default 2 000 in the first minute after a
                                         connection that had worked, then 20 000                                 */
    const char    *compression;     /**< schemes to ask for after each hello, best first: "lz4, gzip"; NULL or empty: none */
    const char    *record_file;     /**< write what the session meets into this file, see proto/recording.md     */
    bool           record_masked;   /**< without names, account numbers and what people have typed               */
    const char    *replay_file;     /**< play this recording instead of speaking to a service                    */
    double         replay_speed;    /**< 1: as fast as it was; 0: as fast as the game pumps; at most 1 000 000   */
    const char    *refresh_token;   /**< used once when the token is not accepted; CHORUS_EVENT_TOKEN brings the new ones */
    const char    *oauth_url;       /**< http:// or https:// base; /api/v1/oauth/token is asked; NULL: discovery_url */
    const char    *client_id;       /**< the OAuth client that refresh_token was given to                        */
    const char    *client_secret;   /**< NULL or empty: it has none                                              */
    bool           use_query_handshake; /**< token and versions go into the address instead of headers, for proxies that
                                             drop headers; addresses end up in logs                              */
    uint32_t       ping_after_ms;   /**< silence before the service is asked whether it is there, default 30 000; after
                                         twice that the connection is lost                                       */
    const char    *tls_pins;        /**< keys that servers may show: "sha256//" and the base64 of the SHA-256 of the public key,
                                         several joined by ";"; one match is enough. Checked beside the certificate, for
                                         the socket, discovery and tokens; NULL or empty: any key                 */
    bool           packet_events;   /**< tell every packet that comes and goes as CHORUS_EVENT_PACKET, too       */
    chorus_session login;           /**< a login in the same runtime, see oauth.h, in place of `token` and `refresh_token`: its
                                         token is used at each connection, and the session waits until somebody is
                                         signed in. A token that is refused is refreshed there, once             */
} chorus_interactive_options;

/**
 * Open a session. Returns at once. The session connects, fetches scenes, groups and participants
 * (each arrives as an ordinary create or join event), tells the service that the game is ready, and
 * then sends CHORUS_EVENT_SESSION_READY. A lost connection is tried again with growing pauses, for as
 * long as the session is open; what changed meanwhile arrives as ordinary events. What the game has
 * created, set and deleted is made so again before the audience may give input, so a service that has
 * forgotten everything looks to the game as if nothing had happened: handles live on, and there are no
 * events about what could be restored.
 * @param options  copied
 * @param out      receives the session; untouched on failure
 * @returns OK, E_INVALID (which argument is told by the log), E_VERSION, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_open(chorus_runtime *rt, const chorus_interactive_options *options,
                                                 chorus_session *out);

/**
 * Let the audience give input, or stop it. Serves `ready`. Remembered across reconnects. The state
 * event follows when the service confirms.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when closing, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_ready(chorus_runtime *rt, chorus_session session, bool is_ready);

/**
 * Use another token from the next connection on, and another refresh token. To use them at once,
 * suspend and resume. Not for a session with a login, which has the login's.
 * @param token          as in the options; NULL or empty: none
 * @param refresh_token  NULL: the one that is known stays
 * @returns OK, E_INVALID (an HTTP header cannot carry it, or there is a login), E_NOT_FOUND, E_STATE when closing, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_token(chorus_runtime *rt, chorus_session session, const char *token,
                                                      const char *refresh_token);

/**
 * Disconnect, politely, and stay so until chorus_interactive_resume(): the phone's screen is off, the
 * player looks at a menu. Calls under way end with E_NETWORK; what the game has created and set is
 * remembered, and may be set further. CHORUS_STATE_SUSPENDED says that it is done.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when closing, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_suspend(chorus_runtime *rt, chorus_session session);

/**
 * Connect again after chorus_interactive_suspend(). When the session is not suspended it does what the
 * library does by itself when the machine has slept: a connection is asked at once whether it is still
 * alive, and a session that waits for its next attempt makes it now.
 * @returns as chorus_interactive_suspend()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_resume(chorus_runtime *rt, chorus_session session);

/**
 * Milliseconds since 1970 by the service's clock, as well as it is known. Serves `getTime`.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_AGAIN before the first answer
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_server_time(chorus_runtime *rt, chorus_session session,
                                                            int64_t *out_ms);

/* ---- compression ---- */

/**
 * Ask the service to compress what is sent, in both directions. Serves `setCompression`. What the service
 * chose is in the reply event, `{"scheme":"gzip"}`; "text" means that it does not compress. Everything that
 * follows is compressed then, without any difference for the game. Asking for the scheme that is in use
 * begins it anew. The list is asked for again after each reconnect, in place of
 * chorus_interactive_options::compression.
 * @param schemes  names, best first, copied: "gzip", "lz4", and "text" (or "none") for no compression.
 *                 What this build of the library does without is left out.
 * @param count    how many, at least 1
 * @param request  as in chorus_interactive_call()
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE when not connected, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_compression(chorus_runtime *rt, chorus_session session,
                                                            const char *const *schemes, uint32_t count,
                                                            chorus_request *request);

/**
 * How the connection is compressed now, as of the last pump: "text", "gzip" or "lz4". When a message
 * arrives damaged, the session goes back to "text" by itself and fetches everything again.
 * @param out  static storage
 * @returns OK, E_INVALID, E_NOT_FOUND
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_compression(chorus_runtime *rt, chorus_session session,
                                                            chorus_str *out);

#ifdef __cplusplus
}
#endif
#endif
