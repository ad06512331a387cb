/* Channels of users: they come alive with their game and are gone when nobody is left. */
#include "support/host_lab.h"

#include "support/deadline.h"

#include <stdio.h>
#include <stdlib.h>

enum { CROWD = 100, FIRST = 1000 };

static chorus_host_user users[CROWD];
static char             tokens[CROWD][16], names[CROWD][16];

static void name_users(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        CHORUS_INIT(&users[i]);
        snprintf(tokens[i], sizeof tokens[i], "t-%u", (unsigned)i);
        snprintf(names[i], sizeof names[i], "User%u", (unsigned)i);
        users[i].token       = tokens[i];
        users[i].name        = names[i];
        users[i].user_id     = FIRST + i;
        users[i].has_channel = true;
    }
    users[2].has_channel = false; /* somebody who only plays */
}

static int set_up(void **state)
{
    chorus_host_options options;
    CHORUS_INIT(&options);
    name_users(CROWD);
    options.users      = users;
    options.user_count = CROWD;
    return host_lab_set_up_with(state, &options);
}

static chorus_host_info info_of(host_lab *lab)
{
    chorus_host_info info;
    CHORUS_INIT(&info);
    chorus_pump(lab->rt);
    chorus_discard_events(lab->rt);
    assert_ok(chorus_host_get_info(lab->rt, lab->session, &info));
    return info;
}

static void wait_channels(host_lab *lab, uint32_t count)
{
    for (uint64_t until_ns = deadline_ns(); info_of(lab).channel_count != count; deadline_frame())
        assert_false(deadline_is_over(until_ns));
}

static int status_of(host_lab *lab, uint32_t channel)
{
    char path[64];
    snprintf(path, sizeof path, "/api/v1/interactive/%u", (unsigned)channel);
    return host_lab_request(lab, "GET", path, "", "", NULL, 0);
}

static void test_a_users_game_has_a_channel_of_its_own(void **state)
{
    host_lab                *lab = *state;
    chorus_host_channel_info info;
    CHORUS_INIT(&info);
    assert_int_equal(status_of(lab, FIRST), 404);
    raw_socket *game = host_lab_game_of(lab, "t-0"), *ann = host_lab_viewer_of(lab, FIRST, "Ann");
    host_lab_hear_of(game, "\"username\":\"Ann\"");
    host_lab_wait_counts(lab, 1, 1);
    assert_int_equal(info_of(lab).channel_count, 2);
    assert_ok(chorus_host_get_channel_info(lab->rt, lab->session, FIRST, &info));
    assert_int_equal(info.participant_count, 1);
    assert_int_equal(info.token.len, 0);
    assert_int_equal(info.join_code.len, 5);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_who_only_plays_has_none(void **state)
{
    host_lab   *lab = *state;
    raw_socket *game;
    assert_int_equal(host_lab_knock(lab, &game, "/gameClient", "Authorization: Bearer t-2\r\n" HOST_LAB_VERSION_LINES), 101);
    assert_int_equal(host_lab_closed(game), 4019);
    host_lab_hang_up(game);
    assert_int_equal(info_of(lab).channel_count, 1);
}

static void test_a_channel_is_gone_with_the_last_who_is_there(void **state)
{
    host_lab                *lab = *state;
    chorus_host_channel_info info;
    char                     code[8];
    CHORUS_INIT(&info);
    raw_socket *game = host_lab_game_of(lab, "t-0"), *ann = host_lab_viewer_of(lab, FIRST, "Ann");
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"none\",\"event\":\"mousedown\"}}");
    while (info_of(lab).inputs_rejected == 0)
        deadline_frame();
    assert_ok(chorus_host_get_channel_info(lab->rt, lab->session, FIRST, &info));
    snprintf(code, sizeof code, "%.*s", (int)info.join_code.len, info.join_code.ptr);
    host_lab_hang_up(game);
    assert_int_equal(host_lab_closed(ann), 4016);
    host_lab_hang_up(ann);
    wait_channels(lab, 1);
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_get_channel_info(lab->rt, lab->session, FIRST, &info));
    assert_int_equal(info_of(lab).inputs_rejected, 1); /* the sums go on counting it */
    game = host_lab_game_of(lab, "t-0");
    wait_channels(lab, 2);
    assert_ok(chorus_host_get_channel_info(lab->rt, lab->session, FIRST, &info));
    assert_true(chorus_str_is(info.join_code, code));
    assert_int_equal(info.inputs_rejected, 0);
    host_lab_hang_up(game);
}

