#include "base/clock.h"
#include "support/game.h"
#include "support/host_process.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

/* How often the host is killed: in the usual run, and with CHORUS_LONG in the environment, where the
 * pauses between attempts are those a game has. */
enum { KILLS = 25, LONG_KILLS = 1000, NAMES = 12, CHANGES_PER_LIFE = 8, SHORT_PAUSE_MS = 30 };

static host_process host;

typedef struct show {
    game     g;
    uint16_t port;
    uint32_t random;
    uint64_t back_ns[LONG_KILLS];
} show;

static bool is_long(void)
{
    return getenv("CHORUS_LONG") != NULL;
}

static uint32_t draw(show *s, uint32_t choices)
{
    s->random = s->random * 1664525u + 1013904223u;
    return (s->random >> 16) % choices;
}

/* ---- the game ---- */

static void open_show(show *s)
{
    chorus_interactive_options options;
    chorus_event               event;
    char                       address[64];
    memset(s, 0, sizeof *s);
    s->random = 7;
    s->port   = host_process_run(&host, 0);
    snprintf(address, sizeof address, "ws://127.0.0.1:%u/gameClient", (unsigned)s->port);
    CHORUS_INIT(&options);
    options.address      = address;
    options.token        = HOST_PROCESS_TOKEN;
    options.retry_max_ms = is_long() ? 0 : SHORT_PAUSE_MS;
    game_init(&s->g);
    game_open(&s->g, &options);
    game_wait(&s->g, CHORUS_EVENT_SESSION_READY, &event);
}

/* Whatever the answer is. */
static void call(show *s, const char *method, const char *params, chorus_event *reply)
{
    chorus_request request;
    assert_ok(chorus_interactive_call(s->g.rt, s->g.session, method, params, &request));
    do
        game_wait(&s->g, CHORUS_EVENT_REPLY, reply);
    while (reply->as.reply.request.id != request.id);
}

static void change_something(show *s)
{
    static const struct {
        const char *method, *params; /* with a scene or group, a control and a number */
    } changes[] = {
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"s%u\",\"controls\":[{\"controlID\":\"c%u\",\"kind\":\"label\",\"n\":%u}]}]}" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"g%u\",\"sceneID\":\"s%u\",\"n\":%u}]}" },
        { "createControls", "{\"sceneID\":\"s%u\",\"controls\":[{\"controlID\":\"c%u\",\"kind\":\"button\",\"cost\":%u}]}" },
        { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c%u%u\",\"kind\":\"button\",\"n\":%u}]}" },
        { "updateControls", "{\"sceneID\":\"s%u\",\"controls\":[{\"controlID\":\"c%u\",\"style\":{\"n\":%u},\"text\":null}]}" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"s%u\",\"m\":%u,\"n\":%u}]}" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"g%u\",\"sceneID\":\"s%u\",\"n\":%u}]}" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"s%u\",\"m\":%u,\"n\":%u}]}" },
        { "deleteControls", "{\"sceneID\":\"s%u\",\"controlIDs\":[\"c%u\",\"c%u\"]}" },
        { "deleteGroup", "{\"groupID\":\"g%u\",\"reassignGroupID\":\"g%u\",\"n\":%u}" },
        { "deleteScene", "{\"sceneID\":\"s%u\",\"reassignSceneID\":\"s%u\",\"n\":%u}" },
        { "updateWorld", "{\"world\":{\"a%u\":%u,\"n\":%u}}" },
    };
    uint32_t     which = draw(s, ARRAY_LEN(changes));
    char         params[256];
    chorus_event reply;
    uint32_t     a = draw(s, NAMES), b = draw(s, NAMES), n = draw(s, 100);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(params, sizeof params, changes[which].params, a, b, n);
#pragma GCC diagnostic pop
    call(s, changes[which].method, params, &reply);
}

/* ---- the state, as the service tells it ---- */

/* An object that has each thing of the list by its id: what comes first is of no importance. */
static cJSON *by_id(cJSON *list, const char *id_name)
{
    cJSON *object = cJSON_CreateObject();
    while (cJSON_GetArraySize(list) > 0) {
        cJSON *item = cJSON_DetachItemFromArray(list, 0);
        cJSON *controls = cJSON_DetachItemFromObject(item, "controls");
        cJSON_DeleteItemFromObject(item, "groups");
        if (controls != NULL)
            cJSON_AddItemToObject(item, "controls", by_id(controls, "controlID"));
        cJSON_AddItemToObject(object, cJSON_GetObjectItem(item, id_name)->valuestring, item);
    }
    cJSON_Delete(list);
    return object;
}

