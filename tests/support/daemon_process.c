#include "support/daemon_process.h"

#include "support/deadline.h"

#include <cjson/cJSON.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_OPTIONS = 24, PATHS = 8 };

/* ---- files ---- */

const char *daemon_path(const daemon_process *d, const char *name)
{
    static char paths[PATHS][DAEMON_PATH];
    static int  next;
    char       *path = paths[next++ % PATHS];
    snprintf(path, DAEMON_PATH, "%s/%s", d->folder, name);
    return path;
}

const char *daemon_write(const daemon_process *d, const char *name, const char *text)
{
    const char *path = daemon_path(d, name);
    FILE       *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    return path;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

void daemon_prepare(daemon_process *d)
{
    memset(d, 0, sizeof *d);
    strcpy(d->folder, "/tmp/chorus_daemon_XXXXXX");
    assert_non_null(mkdtemp(d->folder));
    strcpy(d->token_file, daemon_write(d, "token", "sec+ret\n"));
    strcpy(d->errors, daemon_write(d, "errors", ""));
}

void daemon_clean_up(daemon_process *d)
{
    if (d->program.pid > 0)
        (void)daemon_end_by(d, SIGKILL);
    nftw(d->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- the log ---- */

const char *daemon_log(daemon_process *d)
{
    FILE *file = fopen(d->errors, "r");
    assert_non_null(file);
    d->log[fread(d->log, 1, sizeof d->log - 1, file)] = '\0';
    fclose(file);
    return d->log;
}

void daemon_wait_log(daemon_process *d, const char *part)
{
    for (uint64_t until_ns = deadline_ns(); strstr(daemon_log(d), part) == NULL;)
        deadline_yield(until_ns);
}

/* ---- its life ---- */

static void read_ready(daemon_process *d, const char *line)
{
    snprintf(d->ready, sizeof d->ready, "%s", line);
    cJSON       *json = cJSON_Parse(line);
    const cJSON *port = cJSON_GetObjectItem(json, "port");
    assert_true(cJSON_IsNumber(port));
    d->lab.port = (uint16_t)port->valueint;
    cJSON_Delete(json);
}

void daemon_wait_ready(daemon_process *d)
{
    const char *line = program_hear(&d->program);
    if (line == NULL)
        fail_msg("it is not ready: %s", daemon_log(d));
    read_ready(d, line);
}

void daemon_launch(daemon_process *d, const char *const *options)
{
    program_start_noting(&d->program, "chorus-host", options, d->errors);
}

void daemon_start(daemon_process *d, const char *const *options)
{
    const char *all[MAX_OPTIONS] = { "--listen", "127.0.0.1", "--port", "0", "--token-file", d->token_file };
    for (int i = 0; options != NULL && options[i] != NULL; i++)
        all[6 + i] = options[i];
    daemon_launch(d, all);
    daemon_wait_ready(d);
}

int daemon_end(daemon_process *d)
{
    int code       = program_end(&d->program);
    d->program.pid = 0;
    return code;
}

int daemon_end_by(daemon_process *d, int signal_number)
{
    kill(d->program.pid, signal_number);
    return daemon_end(d);
}

int daemon_try(daemon_process *d, const char *const *options)
{
    daemon_launch(d, options);
    return daemon_end(d);
}

/* ---- for cmocka ---- */

int daemon_set_up(void **state)
{
    daemon_process *d = malloc(sizeof *d);
    assert_non_null(d);
    daemon_prepare(d);
    *state = d;
    return 0;
}

int daemon_tear_down(void **state)
{
    daemon_clean_up(*state);
    free(*state);
    return 0;
}
