#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/packet_body.h"

#include <float.h>
#include <stdio.h>

static chorus_result read_input(const char *text, cho_packet_input *out)
{
    cho_json_reader r;
    cho_json_reader_init(&r, cho_span_of(text), 0);
    chorus_result result = cho_packet_read_input(&r, out);
    assert_int_equal(cho_json_finish(&r), result != CHORUS_E_PROTOCOL);
    return result;
}

/* ---- input ---- */

static void test_an_input_is_read(void **state)
{
    cho_packet_input in;
    (void)state;
    assert_ok(read_input(
        "{\"participantID\":\"0b6c\",\"transactionID\":\"7f1e\",\"input\":{\"controlID\":\"fire\","
        "\"event\":\"mousedown\",\"button\":2,\"combo\":[1,2]}}",
        &in));
    assert_span("0b6c", in.participant.raw);
    assert_span("7f1e", in.transaction.raw);
    assert_span("fire", in.control.raw);
    assert_span("mousedown", in.event.raw);
    assert_int_equal(in.button, 2);
    assert_true(in.x == 0 && in.y == 0);
    assert_true(cho_json_is_absent(&in.value));
    assert_span("{\"controlID\":\"fire\",\"event\":\"mousedown\",\"button\":2,\"combo\":[1,2]}",
                in.raw);
}

static void test_members_of_an_input_may_come_in_any_order(void **state)
{
    cho_packet_input in;
    (void)state;
    assert_ok(read_input("{\"input\":{\"y\":-0.25,\"value\":\"hi\",\"event\":\"move\",\"x\":0.75,"
                         "\"controlID\":\"c\"},"
                         "\"other\":{},\"participantID\":\"p\"}",
                         &in));
    assert_span("p", in.participant.raw);
    assert_span("c", in.control.raw);
    assert_span("move", in.event.raw);
    assert_span("\"hi\"", cho_json_text(&in.value));
    assert_true(in.x == 0.75f && in.y == -0.25f);
}

static void test_escapes_in_an_input_are_told(void **state)
{
    cho_packet_input in;
    (void)state;
    assert_ok(read_input(
        "{\"participantID\":\"p\",\"input\":{\"controlID\":\"\\u0066ire\",\"event\":\"a\\/b\"}}",
        &in));
    assert_true(in.control.escaped && in.event.escaped && !in.participant.escaped);
    assert_true(cho_json_is(&in.control, "fire"));
}

static void test_events_have_a_meaning(void **state)
{
    static const struct {
        const char       *json;
        chorus_input_kind kind;
    } cases[] = {
        { "\"mousedown\"", CHORUS_INPUT_DOWN }, { "\"keydown\"", CHORUS_INPUT_DOWN },
        { "\"mouseup\"", CHORUS_INPUT_UP },     { "\"keyup\"", CHORUS_INPUT_UP },
        { "\"move\"", CHORUS_INPUT_MOVE },      { "\"change\"", CHORUS_INPUT_CHANGE },
        { "\"submit\"", CHORUS_INPUT_SUBMIT },  { "\"\\u006dove\"", CHORUS_INPUT_MOVE },
        { "\"Move\"", CHORUS_INPUT_OTHER },     { "\"moves\"", CHORUS_INPUT_OTHER },
        { "\"\"", CHORUS_INPUT_OTHER },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_json_reader r;
        cho_json_value  event;
        cho_json_reader_init(&r, cho_span_of(cases[i].json), 0);
        assert_true(cho_json_read(&r, &event));
        assert_int_equal(cho_packet_kind_of(&event), cases[i].kind);
    }
}

static void test_transactions_are_strings_or_integers(void **state)
{
    static const struct {
        const char *json;
        bool        is_there;
    } cases[] = {
        { "\"7f1e\"", true },
        { "12", true },
        { "18446744073709551615", true },
        { "12.0", true },
        { "null", false },
        { "12.5", false },
        { "true", false },
        { "{}", false },
        { "[]", false },
        { "\"a\",\"transactionID\":null", false },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char             text[200];
        cho_packet_input in;
        snprintf(text, sizeof text, "{\"participantID\":\"p\",\"transactionID\":%s,\"input\":{}}",
                 cases[i].json);
        assert_ok(read_input(text, &in));
        assert_int_equal(!cho_json_is_absent(&in.transaction), cases[i].is_there);
    }
}

