#include "support/host_lab.h"

#include "support/deadline.h"
#include "support/packet_expect.h"
#include "support/packet_rules.h"

#include <stdio.h>
#include <stdlib.h>

enum { OPCODE_TEXT = 1, OPCODE_BINARY = 2, OPCODE_CLOSE = 8, OPCODE_PING = 9, OPCODE_PONG = 10 };

/* A connection and what it was sent. raw stands first: callers hold a pointer to it. */
typedef struct lab_line {
    raw_socket   raw;
    packet_watch watch;
} lab_line;

/* ---- the host ---- */

static void note_line(void *user, chorus_log_level level, const char *line)
{
    host_lab *lab = user;
    size_t    len = strlen(lab->log);
    if (level >= CHORUS_LOG_WARNING)
        snprintf(lab->log + len, sizeof lab->log - len, "%s\n", line);
}

void host_lab_wait(host_lab *lab, chorus_event_type type, chorus_event *out)
{
    for (uint64_t until_ns = deadline_ns(); !deadline_is_over(until_ns);) {
        while (chorus_next_event(lab->rt, out)) {
            if (out->type == (uint32_t)type)
                return;
        }
        if (chorus_pump(lab->rt) == 0)
            deadline_frame();
    }
    fail_msg("event 0x%x did not come; log: %s", (unsigned)type, lab->log);
}

void host_lab_pump(void *lab)
{
    chorus_event    event;
    chorus_runtime *rt = ((host_lab *)lab)->rt;
    chorus_pump(rt);
    while (chorus_next_event(rt, &event))
        continue;
}

void host_lab_wait_counts(host_lab *lab, uint32_t participants, uint32_t games)
{
    chorus_host_info info;
    CHORUS_INIT(&info);
    for (uint64_t until_ns = deadline_ns(); !deadline_is_over(until_ns);) {
        chorus_pump(lab->rt);
        chorus_discard_events(lab->rt);
        assert_ok(chorus_host_get_info(lab->rt, lab->session, &info));
        if (info.participant_count == participants && info.game_count == games)
            return;
        deadline_frame();
    }
    fail_msg("%u participants and %u games, not %u and %u", (unsigned)info.participant_count,
             (unsigned)info.game_count, (unsigned)participants, (unsigned)games);
}

static void open_lab(host_lab *lab, const chorus_host_options *options, const char *ca_file,
                     const chorus_allocator *heap)
{
    chorus_runtime_options setup;
    chorus_host_options    used;
    chorus_event           event;
    memset(lab, 0, sizeof *lab);
    CHORUS_INIT(&setup);
    CHORUS_INIT(&used);
    if (options != NULL)
        used = *options;
    setup.log         = note_line;
    setup.log_user    = lab;
    setup.ca_file     = ca_file;
    if (heap != NULL)
        setup.allocator = *heap;
    lab->ca_file      = ca_file;
    used.bind_address = "127.0.0.1";
    used.token        = "sec+ret";
    assert_ok(chorus_runtime_create(&setup, &lab->rt));
    assert_ok(chorus_host_open(lab->rt, &used, &lab->session));
    host_lab_wait(lab, CHORUS_EVENT_HOST_LISTENING, &event);
    lab->port = (uint16_t)event.as.listening.port;
}

void host_lab_open(host_lab *lab, const chorus_host_options *options)
{
    open_lab(lab, options, NULL, NULL);
}

void host_lab_open_on(host_lab *lab, const chorus_allocator *heap)
{
    open_lab(lab, NULL, NULL, heap);
}

void host_lab_open_tls(host_lab *lab, const chorus_host_options *options, const tls_files *files)
{
    chorus_host_options used;
    CHORUS_INIT(&used);
    if (options != NULL)
        used = *options;
    used.certificate_file = files->certificate;
    used.private_key_file = files->key;
    open_lab(lab, &used, files->authority, NULL);
}

void host_lab_close(host_lab *lab)
{
    chorus_runtime_destroy(lab->rt);
}

chorus_result host_lab_try_channels(host_lab *lab, const chorus_host_channel *channels, uint32_t count)
{
    chorus_session      out;
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.channels      = channels;
    options.channel_count = count;
    return chorus_host_open(lab->rt, &options, &out);
}

int host_lab_set_up(void **state)
{
    return host_lab_set_up_with(state, NULL);
}

int host_lab_set_up_with(void **state, const chorus_host_options *options)
{
    host_lab *lab = malloc(sizeof *lab);
    assert_non_null(lab);
    host_lab_open(lab, options);
    *state = lab;
    return 0;
}

