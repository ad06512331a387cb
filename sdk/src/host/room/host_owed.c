#include "host/room/host_owed.h"

#include "base/alloc.h"
#include "host/room/host_objects.h"
#include "host/room/host_participants.h"
#include "host/room/host_send.h"

/* A packet that is sent as it was written. */
typedef struct owed_text {
    cho_host_debt debt;
    const char   *method;
    bool          is_release;
    size_t        len;
    char          params[];
} owed_text;

/* ---- the lists ---- */

static cho_host_debts *list_of(cho_host_room *room, const cho_host_debt *debt)
{
    return debt->is_parked ? &room->owed.parked : &room->owed.due;
}

static owed_text *text_of(cho_host_debt *debt)
{
    return debt->topic == CHO_HOST_TOPIC_TEXT ? (owed_text *)(void *)debt : NULL;
}

static cho_host_object *object_of(cho_host_debt *debt)
{
    return (cho_host_object *)(void *)((char *)debt - offsetof(cho_host_object, debt));
}

/* Counts texts that are due: others have to go behind them. */
static void count(cho_host_room *room, cho_host_debt *debt, bool is_added)
{
    const owed_text *text    = text_of(debt);
    uint32_t        *counter = text != NULL && text->is_release ? &room->owed.release_count : &room->owed.end_count;
    if (text != NULL && !debt->is_parked)
        *counter = is_added ? *counter + 1 : *counter - 1;
}

static void append(cho_host_room *room, cho_host_debt *debt, bool is_parked)
{
    debt->is_parked      = is_parked;
    cho_host_debts *list = list_of(room, debt);
    debt->next           = NULL;
    debt->prev           = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = debt;
    list->last = debt;
    count(room, debt, true);
}

static void unlink_debt(cho_host_room *room, cho_host_debt *debt)
{
    cho_host_debts *list = list_of(room, debt);
    *(debt->prev != NULL ? &debt->prev->next : &list->first) = debt->next;
    *(debt->next != NULL ? &debt->next->prev : &list->last)  = debt->prev;
    if (room->owed.cursor == debt)
        room->owed.cursor = debt->next;
    count(room, debt, false);
}

/* It is owed no more. */
static void strike(cho_host_room *room, cho_host_debt *debt)
{
    owed_text *text = text_of(debt);
    if (debt->topic == CHO_HOST_TOPIC_NONE)
        return;
    unlink_debt(room, debt);
    if (text != NULL) {
        room->owed.text_bytes -= sizeof *text + text->len;
        cho_release(room->heap, text);
    } else {
        *debt = (cho_host_debt){ .topic = CHO_HOST_TOPIC_NONE };
    }
}

void cho_host_forgive(cho_host_room *room, cho_host_object *object)
{
    strike(room, &object->debt);
}

void cho_host_forgive_all(cho_host_room *room)
{
    while (room->owed.due.first != NULL)
        strike(room, room->owed.due.first);
    while (room->owed.parked.first != NULL)
        strike(room, room->owed.parked.first);
}

/* ---- owing ---- */

/* What was owed first stays in its place while it is new; a change goes behind what has happened meanwhile. */
static void owe(cho_host_room *room, cho_host_object *object, cho_host_topic topic, bool is_new, bool is_parked)
{
    cho_host_debt *debt = &object->debt;
    if (debt->topic != CHO_HOST_TOPIC_NONE && debt->is_new)
        return;
    if (debt->topic != CHO_HOST_TOPIC_NONE)
        unlink_debt(room, debt);
    debt->topic  = (uint8_t)topic;
    debt->is_new = is_new;
    append(room, debt, is_parked);
}

