/* The real chorus-crowd, against a host on a real port. */
#include "support/deadline.h"
#include "support/host_lab.h"
#include "support/program.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXTBOX "{\"controlID\":\"t\",\"kind\":\"textbox\",\"hasSubmit\":true}"
#define ALL_KINDS                                                                                              \
    "{\"controlID\":\"b\",\"kind\":\"button\"},{\"controlID\":\"c\",\"kind\":\"button\"},"                        \
    "{\"controlID\":\"j\",\"kind\":\"joystick\"},{\"controlID\":\"s\",\"kind\":\"screen\"},"                      \
    "{\"controlID\":\"l\",\"kind\":\"label\"}," TEXTBOX
#define STAGE(controls)                                                                                        \
    "[{\"method\":\"createControls\",\"params\":{\"sceneID\":\"default\",\"controls\":[" controls                 \
    "]}},{\"method\":\"ready\"}]"

/* ---- running it ---- */

static raw_socket *open_stage(host_lab *lab, const char *stage)
{
    raw_socket *game = host_lab_game(lab);
    host_lab_say(game, stage);
    host_lab_hear_of(game, "onReady");
    return game;
}

/* Runs it with these options besides the address. NULL: it said nothing. */
static cJSON *run_at(host_lab *lab, const char *url, const char *const *options, int *status)
{
    const char *arguments[24] = { url };
    program     crowd;
    for (int i = 0; options[i] != NULL; i++)
        arguments[1 + i] = options[i];
    program_start(&crowd, "chorus-crowd", arguments);
    crowd.attend     = lab == NULL ? NULL : host_lab_pump;
    crowd.user       = lab;
    const char *line = program_hear(&crowd);
    cJSON      *json = line == NULL ? NULL : cJSON_Parse(line);
    *status          = program_end(&crowd);
    return json;
}

static cJSON *run(host_lab *lab, const char *const *options)
{
    char   url[64];
    int    status;
    snprintf(url, sizeof url, "http%s://127.0.0.1:%u/?channel=1", lab->ca_file == NULL ? "" : "s", lab->port);
    cJSON *report = run_at(lab, url, options, &status);
    assert_int_equal(status, 0);
    assert_non_null(report);
    return report;
}

#define RUN(lab, ...) run(lab, (const char *const[]){ __VA_ARGS__, NULL })

/* "inputs", "sent" */
static long figure(const cJSON *report, const char *part, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(report, part), name);
    if (!cJSON_IsNumber(value))
        fail_msg("the report has no %s.%s", part, name);
    return (long)value->valuedouble;
}

static long codes(const cJSON *report, const char *part, const char *table, const char *code)
{
    const cJSON *codes_of = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(report, part), table);
    const cJSON *value    = cJSON_GetObjectItemCaseSensitive(codes_of, code);
    assert_true(cJSON_IsObject(codes_of));
    return value == NULL ? 0 : (long)value->valuedouble;
}

static void assert_all_accounted_for(const cJSON *report)
{
    assert_int_equal(figure(report, "inputs", "sent"), figure(report, "inputs", "accepted")
                                                           + figure(report, "inputs", "rejected")
                                                           + figure(report, "inputs", "lost"));
}

/* The host tells of its figures a few times a second. */
static chorus_host_info counts_of(host_lab *lab, uint64_t accepted, uint64_t rejected)
{
    chorus_host_info info;
    CHORUS_INIT(&info);
    for (uint64_t until_ns = deadline_ns();; deadline_yield(until_ns)) {
        host_lab_pump(lab);
        assert_int_equal(chorus_host_get_info(lab->rt, lab->session, &info), CHORUS_OK);
        bool is_all = info.inputs_accepted >= accepted && info.inputs_rejected >= rejected;
        if (is_all && info.participant_count == 0)
            return info;
    }
}

/* ---- what it counts ---- */

