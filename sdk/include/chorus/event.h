/**
 * @file event.h
 * What happened: the events that chorus_next_event() hands out after each pump.
 *
 * An event is 128 bytes on every target and complete in itself. The strings in it are views that
 * stay valid until the next pump of the same runtime: copy what you keep. Numbers of event types
 * are never used again for something else; ignore types you do not know.
 */
#ifndef CHORUS_EVENT_H
#define CHORUS_EVENT_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What happened. 0x1xx: any session, 0x2xx: interactive, 0x3xx: host, 0x4xx: oauth. */
typedef enum chorus_event_type {
    CHORUS_EVENT_NONE = 0,

    CHORUS_EVENT_SESSION_STATE  = 0x100, /**< as.state: a new state, other than ready and closed   */
    CHORUS_EVENT_SESSION_READY  = 0x101, /**< as.state: a session is ready to be used              */
    CHORUS_EVENT_SESSION_CLOSED = 0x102, /**< as.closed: a session has ended; its last event       */
    CHORUS_EVENT_REPLY          = 0x103, /**< as.reply: how a call ended                           */
    CHORUS_EVENT_INPUTS_LOST    = 0x104, /**< as.lost: the game did not pump and inputs were given up */

    CHORUS_EVENT_INPUT              = 0x200, /**< as.input: a participant used a control     */
    CHORUS_EVENT_PARTICIPANT_JOIN   = 0x210, /**< as.participant                             */
    CHORUS_EVENT_PARTICIPANT_UPDATE = 0x211, /**< as.participant                             */
    CHORUS_EVENT_PARTICIPANT_LEAVE  = 0x212, /**< as.participant: its last state             */
    CHORUS_EVENT_SCENE_CREATE       = 0x220, /**< as.resource                                */
    CHORUS_EVENT_SCENE_UPDATE       = 0x221, /**< as.resource                                */
    CHORUS_EVENT_SCENE_DELETE       = 0x222, /**< as.resource: its last state                */
    CHORUS_EVENT_GROUP_CREATE       = 0x230, /**< as.resource                                */
    CHORUS_EVENT_GROUP_UPDATE       = 0x231, /**< as.resource                                */
    CHORUS_EVENT_GROUP_DELETE       = 0x232, /**< as.resource: its last state                */
    CHORUS_EVENT_CONTROL_CREATE     = 0x240, /**< as.resource                                */
    CHORUS_EVENT_CONTROL_UPDATE     = 0x241, /**< as.resource                                */
    CHORUS_EVENT_CONTROL_DELETE     = 0x242, /**< as.resource: its last state                */
    CHORUS_EVENT_WORLD_UPDATE       = 0x250, /**< as.resource                                */
    CHORUS_EVENT_METHOD             = 0x260, /**< as.method: the service called a method this library has no event for */
    CHORUS_EVENT_MEMORY_WARNING     = 0x261, /**< as.memory: the service's memory for this game runs short */
    CHORUS_EVENT_PACKET             = 0x262, /**< as.packet: a packet came or went, see chorus_interactive_options::packet_events */

    CHORUS_EVENT_TOKEN              = 0x270, /**< as.token: the access token was refreshed: store the new one */
    CHORUS_EVENT_UPLOAD             = 0x280, /**< as.upload: bytes of a file are on their way */

    CHORUS_EVENT_HOST_LISTENING = 0x300, /**< as.listening: the host accepts connections */

    CHORUS_EVENT_LOGIN = 0x400, /**< as.login: a login has something else to show */

    CHORUS_EVENT_FORCE_INT = 0x7fffffff
} chorus_event_type;

/**
 * Where a session is in its life.
 *
 * opening → connecting → staging → ready ⇄ staging → closing → closed, with reconnecting between a
 * lost connection and the next attempt, and suspended while the game wants no connection.
 */
typedef enum chorus_session_state {
    CHORUS_STATE_NONE         = 0, /**< no such session                                         */
    CHORUS_STATE_OPENING      = 1, /**< the call was accepted, nothing has been sent yet        */
    CHORUS_STATE_CONNECTING   = 2, /**< looking up, connecting, shaking hands                   */
    CHORUS_STATE_STAGING      = 3, /**< connected; the audience cannot give input               */
    CHORUS_STATE_READY        = 4, /**< connected; everything works                             */
    CHORUS_STATE_RECONNECTING = 5, /**< the connection was lost; the next attempt is waiting     */
    CHORUS_STATE_CLOSING      = 6, /**< saying goodbye                                          */
    CHORUS_STATE_CLOSED       = 7, /**< over; the handle ends with the next pump                */
    CHORUS_STATE_SUSPENDED    = 8, /**< disconnected until the game says resume                 */
    CHORUS_STATE_FORCE_INT    = 0x7fffffff
} chorus_session_state;

