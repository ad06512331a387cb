#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_writer.h"
#include "interactive/interactive_text.h"
#include "interactive/interactive_wire.h"

enum { MAX_ID_BYTES = 64 * 1024 };

/* ---- reading what a packet holds ---- */

bool cho_ia_is_id(const cho_json_value *value)
{
    if (value->type != CHO_JSON_STRING || value->raw.len == 0 || value->raw.len > MAX_ID_BYTES)
        return false;
    return !value->escaped || !cho_json_has_nul(value);
}

static bool find_id(cho_span object, const char *key, cho_json_value *out)
{
    return cho_json_find_key(object, cho_span_of(key), out) && cho_ia_is_id(out);
}

static const cho_json_value no_id = { { "", 0 }, CHO_JSON_NULL, false };

static cho_json_value find_optional_id(cho_span object, const char *key)
{
    cho_json_value value;
    return find_id(object, key, &value) ? value : no_id;
}

/* The array is read where it stands: to find its end first would be to read it twice. */
bool cho_ia_enter_array(cho_json_reader *r, cho_span object, const char *name)
{
    cho_json_value key;
    cho_json_reader_init(r, object, CHO_PACKET_DEPTH);
    cho_json_enter_object(r);
    while (cho_json_next_member(r, &key)) {
        if (cho_json_is(&key, name))
            return cho_json_enter_array(r);
    }
    return false;
}

static size_t offset_of(const cho_json_reader *r)
{
    return (size_t)(r->at - r->start);
}

/* The reader has entered an object. Reads what is left of it; false: it has no such id. */
static bool read_object(cho_json_reader *r, cho_span key, cho_json_value *id, cho_span *object)
{
    const char    *begin  = r->at - 1;
    bool           has_id = false;
    cho_json_value member;
    while (cho_json_next_member(r, &member)) {
        if (cho_json_equals(&member, key))
            has_id = cho_json_read(r, id) && cho_ia_is_id(id);
    }
    *object = (cho_span){ begin, (size_t)(r->at - begin) };
    return has_id;
}

/* Takes one object that the reader has entered, and leaves it. */
typedef void (*take_fn)(cho_ia_link *ia, cho_json_reader *r, const cho_json_value *context);

static void take_elements(cho_ia_link *ia, cho_json_reader *r, const cho_json_value *context, take_fn take)
{
    while (cho_json_next_element(r)) {
        if (cho_json_enter_object(r))
            take(ia, r, context);
        else
            cho_link_bad_packet(&ia->base, "an element that is not an object", offset_of(r));
    }
}

static bool for_each(cho_ia_link *ia, cho_span object, const char *name, const cho_json_value *context, take_fn take)
{
    cho_json_reader r;
    bool            is_there = cho_ia_enter_array(&r, object, name);
    if (is_there)
        take_elements(ia, &r, context, take);
    return is_there;
}

static cho_span scratch_text(const cho_ia_link *ia)
{
    return (cho_span){ ia->scratch.data, ia->scratch.failed ? 0 : ia->scratch.len };
}

cho_span cho_ia_without(cho_ia_link *ia, cho_span object, const char *const *keys, size_t key_count)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_buf_clear(&ia->scratch);
    cho_json_writer w = cho_json_writer_on(&ia->scratch);
    cho_json_reader_init(&r, object, CHO_PACKET_DEPTH);
    cho_json_begin_object(&w);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        size_t i = 0;
        while (i < key_count && !cho_json_is(&key, keys[i]))
            i++;
        if (i < key_count)
            continue;
        cho_json_key_raw(&w, cho_json_text(&key));
        cho_json_write_raw(&w, cho_json_text(&value));
    }
    cho_json_end_object(&w);
    return scratch_text(ia);
}

/* None and null mean the same. */
static cho_span params_of(const cho_packet *packet)
{
    return packet->params.type == CHO_JSON_OBJECT ? packet->params.raw : cho_span_of("{}");
}

