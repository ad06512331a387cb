/**
 * @file host.h
 * A host: the Interactive 2 service, inside the game.
 *
 * One port serves everything: discovery, the game's socket, the audience's sockets and the page on
 * which the audience plays. Any Interactive 2 client can connect to it; a game in the same runtime
 * connects with chorus_interactive_options::host. The host is the authority on state: it checks each
 * input before the game sees it.
 */
#ifndef CHORUS_HOST_H
#define CHORUS_HOST_H

#include "host_limits.h"
#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One of many channels: a game and its audience, which neither see nor touch those of another. Zero in
 * any field means its default. Start each with CHORUS_INIT(&channels[i]).
 */
typedef struct chorus_host_channel {
    size_t      struct_size;      /**< set by CHORUS_INIT; fields are only ever appended; the same in all of a list  */
    uint32_t    channel;          /**< its number, unlike all others; default: its place in the list, the first is 1 */
    uint32_t    version_id;       /**< the only project version accepted; 0: any, and games need not name one        */
    const char *token;            /**< what its game must present, unlike all others; NULL: a random one             */
    const char *title;            /**< name of the game, at most 128 bytes of UTF-8; NULL: the host's                */
    const char *share_code;       /**< share code its game must present; NULL or empty: none is needed               */
    uint32_t    max_participants; /**< of this channel; default, and at most: the host's                             */
    const char *join_code;        /**< five letters of BCDFGHJKLMNPQRSTVWXZ that lead to its page; NULL: any         */
} chorus_host_channel;

/**
 * Somebody who can sign in to a host. Start each with CHORUS_INIT(&user). The audience page takes the token
 * behind its address (`http://host:8280/#token=...`), other clients send it as `Authorization: Bearer <token>`
 * when they ask to join. What the user has paid is taken from its sparks while the host lives; the caller's
 * struct does not change.
 */
typedef struct chorus_host_user {
    size_t      struct_size; /**< set by CHORUS_INIT; the same in all users of one array                    */
    const char *token;       /**< up to 128 visible ASCII bytes, nobody else's; NULL: cannot sign in        */
    const char *name;        /**< what the game is told, 1 to 64 bytes of UTF-8                             */
    const char *roles;       /**< such as "User, Mod": what the protocol calls channelGroups; NULL: "User" */
    uint32_t    user_id;     /**< not 0, nobody else's                                                      */
    uint32_t    level;       /**< told to the game                                                          */
    uint64_t    sparks;      /**< to pay for controls with a cost; below 2^53                               */
    bool        has_channel; /**< a game with this token has a channel of its own, whose number is user_id: at
                                  least 1000, and no channel of the options. It comes alive when the game connects */
} chorus_host_user;

/**
 * A program that may ask people for a token: a game, a tool. Start each with CHORUS_INIT(&client). What it is
 * asked for and how long tokens live: docs/oauth.md.
 */
typedef struct chorus_host_client {
    size_t      struct_size;   /**< set by CHORUS_INIT; the same in all clients of one array                  */
    const char *client_id;     /**< 1 to 64 visible ASCII bytes, nobody else's                                */
    const char *name;          /**< what people are told who asks, at most 64 bytes of UTF-8; NULL: the id    */
    const char *publisher;     /**< who has made it, as far as you know for sure; NULL: people read "unknown" */
    const char *secret;        /**< up to 128 visible ASCII bytes; NULL: it cannot keep one, as games cannot  */
    const char *redirect_uris; /**< with spaces between, at most 512 bytes; NULL: it shows codes instead      */
    const char *scopes;        /**< what it may ask for, with spaces between; NULL: all but `channel:moderate:self` */
} chorus_host_client;