int host_lab_tear_down(void **state)
{
    host_lab_close(*state);
    free(*state);
    return 0;
}

/* ---- requests ---- */

raw_socket *host_lab_connect(host_lab *lab)
{
    lab_line *l = calloc(1, sizeof *l);
    assert_non_null(l);
    raw_open(&l->raw, lab->port);
    if (lab->ca_file != NULL)
        assert_true(raw_start_tls(&l->raw, lab->ca_file, "localhost"));
    return &l->raw;
}

void host_lab_hang_up(raw_socket *s)
{
    raw_close(s);
    free(s);
}

int host_lab_request(host_lab *lab, const char *method, const char *path, const char *lines, const char *content,
                     char *body, size_t size)
{
    char        text[4096];
    raw_socket *s = host_lab_connect(lab);
    snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: localhost:%u\r\n%sContent-Length: %zu\r\n\r\n%s", method, path,
             (unsigned)lab->port, lines, strlen(content), content);
    raw_text(s, text);
    int status = raw_answer(s, strcmp(method, "HEAD") != 0, body, body != NULL ? size : 0);
    host_lab_hang_up(s);
    return status;
}

/* ---- sockets ---- */

int host_lab_knock(host_lab *lab, raw_socket **out, const char *path, const char *lines)
{
    *out                            = host_lab_connect(lab);
    ((lab_line *)*out)->watch.is_viewer = strstr(path, "/participant") != NULL;
    return raw_handshake(*out, path, lines);
}

void host_lab_say(raw_socket *s, const char *text)
{
    raw_frame frame = { .is_last = true, .opcode = OPCODE_TEXT, .bytes = text, .len = strlen(text) };
    raw_send_frame(s, &frame);
}

void host_lab_say_binary(raw_socket *s, const void *bytes, size_t len)
{
    raw_frame frame = { .is_last = true, .opcode = OPCODE_BINARY, .bytes = bytes, .len = len };
    raw_send_frame(s, &frame);
}

void host_lab_say_packed(raw_socket *s, packer *p, const char *text)
{
    cho_span frame = packer_wrap(p, text);
    host_lab_say_binary(s, frame.ptr, frame.len);
}

/* False: a close frame or the end; *code says which. */
static bool hear_frame(raw_socket *s, raw_received *frame, int *code)
{
    *code = 0;
    do {
        if (!raw_receive(s, frame))
            return false;
    } while (frame->opcode == OPCODE_PING);
    if (frame->opcode == OPCODE_CLOSE && frame->len >= 2)
        *code = frame->payload[0] << 8 | frame->payload[1];
    return frame->opcode != OPCODE_CLOSE;
}

static bool hear(raw_socket *s, char *out, size_t size, int *code)
{
    raw_received frame;
    if (!hear_frame(s, &frame, code))
        return false;
    assert_int_equal(frame.opcode, OPCODE_TEXT);
    assert_true(frame.is_last && frame.len < size);
    memcpy(out, frame.payload, frame.len);
    out[frame.len] = '\0';
    packet_watch_take(&((lab_line *)s)->watch, out);
    return true;
}

static char heard[RAW_MAX];

const char *host_lab_hear(raw_socket *s)
{
    int code;
    if (!hear(s, heard, sizeof heard, &code))
        fail_msg("the host has closed with %d", code);
    return heard;
}

const char *host_lab_hear_packed(raw_socket *s, packer *p)
{
    raw_received frame;
    int          code;
    if (!hear_frame(s, &frame, &code))
        fail_msg("the host has closed with %d", code);
    assert_int_equal(frame.opcode, OPCODE_BINARY);
    const char *text = packer_unwrap(p, frame.payload, frame.len);
    packet_watch_take(&((lab_line *)s)->watch, text);
    return text;
}

const char *host_lab_hear_of(raw_socket *s, const char *part)
{
    while (strstr(host_lab_hear(s), part) == NULL)
        continue;
    return heard;
}

void host_lab_answer_ping(raw_socket *s)
{
    char         answer[125];
    raw_received frame;
    do {
        if (!raw_receive(s, &frame))
            fail_msg("the host has gone");
    } while (frame.opcode != OPCODE_PING);
    assert_true(frame.len <= sizeof answer);
    memcpy(answer, frame.payload, frame.len);
    const raw_frame pong = { .is_last = true, .opcode = OPCODE_PONG, .bytes = answer, .len = frame.len };
    raw_send_frame(s, &pong);
}

int host_lab_closed(raw_socket *s)
{
    int code;
    while (hear(s, heard, sizeof heard, &code))
        continue;
    return code;
}

