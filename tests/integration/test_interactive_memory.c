#include "support/deadline.h"
#include "support/failing_allocator.h"
#include "support/game.h"
#include "support/obliging_peer.h"

#include "base/clock.h"

enum { DEADLINE_MS = 10 * 1000 };

static const peer_answer answers[] = {
    { "getTime", "{\"time\":1700000000000}" },
    { "getScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\","
                   "\"kind\":\"button\"}]},"
                   "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"c\"}]}]}" },
    { "getGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"arena\"}]}" },
    { "getAllParticipants",
      "{\"participants\":[{\"sessionID\":\"ann\",\"username\":\"ann\",\"score\":1}]}" },
    { "ready", "null" },
    { "askAnything", "{\"answer\":42}" },
    { NULL, NULL },
};

static void tell_a_little_of_everything(scripted_peer *peer)
{
    peer_tell(
        peer, "onControlUpdate",
        "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"text\":\"\\u0041\"}]}");
    peer_tell(
        peer, "onParticipantJoin",
        "{\"participants\":[{\"sessionID\":\"bob\",\"groupID\":\"later\",\"team\":\"red\"}]}");
    peer_tell(peer, "giveInput",
              "{\"participantID\":\"bob\",\"input\":{\"controlID\":\"c\",\"event\":\"submit\","
              "\"value\":\"x\"}}");
    peer_tell(peer, "onWorldUpdate", "{\"round\":3,\"scenes\":[{\"sceneID\":\"new\"}]}");
    peer_tell(peer, "onSceneDelete", "{\"sceneID\":\"arena\",\"reassignSceneID\":\"default\"}");
    peer_tell(peer, "onParticipantLeave", "{\"participants\":[{\"sessionID\":\"ann\"}]}");
    peer_send(peer, "{]");
    peer_tell(peer, "thatIsAll", "{}");
}

/* Whatever these say: without memory they may fail, but nothing else. */
static void do_a_little_of_everything(game *g)
{
    chorus_resource     control;
    chorus_control_info info;
    chorus_control_desc desc;
    chorus_request      request;
    CHORUS_INIT(&info);
    CHORUS_INIT(&desc);
    desc.id   = "mine";
    desc.kind = "label";
    chorus_interactive_call(g->rt, g->session, "askAnything", NULL, &request);
    chorus_interactive_call(g->rt, g->session, "tellAnything", "{\"a\":[1]}", NULL);
    chorus_interactive_create_control(g->rt, g->session, &desc, NULL);
    if (chorus_interactive_find_control(g->rt, g->session, NULL, "c", &control) != CHORUS_OK)
        return;
    chorus_interactive_get_control(g->rt, g->session, control, &info);
    chorus_interactive_set_string(g->rt, g->session, control, "style.color", "red");
    chorus_interactive_set_integer(g->rt, g->session, control, "style.size", 2);
    chorus_flush(g->rt);
}

/* True when the story has come to an end, a good one or a bad one. */
static bool is_over(game *g, int pumped, const failing_allocator *heap)
{
    chorus_event event;
    bool         over = pumped < 0 && heap->fails_after;
    while (chorus_next_event(g->rt, &event)) {
        if (event.type == CHORUS_EVENT_SESSION_READY) {
            do_a_little_of_everything(g);
            tell_a_little_of_everything(&g->peer);
        }
        over |= event.type == CHORUS_EVENT_METHOD || event.type == CHORUS_EVENT_SESSION_CLOSED;
        over |= event.type == CHORUS_EVENT_SESSION_STATE &&
                event.as.state.state == CHORUS_STATE_RECONNECTING;
    }
    return over;
}

static void play(game *g, const failing_allocator *heap)
{
    uint64_t until_ns = cho_clock_mono_ns() + DEADLINE_MS * (uint64_t)1000000;
    while (!is_over(g, chorus_pump(g->rt), heap)) {
        if (cho_clock_mono_ns() > until_ns)
            fail_msg("nothing happens any more when allocation %zu fails", heap->round);
        peer_oblige(&g->peer, answers);
        deadline_frame();
    }
}

static void survive_every_failing_allocation(const char *record_file)
{
    game                       g;
    failing_allocator          heap;
    chorus_runtime_options     setup;
    chorus_interactive_options options;
    failing_allocator_init(&heap);
    memset(&g, 0, sizeof g);
    peer_listen(&g.peer);
    CHORUS_INIT(&setup);
    CHORUS_INIT(&options);
    setup.allocator = heap.hooks;
    options.address     = g.peer.url;
    options.token       = "t0k";
    options.record_file = record_file;
    EVERY_ALLOCATION_FAILS(&heap)
    {
        g.rt            = NULL;
        chorus_result r = chorus_runtime_create(&setup, &g.rt);
        assert_result(
            failing_allocator_has_failed(&heap) && r != CHORUS_OK ? CHORUS_E_MEMORY : CHORUS_OK, r);
        if (r == CHORUS_OK)
            r = chorus_interactive_open(g.rt, &options, &g.session);
        assert_true(r == CHORUS_OK || r == CHORUS_E_MEMORY);
        if (r == CHORUS_OK)
            play(&g, &heap);
        peer_drop(&g.peer);
        chorus_runtime_destroy(g.rt);
        while (peer_is_called(&g.peer)) /* by one who has hung up since */
            peer_turn_away(&g.peer);
        peer_drop(&g.peer);
    }
    peer_close_all(&g.peer);
}

static void test_a_session_survives_every_failing_allocation(void **state)
{
    (void)state;
    survive_every_failing_allocation(NULL);
}

static void test_a_recorded_session_survives_every_failing_allocation(void **state)
{
    (void)state;
    survive_every_failing_allocation("/dev/null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_session_survives_every_failing_allocation),
        cmocka_unit_test(test_a_recorded_session_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests_name("interactive/memory", tests, NULL, NULL);
}