static void push_method(cho_ia_link *ia, const cho_packet *packet)
{
    cho_span       params = params_of(packet);
    uint32_t       len    = (uint32_t)(sizeof(cho_ia_method) + packet->method.raw.len + params.len + packet->id_text.len + 3);
    cho_ia_method *r      = cho_link_record(&ia->base, CHO_IA_METHOD, len, CHO_WORTH_INPUT, 0);
    if (r == NULL)
        return;
    cho_ia_text at = cho_ia_text_behind(r + 1);
    r->method_len  = cho_ia_put_value(&at, &packet->method);
    r->params_len  = cho_ia_put_span(&at, params);
    r->id_len      = cho_ia_put_span(&at, packet->has_id && !packet->discard ? packet->id_text : no_id.raw);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
}

/* ---- scenes, groups, controls ---- */

#define KEY(text) ((cho_span){ text, sizeof(text) - 1 })

static void take_control(cho_ia_link *ia, cho_json_reader *r, const cho_json_value *scene)
{
    cho_json_value id;
    cho_span       object;
    if (read_object(r, KEY("controlID"), &id, &object))
        cho_ia_push_control(ia, CHO_IA_CONTROL, scene, &id,
                            cho_ia_expect(ia, CHO_IA_WISH_CONTROL, scene, &id, object));
    else
        cho_link_bad_packet(&ia->base, "a control without controlID", offset_of(r));
}

/* What a scene says: its own properties go to the scratch buffer, its groups are told elsewhere. */
typedef struct scene_parts {
    cho_json_value id;       /* absent: there is none that can be used */
    cho_json_value controls; /* absent: none are told */
} scene_parts;

static void take_scene_member(scene_parts *scene, cho_json_writer *own, const cho_json_value *key,
                              const cho_json_value *value)
{
    if (cho_json_equals(key, KEY("controls"))) {
        scene->controls = *value;
        return;
    }
    if (cho_json_equals(key, KEY("groups")))
        return;
    if (cho_json_equals(key, KEY("sceneID")))
        scene->id = cho_ia_is_id(value) ? *value : no_id;
    cho_json_key_raw(own, cho_json_text(key));
    cho_json_write_raw(own, cho_json_text(value));
}

static scene_parts read_scene(cho_ia_link *ia, cho_json_reader *r)
{
    scene_parts    scene = { no_id, no_id };
    cho_json_value key, value;
    cho_buf_clear(&ia->scratch);
    cho_json_writer own = cho_json_writer_on(&ia->scratch);
    cho_json_begin_object(&own);
    while (cho_json_next_member(r, &key) && cho_json_read(r, &value))
        take_scene_member(&scene, &own, &key, &value);
    cho_json_end_object(&own);
    return scene;
}

static void take_controls(cho_ia_link *ia, const cho_json_value *controls, const cho_json_value *scene)
{
    cho_json_reader r;
    cho_json_reader_init(&r, controls->raw, CHO_PACKET_DEPTH);
    if (cho_json_enter_array(&r))
        take_elements(ia, &r, scene, take_control);
}

static void take_scene(cho_ia_link *ia, cho_json_reader *r, const cho_json_value *context)
{
    (void)context;
    scene_parts scene = read_scene(ia, r);
    if (scene.id.type != CHO_JSON_STRING) {
        cho_link_bad_packet(&ia->base, "a scene without sceneID", offset_of(r));
        return;
    }
    cho_ia_push_resource(ia, CHO_IA_SCENE, &scene.id,
                  cho_ia_expect(ia, CHO_IA_WISH_SCENE, NULL, &scene.id, scratch_text(ia)));
    take_controls(ia, &scene.controls, &scene.id);
}