static void test_what_leads_to_a_channel_leads_there_also_without_its_game(void **state)
{
    host_lab *lab = *state;
    char      link[2][64];
    snprintf(link[0], sizeof link[0], "/c/%d", FIRST);
    snprintf(link[1], sizeof link[1], "/api/v1/interactive/%d/qr.svg", FIRST);
    for (int i = 0; i < 2; i++)
        assert_int_equal(host_lab_request(lab, "GET", link[i], "", "", NULL, 0), 404);
    host_lab_hang_up(host_lab_game_of(lab, "t-0"));
    wait_channels(lab, 1);
    assert_int_equal(host_lab_request(lab, "GET", link[0], "", "", NULL, 0), 302);
    assert_int_equal(host_lab_request(lab, "GET", link[1], "", "", NULL, 0), 200);
}

static void test_a_refused_game_leaves_no_channel_behind(void **state)
{
    host_lab   *lab = *state;
    raw_socket *game;
    assert_int_equal(host_lab_knock(lab, &game, "/gameClient", "Authorization: Bearer t-0\r\n"
                                                               "X-Protocol-Version: 2.0\r\nX-Interactive-Version: x\r\n"), 101);
    assert_int_equal(host_lab_closed(game), 4020);
    host_lab_hang_up(game);
    wait_channels(lab, 1);
}

static void test_the_end_of_a_game_ends_its_channel(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "t-0"), *other = host_lab_game_of(lab, "t-1");
    wait_channels(lab, 3);
    assert_ok(chorus_host_end_game(lab->rt, lab->session, FIRST));
    chorus_pump(lab->rt);
    assert_int_equal(host_lab_closed(game), 4027);
    host_lab_hang_up(game);
    wait_channels(lab, 2);
    host_lab_expect_nothing(other);
    host_lab_hang_up(other);
}

static void test_channels_are_told_one_by_one(void **state)
{
    host_lab   *lab = *state;
    uint32_t    number;
    raw_socket *game = host_lab_game_of(lab, "t-1"), *other = host_lab_game_of(lab, "t-0");
    wait_channels(lab, 3);
    assert_ok(chorus_host_next_channel(lab->rt, lab->session, 0, &number));
    assert_int_equal(number, 1);
    assert_ok(chorus_host_next_channel(lab->rt, lab->session, number, &number));
    assert_int_equal(number, FIRST + 1);
    assert_ok(chorus_host_next_channel(lab->rt, lab->session, number, &number));
    assert_int_equal(number, FIRST);
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_next_channel(lab->rt, lab->session, number, &number));
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_next_channel(lab->rt, lab->session, 5, &number));
    assert_result(CHORUS_E_INVALID, chorus_host_next_channel(lab->rt, lab->session, 0, NULL));
    host_lab_hang_up(game);
    host_lab_hang_up(other);
}

static void test_an_upload_under_way_outlives_its_channel(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "t-0"), *upload = host_lab_connect(lab);
    char        permit[33], request[512];
    const char *reply = host_lab_do(game, "uploadFile", "{\"path\":\"a.bin\"}");
    const char *given = strstr(reply, "\"authorization\":\"");
    if (given == NULL)
        fail_msg("no permit in %s", reply);
    snprintf(permit, sizeof permit, "%.32s", given + strlen("\"authorization\":\""));
    snprintf(request, sizeof request,
             "POST /ugc/1000/a.bin HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Length: 8\r\n\r\nfour", permit);
    raw_text(upload, request);
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
    raw_text(upload, "more");
    int status = raw_answer(upload, true, NULL, 0);
    assert_true(status == 403 || status == 0);
    host_lab_hang_up(upload);
    wait_channels(lab, 1);
}

/* ---- many at once ---- */