/** A scene, group, control, participant or the world of a session. `{0}` is never a resource. */
typedef struct chorus_resource {
    uint32_t id; /**< 0: none */
} chorus_resource;

/** For CHORUS_EVENT_SESSION_STATE and CHORUS_EVENT_SESSION_READY. */
typedef struct chorus_event_state {
    chorus_session_state state;      /**< the new state                                             */
    chorus_session_state previous;   /**< the one before                                            */
    chorus_result        cause;      /**< CHORUS_OK when all is well, else what went wrong          */
    int32_t              close_code; /**< websocket close code when a connection ended, else 0; 1002 may stand for 1012, 1013 or 1014 */
    uint32_t             retry_ms;   /**< reconnecting: milliseconds until the next attempt         */
    uint32_t             attempt;    /**< reconnecting: attempts since the last good connection     */
    chorus_str           text;       /**< a sentence for the log or the screen, may be empty        */
} chorus_event_state;

/** For CHORUS_EVENT_SESSION_CLOSED. Exactly one per session, and nothing of that session after it. */
typedef struct chorus_event_closed {
    chorus_result cause;      /**< CHORUS_OK: the game asked for it                      */
    int32_t       close_code; /**< as in chorus_event_state                              */
    chorus_str    text;       /**< a sentence for the log or the screen                  */
} chorus_event_closed;

/** For CHORUS_EVENT_REPLY. Exactly one for each request a call has returned. */
typedef struct chorus_event_reply {
    chorus_request request; /**< what the call returned; {0} when the call was made without a request */
    chorus_result  result;  /**< OK, E_REJECTED (see code), E_TIMEOUT, E_NETWORK, E_AGAIN (too much waits to be sent), E_MEMORY */
    int32_t        code;    /**< E_REJECTED: the service's error number, such as 4012; else 0         */
    uint32_t       reserved; /**< 0 */
    chorus_str     method;  /**< the method that was called                                           */
    chorus_str     message; /**< the service's or the library's sentence, empty when OK               */
    chorus_str     path;    /**< E_REJECTED: the argument that was wrong, such as "controls.0.kind"   */
    chorus_str     json;    /**< OK: the result as JSON text, "null" when there is none               */
} chorus_event_reply;

/** For CHORUS_EVENT_INPUTS_LOST. */
typedef struct chorus_event_lost {
    uint64_t count;     /**< inputs given up since the last such event      */
    uint64_t coalesced; /**< moves replaced by newer ones in the same time  */
} chorus_event_lost;

/** What an input means, told by the event name that the control sent. */
typedef enum chorus_input_kind {
    CHORUS_INPUT_OTHER  = 0, /**< an event of a custom control: see action and json     */
    CHORUS_INPUT_DOWN   = 1, /**< "mousedown", "keydown": pressed                       */
    CHORUS_INPUT_UP     = 2, /**< "mouseup", "keyup": released                          */
    CHORUS_INPUT_MOVE   = 3, /**< "move": see x and y                                   */
    CHORUS_INPUT_CHANGE = 4, /**< "change": text is being typed                         */
    CHORUS_INPUT_SUBMIT = 5, /**< "submit": text was sent                               */
    CHORUS_INPUT_FORCE_INT = 0x7fffffff
} chorus_input_kind;

/** For CHORUS_EVENT_INPUT. Serves giveInput. */
typedef struct chorus_event_input {
    chorus_str        participant; /**< id of the participant                                             */
    chorus_str        control;     /**< id of the control                                                 */
    chorus_str        action;      /**< "mousedown", "move", ... as the control sent it                    */
    float             x, y;        /**< -1..1 for joysticks (y down), 0..1 for screens (y up), else 0      */
    chorus_input_kind kind;        /**< the meaning of action                                             */
    chorus_resource   who;         /**< the participant in the mirror; {0} when it is not known           */
    chorus_str        text;        /**< CHANGE and SUBMIT: what was typed                                 */
    chorus_str        transaction; /**< to be captured when the control has a cost; else empty            */
    chorus_str        json;        /**< the whole input as JSON text, unknown members included            */
} chorus_event_input;

