/* A host with a data folder: it opens with it, or says why not. */
#include "support/folder.h"
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct place {
    char                folder[FOLDER_SIZE], data[FOLDER_SIZE + 16];
    chorus_host_options options;
    host_lab            lab, other;
} place;

static int set_up(void **state)
{
    place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    folder_make(p->folder);
    (void)snprintf(p->data, sizeof p->data, "%s/data", p->folder);
    CHORUS_INIT(&p->options);
    p->options.data_folder = p->data;
    host_lab_open(&p->lab, &p->options);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    place *p = *state;
    host_lab_close(&p->lab);
    folder_remove(p->folder);
    free(p);
    return 0;
}

/* Another host in the same runtime, which does not open. */
static chorus_event expect_failure(place *p, const char *folder)
{
    chorus_event        event;
    chorus_session      session;
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address = "127.0.0.1";
    options.data_folder  = folder;
    assert_ok(chorus_host_open(p->lab.rt, &options, &session));
    host_lab_wait(&p->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    return event;
}

static void test_a_host_opens_its_folder(void **state)
{
    place *p = *state;
    char   file[FOLDER_SIZE + 32];
    (void)snprintf(file, sizeof file, "%s/chorus.db", p->data);
    assert_int_equal(access(file, R_OK), 0);
    raw_socket *game = host_lab_game(&p->lab);
    host_lab_hang_up(game);
}

static void test_a_folder_that_cannot_be_used_ends_the_session(void **state)
{
    place       *p     = *state;
    chorus_event event = expect_failure(p, "/dev/null/data");
    assert_int_equal(event.as.closed.cause, CHORUS_E_INVALID);
    assert_string_equal(event.as.closed.text.ptr, "cannot make the data folder /dev/null/data: Not a directory");
}

static void test_a_second_host_is_refused(void **state)
{
    place       *p     = *state;
    chorus_event event = expect_failure(p, p->data);
    assert_int_equal(event.as.closed.cause, CHORUS_E_STATE);
    assert_non_null(strstr(event.as.closed.text.ptr, "another host uses the data folder"));
}

static void test_a_closed_host_leaves_its_folder_to_the_next(void **state)
{
    place *p = *state;
    for (int i = 0; i < 3; i++) {
        host_lab_close(&p->lab);
        host_lab_open(&p->lab, &p->options);
    }
}

/* While its folder is being opened. */
static void test_a_host_may_be_closed_at_once(void **state)
{
    place         *p = *state;
    chorus_event   event;
    chorus_session session;
    char           second[FOLDER_SIZE + 16];
    (void)snprintf(second, sizeof second, "%s/second", p->folder);
    chorus_host_options options = p->options;
    options.data_folder         = second;
    assert_ok(chorus_host_open(p->lab.rt, &options, &session));
    assert_ok(chorus_session_close(p->lab.rt, session));
    host_lab_wait(&p->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.cause, CHORUS_OK);
}

int main(void)
{
#define PLACE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_a_host_opens_its_folder),
        PLACE_TEST(test_a_folder_that_cannot_be_used_ends_the_session),
        PLACE_TEST(test_a_second_host_is_refused),
        PLACE_TEST(test_a_closed_host_leaves_its_folder_to_the_next),
        PLACE_TEST(test_a_host_may_be_closed_at_once),
    };
    return cmocka_run_group_tests_name("host/data", tests, NULL, NULL);
}
