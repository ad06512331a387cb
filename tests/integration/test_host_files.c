/* Files of a game on a real host: permits, uploads, downloads and what becomes of them. */
#include "support/failing_allocator.h"
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define API "/api/v1/interactive/"

enum { QUOTA = 300000, BIG = 250000 };

static char body[65536];
static char big[BIG];

static int set_up(void **state)
{
    chorus_host_options options;
    chorus_host_channel channels[2];
    CHORUS_INIT(&options);
    CHORUS_INIT(&channels[0]);
    CHORUS_INIT(&channels[1]);
    channels[0].token        = "red";
    channels[1].token        = "blue";
    options.channels         = channels;
    options.channel_count    = 2;
    options.file_quota_bytes = QUOTA;
    for (size_t i = 0; i < BIG; i++)
        big[i] = (char)(i * 31 + i / 7919);
    return host_lab_set_up_with(state, &options);
}

/* What the game was given for one path. */
typedef struct permit {
    char path[400]; /* of the URL */
    char token[40];
} permit;

static void ask(host_lab *lab, raw_socket *game, const char *path, permit *out)
{
    char params[400], expected[64];
    snprintf(params, sizeof params, "{\"path\":\"%s\"}", path);
    const char *reply = host_lab_do(game, "uploadFile", params);
    snprintf(expected, sizeof expected, "{\"url\":\"http://localhost/ugc/");
    const char *url = strstr(reply, expected);
    if (url == NULL)
        fail_msg("no URL in %s", reply);
    (void)lab;
    assert_int_equal(sscanf(strstr(url, "/ugc/"), "%399[^\"]\",\"authorization\":\"%39[0-9a-f]\"}", out->path, out->token), 2);
}

static void send_head(raw_socket *s, const char *path, const char *token, const char *lines)
{
    char head[1024];
    snprintf(head, sizeof head, "POST %.400s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %.40s\r\n%s\r\n", path, token,
             lines);
    raw_text(s, head);
}

/* An upload of which the header has gone out. */
static raw_socket *begin_upload(host_lab *lab, const permit *to, size_t len)
{
    char        lines[64];
    raw_socket *s = host_lab_connect(lab);
    snprintf(lines, sizeof lines, "Content-Length: %zu\r\n", len);
    send_head(s, to->path, to->token, lines);
    return s;
}

/* Sends a header and whatever follows it; returns the status. */
static int post(host_lab *lab, const char *path, const char *token, const char *lines, const void *bytes, size_t len)
{
    raw_socket *s = host_lab_connect(lab);
    send_head(s, path, token, lines);
    raw_send(s, bytes, len);
    int status = raw_answer(s, true, NULL, 0);
    host_lab_hang_up(s);
    return status;
}

static int upload(host_lab *lab, const permit *to, const void *bytes, size_t len)
{
    raw_socket *s = begin_upload(lab, to, len);
    raw_send(s, bytes, len);
    int status = raw_answer(s, true, NULL, 0);
    host_lab_hang_up(s);
    return status;
}

static int get(host_lab *lab, const char *path)
{
    memset(body, 0, sizeof body);
    return host_lab_request(lab, "GET", path, "", "", body, sizeof body);
}

/* Reads a large file and compares it. */
static void expect_big(host_lab *lab, const char *path)
{
    char        text[512];
    raw_socket *s = host_lab_connect(lab);
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    raw_text(s, text);
    const char *end = raw_wait_for(s, "\r\n\r\n");
    assert_non_null(end);
    assert_non_null(strstr(s->seen, "\r\ncontent-length: 250000\r\n"));
    raw_take(s, (size_t)(end - s->seen) + 4);
    for (size_t at = 0; at < BIG;) {
        assert_true(raw_wait_len(s, 1));
        assert_memory_equal(s->seen, big + at, s->len);
        at += s->len;
        raw_take(s, s->len);
    }
    host_lab_hang_up(s);
}

/* ---- the way through ---- */

