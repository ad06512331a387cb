#include "base/alloc.h"
#include "codec/json_writer.h"
#include "interactive/interactive_session.h"

/*
 * Things end together with what stands in them, and what pointed at them moves. That is many events,
 * so it goes in three steps: everything that ends is marked as doomed; then everything that may fail
 * is done; then nothing can fail any more.
 */

/* A group that will show another scene. */
typedef struct group_move {
    cho_ia_item *group;
    cho_ia_content  text; /* block NULL: its JSON stays as it is */
} group_move;

typedef struct removal {
    cho_interactive  *s;
    const cho_record *record;
    cho_span          scene_heir_id, group_heir_id; /* what moves, moves here */
    cho_ia_item      *scene_heir, *group_heir;      /* held; NULL: nothing moves */
    cho_buf           moves;                        /* of group_move */
    cho_buf           patch;                        /* what a moved group is told */
    char             *next_id;                      /* memory for ids of participants */
    uint32_t          event_count, person_count;
    bool              walks_people;
} removal;

/* ---- what is doomed ---- */

static cho_ia_item *next_doomed(const cho_ia_table *table, uint32_t *it)
{
    cho_ia_item *item;
    do
        item = cho_ia_next(table, it);
    while (item != NULL && !item->is_doomed);
    return item;
}

static bool has_doomed(const cho_ia_table *table, uint32_t handle)
{
    const cho_ia_item *item = cho_ia_get(table, handle);
    return item != NULL && item->is_doomed;
}

static bool is_doomed_person(const cho_ia_person *person)
{
    return (person->flags & CHO_IA_IS_DOOMED) != 0;
}

/* ---- heirs ---- */

/* Something that is only named must not go before those that move there have come. */
static cho_ia_item *hold(cho_ia_mirror *m, cho_ia_table *table, cho_span id)
{
    cho_ia_item *heir = cho_ia_mention(m, table, 0, id);
    if (heir != NULL)
        heir->user_count++;
    return heir;
}

static void let_go(cho_ia_mirror *m, cho_ia_item *heir)
{
    if (heir == NULL)
        return;
    heir->user_count--;
    cho_ia_settle(m, heir);
}

/* ---- the plan ---- */

static bool plan_people(removal *x)
{
    cho_ia_mirror *m = &x->s->mirror;
    cho_ia_person *person;
    bool           anybody_moves = false;
    for (uint32_t it = 0; x->walks_people && (person = cho_ia_people_next(&m->people, &it)) != NULL;) {
        bool moves = !is_doomed_person(person) && has_doomed(&m->groups, person->group);
        anybody_moves |= moves;
        x->person_count += moves || is_doomed_person(person);
    }
    x->event_count += x->person_count;
    if (anybody_moves)
        x->group_heir = hold(m, &m->groups, x->group_heir_id);
    return !anybody_moves || x->group_heir != NULL;
}

static void plan_controls(removal *x)
{
    cho_ia_mirror *m = &x->s->mirror;
    cho_ia_item   *control;
    for (uint32_t it = 0; (control = cho_ia_next(&m->controls, &it)) != NULL;) {
        control->is_doomed |= has_doomed(&m->scenes, control->scene);
        x->event_count += control->is_doomed;
    }
}

static void plan_known(removal *x, const cho_ia_table *table)
{
    const cho_ia_item *item;
    for (uint32_t it = 0; (item = next_doomed(table, &it)) != NULL;)
        x->event_count += item->is_known;
}

static bool write_patch(removal *x)
{
    chorus_str      id = cho_ia_id(x->scene_heir);
    cho_json_writer w  = cho_json_writer_on(&x->patch);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID");
    cho_json_write_string(&w, cho_ia_span(id));
    cho_json_end_object(&w);
    return !x->patch.failed;
}

static bool find_scene_heir(removal *x)
{
    if (x->scene_heir != NULL)
        return true;
    cho_ia_mirror *m = &x->s->mirror;
    x->scene_heir    = hold(m, &m->scenes, x->scene_heir_id);
    return x->scene_heir != NULL && write_patch(x);
}

static bool plan_move(removal *x, cho_ia_item *group)
{
    cho_ia_mirror *m    = &x->s->mirror;
    group_move     move = { .group = group };
    cho_span       old  = cho_ia_span(cho_ia_json(group)), json;
    if (!find_scene_heir(x))
        return false;
    cho_ia_effect effect = cho_ia_update_json(m, old, (cho_span){ x->patch.data, x->patch.len }, false, &json);
    if (effect == CHO_IA_CHANGED)
        move.text = cho_ia_make_text(m, cho_ia_span(cho_ia_id(group)), cho_span_of(""), json);
    if (effect == CHO_IA_NO_MEMORY || (effect == CHO_IA_CHANGED && move.text.block == NULL))
        return false;
    cho_buf_append(&x->moves, &move, sizeof move);
    if (x->moves.failed)
        cho_release(m->heap, move.text.block);
    x->event_count += effect == CHO_IA_CHANGED;
    return !x->moves.failed;
}