/** Zero in any field means its default. Start with CHORUS_INIT(&options). */
typedef struct chorus_host_options {
    size_t      struct_size;      /**< set by CHORUS_INIT; fields are only ever appended                          */
    const char *bind_address;     /**< numeric address to listen on; NULL: every address of the machine           */
    uint16_t    port;             /**< 0: any free one, told by CHORUS_EVENT_HOST_LISTENING                       */
    const char *token;            /**< what games must present, up to 128 visible ASCII bytes; NULL: a random one */
    const char *title;            /**< name of the game, at most 128 bytes of UTF-8; NULL: "Chorus"               */
    uint32_t    channel;          /**< channel number of this game, default 1                                     */
    uint32_t    version_id;       /**< the only project version accepted; 0: any, and games need not name one     */
    const char *share_code;       /**< share code a game must present; NULL or empty: none is needed              */
    uint32_t    max_participants; /**< of all channels; default 10 000, at most 100 000                           */
    uint32_t    inputs_per_s;     /**< of one participant, without moves; default 20, at most 1000                */
    uint32_t    moves_per_s;      /**< of one participant; default 30, at most 1000; the newest waits             */
    const chorus_host_channel *channels; /**< a list takes the place of `token`, `channel`, `version_id`, `share_code`
                                              and `join_code` */
    uint32_t    channel_count;    /**< of `channels`, see limits.md; 0: one channel, made of the fields above     */
    const chorus_host_user *users; /**< who can sign in; copied                                                   */
    uint32_t    user_count;       /**< of `users`, see limits.md                                                  */
    bool        refuses_guests;   /**< only users take part; false: whoever does not sign in is a guest           */
    bool        is_development;   /**< believe `x-auth-user`, in which participants say who they are: for tests   */
    uint32_t    memory_limit_bytes; /**< for what one game stores (scenes, groups, controls, the world, properties of
                                         participants); at least 4096, default 1 500 000. More is for participants:
                                         the others have 1 500 000 together in any case */
    const char *certificate_file; /**< PEM, the chain included: the host speaks https and wss; NULL: http and ws  */
    const char *private_key_file; /**< PEM, the key to the certificate, without a passphrase                      */
    uint32_t    grace_ms;         /**< how long a session waits for its game to come back; default 0, at most one hour */
    uint32_t    takeover_ms;      /**< unanswered pings that let the same game take its own place; default 5000   */
    uint32_t    max_compressed;   /**< participants whose frames are compressed if they ask: each takes up to 500 KB; default 32 */
    uint32_t    game_bytes_per_s; /**< what a game is told at most, three times as much at once, until it sets throttles
                                       of its own; default 1 310 720, which is about 7000 inputs */
    uint32_t    file_quota_bytes; /**< for the files of one game; default 50 000 000, at most 1 000 000 000       */
    const chorus_host_limits *limits; /**< these and all others; where it says something the fields above do not count */
    const char *public_url;       /**< what the world calls this host, such as "https://play.example.org"; NULL: nothing
                                       but its addresses and names of the local network                           */
    const char *allowed_hosts;    /**< more names it answers to, separated by spaces: "play.example.org
                                       .example.net" (all below), or "*"; see docs/security.md                    */
    const char *allowed_origins;  /**< pages elsewhere that may play, separated by spaces: "https://fans.example",
                                       or "*"; NULL: only pages of this host                                      */
    const char *join_code;        /**< of the one channel, when there is no list; see chorus_host_channel         */
    const chorus_host_client *clients; /**< programs that may ask people for a token; copied                      */
    uint32_t    client_count;     /**< of `clients`, see limits.md                                                */
    bool        refuses_new_accounts; /**< people cannot make themselves an account on the page `/go`              */
    const char *metrics_token;    /**< who presents it as a Bearer may read /metrics, at most 128 visible ASCII bytes;
                                       NULL: whoever asks from this machine, by a loopback address */
    const char *data_folder;      /**< where accounts, tokens, projects, bans and wallets are kept; made when it is not
                                       there; one host at a time; NULL: in memory, forgotten with the host */
    const char *trusted_proxies;  /**< own proxies in front, by address, separated by spaces: "127.0.0.1 10.0.0.0/8";
                                       what they say in X-Forwarded-For is believed                               */
    const char *const *projects;  /**< project versions games can begin with: JSON texts, which begin with '{', or names
                                       of files that hold one; see proto/project.md. Files are read before the host
                                       listens; the session ends with E_INVALID when there is a fault in one       */
    uint32_t    project_count;    /**< of `projects`, see limits.md                                                */
    bool        refuses_bundles;  /**< no custom controls of projects are shown to the audience                    */
} chorus_host_options;

