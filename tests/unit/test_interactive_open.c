#include "support/failing_allocator.h"
#include "support/interactive_records.h"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_runtime_init(g, &f->hooks);
}

static chorus_interactive_options options_with(const char *address)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.address = address;
    return options;
}

static chorus_result open_with(ia_game *g, const chorus_interactive_options *options)
{
    chorus_session out = { 77 };
    chorus_result  r   = chorus_interactive_open(g->rt, options, &out);
    if (r == CHORUS_OK)
        ia_adopt_session(g, out);
    else
        assert_int_equal(out.id, 77);
    return r;
}

static void test_an_open_session_has_a_state_and_a_world(void **state)
{
    ia_game                    g;
    chorus_interactive_options options = options_with("wss://play.example.net/gameClient?x=1");
    begin(&g, state);
    options.token      = "XBL3.0 x=1;abc";
    options.share_code = "sh4re";
    assert_ok(open_with(&g, &options));
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_OPENING);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_WORLD), 1);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_SCENE), 0);
    ia_next_frame(&g);
    assert_int_equal(g.log_count, 0);
    ia_game_deinit(&g);
}

static void test_discovery_may_be_given_instead_and_what_is_no_host_may_not(void **state)
{
    ia_game                    g;
    chorus_interactive_options options = options_with("");
    begin(&g, state);
    options.discovery_url = "https://play.example.net";
    assert_ok(open_with(&g, &options));
    options.discovery_url = NULL;
    options.host          = g.session; /* it is a session, but no host */
    assert_int_equal(open_with(&g, &options), CHORUS_E_INVALID);
    ia_game_deinit(&g);
}

static void test_bad_options_are_refused_and_explained(void **state)
{
    chorus_interactive_options bad[11];
    static const char *const   lines[11] = {
        "give one of",        "give one of",        "give one of", "address is not",
        "address is not",     "address is not",     "discovery_url is not",
        "discovery_url is not", "host is not",      "token holds", "share_code holds",
    };
    ia_game g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        bad[i] = options_with(i < 6 ? NULL : i < 9 ? "" : "ws://a");
    bad[1].address       = "ws://a";
    bad[1].discovery_url = "http://a";
    bad[2].address       = "ws://a";
    bad[2].host.id       = 1;
    bad[3].address       = "http://a";
    bad[4].address       = "ws://";
    bad[5].address       = "ws://a\r\nX: y";
    bad[6].discovery_url = "ws://a";
    bad[7].discovery_url = "somewhere";
    bad[8].host.id       = 12345;
    bad[9].token         = "a\r\nX-Evil: 1";
    bad[10].share_code   = "caf\xc3\xa9";
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_result(CHORUS_E_INVALID, open_with(&g, &bad[i]));
        ia_next_frame(&g);
        if (strstr(g.last_line, lines[i]) == NULL)
            fail_msg("case %zu: the log says: %s", i, g.last_line);
    }
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_a_host_that_is_ending_is_refused(void **state)
{
    ia_game                    g;
    chorus_interactive_options options = options_with("ws://a");
    begin(&g, state);
    assert_ok(open_with(&g, &options));
    options.address = NULL;
    options.host    = g.session;
    ia_set_state(&g, CHORUS_STATE_CLOSING);
    assert_result(CHORUS_E_INVALID, open_with(&g, &options));
    ia_game_deinit(&g);
}

static void test_arguments_that_are_missing(void **state)
{
    ia_game                    g;
    chorus_session             out     = { 77 };
    chorus_interactive_options options = options_with("ws://a");
    begin(&g, state);
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(NULL, &options, &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, NULL, &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, NULL));
    options.struct_size = 0;
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &out));
    ia_next_frame(&g);
    assert_non_null(strstr(g.last_line, "CHORUS_INIT"));
    assert_int_equal(out.id, 77);
    ia_game_deinit(&g);
}

static void test_options_of_another_age(void **state)
{
    ia_game g;
    struct {
        chorus_interactive_options known;
        uint64_t                   later;
    } newer = { .later = 0 };
    begin(&g, state);
    newer.known             = options_with("ws://a");
    newer.known.struct_size = sizeof newer;
    assert_ok(open_with(&g, &newer.known));
    newer.later = 1;
    assert_result(CHORUS_E_VERSION, open_with(&g, &newer.known));
    ia_game_deinit(&g);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator         *f = *state;
    ia_game                    g;
    chorus_interactive_options options = options_with("ws://a");
    chorus_result              r       = CHORUS_E_MEMORY;
    begin(&g, state);
    options.token = "t0k";
    for (size_t nth = 1; r != CHORUS_OK; nth++) {
        chorus_session out  = { 77 };
        size_t         live = f->live_blocks;
        failing_allocator_fail_at(f, nth, nth % 2 == 0);
        r = chorus_interactive_open(g.rt, &options, &out);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        failing_allocator_succeed(f);
        if (r == CHORUS_OK)
            ia_adopt_session(&g, out);
        else
            assert_true(out.id == 77 && f->live_blocks <= live + 2); /* the session table may have grown */
    }
    ia_game_deinit(&g);
}

/* ---- no argument, in no state, is a crash ---- */

typedef struct garbage {
    chorus_runtime *rt;
    chorus_session  session;
    chorus_resource resource;
    const char     *text;
    bool            has_out;
} garbage;

