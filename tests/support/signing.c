#include "support/signing.h"

#include "support/deadline.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the game ---- */

static void note_line(void *user, chorus_log_level level, const char *line)
{
    signing *s   = user;
    size_t   len = strlen(s->log);
    (void)level;
    snprintf(s->log + len, sizeof s->log - len, "%s\n", line);
}

void signing_init(signing *s, const char *ca_file)
{
    chorus_runtime_options options;
    memset(s, 0, sizeof *s);
    CHORUS_INIT(&options);
    options.log       = note_line;
    options.log_user  = s;
    options.log_level = CHORUS_LOG_DEBUG;
    options.ca_file   = ca_file;
    assert_ok(chorus_runtime_create(&options, &s->rt));
    peer_listen(&s->peer);
    snprintf(s->url, sizeof s->url, "http://127.0.0.1:%u", (unsigned)s->peer.port);
    CHORUS_INIT(&s->options);
    s->options.url        = s->url;
    s->options.client_id  = "game";
    s->options.store_file = "";
}

void signing_deinit(signing *s)
{
    peer_close_all(&s->peer);
    chorus_runtime_destroy(s->rt);
}

int signing_set_up(void **state)
{
    signing *s = malloc(sizeof *s);
    assert_non_null(s);
    signing_init(s, NULL);
    *state = s;
    return 0;
}

int signing_tear_down(void **state)
{
    signing_deinit(*state);
    free(*state);
    return 0;
}

void signing_open(signing *s)
{
    assert_ok(chorus_oauth_open(s->rt, &s->options, &s->login));
    chorus_pump(s->rt);
}

void signing_wait_event(signing *s, chorus_event_type type, chorus_event *out)
{
    for (uint64_t until_ns = deadline_ns(); !deadline_is_over(until_ns);) {
        while (chorus_next_event(s->rt, out)) {
            if (out->type == (uint32_t)type)
                return;
        }
        if (chorus_pump(s->rt) == 0)
            deadline_frame();
    }
    fail_msg("event 0x%x did not come; log: %s", (unsigned)type, s->log);
}

chorus_event_login signing_wait(signing *s, chorus_login_state wanted)
{
    chorus_event event;
    do
        signing_wait_event(s, CHORUS_EVENT_LOGIN, &event);
    while (event.as.login.state != wanted);
    return event.as.login;
}

void signing_close(signing *s)
{
    chorus_event event;
    assert_ok(chorus_session_close(s->rt, s->login));
    do
        signing_wait_event(s, CHORUS_EVENT_SESSION_CLOSED, &event);
    while (event.session.id != s->login.id);
    chorus_pump(s->rt);
}

/* ---- the service ---- */

void signing_expect(signing *s, const char *start)
{
    chorus_flush(s->rt);
    peer_accept_silently(&s->peer);
    if (strncmp(s->peer.request, start, strlen(start)) != 0)
        fail_msg("not %s but %s", start, s->peer.request);
}

void signing_answer_with(signing *s, int status, const char *lines, const char *body)
{
    char head[1024];
    snprintf(head, sizeof head, "HTTP/1.1 %d Because\r\nContent-Type: application/json\r\nConnection: close\r\n%s", status,
             lines);
    peer_send_raw(&s->peer, head, strlen(head));
    if (status != 204) {
        snprintf(head, sizeof head, "Content-Length: %zu\r\n", strlen(body));
        peer_send_raw(&s->peer, head, strlen(head));
    }
    peer_send_raw(&s->peer, "\r\n", 2);
    peer_send_raw(&s->peer, body, strlen(body));
    peer_drop(&s->peer);
}

void signing_answer(signing *s, int status, const char *body)
{
    signing_answer_with(s, status, "", body);
}

void signing_serve(signing *s, const char *start, int status, const char *body)
{
    signing_expect(s, start);
    signing_answer(s, status, body);
}

/* ---- the way there ---- */

void signing_give_code(signing *s)
{
    signing_serve(s, "POST /api/v1/oauth/shortcode ", 200, SIGNING_CODE);
    signing_wait(s, CHORUS_LOGIN_CODE_READY);
}

void signing_go_to_user(signing *s, const char *token)
{
    signing_open(s);
    signing_give_code(s);
    signing_serve(s, "GET /api/v1/oauth/shortcode/check/h4nd1e ", 200, "{\"code\":\"gr4nt\"}");
    signing_serve(s, "POST /api/v1/oauth/token ", 200, token);
    signing_expect(s, "GET /api/v1/users/current ");
}

void signing_go_to_confirm(signing *s, const char *token)
{
    signing_go_to_user(s, token);
    signing_answer(s, 200, SIGNING_USER);
    signing_wait(s, CHORUS_LOGIN_CONFIRM);
}

void signing_go_to_hold(signing *s, const char *token)
{
    signing_go_to_confirm(s, token);
    assert_ok(chorus_oauth_accept(s->rt, s->login));
    signing_wait(s, CHORUS_LOGIN_SIGNED_IN);
}
