/*
 * tighten.h - leaves out of the files of a page what only their writers read.
 *
 * Whole lines of comment, blank lines and the spaces before a line go, and in style sheets and JSON the line
 * ends that separate nothing. Everything else stays, so that it means the same. A text in which the start of a
 * line may belong to a string is left as it is.
 */
#ifndef CHO_TOOLS_TIGHTEN_H
#define CHO_TOOLS_TIGHTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool tighten_has_suffix(const char *name, const char *suffix)
{
    size_t len = strlen(name), end = strlen(suffix);
    return len >= end && strcmp(name + len - end, suffix) == 0;
}

/* Style sheets know no comments that begin with two slashes. */
static inline bool tighten_knows_slashes(const char *name)
{
    return tighten_has_suffix(name, ".js") || tighten_has_suffix(name, ".mjs");
}

/* In HTML the spaces before a line mean nothing, except where text is shown as it is written. */
static inline bool tighten_is_loose_html(const char *name, const char *text)
{
    return tighten_has_suffix(name, ".html") && strstr(text, "<pre") == NULL && strstr(text, "<textarea") == NULL;
}

static inline bool tighten_is_for(const char *name, const char *text)
{
    return tighten_knows_slashes(name) || tighten_has_suffix(name, ".css") || tighten_has_suffix(name, ".json")
           || tighten_is_loose_html(name, text);
}

static inline const char *tighten_line_end(const char *at, const char *end)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    return feed != NULL ? feed : end;
}

/* A string goes on in the next line after a backslash, a template while its backquote is open. */
static inline bool tighten_may_split_strings(const char *text, size_t len)
{
    for (const char *at = text, *end = text + len; at < end;) {
        const char *stop   = tighten_line_end(at, end);
        size_t      quotes = 0;
        for (const char *c = at; c < stop; c++)
            quotes += *c == '`';
        if (quotes % 2 != 0 || (stop > at && stop[-1] == '\\'))
            return true;
        at = stop + 1;
    }
    return false;
}

static inline const char *tighten_skip_spaces(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* Behind a comment that fills its lines, of the kind that begins here; NULL if none does. */
static inline const char *tighten_skip_comment(const char *at, const char *end, bool knows_slashes)
{
    if (end - at < 2 || at[0] != '/')
        return NULL;
    if (at[1] == '/' && knows_slashes)
        return tighten_line_end(at, end);
    if (at[1] != '*')
        return NULL;
    for (const char *c = at + 2; c + 1 < end; c++) {
        if (c[0] == '*' && c[1] == '/') {
            const char *rest = tighten_skip_spaces(c + 2, end);
            return rest == tighten_line_end(rest, end) ? rest : NULL;
        }
    }
    return NULL;
}

/* In a script a line end may end a statement, and in HTML it is a space. */
static inline bool tighten_may_join(const char *name, char last)
{
    return (tighten_has_suffix(name, ".css") || tighten_has_suffix(name, ".json")) && strchr("{},;", last) != NULL;
}

/* Works in place; a NUL follows the text. Returns the new length. */
static inline size_t tighten(const char *name, char *text, size_t len)
{
    char *out = text;
    if (!tighten_is_for(name, text) || tighten_may_split_strings(text, len))
        return len;
    for (const char *at = text, *end = text + len; at < end;) {
        const char *start = tighten_skip_spaces(at, end);
        const char *past  = tighten_skip_comment(start, end, tighten_knows_slashes(name));
        const char *stop  = past != NULL ? past : tighten_line_end(start, end);
        size_t      size  = (size_t)(stop - start);
        at                = stop < end ? stop + 1 : end;
        if (past != NULL || size == 0)
            continue;
        memmove(out, start, size);
        out += size;
        if (stop < end && !tighten_may_join(name, out[-1]))
            *out++ = '\n';
    }
    return (size_t)(out - text);
}

#endif
