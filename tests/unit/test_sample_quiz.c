#include "support/support.h"

#include "quiz/quiz.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char two_questions[] = "# a comment\n"
                                    "ask Which?\n"
                                    "choose Oak | + Iron | Glass\n"
                                    "seconds 10\n"
                                    "\n"
                                    "ask  Where?\r\n"
                                    "point -22 64 within 6\n"
                                    "note There.\n";

static const char typed_question[] = "ask Who?\ntype Åsa | Oskar\nseconds 20\n";

typedef struct fixture {
    quiz_questions questions;
    quiz           quiz;
} fixture;

static void begin(fixture *f, const char *text)
{
    char error[100] = "";
    assert_true(quiz_questions_read(&f->questions, text, error, sizeof error));
    quiz_init(&f->quiz, &f->questions);
}

static void begin_with(fixture *f, const char *text, const char *const *ids)
{
    begin(f, text);
    for (; *ids != NULL; ids++)
        quiz_join(&f->quiz, *ids, *ids);
    quiz_hurry(&f->quiz);
    assert_int_equal(f->quiz.phase, QUIZ_ASK);
}

static const char *const ann_and_bob[] = { "ann", "bob", NULL };

static void step_for(quiz *q, float seconds)
{
    for (; seconds > 0.0F; seconds -= 0.1F)
        quiz_step(q, 0.1F);
}

/* ---- questions -------------------------------------------------------------------------------- */

static void test_questions_are_read(void **state)
{
    fixture              f;
    const quiz_question *q = f.questions.list;
    (void)state;
    begin(&f, two_questions);
    assert_int_equal(f.questions.count, 2);
    assert_int_equal(q[0].kind, QUIZ_CHOOSE);
    assert_int_equal(q[0].choice_count, 3);
    assert_int_equal(q[0].right_choice, 1);
    assert_string_equal(q[0].choices[1], "Iron");
    assert_int_equal(q[0].seconds, 10);
    assert_int_equal(q[1].kind, QUIZ_POINT);
    assert_string_equal(q[1].ask, "Where?");
    assert_string_equal(q[1].note, "There.");
    assert_true(q[1].east < -21.9F && q[1].north > 63.9F);
}

static void test_faults_are_told_with_their_line(void **state)
{
    static const char *const faults[][2] = {
        { "", "line 0: there is no question" },
        { "type x\n", "line 1: begin a question with ask" },
        { "ask a\nask b\n", "line 2: the question before it has no answer" },
        { "ask a\n", "line 1: the last question has no answer" },
        { "ask a\ntype b\ntype c\n", "line 3: the question has an answer already" },
        { "ask a\nchoose b | c\n", "line 2: mark the right choice with '+'" },
        { "ask a\nchoose + b\n", "line 2: there is only one choice" },
        { "ask a\nchoose + b | | c\n", "line 2: a choice is empty" },
        { "ask a\nchoose + b | c | d | e | f\n", "line 2: there are more than four choices" },
        { "ask a\npoint 1 2\n", "line 2: write it as: point EAST NORTH within DEGREES" },
        { "ask a\npoint 1 200 within 3\n", "line 2: that place is not on a map" },
        { "ask a\ntype b\nseconds 0\n", "line 3: give whole seconds, at most 600" },
        { "ask a\ntypo b\n", "line 2: a line begins with ask, type, choose, point, note or seconds" },
        { "ask\n", "line 1: there is nothing behind the first word" },
    };
    static quiz_questions questions;
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char error[100] = "";
        assert_false(quiz_questions_read(&questions, faults[i][0], error, sizeof error));
        assert_string_equal(error, faults[i][1]);
    }
}

static void test_the_questions_of_the_sample_are_right(void **state)
{
    static quiz_questions questions;
    static char           text[16384];
    char                  error[100] = "";
    FILE                 *file       = fopen("samples/quiz/quiz.txt", "rb");
    (void)state;
    if (file == NULL)
        skip(); /* not started at the root */
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_true(quiz_questions_read(&questions, text, error, sizeof error));
}

/* ---- points ----------------------------------------------------------------------------------- */

