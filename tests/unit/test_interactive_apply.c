#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include "base/clock.h"

#define ANN "0b6c0000-1111-4222-8333-000000000001"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static int64_t last_input_of(ia_game *g, chorus_resource who)
{
    chorus_participant_info info;
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_participant(g->rt, g->session, who, &info));
    return info.last_input_at_ms;
}

/* ---- input ---- */

static void test_an_input_is_told_as_it_came(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    ia_next_frame(&g);
    assert_ok(ia_input(&g, ANN, "stick", "move"));
    ia_expect(&g, CHORUS_EVENT_INPUT, "stick");
    const chorus_event_input *input = &g.event.as.input;
    assert_int_equal(g.event.session.id, g.session.id);
    assert_int_equal(g.event.time_ns, g.now_ns);
    assert_str(ANN, input->participant);
    assert_str("move", input->action);
    assert_str("", input->text);
    assert_str("", input->transaction);
    assert_str("{\"controlID\":\"c\",\"event\":\"e\",\"x\":0.25,\"own\":[1]}", input->json);
    assert_int_equal(input->kind, CHORUS_INPUT_MOVE);
    assert_true(input->x > 0.24f && input->x < 0.26f && input->y < -0.99f);
    assert_int_equal(input->who.id, ann.id);
    ia_game_deinit(&g);
}

static void test_an_input_of_a_stranger_is_told_too(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_input(&g, ANN, "nothing we know", "mousedown"));
    ia_expect(&g, CHORUS_EVENT_INPUT, "nothing we know");
    assert_str(ANN, g.event.as.input.participant);
    assert_int_equal(g.event.as.input.who.id, 0);
    ia_game_deinit(&g);
}

static void test_an_input_is_not_given_to_who_has_left(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    assert_ok(ia_leave(&g, ANN));
    assert_ok(ia_input(&g, ANN, "c", "e"));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, ANN);
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_LEAVE, ANN);
    ia_expect(&g, CHORUS_EVENT_INPUT, "c");
    assert_int_equal(g.event.as.input.who.id, 0);
    ia_game_deinit(&g);
}

static void test_an_input_says_when_it_was_once_the_clock_is_known(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    assert_ok(ia_input(&g, ANN, "c", "e"));
    assert_int_equal(last_input_of(&g, ann), 0);
    assert_ok(ia_clock(&g, 1700000000000000000 - (int64_t)g.now_ns));
    assert_ok(ia_input(&g, ANN, "c", "e"));
    assert_int_equal(last_input_of(&g, ann), 1700000000000);
    g.now_ns += 2500000;
    assert_ok(ia_input(&g, ANN, "c", "e"));
    assert_int_equal(last_input_of(&g, ann), 1700000000002);
    ia_game_deinit(&g);
}

static void test_an_input_allocates_nothing(void **state)
{
    failing_allocator *f = *state;
    ia_game            g;
    begin(&g, state);
    assert_ok(ia_clock(&g, 0));
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    assert_ok(ia_join(&g, "not a uuid", "bob", "default"));
    for (int frame = 0; frame < 3; frame++) {
        size_t calls = f->call_count;
        for (int i = 0; i < 20; i++) {
            assert_ok(ia_input(&g, ANN, "c", "e"));
            assert_ok(ia_input(&g, "not a uuid", "c", "e"));
            assert_ok(ia_input(&g, "stranger", "c", "e"));
        }
        assert_int_equal(f->call_count, calls);
        ia_next_frame(&g);
    }
    ia_game_deinit(&g);
}

static void test_events_come_in_the_order_of_records(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_input(&g, ANN, "1", "mousedown"));
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    assert_ok(ia_input(&g, ANN, "2", "mouseup"));
    assert_ok(ia_leave(&g, ANN));
    assert_ok(ia_input(&g, ANN, "3", "mousedown"));
    ia_expect(&g, CHORUS_EVENT_INPUT, "1");
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, ANN);
    ia_expect(&g, CHORUS_EVENT_INPUT, "2");
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_LEAVE, ANN);
    ia_expect(&g, CHORUS_EVENT_INPUT, "3");
    ia_game_deinit(&g);
}

/* ---- the others ---- */

static void test_a_method_is_told_by_name(void **state)
{
    struct {
        cho_ia_method head;
        char          text[32];
    } record = { { 18, 7, 2 }, "issueMemoryWarning\0{\"a\":1}\0" "12" };
    ia_game g;
    begin(&g, state);
    assert_ok(ia_tell(&g, CHO_IA_METHOD, &record, sizeof record));
    ia_expect(&g, CHORUS_EVENT_METHOD, NULL);
    assert_str("issueMemoryWarning", g.event.as.method.method);
    assert_str("{\"a\":1}", g.event.as.method.params);
    assert_str("12", g.event.as.method.id);
    ia_game_deinit(&g);
}

static void test_a_record_of_another_age_is_passed_over(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_tell(&g, UINT16_MAX, NULL, 0));
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_server_time_is_our_clock_and_an_offset(void **state)
{
    ia_game g;
    int64_t now_ms = -1;
    begin(&g, state);
    assert_result(CHORUS_E_AGAIN, chorus_interactive_server_time(g.rt, g.session, &now_ms));
    assert_int_equal(now_ms, -1);
    int64_t before_ns = (int64_t)cho_clock_mono_ns();
    assert_ok(ia_clock(&g, 1700000000000000000 - before_ns));
    assert_ok(chorus_interactive_server_time(g.rt, g.session, &now_ms));
    int64_t passed_ms = ((int64_t)cho_clock_mono_ns() - before_ns) / 1000000;
    assert_true(now_ms >= 1700000000000 && now_ms <= 1700000000000 + passed_ms + 1);
    assert_result(CHORUS_E_INVALID, chorus_interactive_server_time(g.rt, g.session, NULL));
    ia_game_deinit(&g);
}

static void test_a_full_mirror_does_not_hold_up_what_follows(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_input(&g, ANN, "c", "e"));
    ia_next_frame(&g);
    failing_allocator *f           = *state;
    uint32_t           count       = g.s->mirror.people.slots.count;
    g.s->mirror.people.slots.count = CHO_SLOTS_MAX; /* as if they had come */
    failing_allocator_fail_at(f, 1, false);
    assert_ok(ia_join(&g, ANN, "ann", "default"));
    g.s->mirror.people.slots.count = count;
    assert_true(failing_allocator_has_failed(f));
    ia_expect_nothing(&g);
    ia_next_frame(&g);
    assert_non_null(strstr(g.last_line, "the mirror is full"));
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_an_input_is_told_as_it_came),
        HEAP_TEST(test_an_input_of_a_stranger_is_told_too),
        HEAP_TEST(test_an_input_is_not_given_to_who_has_left),
        HEAP_TEST(test_an_input_says_when_it_was_once_the_clock_is_known),
        HEAP_TEST(test_an_input_allocates_nothing),
        HEAP_TEST(test_events_come_in_the_order_of_records),
        HEAP_TEST(test_a_method_is_told_by_name),
        HEAP_TEST(test_a_record_of_another_age_is_passed_over),
        HEAP_TEST(test_server_time_is_our_clock_and_an_offset),
        HEAP_TEST(test_a_full_mirror_does_not_hold_up_what_follows),
    };
    return cmocka_run_group_tests_name("interactive/apply", tests, NULL, NULL);
}
