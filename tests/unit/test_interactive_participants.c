#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include "base/uuid.h"

#include <stdio.h>
#include <stdlib.h>

#define ANN "0b6c0000-1111-4222-8333-000000000001"
#define BOB "0b6c0000-1111-4222-8333-000000000002"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static chorus_participant_info info_of(ia_game *g, const char *id)
{
    chorus_participant_info info;
    CHORUS_INIT(&info);
    chorus_resource who = ia_find(g, CHORUS_RESOURCE_PARTICIPANT, id);
    assert_ok(chorus_interactive_get_participant(g->rt, g->session, who, &info));
    assert_str(id, info.id);
    return info;
}

/* ---- joining ---- */

static void test_a_join_tells_everything(void **state)
{
    ia_game      g;
    const ia_who ann = { .id = ANN, .name = "ann", .group = "default", .custom = "{\"channelGroups\":[\"User\"]}",
                         .has = 0xff, .user_id = 9, .level = 3, .connected_at_ms = 1700000000001,
                         .last_input_at_ms = 1700000000002, .is_anonymous = true };
    begin(&g, state);
    assert_ok(ia_participant(&g, &ann));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, ANN);
    assert_str("ann", g.event.as.participant.name);
    assert_str("default", g.event.as.participant.group);
    assert_int_equal(g.event.as.participant.user_id, 9);
    assert_true(g.event.as.participant.is_anonymous);
    assert_false(g.event.as.participant.is_disabled);

    chorus_participant_info info = info_of(&g, ANN);
    assert_str("ann", info.name);
    assert_str("default", info.group);
    assert_int_equal(info.level, 3);
    assert_int_equal(info.connected_at_ms, 1700000000001);
    assert_int_equal(info.last_input_at_ms, 1700000000002);
    assert_true(info.is_anonymous);
    assert_false(info.is_gone);
    ia_expect_json(&g, g.event.as.participant.participant,
                   "{\"sessionID\":\"" ANN "\",\"userID\":9,\"username\":\"ann\",\"level\":3,"
                   "\"lastInputAt\":1700000000002,\"connectedAt\":1700000000001,\"disabled\":false,"
                   "\"groupID\":\"default\",\"anonymous\":true,\"channelGroups\":[\"User\"]}");
    ia_game_deinit(&g);
}

static void test_ids_that_are_no_uuids_are_kept_as_text(void **state)
{
    static char       long_id[1001];
    const char *const ids[] = { "a",
                                "0B6C0000-1111-4222-8333-000000000001",
                                "0b6c0000-1111-4222-8333-00000000000",
                                "0b6c000011114222833300000000000100000",
                                "a/b~c.d\"e",
                                "\xf0\x9f\x98\x80",
                                long_id,
                                ANN };
    ia_game g;
    begin(&g, state);
    memset(long_id, 'z', sizeof long_id - 1);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        assert_ok(ia_join(&g, ids[i], "somebody", "default"));
        ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, ids[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        assert_str("somebody", info_of(&g, ids[i]).name);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT), ARRAY_LEN(ids));
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        assert_ok(ia_leave(&g, ids[i]));
        ia_expect(&g, CHORUS_EVENT_PARTICIPANT_LEAVE, ids[i]);
    }
    ia_game_deinit(&g);
}

static void test_a_second_join_is_an_update_or_nothing(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, ANN);
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    ia_expect_nothing(&g);
    assert_ok(ia_join(&g, ANN, "Ann", NULL));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, ANN);
    assert_str("Ann", g.event.as.participant.name);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT), 1);
    ia_game_deinit(&g);
}

static void test_two_sessions_of_one_user_are_two_participants(void **state)
{
    ia_game g;
    ia_who  who = { .id = ANN, .name = "ann", .has = CHO_IA_HAS_USER_ID, .user_id = 9 };
    begin(&g, state);
    assert_ok(ia_participant(&g, &who));
    who.id = BOB;
    assert_ok(ia_participant(&g, &who));
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT), 2);
    ia_game_deinit(&g);
}

/* ---- updating ---- */

static void test_fields_that_are_not_told_keep_their_value(void **state)
{
    ia_game      g;
    const ia_who all  = { .id = ANN, .name = "ann", .group = "red", .custom = "{\"a\":1,\"b\":{\"c\":2}}", .has = 0xff,
                          .user_id = 9, .level = 3, .connected_at_ms = 5, .last_input_at_ms = 6, .is_disabled = true };
    const ia_who some = { .id = ANN, .custom = "{\"a\":null,\"b\":{\"d\":3}}", .has = CHO_IA_HAS_LEVEL, .level = 4 };
    begin(&g, state);
    assert_ok(ia_participant(&g, &all));
    assert_ok(ia_participant(&g, &some));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, ANN);
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, ANN);
    assert_true(g.event.as.participant.is_disabled);
    chorus_participant_info info = info_of(&g, ANN);
    assert_str("ann", info.name);
    assert_str("red", info.group);
    assert_int_equal(info.user_id, 9);
    assert_int_equal(info.level, 4);
    assert_int_equal(info.connected_at_ms, 5);
    assert_int_equal(info.last_input_at_ms, 6);
    chorus_str      custom;
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    assert_ok(chorus_interactive_get_json(g.rt, g.session, ann, "b", &custom));
    assert_str("{\"c\":2,\"d\":3}", custom);
    ia_game_deinit(&g);
}

