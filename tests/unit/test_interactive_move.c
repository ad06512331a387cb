#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <stdio.h>

#define BOB "0b6c0000-1111-4222-8333-000000000002"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
    ia_set_stage(g);
    assert_ok(ia_group(g, "red", "{\"groupID\":\"red\"}"));
    assert_ok(ia_join(g, BOB, "bob", "red"));
}

static void test_participants_move_in_one_packet(void **state)
{
    ia_game        g;
    ia_call        sent;
    chorus_request request = { 0 };
    begin(&g, state);
    chorus_resource who[] = { ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, BOB),
                              ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN) };
    assert_ok(chorus_interactive_move_participants(g.rt, g.session, who, 2, "bl\"ue", &request));
    assert_true(ia_next_call(&g, &sent));
    assert_string_equal(sent.method, "updateParticipants");
    assert_string_equal(sent.params, "{\"priority\":0,\"participants\":[{\"sessionID\":\"" BOB
                                     "\",\"groupID\":\"bl\\\"ue\"},{\"sessionID\":\"" IA_ANN
                                     "\",\"groupID\":\"bl\\\"ue\"}]}");
    assert_int_equal(sent.request, request.id);
    ia_game_deinit(&g);
}

static void test_everybody_moves_or_everybody_of_a_group(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(chorus_interactive_move_all(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_GROUP, "red"), "default", NULL));
    ia_expect_call(&g, "updateParticipants", "{\"priority\":0,\"participants\":[{\"sessionID\":\"" BOB
                                             "\",\"groupID\":\"default\"}]}");
    assert_ok(chorus_interactive_move_all(g.rt, g.session, (chorus_resource){ 0 }, "a", NULL));
    ia_expect_call(&g, "updateParticipants", "{\"priority\":0,\"participants\":[{\"sessionID\":\"" IA_ANN
                                             "\",\"groupID\":\"a\"},{\"sessionID\":\"" BOB "\",\"groupID\":\"a\"}]}");
    ia_game_deinit(&g);
}

static void test_who_has_left_is_passed_over(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource who[] = { ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, BOB),
                              ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN) };
    assert_ok(ia_leave(&g, BOB));
    for (int frames = 0; frames < 2; frames++) {
        assert_ok(chorus_interactive_move_participants(g.rt, g.session, who, 2, "a", NULL));
        ia_expect_call(&g, "updateParticipants", "{\"priority\":0,\"participants\":[{\"sessionID\":\"" IA_ANN
                                                 "\",\"groupID\":\"a\"}]}");
        ia_next_frame(&g);
    }
    who[1] = who[0];
    assert_ok(chorus_interactive_move_participants(g.rt, g.session, who, 2, "a", NULL));
    ia_expect_call(&g, "updateParticipants", "{\"priority\":0,\"participants\":[]}");
    ia_game_deinit(&g);
}

static void test_ten_thousand_are_regrouped_in_at_most_three_packets(void **state)
{
    enum { COUNT = 10000 };
    ia_game g;
    ia_call call;
    char    id[40];
    size_t  packets = 0, moved = 0;
    begin(&g, state);
    for (int i = 0; i < COUNT - 2; i++) {
        snprintf(id, sizeof id, "0b6c0000-1111-4222-8444-%012d", i);
        assert_ok(ia_join(&g, id, "somebody", "default"));
        if (i % 1000 == 0)
            ia_next_frame(&g);
    }
    assert_ok(chorus_interactive_move_all(g.rt, g.session, (chorus_resource){ 0 }, "a group with a longer name", NULL));
    for (; ia_next_call(&g, &call); packets++) {
        assert_true(strlen(call.params) < 2000000);
        for (const char *at = call.params; (at = strstr(at, "\"a group with a longer name\"")) != NULL; at++)
            moved++;
    }
    assert_int_equal(moved, COUNT);
    assert_true(packets <= 3);
    ia_game_deinit(&g);
}

static void test_bad_arguments_are_refused(void **state)
{
    ia_game        g;
    chorus_request request;
    begin(&g, state);
    chorus_resource who = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, BOB), red = ia_find(&g, CHORUS_RESOURCE_GROUP, "red");
    assert_result(CHORUS_E_INVALID, chorus_interactive_move_participants(g.rt, g.session, &who, 1, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_move_participants(g.rt, g.session, &who, 1, "", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_move_participants(g.rt, g.session, NULL, 1, "a", NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_move_participants(g.rt, g.session, &red, 1, "a", NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_move_all(g.rt, g.session, who, "a", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_move_all(NULL, g.session, red, "a", NULL));
    ia_set_state(&g, CHORUS_STATE_CONNECTING);
    assert_result(CHORUS_E_STATE, chorus_interactive_move_all(g.rt, g.session, red, "a", &request));
    assert_null(ia_take_command(&g));
    ia_set_state(&g, CHORUS_STATE_READY);
    ia_game_deinit(&g);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator *f = *state;
    ia_game            g;
    begin(&g, state);
    chorus_result r = CHORUS_E_MEMORY;
    for (size_t nth = 1; r != CHORUS_OK; nth++) {
        chorus_request request = { 77 };
        failing_allocator_fail_at(f, nth, nth % 2 == 0);
        r = chorus_interactive_move_all(g.rt, g.session, (chorus_resource){ 0 }, "a", &request);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        failing_allocator_succeed(f);
    }
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_participants_move_in_one_packet),
        HEAP_TEST(test_everybody_moves_or_everybody_of_a_group),
        HEAP_TEST(test_who_has_left_is_passed_over),
        HEAP_TEST(test_ten_thousand_are_regrouped_in_at_most_three_packets),
        HEAP_TEST(test_bad_arguments_are_refused),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("interactive/move", tests, NULL, NULL);
}
