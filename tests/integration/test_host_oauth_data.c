/* What a host with a data folder remembers of signing in, and what it keeps of secrets. */
#include "support/person.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OAUTH "/api/v1/oauth/"
#define PASSWORD "canary correct horse"

static char body[65536];

typedef struct folder {
    char path[64];
} folder;

static int make_folder(void **state)
{
    folder *f = malloc(sizeof *f);
    assert_non_null(f);
    snprintf(f->path, sizeof f->path, "/tmp/chorus-oauth-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    *state = f;
    return 0;
}

/* Calls for the path of each file in the folder. */
static void each_file(const folder *f, void (*call)(const char *path, void *user), void *user)
{
    struct dirent *entry;
    DIR           *dir = opendir(f->path);
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", f->path, entry->d_name);
        if (entry->d_name[0] != '.')
            call(path, user);
    }
    closedir(dir);
}

static void remove_file(const char *path, void *user)
{
    (void)user;
    unlink(path);
}

static int remove_folder(void **state)
{
    folder *f = *state;
    each_file(f, remove_file, NULL);
    rmdir(f->path);
    free(f);
    return 0;
}

static void open_lab(host_lab *lab, const folder *f)
{
    chorus_host_client  client;
    chorus_host_options options;
    CHORUS_INIT(&client);
    CHORUS_INIT(&options);
    client.client_id     = "game";
    client.secret        = "canary-s3cret";
    options.clients      = &client;
    options.client_count = 1;
    options.data_folder  = f->path;
    host_lab_open(lab, &options);
}

static int post(host_lab *lab, const char *path, const char *content)
{
    return host_lab_request(lab, "POST", path, "", content, body, sizeof body);
}

typedef struct tokens {
    char access[160], refresh[160], code[16], grant[160];
} tokens;

static void read_tokens(tokens *out)
{
    person_read(body, "access_token", out->access, sizeof out->access);
    person_read(body, "refresh_token", out->refresh, sizeof out->refresh);
}

static void link_game(host_lab *lab, person *p, tokens *out)
{
    char content[512], handle[80];
    assert_int_equal(post(lab, OAUTH "shortcode", "{\"client_id\":\"game\",\"client_secret\":\"canary-s3cret\",\"scope\":\"interactive:robot:self\"}"), 200);
    person_read(body, "code", out->code, sizeof out->code);
    person_read(body, "handle", handle, sizeof handle);
    person_decide(p, out->code, true);
    snprintf(content, sizeof content, OAUTH "shortcode/check/%s", handle);
    assert_int_equal(host_lab_request(lab, "GET", content, "", "", body, sizeof body), 200);
    person_read(body, "code", out->grant, sizeof out->grant);
    snprintf(content, sizeof content, "{\"client_id\":\"game\",\"client_secret\":\"canary-s3cret\",\"grant_type\":\"authorization_code\",\"code\":\"%s\"}", out->grant);
    assert_int_equal(post(lab, OAUTH "token", content), 200);
    read_tokens(out);
}

static int refresh(host_lab *lab, const char *token)
{
    char content[512];
    snprintf(content, sizeof content, "{\"client_id\":\"game\",\"client_secret\":\"canary-s3cret\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"%s\"}", token);
    return post(lab, OAUTH "token", content);
}

static int who(host_lab *lab, const char *token)
{
    char lines[200];
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", token);
    return host_lab_request(lab, "GET", "/api/v1/users/current", lines, "", body, sizeof body);
}

static void test_tokens_outlive_the_host(void **state)
{
    host_lab lab;
    person   p;
    tokens   t, next;
    open_lab(&lab, *state);
    person_come(&p, &lab);
    person_create(&p, "Ann", PASSWORD);
    link_game(&lab, &p, &t);
    host_lab_close(&lab);
    open_lab(&lab, *state);
    assert_int_equal(who(&lab, t.access), 200);
    assert_non_null(strstr(body, "\"id\":1000,\"username\":\"Ann\""));
    assert_int_equal(refresh(&lab, t.refresh), 200);
    read_tokens(&next);
    assert_int_equal(refresh(&lab, next.refresh), 200);
    host_lab_close(&lab);
    open_lab(&lab, *state);
    assert_int_equal(who(&lab, next.access), 200);
    assert_int_equal(refresh(&lab, t.refresh), 400);
    assert_int_equal(who(&lab, next.access), 401);
    host_lab_close(&lab);
    open_lab(&lab, *state);
    assert_int_equal(who(&lab, t.access), 401);
    host_lab_close(&lab);
}

