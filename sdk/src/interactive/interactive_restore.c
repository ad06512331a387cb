#include "base/clock.h"
#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_patch.h"
#include "codec/json_same.h"
#include "codec/json_writer.h"
#include "interactive/interactive_wire.h"

/* A packet is closed once it is this long, as in interactive_flush.c. */
enum { PACKET_FULL_BYTES = 512 * 1024, ID_SHOWN = 80 };

/* ---- life ---- */

void cho_ia_restore_init(cho_ia_restore *restore, const chorus_allocator *heap, bool is_off)
{
    restore->is_off = is_off;
    cho_ia_wishes_init(&restore->wishes, heap);
    cho_buf_init(&restore->scene, heap);
    cho_buf_init(&restore->id, heap);
    cho_buf_init(&restore->expected, heap);
    cho_buf_init(&restore->params, heap);
}

void cho_ia_restore_deinit(cho_ia_restore *restore)
{
    cho_ia_wishes_deinit(&restore->wishes);
    cho_buf_deinit(&restore->scene);
    cho_buf_deinit(&restore->id);
    cho_buf_deinit(&restore->expected);
    cho_buf_deinit(&restore->params);
}

/* ---- what is there ---- */

/* A cooldown that has passed is no wish any more. */
static void drop_passed_cooldown(cho_ia_link *ia, cho_ia_wish *wish, int64_t now_ms)
{
    static const char *const passed[] = { "cooldown" };
    cho_json_value           cooldown;
    int64_t                  until_ms;
    if (wish->kind != CHO_IA_WISH_CONTROL || wish->is_unwanted ||
        !cho_json_find_key(cho_ia_wish_json(wish), cho_span_of("cooldown"), &cooldown) ||
        !cho_json_to_int64(&cooldown, &until_ms) || until_ms > now_ms)
        return;
    cho_span rest = cho_ia_without(ia, cho_ia_wish_json(wish), passed, 1);
    if (rest.len > 0)
        cho_ia_wishes_replace(&ia->restore.wishes, wish, rest);
}

void cho_ia_restore_begin(cho_ia_link *ia)
{
    cho_ia_restore *restore = &ia->restore;
    cho_ia_wish    *wish;
    int64_t         now_ms = cho_ia_server_ms(ia);
    restore->waiting       = 0;
    restore->first_call    = cho_ia_coming_call(ia);
    restore->has_begun     = false;
    restore->must_fetch    = false;
    for (uint32_t it = 0; restore->is_on && (wish = cho_ia_wishes_next(&restore->wishes, &it)) != NULL;) {
        wish->is_there = wish->is_met = false;
        wish->call                    = 0;
        drop_passed_cooldown(ia, wish, now_ms);
    }
}

cho_span cho_ia_expect(cho_ia_link *ia, cho_ia_wish_kind kind, const cho_json_value *scene, const cho_json_value *id,
                       cho_span json)
{
    cho_ia_restore *restore = &ia->restore;
    if (!restore->is_on)
        return json;
    cho_ia_wish_key key  = cho_ia_make_key(ia, kind, scene, id);
    cho_ia_wish    *wish = cho_ia_wishes_find(&restore->wishes, &key);
    if (wish == NULL)
        return json;
    wish->is_there = true;
    if (wish->is_unwanted)
        return (cho_span){ "", 0 };
    cho_buf_clear(&restore->expected);
    if (cho_json_merge(json, cho_ia_wish_json(wish), &restore->expected) != CHORUS_OK)
        return json;
    cho_span expected = { restore->expected.data, restore->expected.len };
    bool     is_met   = cho_json_is_same(expected, json);
    if (!restore->has_begun)
        wish->is_met = is_met;
    return is_met ? json : expected; /* in the service's own words it is no news to the mirror */
}

/* ---- what is missing ---- */

