/*
 * args.h - the options that every sample has.
 */
#ifndef SAMPLES_COMMON_ARGS_H
#define SAMPLES_COMMON_ARGS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct sample_args {
    bool        is_headless;   /* --headless: no window                                  */
    const char *screenshot;    /* --screenshot FILE: the last frame as PNG; else NULL    */
    const char *script;        /* --script FILE: keys pressed by it, see script.h; else NULL */
    uint64_t    frames;        /* --frames N: end after so many; 0: go on                */
    double      seconds;       /* --seconds N: end after so long; 0: go on               */
    int         width, height; /* --size WxH: pixels at the start                        */
    uint16_t    port;          /* --port N: where the audience page is; 0: any free one  */
    bool        has_port;      /* the port was given and no other one will do            */
    const char *url;           /* --url ADDRESS: another host's; else NULL               */
    const char *token;         /* --token TOKEN: what a host wants to see; else NULL     */
    bool        hides_code;    /* --hide-code: until a key is pressed                    */
    const char *client;        /* --client ID: what this game is registered as there     */
} sample_args;

typedef enum sample_args_answer {
    SAMPLE_ARGS_RUN,
    SAMPLE_ARGS_HELP, /* help was asked for and printed: end with code 0 */
    SAMPLE_ARGS_WRONG /* what was wrong is printed: end with code 1      */
} sample_args_answer;

/* The strings of argv stay in use. */
sample_args_answer sample_args_read(sample_args *args, int argc, char **argv);

/* The same with some of these options alone: those in `help`, lines such as "  --frames N   end after N frames\n". */
sample_args_answer sample_args_read_some(sample_args *args, const char *help, int argc, char **argv);

#endif
