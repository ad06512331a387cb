#include "support/support.h"

#include "../../sdk/tools/tighten.h"

static void expect(const char *name, const char *text, const char *wanted)
{
    char   given[512];
    size_t len = strlen(text);
    memcpy(given, text, len + 1);
    given[tighten(name, given, len)] = '\0';
    assert_string_equal(given, wanted);
}

static void test_lines_of_comment_and_indentation_go(void **state)
{
    (void)state;
    expect("a.js", "/** What\n * it is. */\n\nif (a) {\n  // why\n\tb();\n}\n", "if (a) {\nb();\n}\n");
    expect("a.css", "/* all */\na {\n  color: red;\n}\n", "a {color: red;}");
}

static void test_what_stands_on_a_line_with_code_stays(void **state)
{
    (void)state;
    expect("a.js", "a(); // now\n/* one */ b();\nc(); /* two\n*/ d();\n", "a(); // now\n/* one */ b();\nc(); /* two\n*/ d();\n");
    expect("a.js", "a = '/* no */';\nb = /\\/\\//;", "a = '/* no */';\nb = /\\/\\//;");
}

static void test_two_slashes_are_no_comment_in_a_style_sheet(void **state)
{
    (void)state;
    expect("a.css", "a {\n//b: c\n}", "a {//b: c\n}");
}

static void test_a_comment_that_never_ends_stays(void **state)
{
    (void)state;
    expect("a.css", "  /* open\n  a", "/* open\na");
    expect("a.css", "/*/", "/*/");
    expect("a.css", "/", "/");
}

static void test_a_text_with_strings_over_lines_is_left_alone(void **state)
{
    (void)state;
    expect("a.js", "a = `one\n  // two`;\n", "a = `one\n  // two`;\n");
    expect("a.js", "a = 'one\\\n  two';\n", "a = 'one\\\n  two';\n");
    expect("a.js", "  a = `one`;\n", "a = `one`;\n");
}

static void test_indentation_of_html_and_json_goes(void **state)
{
    (void)state;
    expect("a.html", "<ul>\n  <li>one  two\n\n</ul>\n", "<ul>\n<li>one  two\n</ul>\n");
    expect("a.json", "{\n  \"a\": \"  b\"\n}\n", "{\"a\": \"  b\"\n}");
}

static void test_lines_are_joined_where_their_end_separates_nothing(void **state)
{
    (void)state;
    expect("a.css", "a,\nb {\n  c: d,\n    e\n  f;\n}\n\ng[h]\n.i {\n}\n", "a,b {c: d,e\nf;}g[h]\n.i {}");
    expect("a.json", "{\n \"a\": [\n  1,\n  2\n ],\n \"b,\": {}\n}\n", "{\"a\": [\n1,2\n],\"b,\": {}}");
    expect("a.js", "a = {\n  b,\n};\n", "a = {\nb,\n};\n");
    expect("a.html", "<p>a,\n  b;\n", "<p>a,\nb;\n");
}

static void test_other_files_are_left_alone(void **state)
{
    (void)state;
    expect("a.svg", "  <g>\n\n", "  <g>\n\n");
    expect("a.html", "  <pre>\n  a</pre>\n", "  <pre>\n  a</pre>\n");
    expect("a.html", "  <textarea>\n", "  <textarea>\n");
    expect("js", "  // a", "  // a");
    expect("a.css", "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_comment_and_indentation_go),
        cmocka_unit_test(test_what_stands_on_a_line_with_code_stays),
        cmocka_unit_test(test_two_slashes_are_no_comment_in_a_style_sheet),
        cmocka_unit_test(test_a_comment_that_never_ends_stays),
        cmocka_unit_test(test_a_text_with_strings_over_lines_is_left_alone),
        cmocka_unit_test(test_indentation_of_html_and_json_goes),
        cmocka_unit_test(test_lines_are_joined_where_their_end_separates_nothing),
        cmocka_unit_test(test_other_files_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
