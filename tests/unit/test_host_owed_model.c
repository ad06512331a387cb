/* A game that wants to hear little, at random, and in the end knows what there is: nothing was lost, nothing came twice
   and nothing came before what it needs. */
#include "support/host_rig.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- chance ---- */

static uint32_t dice_state;

static int dice(int sides)
{
    dice_state = dice_state * 1664525u + 1013904223u;
    return (int)((dice_state >> 8) % (uint32_t)sides);
}

/* ---- what the game knows: objects by id, replaced by what events hold ---- */

typedef struct knowledge {
    cJSON *scenes, *groups, *participants; /* a scene without its controls, which stand beside it: "scene/control" */
    cJSON *controls;
    bool   is_strict; /* only the bucket of all methods is ever full: then the order of everything is kept */
} knowledge;

static const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    assert_true(cJSON_IsString(value));
    return value->valuestring;
}

static void learn(const knowledge *k, cJSON *known, const char *id, const cJSON *object, bool is_new, const char *packet)
{
    bool is_known = cJSON_GetObjectItemCaseSensitive(known, id) != NULL;
    if (k->is_strict && is_known == is_new)
        fail_msg("%s: %s", is_new ? "created twice" : "unknown", packet);
    cJSON_DeleteItemFromObjectCaseSensitive(known, id);
    cJSON *copy = cJSON_Duplicate(object, true);
    cJSON_DeleteItemFromObjectCaseSensitive(copy, "controls");
    cJSON_AddItemToObject(known, id, copy);
}

/* What an object refers to is known before it. */
static void check_reference(const knowledge *k, const cJSON *object, const char *packet)
{
    const cJSON *scene = cJSON_GetObjectItem(object, "sceneID"), *group = cJSON_GetObjectItem(object, "groupID");
    bool is_person = cJSON_HasObjectItem(object, "sessionID");
    if (!k->is_strict || group == NULL)
        return;
    if (cJSON_GetObjectItemCaseSensitive(is_person ? k->groups : k->scenes,
                                         is_person ? group->valuestring : scene->valuestring) == NULL)
        fail_msg("refers to something unknown: %s", packet);
}

static void learn_all(const knowledge *k, cJSON *known, const cJSON *list, const char *id_name, bool is_new,
                      const char *packet)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        check_reference(k, item, packet);
        learn(k, known, text_of(item, id_name), item, is_new, packet);
    }
}

static void learn_controls(knowledge *k, const char *scene, const cJSON *list, bool is_new, const char *packet)
{
    const cJSON *item;
    char         id[64];
    assert_true(!k->is_strict || cJSON_GetObjectItemCaseSensitive(k->scenes, scene) != NULL);
    cJSON_ArrayForEach(item, list)
    {
        snprintf(id, sizeof id, "%s/%s", scene, text_of(item, "controlID"));
        learn(k, k->controls, id, item, is_new, packet);
    }
}

static void forget_control(knowledge *k, const char *scene, const char *control)
{
    char id[64];
    snprintf(id, sizeof id, "%s/%s", scene, control);
    cJSON_DeleteItemFromObjectCaseSensitive(k->controls, id);
}

static void forget_scene(knowledge *k, const char *scene)
{
    cJSON *control = k->controls->child;
    size_t len     = strlen(scene);
    cJSON_DeleteItemFromObjectCaseSensitive(k->scenes, scene);
    while (control != NULL) {
        cJSON *next = control->next;
        if (strncmp(control->string, scene, len) == 0 && control->string[len] == '/')
            cJSON_Delete(cJSON_DetachItemViaPointer(k->controls, control));
        control = next;
    }
}

