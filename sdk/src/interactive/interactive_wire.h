/*
 * interactive_wire.h - what the files of the network side share: the link and its parts.
 * Layer    interactive. May include core/ and below.
 * Thread   network thread.
 * Memory   see interactive_link.h.
 * Trust    see interactive_link.h.
 *
 *     interactive_link       the life of the session: start, command, close, free
 *     interactive_connect    where to connect, with which headers, and when to try again
 *     interactive_bootstrap  from hello to ready: clock, scenes, groups, participants
 *     interactive_calls      methods sent, replies awaited
 *     interactive_answers    packets of the game's own, answers to calls of the service
 *     interactive_frames     what goes through the socket: text, or compressed
 *     interactive_coding     which of the two, and back when something breaks
 *     interactive_decode     frames in, records out
 *     interactive_methods    what the service tells: one function per method
 *     interactive_people     who is here, as packets and answers tell it
 *     interactive_push       and the records it becomes
 *     interactive_upload     files: asked for a place, then posted there
 *     interactive_clock      the service's clock
 *     interactive_auth       tokens, and how they are refreshed
 *     interactive_login      tokens of a login in the same runtime
 *     interactive_wake       suspend and resume, and the sleep of the machine
 *     interactive_wishes     what the game wants to exist
 *     interactive_remember   its calls become wishes
 *     interactive_restore    and after a reconnect, what is missing is made again
 *     interactive_tape       what the session meets goes into a file
 *     interactive_replay     and comes out of it again
 */
#ifndef CHO_INTERACTIVE_WIRE_H
#define CHO_INTERACTIVE_WIRE_H

#include "codec/packet.h"
#include "codec/stream.h"
#include "interactive/interactive_link.h"
#include "interactive/interactive_records.h"
#include "interactive/interactive_wishes.h"
#include "interactive/interactive_replay.h"
#include "interactive/interactive_tape.h"
#include "net/backoff.h"
#include "net/http_client.h"
#include "net/ws_client.h"

typedef struct cho_ia_link   cho_ia_link;
typedef struct cho_ia_upload cho_ia_upload;

/* How an internal call ended. packet is NULL when no answer came. */
typedef void (*cho_ia_on_reply)(cho_ia_link *ia, const cho_packet *packet);

/* A call that waits for its reply. */
typedef struct cho_ia_pending {
    uint32_t        id;
    uint32_t        request;     /* 0: nobody asks for the answer any more */
    uint64_t        deadline_ns;
    cho_ia_on_reply on_reply; /* NULL: the game's own call */
    char           *method;
    bool            is_part; /* the request has other packets too */
} cho_ia_pending;

enum { CHO_IA_DISCARDED = 256, CHO_IA_METHOD_SHOWN = 48 };

/* A call nobody waits for; kept for a while so that its error can be told with a name. */
typedef struct cho_ia_discarded {
    uint32_t id;
    char     method[CHO_IA_METHOD_SHOWN];
} cho_ia_discarded;

typedef struct cho_ia_calls {
    cho_ia_pending  *pending; /* oldest first */
    uint32_t         count, cap, next_id;
    cho_ia_discarded discarded[CHO_IA_DISCARDED];
    uint32_t         discarded_count;
    cho_timer        deadline;
} cho_ia_calls;

enum { CHO_IA_CLOCK_SAMPLES = 3 };

typedef struct cho_ia_clock_sync {
    uint64_t  sent_ns, taken_ns; /* of the last question; of the sample in use */
    uint64_t  error_ns;          /* the most that sample can be wrong by       */
    uint32_t  asked_id;
    uint32_t  samples; /* of this round */
    int64_t   offset_ns;
    bool      is_known;
    cho_timer next;
} cho_ia_clock_sync;

typedef struct cho_ia_bootstrap {
    bool    has_hello, has_scenes, has_groups, has_participants, is_synced;
    int64_t next_from_ms; /* page of getAllParticipants */
} cho_ia_bootstrap;

/* How packets are wrapped on this connection. */
typedef struct cho_ia_coding {
    cho_stream stream;
    cho_buf    frame, text; /* what goes out compressed, and what came so */
    cho_buf    wanted;      /* params of the setCompression that follows each hello; empty: none does */
    cho_scheme told;        /* what the game knows of it */
    uint32_t   asked;       /* calls of setCompression that wait for their answer */
    bool       has_asked;   /* ever, on this connection */
    bool       is_lost;     /* what comes compressed cannot be read, until the service has gone back to text */
} cho_ia_coding;

/* The addresses a discovery has told; each is tried once before discovery is asked again. */
typedef struct cho_ia_addresses {
    char   **items;
    uint32_t count, next;
} cho_ia_addresses;