static cho_ia_asked action_for(const cho_ia_wish *wish)
{
    bool is_single = wish->kind == CHO_IA_WISH_WORLD || wish->kind == CHO_IA_WISH_THROTTLE;
    if (wish->is_met)
        return CHO_IA_ASKED_NOTHING;
    if (is_single)
        return CHO_IA_ASKED_UPDATE;
    if (wish->is_unwanted)
        return wish->is_there ? CHO_IA_ASKED_DELETE : CHO_IA_ASKED_NOTHING;
    if (wish->is_there)
        return CHO_IA_ASKED_UPDATE;
    return wish->is_made ? CHO_IA_ASKED_CREATE : CHO_IA_ASKED_NOTHING;
}

static void ask_for(cho_ia_link *ia, cho_ia_wish *wish, cho_ia_asked action)
{
    wish->asked    = action;
    wish->call     = cho_ia_coming_call(ia);
    wish->is_met   = true;
    wish->is_there = action != CHO_IA_ASKED_DELETE;
}

static cho_ia_wish *next_for(cho_ia_link *ia, cho_ia_wish_kind kind, cho_ia_asked action, uint32_t *it)
{
    cho_ia_wish *wish;
    do
        wish = cho_ia_wishes_next(&ia->restore.wishes, it);
    while (wish != NULL && (wish->kind != kind || action_for(wish) != action));
    return wish;
}

/* ---- packets ---- */

static void on_restored(cho_ia_link *ia, const cho_packet *packet);

static void send(cho_ia_link *ia, const char *method)
{
    cho_buf *params = &ia->restore.params;
    ia->restore.waiting++;
    if (params->failed)
        on_restored(ia, NULL);
    else
        cho_ia_ask(ia, method, params->data, on_restored);
}

/* How the wishes of one kind are called. */
typedef struct shape {
    const char *create, *update, *list;
} shape;

static const shape *shape_of(cho_ia_wish_kind kind)
{
    static const shape shapes[] = {
        [CHO_IA_WISH_SCENE]       = { "createScenes", "updateScenes", "scenes" },
        [CHO_IA_WISH_GROUP]       = { "createGroups", "updateGroups", "groups" },
        [CHO_IA_WISH_CONTROL]     = { "createControls", "updateControls", "controls" },
        [CHO_IA_WISH_PARTICIPANT] = { NULL, "updateParticipants", "participants" },
    };
    return &shapes[kind];
}

static void begin_list(cho_json_writer *w, const cho_ia_wish *first, cho_ia_asked action)
{
    cho_json_begin_object(w);
    if (first->kind == CHO_IA_WISH_CONTROL)
        cho_json_key(w, "sceneID"), cho_json_write_string(w, cho_ia_wish_key_of(first).scene);
    if (action == CHO_IA_ASKED_UPDATE)
        cho_json_key(w, "priority"), cho_json_write_int64(w, 0);
    cho_json_key(w, action == CHO_IA_ASKED_DELETE ? "controlIDs" : shape_of(first->kind)->list);
    cho_json_begin_array(w);
}

static void end_list(cho_json_writer *w)
{
    cho_json_end_array(w);
    cho_json_end_object(w);
}

/* The controls of a scene that is about to be created, in its own object. */
static void write_controls_of(cho_ia_link *ia, const cho_ia_wish *scene, cho_json_writer *w)
{
    cho_ia_wish *control;
    cho_span     id = cho_ia_wish_key_of(scene).id;
    cho_json_key(w, "controls");
    cho_json_begin_array(w);
    for (uint32_t it = 0; (control = next_for(ia, CHO_IA_WISH_CONTROL, CHO_IA_ASKED_CREATE, &it)) != NULL;) {
        bool is_here = cho_span_equal(cho_ia_wish_key_of(control).scene, id);
        if (!is_here || control->is_alone || w->out->len > PACKET_FULL_BYTES)
            continue;
        cho_json_write_raw(w, cho_ia_wish_json(control));
        ask_for(ia, control, CHO_IA_ASKED_CREATE);
    }
    cho_json_end_array(w);
}

