/* The real chorus-cli, between pipes, against a host on a real port and against a peer of our own words. */
#include "support/host_lab.h"
#include "support/program.h"
#include "support/scripted_peer.h"

#include <cjson/cJSON.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- against the host ---- */

typedef struct stage {
    host_lab lab;
    program  cli;
} stage;

static void start(stage *s, const char *option)
{
    char              url[64];
    const char *const arguments[] = { "interactive", "--url", url, "--token", "sec+ret", option, NULL };
    snprintf(url, sizeof url, "ws://127.0.0.1:%u/gameClient", s->lab.port);
    program_start(&s->cli, "chorus-cli", arguments);
    s->cli.attend = host_lab_pump;
    s->cli.user   = &s->lab;
}

static int set_up(void **state)
{
    stage *s = malloc(sizeof *s);
    assert_non_null(s);
    host_lab_open(&s->lab, NULL);
    start(s, NULL);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;
    host_lab_close(&s->lab);
    free(s);
    return 0;
}

static void quit(stage *s)
{
    program_say(&s->cli, "{\"do\":\"quit\"}");
    assert_int_equal(program_end(&s->cli), 0);
}

static void test_every_line_is_an_object_of_json(void **state)
{
    stage *s = *state;
    program_say(&s->cli, "{\"do\":\"wait\",\"state\":\"ready\"}");
    program_say(&s->cli, "{\"do\":\"create\",\"control\":\"a\\\"b\",\"kind\":\"button\"}");
    program_say(&s->cli, "{\"do\":\"wait\",\"replies\":true}");
    program_say(&s->cli, "{\"do\":\"list\",\"kind\":\"control\"}");
    program_say(&s->cli, "nonsense");
    program_say(&s->cli, "{\"do\":\"stats\"}");
    program_say(&s->cli, "{\"do\":\"quit\"}");
    const char *line;
    int         count = 0;
    while ((line = program_hear(&s->cli)) != NULL) {
        cJSON *json = cJSON_Parse(line);
        assert_true(cJSON_IsObject(json));
        cJSON_Delete(json);
        count++;
    }
    assert_true(count > 10);
    assert_int_equal(program_end(&s->cli), 0);
}

static void test_commands_reach_the_host_and_their_results_carry_their_id(void **state)
{
    stage *s = *state;
    program_hear_of(&s->cli, "{\"event\":\"session_ready\"");
    program_say(&s->cli, "{\"do\":\"create\",\"control\":\"fire\",\"kind\":\"button\",\"properties\":{\"cost\":3},\"id\":\"x\"}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_OK\",\"do\":\"create\",\"id\":\"x\",\"request\":\"1\"}");
    program_hear_of(&s->cli, "{\"event\":\"control_create\"");
    program_say(&s->cli, "{\"do\":\"set\",\"control\":\"fire\",\"path\":\"text\",\"value\":\"Fire!\"}");
    program_hear_of(&s->cli, "{\"event\":\"control_update\"");
    program_say(&s->cli, "{\"id\":7,\"do\":\"get\",\"control\":\"fire\",\"path\":\"text\"}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_OK\",\"do\":\"get\",\"id\":7,\"value\":\"Fire!\"}");
    program_say(&s->cli, "{\"do\":\"create\",\"scene\":\"night\"}");
    program_hear_of(&s->cli, "{\"event\":\"scene_create\"");
    program_say(&s->cli, "{\"do\":\"create\",\"group\":\"owls\",\"scene\":\"night\"}");
    program_hear_of(&s->cli, "{\"event\":\"group_create\"");
    program_say(&s->cli, "{\"do\":\"delete\",\"group\":\"owls\"}");
    program_hear_of(&s->cli, "{\"event\":\"group_delete\"");
    program_say(&s->cli, "{\"do\":\"delete\",\"scene\":\"night\"}");
    program_hear_of(&s->cli, "{\"event\":\"scene_delete\"");
    program_say(&s->cli, "{\"do\":\"delete\",\"control\":\"fire\"}");
    program_hear_of(&s->cli, "{\"event\":\"control_delete\"");
    program_say(&s->cli, "{\"do\":\"call\",\"method\":\"getTime\"}");
    program_hear_of(&s->cli, "\"method\":\"getTime\",\"message\":\"\",\"path\":\"\",\"json\":{\"time\":");
    program_say(&s->cli, "{\"do\":\"time\"}");
    program_hear_of(&s->cli, "\"time_ms\":1");
    program_say(&s->cli, "{\"do\":\"compression\",\"schemes\":\"gzip, text\"}");
    program_hear_of(&s->cli, "\"json\":{\"scheme\":\"gzip\"}");
    program_say(&s->cli, "{\"do\":\"ready\",\"ready\":false}");
    program_hear_of(&s->cli, "\"state\":\"staging\",\"previous\":\"ready\"");
    quit(s);
}

