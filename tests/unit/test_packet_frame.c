#include "support/support.h"
#include "support/tight.h"

#include "codec/packet.h"

#include <stdio.h>

/* What came of a frame, one word each: the method of a packet, "?" for an element that is no
   object, and at last "end" or the error. */
typedef struct story {
    char   text[512];
    size_t len;
    int    packets;
} story;

static void tell(story *s, const char *word, size_t len)
{
    assert_true(s->len + len + 2 < sizeof s->text);
    if (len > 0)
        memcpy(s->text + s->len, word, len);
    s->len += len;
    s->text[s->len++] = ' ';
    s->text[s->len]   = '\0';
}

static void tell_end(story *s, const cho_packet_frame *frame)
{
    cho_json_error error = cho_packet_frame_error(frame);
    char           word[100];
    if (error.reason == NULL)
        snprintf(word, sizeof word, "end");
    else
        snprintf(word, sizeof word, "%s@%zu", error.reason, error.offset);
    tell(s, word, strlen(word));
    s->len--;
    s->text[s->len] = '\0';
}

static story story_of_span(cho_span bytes)
{
    story            s = { .len = 0 };
    cho_packet_frame frame;
    cho_packet       packet;
    cho_packet_step  step;
    cho_packet_frame_init(&frame, bytes);
    while ((step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
        if (step == CHO_PACKET_WHOLE) {
            tell(&s, packet.method.raw.ptr, packet.method.raw.len);
            s.packets++;
        } else {
            tell(&s, "?", 1);
        }
    }
    tell_end(&s, &frame);
    return s;
}

static void check_story(const char *frame, const char *expected)
{
    story s = story_of_span(cho_span_of(frame));
    if (strcmp(s.text, expected) != 0)
        fail_msg("%s\n    gave %s\n    not  %s", frame, s.text, expected);
}

static void test_one_packet_is_a_frame(void **state)
{
    (void)state;
    check_story("{\"method\":\"a\"}", "a end");
    check_story(" {\"method\":\"a\",\"params\":{}} \n", "a end");
}

static void test_an_array_is_read_in_order(void **state)
{
    (void)state;
    check_story("[{\"method\":\"a\"},{\"method\":\"b\",\"params\":{\"x\":[]}},{\"method\":\"c\"}]", "a b c end");
    check_story("[]", "end");
    check_story(" [ ] ", "end");
}

static void test_elements_that_are_no_objects_are_passed_over(void **state)
{
    (void)state;
    check_story("[1,{\"method\":\"a\"},[{\"method\":\"x\"}],\"s\",null,{\"method\":\"b\"},true]", "? a ? ? ? b ? end");
}

static void test_a_frame_may_be_no_packet_at_all(void **state)
{
    static const char *const cases[] = { "1", "\"hello\"", "null", "true", " -0.5 " };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_story(cases[i], "? end");
}

static void test_what_is_not_json_is_an_error(void **state)
{
    (void)state;
    check_story("", "text ends early@0");
    check_story("hello", "unexpected character@0");
    check_story("{\"method\":\"a\",\"params\":{},}", "key expected@26");
    check_story("{\"method\":\"a\",\"params\":{\"x\":}}", "unexpected character@28");
    check_story("{\"method\":\"a\xFF\"}", "not UTF-8@12");
}

static void test_text_behind_a_lone_packet_makes_it_void(void **state)
{
    (void)state;
    check_story("1 2", "trailing text@2");
    check_story("{\"method\":\"a\"} x", "trailing text@15");
    check_story("{\"method\":\"a\"},", "trailing text@14");
    check_story("{\"method\":\"a\"}{\"method\":\"b\"}", "trailing text@14");
}

static void test_packets_before_an_error_in_an_array_are_kept(void **state)
{
    (void)state;
    check_story("[{\"method\":\"a\"},{\"method\":\"b\",]", "a key expected@30");
    check_story("[{\"method\":\"a\"} {\"method\":\"b\"}]", "a comma or closing bracket expected@16");
    check_story("[{\"method\":\"a\"},[1,],{\"method\":\"b\"}]", "a unexpected character@19");
    check_story("[{\"method\":\"a\"}", "a text ends early@15");
    check_story("[{\"method\":\"a\"}] 1", "a trailing text@17");
}

static void test_a_batch_is_told(void **state)
{
    cho_packet_frame frame;
    (void)state;
    cho_packet_frame_init(&frame, cho_span_of("[{\"method\":\"a\"}]"));
    assert_true(frame.is_batch);
    cho_packet_frame_init(&frame, cho_span_of("{\"method\":\"a\"}"));
    assert_false(frame.is_batch);
}

static void test_the_place_of_each_element_is_told(void **state)
{
    cho_packet_frame frame;
    cho_packet       p;
    (void)state;
    cho_packet_frame_init(&frame, cho_span_of("[{\"method\":\"a\"}, 7 ,\n{}]"));
    assert_int_equal(cho_packet_next(&frame, &p), CHO_PACKET_WHOLE);
    assert_int_equal(frame.offset, 1);
    assert_int_equal(cho_packet_next(&frame, &p), CHO_PACKET_NOT_OBJECT);
    assert_int_equal(frame.offset, 17);
    assert_int_equal(cho_packet_next(&frame, &p), CHO_PACKET_WHOLE);
    assert_int_equal(frame.offset, 21);
    cho_packet_frame_init(&frame, cho_span_of(" {}"));
    assert_int_equal(cho_packet_next(&frame, &p), CHO_PACKET_WHOLE);
    assert_int_equal(frame.offset, 1);
}

static void test_nothing_is_left_of_the_packet_before(void **state)
{
    cho_packet_frame frame;
    cho_packet       p;
    (void)state;
    cho_packet_frame_init(&frame, cho_span_of("[{\"id\":1,\"method\":\"a\",\"params\":{},\"seq\":2,\"discard\":true,"
                                              "\"result\":1,\"error\":2,\"params\":3},{\"type\":\"reply\"}]"));
    assert_int_equal(cho_packet_next(&frame, &p), CHO_PACKET_WHOLE);
    assert_true(p.fault != 0);
    assert_int_equal(cho_packet_next(&frame, &p), CHO_PACKET_WHOLE);
    assert_true(!p.has_id && !p.has_seq && !p.discard && p.fault == 0 && p.id_text.len == 0);
    assert_true(cho_json_is_absent(&p.method) && cho_json_is_absent(&p.params));
    assert_true(cho_json_is_absent(&p.result) && cho_json_is_absent(&p.error));
}

static void test_nothing_of_an_unsound_packet_is_handed_out(void **state)
{
    static const char *const cases[] = {
        "{\"id\":1,\"method\":\"a\",\"params\":{\"x\":1}",
        "{\"id\":1,\"method\":\"a\",\"params\":{\"x\":1}} x",
        "[{\"id\":1,\"method\":\"a\",\"params\":{\"x\":1},}]",
        "[7]",
        "[]",
    };
    cho_packet untouched, p;
    (void)state;
    memset(&untouched, 0x5A, sizeof untouched);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_packet_frame frame;
        cho_packet_frame_init(&frame, cho_span_of(cases[i]));
        memset(&p, 0x5A, sizeof p);
        assert_int_not_equal(cho_packet_next(&frame, &p), CHO_PACKET_WHOLE);
        assert_memory_equal(&p, &untouched, sizeof p);
    }
}

