#include "cli_args.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: chorus-cli interactive --url URL | --discovery URL [options]\n"
    "       chorus-cli replay FILE [--speed N] [--log LEVEL]\n"
    "       chorus-cli help | version\n"
    "\n"
    "Connects as a game, or plays what was recorded. Prints every event as a line of JSON and takes\n"
    "commands as lines of JSON:\n"
    "  {\"do\":\"set\",\"control\":\"fire\",\"path\":\"text\",\"value\":\"Fire!\"}\n"
    "docs/cli.md explains every line.\n"
    "\n"
    "  --url URL          socket to connect to, ws:// or wss://\n"
    "  --discovery URL    http:// or https:// base where sockets are asked for\n"
    "  --token TOKEN      OAuth token; also read from the environment, CHORUS_TOKEN\n"
    "  --token-file FILE  read the token from the first line of a file\n"
    "  --version-id N     project version\n"
    "  --share-code CODE\n"
    "  --ca-file FILE     PEM file of certificate authorities to trust besides the system's\n"
    "  --timeout-ms N     how long an answer may take (default: 10000)\n"
    "  --attempts N       give up after N failed attempts to connect (default: never)\n"
    "  --no-ready         stay in staging until {\"do\":\"ready\"}\n"
    "  --exit-on-eof      at the end of input wait for the answers under way, then close\n"
    "  --compression LIST ask for compression after each hello, best first: lz4,gzip\n"
    "  --raw              print every packet that comes and goes, too\n"
    "  --record FILE      write what the session meets into a file, for replay and for bug reports\n"
    "  --mask             leave names and what people type out of it\n"
    "  --speed N          of a replay: 1 as it was, 10 ten times as fast; without it there is no waiting\n"
    "  --log LEVEL        debug, info, warning or error (default: warning)\n"
    "  --help             this text\n";

void cli_args_print_usage(bool is_error)
{
    fputs(usage, is_error ? stderr : stdout);
}

/* ---- values: NULL when all is well, else what it should have been ---- */

static const char *read_number(const char *text, uint32_t *out)
{
    char              *end   = NULL;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > UINT32_MAX)
        return "a whole number";
    *out = (uint32_t)value;
    return NULL;
}

static const char *read_speed(const char *text, double *out)
{
    char *end = NULL;
    *out      = strtod(text, &end);
    return end != text && *end == '\0' && *out >= 0.0 && *out <= 1e6 ? NULL : "a number from 0 to 1000000";
}

static const char *read_level(const char *text, chorus_log_level *out)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) == 0) {
            *out = (chorus_log_level)i;
            return NULL;
        }
    }
    return "debug, info, warning or error";
}

static const char *read_token_file(const char *name, cli_args *args)
{
    FILE *file = fopen(name, "r");
    bool  read = file != NULL && fgets(args->token_text, sizeof args->token_text, file) != NULL;
    if (file != NULL)
        fclose(file);
    args->token_text[strcspn(args->token_text, "\r\n")] = '\0';
    args->token                                         = args->token_text;
    return read ? NULL : "a file that can be read and is not empty";
}

static const char *read_option(cli_args *args, const char *name, const char *value)
{
    const struct {
        const char  *name;
        const char **text;
    } texts[] = {
        { "--url", &args->url },
        { "--discovery", &args->discovery },
        { "--token", &args->token },
        { "--share-code", &args->share_code },
        { "--ca-file", &args->ca_file },
        { "--record", &args->record },
        { "--compression", &args->compression },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].text = value;
            return NULL;
        }
    }
    if (strcmp(name, "--token-file") == 0)
        return read_token_file(value, args);
    if (strcmp(name, "--version-id") == 0)
        return read_number(value, &args->version_id);
    if (strcmp(name, "--timeout-ms") == 0)
        return read_number(value, &args->timeout_ms);
    if (strcmp(name, "--attempts") == 0)
        return read_number(value, &args->attempts);
    if (strcmp(name, "--speed") == 0)
        return read_speed(value, &args->speed);
    if (strcmp(name, "--log") == 0)
        return read_level(value, &args->log_level);
    return "an option of those that --help lists";
}

static bool read_switch(cli_args *args, const char *name)
{
    if (strcmp(name, "--no-ready") == 0)
        return args->no_ready = true;
    if (strcmp(name, "--exit-on-eof") == 0)
        return args->exit_on_eof = true;
    if (strcmp(name, "--raw") == 0)
        return args->raw = true;
    if (strcmp(name, "--mask") == 0)
        return args->mask = true;
    return false;
}

static bool has_one_source(const cli_args *args, bool is_replay)
{
    if (is_replay)
        return args->replay != NULL && args->url == NULL && args->discovery == NULL && args->record == NULL;
    return (args->url != NULL) + (args->discovery != NULL) == 1;
}

cli_args_answer cli_args_read(cli_args *args, int argc, char **argv)
{
    memset(args, 0, sizeof *args);
    bool is_replay  = strcmp(argv[0], "replay") == 0;
    args->log_level = CHORUS_LOG_WARNING;
    args->token     = getenv("CHORUS_TOKEN");
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (strcmp(name, "--help") == 0) {
            cli_args_print_usage(false);
            return CLI_ARGS_HELP;
        }
        if (read_switch(args, name))
            continue;
        if (is_replay && name[0] != '-' && args->replay == NULL) {
            args->replay = name;
            continue;
        }
        const char *value  = ++i < argc ? argv[i] : NULL;
        const char *wanted = value == NULL ? "a value, or no such option" : read_option(args, name, value);
        if (wanted != NULL) {
            fprintf(stderr, "chorus-cli: %s %s: give %s\n", name, value == NULL ? "" : value, wanted);
            return CLI_ARGS_WRONG;
        }
    }
    if (has_one_source(args, is_replay))
        return CLI_ARGS_RUN;
    fputs(is_replay ? "chorus-cli: give the file to be played; --help tells more\n"
                    : "chorus-cli: give one of --url and --discovery; --help tells more\n",
          stderr);
    return CLI_ARGS_WRONG;
}