static void take_group(cho_ia_link *ia, cho_json_reader *r, const cho_json_value *context)
{
    cho_json_value id;
    cho_span       object;
    (void)context;
    if (read_object(r, KEY("groupID"), &id, &object))
        cho_ia_push_resource(ia, CHO_IA_GROUP, &id, cho_ia_expect(ia, CHO_IA_WISH_GROUP, NULL, &id, object));
    else
        cho_link_bad_packet(&ia->base, "a group without groupID", offset_of(r));
}

static void push_control_gone(cho_ia_link *ia, const cho_json_value *scene, const cho_json_value *id)
{
    cho_ia_push_control(ia, CHO_IA_CONTROL_GONE, scene, id, no_id.raw);
    cho_ia_wish_is_gone(ia, CHO_IA_WISH_CONTROL, scene, id, &no_id);
}

static void take_control_gone(cho_ia_link *ia, cho_json_reader *r, const cho_json_value *scene)
{
    cho_json_value id;
    cho_span       object;
    if (read_object(r, KEY("controlID"), &id, &object))
        push_control_gone(ia, scene, &id);
    else
        cho_link_bad_packet(&ia->base, "a control without controlID", offset_of(r));
}

/* ---- participants ---- */

static void take_participant_gone(cho_ia_link *ia, cho_json_reader *r, const cho_json_value *context)
{
    cho_json_value id;
    cho_span       object;
    (void)context;
    if (!read_object(r, KEY("sessionID"), &id, &object)) {
        cho_link_bad_packet(&ia->base, "a participant without sessionID", offset_of(r));
        return;
    }
    cho_ia_push_gone(ia, CHO_IA_PARTICIPANT_GONE, &id, &no_id);
    cho_ia_wish_is_gone(ia, CHO_IA_WISH_PARTICIPANT, NULL, &id, &no_id);
}

/* ---- one function per method; false: its parameters are not what the protocol says ---- */

bool cho_ia_take_scenes(cho_ia_link *ia, cho_span object)
{
    return for_each(ia, object, "scenes", NULL, take_scene);
}

bool cho_ia_take_groups(cho_ia_link *ia, cho_span object)
{
    return for_each(ia, object, "groups", NULL, take_group);
}

static bool on_hello(cho_ia_link *ia, cho_span params)
{
    (void)params;
    cho_ia_on_hello(ia);
    return true;
}

static bool on_ready(cho_ia_link *ia, cho_span params)
{
    cho_json_value value;
    bool           is_ready = false;
    if (!cho_json_find_key(params, cho_span_of("isReady"), &value) || !cho_json_to_bool(&value, &is_ready))
        return false;
    cho_ia_on_ready(ia, is_ready);
    return true;
}

static bool on_participant_leave(cho_ia_link *ia, cho_span params)
{
    return for_each(ia, params, "participants", NULL, take_participant_gone);
}

static bool on_gone(cho_ia_link *ia, cho_span params, uint16_t type, const char *id_key, const char *reassign_key)
{
    cho_json_value id;
    if (!find_id(params, id_key, &id))
        return false;
    cho_json_value reassign = find_optional_id(params, reassign_key);
    cho_ia_push_gone(ia, type, &id, &reassign);
    cho_ia_wish_is_gone(ia, type == CHO_IA_SCENE_GONE ? CHO_IA_WISH_SCENE : CHO_IA_WISH_GROUP, NULL, &id, &reassign);
    return true;
}

static bool on_scene_delete(cho_ia_link *ia, cho_span params)
{
    return on_gone(ia, params, CHO_IA_SCENE_GONE, "sceneID", "reassignSceneID");
}

static bool on_group_delete(cho_ia_link *ia, cho_span params)
{
    return on_gone(ia, params, CHO_IA_GROUP_GONE, "groupID", "reassignGroupID");
}

static bool on_control(cho_ia_link *ia, cho_span params)
{
    cho_json_value scene;
    return find_id(params, "sceneID", &scene) && for_each(ia, params, "controls", &scene, take_control);
}

