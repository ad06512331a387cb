#include "questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 200, SECONDS_DEFAULT = 20, SECONDS_MAX = 600 };

/* A piece of the text without the blanks around it. */
static void trim(char *out, size_t size, const char *from, size_t len)
{
    static const char blanks[] = " \t\r";
    size_t            skipped  = strspn(from, blanks);
    skipped                    = skipped < len ? skipped : len;
    from += skipped;
    len -= skipped;
    while (len > 0 && strchr(blanks, from[len - 1]) != NULL)
        len--;
    len = len < size ? len : size - 1;
    memcpy(out, from, len);
    out[len] = '\0';
}

/* One of the choices, from here to `end`. */
static const char *read_choice(quiz_question *q, const char *value, const char *end)
{
    if (q->choice_count == QUIZ_CHOICES)
        return "there are more than four choices";
    if (end - value >= QUIZ_CHOICE_BYTES)
        return "a choice is too long";
    char *choice = q->choices[q->choice_count];
    trim(choice, QUIZ_CHOICE_BYTES, value, (size_t)(end - value));
    if (choice[0] == '+') {
        q->right_choice   = q->choice_count;
        const char *words = strchr(value, '+') + 1;
        trim(choice, QUIZ_CHOICE_BYTES, words, (size_t)(end - words));
    }
    q->choice_count++;
    return choice[0] == '\0' ? "a choice is empty" : NULL;
}

static const char *read_choices(quiz_question *q, const char *value)
{
    const char *wrong = NULL;
    q->kind           = QUIZ_CHOOSE;
    q->right_choice   = -1;
    for (const char *end; value != NULL && wrong == NULL; value = *end == '\0' ? NULL : end + 1) {
        end   = value + strcspn(value, "|");
        wrong = read_choice(q, value, end);
    }
    if (wrong == NULL && q->choice_count < 2)
        wrong = "there is only one choice";
    return wrong == NULL && q->right_choice < 0 ? "mark the right choice with '+'" : wrong;
}

static const char *read_place(quiz_question *q, const char *value)
{
    char after = '\0';
    q->kind    = QUIZ_POINT;
    if (sscanf(value, "%f %f within %f %c", &q->east, &q->north, &q->within, &after) != 3)
        return "write it as: point EAST NORTH within DEGREES";
    bool is_on_map = q->east >= -180.0F && q->east <= 180.0F && q->north >= -90.0F && q->north <= 90.0F &&
                     q->within > 0.0F && q->within <= 90.0F;
    return is_on_map ? NULL : "that place is not on a map";
}

static const char *read_seconds(quiz_question *q, const char *value)
{
    char *end  = NULL;
    long  read = strtol(value, &end, 10);
    if (end == value || *end != '\0' || read < 1 || read > SECONDS_MAX)
        return "give whole seconds, at most 600";
    q->seconds = (int)read;
    return NULL;
}

static const char *read_words(char out[QUIZ_WORDS_BYTES], const char *value)
{
    if (value[0] == '\0')
        return "there is nothing behind the first word";
    if (strlen(value) >= QUIZ_WORDS_BYTES)
        return "it is too long";
    memcpy(out, value, strlen(value) + 1);
    return NULL;
}

/* NULL when the line is right, else what is wrong with it. */
static const char *read_member(quiz_question *q, const char *name, const char *value)
{
    bool is_answer = strcmp(name, "type") == 0 || strcmp(name, "choose") == 0 || strcmp(name, "point") == 0;
    if (strcmp(name, "note") == 0)
        return read_words(q->note, value);
    if (strcmp(name, "seconds") == 0)
        return read_seconds(q, value);
    if (!is_answer)
        return "a line begins with ask, type, choose, point, note or seconds";
    if (q->kind != QUIZ_NO_KIND)
        return "the question has an answer already";
    if (name[0] == 'c')
        return read_choices(q, value);
    if (name[0] == 'p')
        return read_place(q, value);
    q->kind = QUIZ_TYPE;
    return read_words(q->right, value);
}

static const char *begin_question(quiz_questions *out, const char *value)
{
    if (out->count > 0 && out->list[out->count - 1].kind == QUIZ_NO_KIND)
        return "the question before it has no answer";
    if (out->count == QUIZ_QUESTIONS_MAX)
        return "there are too many questions";
    quiz_question *q = &out->list[out->count++];
    *q               = (quiz_question){ .seconds = SECONDS_DEFAULT };
    return read_words(q->ask, value);
}

static const char *read_line(quiz_questions *out, const char *line)
{
    char   name[16], value[LINE_BYTES];
    size_t name_len = strcspn(line, " \t");
    if (line[0] == '\0' || line[0] == '#')
        return NULL;
    trim(name, sizeof name, line, name_len);
    trim(value, sizeof value, line + name_len, strlen(line + name_len));
    if (strcmp(name, "ask") == 0)
        return begin_question(out, value);
    return out->count == 0 ? "begin a question with ask" : read_member(&out->list[out->count - 1], name, value);
}

bool quiz_questions_read(quiz_questions *out, const char *text, char *error, size_t error_size)
{
    const char *wrong  = NULL;
    int         number = 0;
    out->count         = 0;
    for (const char *end; *text != '\0' && wrong == NULL; text = end + (*end != '\0')) {
        char line[LINE_BYTES];
        end = text + strcspn(text, "\n");
        trim(line, sizeof line, text, (size_t)(end - text));
        wrong = read_line(out, line);
        number++;
    }
    if (wrong == NULL && out->count == 0)
        wrong = "there is no question";
    if (wrong == NULL && out->list[out->count - 1].kind == QUIZ_NO_KIND)
        wrong = "the last question has no answer";
    if (wrong != NULL)
        snprintf(error, error_size, "line %d: %s", number, wrong);
    return wrong == NULL;
}
