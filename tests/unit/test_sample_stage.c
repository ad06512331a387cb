#include "support/folder.h"
#include "support/support.h"

#include "common/stage.h"

#include <stdio.h>
#include <string.h>

typedef struct fixture {
    char         folder[FOLDER_SIZE];
    char         file[FOLDER_SIZE + 16];
    sample_args  args;
    sample_stage stage;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){ .args = { .is_headless = true, .width = 160, .height = 160 } };
    folder_make(f.folder);
    snprintf(f.file, sizeof f.file, "%s/file", f.folder);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    sample_stage_close(&f->stage);
    folder_remove(f->folder);
    return 0;
}

static void open_with_script(fixture *f, const char *text)
{
    FILE *out = fopen(f->file, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    f->args.script = f->file;
    assert_true(sample_stage_open(&f->stage, &f->args, "Stage"));
}

/* One frame; writes what happened to keys in it, such as "+Space -A ". */
static bool run_frame(fixture *f, char out[64])
{
    out[0] = '\0';
    if (!sample_stage_begin(&f->stage))
        return false;
    for (SDL_Event ev; sample_stage_next_event(&f->stage, &ev);)
        snprintf(out + strlen(out), 64 - strlen(out), "%c%s ", ev.type == SDL_KEYDOWN ? '+' : '-',
                 SDL_GetScancodeName(ev.key.keysym.scancode));
    sample_stage_end(&f->stage);
    return true;
}

static void test_keys_of_a_script_come_in_their_frames_and_are_held(void **state)
{
    fixture *f = *state;
    char     keys[64];
    open_with_script(f, "2 Space down\n3 Space up\n3 A\n");
    assert_true(run_frame(f, keys));
    assert_string_equal(keys, "");
    assert_true(run_frame(f, keys));
    assert_string_equal(keys, "+Space ");
    assert_true(sample_stage_key(&f->stage, SDL_SCANCODE_SPACE));
    assert_true(run_frame(f, keys));
    assert_string_equal(keys, "-Space +A ");
    assert_false(sample_stage_key(&f->stage, SDL_SCANCODE_SPACE));
    assert_true(sample_stage_key(&f->stage, SDL_SCANCODE_A));
}

static bool take_all_downs(void *user, const SDL_Event *event)
{
    ++*(int *)user;
    return event->type == SDL_KEYDOWN;
}

static void test_what_is_taken_is_not_seen_by_the_game(void **state)
{
    fixture *f     = *state;
    int      asked = 0;
    char     keys[64];
    open_with_script(f, "1 Space\n");
    f->stage.taker      = take_all_downs;
    f->stage.taker_user = &asked;
    assert_true(run_frame(f, keys));
    assert_string_equal(keys, "");
    assert_false(sample_stage_key(&f->stage, SDL_SCANCODE_SPACE));
    assert_true(run_frame(f, keys));
    assert_string_equal(keys, "-Space ");
    assert_int_equal(asked, 2);
}

static void test_time_goes_by_frames_when_they_are_counted(void **state)
{
    fixture *f = *state;
    char     keys[64];
    int      count = 0;
    f->args.frames = 4;
    assert_true(sample_stage_open(&f->stage, &f->args, "Stage"));
    while (run_frame(f, keys)) {
        assert_true(f->stage.now_s == count / 60.0);
        assert_true(f->stage.dt_s == 1.0F / 60.0F);
        count++;
    }
    assert_int_equal(count, 4);
}

static void test_only_frames_that_somebody_sees_are_drawn(void **state)
{
    fixture *f      = *state;
    f->args.frames  = 1000;
    f->stage.args   = &f->args;
    f->stage.frames = 1000;
    assert_false(sample_stage_is_seen(&f->stage)); /* no window, no picture */
    f->args.screenshot = f->file;
    assert_true(sample_stage_is_seen(&f->stage));
    f->stage.frames = 997;
    assert_false(sample_stage_is_seen(&f->stage));
    f->args.frames = 0; /* any may be the last */
    assert_true(sample_stage_is_seen(&f->stage));
}

static void test_a_wrong_script_opens_no_stage(void **state)
{
    fixture *f     = *state;
    f->args.script = f->folder;
    assert_false(sample_stage_open(&f->stage, &f->args, "Stage"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keys_of_a_script_come_in_their_frames_and_are_held, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_taken_is_not_seen_by_the_game, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_time_goes_by_frames_when_they_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_only_frames_that_somebody_sees_are_drawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_wrong_script_opens_no_stage, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("samples/stage", tests, NULL, NULL);
}