static void test_coordinates_are_finite_floats(void **state)
{
    static const struct {
        const char *json;
        float       value;
    } cases[] = {
        { "0.53125", 0.53125f }, { "-1", -1 },     { "1e999", FLT_MAX }, { "-1e999", -FLT_MAX },
        { "1e-999", 0 },         { "\"0.5\"", 0 }, { "null", 0 },        { "[1]", 0 },
        { "true", 0 },           { "-0", -0.0f },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char             text[200];
        cho_packet_input in;
        snprintf(text, sizeof text,
                 "{\"input\":{\"controlID\":\"c\",\"event\":\"e\",\"x\":%s,\"y\":%s}}",
                 cases[i].json, cases[i].json);
        assert_ok(read_input(text, &in));
        assert_memory_equal(&in.x, &cases[i].value, sizeof in.x);
        assert_memory_equal(&in.y, &cases[i].value, sizeof in.y);
    }
}

static void test_buttons_are_int32(void **state)
{
    static const struct {
        const char *json;
        int32_t     value;
    } cases[] = {
        { "1", 1 },
        { "-1", -1 },
        { "2147483647", INT32_MAX },
        { "2147483648", 0 },
        { "-2147483648", INT32_MIN },
        { "1.5", 0 },
        { "\"1\"", 0 },
        { "2.0", 2 },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char             text[200];
        cho_packet_input in;
        snprintf(text, sizeof text, "{\"input\":{\"button\":%s}}", cases[i].json);
        assert_ok(read_input(text, &in));
        assert_int_equal(in.button, cases[i].value);
    }
}

static void test_members_of_a_wrong_type_are_absent(void **state)
{
    cho_packet_input in;
    (void)state;
    assert_ok(read_input("{\"participantID\":7,\"input\":{\"controlID\":1,\"event\":null}}", &in));
    assert_true(cho_json_is_absent(&in.participant));
    assert_true(cho_json_is_absent(&in.control));
    assert_true(cho_json_is_absent(&in.event));
}

static void test_what_is_no_input_is_refused_but_read(void **state)
{
    static const char *const cases[] = {
        "[]",
        "7",
        "{}",
        "{\"participantID\":\"p\"}",
        "{\"participantID\":\"p\",\"input\":[]}",
        "{\"input\":{\"controlID\":\"c\"},\"input\":null}",
        "{\"input\":\"x\"}",
    };
    cho_packet_input in;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_result(CHORUS_E_TYPE, read_input(cases[i], &in));
}

static void test_the_last_of_equal_members_counts(void **state)
{
    cho_packet_input in;
    (void)state;
    assert_ok(
        read_input("{\"participantID\":\"p\",\"input\":{\"controlID\":\"a\",\"event\":\"e\",\"x\":"
                   "1,\"x\":\"no\"},"
                   "\"participantID\":\"q\",\"input\":{\"controlID\":\"b\",\"controlID\":\"c\"}}",
                   &in));
    assert_span("q", in.participant.raw);
    assert_span("c", in.control.raw);
    assert_true(cho_json_is_absent(&in.event));
    assert_true(in.x == 0);
    assert_span("{\"controlID\":\"b\",\"controlID\":\"c\"}", in.raw);
}

static void test_unsound_input_is_a_protocol_error(void **state)
{
    static const char *const cases[] = { "{\"input\":{\"x\":01}}", "{\"input\":{}",
                                         "{\"input\":{\"x\":1,}}", "tru", "" };
    cho_packet_input         in;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_result(CHORUS_E_PROTOCOL, read_input(cases[i], &in));
}

static void test_ids_of_all_sorts_survive(void **state)
{
    char             text[1200] = "{\"participantID\":\"";
    cho_packet_input in;
    (void)state;
    size_t at = strlen(text);
    memset(text + at, 'p', 1000);
    strcpy(text + at + 1000,
           "\",\"input\":{\"controlID\":\"a/b~c.d \\\"e\\\" \xF0\x9F\x8E\xAE\"}}");
    assert_ok(read_input(text, &in));
    assert_int_equal(in.participant.raw.len, 1000);
    assert_true(cho_json_is(&in.control, "a/b~c.d \"e\" \xF0\x9F\x8E\xAE"));
}

