#include "codec/json_find.h"
#include "codec/json_writer.h"
#include "interactive/interactive_wire.h"

/* A call of the game that changes the state, while it is read. */
typedef struct note {
    cho_ia_link *ia;
    uint32_t     call;    /* its number; 0: it was not sent */
    bool         creates; /* else it updates */
    bool         failed;  /* no memory */
} note;

/* ---- keys ---- */

static cho_span plain(const cho_json_value *id, cho_buf *out)
{
    cho_buf_clear(out);
    cho_json_append_unescaped(id, out);
    return (cho_span){ out->len == 0 ? "" : out->data, out->failed ? 0 : out->len };
}

cho_ia_wish_key cho_ia_make_key(cho_ia_link *ia, cho_ia_wish_kind kind, const cho_json_value *scene, const cho_json_value *id)
{
    cho_ia_wish_key key = { kind, { "", 0 }, plain(id, &ia->restore.id) };
    if (kind == CHO_IA_WISH_CONTROL)
        key.scene = scene->type == CHO_JSON_STRING ? plain(scene, &ia->restore.scene) : cho_span_of("default");
    return key;
}

/* ---- created and updated ---- */

static const char *id_name(cho_ia_wish_kind kind)
{
    switch (kind) {
    case CHO_IA_WISH_SCENE:   return "sceneID";
    case CHO_IA_WISH_GROUP:   return "groupID";
    case CHO_IA_WISH_CONTROL: return "controlID";
    default:                  return "sessionID";
    }
}

static void note_thing(note *n, cho_ia_wish_kind kind, const cho_json_value *scene, cho_span object)
{
    cho_ia_wishes *wishes = &n->ia->restore.wishes;
    cho_json_value id;
    if (!cho_json_find_key(object, cho_span_of(id_name(kind)), &id) || !cho_ia_is_id(&id))
        return;
    cho_ia_wish_key key = cho_ia_make_key(n->ia, kind, scene, &id);
    bool is_noted = n->creates ? cho_ia_wishes_create(wishes, &key, object, n->call)
                               : cho_ia_wishes_update(wishes, &key, object, n->call);
    n->failed |= !is_noted;
}

static void note_list(note *n, cho_ia_wish_kind kind, const char *list, const cho_json_value *scene, cho_span object);

static void note_scene(note *n, cho_span object)
{
    static const char *const elsewhere[] = { "controls", "groups" };
    cho_json_value           id;
    cho_span                 own = cho_ia_without(n->ia, object, elsewhere, 2);
    if (own.len == 0 || !cho_json_find_key(object, cho_span_of("sceneID"), &id))
        return;
    note_thing(n, CHO_IA_WISH_SCENE, NULL, own);
    note_list(n, CHO_IA_WISH_CONTROL, "controls", &id, object);
}

static void note_list(note *n, cho_ia_wish_kind kind, const char *list, const cho_json_value *scene, cho_span object)
{
    cho_json_reader r;
    cho_json_value  element;
    if (!cho_ia_enter_array(&r, object, list))
        return;
    while (cho_json_next_element(&r) && cho_json_read(&r, &element)) {
        if (element.type != CHO_JSON_OBJECT)
            continue;
        if (kind == CHO_IA_WISH_SCENE)
            note_scene(n, element.raw);
        else
            note_thing(n, kind, scene, element.raw);
    }
}

static void note_scenes(note *n, cho_span params)
{
    note_list(n, CHO_IA_WISH_SCENE, "scenes", NULL, params);
}

static void note_groups(note *n, cho_span params)
{
    note_list(n, CHO_IA_WISH_GROUP, "groups", NULL, params);
}

static void note_controls(note *n, cho_span params)
{
    cho_json_value scene = { 0 };
    cho_json_find_key(params, cho_span_of("sceneID"), &scene);
    note_list(n, CHO_IA_WISH_CONTROL, "controls", &scene, params);
}

static void note_participants(note *n, cho_span params)
{
    note_list(n, CHO_IA_WISH_PARTICIPANT, "participants", NULL, params);
}