static bool plan_moves(removal *x)
{
    cho_ia_mirror *m = &x->s->mirror;
    cho_ia_item   *group;
    for (uint32_t it = 0; (group = cho_ia_next(&m->groups, &it)) != NULL;) {
        if (!group->is_doomed && has_doomed(&m->scenes, group->scene) && !plan_move(x, group))
            return false;
    }
    return true;
}

static uint32_t move_count(const removal *x)
{
    return (uint32_t)(x->moves.len / sizeof(group_move));
}

static bool reserve(removal *x)
{
    cho_interactive *s = x->s;
    if (x->person_count > 0)
        x->next_id = cho_arena_alloc(cho_session_arena(&s->base), (size_t)x->person_count * CHO_UUID_TEXT_SIZE);
    if (x->person_count > 0 && x->next_id == NULL)
        return false;
    return cho_session_reserve_events(&s->base, x->event_count) && cho_ia_reserve_texts(&s->mirror, move_count(x));
}

static bool plan(removal *x)
{
    plan_controls(x);
    plan_known(x, &x->s->mirror.groups);
    plan_known(x, &x->s->mirror.scenes);
    return plan_people(x) && plan_moves(x) && reserve(x);
}

/* ---- the deed ---- */

static void tell_person(removal *x, chorus_event_type type, uint32_t handle, const cho_ia_person *person)
{
    chorus_str id = cho_ia_person_id(person, x->next_id);
    x->next_id += CHO_UUID_TEXT_SIZE;
    cho_ia_tell_person(x->s, x->record, type, handle, id);
}

static void remove_people(removal *x)
{
    cho_ia_mirror *m = &x->s->mirror;
    cho_ia_person *person;
    for (uint32_t it = 0; x->walks_people && (person = cho_ia_people_next(&m->people, &it)) != NULL;) {
        if (!is_doomed_person(person))
            continue;
        tell_person(x, CHORUS_EVENT_PARTICIPANT_LEAVE, it, person);
        cho_ia_bury_person(m, it, person);
    }
}

static void move_people(removal *x)
{
    cho_ia_mirror *m = &x->s->mirror;
    cho_ia_person *person;
    for (uint32_t it = 0; x->group_heir != NULL && (person = cho_ia_people_next(&m->people, &it)) != NULL;) {
        if (!has_doomed(&m->groups, person->group))
            continue;
        cho_ia_join_group(m, person, x->group_heir);
        tell_person(x, CHORUS_EVENT_PARTICIPANT_UPDATE, it, person);
    }
}

static void move_groups(removal *x)
{
    const group_move *moves = (const void *)x->moves.data;
    for (uint32_t i = 0; i < move_count(x); i++) {
        cho_ia_show_scene(&x->s->mirror, moves[i].group, x->scene_heir);
        if (moves[i].text.block == NULL)
            continue;
        cho_ia_replace_text(&x->s->mirror, moves[i].group, moves[i].text);
        cho_ia_tell_item(x->s, x->record, CHORUS_EVENT_GROUP_UPDATE, moves[i].group);
    }
}

static void remove_items(removal *x, const cho_ia_table *table, chorus_event_type type)
{
    cho_ia_item *item;
    for (uint32_t it = 0; (item = next_doomed(table, &it)) != NULL;) {
        if (item->is_known)
            cho_ia_tell_item(x->s, x->record, type, item);
        cho_ia_bury(&x->s->mirror, item);
    }
}

static void carry_out(removal *x)
{
    cho_ia_mirror *m = &x->s->mirror;
    remove_people(x);
    remove_items(x, &m->controls, CHORUS_EVENT_CONTROL_DELETE);
    move_people(x);
    remove_items(x, &m->groups, CHORUS_EVENT_GROUP_DELETE);
    move_groups(x);
    remove_items(x, &m->scenes, CHORUS_EVENT_SCENE_DELETE);
}

/* ---- without memory ---- */

static void spare_all(const cho_ia_table *table)
{
    cho_ia_item *item;
    for (uint32_t it = 0; (item = next_doomed(table, &it)) != NULL;)
        item->is_doomed = false;
}

static void undo(removal *x)
{
    cho_ia_mirror    *m     = &x->s->mirror;
    const group_move *moves = (const void *)x->moves.data;
    cho_ia_person    *person;
    for (uint32_t i = 0; i < move_count(x); i++)
        cho_release(m->heap, moves[i].text.block);
    for (uint32_t it = 0; (person = cho_ia_people_next(&m->people, &it)) != NULL;)
        person->flags &= ~(uint32_t)CHO_IA_IS_DOOMED;
    spare_all(&m->controls);
    spare_all(&m->groups);
    spare_all(&m->scenes);
}

static chorus_result remove_doomed(removal *x)
{
    const chorus_allocator *heap = x->s->mirror.heap;
    cho_buf_init(&x->moves, heap);
    cho_buf_init(&x->patch, heap);
    bool is_planned = plan(x);
    if (is_planned)
        carry_out(x);
    else
        undo(x);
    let_go(&x->s->mirror, x->scene_heir);
    let_go(&x->s->mirror, x->group_heir);
    cho_buf_deinit(&x->moves);
    cho_buf_deinit(&x->patch);
    return is_planned ? CHORUS_OK : CHORUS_E_MEMORY;
}

