/* Who only follows events knows what the host knows, whatever a game does in whatever order. */
#include "support/host_rig.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 4000, STEPS_PER_VIEWER = 100 };

/* ---- what a client makes of events: each object replaces what was known, null is removed ---- */

typedef struct replica {
    cJSON *scenes, *groups; /* by id; the controls of a scene by id too */
} replica;

static void replica_init(replica *r)
{
    r->scenes = cJSON_CreateObject();
    r->groups = cJSON_CreateObject();
}

static void replica_deinit(replica *r)
{
    cJSON_Delete(r->scenes);
    cJSON_Delete(r->groups);
}

static void drop_nulls(cJSON *object)
{
    for (cJSON *next, *at = object->child; at != NULL; at = next) {
        next = at->next;
        if (cJSON_IsNull(at))
            cJSON_Delete(cJSON_DetachItemViaPointer(object, at));
        else if (cJSON_IsObject(at))
            drop_nulls(at);
    }
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name)->valuestring;
}

static void replace(cJSON *map, const char *id, cJSON *object)
{
    drop_nulls(object);
    cJSON_DeleteItemFromObjectCaseSensitive(map, id);
    cJSON_AddItemToObject(map, id, object);
}

static void take_controls(cJSON *scene, const cJSON *controls)
{
    const cJSON *control;
    cJSON_ArrayForEach(control, controls)
        replace(cJSON_GetObjectItemCaseSensitive(scene, "controls"), text_of(control, "controlID"),
                cJSON_Duplicate(control, true));
}

static void take_scenes(replica *r, const cJSON *scenes)
{
    const cJSON *scene;
    cJSON_ArrayForEach(scene, scenes)
    {
        cJSON *copy = cJSON_Duplicate(scene, true);
        cJSON_DeleteItemFromObjectCaseSensitive(copy, "groups");
        cJSON_DeleteItemFromObjectCaseSensitive(copy, "controls");
        cJSON_AddObjectToObject(copy, "controls");
        replace(r->scenes, text_of(scene, "sceneID"), copy);
        take_controls(copy, cJSON_GetObjectItemCaseSensitive(scene, "controls"));
    }
}

static void take_groups(replica *r, const cJSON *groups)
{
    const cJSON *group;
    cJSON_ArrayForEach(group, groups)
        replace(r->groups, text_of(group, "groupID"), cJSON_Duplicate(group, true));
}

static cJSON *scene_of(replica *r, const cJSON *params)
{
    cJSON *scene = cJSON_GetObjectItemCaseSensitive(r->scenes, text_of(params, "sceneID"));
    assert_non_null(scene); /* no event comes before that of its scene */
    return scene;
}

static void drop_controls(replica *r, const cJSON *params)
{
    const cJSON *control;
    cJSON       *known = cJSON_GetObjectItemCaseSensitive(scene_of(r, params), "controls");
    cJSON_ArrayForEach(control, cJSON_GetObjectItemCaseSensitive(params, "controls"))
        cJSON_DeleteItemFromObjectCaseSensitive(known, text_of(control, "controlID"));
}

static void follow(replica *r, const char *method, const cJSON *params)
{
    if (strcmp(method, "onSceneCreate") == 0 || strcmp(method, "onSceneUpdate") == 0)
        take_scenes(r, cJSON_GetObjectItemCaseSensitive(params, "scenes"));
    else if (strcmp(method, "onGroupCreate") == 0 || strcmp(method, "onGroupUpdate") == 0)
        take_groups(r, cJSON_GetObjectItemCaseSensitive(params, "groups"));
    else if (strcmp(method, "onControlCreate") == 0 || strcmp(method, "onControlUpdate") == 0)
        take_controls(scene_of(r, params), cJSON_GetObjectItemCaseSensitive(params, "controls"));
    else if (strcmp(method, "onControlDelete") == 0)
        drop_controls(r, params);
    else if (strcmp(method, "onSceneDelete") == 0)
        cJSON_DeleteItemFromObjectCaseSensitive(r->scenes, text_of(params, "sceneID"));
    else if (strcmp(method, "onGroupDelete") == 0)
        cJSON_DeleteItemFromObjectCaseSensitive(r->groups, text_of(params, "groupID"));
}

static void follow_all(replica *r, rig_peer *peer)
{
    for (const char *text = rig_take(peer); text != NULL; text = rig_take(peer)) {
        cJSON       *packet = cJSON_Parse(text);
        const cJSON *method = cJSON_GetObjectItemCaseSensitive(packet, "method");
        if (method != NULL)
            follow(r, method->valuestring, cJSON_GetObjectItemCaseSensitive(packet, "params"));
        cJSON_Delete(packet);
    }
}

/* ---- what the host says when it is asked ---- */

static cJSON *ask(host_rig *rig, const char *method)
{
    rig_game_says(rig, "{\"id\":7,\"method\":\"%s\"}", method);
    cJSON *packet = cJSON_Parse(rig_take(&rig->game));
    cJSON *result = cJSON_DetachItemFromObjectCaseSensitive(packet, "result");
    cJSON_Delete(packet);
    return result;
}

static void expect_same(const cJSON *followed, const cJSON *asked)
{
    if (cJSON_Compare(followed, asked, true))
        return;
    char *one = cJSON_PrintUnformatted(followed), *other = cJSON_PrintUnformatted(asked);
    fail_msg("events led to %s, but the host has %s", one, other);
}

static void replica_ask(replica *r, host_rig *rig)
{
    cJSON *scenes = ask(rig, "getScenes"), *groups = ask(rig, "getGroups");
    replica_init(r);
    take_scenes(r, cJSON_GetObjectItemCaseSensitive(scenes, "scenes"));
    take_groups(r, cJSON_GetObjectItemCaseSensitive(groups, "groups"));
    cJSON_Delete(scenes);
    cJSON_Delete(groups);
}

