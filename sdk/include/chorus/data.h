/**
 * @file data.h
 * What a host remembers, looked after from outside: its accounts, programs, tokens, projects and bans.
 *
 * The folder is that of chorus_host_options::data_folder. A host that runs on it hears of each change within about a
 * second. Every call touches the disk and may wait for it, up to five seconds for another process: for tools, not
 * for a frame.
 */
#ifndef CHORUS_DATA_H
#define CHORUS_DATA_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An open data folder. Opaque. One thread at a time. */
typedef struct chorus_data chorus_data;

/**
 * Open a data folder; it is made when it is not there.
 * @param out        receives it; untouched on failure
 * @param error      receives a sentence that names the folder or file
 * @param error_len  room in `error`, NUL included
 * @returns OK, E_INVALID (it cannot be used), E_VERSION (a newer Chorus has written it), E_STATE, E_MEMORY, E_AGAIN
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_data_open(const char *folder, chorus_data **out, char *error, size_t error_len);

/** Close it. NULL is fine. @threadsafety the thread that uses it */
CHORUS_API void chorus_data_close(chorus_data *data);

/** Somebody with an account. Strings end with the call that handed them out. */
typedef struct chorus_data_user {
    size_t      struct_size;  /**< of this library's struct                              */
    const char *name;         /**< 1 to 64 bytes of UTF-8                                */
    uint32_t    user_id;      /**< its number, and that of its channel                   */
    uint64_t    sparks;       /**< to pay for controls with a cost                       */
    int64_t     made_s;       /**< seconds since 1970                                    */
    bool        has_password; /**< it can sign in                                        */
} chorus_data_user;

/**
 * Make an account.
 * @param name      1 to 64 bytes of visible UTF-8, nobody else's without regard to the case of ASCII letters
 * @param password  8 to 128 bytes; NULL: nobody can sign in with it yet. Only a derived key is kept
 * @param user_id   receives its number; may be NULL
 * @returns OK, E_INVALID (name or password is not possible), E_REJECTED (the name is taken), E_STATE (the disk refuses, or
 *          the system has no randomness), E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_add_user(chorus_data *data, const char *name, const char *password,
                                              uint32_t *user_id);

/**
 * Remove an account with all that belongs to it: tokens, sparks, projects, bans. Its number is never given again.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_remove_user(chorus_data *data, const char *name);

/**
 * Give an account another password, as chorus_data_add_user().
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_set_password(chorus_data *data, const char *name, const char *password);

/**
 * Say what an account owns from now on.
 * @param sparks  below 2^53
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_set_sparks(chorus_data *data, const char *name, uint64_t sparks);

/**
 * Tell of every account.
 * @param each  called for each, in the order of their numbers; it must not call anything of `data`
 * @returns OK, E_INVALID, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_list_users(chorus_data *data,
                                                void (*each)(void *user, const chorus_data_user *account), void *user);

/**
 * Let a program ask people for a token, or change what it may. Of its secret only a digest is kept.
 * @param error  receives a sentence on what is not possible
 * @returns OK, E_INVALID, E_VERSION, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_put_client(chorus_data *data, const chorus_host_client *client, char *error,
                                                size_t error_len);

/**
 * Let a program ask no more.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_remove_client(chorus_data *data, const char *client_id);

/**
 * Tell of every program. The secret is never told: it is "" when there is one, and NULL when there is none.
 * @param each  called for each; it must not call anything of `data`
 * @returns OK, E_INVALID, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_list_clients(chorus_data *data,
                                                  void (*each)(void *user, const chorus_host_client *client), void *user);

/** Who may not take part in a channel. Strings end with the call that handed them out. */
typedef struct chorus_data_ban {
    size_t      struct_size; /**< of this library's struct                                                      */
    uint32_t    channel;     /**< its number; that of an account's channel is the account's                     */
    const char *ban_id;      /**< "user:1000", "device:9f86d081884c7d65" or "network:198.51.100.7"              */
    const char *name;        /**< what they were called, UTF-8; NULL: not known                                 */
    const char *reason;      /**< what they are told, UTF-8, cut to 120 bytes; NULL: nothing in particular      */
    int64_t     since_s;     /**< seconds since 1970; of no meaning to chorus_data_put_ban()                    */
    int64_t     until_s;     /**< the same; 0: for ever                                                         */
} chorus_data_ban;