/* While it is on, what is told of the state is told with the wishes fulfilled: the game sees no
 * difference where none will be. */
typedef struct cho_ia_restore {
    cho_ia_wishes wishes;
    cho_buf       scene, id, expected, params; /* for one look at a time */
    uint32_t      waiting;                     /* calls not answered yet                   */
    uint32_t      first_call;                  /* of this fetch                            */
    bool          is_off;                      /* nothing is remembered                    */
    bool          is_on;                       /* from the loss of a connection to the end of the next fetch */
    bool          has_begun;                   /* what is there has been compared          */
    bool          must_fetch;                  /* something was refused                    */
} cho_ia_restore;

enum { CHO_IA_CLOSE_TOKEN = 4019 };

/* Who we are, for the service. */
typedef struct cho_ia_auth {
    char     *header; /* of the handshake; NULL: none */
    char     *refresh_token, *url, *client_id, *client_secret;
    cho_http *request;
    bool      is_due;        /* refresh before the next attempt */
    bool      has_refreshed; /* since the last hello            */
} cho_ia_auth;

/* Both clocks a moment ago. */
typedef struct cho_ia_pulse {
    uint64_t  mono_ns; /* 0: not yet */
    int64_t   wall_ms;
    cho_timer timer;
} cho_ia_pulse;

struct cho_ia_link {
    cho_link                base;
    const chorus_allocator *heap;

    char       *address, *discovery_url, *share_code, *tls_pins;
    uint32_t    host, version_id, call_timeout_ms, ping_after_ms;
    bool        uses_query; /* the handshake's values go into the address */
    cho_ia_auth auth;
    uint32_t    login; /* whose token is used; 0: ours is */
    bool        waits_for_login;

    chorus_session_state state;
    cho_ws              *ws;
    cho_http            *discovery;
    cho_ia_addresses     addresses;
    cho_backoff          backoff;
    cho_timer            retry;
    cho_timer            greeting; /* hello must come before this                         */
    cho_timer            proven;   /* connected long enough to forget earlier failures    */
    uint32_t             attempt;       /* since the last good connection */
    uint32_t             retry_max_ms;
    bool                 is_suspended;
    bool                 is_at_once; /* the next attempt needs no pause */
    cho_ia_pulse         pulse;
    uint64_t             lost_ns;       /* when the last good connection ended; 0: there was none */

    int32_t           seq; /* the last one seen */
    bool              wants_ready, is_ready;
    cho_ia_calls      calls;
    cho_ia_bootstrap  bootstrap;
    cho_ia_clock_sync clock;
    cho_ia_restore    restore;
    cho_ia_coding     coding;
    cho_ia_gauge     *gauge;
    bool              tells_packets;
    cho_ia_tape      *tape;   /* NULL: it is not recorded     */
    cho_ia_replay    *replay; /* NULL: it is no recording     */
    cho_ia_upload    *uploads; /* the first is under way */
    cho_buf           out, scratch;
};

/* ---- interactive_link ---- */
void cho_ia_enter(cho_ia_link *ia, chorus_session_state state, const cho_cause *cause);
/* The session is over; nothing is tried again. */
void cho_ia_end(cho_ia_link *ia, chorus_result result, int32_t close_code, const char *text);
void cho_ia_set_ready(cho_ia_link *ia, bool is_ready);
/* There is somebody to speak to, or there was when this was recorded. */
static inline bool cho_ia_is_online(const cho_ia_link *ia)
{
    return ia->ws != NULL || (ia->replay != NULL && cho_ia_replay_is_online(ia->replay));
}

/* ---- interactive_connect ---- */
void cho_ia_connect(cho_ia_link *ia);
/* The same without the pause that was due, and with short ones next. */
void cho_ia_connect_now(cho_ia_link *ia);
void cho_ia_try_again(cho_ia_link *ia, chorus_result why, int32_t close_code, const char *text);
void cho_ia_stop_timers(cho_ia_link *ia);      /* but for those of calls */
void cho_ia_disconnect(cho_ia_link *ia);       /* stop whatever is under way, but for the socket */
void cho_ia_prove_connection(cho_ia_link *ia); /* it works: forget earlier failures if it lasts */
void cho_ia_forget_addresses(cho_ia_link *ia);
void cho_ia_forget_connection(cho_ia_link *ia); /* what was true of it only */
/* Calls under way end; what the game wants is made again on the next connection. */
void cho_ia_lose_calls(cho_ia_link *ia, const char *text);

/* ---- interactive_bootstrap ---- */
void cho_ia_on_hello(cho_ia_link *ia);
/* Goes on once everything asked for has been answered. */
void cho_ia_finish_sync(cho_ia_link *ia);
/* A new connection, because this one does not answer `what`. */
void cho_ia_give_up(cho_ia_link *ia, const char *what);
void cho_ia_fetch_all(cho_ia_link *ia);
void cho_ia_on_ready(cho_ia_link *ia, bool is_ready);
void cho_ia_send_ready(cho_ia_link *ia);

