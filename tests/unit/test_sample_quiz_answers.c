#include "support/support.h"

#include "quiz/answers.h"

#include <string.h>

static void test_capitals_accents_and_punctuation_do_not_count(void **state)
{
    (void)state;
    assert_true(quiz_answer_fits("reykjavik", "Reykjavík"));
    assert_true(quiz_answer_fits("REYKJAVÍK!", "Reykjavík"));
    assert_true(quiz_answer_fits("  sao   paulo ", "São Paulo"));
    assert_true(quiz_answer_fits("Sao-Paulo.", "São Paulo"));
    assert_true(quiz_answer_fits("saint johns", "Saint John's"));
    assert_true(quiz_answer_fits("Strasse", "Straße"));
    assert_true(quiz_answer_fits("Aero", "Ærø"));
    assert_true(quiz_answer_fits("москва", "Москва"));
    /* the accent as a character of its own */
    assert_true(quiz_answer_fits("Ma\xcc\x81laga", "Málaga"));
}

static void test_an_article_does_not_count(void **state)
{
    (void)state;
    assert_true(quiz_answer_fits("the nile", "Nile"));
    assert_true(quiz_answer_fits("nile", "The Nile"));
    assert_true(quiz_answer_fits("the", "the"));
    assert_false(quiz_answer_fits("the ", "ice"));
}

static void test_typing_errors_are_forgiven_by_length(void **state)
{
    (void)state;
    assert_false(quiz_answer_fits("ise", "ice"));  /* 3: none */
    assert_true(quiz_answer_fits("icea", "iced")); /* 4: one  */
    assert_false(quiz_answer_fits("iaea", "iced"));
    assert_true(quiz_answer_fits("mercry", "mercury")); /* 7: one, missing */
    assert_false(quiz_answer_fits("mercri", "mercury"));
    assert_true(quiz_answer_fits("mecrury", "mercury"));          /* neighbours     */
    assert_true(quiz_answer_fits("mercurry", "mercury"));         /* too many       */
    assert_true(quiz_answer_fits("quicksliverr", "quicksilver")); /* 11: two */
    assert_false(quiz_answer_fits("quiksliverr", "quicksilver"));
}

static void test_digits_are_exact(void **state)
{
    (void)state;
    assert_true(quiz_answer_fits(" 1969. ", "1969"));
    assert_false(quiz_answer_fits("1968", "1969"));
    assert_false(quiz_answer_fits("11969", "1969"));
    assert_false(quiz_answer_fits("apollo 12", "Apollo 11"));
    assert_false(quiz_answer_fits("apollo1", "apollon"));
}

static void test_any_of_several_answers_will_do(void **state)
{
    (void)state;
    assert_true(quiz_answer_fits("lisboa", "Lisbon | Lisboa"));
    assert_true(quiz_answer_fits("lisbon", "Lisbon | Lisboa"));
    assert_false(quiz_answer_fits("porto", "Lisbon | Lisboa"));
    assert_false(quiz_answer_fits("", "Lisbon | "));
}

static void test_any_bytes_may_come(void **state)
{
    char long_one[3000];
    (void)state;
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    assert_false(quiz_answer_fits(long_one, "Lisbon"));
    assert_false(quiz_answer_fits("\xff\xfe\x80\xc3", "Lisbon"));
    assert_false(quiz_answer_fits("|||", "Lisbon"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_capitals_accents_and_punctuation_do_not_count),
        cmocka_unit_test(test_an_article_does_not_count),
        cmocka_unit_test(test_typing_errors_are_forgiven_by_length),
        cmocka_unit_test(test_digits_are_exact),
        cmocka_unit_test(test_any_of_several_answers_will_do),
        cmocka_unit_test(test_any_bytes_may_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
