#include "common/script.h"

#include "common/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 256, FRAME_MOST = 1000000000 };

static const char blanks[] = " \t\r\n";

typedef enum move { TAP, DOWN, UP } move;

/* What a line says. */
typedef struct stroke {
    uint64_t frame;
    int      key;
    move     move;
} stroke;

/* Into the order of the frames; what was there before goes first. */
static bool add_key(sample_script *script, uint64_t frame, int key, bool is_down)
{
    if (script->count == script->capacity) {
        size_t             more = script->capacity == 0 ? 64 : 2 * script->capacity;
        sample_script_key *keys = realloc(script->keys, more * sizeof *keys);
        if (keys == NULL)
            return false;
        script->keys     = keys;
        script->capacity = more;
    }
    size_t at = script->count++;
    for (; at > 0 && script->keys[at - 1].frame > frame; at--)
        script->keys[at] = script->keys[at - 1];
    script->keys[at] = (sample_script_key){ frame, key, is_down };
    return true;
}

static bool add_stroke(sample_script *script, const stroke *s)
{
    return (s->move == UP || add_key(script, s->frame, s->key, true)) &&
           (s->move == DOWN || add_key(script, s->move == TAP ? s->frame + 1 : s->frame, s->key, false));
}

/* ---- lines ------------------------------------------------------------------------------------ */

/* Without its comment and the blanks at its end. */
static void trim(char *line)
{
    for (char *p = line; *p != '\0'; p++) {
        if (*p == '#' && (p == line || strchr(blanks, p[-1]) != NULL))
            *p = '\0';
    }
    for (size_t len = strlen(line); len > 0 && strchr(blanks, line[len - 1]) != NULL; len--)
        line[len - 1] = '\0';
}

/* Takes the move off the end of the words, if there is one. */
static move take_move(char *words)
{
    static const struct {
        const char *word;
        move        move;
    } moves[]  = { { "down", DOWN }, { "up", UP }, { "tap", TAP } };
    char *last = words + strlen(words);
    while (last > words && strchr(blanks, last[-1]) == NULL)
        last--;
    for (size_t i = 0; last > words && i < sizeof moves / sizeof moves[0]; i++) {
        if (strcmp(last, moves[i].word) == 0) {
            *last = '\0';
            trim(words);
            return moves[i].move;
        }
    }
    return TAP;
}

/* What is wrong with the line; NULL when it was read. */
static const char *read_stroke(char *line, const sample_script_keyboard *keyboard, stroke *out)
{
    char              *key   = NULL;
    unsigned long long frame = strtoull(line, &key, 10);
    if (line[0] < '0' || line[0] > '9' || frame < 1 || frame > FRAME_MOST)
        return "begin it with the number of a frame, at least 1";
    key += strspn(key, blanks);
    out->frame = frame;
    out->move  = take_move(key);
    out->key   = keyboard->number_of(key);
    return out->key == 0 ? keyboard->remedy : NULL;
}

/* ---- the file --------------------------------------------------------------------------------- */

static bool read_line(sample_script *script, char *line, const sample_script_keyboard *keyboard, const char *file,
                      int number)
{
    stroke s;
    trim(line);
    line += strspn(line, blanks);
    if (line[0] == '\0')
        return true;
    const char *remedy = read_stroke(line, keyboard, &s);
    if (remedy == NULL && add_stroke(script, &s))
        return true;
    sample_report_error(remedy == NULL ? "free some memory" : remedy, "cannot take line %d of %s", number, file);
    return false;
}

bool sample_script_read(sample_script *script, const char *file, const sample_script_keyboard *keyboard)
{
    char  line[LINE_MAX_BYTES];
    bool  is_fine = true;
    FILE *in      = fopen(file, "r");
    for (int number = 1; in != NULL && is_fine && fgets(line, sizeof line, in) != NULL; number++)
        is_fine = read_line(script, line, keyboard, file, number);
    if (in == NULL || ferror(in)) {
        sample_report_error("check --script", "cannot read %s: %s", file, strerror(errno));
        is_fine = false;
    }
    if (in != NULL)
        fclose(in);
    if (!is_fine)
        sample_script_deinit(script);
    return is_fine;
}

void sample_script_deinit(sample_script *script)
{
    free(script->keys);
    *script = (sample_script){ 0 };
}

bool sample_script_next(sample_script *script, uint64_t frame, sample_script_key *out)
{
    if (script->next == script->count || script->keys[script->next].frame > frame)
        return false;
    *out = script->keys[script->next++];
    return true;
}
