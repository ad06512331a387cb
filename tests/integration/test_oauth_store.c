/* Tokens in files, between two runs. */
#include "support/folder.h"
#include "support/signing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN "/api/v1/oauth/token "

static void assert_asked(const signing *s, const char *part)
{
    if (strstr(s->peer.request, part) == NULL)
        fail_msg("no %s in %s", part, s->peer.request);
}

typedef struct shelf {
    char folder[FOLDER_SIZE], path[FOLDER_SIZE + 32];
} shelf;

static void make_shelf(signing *s, shelf *at)
{
    folder_make(at->folder);
    snprintf(at->path, sizeof at->path, "%s/it.token", at->folder);
    s->options.store_file = at->path;
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void test_a_file_that_cannot_be_read_is_said_and_the_login_goes_on(void **state)
{
    static const char *const texts[] = { "", "{", "{\"version\":99,\"access_token\":\"x\"}", "\xff\xfe",
                                         "{\"refresh_token\":\"x\"}" };
    signing *s = *state;
    shelf    at;
    make_shelf(s, &at);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        put(at.path, texts[i]);
        signing_open(s);
        signing_give_code(s);
        signing_close(s);
        assert_true(i == 0 || strstr(s->log, "the stored token cannot be read") != NULL);
    }
    folder_remove(at.folder);
}

static void test_a_link_in_place_of_the_file_is_not_followed(void **state)
{
    signing *s = *state;
    shelf    at;
    char     elsewhere[FOLDER_SIZE + 32];
    make_shelf(s, &at);
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", at.folder);
    put(elsewhere, "theirs");
    assert_int_equal(symlink(elsewhere, at.path), 0);
    signing_go_to_hold(s, SIGNING_TOKEN);
    signing_close(s);
    char  kept[512] = "";
    FILE *f         = fopen(elsewhere, "r");
    assert_non_null(fgets(kept, sizeof kept, f));
    fclose(f);
    assert_string_equal(kept, "theirs");
    assert_non_null(strstr(s->log, "cannot write"));
    folder_remove(at.folder);
}

static void test_what_was_signed_in_is_there_in_the_next_run(void **state)
{
    signing *s = *state;
    shelf    at;
    struct stat about;
    make_shelf(s, &at);
    signing_go_to_hold(s, SIGNING_TOKEN);
    signing_close(s);
    assert_int_equal(stat(at.path, &about), 0);
    signing_open(s);
    signing_expect(s, "GET /api/v1/users/current ");
    assert_asked(s, "Bearer acc3ss\r\n");
    signing_answer(s, 401, "");
    signing_expect(s, "POST " TOKEN);
    assert_asked(s, "\"refresh_token\":\"r3fresh\"");
    signing_answer(s, 400, "{\"error\":\"invalid_grant\"}");
    signing_give_code(s);
    signing_close(s);
    assert_int_not_equal(stat(at.path, &about), 0);
    folder_remove(at.folder);
}

static void test_nothing_is_kept_of_who_was_not_confirmed(void **state)
{
    signing    *s = *state;
    shelf       at;
    struct stat about;
    make_shelf(s, &at);
    signing_go_to_confirm(s, SIGNING_TOKEN);
    assert_ok(chorus_oauth_reject(s->rt, s->login));
    signing_serve(s, "POST /api/v1/oauth/revoke ", 200, "{}");
    signing_wait(s, CHORUS_LOGIN_DENIED);
    signing_close(s);
    assert_int_not_equal(stat(at.path, &about), 0);
    folder_remove(at.folder);
}

static void test_in_the_users_folder_each_client_has_a_file(void **state)
{
    signing    *s = *state;
    char        folder[FOLDER_SIZE], command[256];
    struct stat about;
    folder_make(folder);
    setenv("XDG_STATE_HOME", folder, 1);
    s->options.store_file = NULL;
    for (int client = 0; client < 2; client++) {
        s->options.client_id = client == 0 ? "a/b" : "a_b";
        signing_go_to_hold(s, SIGNING_TOKEN);
        signing_close(s);
    }
    snprintf(command, sizeof command, "%s/chorus", folder);
    assert_int_equal(stat(command, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    snprintf(command, sizeof command, "test $(ls %s/chorus/127.0.0.1_*_a_b_*.token | wc -l) -eq 2", folder);
    assert_int_equal(system(command), 0);
    unsetenv("XDG_STATE_HOME");
    folder_remove(folder);
}

int main(void)
{
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, signing_set_up, signing_tear_down)
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_a_file_that_cannot_be_read_is_said_and_the_login_goes_on),
        STORE_TEST(test_a_link_in_place_of_the_file_is_not_followed),
        STORE_TEST(test_what_was_signed_in_is_there_in_the_next_run),
        STORE_TEST(test_nothing_is_kept_of_who_was_not_confirmed),
        STORE_TEST(test_in_the_users_folder_each_client_has_a_file),
    };
    return cmocka_run_group_tests_name("oauth/the store", tests, NULL, NULL);
}