static cJSON *ask(show *s, const char *method, const char *list, const char *id_name)
{
    chorus_event reply;
    call(s, method, "{}", &reply);
    assert_result(CHORUS_OK, reply.as.reply.result);
    cJSON *result = cJSON_Parse(reply.as.reply.json.ptr);
    cJSON *things = by_id(cJSON_DetachItemFromObject(result, list), id_name);
    cJSON_Delete(result);
    return things;
}

static cJSON *look(show *s)
{
    cJSON *all = cJSON_CreateObject();
    cJSON_AddItemToObject(all, "scenes", ask(s, "getScenes", "scenes", "sceneID"));
    cJSON_AddItemToObject(all, "groups", ask(s, "getGroups", "groups", "groupID"));
    return all;
}

static void assert_same(cJSON *before, cJSON *after, int life)
{
    if (!cJSON_Compare(before, after, true))
        fail_msg("life %d: before %s\n after %s", life, cJSON_Print(before), cJSON_Print(after));
    cJSON_Delete(before);
    cJSON_Delete(after);
}

/* ---- lives ---- */

/* Only the states: what could be restored is no news. */
static void wait_until_back(show *s, int life)
{
    chorus_event event;
    for (;;) {
        game_wait(&s->g, CHORUS_EVENT_NONE, &event);
        if (event.type == CHORUS_EVENT_SESSION_READY)
            return;
        if (event.type != CHORUS_EVENT_SESSION_STATE)
            fail_msg("life %d: event 0x%x", life, (unsigned)event.type);
    }
}

static void live_once(show *s, int life)
{
    for (int i = 0; i < CHANGES_PER_LIFE; i++)
        change_something(s);
    cJSON *before = look(s);
    chorus_pump(s->g.rt);
    chorus_discard_events(s->g.rt);
    host_process_kill(&host);
    assert_int_equal(host_process_run(&host, s->port), s->port);
    uint64_t began_ns = cho_clock_mono_ns();
    wait_until_back(s, life);
    s->back_ns[life] = cho_clock_mono_ns() - began_ns;
    assert_same(before, look(s), life);
}

static int compare_times(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void test_g18_the_state_is_the_same_after_every_kill(void **state)
{
    (void)state;
    static show s;
    int         lives = is_long() ? LONG_KILLS : KILLS;
    open_show(&s);
    for (int life = 0; life < lives; life++)
        live_once(&s, life);
    qsort(s.back_ns, (size_t)lives, sizeof s.back_ns[0], compare_times);
    uint64_t p95_ms = s.back_ns[lives * 95 / 100] / CHO_NS_PER_MS;
    print_message("back after %d kills: median %u ms, 95 %% within %u ms\n", lives,
                  (unsigned)(s.back_ns[lives / 2] / CHO_NS_PER_MS), (unsigned)p95_ms);
    assert_true(p95_ms <= 2000);
    game_deinit(&s.g);
    host_process_kill(&host);
}

/* What was set in the very moment of the loss, or while nobody was there, is not lost. */
static void test_what_is_set_around_a_kill_counts(void **state)
{
    (void)state;
    static show  s;
    chorus_event reply;
    int64_t      n;
    open_show(&s);
    call(&s, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"label\"}]}", &reply);
    chorus_resource x;
    assert_ok(chorus_interactive_find_control(s.g.rt, s.g.session, NULL, "x", &x));
    for (int life = 0; life < 5; life++) {
        assert_ok(chorus_interactive_set_integer(s.g.rt, s.g.session, x, "n", life));
        chorus_pump(s.g.rt);
        host_process_kill(&host);
        chorus_event event;
        game_wait_state(&s.g, CHORUS_STATE_RECONNECTING, &event);
        assert_ok(chorus_interactive_set_integer(s.g.rt, s.g.session, x, "m", life));
        chorus_pump(s.g.rt);
        host_process_run(&host, s.port);
        game_wait(&s.g, CHORUS_EVENT_SESSION_READY, &event);
        cJSON *now     = look(&s);
        cJSON *scene   = cJSON_GetObjectItem(cJSON_GetObjectItem(now, "scenes"), "default");
        cJSON *control = cJSON_GetObjectItem(cJSON_GetObjectItem(scene, "controls"), "x");
        assert_int_equal(cJSON_GetObjectItem(control, "n")->valueint, life);
        assert_int_equal(cJSON_GetObjectItem(control, "m")->valueint, life);
        cJSON_Delete(now);
        assert_ok(chorus_interactive_get_integer(s.g.rt, s.g.session, x, "n", &n));
        assert_int_equal(n, life);
    }
    game_deinit(&s.g);
    host_process_kill(&host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g18_the_state_is_the_same_after_every_kill),
        cmocka_unit_test(test_what_is_set_around_a_kill_counts),
    };
    host_process_prepare(&host);
    return cmocka_run_group_tests_name("interactive/restarts", tests, NULL, NULL);
}