/* Keeps the params. Where that is impossible the game is told now, whatever it wants to hear. */
static void owe_text(cho_host_room *room, const char *method, bool is_release, bool is_parked)
{
    const cho_buf *params = &room->params;
    size_t         bytes  = sizeof(owed_text) + params->len;
    owed_text     *text   = NULL;
    if (!params->failed && room->owed.text_bytes + bytes <= room->options.limits->throttled_bytes)
        text = cho_alloc(room->heap, bytes);
    if (text == NULL) {
        cho_host_tell_game(room, method);
        return;
    }
    *text = (owed_text){ { .topic = CHO_HOST_TOPIC_TEXT }, method, is_release, params->len };
    memcpy(text->params, params->data, params->len);
    room->owed.text_bytes += bytes;
    append(room, &text->debt, is_parked);
}

/* ---- what has to wait ---- */

/* Not so what the game does not want to hear of. */
static bool is_due(const cho_host_object *object)
{
    return object->debt.topic != CHO_HOST_TOPIC_NONE && !object->debt.is_parked;
}

bool cho_host_is_unknown(const cho_host_object *object)
{
    return is_due(object) && object->debt.is_new;
}

/* What an object refers to must be told first. */
static bool refers_to_unknown(const cho_host_object *object, cho_host_topic topic)
{
    if (topic == CHO_HOST_TOPIC_CONTROL)
        return cho_host_is_unknown(&((const cho_host_control *)object)->scene->object);
    if (topic == CHO_HOST_TOPIC_GROUP)
        return cho_host_is_unknown(&((const cho_host_group *)object)->scene->object);
    return topic == CHO_HOST_TOPIC_PARTICIPANT
           && cho_host_is_unknown(&((const cho_host_participant *)object)->group->object);
}

static bool has_to_wait(const cho_host_object *object, cho_host_topic topic)
{
    return is_due(object) || refers_to_unknown(object, topic);
}

/* Everything has to. */
static bool is_long(const cho_host_room *room)
{
    return room->owed.is_long && room->owed.due.first != NULL;
}

/* ---- offering ---- */

/* The params, if the throttle has room for them. */
static cho_host_verdict offer(cho_host_room *room, const char *method, bool is_again)
{
    int64_t          due_ms  = INT64_MAX;
    cho_host_verdict verdict = cho_host_offer_game(room, method, is_again, &due_ms);
    room->tally->throttled += verdict != CHO_HOST_PASSES && !is_again;
    if (room->owed.due.first == NULL || due_ms < room->owed.due_ms)
        room->owed.due_ms = due_ms;
    if (verdict == CHO_HOST_WAITS_LONG)
        room->owed.is_long = true;
    return verdict;
}

static cho_host_verdict offer_unless(cho_host_room *room, bool waits, const char *method)
{
    if (!waits || room->game.peer == NULL)
        return offer(room, method, false);
    cho_host_throttle_reject(&room->throttle, method);
    room->tally->throttled++;
    return CHO_HOST_WAITS;
}

static void settle(cho_host_room *room, cho_host_object *object, cho_host_topic topic, bool is_new,
                   cho_host_verdict verdict)
{
    if (verdict == CHO_HOST_PASSES)
        cho_host_forgive(room, object);
    else
        owe(room, object, topic, is_new, verdict == CHO_HOST_NEVER);
}

void cho_host_tell_game_changed(const cho_host_changes *changes, const char *method, cho_host_topic topic)
{
    cho_host_room *room  = changes->room;
    bool           waits = is_long(room);
    for (const cho_host_change *c = changes->first; c != NULL; c = c->next)
        waits = waits || has_to_wait(c->object, topic);
    cho_host_verdict verdict = offer_unless(room, waits, method);
    for (const cho_host_change *c = changes->first; c != NULL; c = c->next)
        settle(room, c->object, topic, false, verdict);
}