static void test_an_input_is_one_line(void **state)
{
    stage *s = *state;
    program_hear_of(&s->cli, "session_ready");
    program_say(&s->cli, "{\"do\":\"create\",\"control\":\"go\",\"kind\":\"button\"}");
    program_hear_of(&s->cli, "control_create");
    raw_socket *ann = host_lab_viewer(&s->lab, "Ann");
    program_hear_of(&s->cli, "\"name\":\"Ann\"");
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"go\",\"event\":\"mousedown\"}}");
    const char *line = program_hear_of(&s->cli, "{\"event\":\"input\"");
    assert_non_null(strstr(line, "\"control\":\"go\",\"action\":\"mousedown\",\"kind\":\"down\""));
    assert_non_null(strstr(line, "\"json\":{\"controlID\":\"go\""));
    program_say(&s->cli, "{\"do\":\"broadcast\",\"scope\":[\"everyone\"],\"data\":{\"boom\":1}}");
    host_lab_hear_of(ann, "\"boom\":1");
    host_lab_hang_up(ann);
    quit(s);
}

static void test_typed_methods_have_commands(void **state)
{
    stage *s = *state;
    program_hear_of(&s->cli, "session_ready");
    program_say(&s->cli, "{\"do\":\"create\",\"group\":\"red\"}");
    program_hear_of(&s->cli, "group_create");
    raw_socket *ann = host_lab_viewer(&s->lab, "Ann");
    program_hear_of(&s->cli, "\"name\":\"Ann\"");
    program_say(&s->cli, "{\"do\":\"move\",\"group\":\"default\",\"to\":\"red\"}");
    program_hear_of(&s->cli, "\"group\":\"red\"");
    program_say(&s->cli, "{\"do\":\"move\",\"to\":\"default\"}");
    program_hear_of(&s->cli, "\"group\":\"default\"");
    program_say(&s->cli, "{\"do\":\"move\",\"participant\":\"nobody\",\"to\":\"red\"}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_E_NOT_FOUND\",\"do\":\"move\"");
    program_say(&s->cli, "{\"do\":\"fetch\",\"what\":\"participants\"}");
    program_hear_of(&s->cli, "\"json\":{\"participants\":[{");
    program_say(&s->cli, "{\"do\":\"fetch\",\"what\":\"memory\"}");
    program_hear_of(&s->cli, "\"method\":\"getMemoryStats\"");
    program_say(&s->cli, "{\"do\":\"fetch\",\"what\":\"luck\"}");
    program_hear_of(&s->cli, "{\"error\":\"\\\"what\\\" is not");
    program_say(&s->cli, "{\"do\":\"cooldown\",\"scene\":\"default\",\"ms\":1000,\"extend\":true}");
    program_hear_of(&s->cli, "\"do\":\"cooldown\"}");
    program_say(&s->cli, "{\"do\":\"priority\",\"priority\":2}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_OK\",\"do\":\"priority\"}");
    program_say(&s->cli, "{\"do\":\"token\",\"token\":\"another\"}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_OK\",\"do\":\"token\"}");
    program_say(&s->cli, "{\"do\":\"upload\",\"path\":\"a.txt\",\"file\":\"/nowhere\"}");
    program_hear_of(&s->cli, "\"do\":\"upload\"");
    program_say(&s->cli, "{\"do\":\"delete_file\",\"path\":\"a.txt\"}");
    program_hear_of(&s->cli, "\"do\":\"delete_file\",\"request\"");
    host_lab_hang_up(ann);
    quit(s);
}