/* ---- records ---- */

typedef struct gone {
    cho_span id, reassign;
} gone;

static gone read_gone(const void *payload)
{
    const cho_ia_gone *r  = payload;
    const char        *at = (const char *)(r + 1);
    gone               g;
    g.id       = cho_ia_take(&at, r->id_len);
    g.reassign = cho_ia_or_default(cho_ia_take(&at, r->reassign_len));
    return g;
}

chorus_result cho_ia_apply_scene_gone(cho_interactive *s, const cho_record *record, const void *payload)
{
    gone         g     = read_gone(payload);
    cho_ia_item *scene = cho_ia_find(&s->mirror, &s->mirror.scenes, 0, g.id);
    if (scene == NULL)
        return CHORUS_OK;
    removal x        = { .s = s, .record = record, .scene_heir_id = g.reassign };
    scene->is_doomed = true;
    return remove_doomed(&x);
}

chorus_result cho_ia_apply_group_gone(cho_interactive *s, const cho_record *record, const void *payload)
{
    gone         g     = read_gone(payload);
    cho_ia_item *group = cho_ia_find(&s->mirror, &s->mirror.groups, 0, g.id);
    if (group == NULL)
        return CHORUS_OK;
    removal x = { .s = s, .record = record, .group_heir_id = g.reassign, .walks_people = group->user_count > 0 };
    group->is_doomed = true;
    return remove_doomed(&x);
}

chorus_result cho_ia_apply_control_gone(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_control *r       = payload;
    const char           *at      = (const char *)(r + 1);
    cho_ia_mirror        *m       = &s->mirror;
    cho_span              where   = cho_ia_or_default(cho_ia_take(&at, r->scene_len));
    const cho_ia_item    *scene   = cho_ia_find(m, &m->scenes, 0, where);
    cho_span              id      = cho_ia_take(&at, r->id_len);
    cho_ia_item          *control = scene == NULL ? NULL : cho_ia_find(m, &m->controls, scene->handle, id);
    if (control == NULL)
        return CHORUS_OK;
    cho_ia_tell_item(s, record, CHORUS_EVENT_CONTROL_DELETE, control);
    cho_ia_bury(m, control);
    return CHORUS_OK;
}

chorus_result cho_ia_apply_participant_gone(cho_interactive *s, const cho_record *record, const void *payload)
{
    gone     g      = read_gone(payload);
    uint32_t handle = cho_ia_people_find(&s->mirror.people, g.id);
    if (handle == CHO_INDEX_NONE)
        return CHORUS_OK;
    cho_ia_tell_person(s, record, CHORUS_EVENT_PARTICIPANT_LEAVE, handle, (chorus_str){ g.id.ptr, g.id.len });
    cho_ia_bury_person(&s->mirror, handle, cho_ia_people_get(&s->mirror.people, handle));
    return CHORUS_OK;
}

/* ---- a fetch of everything ---- */

static void forget_seen(const cho_ia_table *table)
{
    cho_ia_item *item;
    for (uint32_t it = 0; (item = cho_ia_next(table, &it)) != NULL;)
        item->is_seen = false;
}

chorus_result cho_ia_apply_sync_begin(cho_interactive *s)
{
    cho_ia_mirror *m = &s->mirror;
    cho_ia_person *person;
    for (uint32_t it = 0; (person = cho_ia_people_next(&m->people, &it)) != NULL;)
        person->flags &= ~(uint32_t)CHO_IA_IS_SEEN;
    forget_seen(&m->scenes);
    forget_seen(&m->groups);
    forget_seen(&m->controls);
    m->is_syncing = true;
    return CHORUS_OK;
}

static void doom_unseen(const cho_ia_table *table)
{
    cho_ia_item *item;
    for (uint32_t it = 0; (item = cho_ia_next(table, &it)) != NULL;)
        item->is_doomed = item->is_known && !item->is_seen;
}

chorus_result cho_ia_apply_sync_end(cho_interactive *s, const cho_record *record)
{
    cho_ia_mirror *m = &s->mirror;
    cho_ia_person *person;
    if (!m->is_syncing)
        return CHORUS_OK;
    for (uint32_t it = 0; (person = cho_ia_people_next(&m->people, &it)) != NULL;) {
        if ((person->flags & CHO_IA_IS_SEEN) == 0)
            person->flags |= CHO_IA_IS_DOOMED;
    }
    doom_unseen(&m->scenes);
    doom_unseen(&m->groups);
    doom_unseen(&m->controls);
    cho_span      home = cho_ia_or_default((cho_span){ NULL, 0 });
    removal       x    = { s, record, .scene_heir_id = home, .group_heir_id = home, .walks_people = true };
    chorus_result r    = remove_doomed(&x);
    m->is_syncing      = r != CHORUS_OK;
    return r;
}