/* ---- participant ---- */

static chorus_result read_participant(const char *text, cho_packet_participant *out)
{
    cho_json_reader r;
    cho_json_reader_init(&r, cho_span_of(text), 0);
    chorus_result result = cho_packet_read_participant(&r, out);
    assert_int_equal(cho_json_finish(&r), result != CHORUS_E_PROTOCOL);
    return result;
}

static void test_a_participant_is_read(void **state)
{
    static const char text[] =
        "{\"sessionID\":\"0b6c\",\"userID\":9,\"username\":\"ann\",\"level\":3,\"lastInputAt\":5,"
        "\"connectedAt\":1700000000001,\"disabled\":true,\"groupID\":\"red\",\"anonymous\":false,"
        "\"channelGroups\":[\"User\",\"Mod\"],\"sparks\":500,\"score\":{\"a\":1}}";
    cho_packet_participant p;
    (void)state;
    assert_ok(read_participant(text, &p));
    assert_span("0b6c", p.session_id.raw);
    assert_span("ann", p.username.raw);
    assert_span("red", p.group_id.raw);
    assert_span("[\"User\",\"Mod\"]", p.channel_groups.raw);
    assert_true(p.user_id == 9 && p.level == 3 && p.last_input_ms == 5 &&
                p.connected_ms == 1700000000001);
    assert_true(p.disabled && !p.anonymous && p.sparks == 500);
    assert_int_equal(p.present, (1 << 7) - 1);
    assert_span(text, p.raw);
}

static void test_missing_fields_have_defaults(void **state)
{
    cho_packet_participant p;
    (void)state;
    assert_ok(read_participant("{}", &p));
    assert_true(cho_json_is_absent(&p.session_id) && cho_json_is_absent(&p.group_id));
    assert_true(p.user_id == 0 && p.level == 0 && p.sparks == 0 && !p.disabled && !p.anonymous);
    assert_int_equal(p.present, 0);
    assert_span("{}", p.raw);
}

static void test_fields_of_a_participant_are_taken_liberally(void **state)
{
    cho_packet_participant p;
    (void)state;
    assert_ok(read_participant(
        "{\"userID\":\"9\",\"connectedAt\":\"1700000000001\",\"anonymous\":\"true\","
        "\"disabled\":\"false\",\"level\":2.0}",
        &p));
    assert_true(p.user_id == 9 && p.connected_ms == 1700000000001 && p.anonymous && !p.disabled &&
                p.level == 2);
    assert_int_equal(p.present, CHO_PARTICIPANT_USER_ID | CHO_PARTICIPANT_CONNECTED |
                                    CHO_PARTICIPANT_ANONYMOUS | CHO_PARTICIPANT_DISABLED |
                                    CHO_PARTICIPANT_LEVEL);
}

static void test_fields_out_of_range_are_missing(void **state)
{
    cho_packet_participant p;
    (void)state;
    assert_ok(read_participant(
        "{\"userID\":4294967296,\"level\":-1,\"lastInputAt\":9223372036854775808,\"sparks\":0.5,"
        "\"connectedAt\":null,\"disabled\":1,\"anonymous\":\"yes\",\"sessionID\":7,"
        "\"username\":null,\"channelGroups\":{}}",
        &p));
    assert_int_equal(p.present, 0);
    assert_true(p.user_id == 0 && p.level == 0 && p.last_input_ms == 0 && p.sparks == 0 &&
                !p.disabled);
    assert_true(cho_json_is_absent(&p.session_id) && cho_json_is_absent(&p.username));
    assert_true(cho_json_is_absent(&p.channel_groups));
}

static void test_a_later_bad_field_takes_back_a_good_one(void **state)
{
    cho_packet_participant p;
    (void)state;
    assert_ok(
        read_participant("{\"level\":3,\"level\":null,\"anonymous\":true,\"anonymous\":0}", &p));
    assert_true(p.level == 0 && !p.anonymous && p.present == 0);
}

static void test_what_is_no_participant_is_refused(void **state)
{
    cho_packet_participant p;
    (void)state;
    assert_result(CHORUS_E_TYPE, read_participant("[]", &p));
    assert_result(CHORUS_E_TYPE, read_participant("null", &p));
    assert_result(CHORUS_E_PROTOCOL, read_participant("{\"level\":}", &p));
}