static void test_a_frame_that_has_ended_stays_ended(void **state)
{
    static const char *const cases[] = { "{}", "7", "[{}]", "[]", "{} x", "[{}] x", "", "[{}" };
    cho_packet               p;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_packet_frame frame;
        cho_packet_frame_init(&frame, cho_span_of(cases[i]));
        while (cho_packet_next(&frame, &p) != CHO_PACKET_END)
            continue;
        cho_json_error error = cho_packet_frame_error(&frame);
        assert_int_equal(cho_packet_next(&frame, &p), CHO_PACKET_END);
        assert_ptr_equal(cho_packet_frame_error(&frame).reason, error.reason);
    }
}

/* ---- limits ---- */

/* A packet nested `depth` deep, as the only one of a batch or alone. */
static void write_deep(char *text, int depth, bool in_batch)
{
    strcpy(text, in_batch ? "[{\"method\":\"m\",\"params\":" : "{\"method\":\"m\",\"params\":");
    for (int i = 1; i < depth; i++)
        strcat(text, "{\"a\":");
    strcat(text, "1");
    for (int i = 1; i < depth; i++)
        strcat(text, "}");
    strcat(text, in_batch ? "}]" : "}");
}

static void test_depth_is_bounded(void **state)
{
    char text[1000];
    (void)state;
    for (int batch = 0; batch < 2; batch++) {
        write_deep(text, CHO_PACKET_DEPTH, batch != 0);
        check_story(text, "m end");
        write_deep(text, CHO_PACKET_DEPTH + 1, batch != 0);
        check_story(text, batch != 0 ? "nested too deeply@339" : "nested too deeply@338");
    }
}