typedef struct pair {
    raw_socket *game, *viewer;
} pair;

static pair pairs[CROWD];

static uint32_t number_of(uint32_t i)
{
    return FIRST + i;
}

static void open_pairs(host_lab *lab)
{
    for (uint32_t i = 0; i < CROWD; i++) {
        if (!users[i].has_channel)
            continue;
        char scene[160];
        pairs[i].game   = host_lab_game_of(lab, tokens[i]);
        pairs[i].viewer = host_lab_viewer_of(lab, number_of(i), names[i]);
        host_lab_hear_of(pairs[i].game, "onParticipantJoin");
        snprintf(scene, sizeof scene, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c%u\",\"kind\":\"button\"}]}",
                 (unsigned)i);
        host_lab_do(pairs[i].game, "createControls", scene);
        host_lab_do(pairs[i].game, "ready", "{\"isReady\":true}");
        host_lab_hear_of(pairs[i].viewer, "\"isReady\":true");
    }
}

static void close_pairs(void)
{
    for (uint32_t i = 0; i < CROWD; i++) {
        if (pairs[i].game == NULL)
            continue;
        host_lab_hang_up(pairs[i].viewer);
        host_lab_hang_up(pairs[i].game);
        pairs[i] = (pair){ NULL, NULL };
    }
}

/* A press in one reaches its game, and nobody else hears of it. */
static void test_a_hundred_games_hear_their_own_audience_only(void **state)
{
    host_lab *lab = *state;
    char      text[160], part[64];
    open_pairs(lab);
    for (uint32_t i = 0; i < CROWD; i++) {
        if (pairs[i].game == NULL)
            continue;
        snprintf(text, sizeof text, "{\"id\":%u,\"method\":\"giveInput\",\"params\":{\"controlID\":\"c%u\",\"event\":\"mousedown\"}}",
                 (unsigned)i, (unsigned)i);
        host_lab_say(pairs[i].viewer, text);
    }
    for (uint32_t i = 0; i < CROWD; i++) {
        if (pairs[i].game == NULL)
            continue;
        snprintf(part, sizeof part, "\"controlID\":\"c%u\"", (unsigned)i);
        const char *input = host_lab_expect_call(pairs[i].game, "giveInput");
        assert_non_null(strstr(input, part));
        host_lab_expect_nothing(pairs[i].game);
    }
    close_pairs();
    wait_channels(lab, 1);
}

/* The id in the place of "%s". */
static void fill_in(const char *pattern, const char *id, char *out, size_t size)
{
    const char *at  = strstr(pattern, "%s");
    size_t      len = at == NULL ? strlen(pattern) : (size_t)(at - pattern);
    snprintf(out, size, "%.*s%s%s", (int)len, pattern, at == NULL ? "" : id, at == NULL ? "" : at + 2);
}

