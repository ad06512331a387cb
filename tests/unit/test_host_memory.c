#include "support/failing_allocator.h"
#include "support/host_rig.h"

#include "host/room/host_state.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 100000 };

/* ---- a small room ---- */

static int set_up(void **state)
{
    rig_set_up(state);
    host_rig *rig                  = *state;
    rig->room->memory_budget.limit = LIMIT;
    return 0;
}

static void call_with_control(host_rig *rig, const char *id, int bytes)
{
    char *params = malloc((size_t)bytes + 256);
    assert_non_null(params);
    int at = sprintf(params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\",\"v\":\"", id);
    memset(params + at, 'v', (size_t)bytes);
    strcpy(params + at + bytes, "\"}]}");
    rig_call(rig, "createControls", params);
    free(params);
}

/* A control whose text has exactly `bytes`. */
static void add_control(host_rig *rig, const char *id, int bytes)
{
    call_with_control(rig, id, bytes - (int)strlen("{\"controlID\":\"\",\"kind\":\"k\",\"disabled\":false,\"v\":\"\"}")
                                   - (int)strlen(id));
}

static void delete_control(host_rig *rig, const char *id)
{
    char params[96];
    snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controlIDs\":[\"%s\"]}", id);
    rig_do(rig, "deleteControls", params);
}

/* How many packets of that method the game was sent; all are forgotten. */
static int count_calls(host_rig *rig, const char *method)
{
    char        wanted[64];
    const char *text;
    int         count = 0;
    snprintf(wanted, sizeof wanted, "\"method\":\"%s\"", method);
    while ((text = rig_take(&rig->game)) != NULL)
        count += strstr(text, wanted) != NULL;
    return count;
}

/* ---- reading stats ---- */

static cJSON *ask_stats(host_rig *rig)
{
    const char *text = NULL, *last = NULL;
    rig_call(rig, "getMemoryStats", "{}");
    while ((text = rig_take(&rig->game)) != NULL)
        last = text;
    cJSON *packet = cJSON_Parse(last);
    cJSON *stats  = cJSON_DetachItemFromObject(packet, "result");
    cJSON_Delete(packet);
    assert_true(cJSON_IsObject(stats));
    return stats;
}

static int number(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItem(object, name);
    assert_true(cJSON_IsNumber(value));
    return value->valueint;
}

static const cJSON *resource(const cJSON *parent, const char *id)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(parent, "resources"))
    {
        if (strcmp(cJSON_GetObjectItem(item, "id")->valuestring, id) == 0)
            return item;
    }
    fail_msg("no resource %s", id);
    return NULL;
}

/* What is inside a resource and what is its own make the whole of it. */
static int check_sums(const cJSON *node)
{
    const cJSON *item;
    int          sum = number(node, "ownBytes");
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(node, "resources")) sum += check_sums(item);
    assert_int_equal(sum, number(node, "cumulativeBytes"));
    return sum;
}

static void check_stats(const cJSON *stats)
{
    const cJSON *item;
    int          sum = 0;
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(stats, "resources")) sum += check_sums(item);
    assert_int_equal(sum, number(stats, "usedBytes"));
    assert_true(number(stats, "usedBytes") <= number(stats, "totalBytes"));
}

/* ---- tests ---- */

static void test_stats_are_a_tree_whose_sums_are_right(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    char      params[128];
    add_control(rig, "jump", 800);
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"k\"}]}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}");
    rig_do(rig, "updateWorld", "{\"world\":{\"round\":1}}");
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5}]}", viewer->id);
    rig_do(rig, "updateParticipants", params);
    cJSON *stats = ask_stats(rig);
    check_stats(stats);
    assert_int_equal(number(stats, "totalBytes"), LIMIT);
    assert_int_equal(number(resource(resource(stats, "default"), "jump"), "ownBytes"), 800);
    assert_int_equal(number(resource(stats, "default"), "cumulativeBytes"), 800 + (int)strlen("{\"sceneID\":\"default\"}"));
    resource(resource(stats, "a"), "x");
    resource(resource(stats, "groups"), "g");
    assert_true(number(resource(stats, "participants"), "ownBytes") >= (int)strlen("{\"score\":5}"));
    assert_true(number(resource(stats, "world"), "ownBytes") >= (int)strlen("{\"round\":1}"));
    cJSON_Delete(stats);
}

