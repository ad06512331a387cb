#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/service/host_wrapping.h"

typedef struct line {
    cho_host_wrapping near;
    cho_stream        far; /* the other end */
    cho_buf           frame, text;
} line;

static void open_line(line *l, failing_allocator *f, uint32_t *quota)
{
    cho_host_wrapping_init(&l->near, &f->hooks, quota);
    cho_stream_init(&l->far, &f->hooks);
    cho_buf_init(&l->frame, &f->hooks);
    cho_buf_init(&l->text, &f->hooks);
}

static void close_line(line *l)
{
    cho_host_wrapping_deinit(&l->near);
    cho_stream_deinit(&l->far);
    cho_buf_deinit(&l->frame);
    cho_buf_deinit(&l->text);
}

static cho_message *wrap(line *l, failing_allocator *f, const char *text)
{
    cho_message *message = cho_message_create(&f->hooks, text, strlen(text), true);
    assert_non_null(message);
    cho_message *wrapped = cho_host_wrap(&l->near, message, &l->frame);
    cho_message_release(message);
    return wrapped;
}

static void expect_text(line *l, failing_allocator *f, const char *text)
{
    cho_message *wrapped = wrap(l, f, text);
    assert_true(cho_message_is_text(wrapped));
    assert_memory_equal(text, cho_message_payload(wrapped), strlen(text));
    cho_message_release(wrapped);
}

static void expect_packed(line *l, failing_allocator *f, const char *text)
{
    cho_message *wrapped = wrap(l, f, text);
    assert_false(cho_message_is_text(wrapped));
    cho_span frame = { cho_message_payload(wrapped), cho_message_len(wrapped) };
    assert_ok(cho_stream_read(&l->far, frame, 1000, &l->text));
    assert_string_equal(text, l->text.data);
    cho_message_release(wrapped);
}

static chorus_result unwrap(line *l, const char *text)
{
    assert_true(cho_stream_write(&l->far, cho_span_of(text), &l->frame));
    return cho_host_unwrap(&l->near, (cho_span){ l->frame.data, l->frame.len }, 100, &l->text);
}

static void test_s41_the_message_after_the_choice_is_text(void **state)
{
    failing_allocator *f = *state;
    line               l;
    open_line(&l, f, NULL);
    expect_text(&l, f, "{\"id\":1}");
    assert_true(cho_host_wrapping_choose(&l.near, CHO_SCHEME_GZIP));
    assert_true(cho_stream_choose(&l.far, CHO_SCHEME_GZIP));
    expect_text(&l, f, "{\"scheme\":\"gzip\"}");
    expect_packed(&l, f, "{\"id\":2}");
    expect_packed(&l, f, "{\"id\":3}");
    assert_ok(unwrap(&l, "{\"id\":4}"));
    assert_string_equal("{\"id\":4}", l.text.data);
    close_line(&l);
}

/* A message that goes to many is not touched. */
static void test_text_is_shared_not_copied(void **state)
{
    failing_allocator *f = *state;
    line               l;
    open_line(&l, f, NULL);
    cho_message *message = cho_message_create(&f->hooks, "{}", 2, true);
    cho_message *wrapped = cho_host_wrap(&l.near, message, &l.frame);
    assert_ptr_equal(message, wrapped);
    assert_true(cho_message_is_shared(message));
    cho_message_release(message);
    cho_message_release(wrapped);
    close_line(&l);
}

static void test_streams_are_limited_and_given_back(void **state)
{
    failing_allocator *f     = *state;
    uint32_t           quota = 2;
    line               l[3];
    for (int i = 0; i < 3; i++)
        open_line(&l[i], f, &quota);
    assert_true(cho_host_wrapping_choose(&l[0].near, CHO_SCHEME_GZIP));
    assert_true(cho_host_wrapping_choose(&l[1].near, CHO_SCHEME_GZIP));
    assert_true(cho_host_wrapping_choose(&l[1].near, CHO_SCHEME_GZIP));
    assert_false(cho_host_wrapping_choose(&l[2].near, CHO_SCHEME_GZIP));
    assert_true(cho_host_wrapping_choose(&l[2].near, CHO_SCHEME_TEXT));
    assert_int_equal(0, quota);
    assert_true(cho_host_wrapping_choose(&l[0].near, CHO_SCHEME_TEXT));
    assert_true(cho_host_wrapping_choose(&l[2].near, CHO_SCHEME_GZIP));
    for (int i = 0; i < 3; i++)
        close_line(&l[i]);
    assert_int_equal(2, quota);
}

static void test_s44_a_frame_that_cannot_be_read_ends_both_directions(void **state)
{
    failing_allocator *f     = *state;
    uint32_t           quota = 1;
    line               l;
    open_line(&l, f, &quota);
    assert_result(CHORUS_E_STATE, cho_host_unwrap(&l.near, (cho_span){ "\x07x", 2 }, 100, &l.text));
    assert_true(cho_host_wrapping_choose(&l.near, CHO_SCHEME_GZIP));
    expect_text(&l, f, "{}");
    assert_result(CHORUS_E_PROTOCOL, cho_host_unwrap(&l.near, (cho_span){ "\x07x", 2 }, 100, &l.text));
    assert_int_equal(1, quota);
    expect_text(&l, f, "{}");
    assert_result(CHORUS_E_STATE, cho_host_unwrap(&l.near, (cho_span){ "\x07x", 2 }, 100, &l.text));
    close_line(&l);
}

static void test_s44_a_compressed_text_must_be_utf8(void **state)
{
    failing_allocator *f = *state;
    line               l;
    open_line(&l, f, NULL);
    assert_true(cho_host_wrapping_choose(&l.near, CHO_SCHEME_GZIP));
    assert_true(cho_stream_choose(&l.far, CHO_SCHEME_GZIP));
    expect_text(&l, f, "{}");
    assert_result(CHORUS_E_PROTOCOL, unwrap(&l, "{\"id\":4,\"method\":\"\xff\"}"));
    expect_text(&l, f, "{}");
    close_line(&l);
}

static void test_missing_memory_is_told(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        line l;
        open_line(&l, f, NULL);
        bool         is_done = cho_host_wrapping_choose(&l.near, CHO_SCHEME_GZIP);
        cho_message *message = cho_message_create(&f->hooks, "{}", 2, true);
        l.near.next_is_text  = false;
        if (message != NULL) {
            cho_message *wrapped = cho_host_wrap(&l.near, message, &l.frame);
            assert_true(wrapped != NULL || failing_allocator_has_failed(f));
            cho_message_release(wrapped);
        }
        assert_true(is_done || failing_allocator_has_failed(f));
        cho_message_release(message);
        close_line(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_s41_the_message_after_the_choice_is_text),
        HEAP_TEST(test_text_is_shared_not_copied),
        HEAP_TEST(test_streams_are_limited_and_given_back),
        HEAP_TEST(test_s44_a_frame_that_cannot_be_read_ends_both_directions),
        HEAP_TEST(test_s44_a_compressed_text_must_be_utf8),
        HEAP_TEST(test_missing_memory_is_told),
    };
    return cmocka_run_group_tests_name("host/wrapping", tests, NULL, NULL);
}
