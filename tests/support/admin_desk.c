#include "support/admin_desk.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 24 };

int admin_desk_set_up(void **state)
{
    admin_desk *d = calloc(1, sizeof *d);
    assert_non_null(d);
    daemon_prepare(&d->daemon);
    strcpy(d->data, daemon_path(&d->daemon, "data"));
    *state = d;
    return 0;
}

int admin_desk_tear_down(void **state)
{
    admin_desk *d = *state;
    daemon_clean_up(&d->daemon);
    free(d);
    return 0;
}

void admin_desk_serve(admin_desk *d)
{
    daemon_start(&d->daemon, (const char *[]){ "--data", d->data, NULL });
}

int admin_desk_run(admin_desk *d, const char *input, const char *const *words)
{
    const char *all[WORDS] = { NULL };
    const char *line;
    size_t      count = 0;
    for (; words[count] != NULL; count++)
        all[count] = words[count];
    all[count++] = "--data";
    all[count]   = d->data;
    program_start_noting(&d->admin, "chorus-host", all, d->daemon.errors);
    if (input != NULL)
        program_say(&d->admin, input);
    program_end_input(&d->admin);
    d->output[0] = '\0';
    while ((line = program_hear(&d->admin)) != NULL)
        snprintf(d->output + strlen(d->output), sizeof d->output - strlen(d->output), "%s\n", line);
    return program_end(&d->admin);
}

void admin_desk_assert_printed(const admin_desk *d, const char *part)
{
    if (strstr(d->output, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, d->output);
}