static void test_a_file_is_uploaded_read_overwritten_and_deleted(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    permit      to;
    ask(lab, game, "img/a.png", &to);
    assert_string_equal(to.path, "/ugc/1/img/a.png");
    assert_int_equal(get(lab, to.path), 404);
    assert_int_equal(upload(lab, &to, "one", 3), 200);
    assert_int_equal(get(lab, to.path), 200);
    assert_string_equal(body, "one");
    assert_int_equal(upload(lab, &to, "three", 5), 200);
    assert_int_equal(get(lab, to.path), 200);
    assert_string_equal(body, "three");
    assert_int_equal(upload(lab, &to, "", 0), 200);
    assert_int_equal(get(lab, to.path), 200);
    assert_string_equal(body, "");
    assert_non_null(strstr(host_lab_do(game, "deleteFile", "{\"path\":\"img/a.png\"}"), "\"result\":null"));
    assert_non_null(strstr(host_lab_do(game, "deleteFile", "{\"path\":\"img/a.png\"}"), "\"result\":null"));
    assert_int_equal(get(lab, to.path), 404);
    host_lab_hang_up(game);
}

static void test_a_seat_tells_where_the_files_are(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "blue");
    char        expected[96];
    assert_int_equal(get(lab, API "2"), 200);
    snprintf(expected, sizeof expected, "\"ugcAddress\":\"http://localhost:%u/ugc/2/\"", (unsigned)lab->port);
    assert_non_null(strstr(body, expected));
    host_lab_hang_up(game);
}

static void test_any_name_a_path_allows_is_found_again(void **state)
{
    static const char *const names[] = { "a b",     "a+b", "a%20b",   "a?b=c",         "a#b",     "caf\xc3\xa9/\xf0\x9f\x8e\x88",
                                         "a&b;c=d", "\'",  "a:b@c,d", "x/.hidden/..y", "%2e%2e/%2f", "a%00b" };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        permit to;
        ask(lab, game, names[i], &to);
        if (upload(lab, &to, names[i], strlen(names[i])) != 200)
            fail_msg("%s as %s: not uploaded", names[i], to.path);
        assert_int_equal(get(lab, to.path), 200);
        assert_string_equal(body, names[i]);
    }
    host_lab_hang_up(game);
}

static void test_a_large_file_passes_in_pieces(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    permit      to;
    ask(lab, game, "big", &to);
    assert_int_equal(upload(lab, &to, big, BIG), 200);
    expect_big(lab, to.path);
    host_lab_hang_up(game);
}

static void test_uploads_at_once_do_not_mix(void **state)
{
    enum { COUNT = 12, SIZE = 20000 };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red"), *lines[COUNT];
    permit      to[COUNT];
    for (int i = 0; i < COUNT; i++) {
        char path[16];
        snprintf(path, sizeof path, "f%d", i);
        ask(lab, game, path, &to[i]);
        lines[i] = begin_upload(lab, &to[i], SIZE);
    }
    for (int at = 0; at < SIZE; at += 1000) {
        for (int i = 0; i < COUNT; i++)
            raw_send(lines[i], big + i * 1000 + at, 1000);
    }
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(raw_answer(lines[i], true, NULL, 0), 200);
        assert_int_equal(get(lab, to[i].path), 200);
        assert_memory_equal(body, big + i * 1000, SIZE);
        host_lab_hang_up(lines[i]);
    }
    host_lab_hang_up(game);
}

/* ---- S55 ---- */

