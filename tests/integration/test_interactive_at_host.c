/* Every typed method against our own host in the same runtime: what the client asks, the host answers. */
#include "support/show.h"

#include <stdio.h>

static chorus_event expect_reply(show *s, chorus_request request, chorus_result result)
{
    chorus_event event;
    host_lab_wait(&s->lab, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    assert_result(result, event.as.reply.result);
    return event;
}

static chorus_control_desc control(const char *id, const char *kind)
{
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.id   = id;
    desc.kind = kind;
    return desc;
}

static void create_arena(show *s)
{
    chorus_request      request;
    chorus_control_desc controls[] = { control("hit", "button"), control("say", "textbox") };
    chorus_scene_desc   scene;
    chorus_group_desc   group;
    CHORUS_INIT(&scene);
    scene.id            = "arena";
    scene.controls      = controls;
    scene.control_count = 2;
    CHORUS_INIT(&group);
    group.id    = "red";
    group.scene = "arena";
    assert_ok(chorus_interactive_create_scene(s->lab.rt, s->game, &scene, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_create_group(s->lab.rt, s->game, &group, &request));
    expect_reply(s, request, CHORUS_OK);
}

static uint32_t count_of(show *s, chorus_resource_kind kind)
{
    return chorus_interactive_count(s->lab.rt, s->game, kind);
}

/* ---- scenes and groups ---- */

static void test_scenes_and_groups_come_and_go(void **state)
{
    show             *s = *state;
    chorus_request    request;
    chorus_scene_desc again;
    create_arena(s);
    assert_int_equal(count_of(s, CHORUS_RESOURCE_CONTROL), 2);
    CHORUS_INIT(&again);
    again.id = "arena";
    assert_ok(chorus_interactive_create_scene(s->lab.rt, s->game, &again, &request));
    chorus_event event = expect_reply(s, request, CHORUS_E_REJECTED);
    assert_int_equal(event.as.reply.code, 4011);
    assert_true(chorus_str_is(event.as.reply.path, "scenes.0.sceneID"));
    assert_ok(chorus_interactive_delete_scene(s->lab.rt, s->game, "arena", NULL, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_int_equal(count_of(s, CHORUS_RESOURCE_CONTROL), 0);
    assert_ok(chorus_interactive_delete_group(s->lab.rt, s->game, "red", NULL, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_int_equal(count_of(s, CHORUS_RESOURCE_GROUP), 1);
    assert_ok(chorus_interactive_delete_group(s->lab.rt, s->game, "default", NULL, &request));
    assert_int_equal(expect_reply(s, request, CHORUS_E_REJECTED).as.reply.code, 4018);
}

static void test_a_scene_is_replaced(void **state)
{
    show               *s = *state;
    chorus_request      request;
    chorus_resource     say;
    chorus_button_info  info;
    chorus_control_desc wanted[] = { control("say", "button"), control("new", "label") };
    create_arena(s);
    wanted[0].text = "Say";
    assert_ok(chorus_interactive_replace_scene(s->lab.rt, s->game, "arena", wanted, 2, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_int_equal(count_of(s, CHORUS_RESOURCE_CONTROL), 2);
    assert_ok(chorus_interactive_find_control(s->lab.rt, s->game, "arena", "say", &say));
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_button(s->lab.rt, s->game, say, &info));
    assert_true(chorus_str_is(info.text, "Say"));
    wanted[0].text = NULL;
    assert_ok(chorus_interactive_replace_scene(s->lab.rt, s->game, "arena", wanted, 2, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_get_button(s->lab.rt, s->game, say, &info));
    assert_int_equal(info.text.len, 0);
}

static void test_controls_of_two_scenes_are_one_request(void **state)
{
    show               *s = *state;
    chorus_request      request;
    chorus_resource     both[2];
    chorus_control_desc controls[] = { control("a", "button"), control("b", "button"), control("c", "button") };
    create_arena(s);
    controls[1].scene = "arena";
    assert_ok(chorus_interactive_create_controls(s->lab.rt, s->game, controls, 2, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_find_control(s->lab.rt, s->game, NULL, "a", &both[0]));
    assert_ok(chorus_interactive_find_control(s->lab.rt, s->game, "arena", "b", &both[1]));
    assert_ok(chorus_interactive_delete_controls(s->lab.rt, s->game, both, 2, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_int_equal(count_of(s, CHORUS_RESOURCE_CONTROL), 2);
    controls[2].scene = "nowhere";
    assert_ok(chorus_interactive_create_controls(s->lab.rt, s->game, controls, 3, &request));
    assert_int_equal(expect_reply(s, request, CHORUS_E_REJECTED).as.reply.code, 4010);
}

/* ---- participants ---- */

static void test_participants_are_moved_and_asked_for(void **state)
{
    show                   *s   = *state;
    raw_socket             *ann = host_lab_viewer(&s->lab, "Ann");
    chorus_event            event;
    chorus_request          request;
    chorus_participant_info info;
    chorus_page_info        page;
    size_t                  it = 0;
    host_lab_wait(&s->lab, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    chorus_resource who = event.as.participant.participant;
    create_arena(s);
    assert_ok(chorus_interactive_move_all(s->lab.rt, s->game, (chorus_resource){ 0 }, "red", &request));
    expect_reply(s, request, CHORUS_OK);
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_participant(s->lab.rt, s->game, who, &info));
    assert_true(chorus_str_is(info.group, "red"));
    assert_ok(chorus_interactive_move_participants(s->lab.rt, s->game, &who, 1, "nobody", &request));
    event = expect_reply(s, request, CHORUS_E_REJECTED);
    assert_int_equal(event.as.reply.code, 4008);
    assert_true(chorus_str_is(event.as.reply.path, "participants.0.groupID"));
    assert_ok(chorus_interactive_fetch_participants(s->lab.rt, s->game, 0, &request));
    event = expect_reply(s, request, CHORUS_OK);
    CHORUS_INIT(&page);
    assert_ok(chorus_interactive_read_page(s->lab.rt, &event, &page));
    assert_true(page.total == 1 && !page.has_more && page.next_ms > 0);
    assert_true(chorus_interactive_next_fetched(s->lab.rt, &event, &it, &info));
    assert_true(chorus_str_is(info.name, "Ann"));
    assert_false(chorus_interactive_next_fetched(s->lab.rt, &event, &it, &info));
    const char *const ids[] = { info.id.ptr, "0b6c0000-1111-4222-8333-000000000001" };
    assert_ok(chorus_interactive_fetch_sessions(s->lab.rt, s->game, ids, 2, &request));
    event = expect_reply(s, request, CHORUS_OK);
    it    = 0;
    assert_true(chorus_interactive_next_fetched(s->lab.rt, &event, &it, &info));
    assert_false(chorus_interactive_next_fetched(s->lab.rt, &event, &it, &info));
    assert_int_equal(count_of(s, CHORUS_RESOURCE_PARTICIPANT), 1);
    host_lab_hang_up(ann);
}

static void test_an_event_reaches_the_pages_it_is_meant_for(void **state)
{
    show          *s   = *state;
    raw_socket    *ann = host_lab_viewer(&s->lab, "Ann");
    chorus_event   event;
    chorus_str     scope;
    chorus_request request;
    host_lab_wait(&s->lab, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_ok(chorus_interactive_get_scope(s->lab.rt, s->game, event.as.participant.participant, &scope));
    assert_ok(chorus_interactive_broadcast(s->lab.rt, s->game, &scope.ptr, 1, "{\"boom\":true}", &request));
    expect_reply(s, request, CHORUS_OK);
    host_lab_hear_of(ann, "{\"boom\":true}");
    const char *bad = "nobody";
    assert_ok(chorus_interactive_broadcast(s->lab.rt, s->game, &bad, 1, "{}", &request));
    event = expect_reply(s, request, CHORUS_E_REJECTED);
    assert_int_equal(event.as.reply.code, 4024);
    assert_true(chorus_str_is(event.as.reply.path, "scope.0"));
    host_lab_hang_up(ann);
}

/* ---- the service ---- */

static void test_the_service_answers_what_is_asked(void **state)
{
    show                 *s    = *state;
    const chorus_throttle rule = { .method = "giveInput", .capacity_bytes = 1000, .drain_bytes_per_s = 500 };
    chorus_throttle_state told;
    chorus_memory_info    memory;
    chorus_event          event;
    chorus_request        request;
    size_t                it      = 0;
    int64_t               time_ms = 0;
    assert_ok(chorus_interactive_set_bandwidth_throttle(s->lab.rt, s->game, &rule, 1, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_fetch_throttle_state(s->lab.rt, s->game, &request));
    event = expect_reply(s, request, CHORUS_OK);
    while (chorus_interactive_next_throttle(s->lab.rt, &event, &it, &told) && !chorus_str_is(told.method, "giveInput"))
        ;
    assert_true(it != 0);
    assert_ok(chorus_interactive_fetch_memory_stats(s->lab.rt, s->game, &request));
    event = expect_reply(s, request, CHORUS_OK);
    CHORUS_INIT(&memory);
    assert_ok(chorus_interactive_read_memory(s->lab.rt, &event, &memory));
    assert_true(memory.used_bytes > 0);
    assert_ok(chorus_interactive_fetch_time(s->lab.rt, s->game, &request));
    event = expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_read_time(s->lab.rt, &event, &time_ms));
    assert_true(time_ms > INT64_C(1600000000000));
    assert_ok(chorus_interactive_capture(s->lab.rt, s->game, "0b6c0000-1111-4222-8333-000000000009", &request));
    event = expect_reply(s, request, CHORUS_E_REJECTED);
    assert_int_equal(event.as.reply.code, 4006);
    assert_true(chorus_str_is(event.as.reply.path, "transactionID"));
    assert_ok(chorus_interactive_fetch_scenes(s->lab.rt, s->game, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_fetch_groups(s->lab.rt, s->game, &request));
    expect_reply(s, request, CHORUS_OK);
}

/* What is bound to one address is reached by that alone. */
static void test_the_host_tells_where_its_audience_plays(void **state)
{
    show          *s = *state;
    chorus_request request;
    chorus_str     url;
    char           page[64];
    assert_ok(chorus_interactive_fetch_join_url(s->lab.rt, s->game, &request));
    chorus_event event = expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_read_join_url(s->lab.rt, &event, &url));
    snprintf(page, sizeof page, "http://127.0.0.1:%u/c/1", (unsigned)s->lab.port);
    assert_string_equal(url.ptr, page);
    assert_int_equal(host_lab_request(&s->lab, "GET", "/c/1", "", "", NULL, 0), 302);
}

static void test_a_file_is_uploaded_and_deleted(void **state)
{
    show              *s = *state;
    chorus_event       event;
    chorus_request     request;
    chorus_upload_desc file;
    CHORUS_INIT(&file);
    file.path  = "img/a.png";
    file.bytes = "hello";
    file.len   = 5;
    assert_ok(chorus_interactive_upload(s->lab.rt, s->game, &file, &request));
    host_lab_wait(&s->lab, CHORUS_EVENT_UPLOAD, &event);
    assert_int_equal(event.as.upload.total, 5);
    event = expect_reply(s, request, CHORUS_OK);
    assert_non_null(strstr(event.as.reply.json.ptr, "img/a.png"));
    assert_ok(chorus_interactive_delete_file(s->lab.rt, s->game, "img/a.png", &request));
    expect_reply(s, request, CHORUS_OK);
    file.path = "../a.png";
    assert_ok(chorus_interactive_upload(s->lab.rt, s->game, &file, &request));
    event = expect_reply(s, request, CHORUS_E_REJECTED);
    assert_int_equal(event.as.reply.code, 4004);
    assert_true(chorus_str_is(event.as.reply.path, "path"));
}

static void test_g40_ids_of_a_thousand_bytes_work_everywhere(void **state)
{
    show           *s = *state;
    char            id[1001];
    chorus_request  request;
    chorus_resource found;
    chorus_str      text;
    memset(id, '~', sizeof id - 1);
    memcpy(id, "a.b/c\"\\\xf0\x9f\x98\x80", 11);
    id[1000] = '\0';
    chorus_control_desc desc = control(id, "button");
    chorus_scene_desc   scene;
    CHORUS_INIT(&scene);
    scene.id            = id;
    scene.controls      = &desc;
    scene.control_count = 1;
    assert_ok(chorus_interactive_create_scene(s->lab.rt, s->game, &scene, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_ok(chorus_interactive_find_control(s->lab.rt, s->game, id, id, &found));
    assert_ok(chorus_interactive_set_string(s->lab.rt, s->game, found, "text", "T"));
    chorus_event event;
    host_lab_wait(&s->lab, CHORUS_EVENT_CONTROL_UPDATE, &event);
    assert_ok(chorus_interactive_get_string(s->lab.rt, s->game, found, "text", &text));
    assert_true(chorus_str_is(text, "T"));
    assert_ok(chorus_interactive_delete_scene(s->lab.rt, s->game, id, NULL, &request));
    expect_reply(s, request, CHORUS_OK);
    assert_int_equal(count_of(s, CHORUS_RESOURCE_SCENE), 1);
}

int main(void)
{
#define SHOW_TEST(name) cmocka_unit_test_setup_teardown(name, show_set_up, show_tear_down)
    const struct CMUnitTest tests[] = {
        SHOW_TEST(test_scenes_and_groups_come_and_go),
        SHOW_TEST(test_a_scene_is_replaced),
        SHOW_TEST(test_controls_of_two_scenes_are_one_request),
        SHOW_TEST(test_participants_are_moved_and_asked_for),
        SHOW_TEST(test_an_event_reaches_the_pages_it_is_meant_for),
        SHOW_TEST(test_the_service_answers_what_is_asked),
        SHOW_TEST(test_the_host_tells_where_its_audience_plays),
        SHOW_TEST(test_a_file_is_uploaded_and_deleted),
        SHOW_TEST(test_g40_ids_of_a_thousand_bytes_work_everywhere),
    };
    return cmocka_run_group_tests_name("interactive at our host", tests, NULL, NULL);
}
