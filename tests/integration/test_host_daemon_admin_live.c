/* What the commands of chorus-host change is felt at a daemon that runs on the same folder. */
#include "support/admin_desk.h"
#include "support/deadline.h"

#include <stdio.h>

static char body[8192];

static int join(admin_desk *d, const char *content)
{
    return host_lab_request(&d->daemon.lab, "POST", "/api/v1/interactive/1/guest", "", content, body, sizeof body);
}

/* Asks until it is answered so. */
static void wait_for_join(admin_desk *d, const char *content, int status)
{
    for (uint64_t until_ns = deadline_ns(); join(d, content) != status;) {
        if (deadline_is_over(until_ns))
            fail_msg("joining is not answered with %d: %s", status, body);
    }
}

/* ---- bans ---- */

static void test_a_ban_of_a_network_sends_away_who_is_there(void **state)
{
    admin_desk *d = *state;
    admin_desk_serve(d);
    raw_socket *game = host_lab_game(&d->daemon.lab);
    raw_socket *ann  = host_lab_viewer(&d->daemon.lab, "Ann");
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.1", "--channel", "1", "--reason", "no more"), 0);
    assert_int_equal(host_lab_closed(ann), 4025);
    host_lab_hang_up(ann);
    assert_int_equal(join(d, "{}"), 403);
    assert_non_null(strstr(body, "no more"));
    assert_int_equal(ADMIN_RUN(d, "ban", "remove", "network:127.0.0.1", "--channel", "1"), 0);
    wait_for_join(d, "{}", 200);
    host_lab_hang_up(game);
}

static void test_a_ban_holds_at_the_channel_it_names(void **state)
{
    admin_desk *d = *state;
    admin_desk_serve(d);
    raw_socket *game = host_lab_game(&d->daemon.lab);
    raw_socket *ann  = host_lab_viewer(&d->daemon.lab, "Ann");
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.1", "--channel", "2"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.2", "--channel", "1"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.1", "--channel", "1", "--minutes", "5"), 0);
    assert_int_equal(host_lab_closed(ann), 4025);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_bans_are_listed_as_they_are_kept(void **state)
{
    admin_desk *d = *state;
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:1000", "--channel", "7", "--name", "Bob", "--reason", "spam"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:2001:db8:1:2::9", "--channel", "7", "--minutes", "5"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "list", "--json"), 0);
    admin_desk_assert_printed(d, "{\"ban\":\"user:1000\",\"channel\":7,\"name\":\"Bob\",\"reason\":\"spam\",");
    admin_desk_assert_printed(d, "{\"ban\":\"network:2001:db8:1:2::/64\",");
    assert_int_equal(ADMIN_RUN(d, "ban", "remove", "network:2001:db8:1:2::", "--channel", "7"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "remove", "network:2001:db8:1:2::", "--channel", "7"), 1);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:1000"), 2);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:-1", "--channel", "7"), 2);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:here", "--channel", "7"), 2);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:1", "--channel", "7", "--minutes", "soon"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_ban_of_a_network_sends_away_who_is_there, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_a_ban_holds_at_the_channel_it_names, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_bans_are_listed_as_they_are_kept, admin_desk_set_up, admin_desk_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
