/**
 * @file host_limits.h
 * What one visitor, one address, one game and all together may take from a host.
 *
 * Every limit has a name, a default, a least and a most: docs/limits.md lists them and
 * chorus_host_limit_info() tells them to programs. They are given with chorus_host_options::limits, come from
 * a JSON file by chorus_host_read_limits(), and change while the host runs by chorus_host_set_limits().
 */
#ifndef CHORUS_HOST_LIMITS_H
#define CHORUS_HOST_LIMITS_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Zero in any field means its default. Start with CHORUS_INIT(&limits). What each is good for: docs/limits.md. */
typedef struct chorus_host_limits {
    size_t   struct_size;               /**< set by CHORUS_INIT; fields are only ever appended                  */
    uint32_t max_participants;          /**< of all channels                                                    */
    uint32_t spare_connections;         /**< besides one for each participant: games, requests, handshakes      */
    uint32_t inputs_per_s;              /**< of one participant, without moves; twice as many at once           */
    uint32_t moves_per_s;               /**< of one participant; the newest waits                               */
    uint32_t calls_per_s;               /**< of one participant, besides its inputs; four times as many at once */
    uint32_t max_compressed;            /**< participants whose frames are compressed if they ask               */
    uint32_t memory_limit_bytes;        /**< for what one game stores; also for its participants, if it is more  */
    uint32_t file_quota_bytes;          /**< for the files of one game                                          */
    uint32_t game_bytes_per_s;          /**< what a game is told until it sets throttles of its own             */
    uint32_t game_message_bytes;        /**< of one message from a game                                         */
    uint32_t game_queue_bytes;          /**< unsent, before a slow game is cut                                  */
    uint32_t participant_message_bytes; /**< of one message from a participant, also when it is unpacked        */
    uint32_t participant_queue_bytes;   /**< unsent besides twice the state, before a slow participant is cut   */
    uint32_t request_body_bytes;        /**< of an HTTP request, but for files                                  */
    uint32_t header_ms;                 /**< from the connection to its first whole request, and for later ones */
    uint32_t body_ms;                   /**< from the header of a request to the end of its body                */
    uint32_t answer_ms;                 /**< for a peer to take an answer, or the next piece of a long one      */
    uint32_t ping_after_ms;             /**< of silence on a websocket                                          */
    uint32_t hang_up_after_ms;          /**< of silence on a websocket, pings unanswered                        */
    uint32_t takeover_ms;               /**< unanswered pings that let the same game take its own place         */
    uint32_t join_keys;                 /**< given out and not used yet; the oldest makes room                  */
    uint32_t join_key_ms;               /**< for somebody who has asked to join to open a socket                */
    uint32_t max_channels;              /**< of users and accounts, alive at once                               */
    uint32_t code_tries_per_minute;     /**< join codes asked for from one address                              */
    uint32_t connections_per_address;   /**< at once, of an IPv4 address or of one /64                          */
    uint32_t connects_per_address_s;    /**< new connections; four times as many at once                        */
    uint32_t requests_per_address_s;    /**< HTTP requests and handshakes; four times as many at once           */
    uint32_t joins_per_address_s;       /**< who ask to join; four times as many at once                        */
    uint32_t joins_per_s;               /**< the same of all together                                           */
    uint32_t unheard_connections;       /**< that have not said what they want; the oldest gives way            */
    uint32_t frames_per_s;              /**< from one participant, of any kind; twice as many at once           */
    uint32_t participant_bytes_per_s;   /**< from one participant; four times as many at once                   */
    uint32_t fragments_per_message;     /**< from one participant                                               */
    uint32_t slow_reader_ms;            /**< in which a peer with a queue takes nothing                         */
    uint32_t confirm_sparks;            /**< a cost above which the page asks before it is paid                 */
    uint32_t studios_per_channel;        /**< at one channel at once                                              */
    uint32_t studio_calls_per_s;         /**< of one studio; three times as many at once                          */
    uint32_t studio_message_bytes;       /**< of one message from a studio                                        */
    uint32_t studio_queue_bytes;         /**< unsent besides twice the state, before a slow studio is cut         */
    uint32_t bans_per_channel;           /**< that hold                                                           */
    uint32_t jobs_for_disk;              /**< changes that wait for it; taken when the host opens                 */
    uint32_t projects_per_account;       /**< saved by editors                                                    */
    uint32_t versions_per_account;       /**< saved by editors                                                    */
    uint32_t scenes_bytes_per_account;   /**< of all its versions together                                        */
    uint32_t codes_per_client;           /**< for signing in, waited with at once                                 */
    uint32_t codes_per_address;          /**< the same of one address                                             */
    uint32_t wrong_codes_per_account;    /**< for signing in, in 15 minutes                                       */
    uint32_t wrong_codes_per_address;    /**< the same of one address                                             */
    uint32_t wrong_passwords_per_account; /**< from anywhere, in 15 minutes                                        */
    uint32_t wrong_passwords_per_address; /**< for any account, in 15 minutes                                      */
    uint32_t accounts_per_address_h;     /**< made in an hour                                                     */
    uint32_t passwords_at_once;          /**< that wait to be checked; taken when the host opens                  */
    uint32_t grace_ms;                    /**< a session waits for its game to come back                             */
    uint32_t channels_by_options;         /**< taken when the host opens                                             */
    uint32_t clients_by_options;          /**< taken when the host opens                                             */
    uint32_t projects_by_options;         /**< taken when the host opens                                             */
    uint32_t project_file_bytes;          /**< without its bundle                                                    */
    uint32_t max_users;                   /**< of the options, and accounts that took part                           */
    uint32_t scenes_per_game;             /**< at once                                                               */
    uint32_t groups_per_game;             /**< at once                                                               */
    uint32_t controls_per_scene;          /**< at once                                                               */
    uint32_t object_bytes;                /**< one scene, group, control or participant                              */
    uint32_t tag_bytes;                   /**< of who wrote what in one object                                       */
    uint32_t memory_overruns;             /**< refused, nothing given back in between                                */
    uint32_t throttle_rules;              /**< set by one game                                                       */
    uint32_t throttled_bytes;             /**< that wait for a throttle of the game's own                            */
    uint32_t moves_bytes;                 /**< of all participants that wait for their turn                          */
    uint32_t input_bytes;                 /**< of one input                                                          */
    uint32_t controls_held;               /**< by one participant at once                                            */
    uint32_t unusable_packets;            /**< of a participant, one after the other                                 */
    uint32_t open_transactions;           /**< of one payer; the oldest makes room                                   */
    uint32_t transaction_ms;              /**< to capture one                                                        */
    uint32_t files_per_game;              /**< at once                                                               */
    uint32_t upload_permits;              /**< of one game; the oldest makes room                                    */
    uint32_t upload_permit_ms;            /**< from being allowed to beginning                                       */
    uint32_t muted_controls;              /**< by moderators of one game                                             */
    uint32_t studio_unusable_packets;     /**< of a studio, one after the other                                      */
    uint32_t editor_bytes;                /**< of one request about a version                                        */
    uint32_t editor_ms;                   /**< for such a request                                                    */
    uint32_t bundle_files;                /**< of one bundle                                                         */
    uint32_t bundle_file_bytes;           /**< of one file                                                           */
    uint32_t bundle_bytes;                /**< of one bundle together                                                */
    uint32_t max_accounts;                /**< of the host                                                           */
    uint32_t max_clients;                 /**< that may ask people for a token                                       */
    uint32_t max_links;                   /**< what people have allowed programs                                     */
    uint32_t links_per_client;            /**< of one account; the one unused for longest makes room                 */
    uint32_t max_logins;                  /**< browsers signed in; the oldest makes room                             */
    uint32_t login_s;                     /**< that a browser stays signed in                                        */
    uint32_t access_token_s;              /**< that it is good                                                       */
    uint32_t refresh_token_s;             /**< that it is good                                                       */
    uint32_t refresh_again_ms;            /**< in which one works once more                                          */
    uint32_t max_codes;                   /**< for signing in, at once                                               */
    uint32_t short_code_s;                /**< that it is good                                                       */
    uint32_t device_code_s;               /**< that it is good                                                       */
    uint32_t device_poll_s;               /**< between two questions of a device                                     */
    uint32_t codes_asked_per_address;     /**< for signing in, in 5 seconds                                          */
    uint32_t wrong_codes_per_s;           /**< of everybody; thirty times as many at once                            */
    uint32_t wrong_passwords_per_both;    /**< of one account from one address                                       */
    uint32_t authorization_codes;         /**< not exchanged yet; the oldest makes room                              */
    uint32_t authorization_code_s;        /**< that it is good                                                       */
    uint32_t remembered_tries;            /**< accounts or addresses in each count                                   */
    uint32_t bundle_bytes_per_account;    /**< of all versions of one account                                        */
    uint32_t bundle_bytes_of_accounts;    /**< of all accounts together                                              */
} chorus_host_limits;

