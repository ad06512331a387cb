/* Users who sign in with a token, at a real host. */
#include "support/host_lab.h"
#include "support/person.h"

#include <stdio.h>
#include <stdlib.h>

#define API "/api/v1/interactive/"
#define ANN "Authorization: Bearer t-ann\r\n"

static char body[65536];

static void open_lab(host_lab *lab, bool refuses_guests, bool is_development)
{
    chorus_host_user    users[2];
    chorus_host_options options;
    CHORUS_INIT(&users[0]);
    CHORUS_INIT(&users[1]);
    CHORUS_INIT(&options);
    users[0].token   = "t-ann";
    users[0].name    = "Ann";
    users[0].user_id = 9;
    users[0].level   = 3;
    users[0].sparks  = 500;
    users[1].token   = "t-bob";
    users[1].name    = "Bob";
    users[1].roles   = "User,Mod";
    users[1].user_id = 10;
    options.users          = users;
    options.user_count     = 2;
    options.refuses_guests = refuses_guests;
    options.is_development = is_development;
    host_lab_open(lab, &options);
    memset(users, 0, sizeof users);
}

static int lab_of_users(void **state)
{
    host_lab *lab = malloc(sizeof *lab);
    assert_non_null(lab);
    open_lab(lab, false, false);
    *state = lab;
    return 0;
}

static int get(host_lab *lab, const char *path, const char *lines)
{
    return host_lab_request(lab, "GET", path, lines, "", body, sizeof body);
}

/* What is behind the name in the last answer. */
static void copy_member(const char *name, char out[64])
{
    const char *at = strstr(body, name);
    assert_non_null(at);
    snprintf(out, 64, "%.*s", (int)strcspn(at + strlen(name), "\""), at + strlen(name));
}

/* A participant socket with the key of the last answer; what it is told of itself stays in `body`. */
static raw_socket *take_seat(host_lab *lab, const char *more)
{
    char        key[64], path[256];
    raw_socket *s;
    copy_member("\"key\":\"", key);
    snprintf(path, sizeof path, "/participant?channel=1&x-protocol-version=2.0&key=%s%s", key, more);
    assert_int_equal(host_lab_knock(lab, &s, path, ""), 101);
    snprintf(body, sizeof body, "%s", host_lab_hear_of(s, "onParticipantJoin"));
    return s;
}