void cho_host_tell_game_created(cho_host_room *room, const cho_host_table *table, const cho_host_node *before,
                                const char *method, cho_host_topic topic)
{
    cho_host_object       *object = cho_host_table_next(table, before);
    const cho_host_object *each   = object;
    bool                   waits  = is_long(room) || room->owed.end_count > 0;
    for (; each != NULL; each = cho_host_table_next(table, each))
        waits = waits || has_to_wait(each, topic);
    cho_host_verdict verdict = offer_unless(room, waits, method);
    for (; object != NULL; object = cho_host_table_next(table, object))
        settle(room, object, topic, true, verdict);
}

void cho_host_tell_game_roll(cho_host_room *room, cho_host_participant *first, const char *method, bool is_new)
{
    bool waits = is_long(room);
    for (const cho_host_participant *p = first; p != NULL; p = p->next_in_roll)
        waits = waits || has_to_wait(&p->object, CHO_HOST_TOPIC_PARTICIPANT);
    cho_host_verdict verdict = offer_unless(room, waits, method);
    for (cho_host_participant *p = first; p != NULL; p = p->next_in_roll)
        settle(room, &p->object, CHO_HOST_TOPIC_PARTICIPANT, is_new, verdict);
}

/* An end that no bucket will ever take is not wanted. */
void cho_host_tell_game_gone(cho_host_room *room, const char *method)
{
    cho_host_verdict verdict = offer_unless(room, room->owed.due.first != NULL, method);
    if (verdict == CHO_HOST_WAITS || verdict == CHO_HOST_WAITS_LONG)
        owe_text(room, method, false, false);
}

bool cho_host_tell_game_input(cho_host_room *room, bool is_release)
{
    cho_host_verdict verdict = offer_unless(room, room->owed.release_count > 0, "giveInput");
    if (verdict != CHO_HOST_PASSES && is_release)
        owe_text(room, "giveInput", true, verdict == CHO_HOST_NEVER);
    return verdict == CHO_HOST_PASSES;
}

/* ---- paying ---- */

static const char *const method_names[][2] = {
    [CHO_HOST_TOPIC_SCENE]       = { "onSceneUpdate", "onSceneCreate" },
    [CHO_HOST_TOPIC_GROUP]       = { "onGroupUpdate", "onGroupCreate" },
    [CHO_HOST_TOPIC_CONTROL]     = { "onControlUpdate", "onControlCreate" },
    [CHO_HOST_TOPIC_PARTICIPANT] = { "onParticipantUpdate", "onParticipantJoin" },
    [CHO_HOST_TOPIC_WORLD]       = { "onWorldUpdate", "onWorldUpdate" },
};

static const char *method_of(cho_host_debt *debt)
{
    const owed_text *text = text_of(debt);
    return text != NULL ? text->method : method_names[debt->topic][debt->is_new];
}

static void write_control(cho_buf *out, const cho_host_control *control)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, control->scene->object.node.id);
    cho_json_key(&w, "controls"), cho_json_begin_array(&w);
    cho_json_write_raw(&w, cho_host_json_span(&control->object.json));
    cho_json_end_array(&w), cho_json_end_object(&w);
}

/* The object as it is now. */
static void write_object(cho_host_room *room, const cho_host_object *object, uint8_t topic)
{
    cho_buf *out  = cho_host_params(room);
    cho_span text = cho_host_json_span(&object->json);
    if (topic == CHO_HOST_TOPIC_CONTROL) {
        write_control(out, (const cho_host_control *)object);
    } else if (topic == CHO_HOST_TOPIC_WORLD) {
        cho_host_write_world(out, text);
    } else if (topic == CHO_HOST_TOPIC_PARTICIPANT) {
        cho_buf_text(out, "{\"participants\":[");
        cho_host_write_participant(out, (const cho_host_participant *)object, text, false);
        cho_buf_text(out, "]}");
    } else if (topic == CHO_HOST_TOPIC_SCENE) {
        cho_buf_text(out, "{\"scenes\":[");
        cho_host_write_scene(room, out, (const cho_host_scene *)object);
        cho_buf_text(out, "]}");
    } else {
        cho_buf_text(out, "{\"groups\":[");
        cho_buf_append(out, text.ptr, text.len);
        cho_buf_text(out, "]}");
    }
}