/** One limit as programs see it. Start with CHORUS_INIT(&limit). All strings are static. */
typedef struct chorus_host_limit {
    size_t      struct_size; /**< set by CHORUS_INIT                              */
    const char *name;        /**< as in the struct and in a file: "inputs_per_s"  */
    const char *unit;        /**< "bytes", "ms", "per second", "people", ...      */
    const char *what;        /**< a sentence on what it is good for               */
    uint32_t    usual;       /**< the default                                     */
    uint32_t    least;       /**< the smallest value that is taken                */
    uint32_t    most;        /**< the largest                                     */
    uint32_t    offset;      /**< of the field in chorus_host_limits, in bytes    */
} chorus_host_limit;

/**
 * Tell one limit, for a list of them all.
 * @param index  from 0, in the order of chorus_host_limits
 * @param out    receives it; untouched on failure
 * @returns OK, E_INVALID, E_NOT_FOUND when there are not so many
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_host_limit_info(uint32_t index, chorus_host_limit *out);

/**
 * Read limits from a JSON object such as `{"inputs_per_s": 10, "header_ms": 3000}`. What it does not name is zero
 * afterwards, which means the default.
 * @param text       UTF-8, `len` bytes
 * @param limits     prepared with CHORUS_INIT; receives the limits; untouched on failure
 * @param error      receives a sentence that says what is wrong and what is possible; NULL when error_len is 0
 * @param error_len  room in `error`, NUL included; 200 bytes hold every sentence
 * @returns OK, E_INVALID (no JSON object, an unknown name, a value out of range), E_TYPE (no whole number)
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_host_read_limits(const char *text, size_t len, chorus_host_limits *limits,
                                                 char *error, size_t error_len);

/**
 * Give a running host other limits, as if it had been opened with them: a zero is the default again, or what the
 * older fields of chorus_host_options said. Who is there already keeps what it was given room for; budgets and
 * deadlines hold from now on, `max_compressed`, `memory_limit_bytes` and `file_quota_bytes` for the next sessions;
 * what docs/limits.md says is taken when the host opens stays.
 * @param limits  copied
 * @returns OK, E_INVALID (the log says which limit), E_VERSION, E_MEMORY, E_AGAIN, E_NOT_FOUND for a stale handle or
 *          a session that is no host
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_set_limits(chorus_runtime *rt, chorus_session session,
                                                const chorus_host_limits *limits);

#ifdef __cplusplus
}
#endif
#endif
