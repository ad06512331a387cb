/*
 * fuzz_login.c - any bytes as what a service answers to a game that signs in, and any order in which that, time and the
 * game's wishes come.
 *
 * What is shown can be shown, what is signed in was agreed to, and nothing is asked for without end.
 */
#include <stdlib.h>

#include "oauth/oauth_answer.h"
#include "oauth/oauth_words.h"

enum { ASKS_AT_ONCE_MAX = 16 };

static void require(bool promise)
{
    if (!promise)
        abort();
}

typedef struct story {
    cho_login        login;
    cho_login_time   now;
    cho_login_answer answer;
    cho_span         left; /* bytes that were not used yet */
    uint32_t         agreed; /* the last round that the game has accepted */
    unsigned         asks_at_once;
} story;

static story s;

static uint32_t draw(void *user)
{
    (void)user;
    return 12345;
}

static unsigned take_byte(void)
{
    if (s.left.len == 0)
        return 0;
    s.left.len--;
    return (unsigned char)*s.left.ptr++;
}

/* ---- promises ---- */

static void check_text(const char *text, size_t size)
{
    require(memchr(text, '\0', size) != NULL);
}

static void check_code(const cho_login_code *c)
{
    check_text(c->code, sizeof c->code);
    check_text(c->handle, sizeof c->handle);
    check_text(c->url, sizeof c->url);
    check_text(c->url_with_code, sizeof c->url_with_code);
    require(c->code[0] != '\0' && c->handle[0] != '\0' && c->url[0] != '\0' && c->life_s > 0 && c->interval_s > 0);
}

static void check_login(void)
{
    const cho_login *m = &s.login;
    check_text(m->text, sizeof m->text);
    check_text(m->user, sizeof m->user);
    check_text(m->token.access, sizeof m->token.access);
    check_text(m->token.refresh, sizeof m->token.refresh);
    require(m->text[0] != '\0');
    require((m->phase == CHO_LOGIN_HOLDING) == (m->state == CHORUS_LOGIN_SIGNED_IN));
    require((m->phase == CHO_LOGIN_CONFIRMING) == (m->state == CHORUS_LOGIN_CONFIRM));
    require(m->phase != CHO_LOGIN_HOLDING || m->token.access[0] != '\0');
    require(m->round == 0 || m->is_stored || m->phase != CHO_LOGIN_HOLDING || s.agreed == m->round);
    if (cho_login_has_code(m))
        check_code(&m->shown.is);
}

/* ---- one thing after the other ---- */

/* A byte for the status, one for how many of the following are the body. */
static void answer(void)
{
    static const int statuses[] = { 200, 200, 200, 204, 400, 401, 403, 404, 429, 503, 302, 0 };
    char               body[256];
    cho_login_question question = { s.login.asked, take_byte() % 2 == 0 ? CHORUS_OAUTH_SHORTCODE : CHORUS_OAUTH_DEVICE,
                                    "https://play.example.org/go", false };
    int                status   = statuses[take_byte() % (sizeof statuses / sizeof statuses[0])];
    size_t             len      = take_byte();
    len                         = len < s.left.len ? len : s.left.len;
    memcpy(body, s.left.ptr, len);
    body[len]            = '\0';
    s.left.ptr          += len;
    s.left.len          -= len;
    cho_http_answer http = { .status = status, .body = { body, len } };
    if (status == 0)
        http.fault = CHO_HTTP_NO_NAME + (cho_http_fault)(take_byte() % CHO_HTTP_OTHER);
    cho_login_read_answer(&question, &http, &s.answer);
    cho_login_take(&s.login, &s.answer, s.now);
}

static void wish(unsigned which)
{
    uint32_t round = s.login.round;
    switch (which) {
    case 0: s.agreed = s.login.phase == CHO_LOGIN_CONFIRMING ? round : s.agreed; cho_login_accept(&s.login, round); break;
    case 1: cho_login_reject(&s.login, round, s.now); break;
    case 2: cho_login_retry(&s.login, s.now); break;
    case 3: cho_login_refresh(&s.login, s.now); break;
    case 4: cho_login_refuse(&s.login, s.now); break;
    case 5: cho_login_sign_out(&s.login, s.now); break;
    case 6: cho_login_show_code(&s.login, true); break;
    default: s.now.wall_s += 100000 - (int64_t)take_byte() * 1000; break;
    }
}

/* As the driver does; without anything to ask, time passes. */
static void step(void)
{
    uint32_t wait_ms = 0;
    cho_login_tick(&s.login, s.now);
    if (s.login.asked == CHO_LOGIN_ASK_NOTHING && cho_login_next(&s.login, s.now, &wait_ms) == CHO_LOGIN_ASK_NOTHING) {
        require(wait_ms > 0);
        s.now.ms += wait_ms;
        s.now.wall_s += wait_ms / 1000;
        s.asks_at_once = 0;
        return;
    }
    require(++s.asks_at_once < ASKS_AT_ONCE_MAX);
    answer();
}

static void begin(void)
{
    const cho_login_setup setup = { .site = "play.example.org", .random = draw };
    s.now    = (cho_login_time){ 1000, 1700000000 };
    s.agreed = 0;
    s.asks_at_once = 0;
    cho_login_init(&s.login, &setup);
    cho_login_begin(&s.login);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    s.left = (cho_span){ (const char *)bytes, len };
    begin();
    while (s.left.len > 0) {
        unsigned what = take_byte();
        if (what < 8) {
            wish(what);
            s.asks_at_once = 0;
        } else {
            step();
        }
        check_login();
    }
    cho_login_deinit(&s.login);
    return 0;
}
