/*
 * peer_host [PORT [CERTIFICATE KEY]] - a host and nothing else, for clients that other people wrote.
 *
 * With the two files it speaks TLS.
 * Prints one line of JSON once it listens, and ends when standard input does.
 */
#include <chorus/chorus.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FRAME_MS = 5 };

static bool input_has_ended(void)
{
    char          byte;
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    return poll(&in, 1, FRAME_MS) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

static void log_line(void *user, chorus_log_level level, const char *line)
{
    (void)user;
    fprintf(stderr, "%d %s\n", (int)level, line);
}

/* False: the host is gone. */
static bool report(chorus_runtime *rt)
{
    chorus_event event;
    chorus_pump(rt);
    while (chorus_next_event(rt, &event)) {
        if (event.type == CHORUS_EVENT_HOST_LISTENING) {
            printf("{\"port\":%u}\n", event.as.listening.port);
            fflush(stdout);
        }
        if (event.type == CHORUS_EVENT_SESSION_CLOSED) {
            fprintf(stderr, "closed: %s\n", event.as.closed.text.ptr);
            return false;
        }
    }
    return true;
}

/* Whom the tests sign in: one who can pay, and one who cannot. */
static void add_users(chorus_host_options *options)
{
    static chorus_host_user users[2];
    CHORUS_INIT(&users[0]);
    users[0].token   = "ann-t0k";
    users[0].name    = "Ann";
    users[0].roles   = "User, Mod";
    users[0].user_id = 9;
    users[0].level   = 3;
    users[0].sparks  = 1000000;
    CHORUS_INIT(&users[1]);
    users[1].token      = "ben-t0k";
    users[1].name       = "Ben";
    users[1].user_id    = 10;
    options->users      = users;
    options->user_count = 2;
}

/* Who asks them for tokens. */
static void add_client(chorus_host_options *options)
{
    static chorus_host_client tool;
    CHORUS_INIT(&tool);
    tool.client_id        = "tool";
    tool.redirect_uris    = "http://127.0.0.1/done";
    options->clients      = &tool;
    options->client_count = 1;
}

int main(int argc, char **argv)
{
    chorus_runtime_options setup;
    chorus_host_options    options;
    chorus_runtime        *rt = NULL;
    chorus_session         host;
    CHORUS_INIT(&setup);
    setup.log = log_line;
    CHORUS_INIT(&options);
    options.token        = "t0k";
    options.version_id   = 478210;
    options.bind_address = "127.0.0.1";
    add_users(&options);
    add_client(&options);
    options.port         = argc > 1 ? (uint16_t)strtoul(argv[1], NULL, 10) : 0;
    if (argc > 3) {
        options.certificate_file = argv[2];
        options.private_key_file = argv[3];
    }
    if (chorus_runtime_create(&setup, &rt) != CHORUS_OK || chorus_host_open(rt, &options, &host) != CHORUS_OK)
        return 1;
    bool is_open = true;
    while (is_open && !input_has_ended())
        is_open = report(rt);
    chorus_runtime_destroy(rt);
    return is_open ? 0 : 1;
}
