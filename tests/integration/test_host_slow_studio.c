/* A studio that does not read is cut, and the show goes on. */
#define _POSIX_C_SOURCE 200809L

#include "support/host_lab.h"
#include "support/prometheus.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { IDS = 60, ID_BYTES = 1000, BATCHES = 11, ROUNDS_MOST = 30 };

typedef struct slow_show {
    host_lab           lab;
    chorus_host_limits limits;
    raw_socket        *game, *studio;
    raw_socket        *other_game, *other; /* of another channel, whose studio reads: what it is told comes in time */
} slow_show;

#define BUTTON "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}"

static char body[65536];

/* So much is told of the scenes that no socket takes it in often. */
static void make_controls(raw_socket *game)
{
    static char params[IDS * (ID_BYTES + 64) + 64];
    for (int batch = 0; batch < BATCHES; batch++) {
        size_t at = (size_t)snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[");
        for (int i = 0; i < IDS; i++)
            at += (size_t)snprintf(params + at, sizeof params - at, "%s{\"kind\":\"label\",\"controlID\":\"%0*d\"}",
                                   i > 0 ? "," : "", ID_BYTES, batch * IDS + i);
        snprintf(params + at, sizeof params - at, "]}");
        host_lab_do(game, "createControls", params);
    }
}

static raw_socket *open_studio(slow_show *s, const char *channel, const char *token)
{
    char        path[128];
    raw_socket *studio;
    snprintf(path, sizeof path, "/api/v1/interactive/%s/studio", channel);
    assert_int_equal(host_lab_request(&s->lab, "POST", path, token, "", body, sizeof body), 200);
    snprintf(path, sizeof path, "/studio/socket?channel=%s&key=%.32s", channel, strstr(body, "\"key\":\"") + 7);
    assert_int_equal(host_lab_knock(&s->lab, &studio, path, ""), 101);
    return studio;
}

static void open_show(slow_show *s)
{
    int                 little = 4096;
    chorus_host_channel channels[2];
    chorus_host_options options;
    CHORUS_INIT(&options);
    CHORUS_INIT(&channels[0]);
    CHORUS_INIT(&channels[1]);
    channels[0].token            = "sec+ret";
    channels[1].token            = "other";
    options.channels             = channels;
    options.channel_count        = ARRAY_LEN(channels);
    options.limits               = &s->limits;
    s->limits.controls_per_scene = 2 * IDS * BATCHES;
    host_lab_open(&s->lab, &options);
    s->game       = host_lab_game(&s->lab);
    s->other_game = host_lab_game_of(&s->lab, "other");
    host_lab_do(s->other_game, "createControls", BUTTON);
    make_controls(s->game);
    host_lab_do(s->game, "createControls", BUTTON);
    s->other  = open_studio(s, "2", "Authorization: Bearer other\r\n");
    s->studio = open_studio(s, "1", "Authorization: Bearer sec+ret\r\n");
    (void)setsockopt(s->studio->fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
}

static bool is_studio_there(slow_show *s)
{
    assert_int_equal(host_lab_request(&s->lab, "GET", "/metrics", "", "", body, sizeof body), 200);
    return prometheus_value(body, "chorus_connections{role=\"studio\"}") > 1;
}

/* What games change is told to their studios, once a second. */
static void change(slow_show *s, int round)
{
    char params[160], text[32];
    snprintf(params, sizeof params,
             "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"text\":\"%d\"}]}", round);
    host_lab_do(s->game, "updateControls", params);
    host_lab_do(s->other_game, "updateControls", params);
    snprintf(text, sizeof text, "\"text\":\"%d\"", round);
    host_lab_hear_of(s->other, text);
}

static void close_show(slow_show *s)
{
    raw_socket *all[] = { s->studio, s->other, s->other_game, s->game };
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        host_lab_hang_up(all[i]);
    host_lab_close(&s->lab);
    free(s);
}

/* Two hosts: each cuts it for one of the two reasons, the other one is too far away. */
static void test_a_studio_is_cut_for_how_much_waits_and_for_how_long(void **state)
{
    slow_show *much = calloc(1, sizeof *much), *lasting = calloc(1, sizeof *lasting);
    (void)state;
    assert_non_null(much);
    assert_non_null(lasting);
    CHORUS_INIT(&much->limits);
    CHORUS_INIT(&lasting->limits);
    much->limits.studio_queue_bytes    = 65536;
    much->limits.slow_reader_ms        = 600000;
    lasting->limits.studio_queue_bytes = 1073741824;
    lasting->limits.slow_reader_ms     = 1000;
    open_show(much);
    open_show(lasting);
    assert_true(is_studio_there(much) && is_studio_there(lasting));
    for (int round = 0; is_studio_there(much) || is_studio_there(lasting); round++) {
        assert_in_range(round, 0, ROUNDS_MOST);
        change(much, round);
        change(lasting, round);
    }
    close_show(much);
    close_show(lasting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_studio_is_cut_for_how_much_waits_and_for_how_long),
    };
    return cmocka_run_group_tests_name("host/slow studios", tests, NULL, NULL);
}