/** For CHORUS_EVENT_PARTICIPANT_JOIN, _UPDATE and _LEAVE. */
typedef struct chorus_event_participant {
    chorus_resource participant; /**< readable until the next pump also after it left */
    uint32_t        user_id;     /**< account number; 0 for guests                    */
    chorus_str      id;          /**< session id, unique for this visit               */
    chorus_str      name;        /**< what to show                                    */
    chorus_str      group;       /**< id of its group                                 */
    bool            is_anonymous;
    bool            is_disabled;
} chorus_event_participant;

/** For the events of scenes, groups, controls and the world. */
typedef struct chorus_event_resource {
    chorus_resource resource; /**< readable until the next pump also after a delete           */
    chorus_str      id;       /**< scene, group or control id; "world" for the world          */
    chorus_str      scene;    /**< controls and groups: id of the scene; else empty           */
    chorus_str      kind;     /**< controls: "button", "joystick", ...; else empty            */
    chorus_str      json;     /**< all properties as JSON text                                */
} chorus_event_resource;

/** For CHORUS_EVENT_METHOD. */
typedef struct chorus_event_method {
    chorus_str method; /**< name                   */
    chorus_str params; /**< parameters as JSON text */
    chorus_str id;     /**< for chorus_interactive_reply(); empty: no answer is wanted */
} chorus_event_method;

/** For CHORUS_EVENT_PACKET. What came stands before the events it causes. */
typedef struct chorus_event_packet {
    chorus_str text;    /**< as it was on the wire, without compression: mostly one JSON object or an array of them,
                             but it is told before it is checked */
    bool       is_sent; /**< it went to the service; false: it came from there                                   */
} chorus_event_packet;

/** For CHORUS_EVENT_MEMORY_WARNING. Serves issueMemoryWarning; see chorus_interactive_read_memory(). */
typedef struct chorus_event_memory {
    uint64_t   used_bytes;
    uint64_t   total_bytes; /**< 0: no limit                                          */
    chorus_str json;        /**< all of it, with what each scene and control uses     */
} chorus_event_memory;

/** For CHORUS_EVENT_TOKEN. What was given before is used up: keep `blob` in its place, as secret as a password. */
typedef struct chorus_event_token {
    chorus_str access;       /**< the new access token                               */
    chorus_str refresh;      /**< the new refresh token                              */
    chorus_str blob;         /**< both and their times as one text, see oauth.h      */
    int64_t    granted_at_s; /**< seconds since 1970 by this machine's clock         */
    int64_t    lifetime_s;   /**< of the access token; 0: not known                  */
} chorus_event_token;

/** For CHORUS_EVENT_UPLOAD. Comes now and then; how an upload ended is told by its CHORUS_EVENT_REPLY. */
typedef struct chorus_event_upload {
    chorus_request request; /**< what chorus_interactive_upload() returned      */
    uint64_t       sent;    /**< bytes given to the network                     */
    uint64_t       total;   /**< bytes of the file                              */
    chorus_str     path;
} chorus_event_upload;

/** For CHORUS_EVENT_HOST_LISTENING. */
typedef struct chorus_event_listening {
    uint32_t   port;      /**< the real port, also when 0 was asked for                        */
    uint32_t   url_count; /**< see chorus_host_get_url()                                       */
    chorus_str url;       /**< the audience page on the best address for phones in the room    */
} chorus_event_listening;