static void test_the_quick_and_right_lead(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    assert_int_equal(quiz_choose(q, "bob", 1), QUIZ_TAKEN);
    step_for(q, 5.0F);
    assert_int_equal(quiz_choose(q, "ann", 1), QUIZ_TAKEN);
    step_for(q, 1.0F); /* all have answered: nobody waits for the end */
    assert_int_equal(q->phase, QUIZ_REVEAL);
    assert_int_equal(q->players[1].points, 200);
    assert_in_range(q->players[0].points, 148, 152);
    assert_int_equal(q->players[1].place, 1);
    assert_int_equal(q->players[0].place, 2);
    assert_int_equal(q->order[0], 1);
    quiz_deinit(q);
}

static void test_a_wrong_answer_gives_nothing_and_ends_a_streak(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    quiz_choose(q, "ann", 1);
    quiz_choose(q, "bob", 0);
    quiz_hurry(q);
    assert_int_equal(q->players[0].outcome, QUIZ_RIGHT);
    assert_int_equal(q->players[0].streak, 1);
    assert_int_equal(q->players[1].outcome, QUIZ_WRONG);
    assert_int_equal(q->players[1].points, 0);
    quiz_hurry(q);
    quiz_point(q, "ann", 0.9F, 0.9F);
    quiz_hurry(q);
    assert_int_equal(q->players[0].outcome, QUIZ_WRONG);
    assert_int_equal(q->players[0].streak, 0);
    assert_int_equal(q->players[1].outcome, QUIZ_SILENT);
    quiz_deinit(q);
}

static void test_a_place_is_right_when_it_is_near(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    quiz_hurry(q);
    quiz_hurry(q);
    quiz_point(q, "ann", quiz_map_x(-22.0F), quiz_map_y(69.0F));
    quiz_point(q, "bob", quiz_map_x(-22.0F), quiz_map_y(71.0F));
    quiz_hurry(q);
    assert_int_equal(q->players[0].outcome, QUIZ_RIGHT);
    assert_int_equal(q->players[1].outcome, QUIZ_WRONG);
    quiz_deinit(q);
}

static void test_typed_words_are_compared_by_the_rule(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, typed_question, ann_and_bob);
    assert_int_equal(quiz_type(q, "ann", "   "), QUIZ_UNWANTED);
    assert_int_equal(quiz_type(q, "ann", " OSKER "), QUIZ_TAKEN);
    assert_int_equal(quiz_type(q, "bob", "asa"), QUIZ_TAKEN);
    quiz_hurry(q);
    assert_int_equal(q->players[0].outcome, QUIZ_RIGHT);
    assert_int_equal(q->players[1].outcome, QUIZ_RIGHT);
    quiz_deinit(q);
}

/* ---- refusals --------------------------------------------------------------------------------- */

static void test_late_and_second_answers_are_refused(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    assert_int_equal(quiz_choose(q, "ann", 0), QUIZ_TAKEN);
    assert_int_equal(quiz_choose(q, "ann", 1), QUIZ_TWICE);
    assert_int_equal(q->players[0].choice, 0);
    step_for(q, 11.0F);
    assert_int_equal(q->phase, QUIZ_REVEAL);
    assert_int_equal(quiz_choose(q, "bob", 1), QUIZ_LATE);
    assert_int_equal(quiz_choose(q, "bob", 1), QUIZ_LATE);
    assert_int_equal(q->answers_late, 1); /* one who was late, however often */
    assert_int_equal(q->players[1].points, 0);
    quiz_deinit(q);
}

static void test_what_was_not_asked_is_refused(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin(&f, two_questions);
    quiz_join(q, "ann", "ann");
    assert_int_equal(quiz_choose(q, "ann", 0), QUIZ_UNWANTED); /* still in the lobby */
    quiz_hurry(q);
    assert_int_equal(quiz_choose(q, "nobody", 0), QUIZ_UNWANTED);
    assert_int_equal(quiz_choose(q, "ann", 3), QUIZ_UNWANTED);
    assert_int_equal(quiz_choose(q, "ann", -1), QUIZ_UNWANTED);
    assert_int_equal(quiz_type(q, "ann", "Iron"), QUIZ_UNWANTED);
    assert_int_equal(quiz_point(q, "ann", 0.5F, 0.5F), QUIZ_UNWANTED);
    assert_int_equal(q->answered, 0);
    quiz_deinit(q);
}

static void test_a_place_that_is_no_number_stays_on_the_map(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    quiz_hurry(q);
    quiz_hurry(q);
    quiz_aim(q, "ann", NAN, -7.0F);
    assert_true(q->players[0].is_aiming);
    assert_true(q->players[0].x == 0.0F && q->players[0].y == 0.0F);
    assert_false(q->players[0].has_answered);
    quiz_deinit(q);
}

