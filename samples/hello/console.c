#include "console.h"

#include "common/report.h"
#include "common/stop_signal.h"
#include "picture.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>

static const char help[] =
    "  --headless         nothing: there is no window\n"
    "  --url ADDRESS      play on another host, such as http://192.168.1.20:8280, where one signs in with a code\n"
    "  --client ID        what the game is registered as there (default: chorus-samples)\n"
    "  --frames N         end after N frames, at 60 a second\n"
    "  --screenshot FILE  save the last lines as SVG\n"
    "  --script FILE      press Enter by a file of lines such as: 120 Return\n"
    "  --help             this text\n";

/* Enter, as SDL calls it. */
static int number_of(const char *name)
{
    return strcmp(name, "Return") == 0;
}

static const sample_script_keyboard keyboard = { number_of, "name the key Return, there is no other" };

bool console_open(console *con, int argc, char **argv, int *code)
{
    *con                      = (console){ .said = 0 };
    sample_args_answer answer = sample_args_read_some(&con->args, help, argc, argv);
    bool               is_fine =
        answer == SAMPLE_ARGS_RUN &&
        (con->args.script == NULL || sample_script_read(&con->script, con->args.script, &keyboard));
    *code        = answer == SAMPLE_ARGS_HELP ? 0 : 1;
    con->is_deaf = con->args.script != NULL; /* who plays by a script is not disturbed by the keyboard */
    sample_stop_signal_listen();
    return is_fine;
}

/* ---- frames ----------------------------------------------------------------------------------- */

bool console_next_frame(console *con)
{
    static const struct timespec frame = { .tv_nsec = 1000000000 / 60 };
    if (con->args.frames != 0 && con->frames == con->args.frames)
        return false;
    if (con->frames++ > 0)
        thrd_sleep(&frame, NULL);
    return !sample_stop_signal_has_come();
}

/* A terminal gives what was typed by whole lines. */
static bool has_typed_enter(console *con)
{
    char          typed[256];
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    if (con->is_deaf || poll(&in, 1, 0) <= 0)
        return false;
    ssize_t len  = read(STDIN_FILENO, typed, sizeof typed);
    con->is_deaf = len <= 0;
    return len > 0 && memchr(typed, '\n', (size_t)len) != NULL;
}

bool console_is_pressed(console *con)
{
    sample_script_key key;
    bool              is_pressed = has_typed_enter(con);
    while (sample_script_next(&con->script, con->frames, &key))
        is_pressed |= key.is_down;
    return is_pressed;
}

/* ---- lines ------------------------------------------------------------------------------------ */

void console_say(console *con, const char *format, ...)
{
    char   *line = con->lines[con->said++ % CONSOLE_LINES];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(line, CONSOLE_LINE_BYTES, format, values);
    va_end(values);
    puts(line);
    fflush(stdout); /* also where it is piped */
}

bool console_close(console *con)
{
    bool is_fine = con->args.screenshot == NULL || picture_save(con, con->args.screenshot);
    sample_script_deinit(&con->script);
    return is_fine;
}