static void take_scene_event(knowledge *k, const char *method, const cJSON *params, const char *packet)
{
    const cJSON *scenes = cJSON_GetObjectItem(params, "scenes"), *scene;
    bool         is_new = strcmp(method, "onSceneCreate") == 0;
    if (scenes == NULL) {
        forget_scene(k, text_of(params, "sceneID"));
        return;
    }
    learn_all(k, k->scenes, scenes, "sceneID", is_new, packet);
    cJSON_ArrayForEach(scene, scenes)
    {
        /* Of a scene whose creation it did not want to hear the game learns by a change of it. */
        if (is_new || !k->is_strict)
            learn_controls(k, text_of(scene, "sceneID"), cJSON_GetObjectItem(scene, "controls"), true, packet);
    }
}

static void take_control_event(knowledge *k, const char *method, const cJSON *params, const char *packet)
{
    const cJSON *list = cJSON_GetObjectItem(params, "controls"), *item;
    if (strcmp(method, "onControlDelete") != 0) {
        learn_controls(k, text_of(params, "sceneID"), list, strcmp(method, "onControlCreate") == 0, packet);
        return;
    }
    cJSON_ArrayForEach(item, list) forget_control(k, text_of(params, "sceneID"), text_of(item, "controlID"));
}

static void take_participant_event(knowledge *k, const char *method, const cJSON *params, const char *packet)
{
    const cJSON *list = cJSON_GetObjectItem(params, "participants"), *item;
    if (strcmp(method, "onParticipantLeave") != 0) {
        learn_all(k, k->participants, list, "sessionID", strcmp(method, "onParticipantJoin") == 0, packet);
        return;
    }
    cJSON_ArrayForEach(item, list)
    {
        assert_true(!k->is_strict
                    || cJSON_GetObjectItemCaseSensitive(k->participants, text_of(item, "sessionID")) != NULL);
        cJSON_DeleteItemFromObjectCaseSensitive(k->participants, text_of(item, "sessionID"));
    }
}

static void take_packet(knowledge *k, const char *text)
{
    cJSON       *packet = cJSON_Parse(text);
    const cJSON *params = cJSON_GetObjectItem(packet, "params"), *name = cJSON_GetObjectItem(packet, "method");
    const char  *method = cJSON_IsString(name) ? name->valuestring : "";
    if (strncmp(method, "onScene", 7) == 0)
        take_scene_event(k, method, params, text);
    else if (strncmp(method, "onControl", 9) == 0)
        take_control_event(k, method, params, text);
    else if (strncmp(method, "onParticipant", 13) == 0)
        take_participant_event(k, method, params, text);
    else if (strcmp(method, "onGroupDelete") == 0)
        cJSON_DeleteItemFromObjectCaseSensitive(k->groups, text_of(params, "groupID"));
    else if (strncmp(method, "onGroup", 7) == 0)
        learn_all(k, k->groups, cJSON_GetObjectItem(params, "groups"), "groupID", strcmp(method, "onGroupCreate") == 0,
                  text);
    cJSON_Delete(packet);
}

static void listen(host_rig *rig, knowledge *k)
{
    const char *text;
    while ((text = rig_take(&rig->game)) != NULL)
        take_packet(k, text);
}

/* ---- what happens ---- */

/* Rules on everything but ends: those may be unwanted, and then they are lost on purpose. */
static void set_random_rule(host_rig *rig, bool for_all)
{
    static const char *const methods[] = { "onSceneCreate",   "onSceneUpdate",   "onControlCreate",   "onControlUpdate",
                                           "onGroupCreate",   "onGroupUpdate",   "onParticipantJoin", "onParticipantUpdate" };
    char params[128];
    if (for_all || dice(3) == 0)
        snprintf(params, sizeof params, "{\"*\":{\"capacity\":%d,\"drainRate\":%d}}", 2000 + dice(3000), 50 + dice(2000));
    else if (dice(3) == 0)
        snprintf(params, sizeof params, "{\"%s\":null}", methods[dice(8)]);
    else
        snprintf(params, sizeof params, "{\"%s\":{\"capacity\":%d,\"drainRate\":%d}}", methods[dice(8)],
                 dice(2) * (150 + dice(600)), dice(1000));
    rig_call(rig, "setBandwidthThrottle", params);
}

