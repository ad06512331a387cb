#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/packet.h"
#include "codec/packet_body.h"

#include <stdio.h>

/* Reads a frame of one packet, which must be sound. */
static cho_packet only_packet(const char *text)
{
    cho_packet_frame frame;
    cho_packet       packet, more;
    cho_packet_frame_init(&frame, cho_span_of(text));
    assert_int_equal(cho_packet_next(&frame, &packet), CHO_PACKET_WHOLE);
    assert_int_equal(cho_packet_next(&frame, &more), CHO_PACKET_END);
    assert_null(cho_packet_frame_error(&frame).reason);
    return packet;
}

/* ---- one packet ---- */

static void test_a_method_is_read(void **state)
{
    (void)state;
    cho_packet p = only_packet("{\"id\":12,\"type\":\"method\",\"method\":\"getTime\",\"params\":{\"a\":[1]},"
                               "\"seq\":40,\"discard\":true}");
    assert_int_equal(p.type, CHO_PACKET_METHOD);
    assert_true(p.has_id && p.has_seq && p.discard);
    assert_int_equal(p.id, 12);
    assert_span("12", p.id_text);
    assert_int_equal(p.seq, 40);
    assert_true(cho_json_is(&p.method, "getTime"));
    assert_int_equal(p.params.type, CHO_JSON_OBJECT);
    assert_span("{\"a\":[1]}", p.params.raw);
    assert_int_equal(p.fault, 0);
    assert_null(p.fault_reason);
}

static void test_a_reply_is_read(void **state)
{
    (void)state;
    cho_packet p = only_packet("{\"id\":0,\"type\":\"reply\",\"result\":{\"time\":1},\"error\":null,\"seq\":41}");
    assert_int_equal(p.type, CHO_PACKET_REPLY);
    assert_true(p.has_id);
    assert_int_equal(p.id, 0);
    assert_span("{\"time\":1}", p.result.raw);
    assert_int_equal(p.error.type, CHO_JSON_NULL);
    assert_false(cho_json_is_absent(&p.error));
    assert_true(cho_json_is_absent(&p.method));
    assert_int_equal(p.seq, 41);
    assert_int_equal(p.fault, 0);
}

/* Puts the members of a giveInput in the given order. */
static void write_permutation(char *text, const int order[6])
{
    static const char *const members[6] = {
        "\"id\":31",
        "\"type\":\"method\"",
        "\"method\":\"giveInput\"",
        "\"params\":{\"participantID\":\"p\",\"input\":{\"event\":\"move\",\"x\":0.5}}",
        "\"seq\":30",
        "\"discard\":true",
    };
    strcpy(text, "{");
    for (int i = 0; i < 6; i++)
        strcat(strcat(text, i > 0 ? "," : ""), members[order[i]]);
    strcat(text, "}");
}

static void check_permutation(const int order[6])
{
    char             text[300];
    cho_json_reader  r;
    cho_packet_input input;
    write_permutation(text, order);
    cho_packet p = only_packet(text);
    assert_int_equal(p.type, CHO_PACKET_METHOD);
    assert_true(p.id == 31 && p.seq == 30 && p.discard && p.fault == 0);
    assert_true(cho_json_is(&p.method, "giveInput"));
    cho_json_reader_init(&r, p.params.raw, CHO_PACKET_DEPTH);
    assert_ok(cho_packet_read_input(&r, &input));
    assert_true(cho_json_finish(&r));
    assert_span("p", input.participant.raw);
    assert_true(input.x == 0.5f);
}

static void permute(int order[6], int fixed)
{
    if (fixed == 6)
        check_permutation(order);
    for (int i = fixed; i < 6; i++) {
        int kept = order[i];
        order[i] = order[fixed], order[fixed] = kept;
        permute(order, fixed + 1);
        order[fixed] = order[i], order[i] = kept;
    }
}

static void test_members_may_come_in_any_order(void **state)
{
    int order[6] = { 0, 1, 2, 3, 4, 5 };
    (void)state;
    permute(order, 0);
}

static void test_white_space_and_escapes_change_nothing(void **state)
{
    (void)state;
    cho_packet p = only_packet(" { \"\\u0069d\" : 1 ,\n\"type\" : \"meth\\u006fd\" , \"method\" : \"g\\u006F\" ,"
                               " \"par\\u0061ms\" : { } , \"seq\" : 2 } ");
    assert_int_equal(p.type, CHO_PACKET_METHOD);
    assert_true(cho_json_is(&p.method, "go"));
    assert_true(p.id == 1 && p.seq == 2 && p.fault == 0);
    assert_span("{ }", p.params.raw);
}