static void test_a_mark_that_stands_at_the_end_is_an_answer(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    quiz_hurry(q);
    quiz_hurry(q);
    quiz_aim(q, "ann", quiz_map_x(-22.0F), quiz_map_y(64.0F));
    step_for(q, 21.0F);
    assert_int_equal(q->phase, QUIZ_REVEAL);
    assert_int_equal(q->players[0].points, 100); /* right, but not quick */
    assert_int_equal(q->players[1].outcome, QUIZ_SILENT);
    quiz_deinit(q);
}

/* ---- coming, going, rounds -------------------------------------------------------------------- */

static void test_who_comes_back_has_the_same_points(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    quiz_choose(q, "bob", 1);
    quiz_leave(q, "bob");
    assert_int_equal(q->here, 1);
    assert_int_equal(q->answered, 0);
    quiz_join(q, "bob", "Bobby");
    assert_int_equal(q->answered, 1);
    assert_int_equal(quiz_choose(q, "bob", 0), QUIZ_TWICE);
    quiz_hurry(q);
    assert_int_equal(q->roster.count, 2);
    assert_int_equal(q->players[1].points, 200);
    assert_string_equal(q->players[1].name, "Bobby");
    quiz_deinit(q);
}

static void test_nothing_begins_without_players(void **state)
{
    fixture f;
    (void)state;
    begin(&f, two_questions);
    quiz_hurry(&f.quiz);
    step_for(&f.quiz, 60.0F);
    assert_int_equal(f.quiz.phase, QUIZ_LOBBY);
    quiz_join(&f.quiz, "ann", "Ann");
    step_for(&f.quiz, 7.0F);
    assert_int_equal(f.quiz.phase, QUIZ_ASK);
    quiz_deinit(&f.quiz);
}

static void test_a_round_ends_with_the_table_and_begins_anew(void **state)
{
    fixture f;
    quiz   *q = &f.quiz;
    (void)state;
    begin_with(&f, two_questions, ann_and_bob);
    quiz_choose(q, "bob", 1);
    for (int i = 0; i < 4; i++)
        quiz_hurry(q);
    assert_int_equal(q->phase, QUIZ_TABLE);
    assert_int_equal(q->rounds_ended, 1);
    assert_null(quiz_current(q));
    assert_int_equal(q->players[1].points, 200);
    quiz_hurry(q);
    assert_int_equal(q->phase, QUIZ_ASK);
    assert_int_equal(q->question, 0);
    assert_int_equal(q->players[1].points, 0);
    assert_int_equal(q->players[1].place, q->players[0].place);
    quiz_deinit(q);
}

static void test_many_players_fit(void **state)
{
    fixture f;
    char    id[16];
    (void)state;
    begin(&f, two_questions);
    for (int i = 0; i < 300; i++) {
        snprintf(id, sizeof id, "p%d", i);
        quiz_join(&f.quiz, id, id);
    }
    quiz_hurry(&f.quiz);
    assert_int_equal(quiz_choose(&f.quiz, "p299", 1), QUIZ_TAKEN);
    quiz_hurry(&f.quiz);
    assert_int_equal(f.quiz.order[0], 299);
    assert_int_equal(f.quiz.players[0].place, 2);
    assert_int_equal(f.quiz.players[298].place, 2);
    quiz_deinit(&f.quiz);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions_are_read),
        cmocka_unit_test(test_faults_are_told_with_their_line),
        cmocka_unit_test(test_the_questions_of_the_sample_are_right),
        cmocka_unit_test(test_the_quick_and_right_lead),
        cmocka_unit_test(test_a_wrong_answer_gives_nothing_and_ends_a_streak),
        cmocka_unit_test(test_a_place_is_right_when_it_is_near),
        cmocka_unit_test(test_typed_words_are_compared_by_the_rule),
        cmocka_unit_test(test_late_and_second_answers_are_refused),
        cmocka_unit_test(test_what_was_not_asked_is_refused),
        cmocka_unit_test(test_a_place_that_is_no_number_stays_on_the_map),
        cmocka_unit_test(test_a_mark_that_stands_at_the_end_is_an_answer),
        cmocka_unit_test(test_who_comes_back_has_the_same_points),
        cmocka_unit_test(test_nothing_begins_without_players),
        cmocka_unit_test(test_a_round_ends_with_the_table_and_begins_anew),
        cmocka_unit_test(test_many_players_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