static void test_each_field_makes_an_update_but_the_last_input(void **state)
{
    static const ia_who changes[] = {
        { .id = ANN, .has = CHO_IA_HAS_USER_ID, .user_id = 1 },
        { .id = ANN, .has = CHO_IA_HAS_LEVEL, .level = 1 },
        { .id = ANN, .has = CHO_IA_HAS_CONNECTED, .connected_at_ms = 1 },
        { .id = ANN, .has = CHO_IA_HAS_DISABLED, .is_disabled = true },
        { .id = ANN, .has = CHO_IA_HAS_ANONYMOUS, .is_anonymous = true },
        { .id = ANN, .name = "other" },
        { .id = ANN, .group = "other" },
        { .id = ANN, .custom = "{\"a\":1}" },
        { .id = ANN, .custom = "{\"a\":null}" },
    };
    const ia_who input = { .id = ANN, .has = CHO_IA_HAS_LAST_INPUT, .last_input_at_ms = 77 };
    ia_game      g;
    begin(&g, state);
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    ia_next_frame(&g);
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        assert_ok(ia_participant(&g, &changes[i]));
        ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, ANN);
        assert_ok(ia_participant(&g, &changes[i]));
        ia_expect_nothing(&g);
    }
    assert_ok(ia_participant(&g, &input));
    ia_expect_nothing(&g);
    assert_int_equal(info_of(&g, ANN).last_input_at_ms, 77);
    ia_game_deinit(&g);
}

static void test_names_may_be_empty_or_long(void **state)
{
    static char name[100001];
    ia_game     g;
    begin(&g, state);
    memset(name, 'n', sizeof name - 1);
    assert_ok(ia_join(&g, ANN, NULL, NULL));
    assert_str("", info_of(&g, ANN).name);
    assert_str("default", info_of(&g, ANN).group);
    assert_ok(ia_join(&g, ANN, name, NULL));
    assert_str(name, info_of(&g, ANN).name);
    ia_game_deinit(&g);
}

static void test_views_survive_an_update_in_the_same_frame(void **state)
{
    ia_game      g;
    chorus_event joined;
    begin(&g, state);
    assert_ok(ia_join(&g, "x", "before", "one"));
    assert_true(chorus_next_event(g.rt, &joined));
    assert_ok(ia_join(&g, "x", "after", "two"));
    assert_ok(ia_leave(&g, "x"));
    assert_str("before", joined.as.participant.name);
    assert_str("one", joined.as.participant.group);
    assert_str("x", joined.as.participant.id);
    ia_game_deinit(&g);
}

/* ---- groups that are only named ---- */

static void test_a_participant_may_name_a_group_nobody_knows(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_join(&g, ANN, "ann", "later"));
    assert_str("later", info_of(&g, ANN).group);
    ia_expect_missing(&g, CHORUS_RESOURCE_GROUP, "later");
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_GROUP), 0);
    ia_next_frame(&g);
    assert_ok(ia_group(&g, "later", "{}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_CREATE, "later");
    assert_ok(ia_group_gone(&g, "later", "default"));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, ANN);
    ia_expect(&g, CHORUS_EVENT_GROUP_DELETE, "later");
    assert_str("default", info_of(&g, ANN).group);
    ia_game_deinit(&g);
}

static void test_named_groups_do_not_pile_up(void **state)
{
    ia_game g;
    char    group[16];
    begin(&g, state);
    for (int i = 0; i < 1000; i++) {
        snprintf(group, sizeof group, "g%d", i);
        assert_ok(ia_join(&g, ANN, "ann", group));
        ia_next_frame(&g);
    }
    assert_int_equal(g.s->mirror.groups.slots.count, 1);
    assert_ok(ia_leave(&g, ANN));
    ia_next_frame(&g);
    assert_int_equal(g.s->mirror.groups.slots.count, 0);
    ia_game_deinit(&g);
}

/* ---- leaving ---- */

static void test_who_left_stays_readable_for_its_frame(void **state)
{
    ia_game                 g;
    chorus_participant_info info;
    begin(&g, state);
    assert_ok(ia_join(&g, ANN, "ann", "named"));
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    ia_next_frame(&g);
    assert_ok(ia_leave(&g, ANN));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_LEAVE, ANN);
    assert_int_equal(g.event.as.participant.participant.id, ann.id);
    assert_str("named", g.event.as.participant.group);
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_participant(g.rt, g.session, ann, &info));
    assert_true(info.is_gone);
    assert_str(ANN, info.id);
    assert_str("named", info.group);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT), 0);
    ia_expect_missing(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);

    assert_ok(ia_join(&g, ANN, "ann again", "named"));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, ANN);
    assert_int_not_equal(g.event.as.participant.participant.id, ann.id);
    assert_ok(chorus_interactive_get_participant(g.rt, g.session, ann, &info));
    assert_str("ann", info.name);

    ia_next_frame(&g);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_participant(g.rt, g.session, ann, &info));
    assert_str("ann again", info_of(&g, ANN).name);
    ia_game_deinit(&g);
}

