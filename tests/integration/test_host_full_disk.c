/*
 * The real daemon and a disk that takes nothing: what would have to be remembered is refused with a sentence, everybody
 * plays on, and when there is room again nobody has to start anything.
 */
#include "support/daemon_process.h"
#include "support/deadline.h"
#include "support/person.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define API "/api/v1/interactive/"

static char body[8192];

static int get(daemon_process *d, const char *path)
{
    return host_lab_request(&d->lab, "GET", path, "", "", body, sizeof body);
}

static void allow_bytes(const daemon_process *d, rlim_t bytes)
{
    const struct rlimit limit = { bytes, RLIM_INFINITY };
    assert_int_equal(prlimit(d->program.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void start(daemon_process *d)
{
    daemon_start(d, (const char *[]){ "--data", daemon_path(d, "data of Ünal"), NULL });
}

static int create(daemon_process *d, person *p, const char *name)
{
    char members[128];
    person_come(p, &d->lab);
    snprintf(members, sizeof members, "\"name\":\"%s\",\"password\":\"correct horse\"", name);
    return person_post(p, "/go/create", members);
}

static void expect_play(raw_socket *game, raw_socket *viewer)
{
    host_lab_call(viewer, "4", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\",\"button\":0}");
    host_lab_hear_of(game, "\"giveInput\"");
}

static void test_a_full_disk_refuses_what_must_be_remembered_and_play_goes_on(void **state)
{
    daemon_process *d = *state;
    person          ann;
    start(d);
    assert_int_equal(create(d, &ann, "Ann"), 200);
    raw_socket *game = host_lab_game(&d->lab);
    host_lab_do(game, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    host_lab_do(game, "ready", "{\"isReady\":true}");
    raw_socket *viewer = host_lab_viewer(&d->lab, "Guest");
    expect_play(game, viewer);
    allow_bytes(d, 1);
    assert_int_equal(create(d, &ann, "Bob"), 503);
    assert_non_null(strstr(ann.body, "\"error\":\"temporarily_unavailable\""));
    assert_int_equal(get(d, "/readyz"), 503);
    assert_non_null(strstr(body, "data: the disk takes nothing at present: "));
    assert_int_equal(get(d, "/healthz"), 200);
    expect_play(game, viewer);
    host_lab_hang_up(host_lab_viewer(&d->lab, "Late"));
    allow_bytes(d, RLIM_INFINITY);
    for (uint64_t until_ns = deadline_ns(); get(d, "/readyz") != 200;)
        deadline_yield(until_ns);
    assert_int_equal(create(d, &ann, "Bob"), 200);
    expect_play(game, viewer);
    host_lab_hang_up(viewer);
    host_lab_hang_up(game);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

/* What nobody finds again must not be acknowledged. */
static void test_a_data_file_that_is_removed_takes_nothing_more(void **state)
{
    daemon_process *d = *state;
    person          ann;
    start(d);
    assert_int_equal(create(d, &ann, "Ann"), 200);
    assert_int_equal(remove(daemon_path(d, "data of Ünal/chorus.db")), 0);
    assert_int_equal(create(d, &ann, "Bob"), 503);
    assert_int_equal(get(d, "/readyz"), 503);
    assert_non_null(strstr(body, "the data file was moved away or removed while the host runs"));
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_full_disk_refuses_what_must_be_remembered_and_play_goes_on, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_data_file_that_is_removed_takes_nothing_more, daemon_set_up, daemon_tear_down),
    };
    return cmocka_run_group_tests_name("host/full disk", tests, NULL, NULL);
}