static void try_readers(const garbage *x)
{
    chorus_participant_info participant;
    chorus_control_info     control;
    chorus_scene_info       scene;
    chorus_group_info       group;
    chorus_str              text;
    double                  number;
    int64_t                 integer;
    bool                    flag, out = x->has_out;
    CHORUS_INIT(&participant);
    CHORUS_INIT(&control);
    CHORUS_INIT(&scene);
    CHORUS_INIT(&group);
    chorus_interactive_get_participant(x->rt, x->session, x->resource, out ? &participant : NULL);
    chorus_interactive_get_control(x->rt, x->session, x->resource, out ? &control : NULL);
    chorus_interactive_get_scene(x->rt, x->session, x->resource, out ? &scene : NULL);
    chorus_interactive_get_group(x->rt, x->session, x->resource, out ? &group : NULL);
    chorus_interactive_get_kind(x->rt, x->session, x->resource);
    chorus_interactive_get_string(x->rt, x->session, x->resource, x->text, out ? &text : NULL);
    chorus_interactive_get_number(x->rt, x->session, x->resource, x->text, out ? &number : NULL);
    chorus_interactive_get_integer(x->rt, x->session, x->resource, x->text, out ? &integer : NULL);
    chorus_interactive_get_bool(x->rt, x->session, x->resource, x->text, out ? &flag : NULL);
    chorus_interactive_get_json(x->rt, x->session, x->resource, x->text, out ? &text : NULL);
    chorus_interactive_server_time(x->rt, x->session, out ? &integer : NULL);
}

static void try_finders(const garbage *x)
{
    chorus_resource found = x->resource;
    chorus_event    event = { .type = CHORUS_EVENT_INPUT, .session = x->session };
    for (int kind = -1; kind < 9; kind++) {
        chorus_interactive_find(x->rt, x->session, (chorus_resource_kind)kind, x->text, x->has_out ? &found : NULL);
        found = x->resource;
        chorus_interactive_next(x->rt, x->session, (chorus_resource_kind)kind, x->has_out ? &found : NULL);
        chorus_interactive_count(x->rt, x->session, (chorus_resource_kind)kind);
    }
    event.as.input.participant = event.as.input.control = (chorus_str){ "", 0 };
    event.as.input.who         = x->resource;
    chorus_interactive_find_control(x->rt, x->session, x->text, x->text, x->has_out ? &found : NULL);
    chorus_interactive_find_input_control(x->rt, &event, x->has_out ? &found : NULL);
}

static void try_setters(const garbage *x)
{
    chorus_request      request;
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.id = desc.kind = desc.scene = desc.text = desc.properties = x->text;
    chorus_interactive_set_ready(x->rt, x->session, true);
    chorus_interactive_call(x->rt, x->session, x->text, x->text, x->has_out ? &request : NULL);
    chorus_interactive_create_control(x->rt, x->session, x->has_out ? &desc : NULL, x->has_out ? &request : NULL);
    chorus_interactive_delete_control(x->rt, x->session, x->resource, x->has_out ? &request : NULL);
    chorus_interactive_set_string(x->rt, x->session, x->resource, x->text, x->text);
    chorus_interactive_set_number(x->rt, x->session, x->resource, x->text, 1.5);
    chorus_interactive_set_integer(x->rt, x->session, x->resource, x->text, 1);
    chorus_interactive_set_bool(x->rt, x->session, x->resource, x->text, true);
    chorus_interactive_set_json(x->rt, x->session, x->resource, x->text, x->text);
    chorus_interactive_set_cooldown(x->rt, x->session, x->resource, 1);
}

static void test_garbage_is_survived_in_every_state(void **state)
{
    static const char *const texts[] = { NULL, "", "a", "a.b.0", "{}", "{\"a\":null}", "\xff\xfe", "..", "null" };
    failing_allocator       *f       = *state;
    ia_game                  g;
    ia_game_init(&g, &f->hooks);
    assert_ok(ia_control(&g, "default", "a", "{\"a\":{\"b\":[1]}}"));
    assert_ok(ia_join(&g, "a", "a", "a"));
    const uint32_t handles[] = { 0, UINT32_MAX, ia_find_control(&g, NULL, "a").id,
                                 ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, "a").id,
                                 ia_find(&g, CHORUS_RESOURCE_WORLD, NULL).id, 0x20000000, 0xe0000001 };
    for (chorus_session_state s = CHORUS_STATE_NONE; s <= CHORUS_STATE_CLOSED; s++) {
        for (size_t i = 0; i < ARRAY_LEN(texts) * ARRAY_LEN(handles) * 8; i++) {
            garbage x = { .rt       = i % 2 == 0 ? g.rt : NULL,
                          .session  = { i / 2 % 2 == 0 ? g.session.id : (uint32_t)i },
                          .resource = { handles[i / 8 % ARRAY_LEN(handles)] },
                          .text     = texts[i / 8 / ARRAY_LEN(handles)],
                          .has_out  = i / 4 % 2 == 0 };
            ia_set_state(&g, s);
            try_readers(&x);
            try_finders(&x);
            try_setters(&x);
        }
        ia_set_state(&g, CHORUS_STATE_READY);
        ia_next_frame(&g);
    }
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_an_open_session_has_a_state_and_a_world),
        HEAP_TEST(test_discovery_may_be_given_instead_and_what_is_no_host_may_not),
        HEAP_TEST(test_bad_options_are_refused_and_explained),
        HEAP_TEST(test_a_host_that_is_ending_is_refused),
        HEAP_TEST(test_arguments_that_are_missing),
        HEAP_TEST(test_options_of_another_age),
        HEAP_TEST(test_every_allocation_may_fail),
        HEAP_TEST(test_garbage_is_survived_in_every_state),
    };
    return cmocka_run_group_tests_name("interactive/open", tests, NULL, NULL);
}