static void test_a_token_gives_a_seat_to_its_user(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    assert_int_equal(get(lab, API "1", ANN), 200);
    assert_non_null(strstr(body, "\"user\":\"9\",\"name\":\"Ann\""));
    raw_socket *ann = take_seat(lab, "");
    assert_non_null(strstr(body, "\"userID\":9,\"username\":\"Ann\",\"level\":3,"));
    assert_non_null(strstr(body, "\"anonymous\":false,\"channelGroups\":[\"User\"],\"sparks\":500}"));
    assert_non_null(strstr(host_lab_hear(game), "\"userID\":9,\"username\":\"Ann\",\"level\":3,"));
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_the_pages_way_to_join_knows_users_too(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    assert_int_equal(host_lab_request(lab, "POST", API "1/guest", "Authorization: Bearer t-bob\r\n",
                                      "{\"name\":\"Eve\"}", body, sizeof body), 200);
    assert_non_null(strstr(body, "\"user\":\"10\",\"name\":\"Bob\""));
    raw_socket *bob = take_seat(lab, "");
    assert_non_null(strstr(body, "\"channelGroups\":[\"User\",\"Mod\"],\"sparks\":0}"));
    host_lab_hang_up(bob);
    host_lab_hang_up(game);
}

static void test_a_bad_token_gets_no_seat(void **state)
{
    static const char *const bad[] = { "Authorization: Bearer t-an\r\n", "Authorization: Bearer\r\n",
                                       "Authorization: Basic t-ann\r\n", "Authorization: Bearer sec+ret\r\n" };
    host_lab                *lab   = *state;
    raw_socket              *game  = host_lab_game(lab);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(get(lab, API "1", bad[i]), 401);
    host_lab_hang_up(game);
}

static void test_users_can_ask_for_their_account(void **state)
{
    host_lab *lab = *state;
    assert_int_equal(get(lab, "/api/v1/users/current", ANN), 200);
    assert_string_equal(body, "{\"id\":9,\"username\":\"Ann\",\"level\":3,\"experience\":0,\"sparks\":500,"
                              "\"avatarUrl\":null,\"channel\":{\"id\":1,\"online\":false}}");
    assert_int_equal(get(lab, "/api/v1/users/current", ""), 401);
    assert_int_equal(get(lab, "/api/v1/users/current", "Authorization: Bearer no\r\n"), 401);
}

static void test_guests_can_be_refused(void **state)
{
    host_lab    lab;
    raw_socket *s;
    (void)state;
    open_lab(&lab, true, false);
    raw_socket *game = host_lab_game(&lab);
    assert_int_equal(get(&lab, API "1", ""), 401);
    assert_int_equal(host_lab_request(&lab, "POST", API "1/guest", "", "{}", body, sizeof body), 401);
    assert_int_equal(host_lab_knock(&lab, &s, "/participant?x-protocol-version=2.0&key=", ""), 101);
    assert_int_equal(host_lab_closed(s), 4019);
    host_lab_hang_up(s);
    assert_int_equal(get(&lab, API "1", ANN), 200);
    host_lab_hang_up(take_seat(&lab, ""));
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

#define CLAIM "&x-auth-user=%7B%22ID%22%3A12%2C%22Username%22%3A%22Eve%22%2C%22XP%22%3A%22120%22%7D"

static void test_s54_claims_are_ignored(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    assert_int_equal(get(lab, API "1", ANN), 200);
    raw_socket *s = take_seat(lab, CLAIM);
    assert_non_null(strstr(body, "\"userID\":9,\"username\":\"Ann\","));
    host_lab_hang_up(s);
    assert_int_equal(get(lab, API "1", ""), 200);
    s = take_seat(lab, CLAIM);
    assert_non_null(strstr(body, "\"userID\":0,"));
    host_lab_hang_up(s);
    host_lab_hang_up(game);
}

static void test_s54_claims_are_believed_in_development(void **state)
{
    host_lab    lab;
    raw_socket *s;
    (void)state;
    open_lab(&lab, false, true);
    raw_socket *game = host_lab_game(&lab);
    assert_int_equal(get(&lab, API "1", ""), 200);
    s = take_seat(&lab, CLAIM);
    assert_non_null(strstr(body, "\"userID\":12,\"username\":\"Eve\","));
    host_lab_hang_up(s);
    assert_int_equal(host_lab_knock(&lab, &s, "/participant?x-protocol-version=2.0&key=&x-auth-user=%7B%22ID%22%3A9%7D",
                                    ""), 101);
    assert_non_null(strstr(host_lab_hear_of(s, "onParticipantJoin"), "\"userID\":9,\"username\":\"Ann\","));
    host_lab_hang_up(s);
    assert_int_equal(host_lab_knock(&lab, &s, "/participant?x-protocol-version=2.0&key=&x-auth-user=", ""), 101);
    assert_non_null(strstr(host_lab_hear_of(s, "onParticipantJoin"), "\"username\":\"Guest-"));
    host_lab_hang_up(s);
    assert_int_equal(host_lab_knock(&lab, &s, "/participant?x-protocol-version=2.0&key=&x-auth-user=nonsense", ""), 101);
    assert_int_equal(host_lab_closed(s), 4019);
    host_lab_hang_up(s);
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

/* Nora has an account and has not taken part yet. */
static void test_no_guest_gets_the_name_of_an_account(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    person      nora;
    raw_socket *first = host_lab_viewer(lab, "Nora");
    assert_non_null(strstr(host_lab_hear_of(game, "onParticipantJoin"), "\"username\":\"Nora\","));
    host_lab_hang_up(first);
    person_come(&nora, lab);
    person_create(&nora, "Nora", "correct horse");
    raw_socket *guest = host_lab_viewer(lab, "nora");
    assert_non_null(strstr(host_lab_hear_of(game, "onParticipantJoin"), "\"username\":\"nora 2\","));
    host_lab_hang_up(guest);
    host_lab_hang_up(game);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, lab_of_users, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_a_token_gives_a_seat_to_its_user),
        LAB_TEST(test_the_pages_way_to_join_knows_users_too),
        LAB_TEST(test_a_bad_token_gets_no_seat),
        LAB_TEST(test_users_can_ask_for_their_account),
        cmocka_unit_test(test_guests_can_be_refused),
        LAB_TEST(test_no_guest_gets_the_name_of_an_account),
        LAB_TEST(test_s54_claims_are_ignored),
        cmocka_unit_test(test_s54_claims_are_believed_in_development),
    };
    return cmocka_run_group_tests_name("host/users at the door", tests, NULL, NULL);
}