static void note_single(note *n, cho_ia_wish_kind kind, cho_span patch)
{
    cho_ia_wish_key key = { kind, { "", 0 }, { "", 0 } };
    n->failed |= !cho_ia_wishes_update(&n->ia->restore.wishes, &key, patch, n->call);
}

static void note_world(note *n, cho_span params)
{
    cho_json_value world;
    if (cho_json_find_key(params, cho_span_of("world"), &world) && world.type == CHO_JSON_OBJECT)
        note_single(n, CHO_IA_WISH_WORLD, world.raw);
}

static void note_throttle(note *n, cho_span params)
{
    note_single(n, CHO_IA_WISH_THROTTLE, params);
}

/* ---- deleted ---- */

/* What points at something that goes points at its heir from now on. */
static void repoint(note *n, cho_ia_wish_kind kind, const char *member, cho_span gone, const cho_json_value *heir)
{
    cho_ia_wishes *wishes = &n->ia->restore.wishes;
    cho_ia_wish   *wish;
    cho_json_value at;
    cho_buf        patch;
    cho_buf_init(&patch, n->ia->heap);
    cho_json_writer w = cho_json_writer_on(&patch);
    cho_json_begin_object(&w);
    cho_json_key(&w, member);
    cho_json_write_raw(&w, heir->type == CHO_JSON_STRING ? cho_json_text(heir) : cho_span_of("\"default\""));
    cho_json_end_object(&w);
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(wishes, &it)) != NULL;) {
        if (wish->kind != kind || wish->is_unwanted || patch.failed ||
            !cho_json_find_key(cho_ia_wish_json(wish), cho_span_of(member), &at) || !cho_json_equals(&at, gone))
            continue;
        cho_ia_wish_key key = cho_ia_wish_key_of(wish);
        n->failed |= !cho_ia_wishes_update(wishes, &key, (cho_span){ patch.data, patch.len }, n->call);
    }
    n->failed |= patch.failed;
    cho_buf_deinit(&patch);
}

/* They go with their scene, unless the call that deletes it is refused. */
static void orphan_controls_of(note *n, cho_span scene)
{
    cho_ia_wish *wish;
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(&n->ia->restore.wishes, &it)) != NULL;) {
        if (wish->kind != CHO_IA_WISH_CONTROL || !cho_span_equal(cho_ia_wish_key_of(wish).scene, scene))
            continue;
        if (n->call == 0)
            cho_ia_wishes_forget(&n->ia->restore.wishes, wish);
        else
            wish->orphaned_by = n->call;
    }
}

/* `id` is plain text of its own. */
static void follow(note *n, cho_ia_wish_kind kind, cho_span id, const cho_json_value *heir)
{
    if (kind == CHO_IA_WISH_SCENE)
        orphan_controls_of(n, id);
    if (kind == CHO_IA_WISH_SCENE)
        repoint(n, CHO_IA_WISH_GROUP, "sceneID", id, heir);
    else if (kind == CHO_IA_WISH_GROUP)
        repoint(n, CHO_IA_WISH_PARTICIPANT, "groupID", id, heir);
}

static const char *heir_name(cho_ia_wish_kind kind)
{
    return kind == CHO_IA_WISH_SCENE ? "reassignSceneID" : "reassignGroupID";
}

static void note_deleted(note *n, cho_ia_wish_kind kind, cho_span params)
{
    cho_json_value id, heir = { 0 };
    if (!cho_json_find_key(params, cho_span_of(id_name(kind)), &id) || !cho_ia_is_id(&id))
        return;
    cho_json_find_key(params, cho_span_of(heir_name(kind)), &heir);
    cho_ia_wish_key key = cho_ia_make_key(n->ia, kind, NULL, &id);
    n->failed |= !cho_ia_wishes_delete(&n->ia->restore.wishes, &key, params, n->call);
    follow(n, kind, key.id, &heir);
}