static void test_a_bad_line_is_told_with_its_place_and_ends_nothing(void **state)
{
    static const struct {
        const char *line, *answer;
    } lines[] = {
        { "{\"do\":\"call\" \"method\":1}", "{\"error\":\"missing comma\",\"line\":1,\"byte\":13}" },
        { "[]", "{\"error\":\"not an object\",\"line\":2,\"byte\":0}" },
        { "{\"do\":\"dance\",\"id\":4}", "{\"error\":\"there is no such \\\"do\\\"\",\"line\":3,\"do\":\"dance\",\"id\":4}" },
        { "{\"do\":\"call\",\"params\":{}}", "{\"error\":\"there is no \\\"method\\\"\",\"line\":4,\"do\":\"call\"}" },
        { "{\"do\":\"set\",\"control\":\"x\",\"path\":\"p\",\"value\":{]}", "\"line\":5,\"byte\":46}" },
        { "{\"do\":\"capture\",\"transaction\":\"\"}", "{\"error\":\"there is no \\\"transaction\\\"\",\"line\":6" },
        { "{} x", "{\"error\":\"something follows the object\",\"line\":7,\"byte\":3}" },
        { "{\"do\":\"\\ud800\"}", "{\"error\":\"half a character\",\"line\":8,\"byte\":" },
        { "{\"do\":\"time\"", "{\"error\":\"ends early\",\"line\":9,\"byte\":12}" },
        { "{\"do\":\"wait\",\"event\":\"moon\"}", "{\"error\":\"there is no such event or state\",\"line\":10," },
        { "{\"do\":\"wait\",\"state\":\"unknown\"}", "{\"error\":\"there is no such event or state\",\"line\":11," },
        { "{\"do\":\"wait\",\"event\":\"input\",\"count\":0}", "{\"error\":\"\\\"count\\\" is 0\",\"line\":12," },
    };
    stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        program_say(&s->cli, lines[i].line);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        program_hear_of(&s->cli, lines[i].answer);
    program_say(&s->cli, "{\"do\":\"wait\",\"state\":\"ready\"}");
    program_say(&s->cli, "{\"do\":\"get\",\"control\":\"nobody\"}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_E_NOT_FOUND\",\"do\":\"get\"");
    quit(s);
}

static void test_a_line_that_is_too_long_is_passed_over(void **state)
{
    enum { TOO_LONG = 5 * 1024 * 1024, PIECE = 4096 };
    stage *s = *state;
    char   piece[PIECE];
    memset(piece, 'x', sizeof piece);
    for (int sent = 0; sent < TOO_LONG; sent += PIECE)
        assert_int_equal(write(s->cli.in, piece, sizeof piece), PIECE);
    program_say(&s->cli, "");
    program_hear_of(&s->cli, "{\"error\":\"the line is too long\",\"line\":1}");
    program_say(&s->cli, "{\"do\":\"stats\"}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_OK\",\"do\":\"stats\"");
    quit(s);
}

static void test_a_script_in_a_pipe_waits_for_what_it_asks_for(void **state)
{
    stage *s = *state;
    quit(s);
    start(s, "--exit-on-eof");
    program_say(&s->cli, "{\"do\":\"wait\",\"state\":\"ready\",\"id\":1}");
    program_say(&s->cli, "{\"do\":\"create\",\"control\":\"go\",\"kind\":\"button\"}");
    program_say(&s->cli, "{\"do\":\"wait\",\"replies\":true,\"id\":2}");
    program_say(&s->cli, "{\"do\":\"wait\",\"event\":\"world_update\",\"timeout_ms\":20,\"id\":3}");
    program_end_input(&s->cli);
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_OK\",\"do\":\"wait\",\"id\":1}");
    program_hear_of(&s->cli, "{\"event\":\"reply\"");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_OK\",\"do\":\"wait\",\"id\":2}");
    program_hear_of(&s->cli, "{\"result\":\"CHORUS_E_TIMEOUT\",\"do\":\"wait\",\"id\":3}");
    program_hear_of(&s->cli, "{\"event\":\"session_closed\"");
    assert_int_equal(program_end(&s->cli), 0);
}

