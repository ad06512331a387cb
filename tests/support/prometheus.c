#include "support/prometheus.h"

#include "support/support.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 512, FAMILY_MAX = 64, SERIES_MAX = 1024 };

typedef struct reading {
    char   family[FAMILY_MAX], type[16];
    char   families[SERIES_MAX][FAMILY_MAX];
    char   series[SERIES_MAX][TEXT_MAX];
    size_t family_count, series_count;
    bool   has_samples;
    double last_bucket, infinite, count;
} reading;

static bool is_name_byte(char c, bool is_first)
{
    return isalpha((unsigned char)c) || c == '_' || c == ':' || (!is_first && isdigit((unsigned char)c));
}

static size_t name_len(const char *text)
{
    size_t len = 0;
    while (is_name_byte(text[len], len == 0))
        len++;
    return len;
}

/* ---- families ---- */

static void end_family(const reading *r)
{
    if (strcmp(r->type, "histogram") == 0 && (r->infinite < 0 || r->infinite != r->count))
        fail_msg("%s: +Inf is not the count", r->family);
    if (r->family[0] != '\0' && !r->has_samples)
        fail_msg("%s has no samples", r->family);
}

static void begin_family(reading *r, const char *name, size_t len)
{
    end_family(r);
    assert_true(len < FAMILY_MAX && r->family_count < SERIES_MAX);
    snprintf(r->family, sizeof r->family, "%.*s", (int)len, name);
    for (size_t i = 0; i < r->family_count; i++) {
        if (strcmp(r->families[i], r->family) == 0)
            fail_msg("%s is told twice", r->family);
    }
    memcpy(r->families[r->family_count++], r->family, FAMILY_MAX);
    r->type[0]     = '\0';
    r->has_samples = false;
    r->last_bucket = 0;
    r->infinite = r->count = -1;
}

static void take_comment(reading *r, const char *line)
{
    const char *name = line + 7;
    size_t      len  = name_len(name);
    if (len == 0 || name[len] != ' ' || name[len + 1] == '\0')
        fail_msg("malformed: %s", line);
    if (strncmp(line, "# HELP ", 7) == 0) {
        begin_family(r, name, len);
        return;
    }
    if (strncmp(line, "# TYPE ", 7) != 0 || strlen(r->family) != len || memcmp(name, r->family, len) != 0
        || r->type[0] != '\0')
        fail_msg("out of place: %s", line);
    snprintf(r->type, sizeof r->type, "%s", name + len + 1);
    if (strcmp(r->type, "counter") != 0 && strcmp(r->type, "gauge") != 0 && strcmp(r->type, "histogram") != 0)
        fail_msg("no type: %s", line);
    bool is_total = len > 6 && strcmp(r->family + len - 6, "_total") == 0;
    if (is_total != (strcmp(r->type, "counter") == 0))
        fail_msg("a counter, and nothing else, ends with _total: %s", line);
}

/* ---- samples ---- */

/* {a="x",b="y"}; returns what follows. */
static const char *skip_labels(const char *at, const char *line)
{
    if (*at != '{')
        return at;
    do {
        at++;
        size_t len = name_len(at);
        if (len == 0 || strncmp(at + len, "=\"", 2) != 0)
            fail_msg("malformed label: %s", line);
        at += len + 2;
        at += strcspn(at, "\"\\\n");
        if (*at++ != '"')
            fail_msg("malformed value of a label: %s", line);
    } while (*at == ',');
    if (*at != '}')
        fail_msg("malformed labels: %s", line);
    return at + 1;
}

static void note_series(reading *r, const char *line, size_t len)
{
    char *place = r->series[r->series_count++];
    assert_true(r->series_count < SERIES_MAX);
    snprintf(place, TEXT_MAX, "%.*s", (int)len, line);
    for (char (*other)[TEXT_MAX] = r->series; *other != place; other++) {
        if (strcmp(*other, place) == 0)
            fail_msg("told twice: %s", place);
    }
}

static void take_part_of_histogram(reading *r, const char *line, const char *part, double value)
{
    if (strcmp(part, "_count") == 0) {
        r->count = value;
    } else if (strcmp(part, "_bucket") == 0) {
        if (value < r->last_bucket || strstr(line, "le=\"") == NULL)
            fail_msg("a bucket holds less than the one before: %s", line);
        r->last_bucket = value;
        if (strstr(line, "le=\"+Inf\"") != NULL)
            r->infinite = value;
    } else if (strcmp(part, "_sum") != 0) {
        fail_msg("no part of a histogram: %s", line);
    }
}

static void take_sample(reading *r, const char *line)
{
    char        name[TEXT_MAX], *end;
    size_t      len = name_len(line), family_len = strlen(r->family);
    const char *at  = skip_labels(line + len, line);
    snprintf(name, sizeof name, "%.*s", (int)len, line);
    if (len < family_len || memcmp(name, r->family, family_len) != 0 || r->type[0] == '\0' || *at != ' ')
        fail_msg("out of place: %s", line);
    double value = strtod(at + 1, &end);
    if (end == at + 1 || *end != '\0' || value < 0)
        fail_msg("no number: %s", line);
    note_series(r, line, (size_t)(at - line));
    r->has_samples = true;
    if (strcmp(r->type, "histogram") == 0)
        take_part_of_histogram(r, line, name + family_len, value);
    else if (len != family_len)
        fail_msg("of another family: %s", line);
}

void prometheus_check(const char *text)
{
    reading *r = calloc(1, sizeof *r);
    assert_non_null(r);
    while (*text != '\0') {
        char   line[TEXT_MAX];
        size_t len = strcspn(text, "\n");
        assert_true(text[len] == '\n' && len > 0 && len < sizeof line);
        snprintf(line, sizeof line, "%.*s", (int)len, text);
        if (line[0] == '#')
            take_comment(r, line);
        else
            take_sample(r, line);
        text += len + 1;
    }
    end_family(r);
    assert_true(r->series_count > 0);
    free(r);
}

double prometheus_value(const char *text, const char *series)
{
    size_t len = strlen(series);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, series, len) == 0 && line[len] == ' ')
            return strtod(line + len + 1, NULL);
    }
    fail_msg("there is no %s", series);
    return -1;
}