/* ---- interactive_calls ---- */
/* An internal call. on_reply is called once, also when it cannot be sent, but not when the connection
 * is lost first: whoever asks, asks again after the next hello. */
void cho_ia_ask(cho_ia_link *ia, const char *method, const char *params, cho_ia_on_reply on_reply);
void cho_ia_call_for_game(cho_ia_link *ia, const cho_ia_call *call);
/* The number of the next call. */
uint32_t cho_ia_coming_call(const cho_ia_link *ia);
/* Internal calls that wait with that on_reply are forgotten; it is not called. */
void cho_ia_withdraw(cho_ia_link *ia, cho_ia_on_reply on_reply);
void cho_ia_take_reply(cho_ia_link *ia, const cho_packet *packet);
/* A reply event for an error of the service. */
void cho_ia_tell_error(cho_ia_link *ia, uint32_t request, const char *method, const cho_packet *packet);
/* The connection is gone: every pending call and every upload ends with E_NETWORK. */
void cho_ia_fail_calls(cho_ia_link *ia, const char *text);
void cho_ia_free_calls(cho_ia_link *ia);
/* It will not be answered. */
void cho_ia_drop_call(cho_ia_link *ia, uint32_t id, chorus_result why);

/* ---- interactive_answers ---- */
void cho_ia_send_raw(cho_ia_link *ia, const cho_ia_raw *raw);
void cho_ia_send_answer(cho_ia_link *ia, const cho_ia_answer *answer);

/* ---- interactive_frames ---- */
void cho_ia_take_frame(cho_ia_link *ia, cho_span bytes, bool is_text);
void cho_ia_take_text(cho_ia_link *ia, cho_span text);
/* A packet: compressed if that is agreed on, or as it is. As cho_ws_send(). */
chorus_result cho_ia_send_packet(cho_ia_link *ia, const cho_buf *text);
chorus_result cho_ia_send_plain(cho_ia_link *ia, const cho_buf *text);

/* ---- interactive_coding ---- */
/* True for setCompression. The next four are told about calls of it: what is asked for after each hello, ask
 * for it now, the answer (NULL: none came), the service's own wish (false: it has bad parameters). */
bool cho_ia_is_coding(const char *name);
void cho_ia_want_coding(cho_ia_link *ia, cho_span params);
void cho_ia_negotiate(cho_ia_link *ia);
void cho_ia_coding_answered(cho_ia_link *ia, const cho_packet *packet);
bool cho_ia_take_coding(cho_ia_link *ia, const cho_packet *packet);
/* What came compressed cannot be read: ask for text, then fetch everything again. */
void cho_ia_fall_back(cho_ia_link *ia, const char *why);
/* The connection is gone: the next one begins with text. */
void cho_ia_forget_coding(cho_ia_link *ia);

/* ---- interactive_decode ---- */
/* A text frame, or what a compressed one means. */
void cho_ia_receive(cho_ia_link *ia, const char *data, size_t len);

/* ---- interactive_methods ---- */
/* A string that is not empty, not absurdly long and without a NUL in what it means. */
bool cho_ia_is_id(const cho_json_value *value);
/* offset: of the packet in its frame, for complaints. */
void cho_ia_take_method(cho_ia_link *ia, const cho_packet *packet, size_t offset);
/* Leaves the reader inside the array that a member of the object holds; false when there is none. */
bool cho_ia_enter_array(cho_json_reader *r, cho_span object, const char *name);
/* The object without some of its members, in the scratch buffer; empty: no memory. */
cho_span cho_ia_without(cho_ia_link *ia, cho_span object, const char *const *keys, size_t key_count);
/* What the answer to a call of the game says about the things in the mirror. */
void cho_ia_learn(cho_ia_link *ia, const char *method, cho_span result);
/* The `scenes`, `groups` or `participants` array of a result or of params. False: there is none. */
bool cho_ia_take_scenes(cho_ia_link *ia, cho_span object);
bool cho_ia_take_groups(cho_ia_link *ia, cho_span object);
bool cho_ia_take_participants(cho_ia_link *ia, cho_span object);

/* ---- interactive_push ---- */
/* A record each; without memory the session is marked for a resync. Nothing for an empty json, but when a
 * control is gone. */
void cho_ia_push_resource(cho_ia_link *ia, uint16_t type, const cho_json_value *id, cho_span json);
void cho_ia_push_control(cho_ia_link *ia, uint16_t type, const cho_json_value *scene, const cho_json_value *id,
                         cho_span json);
