#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <stdio.h>

/* ---- a service that says anything in any order ---- */

typedef struct chaos {
    ia_game            g;
    failing_allocator *f;
    uint64_t           seed;
    uint32_t           round;
    uint32_t           heard[6]; /* of each kind, by the events alone */
} chaos;

static uint32_t roll(chaos *c, uint32_t sides)
{
    c->seed = c->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(c->seed >> 33) % sides;
}

static const char *any_id(chaos *c)
{
    static const char *const ids[] = { "default", "a", "b", "c", "d", "e/f", "0b6c0000-1111-4222-8333-000000000001",
                                       "0b6c0000-1111-4222-8333-000000000002" };
    return ids[roll(c, ARRAY_LEN(ids))];
}

static const char *any_json(chaos *c, char *out, size_t size)
{
    switch (roll(c, 4)) {
    case 0:  snprintf(out, size, "{\"sceneID\":\"%s\",\"kind\":\"k%u\"}", any_id(c), roll(c, 3)); break;
    case 1:  snprintf(out, size, "{\"n\":%u,\"o\":{\"p\":%u}}", roll(c, 3), roll(c, 3)); break;
    case 2:  snprintf(out, size, "{\"sceneID\":null,\"o\":null}"); break;
    default: snprintf(out, size, "{}"); break;
    }
    return out;
}

static chorus_result tell_person(chaos *c, const char *json)
{
    ia_who who = { .id = any_id(c), .has = roll(c, 256) & ~(uint32_t)(CHO_IA_HAS_NAME | CHO_IA_HAS_GROUP) };
    who.name   = roll(c, 2) == 0 ? any_id(c) : NULL;
    who.group  = roll(c, 2) == 0 ? any_id(c) : NULL;
    who.custom = roll(c, 3) == 0 ? json : NULL;
    return ia_participant(&c->g, &who);
}

static chorus_result tell_anything(chaos *c)
{
    char        text[128];
    ia_game    *g    = &c->g;
    const char *json = any_json(c, text, sizeof text);
    switch (roll(c, 16)) {
    case 0: case 1:  return ia_scene(g, any_id(c), json);
    case 2: case 3:  return ia_group(g, any_id(c), json);
    case 4: case 5:  return ia_control(g, any_id(c), any_id(c), json);
    case 6: case 7:  return tell_person(c, json);
    case 8:          return ia_world(g, json);
    case 9:          return ia_scene_gone(g, any_id(c), roll(c, 2) == 0 ? any_id(c) : NULL);
    case 10:         return ia_group_gone(g, any_id(c), roll(c, 2) == 0 ? any_id(c) : NULL);
    case 11:         return ia_control_gone(g, any_id(c), any_id(c));
    case 12:         return ia_leave(g, any_id(c));
    case 13:         return ia_input(g, any_id(c), any_id(c), "move");
    case 14:         return roll(c, 8) == 0 ? ia_sync_begin(g) : CHORUS_OK;
    default:         return roll(c, 8) == 0 ? ia_sync_end(g) : CHORUS_OK;
    }
}

/* The record comes again until there is memory for it, as the pump sees to. */
static void tell_until_taken(chaos *c)
{
    bool     hinder = roll(c, 4) == 0;
    uint64_t before = c->seed;
    for (size_t nth = 1; hinder; nth++) {
        c->seed = before;
        failing_allocator_fail_at(c->f, nth, false);
        chorus_result r = tell_anything(c);
        bool          failed = failing_allocator_has_failed(c->f);
        failing_allocator_succeed(c->f);
        if (r == CHORUS_OK)
            return;
        assert_result(CHORUS_E_MEMORY, r);
        assert_true(failed);
    }
    assert_ok(tell_anything(c));
}

/* ---- what must always hold ---- */

/* What a game knows that follows the events and never looks at the mirror. */
static void listen(chaos *c)
{
    chorus_event event;
    while (chorus_next_event(c->g.rt, &event)) {
        switch (event.type) {
        case CHORUS_EVENT_SCENE_CREATE:      c->heard[CHORUS_RESOURCE_SCENE]++; break;
        case CHORUS_EVENT_SCENE_DELETE:      c->heard[CHORUS_RESOURCE_SCENE]--; break;
        case CHORUS_EVENT_GROUP_CREATE:      c->heard[CHORUS_RESOURCE_GROUP]++; break;
        case CHORUS_EVENT_GROUP_DELETE:      c->heard[CHORUS_RESOURCE_GROUP]--; break;
        case CHORUS_EVENT_CONTROL_CREATE:    c->heard[CHORUS_RESOURCE_CONTROL]++; break;
        case CHORUS_EVENT_CONTROL_DELETE:    c->heard[CHORUS_RESOURCE_CONTROL]--; break;
        case CHORUS_EVENT_PARTICIPANT_JOIN:  c->heard[CHORUS_RESOURCE_PARTICIPANT]++; break;
        case CHORUS_EVENT_PARTICIPANT_LEAVE: c->heard[CHORUS_RESOURCE_PARTICIPANT]--; break;
        default: break;
        }
    }
    for (int kind = CHORUS_RESOURCE_SCENE; kind <= CHORUS_RESOURCE_PARTICIPANT; kind++)
        assert_int_equal(c->heard[kind], chorus_interactive_count(c->g.rt, c->g.session, (chorus_resource_kind)kind));
}

