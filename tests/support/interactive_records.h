/*
 * interactive_records.h - the game side of an Interactive 2 session without a network: records are
 * put in by hand, events and commands come out.
 *
 * The runtime is the real one but for its network thread, which is never started; so a test says
 * when a frame ends and reads the queue of commands itself.
 */
#ifndef TESTS_SUPPORT_INTERACTIVE_RECORDS_H
#define TESTS_SUPPORT_INTERACTIVE_RECORDS_H

#include "support/game.h"

#include "core/runtime_state.h"
#include "interactive/interactive_session.h"

typedef struct ia_game {
    chorus_runtime      *rt;
    chorus_session       session;
    cho_interactive     *s;
    struct ia_payload   *payloads; /* of this frame */
    chorus_event         event;    /* the last one that was expected */
    uint64_t             now_ns;   /* when records arrive */
    const char          *packets;  /* of the last command: those not looked at yet */
    uint32_t             packet_count, request;
    int                  log_count;
    char                 last_line[512];
} ia_game;

/* A session that is READY. `heap` NULL: the C library's. A failed allocation fails the test. */
void ia_game_init(ia_game *g, const chorus_allocator *heap);
void ia_game_deinit(ia_game *g);

/* One of everything: scene and group "default", a button "fire", participant IA_ANN. */
#define IA_ANN "0b6c0000-1111-4222-8333-000000000001"
void            ia_set_stage(ia_game *g);
chorus_resource ia_fire(ia_game *g);

/* ia_game_init in two steps, for tests of opening: a runtime, and a session that was opened in it. */
void ia_runtime_init(ia_game *g, const chorus_allocator *heap);
void ia_adopt_session(ia_game *g, chorus_session session);

/* The pump that begins a new frame: views end, gone things are freed. Unread events are dropped. */
void ia_next_frame(ia_game *g);
void ia_set_state(ia_game *g, chorus_session_state state);

/* ---- records in ---- */

chorus_result ia_tell(ia_game *g, uint16_t type, const void *payload, size_t len);

chorus_result ia_world(ia_game *g, const char *json);
chorus_result ia_scene(ia_game *g, const char *id, const char *json);
chorus_result ia_group(ia_game *g, const char *id, const char *json);
chorus_result ia_control(ia_game *g, const char *scene, const char *id, const char *json);
chorus_result ia_scene_gone(ia_game *g, const char *id, const char *reassign);
chorus_result ia_group_gone(ia_game *g, const char *id, const char *reassign);
chorus_result ia_control_gone(ia_game *g, const char *scene, const char *id);
chorus_result ia_leave(ia_game *g, const char *id);
chorus_result ia_sync_begin(ia_game *g);
chorus_result ia_sync_end(ia_game *g);
chorus_result ia_clock(ia_game *g, int64_t offset_ns);

typedef struct ia_who {
    const char *id, *name, *group, *custom; /* NULL: not told */
    uint32_t    has;                        /* of the fields below */
    uint32_t    user_id, level;
    int64_t     connected_at_ms, last_input_at_ms;
    bool        is_disabled, is_anonymous;
} ia_who;
chorus_result ia_participant(ia_game *g, const ia_who *who);
chorus_result ia_join(ia_game *g, const char *id, const char *name, const char *group);

chorus_result ia_input(ia_game *g, const char *participant, const char *control, const char *action);

/* ---- events out ---- */

/* The next event must be of this type and, if `id` is not NULL, about that thing; see g->event. */
#define ia_expect(g, type, id) ia_check_event((g), (type), (id), __FILE__, __LINE__)
void ia_check_event(ia_game *g, chorus_event_type type, const char *id, const char *file, int line);

/* No event waits. */
#define ia_expect_nothing(g) ia_check_no_event((g), __FILE__, __LINE__)
void ia_check_no_event(ia_game *g, const char *file, int line);

/* ---- commands out ---- */

chorus_result ia_flush(ia_game *g);

/* One packet. Its texts are valid for this frame. */
typedef struct ia_call {
    const char *method, *params;
    uint32_t    request;
} ia_call;
/* False: no packet and no command waits. Any other command than a call fails the test. */
bool ia_next_call(ia_game *g, ia_call *out);

/* The next command must be this call. */
#define ia_expect_call(g, method, params) ia_check_call((g), (method), (params), __FILE__, __LINE__)
void ia_check_call(ia_game *g, const char *method, const char *params, const char *file, int line);

/* The next command of any kind; the caller frees it with cho_release and the runtime's heap. */
cho_command *ia_take_command(ia_game *g);

/* ---- the mirror ---- */

chorus_resource ia_find(ia_game *g, chorus_resource_kind kind, const char *id);
void            ia_expect_missing(ia_game *g, chorus_resource_kind kind, const char *id);
chorus_resource ia_find_control(ia_game *g, const char *scene, const char *id);

/* The whole resource as JSON text. */
#define ia_expect_json(g, resource, json) ia_check_json((g), (resource), (json), __FILE__, __LINE__)
void ia_check_json(ia_game *g, chorus_resource resource, const char *json, const char *file, int line);

#endif
