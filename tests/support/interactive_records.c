#include "support/interactive_records.h"

#include "base/alloc.h"
#include "interactive/interactive_link.h"

#include <stdlib.h>

struct ia_payload {
    struct ia_payload *next;
    uint64_t           bytes[];
};

/* ---- life ---- */

static void keep_line(void *user, chorus_log_level level, const char *line)
{
    ia_game *g = user;
    (void)level;
    g->log_count++;
    strncpy(g->last_line, line, sizeof g->last_line - 1);
}

void ia_runtime_init(ia_game *g, const chorus_allocator *heap)
{
    chorus_runtime_options options;
    CHORUS_INIT(&options);
    if (heap != NULL)
        options.allocator = *heap;
    options.log          = keep_line;
    options.log_user     = g;
    options.inbox_bytes  = CHO_RING_MIN_BYTES;
    options.outbox_calls = 256;
    memset(g, 0, sizeof *g);
    g->now_ns = 5000000000;
    assert_ok(cho_runtime_create_unthreaded(&options, &g->rt));
}

void ia_adopt_session(ia_game *g, chorus_session session)
{
    g->session = session;
    assert_ok(cho_interactive_find(g->rt, session, &g->s));
    cho_command *command = ia_take_command(g);
    assert_int_equal(command->type, CHO_COMMAND_OPEN);
    cho_interactive_link_free(((cho_command_open *)command)->link);
    cho_release(&g->rt->heap, command);
}

void ia_game_init(ia_game *g, const chorus_allocator *heap)
{
    chorus_interactive_options options;
    chorus_session             session;
    ia_runtime_init(g, heap);
    CHORUS_INIT(&options);
    options.address = "ws://127.0.0.1:1/gameClient";
    assert_ok(chorus_interactive_open(g->rt, &options, &session));
    ia_adopt_session(g, session);
    ia_set_state(g, CHORUS_STATE_READY);
}

void ia_set_stage(ia_game *g)
{
    assert_ok(ia_scene(g, "default", "{\"sceneID\":\"default\"}"));
    assert_ok(ia_group(g, "default", "{\"groupID\":\"default\"}"));
    assert_ok(ia_control(g, "default", "fire", "{\"controlID\":\"fire\",\"kind\":\"button\"}"));
    assert_ok(ia_join(g, IA_ANN, "ann", "default"));
    ia_next_frame(g);
}

chorus_resource ia_fire(ia_game *g)
{
    return ia_find_control(g, NULL, "fire");
}

static void free_payloads(ia_game *g)
{
    g->packet_count = 0;
    while (g->payloads != NULL) {
        struct ia_payload *next = g->payloads->next;
        free(g->payloads);
        g->payloads = next;
    }
}

void ia_game_deinit(ia_game *g)
{
    chorus_flush(g->rt); /* what is queued is found and freed by the destroy */
    chorus_runtime_destroy(g->rt);
    free_payloads(g);
}

void ia_next_frame(ia_game *g)
{
    chorus_discard_events(g->rt);
    g->rt->work |= CHO_WORK_RELEASE;
    assert_true(chorus_pump(g->rt) >= 0);
    free_payloads(g);
}

void ia_set_state(ia_game *g, chorus_session_state state)
{
    g->s->base.state = state;
    cho_interactive_ops.on_state(&g->s->base, state);
}

/* ---- records in ---- */

static struct ia_payload *make_payload(ia_game *g, size_t len)
{
    struct ia_payload *payload = calloc(1, sizeof *payload + len);
    assert_non_null(payload);
    payload->next = g->payloads;
    g->payloads   = payload;
    return payload;
}

static chorus_result apply(ia_game *g, uint16_t type, const struct ia_payload *payload, size_t len)
{
    cho_record record = { .session = g->session.id, .type = type, .time_ns = g->now_ns };
    if (!cho_events_reserve(&g->rt->events, 1))
        return CHORUS_E_MEMORY;
    return cho_interactive_ops.apply(&g->s->base, &record, payload->bytes, (uint32_t)len);
}

chorus_result ia_tell(ia_game *g, uint16_t type, const void *bytes, size_t len)
{
    struct ia_payload *payload = make_payload(g, len);
    if (len > 0)
        memcpy(payload->bytes, bytes, len);
    return apply(g, type, payload, len);
}

