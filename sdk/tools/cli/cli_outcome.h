/*
 * cli_outcome.h - how a command went, and what is to be said beside it.
 */
#ifndef CLI_OUTCOME_H
#define CLI_OUTCOME_H

#include "cli_commands.h"

typedef struct cli_outcome {
    chorus_result  result;
    const char    *why;     /* what is wrong with the line itself; NULL: nothing */
    chorus_request request; /* {0}: none was made */
    void (*print)(cli_game *game, const json_object *line); /* further members of a result that is OK; may be NULL */
} cli_outcome;

static inline cli_outcome cli_done(chorus_result result)
{
    return (cli_outcome){ .result = result };
}

static inline cli_outcome cli_wrong(const char *why)
{
    return (cli_outcome){ .result = CHORUS_E_INVALID, .why = why };
}

#endif