/** Where a login is. What each needs of the game is said in its `text`, too. */
typedef enum chorus_login_state {
    CHORUS_LOGIN_NONE          = 0,  /**< no such login                                                      */
    CHORUS_LOGIN_REQUESTING    = 1,  /**< a code is being asked for, or a stored token looked at             */
    CHORUS_LOGIN_CODE_READY    = 2,  /**< show the code; it is new, or was renewed                           */
    CHORUS_LOGIN_WAITING       = 3,  /**< show the code; the service waits for somebody to say yes           */
    CHORUS_LOGIN_CONFIRM       = 4,  /**< `user` said yes: is that the right person? chorus_oauth_accept()   */
    CHORUS_LOGIN_SIGNED_IN     = 5,  /**< `user` is signed in and the token fresh                            */
    CHORUS_LOGIN_DENIED        = 6,  /**< somebody said no, there or here; chorus_oauth_retry()              */
    CHORUS_LOGIN_EXPIRED       = 7,  /**< nobody answered, or the sign-in was ended; chorus_oauth_retry()    */
    CHORUS_LOGIN_OFFLINE       = 8,  /**< the service cannot be reached; it is tried again in `seconds_left` */
    CHORUS_LOGIN_MISCONFIGURED = 9,  /**< an option is wrong: `field`; trying again alone does not help      */
    CHORUS_LOGIN_SIGNED_OUT    = 10, /**< the game asked for it; chorus_oauth_retry() begins anew            */
    CHORUS_LOGIN_FORCE_INT     = 0x7fffffff
} chorus_login_state;

/** Which option of a login is to be looked at, in CHORUS_LOGIN_MISCONFIGURED and CHORUS_LOGIN_OFFLINE. */
typedef enum chorus_login_field {
    CHORUS_LOGIN_FIELD_NONE          = 0,
    CHORUS_LOGIN_FIELD_URL           = 1, /**< no such name, or no service of this kind at that address  */
    CHORUS_LOGIN_FIELD_CLIENT_ID     = 2, /**< the service does not know it                              */
    CHORUS_LOGIN_FIELD_CLIENT_SECRET = 3, /**< missing or wrong                                          */
    CHORUS_LOGIN_FIELD_SCOPES        = 4, /**< one of them is not known, or not for this client          */
    CHORUS_LOGIN_FIELD_CERTIFICATE   = 5, /**< the service's is not trusted, or `tls_pins` does not match */
    CHORUS_LOGIN_FIELD_CLOCK         = 6, /**< this machine's, by which a certificate is not valid       */
    CHORUS_LOGIN_FIELD_PROXY         = 7, /**< that of the environment                                   */
    CHORUS_LOGIN_FIELD_FLOW          = 8, /**< the service does not offer it                             */
    CHORUS_LOGIN_FIELD_FORCE_INT     = 0x7fffffff
} chorus_login_field;

/** For CHORUS_EVENT_LOGIN. Empty strings and NULL where a state has none. */
typedef struct chorus_event_login {
    chorus_login_state state;
    chorus_login_field field;
    uint32_t       seconds_left; /**< of the code; offline: until the next attempt                              */
    uint32_t       qr_side;      /**< modules on each side of `qr`; 0: no code is shown                         */
    const uint8_t *qr;           /**< url_with_code as a QR code: rows of (qr_side + 7) / 8 bytes, the highest bit
                                      left, 1 is dark. Leave 4 modules free around it                           */
    chorus_str     code;         /**< what to type, such as "8KQ2ZD" or "BCDF-GHJK"                             */
    chorus_str     url;          /**< where to type it                                                          */
    chorus_str     url_with_code; /**< the same with the code in it                                             */
    chorus_str     user;         /**< name of who said yes                                                      */
    chorus_str     text;         /**< one sentence for the screen, in English                                   */
} chorus_event_login;

/** One thing that happened. */
typedef struct chorus_event {
    uint32_t       type;    /**< chorus_event_type; ignore values you do not know                */
    chorus_session session; /**< whose event it is; {0} for CHORUS_EVENT_INPUTS_LOST              */
    uint64_t       time_ns; /**< monotonic time at which it arrived on the network thread        */
    union {
        chorus_event_state       state;
        chorus_event_closed      closed;
        chorus_event_reply       reply;
        chorus_event_lost        lost;
        chorus_event_input       input;
        chorus_event_participant participant;
        chorus_event_resource    resource;
        chorus_event_method      method;
        chorus_event_memory      memory;
        chorus_event_upload      upload;
        chorus_event_token       token;
        chorus_event_packet      packet;
        chorus_event_listening   listening;
        chorus_event_login       login;
        uint8_t                  reserved[112]; /**< keeps the size for all times */
    } as; /**< the member that the type names */
} chorus_event;

/**
 * The name of an event type as it is written in code, in small letters and without its prefix, such as
 * "participant_join".
 * @returns static storage, never NULL; "unknown" for numbers this library does not know
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_event_name(uint32_t type);

#ifdef __cplusplus
}
#endif
#endif