static void test_what_is_gone_is_not_counted(void **state)
{
    host_rig *rig    = *state;
    cJSON    *before = ask_stats(rig);
    rig_peer *viewer = rig_join(rig, "Ann");
    char      params[128];
    add_control(rig, "jump", 800);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5}]}", viewer->id);
    rig_do(rig, "updateParticipants", params);
    rig_do(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"v\":null}]}");
    delete_control(rig, "jump");
    rig_leave(rig, viewer);
    cJSON *after = ask_stats(rig);
    check_stats(after);
    assert_int_equal(number(after, "usedBytes"), number(before, "usedBytes"));
    cJSON_Delete(before);
    cJSON_Delete(after);
}

static void test_tags_are_counted_too(void **state)
{
    host_rig *rig = *state;
    add_control(rig, "jump", 800);
    rig_do(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"a\":1}]}");
    cJSON *stats = ask_stats(rig);
    check_stats(stats);
    assert_true(number(resource(resource(stats, "default"), "jump"), "ownBytes") > 800 + (int)strlen(",\"a\":1"));
    cJSON_Delete(stats);
}

static void test_a_refused_call_costs_nothing(void **state)
{
    host_rig *rig    = *state;
    cJSON    *before = ask_stats(rig);
    rig_call(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"k\"},{}]}");
    rig_expect_refusal(&rig->game, "9", 4004, "controls.1.controlID");
    cJSON *after = ask_stats(rig);
    assert_int_equal(number(after, "usedBytes"), number(before, "usedBytes"));
    cJSON_Delete(before);
    cJSON_Delete(after);
}

static void test_the_game_is_warned_at_75_and_90_percent_once_each(void **state)
{
    host_rig *rig = *state;
    add_control(rig, "a", 50000);
    assert_int_equal(count_calls(rig, "issueMemoryWarning"), 0);
    add_control(rig, "b", 26000);
    rig_expect_call(&rig->game, "onControlCreate");
    assert_non_null(rig_take(&rig->game));
    cJSON *packet = cJSON_Parse(rig_expect_call(&rig->game, "issueMemoryWarning"));
    check_stats(cJSON_GetObjectItem(packet, "params"));
    cJSON_Delete(packet);
    add_control(rig, "c", 10000);
    assert_int_equal(count_calls(rig, "issueMemoryWarning"), 0);
    add_control(rig, "d", 6000);
    assert_int_equal(count_calls(rig, "issueMemoryWarning"), 1);
    add_control(rig, "e", 3000);
    assert_int_equal(count_calls(rig, "issueMemoryWarning"), 0);
}

static void test_warnings_come_again_after_it_fell_below_60_percent(void **state)
{
    host_rig *rig = *state;
    add_control(rig, "a", 50000);
    add_control(rig, "b", 15000);
    add_control(rig, "c", 11000);
    rig_forget(&rig->game);
    delete_control(rig, "c");
    add_control(rig, "c", 11000);
    assert_int_equal(count_calls(rig, "issueMemoryWarning"), 0);
    delete_control(rig, "c");
    delete_control(rig, "b");
    add_control(rig, "b", 26000);
    assert_int_equal(count_calls(rig, "issueMemoryWarning"), 1);
}

static void test_one_that_jumps_over_both_thresholds_is_one_warning(void **state)
{
    host_rig *rig = *state;
    add_control(rig, "a", 60000);
    add_control(rig, "b", 35000);
    assert_int_equal(count_calls(rig, "issueMemoryWarning"), 1);
}

static void test_beyond_the_limit_a_change_is_refused(void **state)
{
    host_rig *rig = *state;
    add_control(rig, "a", 60000);
    rig_forget(&rig->game);
    add_control(rig, "b", 45000);
    rig_expect_refusal(&rig->game, "9", 4004, "controls.0");
    rig_call(rig, "updateWorld", "{\"world\":{\"v\":1}}");
    rig_expect_call(&rig->game, "onWorldUpdate");
}

