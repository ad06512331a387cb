#include "support/support.h"
#include "support/tight.h"

#include "base/alloc.h"
#include "codec/recording.h"

#include <stdio.h>

typedef struct desk {
    chorus_allocator heap;
    cho_buf          out, frame;
} desk;

static const cho_recording_mask mask = { { 1, 2 } };

static int set_up(void **state)
{
    desk *d = calloc(1, sizeof *d);
    assert_non_null(d);
    cho_heap_init(&d->heap, NULL);
    cho_buf_init(&d->out, &d->heap);
    cho_buf_init(&d->frame, &d->heap);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    desk *d = *state;
    cho_buf_deinit(&d->out);
    cho_buf_deinit(&d->frame);
    free(d);
    return 0;
}

static void write_frame(desk *d, cho_span frame, const cho_recording_mask *with)
{
    cho_buf_clear(&d->out);
    cho_json_writer w = cho_recording_begin(&d->out, 77, CHO_RECORDING_FRAME);
    cho_recording_put_packet(&w, frame, with);
    cho_recording_end(&w);
}

static void read_back(desk *d)
{
    cho_recording_line line;
    cho_json_error     error;
    cho_span           text = tight_copy(d->out.data, d->out.len - 1);
    assert_int_equal(d->out.data[d->out.len - 1], '\n');
    assert_null(memchr(d->out.data, '\n', d->out.len - 1));
    assert_true(cho_recording_read(text, &line, &error));
    assert_int_equal(line.kind, CHO_RECORDING_FRAME);
    assert_int_equal(line.ns, 77);
    cho_buf_clear(&d->frame);
    cho_recording_append_frame(&line, &d->frame);
    tight_free(text);
}

static void test_any_frame_comes_back_byte_for_byte(void **state)
{
    static const cho_span frames[] = {
        { "{}", 2 },     { "{\"a\" : [1,\t2] }", 16 }, { " {}", 3 },       { "{}\n", 3 },   { "{\"a\":\r\n1}", 9 }, { "", 0 },
        { "hello", 5 },  { "[{\"x\":\"\\n\"}]", 13 },  { "\xff\x00\"", 3 }, { "\0", 1 },     { "12", 2 },            { "{\"a\":1", 6 },
        { "\"\\\"", 3 },
    };
    desk *d = *state;
    for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
        write_frame(d, frames[i], NULL);
        read_back(d);
        assert_int_equal(d->frame.len, frames[i].len);
        if (frames[i].len > 0)
            assert_memory_equal(d->frame.data, frames[i].ptr, frames[i].len);
    }
}

static void test_a_frame_that_is_json_can_be_read_by_people(void **state)
{
    desk *d = *state;
    write_frame(d, cho_span_of("{\"id\":1}"), NULL);
    assert_string_equal(d->out.data, "{\"ns\":77,\"on\":\"frame\",\"packet\":{\"id\":1}}\n");
}

static void test_a_mask_hides_people_and_nothing_else(void **state)
{
    desk *d = *state;
    write_frame(d, cho_span_of("{\"p\":[{\"username\":\"Ann\",\"userID\":12,\"level\":3,\"sessionID\":\"s\"}],\"input\":{\"value\":\"my secret\"}}"), &mask);
    assert_null(strstr(d->out.data, "Ann"));
    assert_null(strstr(d->out.data, "secret"));
    assert_null(strstr(d->out.data, "\"userID\":12,"));
    assert_non_null(strstr(d->out.data, "\"level\":3,\"sessionID\":\"s\""));
    read_back(d);
}

static void test_a_mask_hides_what_lets_somebody_upload(void **state)
{
    desk *d = *state;
    write_frame(d, cho_span_of("{\"result\":{\"url\":\"https://u/a.png\",\"authorization\":\"t0k\"}}"), &mask);
    assert_null(strstr(d->out.data, "t0k"));
    assert_non_null(strstr(d->out.data, "https://u/a.png"));
}