static void change_something(host_rig *rig)
{
    static const char *const calls[][2] = {
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"s%d\",\"v\":%d,\"controls\":[{\"controlID\":\"c%d\",\"kind\":\"k\"}]}]}" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"s%d\",\"v\":%d,\"w\":%d}]}" },
        { "deleteScene", "{\"sceneID\":\"s%d\",\"x\":[%d,%d]}" },
        { "createControls", "{\"sceneID\":\"s%d\",\"controls\":[{\"controlID\":\"c%d\",\"kind\":\"k\",\"v\":%d}]}" },
        { "createControls", "{\"sceneID\":\"default\",\"x\":%d,\"controls\":[{\"controlID\":\"c%d\",\"kind\":\"k\",\"v\":%d}]}" },
        { "updateControls", "{\"sceneID\":\"s%d\",\"controls\":[{\"controlID\":\"c%d\",\"v\":%d}]}" },
        { "updateControls", "{\"sceneID\":\"default\",\"x\":%d,\"controls\":[{\"controlID\":\"c%d\",\"v\":%d}]}" },
        { "deleteControls", "{\"sceneID\":\"s%d\",\"controlIDs\":[\"c%d\"],\"x\":%d}" },
        { "deleteControls", "{\"sceneID\":\"default\",\"x\":%d,\"controlIDs\":[\"c%d\"],\"y\":%d}" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"g%d\",\"v\":%d,\"w\":%d}]}" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"g%d\",\"sceneID\":\"s%d\",\"v\":%d}]}" },
        { "deleteGroup", "{\"groupID\":\"g%d\",\"x\":[%d,%d]}" },
    };
    char params[200];
    int  which = dice(ARRAY_LEN(calls));
    snprintf(params, sizeof params, calls[which][1], dice(3), dice(3), dice(100));
    rig_call(rig, calls[which][0], params);
}

typedef struct crowd {
    rig_peer *here[4];
} crowd;

static void change_crowd(host_rig *rig, crowd *c)
{
    rig_peer **seat = &c->here[dice(4)];
    char       params[160];
    if (*seat == NULL) {
        *seat = rig->viewer_count < RIG_VIEWERS_MAX ? rig_try_join(rig, "Ann") : NULL;
    } else if (dice(3) == 0) {
        rig_leave(rig, *seat);
        *seat = NULL;
    } else {
        snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"g%d\",\"v\":%d}]}",
                 (*seat)->id, dice(3), dice(100));
        rig_call(rig, "updateParticipants", params);
    }
}

/* ---- the end ---- */

static cJSON *ask(host_rig *rig, const char *method)
{
    rig_call(rig, method, "{}");
    cJSON *packet = cJSON_Parse(rig_take(&rig->game));
    cJSON *result = cJSON_DetachItemFromObject(packet, "result");
    cJSON_Delete(packet);
    return result;
}

static void expect_known(const cJSON *known, const cJSON *object, const char *id, const char *left_out)
{
    cJSON *copy = cJSON_Duplicate(object, true);
    cJSON_DeleteItemFromObjectCaseSensitive(copy, "controls");
    if (left_out != NULL)
        cJSON_DeleteItemFromObjectCaseSensitive(copy, left_out);
    if (!cJSON_Compare(cJSON_GetObjectItemCaseSensitive(known, id), copy, true))
        fail_msg("not known as it is: %s", cJSON_PrintUnformatted(object));
    cJSON_Delete(copy);
}

static int expect_list(const cJSON *known, const cJSON *list, const char *id_name, const char *left_out)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, list) expect_known(known, item, text_of(item, id_name), left_out);
    return cJSON_GetArraySize(list);
}

