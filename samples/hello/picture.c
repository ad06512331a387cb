#include "picture.h"

#include "common/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LEFT = 20, FIRST_LINE = 60, LINE_HEIGHT = 26 };

static const char frame[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\" font-family=\"monospace\" font-size=\"18\">\n"
    "<rect width=\"640\" height=\"360\" fill=\"#14141f\"/>\n"
    "<rect width=\"640\" height=\"28\" fill=\"#2a2a38\"/>\n"
    "<text x=\"20\" y=\"20\" fill=\"#a9a8bd\" font-size=\"15\">hello</text>\n";

/* Names come from strangers: what means something to XML is written as what it looks like. */
static void write_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        default: fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
        }
    }
}

static void write_lines(FILE *out, const console *con)
{
    unsigned first = con->said > CONSOLE_LINES ? con->said - CONSOLE_LINES : 0;
    for (unsigned i = first; i < con->said; i++) {
        fprintf(out, "<text x=\"%d\" y=\"%u\" fill=\"#eceaf4\">", LEFT, FIRST_LINE + LINE_HEIGHT * (i - first));
        write_text(out, con->lines[i % CONSOLE_LINES]);
        fputs("</text>\n", out);
    }
}

bool picture_save(const console *con, const char *file)
{
    FILE *out     = fopen(file, "w");
    bool  is_fine = out != NULL;
    if (is_fine) {
        fputs(frame, out);
        write_lines(out, con);
        fputs("</svg>\n", out);
        is_fine = ferror(out) == 0;
        is_fine = fclose(out) == 0 && is_fine;
    }
    if (!is_fine)
        sample_report_error("choose a place that can be written", "cannot write %s: %s", file, strerror(errno));
    return is_fine;
}
