/* Five letters lead to a game. */
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>

#define JOIN "/api/v1/interactive/join/"

static char body[65536];

static int set_up(void **state)
{
    chorus_host_options options;
    chorus_host_channel channels[2];
    chorus_host_user    user;
    CHORUS_INIT(&options);
    CHORUS_INIT(&channels[0]);
    CHORUS_INIT(&channels[1]);
    CHORUS_INIT(&user);
    channels[0].token     = "red";
    channels[1].channel   = 77;
    channels[1].token     = "blue";
    channels[1].title     = "Blue";
    channels[1].join_code = "bl-zzz";
    user.user_id          = 1000;
    user.name             = "Ann";
    user.token            = "ann";
    user.has_channel      = true;
    options.channels      = channels;
    options.channel_count = 2;
    options.users         = &user;
    options.user_count    = 1;
    return host_lab_set_up_with(state, &options);
}

static int get(host_lab *lab, const char *path)
{
    return host_lab_request(lab, "GET", path, "", "", body, sizeof body);
}

static void test_a_code_tells_its_channel_however_it_is_typed(void **state)
{
    static const char *const typed[] = { "BLZZZ", "blzzz", "BL-zzz", "bl%20zzz", "B-L-Z-Z-Z" };
    host_lab                *lab     = *state;
    char                     path[64];
    for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
        snprintf(path, sizeof path, JOIN "%s", typed[i]);
        assert_int_equal(get(lab, path), 200);
        assert_string_equal(body, "{\"channel\":77,\"title\":\"Blue\",\"online\":false}");
    }
    raw_socket *game = host_lab_game_of(lab, "blue");
    assert_int_equal(get(lab, JOIN "BLZZZ"), 200);
    assert_non_null(strstr(body, "\"online\":true"));
    host_lab_hang_up(game);
}

static void test_what_is_no_code_is_not_found(void **state)
{
    static const char *const wrong[] = { "", "BLZZ", "BLZZZZ", "AEIOU", "BLZZ1", "BLZ/ZZ", "BBBBB", "%ff%ff%ff" };
    host_lab                *lab     = *state;
    char                     path[64];
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        snprintf(path, sizeof path, JOIN "%s", wrong[i]);
        int status = get(lab, path);
        if (status != 404 && status != 400)
            fail_msg("%s: %d %s", wrong[i], status, body);
        snprintf(path, sizeof path, "/j/%s", wrong[i]);
        status = get(lab, path);
        assert_true(status == 404 || status == 400);
    }
    assert_int_equal(get(lab, JOIN "BBBBB"), 404);
    assert_string_equal(body, "{\"statusCode\":404,\"message\":\"no game has this join code\"}");
    assert_int_equal(host_lab_request(lab, "POST", JOIN "BLZZZ", "", "", body, sizeof body), 405);
}

static void test_a_short_link_leads_to_the_page(void **state)
{
    host_lab   *lab = *state;
    raw_socket *s   = host_lab_connect(lab);
    raw_text(s, "GET /j/blzzz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    assert_non_null(strstr(s->seen, " 302 "));
    assert_non_null(strstr(s->seen, "\r\nlocation: ../?channel=77\r\n"));
    host_lab_hang_up(s);
}

/* Also while its game is away. */
static void test_the_code_of_a_user_stays(void **state)
{
    host_lab                *lab  = *state;
    raw_socket              *game = host_lab_game_of(lab, "ann");
    chorus_host_channel_info info;
    char                     path[64];
    CHORUS_INIT(&info);
    host_lab_wait_counts(lab, 0, 1);
    assert_ok(chorus_host_get_channel_info(lab->rt, lab->session, 1000, &info));
    snprintf(path, sizeof path, JOIN "%.5s", info.join_code.ptr);
    assert_int_equal(get(lab, path), 200);
    assert_string_equal(body, "{\"channel\":1000,\"title\":\"Chorus\",\"online\":true}");
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
    assert_int_equal(get(lab, path), 200);
    assert_string_equal(body, "{\"channel\":1000,\"title\":\"Chorus\",\"online\":false}");
}

static void test_a_network_may_try_so_many_codes_a_minute(void **state)
{
    host_lab *lab = *state;
    for (int i = 0; i < 30; i++)
        assert_int_equal(get(lab, i % 2 == 0 ? JOIN "BBBBB" : "/j/CCCCC"), 404);
    assert_int_equal(get(lab, JOIN "BLZZZ"), 429);
    raw_socket other;
    raw_open_from(&other, "127.0.0.2", lab->port);
    raw_text(&other, "GET " JOIN "BLZZZ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_int_equal(raw_answer(&other, true, body, sizeof body), 200);
    raw_close(&other);
}

static void test_codes_in_conflict_do_not_open(void **state)
{
    host_lab           *lab = *state;
    chorus_host_channel channels[2];
    CHORUS_INIT(&channels[0]);
    CHORUS_INIT(&channels[1]);
    channels[0].join_code = "bbbbb";
    channels[1].join_code = "BB-BBB";
    assert_result(CHORUS_E_INVALID, host_lab_try_channels(lab, channels, 2));
    channels[1].join_code = "BBBBA";
    assert_result(CHORUS_E_INVALID, host_lab_try_channels(lab, channels, 2));
    chorus_pump(lab->rt);
    assert_non_null(strstr(lab->log, "channels: each needs a join_code of its own"));
    assert_non_null(strstr(lab->log, "join_code: five of the letters"));
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_a_code_tells_its_channel_however_it_is_typed),
        LAB_TEST(test_what_is_no_code_is_not_found),
        LAB_TEST(test_a_short_link_leads_to_the_page),
        LAB_TEST(test_the_code_of_a_user_stays),
        LAB_TEST(test_a_network_may_try_so_many_codes_a_minute),
        LAB_TEST(test_codes_in_conflict_do_not_open),
    };
    return cmocka_run_group_tests_name("host/join codes", tests, NULL, NULL);
}
