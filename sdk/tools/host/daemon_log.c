#include "daemon_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 1024, FIELDS_BYTES = 900 };

static chorus_log_level least_level = CHORUS_LOG_INFO;

void daemon_log_set_level(chorus_log_level least)
{
    least_level = least;
}

static void write_time(char *out, size_t size)
{
    struct timespec now;
    struct tm       parts;
    char            seconds[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(out, size, "%s.%03dZ", seconds, (int)(now.tv_nsec / 1000000) % 1000);
}

static void write_line(chorus_log_level level, const char *fields)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    char                     line[LINE_BYTES], time_text[40];
    if (level < least_level)
        return;
    write_time(time_text, sizeof time_text);
    int     len  = snprintf(line, sizeof line, "time=%s level=%s event=%s\n", time_text, names[level & 3], fields);
    ssize_t gone = write(STDERR_FILENO, line, (size_t)len < sizeof line ? (size_t)len : sizeof line - 1);
    (void)gone; /* there is no other place to complain to */
}

void daemon_log(chorus_log_level level, const char *fields, ...)
{
    char    text[FIELDS_BYTES];
    va_list args;
    va_start(args, fields);
    vsnprintf(text, sizeof text, fields, args);
    va_end(args);
    write_line(level, text);
}

const char *daemon_log_quote(const char *text, char *out, size_t size)
{
    size_t len = 0;
    out[len++] = '"';
    for (; *text != '\0' && len + 3 < size; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            out[len++] = '\\';
        out[len++] = c < 0x20 || c == 0x7f ? ' ' : (char)c;
    }
    out[len++] = '"';
    out[len]   = '\0';
    return out;
}

/* Lines of a module come as "host: event=joined channel=1", or as a sentence. */
void daemon_log_line(void *user, chorus_log_level level, const char *line)
{
    static const char mark[] = ": event=";
    const char       *event  = strstr(line, mark);
    char              quoted[FIELDS_BYTES - 32];
    (void)user;
    if (event != NULL && event == line + strcspn(line, ": "))
        write_line(level, event + sizeof mark - 1);
    else
        daemon_log(level, "library text=%s", daemon_log_quote(line, quoted, sizeof quoted));
}
