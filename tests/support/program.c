#include "support/program.h"

#include "base/clock.h"
#include "support/support.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEADLINE_MS = 10 * 1000, TURN_MS = 2, MAX_ARGUMENTS = 30 };

static uint64_t now_ms(void)
{
    return cho_clock_mono_ns() / 1000000u;
}

static void find_path(char *path, size_t size, const char *name)
{
    const char *tree = getenv("CHORUS_TREE");
    snprintf(path, size, "%s/bin/%s", tree == NULL ? "." : tree, name);
    if (access(path, X_OK) != 0)
        snprintf(path, size, "build/bin/%s", name);
    if (access(path, X_OK) != 0)
        fail_msg("%s was not built", path);
}

static void become(const char *path, const char *const *arguments, int in, int out, int errors)
{
    char *argv[MAX_ARGUMENTS + 2] = { NULL };
    argv[0]                       = strdup(path);
    for (int i = 0; i < MAX_ARGUMENTS && arguments[i] != NULL; i++)
        argv[i + 1] = strdup(arguments[i]);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    execv(path, argv);
    _exit(127);
}

static void start(program *p, const char *name, const char *const *arguments, int errors)
{
    char path[4096];
    int  in[2], out[2];
    memset(p, 0, sizeof *p);
    find_path(path, sizeof path, name);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    p->pid = fork();
    assert_true(p->pid >= 0);
    if (p->pid == 0)
        become(path, arguments, in[0], out[1], errors);
    close(in[0]);
    close(out[1]);
    p->in  = in[1];
    p->out = out[0];
}

void program_start(program *p, const char *name, const char *const *arguments)
{
    start(p, name, arguments, STDERR_FILENO);
}

void program_start_noting(program *p, const char *name, const char *const *arguments, const char *errors)
{
    int file = open(errors, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    start(p, name, arguments, file);
    close(file);
}

void program_say(program *p, const char *line)
{
    size_t len = strlen(line);
    assert_int_equal(write(p->in, line, len), len);
    assert_int_equal(write(p->in, "\n", 1), 1);
}

void program_end_input(program *p)
{
    if (p->in >= 0)
        close(p->in);
    p->in = -1;
}

/* False: it has closed its output. */
static bool take_in(program *p)
{
    assert_true(p->len < sizeof p->said - 1);
    ssize_t got = read(p->out, p->said + p->len, sizeof p->said - 1 - p->len);
    if (got > 0)
        p->len += (size_t)got;
    return got > 0;
}

static bool is_readable(const program *p)
{
    struct pollfd wanted = { .fd = p->out, .events = POLLIN };
    return poll(&wanted, 1, TURN_MS) > 0;
}

const char *program_hear(program *p)
{
    memmove(p->said, p->said + p->line_len, p->len - p->line_len);
    p->len -= p->line_len;
    p->line_len    = 0;
    uint64_t until = now_ms() + DEADLINE_MS;
    char    *end;
    while ((end = memchr(p->said, '\n', p->len)) == NULL) {
        if (is_readable(p) && !take_in(p))
            return NULL;
        if (p->attend != NULL)
            p->attend(p->user);
        if (now_ms() > until)
            fail_msg("the program said nothing more");
    }
    *end        = '\0';
    p->line_len = (size_t)(end - p->said) + 1;
    return p->said;
}

const char *program_hear_of(program *p, const char *part)
{
    const char *line;
    do {
        line = program_hear(p);
        if (line == NULL)
            fail_msg("the program ended without a word of %s", part);
    } while (strstr(line, part) == NULL);
    return line;
}

int program_end(program *p)
{
    int status;
    while (program_hear(p) != NULL)
        continue;
    program_end_input(p);
    close(p->out);
    assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int program_run(const char *name, const char *const *arguments)
{
    program p;
    program_start(&p, name, arguments);
    return program_end(&p);
}