static void write_new_scene(cho_ia_link *ia, const cho_ia_wish *scene, cho_json_writer *w)
{
    cho_span json = cho_ia_wish_json(scene);
    cho_json_write_raw(w, (cho_span){ json.ptr, json.len - 1 }); /* its end comes behind the controls */
    if (!scene->is_alone)
        write_controls_of(ia, scene, w);
    cho_json_end_object(w);
}

static void write_wish(cho_ia_link *ia, cho_ia_wish *wish, cho_ia_asked action, cho_json_writer *w)
{
    ask_for(ia, wish, action);
    if (action == CHO_IA_ASKED_DELETE)
        cho_json_write_string(w, cho_ia_wish_key_of(wish).id);
    else if (action == CHO_IA_ASKED_CREATE && wish->kind == CHO_IA_WISH_SCENE)
        write_new_scene(ia, wish, w);
    else
        cho_json_write_raw(w, cho_ia_wish_json(wish));
}

static bool go_together(const cho_ia_wish *first, const cho_ia_wish *other)
{
    return !first->is_alone && !other->is_alone &&
           cho_span_equal(cho_ia_wish_key_of(first).scene, cho_ia_wish_key_of(other).scene);
}

/* One packet with the wish and those behind it that can go with it. */
static void send_list(cho_ia_link *ia, cho_ia_wish *first, uint32_t it, cho_ia_asked action)
{
    cho_json_writer w = cho_json_writer_on(&ia->restore.params);
    cho_ia_wish    *wish;
    begin_list(&w, first, action);
    write_wish(ia, first, action, &w);
    while (w.out->len < PACKET_FULL_BYTES && (wish = next_for(ia, first->kind, action, &it)) != NULL) {
        if (go_together(first, wish))
            write_wish(ia, wish, action, &w);
    }
    end_list(&w);
    if (action == CHO_IA_ASKED_DELETE)
        send(ia, "deleteControls");
    else
        send(ia, action == CHO_IA_ASKED_CREATE ? shape_of(first->kind)->create : shape_of(first->kind)->update);
}

/* A deleted scene or group is wished away in the words of the call that deleted it. */
static void send_single(cho_ia_link *ia, cho_ia_wish *wish, cho_ia_asked action)
{
    cho_json_writer w    = cho_json_writer_on(&ia->restore.params);
    cho_span        json = cho_ia_wish_json(wish);
    ask_for(ia, wish, action);
    if (wish->kind != CHO_IA_WISH_WORLD) {
        cho_json_write_raw(&w, json);
    } else {
        cho_json_begin_object(&w);
        cho_json_key(&w, "priority"), cho_json_write_int64(&w, 0);
        cho_json_key(&w, "world"), cho_json_write_raw(&w, json);
        cho_json_end_object(&w);
    }
    switch (wish->kind) {
    case CHO_IA_WISH_SCENE: send(ia, "deleteScene"); break;
    case CHO_IA_WISH_GROUP: send(ia, "deleteGroup"); break;
    case CHO_IA_WISH_WORLD: send(ia, "updateWorld"); break;
    default:                send(ia, "setBandwidthThrottle"); break;
    }
}

static void ask_all(cho_ia_link *ia, cho_ia_wish_kind kind, cho_ia_asked action)
{
    bool         is_list = kind <= CHO_IA_WISH_PARTICIPANT && (action != CHO_IA_ASKED_DELETE || kind == CHO_IA_WISH_CONTROL);
    cho_ia_wish *wish;
    uint32_t     it = 0;
    while ((wish = next_for(ia, kind, action, &it)) != NULL) {
        cho_buf_clear(&ia->restore.params);
        if (is_list)
            send_list(ia, wish, it, action);
        else
            send_single(ia, wish, action);
    }
}