static void test_s55_paths_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const paths[] = { "\"\"",     "\"/a\"",    "\"../a\"",   "\"a/../b\"", "\"a\\\\b\"", "\"a//b\"", "\"a/\"",
                                         "\"a/./b\"", "\"a\\nb\"", "\"a\\u0000b\"", "7",          "null",       "{}" };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    char        params[400], long_path[300];
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        snprintf(params, sizeof params, "{\"path\":%s}", paths[i]);
        host_lab_call(game, "5", "uploadFile", params);
        host_lab_expect_refusal(game, "5", 4004, "path");
        host_lab_call(game, "6", "deleteFile", params);
        host_lab_expect_refusal(game, "6", 4004, "path");
    }
    memset(long_path, 'a', 256);
    snprintf(params, sizeof params, "{\"path\":\"%.256s\"}", long_path);
    host_lab_call(game, "5", "uploadFile", params);
    host_lab_expect_refusal(game, "5", 4004, "path");
    host_lab_call(game, "5", "uploadFile", "{}");
    host_lab_expect_refusal(game, "5", 4004, "path");
    host_lab_hang_up(game);
}

static void test_s55_a_token_is_for_one_path_of_one_channel(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red"), *blue = host_lab_game_of(lab, "blue");
    permit      to, other;
    ask(lab, game, "a", &to);
    ask(lab, game, "b", &other);
    assert_int_equal(post(lab, "/ugc/1/a", other.token, "Content-Length: 1\r\n", "x", 1), 403);
    assert_int_equal(post(lab, "/ugc/1/c", to.token, "Content-Length: 1\r\n", "x", 1), 403);
    assert_int_equal(post(lab, "/ugc/2/a", to.token, "Content-Length: 1\r\n", "x", 1), 403);
    assert_int_equal(post(lab, "/ugc/9/a", to.token, "Content-Length: 1\r\n", "x", 1), 403);
    assert_int_equal(post(lab, "/ugc/1/a", "nonsense", "Content-Length: 1\r\n", "x", 1), 403);
    assert_int_equal(post(lab, "/ugc/1/a", "Bearer red", "Content-Length: 1\r\n", "x", 1), 403);
    assert_int_equal(host_lab_request(lab, "POST", "/ugc/1/a", "", "x", NULL, 0), 403);
    assert_int_equal(get(lab, "/ugc/1/a"), 404);
    assert_int_equal(host_lab_request(lab, "PUT", "/ugc/1/a", "", "x", NULL, 0), 405);
    assert_int_equal(host_lab_request(lab, "DELETE", "/ugc/1/a", "", "", NULL, 0), 405);
    host_lab_hang_up(game);
    host_lab_hang_up(blue);
}

static void test_s55_headers_that_are_missing_or_wrong_are_told_400(void **state)
{
    static const char *const lines[] = {
        "",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 3\r\nContent-Encoding: gzip\r\n",
        "Content-Length: 3\r\nContent-Encoding: gzip\r\nX-Total-Length: many\r\n",
        "Content-Length: 3\r\nContent-Encoding: br\r\nX-Total-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Encoding: gzip, gzip\r\nX-Total-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Encoding: gzip\r\nX-Total-Length: 3\r\n",
        "Content-Length: three\r\n",
    };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    permit      to;
    ask(lab, game, "a", &to);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        int status = post(lab, to.path, to.token, lines[i], "abc", 3);
        if (status != 400)
            fail_msg("%s: %d", lines[i], status);
    }
    assert_int_equal(post(lab, to.path, to.token, "Content-Length: 3\r\nContent-Encoding: identity\r\n", "abc", 3), 200);
    assert_int_equal(post(lab, to.path, to.token, "Content-Length: 3\r\nContent-Encoding:\r\n", "abc", 3), 200);
    host_lab_hang_up(game);
}

static void test_s55_beyond_the_quota_is_told_413_before_the_body_comes(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    permit      a, b;
    ask(lab, game, "a", &a);
    ask(lab, game, "b", &b);
    assert_int_equal(post(lab, a.path, a.token, "Content-Length: 300001\r\n", "", 0), 413);
    assert_int_equal(post(lab, a.path, a.token, "Content-Length: 4000000000\r\n", "", 0), 413);
    assert_int_equal(upload(lab, &a, big, BIG), 200);
    assert_int_equal(upload(lab, &b, big, QUOTA - BIG + 1), 413);
    assert_int_equal(upload(lab, &b, big, QUOTA - BIG), 200);
    assert_int_equal(upload(lab, &a, big, 10), 200);
    assert_int_equal(upload(lab, &b, big, BIG), 200);
    host_lab_do(game, "deleteFile", "{\"path\":\"b\"}");
    assert_int_equal(upload(lab, &a, big, BIG), 200);
    host_lab_hang_up(game);
}

