#include "support/game.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct stage {
    game          g;
    scripted_peer shelf; /* where files go */
} stage;

static void begin(stage *s)
{
    game_init(&s->g);
    peer_listen(&s->shelf);
    game_open_ready(&s->g, NULL);
    chorus_discard_events(s->g.rt);
}

static void end(stage *s)
{
    peer_close_all(&s->shelf);
    game_deinit(&s->g);
}

static chorus_upload_desc file_of(const char *path, const void *bytes, size_t len)
{
    chorus_upload_desc desc;
    CHORUS_INIT(&desc);
    desc.path  = path;
    desc.bytes = bytes;
    desc.len   = len;
    return desc;
}

static chorus_request start(stage *s, const chorus_upload_desc *desc)
{
    chorus_request request = { 0 };
    assert_ok(chorus_interactive_upload(s->g.rt, s->g.session, desc, &request));
    assert_true(chorus_pump(s->g.rt) >= 0);
    return request;
}

/* The service says where the file goes. */
static void point_to_shelf(stage *s)
{
    char result[160];
    snprintf(result, sizeof result, "{\"url\":\"http://127.0.0.1:%u/s1/a.png\",\"authorization\":\"t0k\"}",
             (unsigned)s->shelf.port);
    peer_reply(&s->g.peer, peer_expect(&s->g.peer, "uploadFile"), result);
}

/* What fits is in the request, the rest is read now. */
static void take_bytes(stage *s, char *out, size_t len)
{
    const char *body = strstr(s->shelf.request, "\r\n\r\n") + 4;
    size_t      have = sizeof s->shelf.request - 1 - (size_t)(body - s->shelf.request);
    have             = have < len ? have : len;
    memcpy(out, body, have);
    peer_read_bytes(&s->shelf, out + have, len - have);
}

static void take_body(stage *s, const char *body)
{
    char got[16];
    assert_true(strlen(body) < sizeof got);
    take_bytes(s, got, strlen(body));
    assert_memory_equal(got, body, strlen(body));
}

static void answer(stage *s, const char *text)
{
    peer_send_raw(&s->shelf, text, strlen(text));
    peer_drop(&s->shelf);
}

static chorus_event_reply expect_end(stage *s, chorus_request request, chorus_result result)
{
    chorus_event event;
    game_wait(&s->g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    assert_str("uploadFile", event.as.reply.method);
    assert_result(result, event.as.reply.result);
    return event.as.reply;
}

#define FINE "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static void test_bytes_are_posted_where_the_service_says(void **state)
{
    (void)state;
    stage        s;
    chorus_event event;
    begin(&s);
    chorus_upload_desc desc = file_of("img/a\".png", "hello", 5);
    desc.content_type       = "image/png";
    chorus_request request  = start(&s, &desc);
    point_to_shelf(&s);
    assert_non_null(strstr(s.g.peer.message, "\"path\":\"img/a\\\".png\""));
    peer_accept_silently(&s.shelf);
    assert_non_null(strstr(s.shelf.request, "POST /s1/a.png HTTP/1.1\r\n"));
    assert_non_null(strstr(s.shelf.request, "\r\nAuthorization: t0k\r\n"));
    assert_non_null(strstr(s.shelf.request, "\r\nContent-Length: 5\r\n"));
    assert_non_null(strstr(s.shelf.request, "\r\nContent-Type: image/png\r\n"));
    assert_null(strstr(s.shelf.request, "chunked"));
    take_body(&s, "hello");
    answer(&s, FINE);
    game_wait(&s.g, CHORUS_EVENT_UPLOAD, &event);
    assert_int_equal(event.as.upload.request.id, request.id);
    assert_int_equal(event.as.upload.sent, 5);
    assert_int_equal(event.as.upload.total, 5);
    assert_str("img/a\".png", event.as.upload.path);
    chorus_event_reply reply = expect_end(&s, request, CHORUS_OK);
    assert_non_null(strstr(reply.json.ptr, "{\"url\":\"http://127.0.0.1:"));
    end(&s);
}

static void test_an_empty_file_is_posted_too(void **state)
{
    (void)state;
    stage s;
    begin(&s);
    chorus_upload_desc desc    = file_of("empty", NULL, 0);
    chorus_request     request = start(&s, &desc);
    point_to_shelf(&s);
    peer_accept_silently(&s.shelf);
    assert_non_null(strstr(s.shelf.request, "\r\nContent-Length: 0\r\n"));
    answer(&s, FINE);
    expect_end(&s, request, CHORUS_OK);
    end(&s);
}

/* Bytes that differ from their neighbours, in a file whose name is written to `name`. */
static char *make_file(char *name, size_t len)
{
    char *bytes = malloc(len);
    int   fd    = mkstemp(name);
    assert_true(fd >= 0 && bytes != NULL);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 7 >> 3);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
    return bytes;
}

