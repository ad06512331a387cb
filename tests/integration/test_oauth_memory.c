/* A login with each allocation failing in turn. */
#include "support/deadline.h"
#include "support/failing_allocator.h"
#include "support/folder.h"
#include "support/signing.h"

#include "base/clock.h"

#include <stdio.h>

enum { DEADLINE_MS = 10 * 1000 };

#define STALE "{\"access_token\":\"old\",\"refresh_token\":\"old-r\",\"expires_in\":100,\"granted_at\":1000}"

static const struct {
    const char *start, *body;
} services[] = {
    { "POST /api/v1/oauth/shortcode ", SIGNING_CODE },
    { "POST /api/v1/oauth/token ", SIGNING_TOKEN },
    { "GET /api/v1/users/current ", SIGNING_USER },
    { "POST /api/v1/oauth/revoke ", "{}" },
};

/* Answers who has called. */
static void oblige(signing *s)
{
    if (!peer_is_called(&s->peer))
        return;
    peer_accept_silently(&s->peer);
    for (size_t i = 0; i < ARRAY_LEN(services); i++) {
        if (strncmp(s->peer.request, services[i].start, strlen(services[i].start)) == 0)
            signing_answer(s, 200, services[i].body);
    }
}

/* False: without memory the game cannot even say what it wants. */
static bool hurry(signing *s, chorus_login_state state)
{
    chorus_str    text;
    chorus_result r = CHORUS_OK;
    (void)chorus_oauth_spell_code(s->rt, s->login, &text);
    if (state == CHORUS_LOGIN_SIGNED_IN)
        r = chorus_oauth_sign_out(s->rt, s->login);
    if (state == CHORUS_LOGIN_SIGNED_OUT)
        r = chorus_oauth_retry(s->rt, s->login);
    return r != CHORUS_E_MEMORY;
}

/* True when the story has come to an end, a good one or a bad one. */
static bool is_over(signing *s, int pumped, const failing_allocator *heap)
{
    chorus_event event;
    bool         over = pumped < 0 && heap->fails_after;
    while (chorus_next_event(s->rt, &event)) {
        over |= event.type == CHORUS_EVENT_SESSION_CLOSED;
        if (event.type != CHORUS_EVENT_LOGIN)
            continue;
        chorus_login_state state = event.as.login.state;
        over |= !hurry(s, state) && heap->fails_after;
        over |= state == CHORUS_LOGIN_CODE_READY || state == CHORUS_LOGIN_OFFLINE || state == CHORUS_LOGIN_MISCONFIGURED;
    }
    return over;
}

static void play(signing *s, const failing_allocator *heap)
{
    uint64_t until_ns = cho_clock_mono_ns() + DEADLINE_MS * (uint64_t)CHO_NS_PER_MS;
    while (!is_over(s, chorus_pump(s->rt), heap)) {
        chorus_login_state state = CHORUS_LOGIN_NONE;
        chorus_event_login login;
        if (chorus_oauth_read(s->rt, s->login, &login) == CHORUS_OK)
            state = login.state;
        if (cho_clock_mono_ns() > until_ns)
            fail_msg("nothing happens any more in state %s when allocation %zu fails", chorus_login_state_name(state), heap->round);
        if (!hurry(s, state) && heap->fails_after) /* it may have found no memory the first time */
            return;
        oblige(s);
        deadline_frame();
    }
}

static void tell(const signing *s, chorus_oauth_options *o, const char *file)
{
    CHORUS_INIT(o);
    o->url        = s->url;
    o->client_id  = "game";
    o->store_file = file;
    o->token      = STALE;
}

static void test_a_login_survives_every_failing_allocation(void **state)
{
    signing                s;
    failing_allocator      heap;
    chorus_runtime_options setup;
    chorus_oauth_options   options;
    char                   folder[FOLDER_SIZE], file[FOLDER_SIZE + 32];
    (void)state;
    failing_allocator_init(&heap);
    folder_make(folder);
    snprintf(file, sizeof file, "%s/x", folder);
    memset(&s, 0, sizeof s);
    peer_listen(&s.peer);
    snprintf(s.url, sizeof s.url, "http://127.0.0.1:%u", (unsigned)s.peer.port);
    CHORUS_INIT(&setup);
    setup.allocator = heap.hooks;
    tell(&s, &options, file);
    EVERY_ALLOCATION_FAILS(&heap)
    {
        s.rt            = NULL;
        chorus_result r = chorus_runtime_create(&setup, &s.rt);
        if (r == CHORUS_OK)
            r = chorus_oauth_open(s.rt, &options, &s.login);
        assert_true(r == CHORUS_OK || (r == CHORUS_E_MEMORY && failing_allocator_has_failed(&heap)));
        if (r == CHORUS_OK)
            play(&s, &heap);
        chorus_runtime_destroy(s.rt);
        while (peer_is_called(&s.peer))
            peer_turn_away(&s.peer);
    }
    peer_close_all(&s.peer);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_login_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests_name("oauth/memory", tests, NULL, NULL);
}
