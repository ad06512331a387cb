#include "support/folder.h"
#include "support/support.h"

#include "hello/console.h"

#include <stdio.h>
#include <string.h>

typedef struct fixture {
    char    folder[FOLDER_SIZE];
    char    file[FOLDER_SIZE + 16];
    console con;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){ .con = { .said = 0 } };
    folder_make(f.folder);
    snprintf(f.file, sizeof f.file, "%s/file", f.folder);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    folder_remove(((fixture *)*state)->folder);
    return 0;
}

/* With up to two words more; -1: it goes on, else the code to end with. */
static int open_with(fixture *f, const char *word, const char *more)
{
    char  name[] = "hello";
    char *argv[] = { name, (char *)(uintptr_t)word, (char *)(uintptr_t)more, NULL };
    int   code   = -1;
    return console_open(&f->con, more == NULL ? 2 : 3, argv, &code) ? -1 : code;
}

static int open_script(fixture *f, const char *text)
{
    FILE *out = fopen(f->file, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    return open_with(f, "--script", f->file);
}

static void test_a_script_presses_enter_at_its_frames(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_script(f, "2 Return\n4 Return down\n6 Return up\n"), -1);
    for (uint64_t frame = 1; frame <= 7; frame++) {
        assert_true(console_next_frame(&f->con));
        assert_int_equal(console_is_pressed(&f->con), frame == 2 || frame == 4);
    }
    assert_true(console_close(&f->con));
}

static void test_there_is_no_other_key(void **state)
{
    assert_int_equal(open_script(*state, "2 Space\n"), 1);
}

static void test_it_ends_after_its_frames(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_with(f, "--frames", "2"), -1);
    assert_true(console_next_frame(&f->con));
    assert_true(console_next_frame(&f->con));
    assert_false(console_next_frame(&f->con));
}

static void test_options_are_those_that_help_names(void **state)
{
    assert_int_equal(open_with(*state, "--help", NULL), 0);
    assert_int_equal(open_with(*state, "--headless", NULL), -1);
    assert_int_equal(open_with(*state, "--frames", "0"), 1);
    assert_int_equal(open_with(*state, "--frames", NULL), 1);
    assert_int_equal(open_with(*state, "--size", "640x360"), 1);
    assert_int_equal(open_with(*state, "", NULL), 1);
}

static const char *read_picture(fixture *f)
{
    static char text[8192];
    FILE       *in = fopen(f->file, "r");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    return text;
}

static void test_the_picture_has_the_last_lines(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_with(f, "--screenshot", f->file), -1);
    for (int i = 0; i < CONSOLE_LINES + 2; i++)
        console_say(&f->con, "line <%d>", i);
    assert_true(console_close(&f->con));
    const char *picture = read_picture(f);
    assert_null(strstr(picture, ">line &lt;1&gt;<"));
    const char *first = strstr(picture, ">line &lt;2&gt;<"), *last = strstr(picture, ">line &lt;13&gt;<");
    assert_true(first != NULL && last > first);
}

static void test_names_are_no_markup(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_with(f, "--screenshot", f->file), -1);
    console_say(&f->con, "%s", "<a>&amp;\x01\"");
    assert_true(console_close(&f->con));
    assert_non_null(strstr(read_picture(f), ">&lt;a&gt;&amp;amp; \"</text>"));
}

static void test_a_picture_that_cannot_be_written_is_told(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_with(f, "--screenshot", f->folder), -1);
    assert_false(console_close(&f->con));
}

int main(void)
{
#define CONSOLE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CONSOLE_TEST(test_a_script_presses_enter_at_its_frames),
        CONSOLE_TEST(test_there_is_no_other_key),
        CONSOLE_TEST(test_it_ends_after_its_frames),
        CONSOLE_TEST(test_options_are_those_that_help_names),
        CONSOLE_TEST(test_the_picture_has_the_last_lines),
        CONSOLE_TEST(test_names_are_no_markup),
        CONSOLE_TEST(test_a_picture_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests_name("samples/hello", tests, NULL, NULL);
}