static void expect_scenes(host_rig *rig, const knowledge *k)
{
    cJSON       *result = ask(rig, "getScenes");
    const cJSON *scenes = cJSON_GetObjectItem(result, "scenes"), *scene, *control;
    char         id[64];
    int          count = 0;
    assert_int_equal(expect_list(k->scenes, scenes, "sceneID", "groups"), cJSON_GetArraySize(k->scenes));
    cJSON_ArrayForEach(scene, scenes)
    {
        cJSON_ArrayForEach(control, cJSON_GetObjectItem(scene, "controls"))
        {
            snprintf(id, sizeof id, "%s/%s", text_of(scene, "sceneID"), text_of(control, "controlID"));
            expect_known(k->controls, control, id, NULL);
            count++;
        }
    }
    assert_int_equal(count, cJSON_GetArraySize(k->controls));
    cJSON_Delete(result);
}

static void expect_all_known(host_rig *rig, const knowledge *k)
{
    expect_scenes(rig, k);
    cJSON *groups = ask(rig, "getGroups"), *people = ask(rig, "getAllParticipants");
    assert_int_equal(expect_list(k->groups, cJSON_GetObjectItem(groups, "groups"), "groupID", NULL),
                     cJSON_GetArraySize(k->groups));
    assert_int_equal(expect_list(k->participants, cJSON_GetObjectItem(people, "participants"), "sessionID", NULL),
                     cJSON_GetArraySize(k->participants));
    cJSON_Delete(groups);
    cJSON_Delete(people);
}

static knowledge begin(host_rig *rig, bool is_strict)
{
    knowledge k = { cJSON_CreateObject(), cJSON_CreateObject(), cJSON_CreateObject(), cJSON_CreateObject(), is_strict };
    rig_init(rig, NULL);
    rig_enter_game(rig);
    rig_forget(&rig->game);
    cJSON_AddItemToObject(k.scenes, "default", cJSON_Parse("{\"sceneID\":\"default\"}"));
    cJSON_AddItemToObject(k.groups, "default", cJSON_Parse("{\"groupID\":\"default\",\"sceneID\":\"default\"}"));
    return k;
}

static void play(uint32_t seed, bool is_strict)
{
    host_rig  rig;
    knowledge k = begin(&rig, is_strict);
    crowd     c = { { NULL } };
    dice_state  = seed;
    for (int i = 0; i < 300; i++) {
        int what = dice(20);
        if (what == 0)
            set_random_rule(&rig, is_strict);
        else if (what < 4)
            change_crowd(&rig, &c);
        else if (what < 7)
            rig_pass(&rig, dice(300));
        else
            change_something(&rig);
        listen(&rig, &k);
    }
    rig_call(&rig, "setBandwidthThrottle",
             "{\"*\":null,\"onSceneCreate\":null,\"onSceneUpdate\":null,\"onControlCreate\":null,\"onControlUpdate\":null,"
             "\"onGroupCreate\":null,\"onGroupUpdate\":null,\"onParticipantJoin\":null,\"onParticipantUpdate\":null}");
    rig_pass(&rig, 0);
    listen(&rig, &k);
    expect_all_known(&rig, &k);
    cJSON_Delete(k.scenes), cJSON_Delete(k.groups), cJSON_Delete(k.participants), cJSON_Delete(k.controls);
    rig_deinit(&rig);
}

static void test_s46_whatever_was_dropped_the_game_knows_all_in_the_end(void **unused)
{
    (void)unused;
    for (uint32_t seed = 1; seed <= 60; seed++)
        play(seed * 2654435761u, false);
}

static void test_s46_one_bucket_for_all_keeps_the_order_of_all(void **unused)
{
    (void)unused;
    for (uint32_t seed = 1; seed <= 100; seed++)
        play(seed * 2654435761u, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s46_one_bucket_for_all_keeps_the_order_of_all),
        cmocka_unit_test(test_s46_whatever_was_dropped_the_game_knows_all_in_the_end),
    };
    return cmocka_run_group_tests_name("host/owed_model", tests, NULL, NULL);
}
