#include "admin.h"

#include "admin_commands.h"
#include "common/json_out.h"
#include "daemon_config.h"
#include "daemon_limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum { SECRET_BYTES = 24, PASSWORD_ROOM = 256 };

int admin_fail(const admin *a, const char *what)
{
    fprintf(stderr, "chorus-host: %s %s %s: %s\n", a->args.subject, a->args.verb, a->args.name != NULL ? a->args.name : "",
            what);
    return ADMIN_FAILED;
}

int admin_end(const admin *a, chorus_result r, const char *when_invalid)
{
    switch (r) {
    case CHORUS_OK:          return 0;
    case CHORUS_E_INVALID:   return admin_fail(a, when_invalid), ADMIN_USAGE;
    case CHORUS_E_NOT_FOUND: return admin_fail(a, "there is none of that name");
    case CHORUS_E_REJECTED:  return admin_fail(a, "that name is taken");
    case CHORUS_E_AGAIN:     return admin_fail(a, "another process keeps the data to itself: try again");
    case CHORUS_E_STATE:     return admin_fail(a, "the disk does not take it");
    default:                 return admin_fail(a, chorus_strerror(r));
    }
}

bool admin_number(const char *text, uint64_t most, uint64_t *out)
{
    char *rest;
    if (text == NULL || text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    *out  = strtoull(text, &rest, 10);
    return *rest == '\0' && errno == 0 && *out <= most;
}

/* ---- accounts ---- */

/* A command line can be read by others on the machine; the first line of standard input cannot. */
static const char *read_password(const admin *a, char text[PASSWORD_ROOM])
{
    if (!a->args.takes_password)
        return NULL;
    if (fgets(text, PASSWORD_ROOM, stdin) == NULL)
        text[0] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    return text;
}

static const char user_rule[] = "allowed are a name of 1 to 64 bytes of visible UTF-8 and a password of 8 to 128 bytes";

static int user_add(const admin *a)
{
    char          text[PASSWORD_ROOM];
    uint32_t      id = 0;
    chorus_result r  = chorus_data_add_user(a->data, a->args.name, read_password(a, text), &id);
    if (r != CHORUS_OK)
        return admin_end(a, r, user_rule);
    json_out_begin("user", a->args.name);
    json_out_int("id", id);
    json_out_end();
    return 0;
}

static int user_password(const admin *a)
{
    char        text[PASSWORD_ROOM];
    const char *password = read_password(a, text);
    return admin_end(a, chorus_data_set_password(a->data, a->args.name, password),
               password == NULL ? "--password-stdin is needed: the password comes by standard input" : user_rule);
}

static int user_remove(const admin *a)
{
    return admin_end(a, chorus_data_remove_user(a->data, a->args.name), "a name is needed");
}

static int user_sparks(const admin *a)
{
    uint64_t sparks;
    bool     is_number = admin_number(a->args.number, UINT64_MAX, &sparks);
    return admin_end(a, is_number ? chorus_data_set_sparks(a->data, a->args.name, sparks) : CHORUS_E_INVALID,
                     "a name and a whole number below 2^53 are needed");
}

static void print_user(void *user, const chorus_data_user *account)
{
    const admin *a = user;
    if (!a->args.as_json) {
        printf("%10u  %12llu  %-8s  %s\n", (unsigned)account->user_id, (unsigned long long)account->sparks,
               account->has_password ? "password" : "-", account->name);
        return;
    }
    json_out_begin("user", account->name);
    json_out_int("id", account->user_id);
    json_out_int("sparks", (int64_t)account->sparks);
    json_out_int("made", account->made_s);
    json_out_bool("has_password", account->has_password);
    json_out_end();
}

static int user_list(const admin *a)
{
    return admin_end(a, chorus_data_list_users(a->data, print_user, (void *)(uintptr_t)a), "");
}

/* ---- programs that may ask for tokens ---- */

static bool make_secret(char out[2 * SECRET_BYTES + 1])
{
    unsigned char bytes[SECRET_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

static int client_add(const admin *a)
{
    const admin_args  *args = &a->args;
    char               secret[2 * SECRET_BYTES + 1], error[256];
    chorus_host_client client;
    CHORUS_INIT(&client);
    if (args->makes_secret && !make_secret(secret))
        return admin_fail(a, "the system has no randomness for a secret");
    client.client_id     = args->name;
    client.name          = args->label;
    client.publisher     = args->publisher;
    client.scopes        = args->scopes;
    client.redirect_uris = args->redirects[0] != '\0' ? args->redirects : NULL;
    client.secret        = args->makes_secret ? secret : NULL;
    chorus_result r      = chorus_data_put_client(a->data, &client, error, sizeof error);
    if (r != CHORUS_OK)
        return admin_end(a, r, error);
    json_out_begin("client", args->name);
    if (args->makes_secret)
        json_out_text("secret", secret);
    json_out_end();
    return 0;
}

static int client_remove(const admin *a)
{
    return admin_end(a, chorus_data_remove_client(a->data, a->args.name), "an id is needed");
}

static void print_client(void *user, const chorus_host_client *client)
{
    const admin *a = user;
    if (!a->args.as_json) {
        printf("%-24s  %-24s  %-6s  %s  %s\n", client->client_id, client->name, client->secret != NULL ? "secret" : "-",
               client->scopes, client->redirect_uris);
        return;
    }
    json_out_begin("client", client->client_id);
    json_out_text("name", client->name);
    json_out_text("publisher", client->publisher);
    json_out_text("redirects", client->redirect_uris);
    json_out_text("scopes", client->scopes);
    json_out_bool("has_secret", client->secret != NULL);
    json_out_end();
}

static int client_list(const admin *a)
{
    return admin_end(a, chorus_data_list_clients(a->data, print_client, (void *)(uintptr_t)a), "");
}

/* ---- which ---- */

static const struct {
    const char *subject, *verb;
    int (*run)(const admin *a);
} commands[] = {
    { "user", "add", user_add },       { "user", "list", user_list },       { "user", "remove", user_remove },
    { "user", "sparks", user_sparks }, { "user", "password", user_password },
    { "client", "add", client_add },   { "client", "list", client_list },   { "client", "remove", client_remove },
    { "token", "add", admin_token_add }, { "token", "list", admin_token_list }, { "token", "revoke", admin_token_revoke },
    { "project", "import", admin_project_import }, { "project", "list", admin_project_list },
    { "project", "publish", admin_project_publish }, { "project", "unpublish", admin_project_unpublish },
    { "project", "remove", admin_project_remove },
    { "ban", "add", admin_ban_add },   { "ban", "list", admin_ban_list },   { "ban", "remove", admin_ban_remove },
};

bool admin_knows(const char *subject)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(subject, commands[i].subject) == 0)
            return true;
    }
    return false;
}