static void test_s19_a_change_that_does_not_fit_changes_nothing(void **state)
{
    host_rig *rig = *state;
    char     *params = malloc(60000);
    assert_non_null(params);
    add_control(rig, "a", 50000);
    add_control(rig, "b", 30000);
    cJSON *before = ask_stats(rig);
    int    at     = sprintf(params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"v\":1},"
                                    "{\"controlID\":\"b\",\"w\":\"x\"},{\"controlID\":\"b\",\"x\":\"");
    /* Less than what the first gives back, and more than what fits into one object. */
    memset(params + at, 'x', 36000);
    strcpy(params + at + 36000, "\"}]}");
    rig_call(rig, "updateControls", params);
    rig_expect_refusal(&rig->game, "9", 4004, "controls.2");
    cJSON *after = ask_stats(rig);
    assert_true(cJSON_Compare(before, after, true));
    cJSON_Delete(before);
    cJSON_Delete(after);
    free(params);
}

static void test_who_goes_on_asking_for_too_much_is_closed_with_4017(void **state)
{
    host_rig *rig = *state;
    add_control(rig, "a", 60000);
    for (uint32_t i = 0; i < rig->limits.memory_overruns - 1; i++)
        add_control(rig, "b", 45000);
    assert_int_equal(rig->game.closed, 0);
    add_control(rig, "b", 45000);
    assert_int_equal(rig->game.closed, 4017);
}

static void test_who_makes_room_may_ask_again(void **state)
{
    host_rig *rig = *state;
    add_control(rig, "a", 60000);
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < rig->limits.memory_overruns - 1; i++)
            add_control(rig, "b", 45000);
        add_control(rig, "c", 100);
        delete_control(rig, "c");
    }
    assert_int_equal(rig->game.closed, 0);
}

/* Properties of participants share the limit; the rest has its own bound besides. */
static void test_participants_count_against_the_same_limit(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    char     *params = malloc(60000);
    assert_non_null(params);
    add_control(rig, "a", 60000);
    rig_forget(&rig->game);
    int at = sprintf(params, "{\"participants\":[{\"sessionID\":\"%s\",\"v\":\"", viewer->id);
    memset(params + at, 'v', 45000);
    strcpy(params + at + 45000, "\"}]}");
    rig_call(rig, "updateParticipants", params);
    rig_expect_refusal(&rig->game, "9", 4004, "participants.0");
    free(params);
}

static void play(const chorus_allocator *heap)
{
    host_rig rig;
    rig_init(&rig, heap);
    if (rig.room != NULL && cho_host_room_enter_game(rig.room, &rig.game, 1, rig.now_ms) == CHORUS_OK) {
        rig.room->memory_budget.limit = LIMIT;
        add_control(&rig, "a", 60000);
        add_control(&rig, "b", 35000);
        add_control(&rig, "c", 35000);
        rig_call(&rig, "getMemoryStats", "null");
    }
    rig_deinit(&rig);
}

static void test_memory_may_be_missing_for_a_warning(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        play(&f->hooks);
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_stats_are_a_tree_whose_sums_are_right),
        GAME_TEST(test_what_is_gone_is_not_counted),
        GAME_TEST(test_tags_are_counted_too),
        GAME_TEST(test_a_refused_call_costs_nothing),
        GAME_TEST(test_the_game_is_warned_at_75_and_90_percent_once_each),
        GAME_TEST(test_warnings_come_again_after_it_fell_below_60_percent),
        GAME_TEST(test_one_that_jumps_over_both_thresholds_is_one_warning),
        GAME_TEST(test_beyond_the_limit_a_change_is_refused),
        GAME_TEST(test_s19_a_change_that_does_not_fit_changes_nothing),
        GAME_TEST(test_who_goes_on_asking_for_too_much_is_closed_with_4017),
        GAME_TEST(test_who_makes_room_may_ask_again),
        GAME_TEST(test_participants_count_against_the_same_limit),
        HEAP_TEST(test_memory_may_be_missing_for_a_warning),
    };
    return cmocka_run_group_tests_name("host/memory", tests, NULL, NULL);
}
