#include "support/person.h"

#include <stdio.h>
#include <stdlib.h>

void person_read(const char *json, const char *name, char *out, size_t size)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":\"", name);
    const char *at = strstr(json, key);
    if (at == NULL)
        fail_msg("no %s in %s", name, json);
    at += strlen(key);
    snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

/* Keeps the cookie that an answer gives. */
static void take_cookie(person *p, const char *header)
{
    const char *at  = strstr(header, "set-cookie: ");
    const char *end = strstr(header, "\r\n\r\n");
    if (at == NULL || at > end)
        return;
    at += strlen("set-cookie: ");
    assert_non_null(strstr(at, "; HttpOnly; SameSite=Strict"));
    snprintf(p->cookie, sizeof p->cookie, "%.*s", (int)strcspn(at, ";"), at);
}

static int post(person *p, const char *path, const char *content)
{
    char        text[4096];
    raw_socket *s = host_lab_connect(p->lab);
    snprintf(text, sizeof text,
             "POST %s HTTP/1.1\r\nHost: localhost:%u\r\nOrigin: %s\r\nSec-Fetch-Site: same-origin\r\n"
             "Cookie: other=1; %s\r\nContent-Length: %zu\r\n\r\n%s",
             path, (unsigned)p->lab->port, p->origin, p->cookie, strlen(content), content);
    raw_text(s, text);
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    take_cookie(p, s->seen);
    int status = raw_answer(s, true, p->body, sizeof p->body);
    host_lab_hang_up(s);
    return status;
}

int person_post(person *p, const char *path, const char *members)
{
    char content[2048];
    snprintf(content, sizeof content, "{\"form\":\"%s\"%s%s}", p->form, members[0] != '\0' ? "," : "", members);
    return post(p, path, content);
}

void person_follow(person *p)
{
    snprintf(p->origin, sizeof p->origin, "http%s://localhost:%u", p->lab->ca_file != NULL ? "s" : "",
             (unsigned)p->lab->port);
}

void person_come(person *p, host_lab *lab)
{
    memset(p, 0, sizeof *p);
    p->lab = lab;
    person_follow(p);
    assert_int_equal(post(p, "/go/hello", "{}"), 200);
    person_read(p->body, "form", p->form, sizeof p->form);
    assert_int_equal(strlen(p->cookie), strlen("chorus_browser=") + 64);
}

void person_create(person *p, const char *name, const char *password)
{
    char members[256];
    snprintf(members, sizeof members, "\"name\":\"%s\",\"password\":\"%s\"", name, password);
    int status = person_post(p, "/go/create", members);
    if (status != 200)
        fail_msg("%d: %s", status, p->body);
    person_read(p->body, "form", p->form, sizeof p->form);
}

void person_decide(person *p, const char *code, bool is_allowed)
{
    char members[128];
    snprintf(members, sizeof members, "\"code\":\"%s\"", code);
    assert_int_equal(person_post(p, "/go/code", members), 200);
    snprintf(members, sizeof members, "\"code\":\"%s\",\"allow\":%s", code, is_allowed ? "true" : "false");
    assert_int_equal(person_post(p, "/go/decide", members), 200);
}
