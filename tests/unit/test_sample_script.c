#include "support/folder.h"
#include "support/support.h"

#include "common/script_events.h"

#include <stdio.h>
#include <string.h>

typedef struct fixture {
    char          folder[FOLDER_SIZE];
    char          file[FOLDER_SIZE + 16];
    sample_script script;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){ 0 };
    folder_make(f.folder);
    snprintf(f.file, sizeof f.file, "%s/script.txt", f.folder);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    sample_script_deinit(&f->script);
    folder_remove(f->folder);
    return 0;
}

static bool read_text(fixture *f, const char *text)
{
    FILE *out = fopen(f->file, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    sample_script_deinit(&f->script);
    return sample_script_read(&f->script, f->file, &sample_script_all_keys);
}

/* The keys of all frames up to `last`, such as "2+Space 3-Space ". */
static const char *play(fixture *f, uint64_t last)
{
    static char out[256];
    out[0] = '\0';
    for (uint64_t frame = 1; frame <= last; frame++) {
        for (SDL_Event ev; sample_script_next_event(&f->script, frame, &ev);) {
            size_t len = strlen(out);
            assert_int_equal(ev.type, ev.key.state == SDL_PRESSED ? SDL_KEYDOWN : SDL_KEYUP);
            assert_int_equal(ev.key.repeat, 0);
            snprintf(out + len, sizeof out - len, "%d%c%s ", (int)frame, ev.type == SDL_KEYDOWN ? '+' : '-',
                     SDL_GetScancodeName(ev.key.keysym.scancode));
        }
    }
    return out;
}

static void test_a_tap_goes_up_in_the_next_frame(void **state)
{
    assert_true(read_text(*state, "2 Space\n5 A tap\n"));
    assert_string_equal(play(*state, 9), "2+Space 3-Space 5+A 6-A ");
}

static void test_keys_are_held_from_down_to_up(void **state)
{
    assert_true(read_text(*state, "1 Left Shift down\n4 Left Shift up"));
    assert_string_equal(play(*state, 9), "1+Left Shift 4-Left Shift ");
}

static void test_frames_come_in_their_order_whatever_the_lines_are(void **state)
{
    assert_true(read_text(*state, "7 B\n3 A\n4 C\n"));
    assert_string_equal(play(*state, 9), "3+A 4-A 4+C 5-C 7+B 8-B ");
}

static void test_comments_and_empty_lines_say_nothing(void **state)
{
    assert_true(read_text(*state, "# all\n\n  \t\r\n  1 Up down # here too\r\n#2 Up up\n"));
    assert_string_equal(play(*state, 9), "1+Up ");
}

static void test_events_name_keys_as_a_window_does(void **state)
{
    SDL_Event ev;
    fixture  *f = *state;
    assert_true(read_text(f, "1 Space down\n1 A down\n1 Return down\n1 Left down\n"));
    static const SDL_Keycode symbols[] = { SDLK_SPACE, SDLK_a, SDLK_RETURN, SDLK_LEFT };
    for (size_t i = 0; i < ARRAY_LEN(symbols); i++) {
        assert_true(sample_script_next_event(&f->script, 1, &ev));
        assert_int_equal(ev.key.keysym.sym, symbols[i]);
    }
}

static void test_wrong_lines_are_refused(void **state)
{
    static const char *const wrong[] = { "Space\n", "0 Space\n",    "-1 Space\n",     "1\n",
                                         "1 tap\n", "1 Spice up\n", "1 Space once\n", "99999999999999999999 A\n" };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        assert_false(read_text(*state, wrong[i]));
        assert_string_equal(play(*state, 9), "");
    }
}

static void test_what_is_no_file_is_refused(void **state)
{
    fixture *f = *state;
    assert_false(sample_script_read(&f->script, f->file, &sample_script_all_keys));
    assert_false(sample_script_read(&f->script, f->folder, &sample_script_all_keys));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_tap_goes_up_in_the_next_frame, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_keys_are_held_from_down_to_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frames_come_in_their_order_whatever_the_lines_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_comments_and_empty_lines_say_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_events_name_keys_as_a_window_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrong_lines_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_file_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("samples/script", tests, NULL, NULL);
}