static int run_command(const admin *a)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(a->args.subject, commands[i].subject) == 0 && strcmp(a->args.verb, commands[i].verb) == 0)
            return commands[i].run(a);
    }
    admin_fail(a, "there is no such command; docs/daemon.md lists them");
    return ADMIN_USAGE;
}

static int print_help(void)
{
    puts("usage: chorus-host SUBJECT VERB [NAME] [options] --data DIR\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("  chorus-host %s %s\n", commands[i].subject, commands[i].verb);
    puts("\nA host that runs on the folder hears of it within a second. docs/daemon.md tells what stands behind each.");
    return 0;
}

/* By what the host runs; the command line wins. */
static bool read_config(admin_args *args, daemon_args *host)
{
    if (args->config != NULL && !daemon_config_read(host, args->config))
        return false;
    args->data   = args->data != NULL ? args->data : host->data;
    args->limits = args->limits != NULL ? args->limits : host->limits;
    if (args->data == NULL)
        fprintf(stderr, "chorus-host: %s: the config file names no folder: --data is needed\n", args->subject);
    return args->data != NULL;
}

static int open_and_run(admin *a, const chorus_host_limits *limits)
{
    char error[512];
    if (chorus_data_open(a->args.data, &a->data, error, sizeof error) != CHORUS_OK) {
        fprintf(stderr, "chorus-host: %s\n", error);
        return ADMIN_FAILED;
    }
    chorus_result r    = chorus_data_set_limits(a->data, limits, error, sizeof error);
    int           code = r == CHORUS_OK ? run_command(a) : admin_end(a, r, error);
    chorus_data_close(a->data);
    return code;
}

int admin_run(int argc, char **argv)
{
    admin              a    = { .data = NULL };
    daemon_args        host = { .listen = NULL };
    chorus_host_limits limits;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return print_help();
    }
    bool is_good = admin_args_read(&a.args, argc, argv) && read_config(&a.args, &host)
                   && daemon_limits_read(a.args.limits, &limits);
    int  code    = is_good ? open_and_run(&a, &limits) : ADMIN_USAGE;
    daemon_args_free(&host);
    return code;
}
