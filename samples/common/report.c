#include "common/report.h"

#include <stdarg.h>
#include <stdio.h>

void sample_report_error(const char *remedy, const char *cause, ...)
{
    va_list values;
    va_start(values, cause);
    fputs("error: ", stderr);
    vfprintf(stderr, cause, values);
    fprintf(stderr, "; %s\n", remedy);
    va_end(values);
}

void sample_report_note(const char *note, ...)
{
    va_list values;
    va_start(values, note);
    fputs("note: ", stderr);
    vfprintf(stderr, note, values);
    fputc('\n', stderr);
    va_end(values);
}