static size_t len_of(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static uint32_t put(char **at, const char *text)
{
    size_t len = len_of(text);
    if (len > 0)
        memcpy(*at, text, len);
    *at += len + 1;
    return (uint32_t)len;
}

static chorus_result tell_resource(ia_game *g, uint16_t type, const char *id, const char *json)
{
    size_t             len     = sizeof(cho_ia_resource) + len_of(id) + len_of(json) + 2;
    struct ia_payload *payload = make_payload(g, len);
    cho_ia_resource   *r       = (void *)payload->bytes;
    char              *at      = (char *)(r + 1);
    r->id_len                  = put(&at, id);
    r->json_len                = put(&at, json);
    return apply(g, type, payload, len);
}

chorus_result ia_world(ia_game *g, const char *json)
{
    return tell_resource(g, CHO_IA_WORLD, NULL, json);
}

chorus_result ia_scene(ia_game *g, const char *id, const char *json)
{
    return tell_resource(g, CHO_IA_SCENE, id, json);
}

chorus_result ia_group(ia_game *g, const char *id, const char *json)
{
    return tell_resource(g, CHO_IA_GROUP, id, json);
}

static chorus_result tell_control(ia_game *g, uint16_t type, const char *scene, const char *id, const char *json)
{
    size_t             len     = sizeof(cho_ia_control) + len_of(scene) + len_of(id) + len_of(json) + 3;
    struct ia_payload *payload = make_payload(g, len);
    cho_ia_control    *r       = (void *)payload->bytes;
    char              *at      = (char *)(r + 1);
    r->scene_len               = put(&at, scene);
    r->id_len                  = put(&at, id);
    r->json_len                = put(&at, json);
    return apply(g, type, payload, len);
}

chorus_result ia_control(ia_game *g, const char *scene, const char *id, const char *json)
{
    return tell_control(g, CHO_IA_CONTROL, scene, id, json);
}

chorus_result ia_control_gone(ia_game *g, const char *scene, const char *id)
{
    return tell_control(g, CHO_IA_CONTROL_GONE, scene, id, NULL);
}

static chorus_result tell_gone(ia_game *g, uint16_t type, const char *id, const char *reassign)
{
    size_t             len     = sizeof(cho_ia_gone) + len_of(id) + len_of(reassign) + 2;
    struct ia_payload *payload = make_payload(g, len);
    cho_ia_gone       *r       = (void *)payload->bytes;
    char              *at      = (char *)(r + 1);
    r->id_len                  = put(&at, id);
    r->reassign_len            = put(&at, reassign);
    return apply(g, type, payload, len);
}

chorus_result ia_scene_gone(ia_game *g, const char *id, const char *reassign)
{
    return tell_gone(g, CHO_IA_SCENE_GONE, id, reassign);
}

chorus_result ia_group_gone(ia_game *g, const char *id, const char *reassign)
{
    return tell_gone(g, CHO_IA_GROUP_GONE, id, reassign);
}

chorus_result ia_leave(ia_game *g, const char *id)
{
    return tell_gone(g, CHO_IA_PARTICIPANT_GONE, id, NULL);
}

chorus_result ia_sync_begin(ia_game *g)
{
    return ia_tell(g, CHO_IA_SYNC_BEGIN, NULL, 0);
}

chorus_result ia_sync_end(ia_game *g)
{
    return ia_tell(g, CHO_IA_SYNC_END, NULL, 0);
}

chorus_result ia_clock(ia_game *g, int64_t offset_ns)
{
    cho_ia_clock clock = { offset_ns };
    return ia_tell(g, CHO_IA_CLOCK, &clock, sizeof clock);
}

chorus_result ia_participant(ia_game *g, const ia_who *who)
{
    size_t len = sizeof(cho_ia_participant) + len_of(who->id) + len_of(who->name) + len_of(who->group) +
                 len_of(who->custom) + 4;
    struct ia_payload  *payload = make_payload(g, len);
    cho_ia_participant *r       = (void *)payload->bytes;
    char               *at      = (char *)(r + 1);
    *r = (cho_ia_participant){ .connected_at_ms  = who->connected_at_ms,
                               .last_input_at_ms = who->last_input_at_ms,
                               .user_id          = who->user_id,
                               .level            = who->level,
                               .has              = who->has,
                               .is_disabled      = who->is_disabled,
                               .is_anonymous     = who->is_anonymous };
    r->has |= who->name != NULL ? CHO_IA_HAS_NAME : 0;
    r->has |= who->group != NULL ? CHO_IA_HAS_GROUP : 0;
    r->id_len     = put(&at, who->id);
    r->name_len   = put(&at, who->name);
    r->group_len  = put(&at, who->group);
    r->custom_len = put(&at, who->custom);
    return apply(g, CHO_IA_PARTICIPANT, payload, len);
}

chorus_result ia_join(ia_game *g, const char *id, const char *name, const char *group)
{
    ia_who who = { .id = id, .name = name, .group = group };
    return ia_participant(g, &who);
}

chorus_result ia_input(ia_game *g, const char *participant, const char *control, const char *action)
{
    static const char  json[]  = "{\"controlID\":\"c\",\"event\":\"e\",\"x\":0.25,\"own\":[1]}";
    size_t             len     = sizeof(cho_ia_input) + strlen(participant) + strlen(control) + strlen(action) +
                                 sizeof json + 6;
    struct ia_payload *payload = make_payload(g, len);
    cho_ia_input      *r       = (void *)payload->bytes;
    char              *at      = (char *)(r + 1);
    r->x                       = 0.25f;
    r->y                       = -1;
    r->kind                    = CHORUS_INPUT_MOVE;
    r->participant_len         = put(&at, participant);
    r->control_len             = put(&at, control);
    r->action_len              = put(&at, action);
    r->text_len                = put(&at, NULL);
    r->transaction_len         = put(&at, NULL);
    r->json_len                = put(&at, json);
    return apply(g, CHO_IA_INPUT, payload, len);
}

/* ---- events out ---- */

static chorus_str id_of(const chorus_event *event)
{
    static const chorus_str none = { "", 0 };
    if (event->type >= CHORUS_EVENT_SCENE_CREATE && event->type <= CHORUS_EVENT_WORLD_UPDATE)
        return event->as.resource.id;
    if (event->type >= CHORUS_EVENT_PARTICIPANT_JOIN && event->type <= CHORUS_EVENT_PARTICIPANT_LEAVE)
        return event->as.participant.id;
    return event->type == CHORUS_EVENT_INPUT ? event->as.input.control : none;
}

void ia_check_event(ia_game *g, chorus_event_type type, const char *id, const char *file, int line)
{
    if (!chorus_next_event(g->rt, &g->event)) {
        print_error("no event waits; 0x%x was expected\n", (unsigned)type);
        _fail(file, line);
    }
    if (g->event.type != (uint32_t)type) {
        print_error("event 0x%x of \"%.80s\", not 0x%x\n", g->event.type, id_of(&g->event).ptr, (unsigned)type);
        _fail(file, line);
    }
    if (id != NULL)
        check_str(id, id_of(&g->event), file, line);
}

void ia_check_no_event(ia_game *g, const char *file, int line)
{
    if (!chorus_next_event(g->rt, &g->event))
        return;
    print_error("event 0x%x of \"%.80s\" was not expected\n", g->event.type, id_of(&g->event).ptr);
    _fail(file, line);
}

/* ---- commands out ---- */

chorus_result ia_flush(ia_game *g)
{
    return chorus_flush(g->rt);
}

cho_command *ia_take_command(ia_game *g)
{
    uint32_t     len;
    cho_command *command = NULL;
    cho_ring_publish(g->rt->outbox);
    const void *record = cho_ring_peek(g->rt->outbox, &len);
    if (record == NULL)
        return NULL;
    memcpy(&command, record, sizeof command);
    cho_ring_advance(g->rt->outbox);
    cho_ring_release(g->rt->outbox);
    return command;
}

/* The packets of a command stay together, and its memory until the frame ends. */
static bool take_packets(ia_game *g)
{
    cho_command *command = ia_take_command(g);
    if (command == NULL)
        return false;
    assert_int_equal(command->type, CHO_IA_CALL);
    assert_int_equal(command->session, g->session.id);
    const cho_ia_call *call = (const void *)command;
    const char        *text = (const char *)(call + 1), *end = text;
    for (uint32_t i = 0; i < 2 * call->count; i++)
        end += strlen(end) + 1;
    struct ia_payload *kept = make_payload(g, (size_t)(end - text));
    memcpy(kept->bytes, text, (size_t)(end - text));
    g->packets      = (const char *)kept->bytes;
    g->packet_count = call->count;
    g->request      = call->request;
    cho_release(&g->rt->heap, command);
    return true;
}

bool ia_next_call(ia_game *g, ia_call *out)
{
    if (g->packet_count == 0 && !take_packets(g))
        return false;
    out->request = g->request;
    out->method  = g->packets;
    out->params  = out->method + strlen(out->method) + 1;
    g->packets   = out->params + strlen(out->params) + 1;
    g->packet_count--;
    return true;
}

void ia_check_call(ia_game *g, const char *method, const char *params, const char *file, int line)
{
    ia_call call;
    if (!ia_next_call(g, &call)) {
        print_error("no call waits; %s was expected\n", method);
        _fail(file, line);
    }
    check_str(method, (chorus_str){ call.method, strlen(call.method) }, file, line);
    check_str(params, (chorus_str){ call.params, strlen(call.params) }, file, line);
}

/* ---- the mirror ---- */

chorus_resource ia_find(ia_game *g, chorus_resource_kind kind, const char *id)
{
    chorus_resource found = { 0 };
    assert_ok(chorus_interactive_find(g->rt, g->session, kind, id, &found));
    return found;
}

void ia_expect_missing(ia_game *g, chorus_resource_kind kind, const char *id)
{
    chorus_resource found = { 77 };
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find(g->rt, g->session, kind, id, &found));
    assert_int_equal(found.id, 77);
}

chorus_resource ia_find_control(ia_game *g, const char *scene, const char *id)
{
    chorus_resource found = { 0 };
    assert_ok(chorus_interactive_find_control(g->rt, g->session, scene, id, &found));
    return found;
}

void ia_check_json(ia_game *g, chorus_resource resource, const char *json, const char *file, int line)
{
    chorus_str text = { "", 0 };
    assert_ok(chorus_interactive_get_json(g->rt, g->session, resource, NULL, &text));
    check_str(json, text, file, line);
}