static void test_the_end_of_input_alone_ends_nothing(void **state)
{
    stage *s = *state;
    program_end_input(&s->cli);
    program_hear_of(&s->cli, "session_ready");
    raw_socket *ann = host_lab_viewer(&s->lab, "Ann");
    program_hear_of(&s->cli, "participant_join");
    host_lab_hang_up(ann);
    program_hear_of(&s->cli, "participant_leave");
    kill(s->cli.pid, SIGTERM);
    program_hear_of(&s->cli, "session_closed");
    assert_int_equal(program_end(&s->cli), 0);
}

static void test_when_nobody_reads_its_results_it_ends(void **state)
{
    stage *s = *state;
    int    silence[2];
    program_hear_of(&s->cli, "session_ready");
    assert_int_equal(pipe(silence), 0);
    assert_int_equal(dup2(silence[0], s->cli.out), s->cli.out);
    close(silence[0]);
    close(silence[1]);
    program_say(&s->cli, "{\"do\":\"time\"}");
    assert_int_equal(program_end(&s->cli), 1);
}

/* ---- recordings ---- */

static void test_a_recorded_session_is_replayed_line_for_line(void **state)
{
    static char lines[40][2048];
    int         count = 0;
    char        url[64], file[] = "/tmp/chorus-cli-XXXXXX";
    stage      *s = *state;
    close(mkstemp(file));
    quit(s);
    snprintf(url, sizeof url, "ws://127.0.0.1:%u/gameClient", s->lab.port);
    const char *const record[] = { "interactive", "--url", url, "--token", "sec+ret", "--record", file, NULL };
    const char *const replay[] = { "replay", file, NULL };
    program_start(&s->cli, "chorus-cli", record);
    s->cli.attend = host_lab_pump;
    s->cli.user   = &s->lab;
    program_hear_of(&s->cli, "session_ready");
    program_say(&s->cli, "{\"do\":\"create\",\"control\":\"go\",\"kind\":\"button\"}");
    snprintf(lines[count++], sizeof *lines, "%s", program_hear_of(&s->cli, "{\"event\":\"control_create\""));
    snprintf(lines[count++], sizeof *lines, "%s", program_hear_of(&s->cli, "{\"event\":\"reply\""));
    program_say(&s->cli, "{\"do\":\"quit\"}");
    snprintf(lines[count++], sizeof *lines, "%s", program_hear_of(&s->cli, "{\"event\":\"session_closed\""));
    assert_int_equal(program_end(&s->cli), 0);

    program_start(&s->cli, "chorus-cli", replay);
    for (int i = 0; i < count; i++)
        program_hear_of(&s->cli, lines[i]);
    assert_int_equal(program_end(&s->cli), 0);
    unlink(file);
}

static void test_the_exit_code_tells_that_a_recording_is_damaged(void **state)
{
    static const char *const arguments[] = { "replay", "README.md", NULL };
    program                  cli;
    (void)state;
    program_start(&cli, "chorus-cli", arguments);
    program_hear_of(&cli, "line 1, byte 0: ");
    assert_int_equal(program_end(&cli), 5);
}

/* ---- below methods and events ---- */