/* ---- packed bodies ---- */

static size_t pack(char *out, size_t room, const void *bytes, size_t len)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in   = (Bytef *)(uintptr_t)bytes;
    z.avail_in  = (uInt)len;
    z.next_out  = (Bytef *)out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return room - z.avail_out;
}

static int upload_packed(host_lab *lab, const permit *to, const char *packed, size_t len, size_t total)
{
    char lines[128];
    snprintf(lines, sizeof lines, "Content-Length: %zu\r\nContent-Encoding: gzip\r\nX-Total-Length: %zu\r\n", len, total);
    return post(lab, to->path, to->token, lines, packed, len);
}

static void test_s55_a_packed_file_is_as_long_as_announced(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = host_lab_game_of(lab, "red");
    char       *packed = malloc(2 * BIG);
    permit      to;
    assert_non_null(packed);
    size_t len = pack(packed, 2 * BIG, big, BIG);
    ask(lab, game, "big", &to);
    assert_int_equal(upload_packed(lab, &to, packed, len, BIG - 1), 400);
    assert_int_equal(upload_packed(lab, &to, packed, len, BIG + 1), 400);
    assert_int_equal(upload_packed(lab, &to, packed, len - 1, BIG), 400);
    assert_int_equal(upload_packed(lab, &to, packed, len, QUOTA + 1), 413);
    assert_int_equal(get(lab, to.path), 404);
    assert_int_equal(upload_packed(lab, &to, packed, len, BIG), 200);
    expect_big(lab, to.path);
    free(packed);
    host_lab_hang_up(game);
}

static void test_s45_a_bomb_is_stopped_where_it_exceeds_what_it_announced(void **state)
{
    enum { BOMB = 20000000 };
    host_lab   *lab    = *state;
    raw_socket *game   = host_lab_game_of(lab, "red");
    char       *zero   = calloc(1, BOMB), *packed = malloc(65536);
    permit      to;
    assert_non_null(zero);
    size_t len = pack(packed, 65536, zero, BOMB);
    ask(lab, game, "bomb", &to);
    assert_int_equal(upload_packed(lab, &to, packed, len, 1000), 400);
    assert_int_equal(upload_packed(lab, &to, packed, len, BOMB), 413);
    assert_int_equal(get(lab, to.path), 404);
    free(zero);
    free(packed);
    host_lab_hang_up(game);
}

/* ---- S56 and other ends ---- */

static void test_s56_files_and_tokens_end_with_the_session(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red"), *blue = host_lab_game_of(lab, "blue");
    permit      to, other;
    ask(lab, game, "a", &to);
    ask(lab, blue, "a", &other);
    assert_int_equal(upload(lab, &to, "red", 3), 200);
    assert_int_equal(upload(lab, &other, "blue", 4), 200);
    raw_socket *slow = begin_upload(lab, &to, 10);
    raw_text(slow, "12345");
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 1);
    assert_int_equal(get(lab, to.path), 404);
    raw_text(slow, "67890");
    assert_int_equal(raw_answer(slow, true, NULL, 0), 403);
    host_lab_hang_up(slow);
    assert_int_equal(get(lab, other.path), 200);
    assert_string_equal(body, "blue");
    game = host_lab_game_of(lab, "red");
    assert_int_equal(upload(lab, &to, "red", 3), 403);
    assert_int_equal(get(lab, to.path), 404);
    host_lab_hang_up(game);
    host_lab_hang_up(blue);
}