static void test_its_counts_agree_with_the_hosts(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = open_stage(lab, STAGE(TEXTBOX));
    cJSON      *report = RUN(lab, "--participants", "30", "--seconds", "2", "--join-rate", "100", "--behaviour",
                             "steady:5=2,burst:60/1=1");
    assert_all_accounted_for(report);
    assert_int_equal(figure(report, "connections", "opened"), 30);
    assert_int_equal(figure(report, "connections", "at_end"), 30);
    assert_int_equal(figure(report, "connections", "dropped"), 0);
    assert_int_equal(figure(report, "inputs", "lost"), 0);
    assert_true(codes(report, "inputs", "rejected_by", "4099") > 0); /* more at once than a bucket holds */
    chorus_host_info info = counts_of(lab, (uint64_t)figure(report, "inputs", "accepted"),
                                      (uint64_t)figure(report, "inputs", "rejected"));
    assert_int_equal(info.inputs_accepted, figure(report, "inputs", "accepted"));
    assert_int_equal(info.inputs_rejected, figure(report, "inputs", "rejected"));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(report, "broadcasts")), 0);
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

/* Other addresses than the host's own are counted, also on one machine. */
static int open_to_many(void **state)
{
    chorus_host_options options;
    chorus_host_limits  limits;
    CHORUS_INIT(&options);
    CHORUS_INIT(&limits);
    limits.connections_per_address = limits.connects_per_address_s = 1000;
    limits.requests_per_address_s = limits.joins_per_address_s = 1000;
    options.limits = &limits;
    return host_lab_set_up_with(state, &options);
}

static void test_five_hundred_join_play_and_are_all_still_there(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = open_stage(lab, STAGE(TEXTBOX));
    cJSON      *report = RUN(lab, "--participants", "500", "--seconds", "4", "--join-rate", "300");
    assert_all_accounted_for(report);
    assert_int_equal(figure(report, "connections", "opened"), 500);
    assert_int_equal(figure(report, "connections", "at_end"), 500);
    assert_int_equal(figure(report, "connections", "dropped"), 0);
    assert_int_equal(figure(report, "inputs", "rejected"), 0);
    assert_true(figure(report, "inputs", "accepted") > 0);
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

static void test_a_broadcast_with_its_time_is_timed(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab, STAGE(TEXTBOX));
    char        url[64];
    program     crowd;
    snprintf(url, sizeof url, "http://127.0.0.1:%u", lab->port);
    program_start(&crowd, "chorus-crowd",
                  (const char *const[]){ url, "--participants", "20", "--seconds", "2", "--join-rate", "100", NULL });
    host_lab_wait_counts(lab, 20, 1);
    host_lab_say(game, "{\"id\":7,\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"everyone\"],"
                       "\"data\":{\"sent_ns\":1000000}}}");
    cJSON       *report = cJSON_Parse(program_hear(&crowd));
    const cJSON *first  = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(report, "broadcasts"), 0);
    assert_int_equal(cJSON_GetObjectItemCaseSensitive(first, "delivered")->valuedouble, 20);
    assert_int_equal(codes(report, "ms", "event", "count"), 20);
    cJSON_Delete(report);
    assert_int_equal(program_end(&crowd), 0);
    host_lab_hang_up(game);
}