static void write_debt(cho_host_room *room, cho_host_debt *debt)
{
    const owed_text *text = text_of(debt);
    if (text != NULL)
        cho_buf_append(cho_host_params(room), text->params, text->len);
    else
        write_object(room, object_of(debt), debt->topic);
}

/* A scene that the game did not know brings its controls along. */
static void settle_controls(cho_host_room *room, const cho_host_scene *scene)
{
    cho_host_control *control = NULL;
    while ((control = cho_host_table_next(&scene->controls, control)) != NULL)
        cho_host_forgive(room, &control->object);
}

static void settle_paid(cho_host_room *room, cho_host_debt *debt)
{
    if (debt->topic == CHO_HOST_TOPIC_SCENE && debt->is_new)
        settle_controls(room, (const cho_host_scene *)object_of(debt));
    strike(room, debt);
}

static void park(cho_host_room *room, cho_host_debt *debt)
{
    const owed_text *text = text_of(debt);
    if (text != NULL && !text->is_release) {
        strike(room, debt);
        return;
    }
    unlink_debt(room, debt);
    append(room, debt, true);
}

static bool can_be_paid(const cho_host_room *room, cho_host_debt *debt)
{
    return !cho_host_throttle_is_full(&room->throttle, method_of(debt))
           && (debt->topic == CHO_HOST_TOPIC_TEXT || !refers_to_unknown(object_of(debt), (cho_host_topic)debt->topic));
}

/* Scenes and groups: others may have waited for it. */
static bool is_referred_to(const cho_host_debt *debt)
{
    return debt->is_new && (debt->topic == CHO_HOST_TOPIC_SCENE || debt->topic == CHO_HOST_TOPIC_GROUP);
}

/* The debt may be gone afterwards. */
static void pay(cho_host_room *room, cho_host_debt *debt)
{
    bool begins_anew = is_referred_to(debt);
    write_debt(room, debt);
    cho_host_verdict verdict = offer(room, method_of(debt), true);
    if (verdict == CHO_HOST_PASSES)
        settle_paid(room, debt);
    else if (verdict == CHO_HOST_NEVER)
        park(room, debt);
    else
        begins_anew = false;
    if (begins_anew)
        room->owed.cursor = room->owed.due.first;
}

void cho_host_pay_owed(cho_host_room *room)
{
    cho_host_owed *owed = &room->owed;
    owed->is_long       = false;
    owed->due_ms        = INT64_MAX;
    owed->cursor        = owed->due.first;
    cho_host_throttle_begin_round(&room->throttle);
    while (owed->cursor != NULL && !owed->is_long) {
        cho_host_debt *debt = owed->cursor;
        owed->cursor        = debt->next;
        if (can_be_paid(room, debt))
            pay(room, debt);
    }
    owed->cursor = NULL;
}

int64_t cho_host_owed_due_ms(const cho_host_room *room)
{
    const cho_host_owed *owed = &room->owed;
    return owed->due.first == NULL || owed->due_ms == INT64_MAX ? 0 : owed->due_ms;
}

/* Parked ones are older than those that are due. */
void cho_host_reconsider_owed(cho_host_room *room)
{
    cho_host_debts newer   = room->owed.due;
    room->owed.due         = (cho_host_debts){ NULL, NULL };
    room->owed.due_ms      = room->now_ms;
    while (room->owed.parked.first != NULL) {
        cho_host_debt *debt = room->owed.parked.first;
        unlink_debt(room, debt);
        append(room, debt, false);
    }
    if (newer.first == NULL)
        return;
    newer.first->prev = room->owed.due.last;
    *(room->owed.due.last != NULL ? &room->owed.due.last->next : &room->owed.due.first) = newer.first;
    room->owed.due.last = newer.last;
}