static void test_packets_are_seen_sent_and_answered(void **state)
{
    scripted_peer     peer;
    program           cli;
    uint16_t          code;
    const char *const arguments[] = { "interactive", "--url", peer.url, "--raw", NULL };
    (void)state;
    peer_listen(&peer);
    program_start(&cli, "chorus-cli", arguments);
    peer_accept(&peer);
    peer_open_session(&peer, NULL);
    program_hear_of(&cli, "{\"event\":\"session_ready\"");
    peer_send(&peer, "{\"type\":\"method\",\"id\":7,\"method\":\"howAreYou\",\"params\":{},\"seq\":90}");
    program_hear_of(&cli, "\"is_sent\":false,\"text\":\"{\\\"type\\\":\\\"method\\\",\\\"id\\\":7");
    program_hear_of(&cli, "\"method\":\"howAreYou\",\"params\":{},\"id\":7}");
    program_say(&cli, "{\"do\":\"reply\",\"to\":7,\"result\":{\"fine\":true}}");
    program_say(&cli, "{\"do\":\"send\",\"packet\":{\"odd\":[1]}}");
    program_hear_of(&cli, "\"is_sent\":true,\"text\":\"{\\\"odd\\\":[1]}\"");
    program_say(&cli, "{\"do\":\"line\"}");
    program_hear_of(&cli, "{\"result\":\"CHORUS_OK\",\"do\":\"line\",\"seq\":90,");
    do
        assert_true(peer_read(&peer, &code));
    while (strstr(peer.message, "\"fine\":true") == NULL);
    program_say(&cli, "{\"do\":\"suspend\"}");
    while (peer_read(&peer, &code))
        continue;
    peer_drop(&peer);
    program_hear_of(&cli, "\"state\":\"suspended\"");
    program_say(&cli, "{\"do\":\"close\"}");
    assert_int_equal(program_end(&cli), 0);
    peer_close_all(&peer);
}

/* ---- exit codes ---- */

static void test_the_exit_code_tells_that_the_service_refused(void **state)
{
    scripted_peer     peer;
    program           cli;
    const char *const arguments[] = { "interactive", "--url", peer.url, NULL };
    (void)state;
    peer_listen(&peer);
    program_start(&cli, "chorus-cli", arguments);
    peer_accept(&peer);
    peer_send_close(&peer, 4020, "no such version");
    program_hear_of(&cli, "{\"event\":\"session_closed\"");
    assert_int_equal(program_end(&cli), 4);
    peer_close_all(&peer);
}

static void test_the_exit_code_tells_that_nobody_answers(void **state)
{
    scripted_peer     peer;
    const char *const arguments[] = { "interactive", "--url", peer.url, "--attempts", "1", NULL };
    (void)state;
    peer_listen(&peer);
    peer_close_all(&peer); /* the port is free again */
    assert_int_equal(program_run("chorus-cli", arguments), 3);
}

static void test_a_wrong_command_line_is_told(void **state)
{
    static const char *const lines[][6] = {
        { NULL },
        { "dance", NULL },
        { "interactive", NULL },
        { "interactive", "--url", NULL },
        { "replay", NULL },
        { "interactive", "--url", "http://not.a.socket", NULL },
        { "interactive", "--url", "ws://a", "--version-id", "12x", NULL },
    };
    static const char *const help[] = { "help", NULL };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        assert_int_equal(program_run("chorus-cli", lines[i]), 2);
    assert_int_equal(program_run("chorus-cli", help), 0);
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_every_line_is_an_object_of_json),
        STAGE_TEST(test_commands_reach_the_host_and_their_results_carry_their_id),
        STAGE_TEST(test_an_input_is_one_line),
        STAGE_TEST(test_typed_methods_have_commands),
        STAGE_TEST(test_a_bad_line_is_told_with_its_place_and_ends_nothing),
        STAGE_TEST(test_a_line_that_is_too_long_is_passed_over),
        STAGE_TEST(test_a_script_in_a_pipe_waits_for_what_it_asks_for),
        STAGE_TEST(test_the_end_of_input_alone_ends_nothing),
        STAGE_TEST(test_when_nobody_reads_its_results_it_ends),
        STAGE_TEST(test_a_recorded_session_is_replayed_line_for_line),
        cmocka_unit_test(test_packets_are_seen_sent_and_answered),
        cmocka_unit_test(test_the_exit_code_tells_that_a_recording_is_damaged),
        cmocka_unit_test(test_the_exit_code_tells_that_the_service_refused),
        cmocka_unit_test(test_the_exit_code_tells_that_nobody_answers),
        cmocka_unit_test(test_a_wrong_command_line_is_told),
    };
    return cmocka_run_group_tests_name("cli/interactive", tests, NULL, NULL);
}