/* The game has heard everything and nothing waits in its queue. */
static void check(host_rig *rig, const replica *followed)
{
    replica asked;
    replica_ask(&asked, rig);
    expect_same(followed->scenes, asked.scenes);
    expect_same(followed->groups, asked.groups);
    replica_deinit(&asked);
}

/* ---- a game that does anything ---- */

static uint32_t dice = 1;

static uint32_t roll(uint32_t sides)
{
    dice = dice * 1664525u + 1013904223u;
    return (dice >> 8) % sides;
}

#define ANY_OF(list) ((list)[roll(ARRAY_LEN(list))])

static const char *any_id(void)
{
    static const char *const ids[] = { "default", "a", "b", "c", "d.1\\\"" };
    return ANY_OF(ids);
}

static const char *any_patch(void)
{
    static const char *const patches[] = {
        "\"text\":\"x\"", "\"text\":null", "\"style\":{\"a\":1,\"b\":{\"c\":2}}", "\"style\":{\"a\":null}",
        "\"style\":{\"b\":{\"c\":null}}", "\"style\":7", "\"style\":null", "\"cost\":5", "\"cost\":null",
        "\"etag\":\"1\"", "\"position\":[{\"size\":\"large\"}]", "\"disabled\":true", "\"disabled\":null",
    };
    return ANY_OF(patches);
}

static void do_anything(host_rig *rig)
{
    static const char *const calls[][2] = {
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"%s\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\",%s}]}]}" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"%s\",\"x\":\"%s\",%s}]}" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"%s\",\"controls\":[{\"controlID\":\"%s\",%s}]}]}" },
        { "deleteScene", "{\"sceneID\":\"%s\",\"reassignSceneID\":\"%s\",%s}" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"%s\",\"sceneID\":\"%s\",%s}]}" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"%s\",\"sceneID\":\"%s\",%s}]}" },
        { "deleteGroup", "{\"groupID\":\"%s\",\"reassignGroupID\":\"%s\",%s}" },
        { "createControls", "{\"sceneID\":\"%s\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\",%s}]}" },
        { "updateControls", "{\"sceneID\":\"%s\",\"controls\":[{\"controlID\":\"%s\",%s}]}" },
        { "updateControls", "{\"sceneID\":\"%s\",\"priority\":1,\"controls\":[{\"controlID\":\"%s\",%s}]}" },
        { "deleteControls", "{\"sceneID\":\"%s\",\"controlIDs\":[\"%s\"],%s}" },
    };
    char                     params[256];
    const char *const *call = calls[roll(ARRAY_LEN(calls))];
    char              *at   = params;
    const char        *words[3] = { any_id(), any_id(), any_patch() };
    size_t             word     = 0;
    for (const char *from = call[1]; *from != '\0'; from++) {
        if (*from != '%')
            *at++ = *from;
        else
            at += sprintf(at, "%s", words[word++]), from++;
    }
    *at = '\0';
    rig_game_says(rig, "{\"id\":9,\"method\":\"%s\",\"params\":%s,\"seq\":%d}", call[0], params,
                  roll(3) == 0 ? (int)roll(50) : -1);
}

/* Followers that come one after the other each begin with their welcome. */
static void test_s22_a_viewer_that_follows_events_knows_the_whole_show(void **state)
{
    host_rig *rig = *state;
    for (int step = 0; step < STEPS;) {
        replica   followed;
        rig_peer *viewer = rig_try_join(rig, "Ann");
        replica_init(&followed);
        for (int i = 0; i < STEPS_PER_VIEWER; i++, step++) {
            do_anything(rig);
            follow_all(&followed, viewer);
            rig_forget(&rig->game);
            if (i % 10 == 0)
                check(rig, &followed);
        }
        rig_leave(rig, viewer);
        replica_deinit(&followed);
    }
}

static void test_s20_a_game_that_follows_its_own_events_knows_the_whole_show(void **state)
{
    host_rig *rig = *state;
    replica   followed;
    replica_ask(&followed, rig);
    for (int step = 0; step < STEPS; step++) {
        do_anything(rig);
        follow_all(&followed, &rig->game);
        if (step % 10 == 0)
            check(rig, &followed);
    }
    replica_deinit(&followed);
}

/* What the throttle swallows is told in full once there is room. */
static void test_s46_a_throttled_game_catches_up(void **state)
{
    host_rig *rig = *state;
    replica   followed;
    replica_ask(&followed, rig);
    for (int round = 0; round < 4 * STEPS / 100; round++) {
        rig_game_says(rig, "{\"method\":\"setBandwidthThrottle\",\"params\":{\"*\":{\"capacity\":%u,\"drainRate\":%u}}}",
                      2500 + (unsigned)roll(1000), (unsigned)roll(500));
        for (int i = 0; i < 100; i++) {
            do_anything(rig);
            if (roll(10) == 0)
                rig_pass(rig, 100);
        }
        rig_game_says(rig, "{\"method\":\"setBandwidthThrottle\",\"params\":{\"*\":null}}");
        rig_pass(rig, 1000);
        follow_all(&followed, &rig->game);
        check(rig, &followed);
    }
    replica_deinit(&followed);
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_s22_a_viewer_that_follows_events_knows_the_whole_show),
        GAME_TEST(test_s20_a_game_that_follows_its_own_events_knows_the_whole_show),
        GAME_TEST(test_s46_a_throttled_game_catches_up),
    };
    return cmocka_run_group_tests_name("host/replica", tests, NULL, NULL);
}