static void test_participants_are_read_from_a_list(void **state)
{
    cho_json_reader        r;
    cho_packet_participant p;
    int                    count = 0, refused = 0;
    (void)state;
    cho_json_reader_init(&r, cho_span_of("[{\"userID\":0},7,{\"userID\":1},[],{\"userID\":2}]"), 0);
    assert_true(cho_json_enter_array(&r));
    while (cho_json_next_element(&r)) {
        if (cho_packet_read_participant(&r, &p) == CHORUS_OK)
            assert_int_equal(p.user_id, count++);
        else
            refused++;
    }
    assert_true(cho_json_finish(&r));
    assert_true(count == 3 && refused == 2);
}

/* ---- error ---- */

static void check_error(void **state, const char *json, int32_t code, const char *message,
                        const char *path)
{
    failing_allocator *f = *state;
    cho_json_reader    r;
    cho_json_value     v;
    cho_packet_error   e;
    cho_buf            out;
    cho_json_reader_init(&r, cho_span_of(json), 0);
    assert_true(cho_json_read(&r, &v));
    cho_packet_read_error(&v, &e);
    assert_int_equal(e.code, code);
    cho_buf_init(&out, &f->hooks);
    cho_json_append_unescaped(&e.message, &out);
    cho_buf_text(&out, "|");
    cho_packet_append_path(&e, &out);
    char expected[100];
    snprintf(expected, sizeof expected, "%s|%s", message, path);
    assert_string_equal(out.data, expected);
    cho_buf_deinit(&out);
}

static void test_errors_are_read(void **state)
{
    check_error(
        state,
        "{\"code\":4012,\"message\":\"unknown \\\"x\\\"\",\"path\":\"controls.0.controlID\"}", 4012,
        "unknown \"x\"", "controls.0.controlID");
    check_error(state,
                "{\"path\":[\"controls\",\"0\",\"c\\u006f\"],\"message\":\"m\",\"code\":\"4012\"}",
                4012, "m", "controls.0.co");
    check_error(state, "{\"code\":4000,\"message\":\"m\",\"path\":[\"a\",0,\"b\"]}", 4000, "m",
                "a.0.b");
    check_error(state, "{\"code\":4000,\"message\":\"m\",\"path\":null}", 4000, "m", "");
    check_error(state, "{\"code\":4000,\"message\":\"m\",\"path\":[]}", 4000, "m", "");
    check_error(state, "{}", 0, "", "");
    check_error(state, "null", 0, "", "");
    check_error(state, "7", 0, "", "");
    check_error(state, "\"went wrong\"", 0, "went wrong", "");
    check_error(state, "{\"code\":1e99,\"message\":7,\"path\":8}", 0, "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_input_is_read),
        cmocka_unit_test(test_members_of_an_input_may_come_in_any_order),
        cmocka_unit_test(test_escapes_in_an_input_are_told),
        cmocka_unit_test(test_events_have_a_meaning),
        cmocka_unit_test(test_transactions_are_strings_or_integers),
        cmocka_unit_test(test_coordinates_are_finite_floats),
        cmocka_unit_test(test_buttons_are_int32),
        cmocka_unit_test(test_members_of_a_wrong_type_are_absent),
        cmocka_unit_test(test_what_is_no_input_is_refused_but_read),
        cmocka_unit_test(test_the_last_of_equal_members_counts),
        cmocka_unit_test(test_unsound_input_is_a_protocol_error),
        cmocka_unit_test(test_ids_of_all_sorts_survive),
        cmocka_unit_test(test_a_participant_is_read),
        cmocka_unit_test(test_missing_fields_have_defaults),
        cmocka_unit_test(test_fields_of_a_participant_are_taken_liberally),
        cmocka_unit_test(test_fields_out_of_range_are_missing),
        cmocka_unit_test(test_a_later_bad_field_takes_back_a_good_one),
        cmocka_unit_test(test_what_is_no_participant_is_refused),
        cmocka_unit_test(test_participants_are_read_from_a_list),
        HEAP_TEST(test_errors_are_read),
    };
    return cmocka_run_group_tests_name("codec/packet_body", tests, NULL, NULL);
}
