#include "support/failing_allocator.h"
#include "support/support.h"

#include "core/log.h"

#include <stdio.h>

typedef struct book {
    int              lines;
    chorus_log_level level;
    char             text[256]; /* all lines, each with a semicolon */
} book;

static void note(void *user, chorus_log_level level, const char *line)
{
    book  *b   = user;
    size_t len = strlen(b->text);
    b->lines++;
    b->level = level;
    snprintf(b->text + len, sizeof b->text - len, "%s;", line);
}

static void test_lines_wait_for_delivery_and_keep_their_order(void **state)
{
    failing_allocator *f = *state;
    book               b = { 0 };
    cho_log            log;
    cho_log_init(&log, &f->hooks, note, &b, CHORUS_LOG_DEBUG);
    assert_true(cho_log_keep(&log, CHORUS_LOG_INFO, "one"));
    assert_true(cho_log_keep(&log, CHORUS_LOG_ERROR, ""));
    assert_true(cho_log_keep(&log, CHORUS_LOG_WARNING, "three"));
    assert_int_equal(b.lines, 0);
    cho_log_deliver(&log);
    assert_string_equal(b.text, "one;;three;");
    assert_int_equal(b.level, CHORUS_LOG_WARNING);
    cho_log_deliver(&log);
    assert_int_equal(b.lines, 3);
    cho_log_deinit(&log);
}

static void test_lines_below_the_level_are_not_told(void **state)
{
    failing_allocator *f = *state;
    book               b = { 0 };
    cho_log            log;
    cho_log_init(&log, &f->hooks, note, &b, CHORUS_LOG_WARNING);
    assert_false(cho_log_keep(&log, CHORUS_LOG_INFO, "quiet"));
    cho_log_now(&log, CHORUS_LOG_DEBUG, "quiet");
    cho_log_now(&log, CHORUS_LOG_WARNING, "loud");
    cho_log_deliver(&log);
    assert_string_equal(b.text, "loud;");
    cho_log_deinit(&log);
}

static void test_nothing_is_kept_without_a_hook(void **state)
{
    failing_allocator *f = *state;
    cho_log            log;
    cho_log_init(&log, &f->hooks, NULL, NULL, CHORUS_LOG_DEBUG);
    assert_false(cho_log_keep(&log, CHORUS_LOG_ERROR, "nobody listens"));
    cho_log_now(&log, CHORUS_LOG_ERROR, "nobody listens");
    cho_log_deliver(&log);
    assert_int_equal(f->call_count, 0);
    cho_log_deinit(&log);
}

static void test_waiting_lines_are_bounded(void **state)
{
    failing_allocator *f = *state;
    book               b = { 0 };
    cho_log            log;
    char               line[1000];
    int                kept = 0;
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    cho_log_init(&log, &f->hooks, note, &b, CHORUS_LOG_DEBUG);
    while (kept < 10000 && cho_log_keep(&log, CHORUS_LOG_INFO, line))
        kept++;
    assert_in_range(kept, 1, 100);
    cho_log_deliver(&log);
    assert_int_equal(b.lines, kept);
    assert_true(cho_log_keep(&log, CHORUS_LOG_INFO, line));
    cho_log_deinit(&log);
}

static void test_missing_memory_costs_only_the_new_line(void **state)
{
    failing_allocator *f = *state;
    book               b = { 0 };
    cho_log            log;
    char               line[4000];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    cho_log_init(&log, &f->hooks, note, &b, CHORUS_LOG_DEBUG);
    assert_true(cho_log_keep(&log, CHORUS_LOG_INFO, "first"));
    failing_allocator_fail_at(f, 1, true);
    assert_false(cho_log_keep(&log, CHORUS_LOG_INFO, line));
    failing_allocator_succeed(f);
    assert_true(cho_log_keep(&log, CHORUS_LOG_INFO, "second"));
    cho_log_deliver(&log);
    assert_string_equal(b.text, "first;second;");
    cho_log_deinit(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_lines_wait_for_delivery_and_keep_their_order),
        HEAP_TEST(test_lines_below_the_level_are_not_told),
        HEAP_TEST(test_nothing_is_kept_without_a_hook),
        HEAP_TEST(test_waiting_lines_are_bounded),
        HEAP_TEST(test_missing_memory_costs_only_the_new_line),
    };
    return cmocka_run_group_tests_name("core/log", tests, NULL, NULL);
}