static void test_it_comes_from_many_addresses(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = open_stage(lab, STAGE(TEXTBOX));
    cJSON      *report = RUN(lab, "--participants", "10", "--seconds", "1", "--sources", "5");
    assert_int_equal(figure(report, "connections", "opened"), 10);
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

/* ---- the seed ---- */

static char *plan_of(const char *seed)
{
    program crowd;
    char   *plan = calloc(1, PROGRAM_LINE_BYTES);
    assert_non_null(plan);
    program_start(&crowd, "chorus-crowd",
                  (const char *const[]){ "http://127.0.0.1:1", "--plan", "--seed", seed, "--participants", "40",
                                         "--seconds", "3", "--behaviour", "steady:2,burst,joystick,reload:1,slow,troll",
                                         NULL });
    for (const char *line; (line = program_hear(&crowd)) != NULL;) {
        strcat(plan, line);
        strcat(plan, "\n");
    }
    assert_int_equal(program_end(&crowd), 0);
    return plan;
}

static void test_the_same_seed_is_the_same_crowd(void **state)
{
    (void)state;
    char *one = plan_of("7"), *again = plan_of("7"), *other = plan_of("8");
    assert_string_equal(one, again);
    assert_string_not_equal(one, other);
    assert_non_null(strstr(one, "burst input 20 "));
    assert_non_null(strstr(one, "joystick move 1 "));
    assert_non_null(strstr(one, "reload return "));
    assert_non_null(strstr(one, "slow join "));
    assert_null(strstr(one, "slow input "));
    assert_non_null(strstr(one, "troll garbage "));
    free(one);
    free(again);
    free(other);
}

/* ---- behaviours ---- */

static void test_those_who_move_are_all_answered(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = open_stage(lab, STAGE(ALL_KINDS));
    cJSON      *report = RUN(lab, "--participants", "10", "--seconds", "2", "--behaviour", "joystick:50,steady:5");
    assert_all_accounted_for(report);
    assert_true(figure(report, "inputs", "accepted") > 0);
    assert_int_equal(figure(report, "inputs", "lost"), 0);
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

static void test_inputs_without_replies_reach_the_host_too(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = open_stage(lab, STAGE(ALL_KINDS));
    cJSON      *report = RUN(lab, "--participants", "5", "--seconds", "2", "--behaviour", "steady:10", "--discard");
    uint64_t    sent   = (uint64_t)figure(report, "inputs", "discarded");
    assert_true(sent > 0);
    assert_int_equal(figure(report, "inputs", "sent"), 0);
    assert_int_equal(codes(report, "ms", "reply", "count"), 0);
    (void)counts_of(lab, sent, 0); /* waits until they have all been counted */
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

static void test_a_reload_storm_brings_everybody_back(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = open_stage(lab, STAGE(ALL_KINDS));
    cJSON      *report = RUN(lab, "--participants", "50", "--seconds", "3.5", "--behaviour", "reload:1");
    assert_in_range(figure(report, "connections", "opened"), 2 * 50, 4 * 50); /* a busy machine has time for fewer storms */
    assert_int_equal(figure(report, "connections", "dropped"), 0);
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

static void test_slow_readers_hold_up_nobody(void **state)
{
    host_lab   *lab    = *state;
    raw_socket *game   = open_stage(lab, STAGE(ALL_KINDS));
    cJSON      *report = RUN(lab, "--participants", "20", "--seconds", "2", "--behaviour", "slow,steady:5");
    assert_all_accounted_for(report);
    assert_int_equal(figure(report, "connections", "opened"), 20);
    assert_int_equal(codes(report, "ms", "welcome", "count"), 10);
    assert_true(figure(report, "inputs", "accepted") > 0);
    assert_int_equal(figure(report, "inputs", "lost"), 0);
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

static void test_garbage_harms_neither_the_host_nor_those_who_play(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab, STAGE(TEXTBOX));
    cJSON *report = RUN(lab, "--participants", "20", "--seconds", "3", "--seed", "3", "--behaviour", "troll:50,steady:4");
    assert_all_accounted_for(report);
    assert_int_equal(figure(report, "connections", "dropped"), 0); /* trolls ask for it */
    assert_true(cJSON_GetObjectItemCaseSensitive(report, "garbage")->valuedouble > 0);
    assert_true(codes(report, "connections", "closed", "1002") > 0);
    cJSON_Delete(report);
    report = RUN(lab, "--participants", "5", "--seconds", "1", "--behaviour", "steady:10");
    assert_int_equal(figure(report, "inputs", "sent"), figure(report, "inputs", "accepted"));
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

/* ---- ways in ---- */

static void test_it_comes_by_tls(void **state)
{
    (void)state;
    host_lab  lab;
    tls_files files;
    tls_files_make(&files, "localhost");
    host_lab_open_tls(&lab, NULL, &files);
    raw_socket *game   = open_stage(&lab, STAGE(TEXTBOX));
    cJSON      *report = RUN(&lab, "--participants", "5", "--seconds", "1", "--behaviour", "steady:10", "--ca-file",
                             files.authority);
    assert_int_equal(figure(report, "connections", "opened"), 5);
    assert_true(figure(report, "inputs", "accepted") > 0);
    cJSON_Delete(report);
    host_lab_hang_up(game);
    host_lab_close(&lab);
    tls_files_remove(&files);
}

static void test_the_sockets_address_can_be_given(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab, STAGE(TEXTBOX));
    char        url[128];
    int         status;
    snprintf(url, sizeof url, "ws://127.0.0.1:%u/participant?channel=1&x-protocol-version=2.0&key=", lab->port);
    cJSON *report = run_at(lab, url, (const char *const[]){ "--participants", "5", "--seconds", "1", NULL }, &status);
    assert_int_equal(status, 0);
    assert_int_equal(figure(report, "connections", "opened"), 5);
    cJSON_Delete(report);
    host_lab_hang_up(game);
}

static void test_who_is_refused_is_counted_and_nobody_in_is_a_failure(void **state)
{
    host_lab *lab = *state; /* without a game there are no seats */
    char      url[64];
    int       status;
    snprintf(url, sizeof url, "http://127.0.0.1:%u", lab->port);
    cJSON *report = run_at(lab, url, (const char *const[]){ "--participants", "3", "--seconds", "1", NULL }, &status);
    assert_int_equal(status, 3);
    assert_int_equal(codes(report, "connections", "refused", "404"), 3);
    cJSON_Delete(report);
    report = run_at(NULL, "http://127.0.0.1:1", (const char *const[]){ "--participants", "3", "--seconds", "1", NULL },
                    &status);
    assert_int_equal(status, 3);
    assert_int_equal(codes(report, "connections", "errors", "Connection refused"), 3);
    cJSON_Delete(report);
}

static void test_a_wrong_command_line_is_told(void **state)
{
    (void)state;
    static const char *const wrong[][3] = {
        { "nowhere" },
        { "ftp://127.0.0.1" },
        { "http://:80" },
        { "http://127.0.0.1:0" },
        { "http://127.0.0.1", "--participants", "0" },
        { "http://127.0.0.1", "--behaviour", "lazy" },
        { "http://127.0.0.1", "--behaviour", "steady:1=0" },
        { "http://127.0.0.1", "--behaviour", "steady:1," },
        { "http://127.0.0.1", "--seconds", "-1" },
        { "http://127.0.0.1", "--nothing", "1" },
        { "http://10.0.0.1", "--sources", "2" },
        { "--verbose" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *const arguments[] = { wrong[i][0], wrong[i][1], wrong[i][2], NULL };
        assert_int_equal(program_run("chorus-crowd", arguments), 2);
    }
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_its_counts_agree_with_the_hosts),
        cmocka_unit_test_setup_teardown(test_five_hundred_join_play_and_are_all_still_there, open_to_many, host_lab_tear_down),
        LAB_TEST(test_it_comes_from_many_addresses),
        LAB_TEST(test_a_broadcast_with_its_time_is_timed),
        cmocka_unit_test(test_the_same_seed_is_the_same_crowd),
        LAB_TEST(test_those_who_move_are_all_answered),
        LAB_TEST(test_inputs_without_replies_reach_the_host_too),
        LAB_TEST(test_a_reload_storm_brings_everybody_back),
        LAB_TEST(test_slow_readers_hold_up_nobody),
        LAB_TEST(test_garbage_harms_neither_the_host_nor_those_who_play),
        cmocka_unit_test(test_it_comes_by_tls),
        LAB_TEST(test_the_sockets_address_can_be_given),
        LAB_TEST(test_who_is_refused_is_counted_and_nobody_in_is_a_failure),
        cmocka_unit_test(test_a_wrong_command_line_is_told),
    };
    return cmocka_run_group_tests_name("crowd", tests, NULL, NULL);
}