static void test_a_file_of_the_machine_is_posted_with_progress(void **state)
{
    (void)state;
    enum { LEN = 3 * 1000 * 1000 };
    stage        s;
    chorus_event event;
    char         name[] = "/tmp/chorus-upload-XXXXXX";
    char        *bytes = make_file(name, LEN), *got = malloc(LEN);
    assert_non_null(got);
    begin(&s);
    chorus_upload_desc desc = file_of("big", NULL, 0);
    desc.file               = name;
    chorus_request request  = start(&s, &desc);
    point_to_shelf(&s);
    peer_accept_silently(&s.shelf);
    assert_non_null(strstr(s.shelf.request, "\r\nContent-Length: 3000000\r\n"));
    take_bytes(&s, got, LEN);
    assert_memory_equal(got, bytes, LEN);
    answer(&s, FINE);
    uint64_t sent  = 0;
    int      steps = 0;
    for (; sent < LEN; steps++) {
        game_wait(&s.g, CHORUS_EVENT_UPLOAD, &event);
        assert_true(event.as.upload.sent > sent);
        sent = event.as.upload.sent;
    }
    assert_true(steps > 2 && steps < 100);
    expect_end(&s, request, CHORUS_OK);
    end(&s);
    unlink(name);
    free(bytes);
    free(got);
}

static void test_a_refusal_of_either_step_is_told(void **state)
{
    (void)state;
    stage s;
    begin(&s);
    chorus_upload_desc desc    = file_of("../x", "x", 1);
    chorus_request     request = start(&s, &desc);
    peer_refuse(&s.g.peer, peer_expect(&s.g.peer, "uploadFile"),
                "{\"code\":4004,\"message\":\"bad path\",\"path\":\"path\"}");
    chorus_event_reply reply = expect_end(&s, request, CHORUS_E_REJECTED);
    assert_int_equal(reply.code, 4004);
    assert_str("path", reply.path);

    request = start(&s, &desc);
    point_to_shelf(&s);
    peer_accept_silently(&s.shelf);
    take_body(&s, "x");
    answer(&s, "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n");
    reply = expect_end(&s, request, CHORUS_E_REJECTED);
    assert_int_equal(reply.code, 413);
    assert_str("../x", reply.path);
    assert_non_null(strstr(reply.message.ptr, "413"));

    request = start(&s, &desc);
    peer_reply(&s.g.peer, peer_expect(&s.g.peer, "uploadFile"), "{\"url\":7}");
    expect_end(&s, request, CHORUS_E_PROTOCOL);

    desc      = file_of("x", NULL, 0);
    desc.file = "/nowhere/at/all";
    expect_end(&s, start(&s, &desc), CHORUS_E_NOT_FOUND);
    end(&s);
}

static void test_uploads_go_one_after_the_other(void **state)
{
    (void)state;
    stage s;
    begin(&s);
    chorus_upload_desc a = file_of("a", "a", 1), b = file_of("b", "b", 1);
    chorus_request     first = start(&s, &a), second = start(&s, &b);
    point_to_shelf(&s);
    peer_accept_silently(&s.shelf);
    assert_false(peer_is_told(&s.g.peer));
    take_body(&s, "a");
    answer(&s, FINE);
    expect_end(&s, first, CHORUS_OK);
    point_to_shelf(&s);
    assert_non_null(strstr(s.g.peer.message, "\"path\":\"b\""));
    peer_accept_silently(&s.shelf);
    take_body(&s, "b");
    answer(&s, FINE);
    expect_end(&s, second, CHORUS_OK);
    end(&s);
}

static void test_a_lost_connection_ends_uploads(void **state)
{
    (void)state;
    stage s;
    begin(&s);
    chorus_upload_desc a = file_of("a", "a", 1), b = file_of("b", "b", 1);
    chorus_request     first = start(&s, &a), second = start(&s, &b);
    point_to_shelf(&s);
    peer_accept_silently(&s.shelf);
    peer_drop(&s.g.peer);
    expect_end(&s, first, CHORUS_E_NETWORK);
    expect_end(&s, second, CHORUS_E_NETWORK);
    end(&s);
}

static void test_bad_files_are_refused_and_explained(void **state)
{
    (void)state;
    stage              s;
    chorus_upload_desc bad[6];
    begin(&s);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        bad[i] = file_of("a", "a", 1);
    bad[0].path         = "";
    bad[1].path         = NULL;
    bad[2].file         = "b";
    bad[3].bytes        = NULL;
    bad[4].content_type = "a\r\nb";
    bad[5]              = file_of("a", NULL, 0);
    bad[5].file         = "";
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_result(CHORUS_E_INVALID, chorus_interactive_upload(s.g.rt, s.g.session, &bad[i], NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_upload(s.g.rt, s.g.session, NULL, NULL));
    chorus_upload_desc big = file_of("a", "a", (size_t)CHORUS_UPLOAD_MAX_BYTES + 1);
    assert_result(CHORUS_E_SIZE, chorus_interactive_upload(s.g.rt, s.g.session, &big, NULL));
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_are_posted_where_the_service_says),
        cmocka_unit_test(test_an_empty_file_is_posted_too),
        cmocka_unit_test(test_a_file_of_the_machine_is_posted_with_progress),
        cmocka_unit_test(test_a_refusal_of_either_step_is_told),
        cmocka_unit_test(test_uploads_go_one_after_the_other),
        cmocka_unit_test(test_a_lost_connection_ends_uploads),
        cmocka_unit_test(test_bad_files_are_refused_and_explained),
    };
    return cmocka_run_group_tests_name("interactive upload", tests, NULL, NULL);
}