void cho_ia_push_gone(cho_ia_link *ia, uint16_t type, const cho_json_value *id, const cho_json_value *reassign);

/* ---- interactive_auth ---- */
/* NULL for NULL, "" and when *failed is set. */
char *cho_ia_copy_text(const chorus_allocator *heap, const char *text, bool *failed);
/* False: no memory; deinit it all the same. */
bool cho_ia_auth_init(cho_ia_auth *auth, const chorus_allocator *heap, const chorus_interactive_options *options);
void cho_ia_auth_deinit(cho_ia_auth *auth, const chorus_allocator *heap);
void cho_ia_set_token(cho_ia_link *ia, const cho_ia_set_token_command *command);
/* In place of what was; refresh_token NULL: it stays. False: no memory, and nothing has changed. */
bool cho_ia_use_token(cho_ia_link *ia, const char *token, const char *refresh_token);
/* There is a refresh token that was not used since the last hello, or a login that can be asked. */
bool cho_ia_can_refresh(const cho_ia_link *ia);
/* Asks for new tokens, then connects. */
void cho_ia_refresh(cho_ia_link *ia);

/* ---- interactive_login ---- */
/* The login's token is ours. False: the attempt ends here; it goes on when there is one, or the session is over. */
bool cho_ia_take_login(cho_ia_link *ia);
/* Its token was refused: it shall fetch another one. */
void cho_ia_renew_login(cho_ia_link *ia);
void cho_ia_hear(cho_link *link, const cho_link *from);

/* ---- interactive_wake ---- */
void cho_ia_suspend(cho_ia_link *ia);
void cho_ia_resume(cho_ia_link *ia);
/* Suspended, and the socket is gone. */
void cho_ia_rest(cho_ia_link *ia);
void cho_ia_start_pulse(cho_ia_link *ia);
/* Looks at the clocks: true when the machine has slept since the last look, or its clock was set. */
bool cho_ia_pulse_has_slept(cho_ia_pulse *pulse, uint64_t mono_ns, int64_t wall_ms);

/* ---- interactive_upload ---- */
void cho_ia_upload_for_game(cho_ia_link *ia, const cho_ia_upload_order *order);
void cho_ia_fail_uploads(cho_ia_link *ia, const char *text);
void cho_ia_free_uploads(cho_ia_link *ia);

/* ---- interactive_clock ---- */
void cho_ia_start_clock(cho_ia_link *ia);
/* Any sample is better than what is known. */
void cho_ia_distrust_clock(cho_ia_link *ia);
/* A sample that may be wrong by so much: taken when it is more certain than what is known, and when both
 * cannot be right. */
bool cho_ia_clock_take(cho_ia_clock_sync *clock, int64_t offset_ns, uint64_t error_ns, uint64_t now_ns);
void cho_ia_stop_clock(cho_ia_link *ia);
/* Milliseconds since 1970 by the service's clock, or by ours before it is known. */
int64_t cho_ia_server_ms(const cho_ia_link *ia);

/* ---- interactive_remember ---- */
/* True for a method that changes what is restored after a reconnect. */
bool cho_ia_is_remembered(const cho_ia_link *ia, const char *method);
/* call: its number, 0 when it has not been sent. */
void cho_ia_remember(cho_ia_link *ia, const char *method, cho_span params, uint32_t call);
/* Ids as plain text, until the next key is made. `scene` counts for controls only. */
cho_ia_wish_key cho_ia_make_key(cho_ia_link *ia, cho_ia_wish_kind kind, const cho_json_value *scene,
                           const cho_json_value *id);
/* The service says that something is gone and who takes over. */
void cho_ia_wish_is_gone(cho_ia_link *ia, cho_ia_wish_kind kind, const cho_json_value *scene,
                         const cho_json_value *id, const cho_json_value *heir);

/* ---- interactive_restore ---- */
void cho_ia_restore_init(cho_ia_restore *restore, const chorus_allocator *heap, bool is_off);
void cho_ia_restore_deinit(cho_ia_restore *restore);
void cho_ia_restore_after_loss(cho_ia_link *ia);
/* Everything is about to be fetched. */
void cho_ia_restore_begin(cho_ia_link *ia);
/* What the service tells of a thing, as it will be once it is as wished; valid until the next such call.
 * Empty: it will not be there. */
cho_span cho_ia_expect(cho_ia_link *ia, cho_ia_wish_kind kind, const cho_json_value *scene, const cho_json_value *id,
                       cho_span json);
/* Everything is fetched: asks for what is missing. False: not yet, cho_ia_finish_sync() comes again. */
bool cho_ia_restore_is_done(cho_ia_link *ia);
void cho_ia_sample_clock(cho_ia_link *ia);

#endif