static void test_unknown_members_are_passed_over(void **state)
{
    (void)state;
    cho_packet p = only_packet("{\"x\":{\"id\":9},\"id\":1,\"y\":[\"method\"],\"type\":\"method\","
                               "\"method\":\"m\",\"z\":0,"
                               "\"params\":{},\"w\":null}");
    assert_true(p.id == 1 && p.type == CHO_PACKET_METHOD && p.fault == 0);
}

static void test_the_type_may_be_missing(void **state)
{
    static const struct {
        const char     *text;
        cho_packet_type type;
    } cases[] = {
        { "{\"id\":1,\"method\":\"hello\"}", CHO_PACKET_METHOD },
        { "{\"type\":null,\"method\":\"hello\"}", CHO_PACKET_METHOD },
        { "{\"id\":1,\"result\":null}", CHO_PACKET_REPLY },
        { "{\"id\":1,\"error\":{}}", CHO_PACKET_REPLY },
        { "{\"id\":1,\"method\":7,\"result\":1}", CHO_PACKET_REPLY },
        { "{\"type\":\"reply\",\"method\":\"hello\"}", CHO_PACKET_REPLY },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(only_packet(cases[i].text).type, cases[i].type);
}

static void test_unknown_types_are_faults(void **state)
{
    static const char *const cases[] = {
        "{}",
        "{\"id\":1}",
        "{\"type\":\"event\",\"method\":\"m\"}",
        "{\"type\":\"Method\",\"method\":\"m\"}",
        "{\"type\":5,\"method\":\"m\"}",
        "{\"method\":7}",
        "{\"type\":{}}",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_packet p = only_packet(cases[i]);
        assert_int_equal(p.type, CHO_PACKET_UNKNOWN);
        assert_int_equal(p.fault, CHO_PACKET_CODE_UNKNOWN_TYPE);
        assert_non_null(p.fault_reason);
    }
}

/* The packet points into text that lives until the next call. */
static cho_packet packet_with(const char *member)
{
    static char text[200];
    snprintf(text, sizeof text, "{\"type\":\"method\",\"method\":\"m\",%s}", member);
    return only_packet(text);
}

static void test_ids_are_read_and_kept_as_they_came(void **state)
{
    static const struct {
        const char *member, *text;
        uint32_t    id;
    } cases[] = {
        { "\"id\":0", "0", 0 },          { "\"id\":4294967295", "4294967295", UINT32_MAX },
        { "\"id\":12.0", "12.0", 12 },   { "\"id\":\"12\"", "\"12\"", 12 },
        { "\"id\":1.2e1", "1.2e1", 12 }, { "\"id\":\"0\"", "\"0\"", 0 },
        { "\"id\":1,\"id\":2", "2", 2 },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_packet p = packet_with(cases[i].member);
        assert_true(p.has_id);
        assert_int_equal(p.id, cases[i].id);
        assert_span(cases[i].text, p.id_text);
        assert_int_equal(p.fault, 0);
    }
}

static void test_bad_ids_are_faults(void **state)
{
    static const char *const cases[] = {
        "\"id\":12.5", "\"id\":-1", "\"id\":4294967296", "\"id\":1e99",   "\"id\":\"x\"",       "\"id\":\"\"",
        "\"id\":true", "\"id\":[]", "\"id\":{}",         "\"id\":\"-1\"", "\"id\":1,\"id\":-1",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_packet p = packet_with(cases[i]);
        assert_false(p.has_id);
        assert_int_equal(p.id, 0);
        assert_int_equal(p.id_text.len, 0);
        assert_int_equal(p.fault, CHO_PACKET_CODE_BAD_ARGUMENT);
    }
}

static void test_a_missing_id_is_no_fault(void **state)
{
    (void)state;
    cho_packet none = packet_with("\"seq\":1"), null = packet_with("\"id\":null");
    assert_true(!none.has_id && none.fault == 0);
    assert_true(!null.has_id && null.fault == 0);
}

static void test_odd_seqs_count_as_missing(void **state)
{
    static const char *const cases[] = { "\"id\":1",           "\"seq\":null", "\"seq\":-1",
                                         "\"seq\":2147483648", "\"seq\":1.5",  "\"seq\":\"3\"",
                                         "\"seq\":true",       "\"seq\":1e99", "\"seq\":1,\"seq\":-1" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_packet p = packet_with(cases[i]);
        assert_true(!p.has_seq && p.seq == 0 && p.fault == 0);
    }
    assert_int_equal(packet_with("\"seq\":2147483647").seq, INT32_MAX);
    assert_int_equal(packet_with("\"seq\":7.0").seq, 7);
}

static void test_only_true_discards(void **state)
{
    static const char *const cases[] = {
        "\"id\":1",      "\"discard\":false",    "\"discard\":null",
        "\"discard\":1", "\"discard\":\"true\"", "\"discard\":true,\"discard\":false"
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_false(packet_with(cases[i]).discard);
    assert_true(packet_with("\"discard\":true").discard);
}

static void test_params_are_an_object_or_nothing(void **state)
{
    static const char *const good[] = { "\"id\":1", "\"params\":null", "\"params\":{}", "\"params\":[],\"params\":{}" };
    static const char *const bad[]  = { "\"params\":[]", "\"params\":1", "\"params\":\"{}\"", "\"params\":true",
                                        "\"params\":{},\"params\":[]" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_int_equal(packet_with(good[i]).fault, 0);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(packet_with(bad[i]).fault, CHO_PACKET_CODE_BAD_ARGUMENT);
}

static void test_a_method_needs_a_name(void **state)
{
    static const char *const cases[] = { "{\"type\":\"method\"}", "{\"type\":\"method\",\"method\":null}",
                                         "{\"type\":\"method\",\"method\":7,\"params\":{}}",
                                         "{\"type\":\"method\",\"method\":\"m\",\"method\":[]}" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_packet p = only_packet(cases[i]);
        assert_int_equal(p.fault, CHO_PACKET_CODE_BAD_ARGUMENT);
        assert_true(cho_json_is_absent(&p.method));
    }
}

static void test_the_last_of_equal_members_counts(void **state)
{
    (void)state;
    cho_packet p = packet_with("\"params\":{\"a\":1},\"method\":\"n\",\"p\\u0061rams\":{\"a\":2},"
                               "\"result\":1,\"result\":[2],\"error\":{},\"error\":null");
    assert_true(cho_json_is(&p.method, "n"));
    assert_span("{\"a\":2}", p.params.raw);
    assert_span("[2]", p.result.raw);
    assert_int_equal(p.error.type, CHO_JSON_NULL);
    assert_int_equal(only_packet("{\"type\":\"method\",\"type\":\"reply\"}").type, CHO_PACKET_REPLY);
}

/* ---- writing ---- */

static void test_methods_are_written_in_canonical_order(void **state)
{
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    cho_packet_begin_method(&out, UINT32_MAX, "getTime");
    cho_buf_text(&out, "{}");
    cho_packet_end_method(&out, INT32_MAX, false);
    assert_string_equal(out.data, "{\"id\":4294967295,\"type\":\"method\",\"method\":\"getTime\",\"params\":{},"
                                  "\"seq\":2147483647,\"discard\":false}");
    cho_packet p = only_packet(out.data);
    assert_true(p.id == UINT32_MAX && p.seq == INT32_MAX && p.fault == 0);
    cho_buf_deinit(&out);
}

static void test_replies_are_written_in_canonical_order(void **state)
{
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    cho_packet_begin_reply(&out, cho_span_of("\"12\""));
    cho_buf_text(&out, "{\"time\":5}");
    cho_packet_end_reply(&out, 3);
    assert_string_equal(out.data,
                        "{\"id\":\"12\",\"type\":\"reply\",\"result\":{\"time\":5},\"error\":null,\"seq\":3}");
    cho_buf_clear(&out);
    cho_packet_write_refusal(&out, (cho_span){ NULL, 0 }, 4004, "bad \"id\"", NULL, 4);
    assert_string_equal(out.data, "{\"id\":0,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4004,"
                                  "\"message\":\"bad \\\"id\\\"\"},\"seq\":4}");
    cho_buf_clear(&out);
    cho_packet_write_refusal(&out, cho_span_of("7"), 4012, "unknown control", "controls.0.controlID", 5);
    assert_string_equal(out.data, "{\"id\":7,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4012,"
                                  "\"message\":\"unknown control\",\"path\":\"controls.0.controlID\"},\"seq\":5}");
    cho_buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_method_is_read),
        cmocka_unit_test(test_a_reply_is_read),
        cmocka_unit_test(test_members_may_come_in_any_order),
        cmocka_unit_test(test_white_space_and_escapes_change_nothing),
        cmocka_unit_test(test_unknown_members_are_passed_over),
        cmocka_unit_test(test_the_type_may_be_missing),
        cmocka_unit_test(test_unknown_types_are_faults),
        cmocka_unit_test(test_ids_are_read_and_kept_as_they_came),
        cmocka_unit_test(test_bad_ids_are_faults),
        cmocka_unit_test(test_a_missing_id_is_no_fault),
        cmocka_unit_test(test_odd_seqs_count_as_missing),
        cmocka_unit_test(test_only_true_discards),
        cmocka_unit_test(test_params_are_an_object_or_nothing),
        cmocka_unit_test(test_a_method_needs_a_name),
        cmocka_unit_test(test_the_last_of_equal_members_counts),
        HEAP_TEST(test_methods_are_written_in_canonical_order),
        HEAP_TEST(test_replies_are_written_in_canonical_order),
    };
    return cmocka_run_group_tests_name("codec/packet", tests, NULL, NULL);
}