raw_socket *host_lab_game_of(host_lab *lab, const char *token)
{
    raw_socket *s;
    char        lines[256];
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n" HOST_LAB_VERSION_LINES, token);
    assert_int_equal(host_lab_knock(lab, &s, "/gameClient", lines), 101);
    assert_string_equal(host_lab_hear(s), "{\"id\":0,\"type\":\"method\",\"method\":\"hello\",\"params\":{},\"seq\":1,"
                                          "\"discard\":true}");
    return s;
}

raw_socket *host_lab_game(host_lab *lab)
{
    return host_lab_game_of(lab, "sec+ret");
}

void host_lab_play(raw_socket *game)
{
    host_lab_do(game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    host_lab_do(game, "ready", "{\"isReady\":true}");
}

void host_lab_copy_key(const char *answer, char out[33])
{
    const char *key = strstr(answer, "\"key\":\"");
    assert_non_null(key);
    snprintf(out, 33, "%.32s", key + strlen("\"key\":\""));
}

void host_lab_key(host_lab *lab, uint32_t channel, const char *name, char out[33])
{
    char content[160], body[1024], path[64];
    snprintf(path, sizeof path, "/api/v1/interactive/%u/guest", (unsigned)channel);
    snprintf(content, sizeof content, "{\"name\":\"%s\"}", name);
    assert_int_equal(host_lab_request(lab, "POST", path, "", content, body, sizeof body), 200);
    host_lab_copy_key(body, out);
}

/* Opens the socket of that key. */
static raw_socket *take_seat(host_lab *lab, uint32_t channel, const char *key)
{
    char        path[256];
    raw_socket *s;
    snprintf(path, sizeof path, "/participant?channel=%u&x-protocol-version=2.0&key=%s", (unsigned)channel, key);
    assert_int_equal(host_lab_knock(lab, &s, path, ""), 101);
    host_lab_hear_of(s, "\"onReady\"");
    return s;
}

raw_socket *host_lab_viewer_of(host_lab *lab, uint32_t channel, const char *name)
{
    char key[33];
    host_lab_key(lab, channel, name, key);
    return take_seat(lab, channel, key);
}

raw_socket *host_lab_viewer_by(host_lab *lab, const char *lines)
{
    char body[1024], key[33];
    assert_int_equal(host_lab_request(lab, "GET", "/api/v1/interactive/1", lines, "", body, sizeof body), 200);
    host_lab_copy_key(body, key);
    return take_seat(lab, 1, key);
}

raw_socket *host_lab_viewer(host_lab *lab, const char *name)
{
    return host_lab_viewer_of(lab, 1, name);
}

/* ---- conversations ---- */

void host_lab_call(raw_socket *s, const char *id, const char *method, const char *params)
{
    size_t size = strlen(id) + strlen(method) + strlen(params) + 64;
    char  *text = malloc(size);
    assert_non_null(text);
    snprintf(text, size, "{\"id\":%s,\"type\":\"method\",\"method\":\"%s\",\"params\":%s}", id, method, params);
    host_lab_say(s, text);
    free(text);
}

const char *host_lab_do(raw_socket *game, const char *method, const char *params)
{
    host_lab_call(game, "9", method, params);
    const char *reply = host_lab_hear_of(game, "{\"id\":9,\"type\":\"reply\"");
    if (strstr(reply, ",\"error\":null,\"seq\":") == NULL)
        fail_msg("%s %s: %s", method, params, reply);
    return reply;
}

void host_lab_expect(raw_socket *s, const char *method, const char *params, ...)
{
    va_list args;
    va_start(args, params);
    packet_expect(host_lab_hear(s), method, params, args);
    va_end(args);
}

const char *host_lab_expect_call(raw_socket *s, const char *method)
{
    packet_expect_call(host_lab_hear(s), method);
    return heard;
}

void host_lab_expect_reply(raw_socket *s, const char *id, const char *result, ...)
{
    va_list args;
    va_start(args, result);
    packet_expect_reply(host_lab_hear(s), id, result, args);
    va_end(args);
}

void host_lab_expect_refusal(raw_socket *s, const char *id, int code, const char *path)
{
    packet_expect_refusal(host_lab_hear(s), id, code, path);
}

void host_lab_expect_nothing(raw_socket *s)
{
    host_lab_call(s, "77", "getTime", "{}");
    host_lab_hear(s);
    if (strncmp(heard, "{\"id\":77,\"type\":\"reply\"", 23) != 0)
        fail_msg("expected nothing, not %s", heard);
}
