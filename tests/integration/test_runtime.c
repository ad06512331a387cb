#include "support/deadline.h"
#include "support/echo_module.h"
#include "support/failing_allocator.h"
#include "support/support.h"

typedef struct log_book {
    chorus_runtime *rt; /* pumped from inside the hook */
    int             lines, pump_result;
    char            last[256];
} log_book;

static void note_line(void *user, chorus_log_level level, const char *line)
{
    log_book *book = user;
    (void)level;
    book->lines++;
    strncpy(book->last, line, sizeof book->last - 1);
    if (book->rt != NULL)
        book->pump_result = chorus_pump(book->rt);
}

static chorus_runtime *make(void)
{
    chorus_runtime *rt = NULL;
    assert_ok(chorus_runtime_create(NULL, &rt));
    return rt;
}

static chorus_runtime *make_small(uint32_t inbox_bytes, uint32_t backlog_bytes)
{
    chorus_runtime_options options;
    chorus_runtime        *rt = NULL;
    CHORUS_INIT(&options);
    options.inbox_bytes   = inbox_bytes;
    options.backlog_bytes = backlog_bytes;
    assert_ok(chorus_runtime_create(&options, &rt));
    return rt;
}

static chorus_runtime *make_with_log(log_book *book)
{
    chorus_runtime_options options;
    chorus_runtime        *rt = NULL;
    CHORUS_INIT(&options);
    options.log      = note_line;
    options.log_user = book;
    assert_ok(chorus_runtime_create(&options, &rt));
    return rt;
}

static chorus_session open_echo(chorus_runtime *rt)
{
    chorus_session session;
    chorus_event   event;
    assert_ok(echo_open(rt, &session));
    echo_wait(rt, CHORUS_EVENT_SESSION_READY, &event);
    assert_int_equal(event.session.id, session.id);
    return session;
}

/* Waits until the network thread has made everything of a request: its end is marked by a reply that
 * can never be given up. */
static void let_it_finish(chorus_runtime *rt, chorus_session session)
{
    echo_request mark = { .text = "mark", .count = 1, .worth = CHO_WORTH_KEEP };
    chorus_event event;
    assert_ok(echo_send(rt, session, &mark));
    do {
        echo_wait(rt, CHORUS_EVENT_METHOD, &event);
    } while (!chorus_str_is(event.as.method.method, "mark"));
}

/* Lets the network thread work through a request while the game does not pump. */
static void send_without_pumping(chorus_runtime *rt, chorus_session session, const echo_request *request)
{
    chorus_stats stats;
    CHORUS_INIT(&stats);
    assert_ok(echo_send(rt, session, request));
    assert_ok(chorus_flush(rt));
    uint64_t until_ns = deadline_ns();
    uint64_t seen     = 0;
    do {
        deadline_yield(until_ns);
        assert_ok(chorus_runtime_get_stats(rt, &stats));
        seen = stats.backlog_high_bytes + stats.given_up_inputs + stats.coalesced_inputs;
    } while (seen == 0);
}