static void note_scene_deleted(note *n, cho_span params)
{
    note_deleted(n, CHO_IA_WISH_SCENE, params);
}

static void note_group_deleted(note *n, cho_span params)
{
    note_deleted(n, CHO_IA_WISH_GROUP, params);
}

static void note_controls_deleted(note *n, cho_span params)
{
    cho_json_reader r;
    cho_json_value  scene = { 0 }, id;
    cho_json_find_key(params, cho_span_of("sceneID"), &scene);
    if (!cho_ia_enter_array(&r, params, "controlIDs"))
        return;
    while (cho_json_next_element(&r) && cho_json_read(&r, &id)) {
        if (!cho_ia_is_id(&id))
            continue;
        cho_ia_wish_key key = cho_ia_make_key(n->ia, CHO_IA_WISH_CONTROL, &scene, &id);
        n->failed |= !cho_ia_wishes_delete(&n->ia->restore.wishes, &key, cho_span_of(""), n->call);
    }
}

/* ---- calls ---- */

typedef struct noted_method {
    const char *name;
    bool        creates;
    void (*take)(note *n, cho_span params);
} noted_method;

static const noted_method *find_method(const char *name)
{
    static const noted_method methods[] = {
        { "createScenes", true, note_scenes },
        { "updateScenes", false, note_scenes },
        { "createGroups", true, note_groups },
        { "updateGroups", false, note_groups },
        { "createControls", true, note_controls },
        { "updateControls", false, note_controls },
        { "updateParticipants", false, note_participants },
        { "updateWorld", false, note_world },
        { "setBandwidthThrottle", false, note_throttle },
        { "deleteScene", false, note_scene_deleted },
        { "deleteGroup", false, note_group_deleted },
        { "deleteControls", false, note_controls_deleted },
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    }
    return NULL;
}

bool cho_ia_is_remembered(const cho_ia_link *ia, const char *method)
{
    return !ia->restore.is_off && find_method(method) != NULL;
}

void cho_ia_remember(cho_ia_link *ia, const char *method, cho_span params, uint32_t call)
{
    const noted_method *known = ia->restore.is_off ? NULL : find_method(method);
    if (known == NULL)
        return;
    note n = { .ia = ia, .call = call, .creates = known->creates };
    known->take(&n, params);
    if (n.failed)
        cho_link_log(&ia->base, CHORUS_LOG_WARNING, "no memory to remember %s for a reconnect", method);
}

/* ---- what the service says ---- */

static void forget_orphans_of(cho_ia_link *ia, cho_span scene)
{
    cho_ia_wish *wish;
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(&ia->restore.wishes, &it)) != NULL;) {
        if (wish->orphaned_by != 0 && cho_span_equal(cho_ia_wish_key_of(wish).scene, scene))
            cho_ia_wishes_forget(&ia->restore.wishes, wish);
    }
}

/* Deletions are confirmed in their turn: what was created again since then is still wanted. */
void cho_ia_wish_is_gone(cho_ia_link *ia, cho_ia_wish_kind kind, const cho_json_value *scene, const cho_json_value *id,
                         const cho_json_value *heir)
{
    if (ia->restore.is_off)
        return;
    cho_ia_wish_key key  = cho_ia_make_key(ia, kind, scene, id);
    cho_ia_wish    *wish = cho_ia_wishes_find(&ia->restore.wishes, &key);
    bool            is_ours = wish != NULL && (wish->deletes_due > 0 || wish->is_unwanted);
    if (is_ours && wish->deletes_due > 0)
        wish->deletes_due--;
    if (is_ours && kind == CHO_IA_WISH_SCENE)
        forget_orphans_of(ia, key.id);
    if (!is_ours) {
        note n = { .ia = ia };
        follow(&n, kind, key.id, heir);
    }
    if (wish != NULL && wish->deletes_due == 0 && (!is_ours || (wish->is_unwanted && wish->is_made)))
        cho_ia_wishes_forget(&ia->restore.wishes, wish);
}