/**
 * Start listening. Returns at once; CHORUS_EVENT_HOST_LISTENING says that it worked, and
 * CHORUS_EVENT_SESSION_CLOSED with E_NETWORK and a text such as "port 8280 is in use" that it did not
 * (E_INVALID: `bind_address` is no numeric address, or `certificate_file`, `private_key_file` or what lies in
 * `data_folder` is no good, which the text says of which; E_VERSION: a newer Chorus has written that; E_STATE:
 * another host uses it).
 * End it with chorus_session_close(): games and audience are told that the host goes away (1012).
 * @param options  copied; NULL means every default
 * @param out      receives the session; untouched on failure
 * @returns OK, E_INVALID (the log says which option), E_VERSION, E_MEMORY, E_AGAIN, or E_STATE when the
 *          system gives no randomness for a token
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_open(chorus_runtime *rt, const chorus_host_options *options,
                                          chorus_session *out);

/** What a host is doing. Start with CHORUS_INIT(&info). */
typedef struct chorus_host_info {
    size_t     struct_size;       /**< set by CHORUS_INIT                                            */
    uint32_t   port;              /**< 0 until CHORUS_EVENT_HOST_LISTENING                           */
    uint32_t   url_count;         /**< addresses for chorus_host_get_url()                           */
    uint32_t   participant_count; /**< audience connected at the last pump                           */
    uint32_t   game_count;        /**< games connected at the last pump, one a channel at most       */
    uint64_t   inputs_accepted;   /**< passed on to the game                                         */
    uint64_t   inputs_rejected;   /**< refused: not ready, disabled, cooling down, too fast, ...     */
    chorus_str token;             /**< what the game of the first channel must present; valid until the host is closed */
    uint32_t   channel_count;     /**< of the options, and of users and accounts whose game is there */
} chorus_host_info;

/**
 * Read what the host is doing, as of the last pump.
 * @returns OK, E_INVALID (also for an `out` that CHORUS_INIT has not prepared), E_NOT_FOUND for a stale
 *          handle or a session that is no host
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_get_info(chorus_runtime *rt, chorus_session session, chorus_host_info *out);

/** What one channel is doing. Start with CHORUS_INIT(&info). */
typedef struct chorus_host_channel_info {
    size_t     struct_size;       /**< set by CHORUS_INIT                                     */
    uint32_t   channel;           /**< its number                                             */
    uint32_t   participant_count; /**< audience connected at the last pump                    */
    uint32_t   game_count;        /**< 1 while a game is connected                            */
    uint64_t   inputs_accepted;   /**< passed on to the game                                  */
    uint64_t   inputs_rejected;   /**< refused: not ready, disabled, cooling down, too fast, ... */
    chorus_str token;             /**< what its game must present; empty: that of its user or account.
                                       Valid until the channel is gone, which happens in a pump only */
    chorus_str join_code;         /**< five letters that lead to its page: "j/BCDFG" behind a URL of the host; valid
                                       as `token` */
} chorus_host_channel_info;

/**
 * Read what one channel of a host is doing, as of the last pump.
 * @param channel  its number
 * @returns OK, E_INVALID (also for an `out` that CHORUS_INIT has not prepared), E_NOT_FOUND for a stale
 *          handle, a session that is no host, or a number that none of its channels has
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_get_channel_info(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                                      chorus_host_channel_info *out);

/**
 * The channels of a host one by one, as of the last pump: those of the options, then those of users and accounts
 * whose game is there, the oldest first.
 * @param after  a channel's number; 0: begin
 * @param next   receives the number of the one that follows
 * @returns OK, E_INVALID, E_NOT_FOUND at the end, and for a stale handle, a session that is no host, or a number
 *          that none of its channels has
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_next_channel(chorus_runtime *rt, chorus_session session, uint32_t after,
                                                  uint32_t *next);

/**
 * One of the URLs under which the audience page can be opened, best for phones in the room first,
 * the loopback address last. Each ends with '/' and leads to the first channel; "c/77" behind it
 * leads to channel 77.
 * @param index  from 0
 * @param out    valid until the host is closed
 * @returns OK, E_INVALID, E_NOT_FOUND when there is no such URL (yet)
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_get_url(chorus_runtime *rt, chorus_session session, uint32_t index,
                                             chorus_str *out);

/**
 * End the session of a channel on purpose: its game is closed with 4027, which tells games not to come back
 * by themselves, its audience with 4016, and what the game has made is forgotten. A session that waits for
 * its game ends too. Nothing happens when there is none.
 * @param channel  its number
 * @returns OK, E_INVALID, E_MEMORY, E_AGAIN, E_NOT_FOUND for a stale handle, a session that is no host, or a
 *          number that none of its channels has
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_end_game(chorus_runtime *rt, chorus_session session, uint32_t channel);

/**
 * Read certificate_file and private_key_file of the options again, as after a renewal: whoever connects from now on is
 * shown the new certificate, connections that are there stay. Files that are no good change nothing. The log says
 * how it went; the files are read on the network thread.
 * @returns OK when it will be tried, E_MEMORY, E_AGAIN, E_STATE when the host speaks no TLS, E_NOT_FOUND for a stale
 *          handle or a session that is no host
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_reload_certificate(chorus_runtime *rt, chorus_session session);

#ifdef __cplusplus
}
#endif
#endif