static void test_an_upload_that_is_cut_leaves_nothing_and_frees_its_share(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    permit      a, b;
    ask(lab, game, "a", &a);
    ask(lab, game, "b", &b);
    raw_socket *s = begin_upload(lab, &a, BIG);
    raw_send(s, big, 1000);
    while (upload(lab, &b, big, BIG) != 413) /* until the other's header has been read */
        host_lab_do(game, "deleteFile", "{\"path\":\"b\"}");
    host_lab_hang_up(s);
    while (upload(lab, &b, big, BIG) != 200)
        continue;
    assert_int_equal(get(lab, a.path), 404);
    host_lab_hang_up(game);
}

static void test_only_a_game_can_ask_for_uploads(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red"), *ann = host_lab_viewer(lab, "Ann");
    host_lab_call(ann, "3", "uploadFile", "{\"path\":\"a\"}");
    host_lab_expect_refusal(ann, "3", 4003, NULL);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

/* ---- what browsers are told ---- */

static raw_socket *fetch(host_lab *lab, const char *method, const char *path, const char *lines)
{
    char        text[640];
    raw_socket *s = host_lab_connect(lab);
    snprintf(text, sizeof text, "%s %.400s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", method, path, lines);
    raw_text(s, text);
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    return s;
}

static void test_a_file_cannot_act_as_the_page_of_the_host(void **state)
{
    static const char *const names[]   = { "a.html", "a.js", "a.svg", "a.png", "a" };
    static const char *const types[]   = { "application/octet-stream", "application/octet-stream", "image/svg+xml",
                                           "image/png", "application/octet-stream" };
    static const char *const headers[] = { "\r\nx-content-type-options: nosniff\r\n",
                                           "\r\ncontent-security-policy: default-src 'none'; sandbox\r\n" };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        permit to;
        char   type[64];
        ask(lab, game, names[i], &to);
        assert_int_equal(upload(lab, &to, "<script>1</script>", 18), 200);
        raw_socket *s = fetch(lab, "GET", to.path, "");
        snprintf(type, sizeof type, "\r\ncontent-type: %s\r\n", types[i]);
        assert_non_null(strstr(s->seen, type));
        for (size_t h = 0; h < ARRAY_LEN(headers); h++)
            assert_non_null(strstr(s->seen, headers[h]));
        host_lab_hang_up(s);
    }
    host_lab_hang_up(game);
}

static void test_a_file_that_is_known_is_not_sent_again(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    char        etag[64], lines[128];
    permit      to;
    ask(lab, game, "a", &to);
    assert_int_equal(upload(lab, &to, "one", 3), 200);
    raw_socket *s = fetch(lab, "HEAD", to.path, "");
    assert_non_null(strstr(s->seen, "\r\ncontent-length: 3\r\n"));
    assert_int_equal(sscanf(strstr(s->seen, "\r\netag: "), "\r\netag: %60s", etag), 1);
    host_lab_hang_up(s);
    snprintf(lines, sizeof lines, "If-None-Match: %s\r\n", etag);
    s = fetch(lab, "GET", to.path, lines);
    assert_non_null(strstr(s->seen, " 304 "));
    host_lab_hang_up(s);
    assert_int_equal(upload(lab, &to, "two", 3), 200);
    s = fetch(lab, "GET", to.path, lines);
    assert_non_null(strstr(s->seen, " 200 "));
    host_lab_hang_up(s);
    host_lab_hang_up(game);
}

/* ---- garbage ---- */

