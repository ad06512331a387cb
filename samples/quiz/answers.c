#include "answers.h"

#include "common/glyphs.h"
#include "common/words.h"

#include <string.h>

enum { FOLDED_MAX = 48, FORGIVEN_ONE = 4, FORGIVEN_TWO = 8 };

/* What is left of an answer when all that does not count is gone. */
typedef struct folded {
    uint32_t code[FOLDED_MAX];
    int      count;
    bool     has_digit;
} folded;

/* ---- folding ---------------------------------------------------------------------------------- */

/* The letter without its accent, by the table that the font is drawn from. */
static uint32_t base_of(uint32_t code)
{
    for (size_t i = 0; i < sample_accent_run_count; i++) {
        const sample_accents *run = &sample_accent_runs[i];
        if (code >= run->first && code - run->first < strlen(run->bases) && run->bases[code - run->first] != '.')
            return (unsigned char)run->bases[code - run->first];
    }
    return code;
}

/* ASCII, Greek and Cyrillic; the accents of Latin are gone before. */
static uint32_t small_of(uint32_t code)
{
    bool has_small =
        (code >= 'A' && code <= 'Z') || (code >= 0x391 && code <= 0x3a9) || (code >= 0x410 && code <= 0x42f);
    return has_small ? code + 32 : code;
}

/* Letters that are written as others where a keyboard lacks them; NULL: it is no such letter. */
static const char *spelling_of(uint32_t code)
{
    switch (code) {
    case 0xdf: return "ss";
    case 0xc6:
    case 0xe6: return "ae";
    case 0x152:
    case 0x153: return "oe";
    case 0xd8:
    case 0xf8: return "o";
    case 0xd0:
    case 0xf0:
    case 0x110:
    case 0x111: return "d";
    case 0xde:
    case 0xfe: return "th";
    case 0x131: return "i";
    case 0x141:
    case 0x142: return "l";
    default: return NULL;
    }
}

static void add(folded *out, uint32_t code)
{
    if (out->count < FOLDED_MAX)
        out->code[out->count++] = code;
    out->has_digit |= code >= '0' && code <= '9';
}

static bool is_left_out(uint32_t code)
{
    return code == '\'' || code == 0x2019 || code == '`' || (code >= 0x300 && code <= 0x36f);
}

static bool is_gap(uint32_t code)
{
    bool is_ascii_word = (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z');
    return (code < 0xc0 && !is_ascii_word) || (code >= 0x2000 && code <= 0x206f);
}

/* Runs of gaps become one space, those at the ends none. */
static void add_character(folded *out, uint32_t code)
{
    const char *spelling = spelling_of(code);
    code                 = small_of(base_of(code));
    if (is_left_out(code))
        return;
    if (spelling != NULL) {
        for (; *spelling != '\0'; spelling++)
            add(out, (unsigned char)*spelling);
    } else if (!is_gap(code))
        add(out, code);
    else if (out->count > 0 && out->code[out->count - 1] != ' ')
        add(out, ' ');
}

static void drop_article(folded *out)
{
    static const char *const articles[] = { "the ", "an ", "a " };
    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++) {
        int len = (int)strlen(articles[i]), same = 0;
        while (same < len && same < out->count && out->code[same] == (uint32_t)articles[i][same])
            same++;
        if (same < len || out->count == len)
            continue;
        out->count -= len;
        memmove(out->code, out->code + len, (size_t)out->count * sizeof out->code[0]);
        return;
    }
}

/* Up to the end of the words, or a '|'. */
static folded fold(const char *words)
{
    folded out = { .count = 0 };
    for (uint32_t code; *words != '|' && (code = sample_next_character(&words)) != 0;)
        add_character(&out, code);
    while (out.count > 0 && out.code[out.count - 1] == ' ')
        out.count--;
    drop_article(&out);
    return out;
}

/* ---- typing errors ---------------------------------------------------------------------------- */

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* The row of the table of distances for the i-th character; `before` and `earlier` are those above. */
static void fill_row(int *row, const int *before, const int *earlier, const folded *a, const folded *b, int i)
{
    row[0] = i;
    for (int k = 1; k <= b->count; k++) {
        bool is_same = a->code[i - 1] == b->code[k - 1];
        row[k]       = least(least(row[k - 1], before[k]) + 1, before[k - 1] + (is_same ? 0 : 1));
        if (i > 1 && k > 1 && a->code[i - 1] == b->code[k - 2] && a->code[i - 2] == b->code[k - 1])
            row[k] = least(row[k], earlier[k - 2] + 1);
    }
}

/* How many errors turn one into the other. */
static int count_errors(const folded *a, const folded *b)
{
    int rows[3][FOLDED_MAX + 1];
    for (int k = 0; k <= b->count; k++)
        rows[0][k] = k;
    for (int i = 1; i <= a->count; i++)
        fill_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], a, b, i);
    return rows[a->count % 3][b->count];
}

static int forgiven(const folded *right)
{
    if (right->has_digit || right->count < FORGIVEN_ONE)
        return 0;
    return right->count < FORGIVEN_TWO ? 1 : 2;
}

bool quiz_answer_fits(const char *typed, const char *right)
{
    folded given = fold(typed);
    while (right != NULL) {
        folded wanted = fold(right);
        if (given.count > 0 && given.has_digit == wanted.has_digit &&
            count_errors(&given, &wanted) <= forgiven(&wanted))
            return true;
        right = strchr(right, '|');
        right = right == NULL ? NULL : right + 1;
    }
    return false;
}
