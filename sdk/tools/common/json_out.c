#include "json_out.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static bool needs_comma;

static void write_string(const char *ptr, size_t len)
{
    putchar('"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)ptr[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void begin_value(const char *key)
{
    if (needs_comma)
        putchar(',');
    needs_comma = true;
    if (key != NULL)
        printf("\"%s\":", key);
}

void json_out_begin(const char *kind, const char *name)
{
    putchar('{');
    needs_comma = false;
    json_out_text(kind, name);
}

void json_out_end(void)
{
    fputs("}\n", stdout);
    fflush(stdout);
}

bool json_out_is_broken(void)
{
    return ferror(stdout) != 0;
}

void json_out_str(const char *key, chorus_str text)
{
    begin_value(key);
    write_string(text.ptr, text.len);
}

void json_out_text(const char *key, const char *text)
{
    json_out_str(key, (chorus_str){ text, strlen(text) });
}

void json_out_int(const char *key, int64_t value)
{
    begin_value(key);
    printf("%" PRId64, value);
}

void json_out_number(const char *key, double value)
{
    begin_value(key);
    if (isfinite(value))
        printf("%.9g", value);
    else
        fputs("null", stdout);
}

void json_out_bool(const char *key, bool value)
{
    begin_value(key);
    fputs(value ? "true" : "false", stdout);
}

void json_out_handle(const char *key, uint32_t id)
{
    char text[16] = "";
    if (id != 0)
        snprintf(text, sizeof text, "%" PRIu32, id);
    json_out_text(key, text);
}

/* A line end in JSON text is white space: within a string it would be escaped. */
void json_out_json(const char *key, chorus_str json)
{
    begin_value(key);
    if (json.len == 0)
        fputs("null", stdout);
    for (size_t i = 0; i < json.len; i++)
        putchar(json.ptr[i] == '\n' || json.ptr[i] == '\r' ? ' ' : json.ptr[i]);
}

void json_out_result(const char *key, chorus_result result)
{
    json_out_text(key, chorus_result_name(result));
}

void json_out_open(const char *key, char bracket)
{
    begin_value(key);
    putchar(bracket);
    needs_comma = false;
}

void json_out_close(char bracket)
{
    putchar(bracket);
    needs_comma = true;
}

void json_out_error(const char *text, uint64_t line, int64_t offset)
{
    json_out_begin("error", text);
    json_out_int("line", (int64_t)line);
    if (offset >= 0)
        json_out_int("byte", offset);
    json_out_end();
}