/**
 * Keep an account, a browser or a network out of a channel, or change the terms of a ban. Whoever it gets hold of
 * and is there is sent away with 4025. A network is an IPv4 address, or the first half of an IPv6 one: any address
 * in it names it.
 * @param error  receives a sentence on what is not possible
 * @returns OK, E_INVALID, E_VERSION, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_put_ban(chorus_data *data, const chorus_data_ban *ban, char *error,
                                             size_t error_len);

/**
 * Lift a ban.
 * @returns OK, E_INVALID (nothing that can be banned), E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_remove_ban(chorus_data *data, uint32_t channel, const char *ban_id);

/**
 * Tell of every ban that still holds.
 * @param each  called for each, oldest first; it must not call anything of `data`
 * @returns OK, E_INVALID, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_list_bans(chorus_data *data, void (*each)(void *user, const chorus_data_ban *ban),
                                               void *user);

/** What an account lets somebody do. Strings end with the call that handed them out. */
typedef struct chorus_data_token {
    size_t      struct_size; /**< of this library's struct                                                       */
    const char *token_id;    /**< by which it is revoked; of no meaning to chorus_data_add_token()               */
    const char *user;        /**< name of the account                                                            */
    const char *name;        /**< what it is for: 1 to 56 bytes of UTF-8; NULL: nothing in particular            */
    const char *client_id;   /**< the program it was given to by its account, which renews it; NULL: it was added here */
    const char *scopes;      /**< what it is good for: names with spaces between, see oauth.md                   */
    int64_t     made_s;      /**< seconds since 1970; of no meaning to chorus_data_add_token()                   */
    int64_t     ends_s;      /**< the same; of a program: when it is not renewed until then                      */
} chorus_data_token;

enum { CHORUS_DATA_SECRET_BYTES = 65 /**< an access token and a NUL */ };

/**
 * Make an access token for an account. It is good until `ends_s`, is not renewed, and only its digest is kept.
 * @param secret  receives the token, which is told this once
 * @param error   receives a sentence on what is not possible
 * @returns OK, E_INVALID, E_VERSION, E_NOT_FOUND (no such account), E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_add_token(chorus_data *data, const chorus_data_token *token,
                                               char secret[CHORUS_DATA_SECRET_BYTES], char *error, size_t error_len);

/**
 * End a permission with all its tokens. Whoever is connected by one of them is sent away with 4019.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_revoke_token(chorus_data *data, const char *token_id);

/**
 * Tell of every permission: tokens that were added here, and those that accounts have given to programs.
 * @param each  called for each, oldest first; it must not call anything of `data`
 * @returns OK, E_INVALID, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_list_tokens(chorus_data *data,
                                                 void (*each)(void *user, const chorus_data_token *token), void *user);

/**
 * Say by which limits the host of this folder runs: what is imported from now on is weighed by them, until then by the
 * defaults.
 * @param limits  copied; a zero is the default
 * @param error   receives a sentence that says which one is not possible
 * @returns OK, E_INVALID, E_VERSION
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_set_limits(chorus_data *data, const chorus_host_limits *limits, char *error,
                                                size_t error_len);

/** A version of a project that games can begin with. Strings end with the call that handed them out. */
typedef struct chorus_data_version {
    size_t      struct_size;    /**< of this library's struct                                     */
    uint32_t    version_id;     /**< what a game names                                            */
    uint32_t    project_id;     /**< its project                                                  */
    const char *user;           /**< name of the account that owns it                             */
    const char *name;           /**< of the project                                               */
    const char *version;        /**< text for people, such as "1.0.0"                             */
    bool        is_published;   /**< games of others may begin with it, when it has no share code */
    bool        has_share_code; /**< games of others need it                                      */
} chorus_data_version;

/**
 * Take a project version from a file, proto/project.md, for an account; one that the account has already is replaced.
 * It names its number and that of its project. Its bundle is read from beside the file and kept in the data folder, in
 * the place of the one that the version had; chorus_data_set_limits() says what it may weigh.
 * @param file        name of the file, or its text, which begins with '{'
 * @param version_id  receives its number; may be NULL
 * @param error       receives a sentence that says where the fault is
 * @returns OK, E_INVALID, E_SIZE, E_NOT_FOUND (the account or the file), E_REJECTED (another account has that project, or
 *          another project that version), E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_import_project(chorus_data *data, const char *user, const char *file,
                                                    uint32_t *version_id, char *error, size_t error_len);

/**
 * Let games of others begin with a version, or not.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_publish_version(chorus_data *data, uint32_t version_id, bool is_published);

/**
 * Remove a version, and its project with the last one. Sessions that have begun with it go on.
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_remove_version(chorus_data *data, uint32_t version_id);

/**
 * Tell of every version.
 * @param each  called for each, in the order of their numbers; it must not call anything of `data`
 * @returns OK, E_INVALID, E_STATE, E_AGAIN, E_MEMORY
 * @threadsafety the thread that uses `data`
 */
CHORUS_API chorus_result chorus_data_list_versions(chorus_data *data,
                                                   void (*each)(void *user, const chorus_data_version *version),
                                                   void *user);

#ifdef __cplusplus
}
#endif
#endif