/* Every method with the ids of another channel. */
static void test_ids_of_another_channel_are_nothing(void **state)
{
    static const struct {
        const char *method, *params;
        const char *answer; /* part of the reply */
    } calls[] = {
        { "getAllParticipants", "{}", "\"total\":1" },
        { "getActiveParticipants", "{\"threshold\":0}", "\"participants\":[]" },
        { "getParticipantsBySessionID", "{\"sessionIDs\":[\"%s\"]}", ":null" },
        { "updateParticipants", "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"default\"}]}", "\"participants\":[]" },
        { "getScenes", "{}", "c1" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"red\"}]}", "4010" },
        { "deleteScene", "{\"sceneID\":\"default\",\"reassignSceneID\":\"red\"}", "4018" },
        { "createControls", "{\"sceneID\":\"red\",\"controls\":[]}", "4010" },
        { "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c0\"}]}", "4012" },
        { "deleteControls", "{\"sceneID\":\"red\",\"controlIDs\":[\"c0\"]}", "4010" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"red\"}]}", "4010" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"team\"}]}", "4008" },
        { "deleteGroup", "{\"groupID\":\"default\",\"reassignGroupID\":\"team\"}", "4018" },
        { "capture", "{\"transactionID\":\"%s\"}", "4006" },
        { "broadcastEvent", "{\"scope\":[\"group:team\"],\"data\":{}}", "\"error\":null" },
        { "broadcastEvent", "{\"scope\":[\"scene:red\"],\"data\":{}}", "\"error\":null" },
        { "broadcastEvent", "{\"scope\":[\"participant:%s\"],\"data\":{}}", "\"error\":null" },
    };
    host_lab *lab = *state;
    char      id[37], params[256], call[400];
    raw_socket *red = host_lab_game_of(lab, "t-0"), *blue = host_lab_game_of(lab, "t-1");
    raw_socket *ann = host_lab_viewer_of(lab, number_of(0), "Ann"), *ben = host_lab_viewer_of(lab, number_of(1), "Ben");
    const char *joined = host_lab_hear_of(red, "\"sessionID\":\"");
    snprintf(id, sizeof id, "%s", strstr(joined, "\"sessionID\":\"") + strlen("\"sessionID\":\""));
    host_lab_hear_of(blue, "onParticipantJoin");
    host_lab_do(red, "createScenes", "{\"scenes\":[{\"sceneID\":\"red\"}]}");
    host_lab_do(red, "createGroups", "{\"groups\":[{\"groupID\":\"team\",\"sceneID\":\"red\"}]}");
    host_lab_do(red, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c0\",\"kind\":\"button\"}]}");
    host_lab_do(blue, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c1\",\"kind\":\"button\"}]}");
    host_lab_hear_of(ann, "c0");
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        fill_in(calls[i].params, id, params, sizeof params);
        snprintf(call, sizeof call, "{\"id\":%zu,\"method\":\"%s\",\"params\":%s}", 100 + i, calls[i].method, params);
        host_lab_say(blue, call);
        const char *reply = host_lab_hear_of(blue, "\"type\":\"reply\"");
        if (strstr(reply, calls[i].answer) == NULL || strstr(reply, "Ann") != NULL)
            fail_msg("%s %s: %s", calls[i].method, params, reply);
    }
    host_lab_expect_nothing(red);
    host_lab_expect_nothing(ann);
    raw_socket *all[] = { ann, ben, red, blue };
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        host_lab_hang_up(all[i]);
}

static void test_a_session_that_waits_keeps_its_channel(void **state)
{
    host_lab            lab;
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    name_users(3);
    options.users      = users;
    options.user_count = 3;
    options.grace_ms   = 60000;
    host_lab_open(&lab, &options);
    raw_socket *game = host_lab_game_of(&lab, "t-0");
    host_lab_do(game, "createScenes", "{\"scenes\":[{\"sceneID\":\"kept\"}]}");
    host_lab_wait_counts(&lab, 0, 1);
    host_lab_hang_up(game);
    host_lab_wait_counts(&lab, 0, 0);
    assert_int_equal(info_of(&lab).channel_count, 2);
    assert_int_equal(host_lab_knock(&lab, &game, "/gameClient", "Authorization: Bearer t-0\r\n" HOST_LAB_VERSION_LINES), 101);
    assert_non_null(strstr(host_lab_do(game, "getScenes", "{}"), "kept"));
    host_lab_hang_up(game);
    assert_ok(chorus_host_end_game(lab.rt, lab.session, FIRST));
    wait_channels(&lab, 1);
    host_lab_close(&lab);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_a_users_game_has_a_channel_of_its_own),
        LAB_TEST(test_who_only_plays_has_none),
        LAB_TEST(test_a_channel_is_gone_with_the_last_who_is_there),
        LAB_TEST(test_what_leads_to_a_channel_leads_there_also_without_its_game),
        LAB_TEST(test_a_refused_game_leaves_no_channel_behind),
        LAB_TEST(test_the_end_of_a_game_ends_its_channel),
        LAB_TEST(test_channels_are_told_one_by_one),
        LAB_TEST(test_an_upload_under_way_outlives_its_channel),
        LAB_TEST(test_a_hundred_games_hear_their_own_audience_only),
        LAB_TEST(test_ids_of_another_channel_are_nothing),
        cmocka_unit_test(test_a_session_that_waits_keeps_its_channel),
    };
    return cmocka_run_group_tests_name("host/channels of users", tests, NULL, NULL);
}