static void test_create_refuses_bad_options(void **state)
{
    (void)state;
    chorus_runtime        *rt = NULL;
    chorus_runtime_options options;
    memset(&options, 0, sizeof options);
    assert_result(CHORUS_E_INVALID, chorus_runtime_create(NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_runtime_create(&options, &rt));
    CHORUS_INIT(&options);
    options.inbox_bytes = UINT32_MAX;
    assert_result(CHORUS_E_INVALID, chorus_runtime_create(&options, &rt));
    CHORUS_INIT(&options);
    options.ca_file = "/nowhere/ca.pem";
    assert_result(CHORUS_E_INVALID, chorus_runtime_create(&options, &rt));
    struct {
        chorus_runtime_options known;
        uint64_t               newer;
    } future;
    memset(&future, 0, sizeof future);
    future.known.struct_size = sizeof future;
    future.newer             = 1;
    assert_result(CHORUS_E_VERSION, chorus_runtime_create(&future.known, &rt));
    assert_null(rt);
}

static void test_calls_without_runtime_are_refused(void **state)
{
    (void)state;
    chorus_event   event;
    chorus_stats   stats;
    chorus_session nobody = { 77 };
    CHORUS_INIT(&stats);
    chorus_runtime_destroy(NULL);
    chorus_discard_events(NULL);
    assert_int_equal(chorus_pump(NULL), CHORUS_E_INVALID);
    assert_int_equal(chorus_pump_bounded(NULL, 1, 1, NULL), CHORUS_E_INVALID);
    assert_false(chorus_next_event(NULL, &event));
    assert_result(CHORUS_E_INVALID, chorus_flush(NULL));
    assert_result(CHORUS_E_INVALID, chorus_session_close(NULL, nobody));
    assert_result(CHORUS_E_INVALID, chorus_runtime_get_stats(NULL, &stats));
    assert_int_equal(chorus_session_get_state(NULL, nobody), CHORUS_STATE_NONE);
}

static void test_stale_handles_are_recognised(void **state)
{
    (void)state;
    chorus_runtime *rt      = make();
    chorus_session  session = open_echo(rt);
    chorus_event    event;
    assert_ok(chorus_session_close(rt, session));
    echo_wait(rt, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(chorus_session_get_state(rt, session), CHORUS_STATE_CLOSED);
    chorus_pump(rt);
    assert_int_equal(chorus_session_get_state(rt, session), CHORUS_STATE_NONE);
    assert_result(CHORUS_E_NOT_FOUND, chorus_session_close(rt, session));
    assert_result(CHORUS_E_NOT_FOUND, chorus_session_close(rt, (chorus_session){ 0 }));
    assert_result(CHORUS_E_NOT_FOUND, chorus_session_close(rt, (chorus_session){ UINT32_MAX }));
    assert_false(chorus_next_event(rt, NULL));
    chorus_runtime_destroy(rt);
}

static void test_closing_twice_gives_one_last_event(void **state)
{
    (void)state;
    chorus_runtime *rt      = make();
    chorus_session  session = open_echo(rt);
    chorus_session  other   = open_echo(rt);
    chorus_event    event;
    assert_ok(chorus_session_close(rt, session));
    assert_ok(chorus_session_close(rt, session));
    echo_wait(rt, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.cause, CHORUS_OK);
    let_it_finish(rt, other);
    while (chorus_next_event(rt, &event))
        assert_int_not_equal(event.type, CHORUS_EVENT_SESSION_CLOSED);
    chorus_runtime_destroy(rt);
}

static void test_lost_peer_is_told_with_cause(void **state)
{
    (void)state;
    chorus_runtime *rt      = make();
    chorus_session  session = open_echo(rt);
    chorus_event    event;
    assert_ok(echo_lose(rt, session));
    echo_wait(rt, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.cause, CHORUS_E_NETWORK);
    assert_int_equal(event.as.closed.close_code, 1006);
    assert_true(chorus_str_is(event.as.closed.text, "the peer went away"));
    chorus_runtime_destroy(rt);
}

static void test_views_live_until_the_next_pump(void **state)
{
    (void)state;
    chorus_runtime *rt      = make();
    chorus_session  session = open_echo(rt);
    chorus_event    first, second;
    echo_request    two = { .text = "hello", .count = 2, .worth = CHO_WORTH_KEEP };
    assert_ok(echo_send(rt, session, &two));
    echo_wait(rt, CHORUS_EVENT_METHOD, &first);
    while (!chorus_next_event(rt, &second))
        chorus_pump(rt);
    assert_true(chorus_str_is(second.as.method.method, "hello"));
    assert_int_equal(second.as.method.method.ptr[second.as.method.method.len], '\0');
    assert_true(second.time_ns >= first.time_ns);
    chorus_runtime_destroy(rt);
}

static void test_unread_events_survive_pumps(void **state)
{
    (void)state;
    chorus_runtime *rt      = make();
    chorus_session  session = open_echo(rt);
    chorus_event    event;
    echo_request    some = { .text = "keep me", .count = 3, .worth = CHO_WORTH_KEEP };
    assert_ok(echo_send(rt, session, &some));
    for (uint64_t until_ns = deadline_ns(); chorus_pump(rt) < 3; deadline_yield(until_ns))
        continue;
    assert_int_equal(chorus_pump(rt), 3);
    for (int i = 0; i < 3; i++) {
        assert_true(chorus_next_event(rt, &event));
        assert_true(chorus_str_is(event.as.method.method, "keep me"));
        assert_int_equal(chorus_pump(rt), 2 - i);
    }
    chorus_runtime_destroy(rt);
}

static void test_bounded_pump_takes_exactly_n_and_tells_the_rest(void **state)
{
    (void)state;
    chorus_runtime *rt      = make();
    chorus_session  session = open_echo(rt);
    chorus_event    event;
    uint32_t        left  = 0;
    echo_request    eight = { .text = "e", .count = 8, .worth = CHO_WORTH_KEEP };
    assert_ok(echo_send(rt, session, &eight));
    for (uint64_t until_ns = deadline_ns(); chorus_pump_bounded(rt, 3, 0, &left) < 3; deadline_yield(until_ns))
        continue;
    assert_int_equal(left, 5);
    for (int i = 0; i < 3; i++)
        assert_true(chorus_next_event(rt, &event));
    assert_false(chorus_next_event(rt, &event));
    assert_int_equal(chorus_pump_bounded(rt, 4, 0, &left), 4);
    assert_int_equal(left, 1);
    assert_int_equal(chorus_pump_bounded(rt, 0, 1, &left), 5);
    assert_int_equal(left, 0);
    chorus_runtime_destroy(rt);
}

static void test_discarded_events_are_gone(void **state)
{
    (void)state;
    chorus_runtime *rt      = make();
    chorus_session  session = open_echo(rt);
    chorus_event    event;
    echo_request    some = { .text = "x", .count = 3, .worth = CHO_WORTH_KEEP };
    assert_ok(echo_send(rt, session, &some));
    for (uint64_t until_ns = deadline_ns(); chorus_pump(rt) < 3; deadline_yield(until_ns))
        continue;
    chorus_discard_events(rt);
    assert_false(chorus_next_event(rt, &event));
    assert_int_equal(chorus_pump(rt), 0);
    chorus_runtime_destroy(rt);
}

static void test_moves_coalesce_while_the_game_sleeps(void **state)
{
    (void)state;
    chorus_runtime *rt      = make_small(4096, 0);
    chorus_session  session = open_echo(rt);
    echo_request    moves   = { .text = "m", .count = 500, .len = 100, .worth = CHO_WORTH_MOVE };
    send_without_pumping(rt, session, &moves);
    let_it_finish(rt, session);
    chorus_stats stats;
    CHORUS_INIT(&stats);
    assert_ok(chorus_runtime_get_stats(rt, &stats));
    assert_true(stats.coalesced_inputs > 400);
    assert_int_equal(stats.given_up_inputs, 0);
    chorus_runtime_destroy(rt);
}

static void test_given_up_inputs_are_counted_and_told(void **state)
{
    (void)state;
    chorus_runtime *rt      = make_small(4096, 8192);
    chorus_session  session = open_echo(rt);
    chorus_event    event;
    uint32_t        came    = 0;
    uint64_t        lost    = 0;
    echo_request    presses = { .text = "p", .count = 500, .len = 100, .worth = CHO_WORTH_INPUT };
    echo_request    mark    = { .text = "mark", .count = 1, .worth = CHO_WORTH_KEEP };
    send_without_pumping(rt, session, &presses);
    assert_ok(echo_send(rt, session, &mark));
    for (bool done = false; !done;) {
        chorus_pump(rt);
        while (chorus_next_event(rt, &event)) {
            lost += event.type == CHORUS_EVENT_INPUTS_LOST ? event.as.lost.count : 0;
            done = event.type == CHORUS_EVENT_METHOD && chorus_str_is(event.as.method.method, "mark");
            came += event.type == CHORUS_EVENT_METHOD && !done;
        }
    }
    assert_true(lost > 0);
    assert_int_equal(came + lost, 500);
    chorus_runtime_destroy(rt);
}

static void test_lost_state_leads_to_a_resync(void **state)
{
    (void)state;
    chorus_runtime *rt      = make_small(4096, 8192);
    chorus_session  session = open_echo(rt);
    int             before  = echo_resync_count();
    echo_request    states  = { .text = "s", .count = 500, .len = 100, .worth = CHO_WORTH_STATE };
    send_without_pumping(rt, session, &states);
    let_it_finish(rt, session);
    for (uint64_t until_ns = deadline_ns(); echo_resync_count() == before; deadline_yield(until_ns))
        chorus_pump(rt);
    chorus_runtime_destroy(rt);
}

static void test_long_text_passes_a_small_ring(void **state)
{
    (void)state;
    chorus_runtime *rt      = make_small(4096, 0);
    chorus_session  session = open_echo(rt);
    chorus_event    event;
    echo_request    large = { .text = "large", .count = 3, .len = 100000, .worth = CHO_WORTH_KEEP };
    assert_ok(echo_send(rt, session, &large));
    for (int i = 0; i < 3; i++) {
        echo_wait(rt, CHORUS_EVENT_METHOD, &event);
        assert_true(chorus_str_is(event.as.method.method, "large"));
    }
    chorus_runtime_destroy(rt);
}

static void test_full_outbox_says_again_and_recovers(void **state)
{
    (void)state;
    chorus_runtime_options options;
    chorus_runtime        *rt = NULL;
    chorus_result          r  = CHORUS_OK;
    CHORUS_INIT(&options);
    options.outbox_calls = 1;
    assert_ok(chorus_runtime_create(&options, &rt));
    chorus_session session = open_echo(rt);
    echo_request   one     = { .text = "1", .count = 1, .worth = CHO_WORTH_KEEP };
    for (int i = 0; i < 100000 && r == CHORUS_OK; i++)
        r = echo_send(rt, session, &one);
    assert_result(CHORUS_E_AGAIN, r);
    assert_ok(chorus_session_close(rt, session));
    chorus_event event;
    echo_wait(rt, CHORUS_EVENT_SESSION_CLOSED, &event);
    chorus_runtime_destroy(rt);
}

static void test_log_hook_is_called_in_the_pump_and_cannot_pump(void **state)
{
    (void)state;
    log_book        book = { 0 };
    chorus_runtime *rt   = make_with_log(&book);
    cho_runtime_log(rt, CHORUS_LOG_WARNING, "%s", "first line");
    assert_int_equal(book.lines, 0);
    book.rt = rt;
    assert_int_equal(chorus_pump(rt), 0);
    assert_int_equal(book.lines, 1);
    assert_int_equal(book.pump_result, CHORUS_E_STATE);
    assert_string_equal(book.last, "first line");
    assert_int_equal(chorus_pump(rt), 0);
    assert_int_equal(book.lines, 1);
    chorus_runtime_destroy(rt);
}

static void test_waiting_lines_are_told_before_the_runtime_ends(void **state)
{
    (void)state;
    log_book        book = { 0 };
    chorus_runtime *rt   = make_with_log(&book);
    cho_runtime_log(rt, CHORUS_LOG_ERROR, "%s", "why it cannot be opened");
    book.rt = rt;
    chorus_runtime_destroy(rt);
    assert_int_equal(book.lines, 1);
    assert_string_equal(book.last, "why it cannot be opened");
    assert_int_equal(book.pump_result, CHORUS_E_STATE);
}

static void test_inputs_that_never_fit_are_counted_too(void **state)
{
    (void)state;
    chorus_runtime *rt      = make_small(4096, 1);
    chorus_session  session = open_echo(rt);
    echo_request    presses = { .text = "p", .count = 500, .len = 100, .worth = CHO_WORTH_INPUT };
    send_without_pumping(rt, session, &presses);
    let_it_finish(rt, session);
    chorus_stats stats;
    CHORUS_INIT(&stats);
    assert_ok(chorus_runtime_get_stats(rt, &stats));
    assert_in_range(stats.given_up_inputs, 400, 500);
    chorus_runtime_destroy(rt);
}

static void test_runtimes_do_not_notice_each_other(void **state)
{
    (void)state;
    chorus_runtime *a = make(), *b = make();
    chorus_session  in_a = open_echo(a);
    chorus_session  in_b = open_echo(b);
    chorus_event    event;
    echo_request    to_a = { .text = "a", .count = 1, .worth = CHO_WORTH_KEEP };
    echo_request    to_b = { .text = "b", .count = 1, .worth = CHO_WORTH_KEEP };
    assert_ok(echo_send(a, in_a, &to_a));
    assert_ok(echo_send(b, in_b, &to_b));
    echo_wait(b, CHORUS_EVENT_METHOD, &event);
    assert_true(chorus_str_is(event.as.method.method, "b"));
    chorus_runtime_destroy(b);
    echo_wait(a, CHORUS_EVENT_METHOD, &event);
    assert_true(chorus_str_is(event.as.method.method, "a"));
    chorus_runtime_destroy(a);
}

static void test_every_allocation_may_fail_in_create_open_and_pump(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        chorus_runtime_options options;
        chorus_runtime        *rt      = NULL;
        chorus_session         session = { 0 };
        CHORUS_INIT(&options);
        options.allocator = f->hooks;
        chorus_result r   = chorus_runtime_create(&options, &rt);
        assert_true(r == CHORUS_OK || failing_allocator_has_failed(f));
        if (r == CHORUS_OK && echo_open(rt, &session) == CHORUS_OK) {
            chorus_event event;
            echo_request one = { .text = "1", .count = 1, .len = 5000, .worth = CHO_WORTH_KEEP };
            chorus_pump(rt);
            echo_send(rt, session, &one);
            chorus_session_close(rt, session);
            for (int i = 0; i < 50; i++) {
                chorus_pump(rt);
                while (chorus_next_event(rt, &event))
                    continue;
            }
        }
        chorus_runtime_destroy(rt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create_refuses_bad_options),
        cmocka_unit_test(test_calls_without_runtime_are_refused),
        cmocka_unit_test(test_stale_handles_are_recognised),
        cmocka_unit_test(test_closing_twice_gives_one_last_event),
        cmocka_unit_test(test_lost_peer_is_told_with_cause),
        cmocka_unit_test(test_views_live_until_the_next_pump),
        cmocka_unit_test(test_unread_events_survive_pumps),
        cmocka_unit_test(test_bounded_pump_takes_exactly_n_and_tells_the_rest),
        cmocka_unit_test(test_discarded_events_are_gone),
        cmocka_unit_test(test_moves_coalesce_while_the_game_sleeps),
        cmocka_unit_test(test_given_up_inputs_are_counted_and_told),
        cmocka_unit_test(test_lost_state_leads_to_a_resync),
        cmocka_unit_test(test_long_text_passes_a_small_ring),
        cmocka_unit_test(test_full_outbox_says_again_and_recovers),
        cmocka_unit_test(test_log_hook_is_called_in_the_pump_and_cannot_pump),
        cmocka_unit_test(test_waiting_lines_are_told_before_the_runtime_ends),
        cmocka_unit_test(test_inputs_that_never_fit_are_counted_too),
        cmocka_unit_test(test_runtimes_do_not_notice_each_other),
        HEAP_TEST(test_every_allocation_may_fail_in_create_open_and_pump),
    };
    return cmocka_run_group_tests_name("core/runtime", tests, NULL, NULL);
}