static uint32_t users_of_scene(const cho_ia_mirror *m, uint32_t scene, uint32_t *controls)
{
    const cho_ia_item *item;
    uint32_t           users = 0;
    *controls                = 0;
    for (uint32_t it = 0; (item = cho_slots_next(&m->controls.slots, &it)) != NULL;)
        *controls += !item->is_gone && item->scene == scene;
    for (uint32_t it = 0; (item = cho_slots_next(&m->groups.slots, &it)) != NULL;)
        users += !item->is_gone && item->scene == scene;
    return users + *controls;
}

static uint32_t members_of(const cho_ia_mirror *m, uint32_t group)
{
    const cho_ia_person *person;
    uint32_t             members = 0;
    for (uint32_t it = 0; (person = cho_slots_next(&m->people.slots, &it)) != NULL;)
        members += (person->flags & CHO_IA_IS_GONE) == 0 && person->group == group;
    return members;
}

static void check_item(const cho_ia_mirror *m, const cho_ia_table *table, const cho_ia_item *item, uint32_t users)
{
    uint32_t home = table == &m->controls ? item->scene : 0;
    assert_false(item->is_doomed && !item->is_gone);
    if (item->is_gone)
        return;
    assert_int_equal(item->user_count, users);
    assert_true(item->scene == 0 || !cho_ia_get(&m->scenes, item->scene)->is_gone);
    assert_true(item->is_known || users > 0);
    assert_ptr_equal(cho_ia_find(m, table, home, (cho_span){ item->text.block, item->text.id_len }), item);
}

static uint32_t check_table(const cho_ia_mirror *m, const cho_ia_table *table)
{
    const cho_ia_item *item;
    uint32_t           known = 0, live = 0, controls = 0;
    for (uint32_t it = 0; (item = cho_slots_next(&table->slots, &it)) != NULL;) {
        uint32_t users = 0;
        if (table == &m->scenes)
            users = users_of_scene(m, it, &controls);
        else if (table == &m->groups)
            users = members_of(m, it);
        check_item(m, table, item, users);
        assert_true(item->is_gone || item->control_count == controls);
        known += item->is_known && !item->is_gone;
        live += !item->is_gone;
    }
    assert_int_equal(table->known_count, known);
    assert_int_equal(table->index.count, live);
    return live;
}

static void check_people(const cho_ia_mirror *m)
{
    const cho_ia_person *person;
    uint32_t             live = 0;
    for (uint32_t it = 0; (person = cho_slots_next(&m->people.slots, &it)) != NULL;) {
        char               uuid[CHO_UUID_TEXT_SIZE];
        chorus_str         id    = cho_ia_person_id(person, uuid);
        const cho_ia_item *group = cho_ia_get(&m->groups, person->group);
        assert_non_null(group);
        if ((person->flags & CHO_IA_IS_GONE) != 0)
            continue;
        assert_false(group->is_gone);
        assert_int_equal(person->flags & CHO_IA_IS_DOOMED, 0);
        assert_int_equal(cho_ia_people_find(&m->people, (cho_span){ id.ptr, id.len }), it);
        live++;
    }
    assert_int_equal(m->people.index.count, live);
}

static void check_mirror(const cho_ia_mirror *m)
{
    check_table(m, &m->scenes);
    check_table(m, &m->groups);
    check_table(m, &m->controls);
    check_people(m);
}

static void test_whatever_is_told_the_mirror_stays_sound(void **state)
{
    chaos c = { .f = *state, .seed = 20240229 };
    ia_game_init(&c.g, &c.f->hooks);
    for (c.round = 0; c.round < 20000; c.round++) {
        tell_until_taken(&c);
        listen(&c);
        if (c.round % 16 == 0)
            check_mirror(&c.g.s->mirror);
        if (c.round % 50 == 0)
            ia_next_frame(&c.g);
    }
    assert_ok(ia_sync_begin(&c.g));
    assert_ok(ia_sync_end(&c.g));
    ia_next_frame(&c.g);
    assert_int_equal(c.g.s->mirror.people.slots.count, 0);
    assert_int_equal(c.g.s->mirror.groups.slots.count, 0);
    assert_int_equal(c.g.s->mirror.controls.slots.count, 0);
    assert_int_equal(c.g.s->mirror.scenes.slots.count, 0);
    ia_game_deinit(&c.g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_whatever_is_told_the_mirror_stays_sound),
    };
    return cmocka_run_group_tests_name("interactive/mirror", tests, NULL, NULL);
}