/* Things before what points at them, and their ends the other way round. */
static void ask_for_everything(cho_ia_link *ia)
{
    for (int kind = CHO_IA_WISH_SCENE; kind <= CHO_IA_WISH_THROTTLE; kind++) {
        ask_all(ia, (cho_ia_wish_kind)kind, CHO_IA_ASKED_CREATE);
        ask_all(ia, (cho_ia_wish_kind)kind, CHO_IA_ASKED_UPDATE);
    }
    for (int kind = CHO_IA_WISH_CONTROL; kind >= CHO_IA_WISH_SCENE; kind--)
        ask_all(ia, (cho_ia_wish_kind)kind, CHO_IA_ASKED_DELETE);
}

/* ---- answers ---- */

static void forget_refused(cho_ia_link *ia, cho_ia_wish *wish, const cho_packet *packet)
{
    cho_span id    = cho_ia_wish_key_of(wish).id;
    cho_span error = cho_json_text(&packet->error);
    cho_link_log(&ia->base, CHORUS_LOG_WARNING, "\"%.*s\" cannot be made again: %.*s",
                 (int)(id.len > ID_SHOWN ? ID_SHOWN : id.len), id.ptr, (int)(error.len > 300 ? 300 : error.len),
                 error.ptr);
    cho_ia_wishes_forget(&ia->restore.wishes, wish);
    ia->restore.must_fetch = true; /* the mirror was told that it would be there */
}

static uint32_t count_asked(cho_ia_link *ia, uint32_t call)
{
    const cho_ia_wish *wish;
    uint32_t           count = 0;
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(&ia->restore.wishes, &it)) != NULL;)
        count += wish->call == call;
    return count;
}

/* A call is refused as a whole: each of its wishes is tried by itself then. */
static void take_refusal(cho_ia_link *ia, const cho_packet *packet)
{
    cho_ia_wish *wish;
    bool         is_single = count_asked(ia, packet->id) == 1;
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(&ia->restore.wishes, &it)) != NULL;) {
        if (wish->call != packet->id)
            continue;
        if (is_single) {
            forget_refused(ia, wish, packet);
            return;
        }
        wish->is_alone = true;
        wish->is_met   = false;
        wish->is_there = wish->asked != CHO_IA_ASKED_CREATE;
    }
}

/* Calls of an earlier fetch are answered too, and nobody waits for them. */
static void on_restored(cho_ia_link *ia, const cho_packet *packet)
{
    if (packet == NULL) {
        cho_ia_give_up(ia, "what should be there again");
        return;
    }
    if (packet->id < ia->restore.first_call || ia->restore.waiting == 0)
        return;
    ia->restore.waiting--;
    if (packet->error.type != CHO_JSON_NULL)
        take_refusal(ia, packet);
    if (ia->restore.waiting == 0)
        cho_ia_finish_sync(ia);
}

/* Who did not come back never will: the next visit has another id. */
static void forget_absent(cho_ia_link *ia)
{
    cho_ia_wish *wish;
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(&ia->restore.wishes, &it)) != NULL;) {
        if (wish->kind == CHO_IA_WISH_PARTICIPANT && !wish->is_there)
            cho_ia_wishes_forget(&ia->restore.wishes, wish);
    }
}

bool cho_ia_restore_is_done(cho_ia_link *ia)
{
    cho_ia_restore *restore = &ia->restore;
    if (!restore->is_on)
        return true;
    if (restore->waiting > 0)
        return false;
    restore->has_begun = true;
    ask_for_everything(ia);
    if (restore->waiting > 0)
        return false;
    restore->is_on = restore->must_fetch;
    if (restore->must_fetch)
        cho_ia_fetch_all(ia);
    else
        forget_absent(ia);
    return !restore->is_on;
}

/* ---- the connection is gone ---- */

void cho_ia_restore_after_loss(cho_ia_link *ia)
{
    cho_ia_wish *wish;
    cho_ia_wishes_settle(&ia->restore.wishes);
    for (uint32_t it = 0; (wish = cho_ia_wishes_next(&ia->restore.wishes, &it)) != NULL;)
        wish->is_alone = false;
    ia->restore.is_on = !ia->restore.is_off;
}