/* ---- memory ---- */

static void test_without_memory_nothing_changes(void **state)
{
    static const ia_who steps[] = {
        { .id = ANN, .name = "ann", .group = "red", .custom = "{\"a\":1,\"b\":null}" },
        { .id = "text", .name = "bob", .group = "blue" },
        { .id = ANN, .name = "Ann", .group = "green", .custom = "{\"a\":2}" },
    };
    failing_allocator *f = *state;
    ia_game            g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        uint32_t      count = chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT);
        chorus_result r     = CHORUS_E_MEMORY;
        for (size_t nth = 1; r != CHORUS_OK; nth++) {
            failing_allocator_fail_at(f, nth, nth % 2 == 0);
            r = ia_participant(&g, &steps[i]);
            assert_true(r == CHORUS_OK || failing_allocator_has_failed(f));
            failing_allocator_succeed(f);
            if (r == CHORUS_OK)
                break;
            assert_result(CHORUS_E_MEMORY, r);
            ia_expect_nothing(&g);
            assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT), count);
            if (i == 2)
                assert_str("ann", info_of(&g, ANN).name);
            ia_next_frame(&g);
        }
        assert_str(steps[i].name, info_of(&g, steps[i].id).name);
        ia_next_frame(&g);
    }
    ia_next_frame(&g);
    assert_int_equal(g.s->mirror.groups.slots.count, 2); /* green and blue */
    ia_game_deinit(&g);
}

/* A heap that knows how many bytes are in use, as they were asked for. */
typedef union head {
    size_t      size;
    max_align_t align;
} head;

static void *count_alloc(size_t size, void *user)
{
    head *block = malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    *(size_t *)user += size;
    return block + 1;
}

static void count_release(void *block, void *user)
{
    if (block == NULL)
        return;
    head *own = (head *)block - 1;
    *(size_t *)user -= own->size;
    free(own);
}

static void *count_resize(void *block, size_t size, void *user)
{
    void *moved = count_alloc(size, user);
    if (moved == NULL || block == NULL)
        return moved;
    size_t before = ((head *)block - 1)->size;
    memcpy(moved, block, before < size ? before : size);
    count_release(block, user);
    return moved;
}

static double bytes_each(uint32_t count)
{
    size_t            used = 0;
    chorus_allocator  heap = { count_alloc, count_resize, count_release, &used };
    ia_game           g;
    char              id[CHO_UUID_TEXT_SIZE], name[24];
    ia_game_init(&g, &heap);
    for (uint32_t i = 0; i < 1000; i++) /* what every game pays once */
        assert_ok(ia_input(&g, "nobody", "c", "e"));
    ia_next_frame(&g);
    size_t before = used;
    for (uint32_t i = 0; i < count; i++) {
        assert_true(cho_uuid_make(id));
        snprintf(name, sizeof name, "viewer-%05u", (unsigned)i);
        ia_who who = { .id = id, .name = name, .group = "default", .custom = "{\"channelGroups\":[\"User\"]}",
                       .has = 0xff, .user_id = i };
        assert_ok(ia_participant(&g, &who));
        if (i % 1000 == 999)
            ia_next_frame(&g);
    }
    double each = (double)(used - before) / count;
    ia_game_deinit(&g);
    assert_int_equal(used, 0);
    return each;
}

static void test_a_participant_takes_at_most_128_bytes(void **state)
{
    (void)state;
    double ten = bytes_each(10000), hundred = bytes_each(100000);
    print_message("%.1f bytes each at 10000, %.1f at 100000\n", ten, hundred);
    assert_true(ten <= 128 && hundred <= 128);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_join_tells_everything),
        HEAP_TEST(test_ids_that_are_no_uuids_are_kept_as_text),
        HEAP_TEST(test_a_second_join_is_an_update_or_nothing),
        HEAP_TEST(test_two_sessions_of_one_user_are_two_participants),
        HEAP_TEST(test_fields_that_are_not_told_keep_their_value),
        HEAP_TEST(test_each_field_makes_an_update_but_the_last_input),
        HEAP_TEST(test_names_may_be_empty_or_long),
        HEAP_TEST(test_views_survive_an_update_in_the_same_frame),
        HEAP_TEST(test_a_participant_may_name_a_group_nobody_knows),
        HEAP_TEST(test_named_groups_do_not_pile_up),
        HEAP_TEST(test_who_left_stays_readable_for_its_frame),
        HEAP_TEST(test_without_memory_nothing_changes),
        cmocka_unit_test(test_a_participant_takes_at_most_128_bytes),
    };
    return cmocka_run_group_tests_name("interactive/participants", tests, NULL, NULL);
}
