#include "support/failing_allocator.h"
#include "support/support.h"

#include "net/ws_assembly.h"

#include <stdlib.h>
#include <string.h>

static cho_ws_piece feed(cho_ws_assembly *a, const char *text, uint64_t remaining, bool is_last,
                         cho_span *message)
{
    uint64_t known;
    return cho_ws_assembly_feed(a, cho_span_of(text), remaining, is_last, message, &known);
}

static void test_one_piece_is_handed_over_without_a_copy(void **state)
{
    failing_allocator *f    = *state;
    const char        *text = "hello";
    cho_ws_assembly    a;
    cho_span           message;
    cho_ws_assembly_init(&a, &f->hooks, 100);
    assert_int_equal(feed(&a, text, 0, true, &message), CHO_WS_PIECE_MESSAGE);
    assert_ptr_equal(message.ptr, text);
    assert_int_equal(feed(&a, "", 0, true, &message), CHO_WS_PIECE_MESSAGE);
    assert_int_equal(message.len, 0);
    assert_int_equal(f->call_count, 0);
    cho_ws_assembly_deinit(&a);
}

static void test_any_cuts_give_the_same_message(void **state)
{
    static const char  whole[] = "0123456789";
    failing_allocator *f       = *state;
    cho_ws_assembly    a;
    cho_ws_assembly_init(&a, &f->hooks, 10);
    for (size_t one = 0; one <= 10; one++) {
        for (size_t two = one; two <= 10; two++) {
            cho_span message = { NULL, 0 };
            uint64_t known;
            cho_span p1 = { whole, one }, p2 = { whole + one, two - one },
                     p3 = { whole + two, 10 - two };
            assert_int_equal(cho_ws_assembly_feed(&a, p1, 10 - one, false, &message, &known),
                             CHO_WS_PIECE_MORE);
            assert_int_equal(cho_ws_assembly_feed(&a, p2, 0, false, &message, &known),
                             CHO_WS_PIECE_MORE);
            assert_int_equal(cho_ws_assembly_feed(&a, p3, 0, true, &message, &known),
                             CHO_WS_PIECE_MESSAGE);
            assert_true(cho_span_is(message, whole));
        }
    }
    cho_ws_assembly_deinit(&a);
}

static void test_the_limit_itself_is_allowed_and_one_more_is_not(void **state)
{
    failing_allocator *f = *state;
    cho_ws_assembly    a;
    cho_span           message;
    cho_ws_assembly_init(&a, &f->hooks, 4);
    assert_int_equal(feed(&a, "abcd", 0, true, &message), CHO_WS_PIECE_MESSAGE);
    assert_int_equal(feed(&a, "abcde", 0, true, &message), CHO_WS_PIECE_TOO_BIG);
    assert_int_equal(feed(&a, "ab", 0, false, &message), CHO_WS_PIECE_MORE);
    assert_int_equal(feed(&a, "cd", 0, true, &message), CHO_WS_PIECE_MESSAGE);
    assert_true(cho_span_is(message, "abcd"));
    cho_ws_assembly_deinit(&a);
}

static void test_too_big_is_told_once_and_the_next_message_is_whole(void **state)
{
    failing_allocator *f = *state;
    cho_ws_assembly    a;
    cho_span           message;
    uint64_t           known;
    cho_ws_assembly_init(&a, &f->hooks, 4);
    assert_int_equal(feed(&a, "abc", 0, false, &message), CHO_WS_PIECE_MORE);
    assert_int_equal(cho_ws_assembly_feed(&a, cho_span_of("de"), 7, false, &message, &known),
                     CHO_WS_PIECE_TOO_BIG);
    assert_int_equal(known, 12);
    assert_int_equal(feed(&a, "fg", 0, false, &message), CHO_WS_PIECE_MORE);
    assert_int_equal(feed(&a, "", 0, true, &message), CHO_WS_PIECE_MORE);
    assert_int_equal(feed(&a, "next", 0, true, &message), CHO_WS_PIECE_MESSAGE);
    assert_true(cho_span_is(message, "next"));
    cho_ws_assembly_deinit(&a);
}

static void test_what_is_announced_is_not_allocated(void **state)
{
    failing_allocator *f = *state;
    cho_ws_assembly    a;
    cho_span           message;
    cho_ws_assembly_init(&a, &f->hooks, 2000000);
    assert_int_equal(feed(&a, "a", 1999999, false, &message), CHO_WS_PIECE_MORE);
    assert_true(a.buf.cap < 4096);
    cho_ws_assembly_deinit(&a);
}

static void test_absurd_lengths_are_given_up(void **state)
{
    static const uint64_t lengths[] = { CHO_WS_ABSURD, UINT64_C(1) << 62, UINT64_MAX };
    failing_allocator    *f         = *state;
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        cho_ws_assembly a;
        cho_span        message;
        cho_ws_assembly_init(&a, &f->hooks, 100);
        assert_int_equal(feed(&a, "a", lengths[i], false, &message), CHO_WS_PIECE_ABSURD);
        cho_ws_assembly_deinit(&a);
    }
}

/* Not even in small pieces does a message go on for ever. */
static void test_endless_skipping_ends(void **state)
{
    failing_allocator *f    = *state;
    size_t             size = 1 << 20;
    char              *part = calloc(1, size);
    cho_ws_assembly    a;
    cho_span           message;
    uint64_t           known;
    cho_ws_piece       piece = CHO_WS_PIECE_MORE;
    assert_non_null(part);
    cho_ws_assembly_init(&a, &f->hooks, 100);
    int fed = 0;
    while (piece != CHO_WS_PIECE_ABSURD && fed++ < 100)
        piece = cho_ws_assembly_feed(&a, (cho_span){ part, size }, 0, false, &message, &known);
    assert_int_equal(fed, 65);
    cho_ws_assembly_deinit(&a);
    free(part);
}

static void test_no_memory_is_told(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
    {
        cho_ws_assembly a;
        cho_span        message;
        cho_ws_assembly_init(&a, &f->hooks, 100);
        cho_ws_piece first = feed(&a, "one ", 0, false, &message);
        cho_ws_piece last  = feed(&a, "two", 0, true, &message);
        if (failing_allocator_has_failed(f))
            assert_true(first == CHO_WS_PIECE_NO_MEMORY || last == CHO_WS_PIECE_NO_MEMORY);
        else
            assert_true(last == CHO_WS_PIECE_MESSAGE && cho_span_is(message, "one two"));
        cho_ws_assembly_deinit(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_one_piece_is_handed_over_without_a_copy),
        HEAP_TEST(test_any_cuts_give_the_same_message),
        HEAP_TEST(test_the_limit_itself_is_allowed_and_one_more_is_not),
        HEAP_TEST(test_too_big_is_told_once_and_the_next_message_is_whole),
        HEAP_TEST(test_what_is_announced_is_not_allocated),
        HEAP_TEST(test_absurd_lengths_are_given_up),
        HEAP_TEST(test_endless_skipping_ends),
        HEAP_TEST(test_no_memory_is_told),
    };
    return cmocka_run_group_tests_name("net/ws_assembly", tests, NULL, NULL);
}