static uint32_t roll(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void test_garbage_on_the_way_of_uploads_harms_nobody(void **state)
{
    enum { ROUNDS = 300, JUNK = 400 };
    static const char *const codings[] = { "", "Content-Encoding: gzip\r\nX-Total-Length: 50\r\n", "Content-Encoding: lz4\r\nX-Total-Length: 99\r\n",
                                           "Content-Encoding: gzip\r\nX-Total-Length: 4294967295\r\n", "Transfer-Encoding: chunked\r\n" };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game_of(lab, "red");
    uint32_t    seed = 7;
    permit      to, other;
    ask(lab, game, "a", &to);
    ask(lab, game, "b", &other);
    for (int round = 0; round < ROUNDS; round++) {
        char        lines[128], junk[JUNK];
        raw_socket *s = host_lab_connect(lab);
        for (size_t i = 0; i < JUNK; i++)
            junk[i] = (char)roll(&seed);
        if (roll(&seed) % 2 == 0)
            memcpy(junk, "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10);
        snprintf(lines, sizeof lines, "%sContent-Length: %u\r\n", codings[roll(&seed) % ARRAY_LEN(codings)],
                 (unsigned)(roll(&seed) % (2 * JUNK)));
        send_head(s, roll(&seed) % 8 == 0 ? "/ugc/1/%ff/../%2e%2e" : to.path, roll(&seed) % 8 == 0 ? "x" : to.token, lines);
        raw_send(s, junk, roll(&seed) % JUNK);
        host_lab_hang_up(s);
    }
    assert_int_equal(upload(lab, &other, "fine", 4), 200);
    assert_int_equal(get(lab, other.path), 200);
    assert_string_equal(body, "fine");
    host_lab_hang_up(game);
}

/* ---- without memory ---- */

/* One upload and one download while the nth allocation fails. False: none failed, there were no more. */
static bool try_without(failing_allocator *f, host_lab *lab, const permit *to, size_t nth)
{
    failing_allocator_fail_at(f, nth, false);
    int uploaded = upload(lab, to, "once", 4), read = get(lab, to->path);
    bool has_failed = failing_allocator_has_failed(f);
    failing_allocator_succeed(f);
    if (!has_failed) {
        assert_int_equal(uploaded, 200);
        assert_int_equal(read, 200);
    }
    assert_int_equal(upload(lab, to, "again", 5), 200);
    assert_int_equal(get(lab, to->path), 200);
    assert_string_equal(body, "again");
    return has_failed;
}

static void test_without_memory_an_upload_fails_alone(void **state)
{
    failing_allocator *f   = *state;
    host_lab          *lab = malloc(sizeof *lab);
    permit             to;
    size_t             nth = 1;
    assert_non_null(lab);
    host_lab_open_on(lab, &f->hooks);
    raw_socket *game = host_lab_game(lab);
    ask(lab, game, "a", &to);
    while (try_without(f, lab, &to, nth))
        assert_true(nth++ < 200);
    assert_true(nth > 5);
    host_lab_do(game, "getTime", "{}");
    host_lab_hang_up(game);
    host_lab_close(lab);
    free(lab);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_a_file_is_uploaded_read_overwritten_and_deleted),
        LAB_TEST(test_a_seat_tells_where_the_files_are),
        LAB_TEST(test_any_name_a_path_allows_is_found_again),
        LAB_TEST(test_a_large_file_passes_in_pieces),
        LAB_TEST(test_uploads_at_once_do_not_mix),
        LAB_TEST(test_s55_paths_that_lead_elsewhere_are_refused),
        LAB_TEST(test_s55_a_token_is_for_one_path_of_one_channel),
        LAB_TEST(test_s55_headers_that_are_missing_or_wrong_are_told_400),
        LAB_TEST(test_s55_beyond_the_quota_is_told_413_before_the_body_comes),
        LAB_TEST(test_s55_a_packed_file_is_as_long_as_announced),
        LAB_TEST(test_s45_a_bomb_is_stopped_where_it_exceeds_what_it_announced),
        LAB_TEST(test_s56_files_and_tokens_end_with_the_session),
        LAB_TEST(test_an_upload_that_is_cut_leaves_nothing_and_frees_its_share),
        LAB_TEST(test_only_a_game_can_ask_for_uploads),
        LAB_TEST(test_a_file_cannot_act_as_the_page_of_the_host),
        LAB_TEST(test_a_file_that_is_known_is_not_sent_again),
        LAB_TEST(test_garbage_on_the_way_of_uploads_harms_nobody),
        HEAP_TEST(test_without_memory_an_upload_fails_alone),
    };
    return cmocka_run_group_tests_name("host/files", tests, NULL, NULL);
}
