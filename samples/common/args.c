#include "common/args.h"

#include "common/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_CLIENT "chorus-samples"

enum { DEFAULT_PORT = 8280, SIDE_MIN = 160, SIDE_MAX = 8192, LINE_MAX_BYTES = 64 };

static const char all[] =
    "  --headless         no window: print a status line every second\n"
    "  --port N           serve the audience page on this port and no other; 0: on any free one\n"
    "                     (default: 8280, or the next free one)\n"
    "  --url ADDRESS      play on another host, such as ws://192.168.1.20:8280/gameClient\n"
    "                     or http://192.168.1.20:8280, where one signs in with a code\n"
    "  --token TOKEN      what that host wants to see instead; without --url: what opens the studio\n"
    "  --hide-code        show no code to sign in with until S is pressed\n"
    "  --client ID        what the game is registered as there (default: " DEFAULT_CLIENT ")\n"
    "  --frames N         end after N frames\n"
    "  --seconds N        end after N seconds\n"
    "  --screenshot FILE  save the last frame as PNG\n"
    "  --script FILE      press keys by a file of lines such as: 120 Space tap\n"
    "  --size WxH         pixels at the start (default: 1280x720)\n"
    "  --help             this text\n";

/* A whole number from low to high that fills the text. */
static bool read_number(const char *text, uint64_t low, uint64_t high, uint64_t *out)
{
    char              *end   = NULL;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < low || value > high)
        return false;
    *out = value;
    return true;
}

static bool read_port(sample_args *args, const char *text)
{
    uint64_t port  = 0;
    args->has_port = read_number(text, 0, UINT16_MAX, &port);
    args->port     = (uint16_t)port;
    return args->has_port;
}

static bool read_seconds(sample_args *args, const char *text)
{
    char *end     = NULL;
    args->seconds = strtod(text, &end);
    return end != text && *end == '\0' && args->seconds > 0.0 && args->seconds < 1e9;
}

static bool read_size(sample_args *args, const char *text)
{
    char after = '\0';
    return sscanf(text, "%5dx%5d%c", &args->width, &args->height, &after) == 2 &&
           args->width >= SIDE_MIN && args->width <= SIDE_MAX && args->height >= SIDE_MIN &&
           args->height <= SIDE_MAX;
}

/* What the value of a wrong option should have been; NULL when all is well. */
static const char *read_option(sample_args *args, const char *name, const char *value)
{
    if (strcmp(name, "--port") == 0)
        return read_port(args, value) ? NULL : "give a number from 0 to 65535";
    if (strcmp(name, "--frames") == 0)
        return read_number(value, 1, UINT32_MAX, &args->frames) ? NULL
                                                                : "give a whole number, at least 1";
    if (strcmp(name, "--seconds") == 0)
        return read_seconds(args, value) ? NULL : "give a number above 0";
    if (strcmp(name, "--size") == 0)
        return read_size(args, value) ? NULL : "give width and height, such as 1280x720";
    if (strcmp(name, "--screenshot") == 0)
        args->screenshot = value;
    else if (strcmp(name, "--script") == 0)
        args->script = value;
    else if (strcmp(name, "--url") == 0)
        args->url = value;
    else if (strcmp(name, "--token") == 0)
        args->token = value;
    else if (strcmp(name, "--client") == 0)
        args->client = value;
    else
        return "see --help";
    return NULL;
}

static bool read_switch(sample_args *args, const char *name)
{
    if (strcmp(name, "--headless") == 0)
        return args->is_headless = true;
    if (strcmp(name, "--hide-code") == 0)
        return args->hides_code = true;
    return false;
}

/* Whether there is a line of help for it. */
static bool is_offered(const char *help, const char *name)
{
    char line[LINE_MAX_BYTES];
    int  len = snprintf(line, sizeof line, "  %s ", name);
    return len > 0 && (size_t)len < sizeof line && strstr(help, line) != NULL;
}

sample_args_answer sample_args_read_some(sample_args *args, const char *help, int argc, char **argv)
{
    *args = (sample_args){ .port = DEFAULT_PORT, .width = 1280, .height = 720, .client = DEFAULT_CLIENT };
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (strcmp(name, "--help") == 0) {
            printf("usage: %s [options]\n%s", argv[0], help);
            return SAMPLE_ARGS_HELP;
        }
        bool is_known = is_offered(help, name);
        if (is_known && read_switch(args, name))
            continue;
        const char *value  = is_known && i + 1 < argc ? argv[++i] : "";
        const char *remedy = value[0] == '\0' ? "see --help" : read_option(args, name, value);
        if (remedy != NULL) {
            sample_report_error(remedy, "cannot take %s%s%s", name, value[0] == '\0' ? "" : " ",
                                value);
            return SAMPLE_ARGS_WRONG;
        }
    }
    return SAMPLE_ARGS_RUN;
}

sample_args_answer sample_args_read(sample_args *args, int argc, char **argv)
{
    return sample_args_read_some(args, all, argc, argv);
}