static void test_size_is_bounded(void **state)
{
    static const char head[] = "{\"method\":\"m\",\"params\":{\"a\":\"", tail[] = "\"}}";
    char             *text = malloc(CHO_PACKET_SIZE_MAX + 1);
    (void)state;
    assert_non_null(text);
    for (size_t size = CHO_PACKET_SIZE_MAX; size <= CHO_PACKET_SIZE_MAX + 1; size++) {
        memset(text, 'x', size);
        memcpy(text, head, sizeof head - 1);
        memcpy(text + size - (sizeof tail - 1), tail, sizeof tail - 1);
        story s = story_of_span((cho_span){ text, size });
        assert_string_equal(s.text, size > CHO_PACKET_SIZE_MAX ? "too large@0" : "m end");
    }
    free(text);
}

/* ---- cut text ---- */

static const char *const whole_frames[] = {
    "{\"id\":31,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":"
    "\"0b6c\\u00e9\","
    "\"transactionID\":\"7f1e\",\"input\":{\"controlID\":\"fire "
    "\xF0\x9F\x94\xA5\",\"event\":\"mousedown\","
    "\"button\":0,\"x\":-0.5e-1}},\"seq\":30,\"discard\":true}",
    "{\"params\":{\"participantID\":\"p\",\"input\":{}},\"method\":\"giveInput\",\"type\":"
    "\"method\",\"id\":\"5\"}",
    "{\"id\":1,\"type\":\"reply\",\"result\":{\"time\":1700000000123},\"error\":null,\"seq\":2}",
    "{\"type\":\"reply\",\"error\":{\"code\":4012,\"message\":\"m\",\"path\":[\"a\",0]},\"result\":"
    "null,\"id\":9}",
};

static void test_every_prefix_is_refused_in_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(whole_frames); i++) {
        size_t whole = strlen(whole_frames[i]);
        for (size_t len = 0; len <= whole; len++) {
            cho_span prefix = tight_copy(whole_frames[i], len);
            story    s      = story_of_span(prefix);
            assert_int_equal(s.packets, len == whole);
            tight_free(prefix);
        }
    }
}

static void test_a_cut_batch_keeps_whole_packets_only(void **state)
{
    static const char text[]    = "[{\"method\":\"a\",\"params\":{\"k\":1}},{\"method\":\"b\"}]";
    static const int  first_end = 32, second_end = 47;
    (void)state;
    for (int len = 0; len < (int)sizeof text - 1; len++) {
        cho_span prefix = tight_copy(text, (size_t)len);
        story    s      = story_of_span(prefix);
        assert_int_equal(s.packets, (len >= first_end) + (len >= second_end));
        assert_non_null(strstr(s.text, "text ends early@"));
        tight_free(prefix);
    }
}

/* One wrong byte anywhere must not crash; what is read of it is another matter. */
static void test_any_byte_may_be_wrong(void **state)
{
    static const char wrong[] = "\"\\{}[],:0\x01\x80\xFF ";
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(whole_frames); i++) {
        size_t len = strlen(whole_frames[i]);
        for (size_t place = 0; place < len * sizeof wrong; place++) {
            char text[400];
            memcpy(text, whole_frames[i], len);
            text[place / sizeof wrong] = wrong[place % sizeof wrong];
            cho_span copy              = tight_copy(text, len);
            story    s                 = story_of_span(copy);
            assert_true(s.packets <= 1);
            tight_free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_packet_is_a_frame),
        cmocka_unit_test(test_an_array_is_read_in_order),
        cmocka_unit_test(test_elements_that_are_no_objects_are_passed_over),
        cmocka_unit_test(test_a_frame_may_be_no_packet_at_all),
        cmocka_unit_test(test_what_is_not_json_is_an_error),
        cmocka_unit_test(test_text_behind_a_lone_packet_makes_it_void),
        cmocka_unit_test(test_packets_before_an_error_in_an_array_are_kept),
        cmocka_unit_test(test_a_batch_is_told),
        cmocka_unit_test(test_the_place_of_each_element_is_told),
        cmocka_unit_test(test_nothing_is_left_of_the_packet_before),
        cmocka_unit_test(test_nothing_of_an_unsound_packet_is_handed_out),
        cmocka_unit_test(test_a_frame_that_has_ended_stays_ended),
        cmocka_unit_test(test_depth_is_bounded),
        cmocka_unit_test(test_size_is_bounded),
        cmocka_unit_test(test_every_prefix_is_refused_in_place),
        cmocka_unit_test(test_a_cut_batch_keeps_whole_packets_only),
        cmocka_unit_test(test_any_byte_may_be_wrong),
    };
    return cmocka_run_group_tests_name("codec/packet_frame", tests, NULL, NULL);
}