static void test_a_browser_stays_signed_in(void **state)
{
    host_lab lab;
    person   p;
    char     members[128];
    open_lab(&lab, *state);
    person_come(&p, &lab);
    person_create(&p, "Ann", PASSWORD);
    host_lab_close(&lab);
    open_lab(&lab, *state);
    person_follow(&p);
    assert_int_equal(person_post(&p, "/account/list", ""), 200);
    assert_string_equal(p.body, "[]");
    person_come(&p, &lab);
    snprintf(members, sizeof members, "\"name\":\"ann\",\"password\":\"%s\"", PASSWORD);
    assert_int_equal(person_post(&p, "/go/sign-in", members), 200);
    person_come(&p, &lab);
    assert_int_equal(person_post(&p, "/go/create", "\"name\":\"ANN\",\"password\":\"another one\""), 409);
    host_lab_close(&lab);
}

static void test_a_new_password_and_its_sign_outs_outlive_the_host(void **state)
{
    host_lab lab;
    person   here, there;
    open_lab(&lab, *state);
    person_come(&here, &lab);
    person_create(&here, "Ann", PASSWORD);
    person_come(&there, &lab);
    assert_int_equal(person_post(&there, "/go/sign-in", "\"name\":\"Ann\",\"password\":\"" PASSWORD "\""), 200);
    person_read(there.body, "form", there.form, sizeof there.form);
    assert_int_equal(person_post(&here, "/account/password", "\"old\":\"" PASSWORD "\",\"new\":\"canary staple\""), 200);
    host_lab_close(&lab);
    open_lab(&lab, *state);
    person_follow(&here);
    person_follow(&there);
    assert_int_equal(person_post(&here, "/account/list", ""), 200);
    assert_int_equal(person_post(&there, "/account/list", ""), 401);
    person_come(&there, &lab);
    assert_int_equal(person_post(&there, "/go/sign-in", "\"name\":\"Ann\",\"password\":\"" PASSWORD "\""), 403);
    assert_int_equal(person_post(&there, "/go/sign-in", "\"name\":\"Ann\",\"password\":\"canary staple\""), 200);
    host_lab_close(&lab);
}

/* What must stand in no file, and whether it did. */
typedef struct canary {
    const char *text;
    bool        was_seen;
} canary;

static void look_for(const char *path, void *user)
{
    canary *c    = user;
    FILE   *file = fopen(path, "rb");
    assert_non_null(file);
    char  *bytes = malloc(1 << 22);
    size_t len   = fread(bytes, 1, 1 << 22, file);
    size_t wanted = strlen(c->text);
    for (size_t i = 0; i + wanted <= len; i++)
        c->was_seen = c->was_seen || memcmp(bytes + i, c->text, wanted) == 0;
    free(bytes);
    fclose(file);
}

static bool stands_somewhere(const folder *f, const char *text)
{
    canary c = { text, false };
    each_file(f, look_for, &c);
    return c.was_seen;
}

static void test_no_secret_stands_in_a_file_or_in_the_log(void **state)
{
    host_lab lab;
    person   p;
    tokens   t;
    char     members[64], waiting[16], handle[80], plain[16];
    open_lab(&lab, *state);
    person_come(&p, &lab);
    person_create(&p, "Ann", PASSWORD);
    link_game(&lab, &p, &t);
    assert_int_equal(post(&lab, OAUTH "device", "{\"client_id\":\"game\",\"client_secret\":\"canary-s3cret\",\"scope\":\"interactive:robot:self\"}"), 200);
    person_read(body, "device_code", handle, sizeof handle);
    person_read(body, "user_code", waiting, sizeof waiting);
    snprintf(plain, sizeof plain, "%.4s%s", waiting, waiting + 5);
    snprintf(members, sizeof members, "\"code\":\"%s\"", waiting);
    assert_int_equal(person_post(&p, "/go/code", members), 200);
    const char *const secrets[] = { PASSWORD, "canary-s3cret", t.access, t.refresh, t.code, t.grant, handle, waiting, plain,
                                    p.cookie + strlen("chorus_browser=") };
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
            assert_false(stands_somewhere(*state, secrets[i]));
            assert_null(strstr(lab.log, secrets[i]));
        }
        assert_true(stands_somewhere(*state, "Ann"));
        if (round == 0)
            host_lab_close(&lab);
    }
}

int main(void)
{
#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_tokens_outlive_the_host),
        FOLDER_TEST(test_a_browser_stays_signed_in),
        FOLDER_TEST(test_a_new_password_and_its_sign_outs_outlive_the_host),
        FOLDER_TEST(test_no_secret_stands_in_a_file_or_in_the_log),
    };
    return cmocka_run_group_tests_name("host/signing in is remembered", tests, NULL, NULL);
}
