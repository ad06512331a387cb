/*
 * cli_commands.h - what a line of input asks for.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <chorus/chorus.h>

#include "common/json_object.h"

/* What reading further lines waits for. */
typedef struct cli_wait {
    bool     is_on, for_replies;
    char     event[32]; /* name of an event; empty: none    */
    char     state[16]; /* name of a state; empty: none     */
    uint64_t count;     /* so many of the events            */
    uint64_t until_ns;  /* 0: no limit                      */
    char     id[64];    /* of the command, to be echoed     */
} cli_wait;

typedef struct cli_game {
    chorus_runtime *rt;
    chorus_session  session;
    uint64_t        line;    /* number of the line being obeyed      */
    uint64_t        awaited; /* requests whose reply has not come    */
    bool            is_closing;
    cli_wait        wait;
} cli_game;

/* Obeys one line and prints how it went. The text is changed. */
void cli_commands_obey(cli_game *game, char *text, size_t len);

uint64_t cli_commands_now_ns(void);

/* Ends a wait with its result line. */
void cli_commands_end_wait(cli_game *game, chorus_result result);

#endif