static void test_a_masked_person_stays_the_same(void **state)
{
    desk       *d = *state;
    char        first[256];
    static const cho_recording_mask other = { { 1, 3 } };
    write_frame(d, cho_span_of("{\"username\":\"Ann\"}"), &mask);
    snprintf(first, sizeof first, "%s", d->out.data);
    write_frame(d, cho_span_of("{\"username\":\"Ann\"}"), &mask);
    assert_string_equal(first, d->out.data);
    write_frame(d, cho_span_of("{\"username\":\"Ben\"}"), &mask);
    assert_string_not_equal(first, d->out.data);
    write_frame(d, cho_span_of("{\"username\":\"Ann\"}"), &other);
    assert_string_not_equal(first, d->out.data);
}

static void test_masked_values_keep_their_type(void **state)
{
    desk *d = *state;
    write_frame(d, cho_span_of("{\"userID\":0,\"username\":\"\",\"value\":null,\"user\":{\"userID\":\"5\"},\"email\":[\"a\",1]}"), &mask);
    read_back(d);
    const char *head = "{\"userID\":0,\"username\":\"\",\"value\":null,\"user\":{\"userID\":\"~";
    assert_memory_equal(d->frame.data, head, strlen(head));
}

static void test_what_cannot_be_read_is_left_out_of_a_masked_recording(void **state)
{
    desk *d = *state;
    write_frame(d, cho_span_of("{\"username\":\"Ann\""), &mask);
    assert_null(strstr(d->out.data, "Ann"));
    write_frame(d, cho_span_of("\"Ann\""), &mask);
    assert_null(strstr(d->out.data, "Ann"));
}

static void test_numbers_are_bounded(void **state)
{
    static const char *const lines[] = {
        "{\"on\":\"ask\",\"method\":\"m\",\"id\":4294967296}", "{\"on\":\"open\",\"ns\":-1}",
        "{\"on\":\"state\",\"state\":2147483648}",             "{\"on\":\"state\",\"code\":1.5}",
        "{\"on\":\"head\",\"is_on\":1}",                       "{\"on\":7}",
        "{\"on\":\"call\",\"calls\":{}}",                      "{\"on\":\"call\"}",
        "{\"on\":\"frame\",\"packet\":7}",                     "{\"on\":\"frame\",\"hex\":\"abc\"}",
        "{\"on\":\"frame\",\"text\":[]}",                      "[]",
        "{\"on\":\"open\"} x",                                 "",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        cho_recording_line line;
        cho_json_error     error;
        assert_false(cho_recording_read(cho_span_of(lines[i]), &line, &error));
        assert_non_null(error.reason);
        assert_true(error.offset <= strlen(lines[i]));
    }
}

static void test_what_is_not_known_is_passed_over(void **state)
{
    cho_recording_line line;
    cho_json_error     error;
    (void)state;
    assert_true(cho_recording_read(cho_span_of("{\"on\":\"dance\",\"steps\":[1,2]}"), &line, &error));
    assert_int_equal(line.kind, CHO_RECORDING_OTHER);
    assert_true(cho_recording_read(cho_span_of("{\"on\":\"open\",\"new\":{}}"), &line, &error));
    assert_int_equal(line.kind, CHO_RECORDING_OPEN);
}

int main(void)
{
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_any_frame_comes_back_byte_for_byte),
        DESK_TEST(test_a_frame_that_is_json_can_be_read_by_people),
        DESK_TEST(test_a_mask_hides_people_and_nothing_else),
        DESK_TEST(test_a_mask_hides_what_lets_somebody_upload),
        DESK_TEST(test_a_masked_person_stays_the_same),
        DESK_TEST(test_masked_values_keep_their_type),
        DESK_TEST(test_what_cannot_be_read_is_left_out_of_a_masked_recording),
        DESK_TEST(test_numbers_are_bounded),
        DESK_TEST(test_what_is_not_known_is_passed_over),
    };
    return cmocka_run_group_tests_name("codec/recording", tests, NULL, NULL);
}