/* Some services name the ids alone. */
static bool take_control_ids(cho_ia_link *ia, cho_span params, const cho_json_value *scene)
{
    cho_json_value  id;
    cho_json_reader r;
    if (!cho_ia_enter_array(&r, params, "controlIDs"))
        return false;
    while (cho_json_next_element(&r)) {
        if (cho_json_read(&r, &id) && cho_ia_is_id(&id))
            push_control_gone(ia, scene, &id);
        else
            cho_link_bad_packet(&ia->base, "a control without controlID", 0);
    }
    return true;
}

static bool on_control_delete(cho_ia_link *ia, cho_span params)
{
    cho_json_value scene;
    if (!find_id(params, "sceneID", &scene))
        return false;
    return for_each(ia, params, "controls", &scene, take_control_gone) || take_control_ids(ia, params, &scene);
}

static bool on_world(cho_ia_link *ia, cho_span params)
{
    static const char *const elsewhere[] = { "scenes" };
    cho_ia_push_resource(ia, CHO_IA_WORLD, &no_id, cho_ia_without(ia, params, elsewhere, 1));
    cho_ia_take_scenes(ia, params);
    return true;
}

static uint64_t bytes_of(cho_span object, const char *key)
{
    cho_json_value value;
    uint64_t       bytes = 0;
    if (cho_json_find_key(object, cho_span_of(key), &value))
        (void)cho_json_to_uint64(&value, &bytes);
    return bytes;
}

static bool on_memory(cho_ia_link *ia, cho_span params)
{
    uint32_t       len = (uint32_t)(sizeof(cho_ia_memory) + params.len + 1);
    cho_ia_memory *r   = cho_link_record(&ia->base, CHO_IA_MEMORY, len, CHO_WORTH_INPUT, 0);
    if (r == NULL)
        return true;
    cho_ia_text at = cho_ia_text_behind(r + 1);
    r->used_bytes  = bytes_of(params, "usedBytes");
    r->total_bytes = bytes_of(params, "totalBytes");
    r->json_len    = cho_ia_put_span(&at, params);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
    return true;
}

static const struct {
    const char *name;
    bool (*take)(cho_ia_link *ia, cho_span params);
} methods[] = {
    { "onParticipantJoin", cho_ia_take_participants },
    { "onParticipantUpdate", cho_ia_take_participants },
    { "onParticipantLeave", on_participant_leave },
    { "onControlUpdate", on_control },
    { "onControlCreate", on_control },
    { "onControlDelete", on_control_delete },
    { "onSceneCreate", cho_ia_take_scenes },
    { "onSceneUpdate", cho_ia_take_scenes },
    { "onSceneDelete", on_scene_delete },
    { "onGroupCreate", cho_ia_take_groups },
    { "onGroupUpdate", cho_ia_take_groups },
    { "onGroupDelete", on_group_delete },
    { "onWorldUpdate", on_world },
    { "onWorldCreate", on_world },
    { "issueMemoryWarning", on_memory },
    { "onReady", on_ready },
    { "hello", on_hello },
};

static void report(cho_ia_link *ia, const char *method, size_t offset)
{
    cho_buf_clear(&ia->scratch);
    cho_buf_printf(&ia->scratch, "%s with bad parameters", method);
    cho_link_bad_packet(&ia->base, ia->scratch.failed ? method : ia->scratch.data, offset);
}

void cho_ia_take_method(cho_ia_link *ia, const cho_packet *packet, size_t offset)
{
    cho_span params = params_of(packet);
    if (cho_json_is(&packet->method, "setCompression")) {
        if (!cho_ia_take_coding(ia, packet))
            report(ia, "setCompression", offset);
        return;
    }
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (cho_json_is(&packet->method, methods[i].name)) {
            if (!methods[i].take(ia, params))
                report(ia, methods[i].name, offset);
            return;
        }
    }
    push_method(ia, packet);
}
