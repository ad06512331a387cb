#include "crowd_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: chorus-crowd URL [options]\n"
    "\n"
    "Simulates an audience over real sockets and reports as one object of JSON what became of it.\n"
    "docs/load.md explains every figure.\n"
    "\n"
    "  URL                http://HOST:PORT or https://: asks for seats as the audience page does, on channel 1 or\n"
    "                     the one in ?channel=N; ws:// or wss://: that participants' socket, as it stands there\n"
    "  --participants N   how many (default: 100)\n"
    "  --seconds S        how long, joining included (default: 10)\n"
    "  --seed X           which of all possible crowds: the same one does the same at the same times (default: 1)\n"
    "  --join-rate R      how many join each second (default: 500)\n"
    "  --behaviour LIST   NAME[:RATE][=SHARE],... mixed by shares (default: steady:1)\n"
    "                       idle            is there, and reads\n"
    "                       steady:RATE     inputs a second, of each participant\n"
    "                       burst:N/S       N inputs at once, every S seconds\n"
    "                       joystick:RATE   moves a second\n"
    "                       reload:S        every S seconds all of them leave and come back at once\n"
    "                       slow            never reads\n"
    "                       troll:RATE      garbage, so many kinds of it a second\n"
    "  --discard          want no replies to inputs\n"
    "  --sources N        come from N addresses 127.0.0.1, 127.0.0.2, ...; for a host on this machine only\n"
    "  --ca-file FILE     PEM file of certificate authorities to trust besides the system's\n"
    "  --insecure         trust any certificate\n"
    "  --plan             connect to nothing: print who would do what and when\n"
    "  --report FILE      write the report there instead of standard output\n"
    "  --verbose          a line of progress each second, on standard error\n"
    "  --help             this text\n";

/* ---- the address ---- */

static const struct scheme {
    const char *name;
    uint16_t    port;
    bool        is_secure, asks_for_seats;
} schemes[] = {
    { "http://", 80, false, true },
    { "https://", 443, true, true },
    { "ws://", 80, false, false },
    { "wss://", 443, true, false },
};

static const struct scheme *find_scheme(const char *url)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncmp(url, schemes[i].name, strlen(schemes[i].name)) == 0)
            return &schemes[i];
    }
    return NULL;
}

/* "host", "host:port" or "[v6]:port". */
static bool read_authority(const char *text, size_t len, crowd_target *t)
{
    const char *host = text, *end = text + len, *host_end = end, *port = NULL;
    if (len == 0 || len >= CROWD_HOST_MAX)
        return false;
    if (*host == '[') {
        host++;
        host_end = memchr(host, ']', (size_t)(end - host));
        if (host_end == NULL)
            return false;
        port = host_end + 1 < end ? host_end + 1 : NULL;
    } else {
        port     = memchr(host, ':', len);
        host_end = port != NULL ? port : end;
    }
    if (port != NULL) {
        char         *stop;
        unsigned long number = strtoul(port + 1, &stop, 10);
        if (*port != ':' || stop != end || number == 0 || number > 65535)
            return false;
        t->port = (uint16_t)number;
    }
    snprintf(t->host, sizeof t->host, "%.*s", (int)(host_end - host), host);
    snprintf(t->authority, sizeof t->authority, "%.*s", (int)len, text);
    return host < host_end;
}

static uint32_t read_channel(const char *path)
{
    const char *query = strchr(path, '?');
    const char *found = query == NULL ? NULL : strstr(query, "channel=");
    return found == NULL ? 1 : (uint32_t)strtoul(found + strlen("channel="), NULL, 10);
}

static bool read_url(const char *url, crowd_target *t)
{
    const struct scheme *scheme = find_scheme(url);
    if (scheme == NULL)
        return false;
    const char *authority = url + strlen(scheme->name);
    size_t      len       = strcspn(authority, "/?#");
    const char *path      = authority + len;
    *t = (crowd_target){ .port = scheme->port, .is_secure = scheme->is_secure, .asks_for_seats = scheme->asks_for_seats };
    if (!read_authority(authority, len, t) || strlen(path) + 2 > CROWD_PATH_MAX || strpbrk(path, "# \r\n") != NULL)
        return false;
    snprintf(t->path, sizeof t->path, "%s%s", *path == '/' ? "" : "/", path);
    t->channel = read_channel(path);
    return true;
}

/* ---- values: NULL when all is well, else what it should have been ---- */

static const char *read_whole(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    char *end;
    *out = strtoull(text, &end, 10);
    return text[0] < '0' || text[0] > '9' || *end != '\0' || *out < least || *out > most ? "a whole number in range"
                                                                                         : NULL;
}

static const char *read_count(const char *text, uint32_t most, uint32_t *out)
{
    uint64_t    value = 0;
    const char *wrong = read_whole(text, 1, most, &value);
    *out              = (uint32_t)value;
    return wrong;
}

static const char *read_real(const char *text, double *out)
{
    char *end;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && *out > 0 && *out <= 1e6 ? NULL : "a number above 0, at most 1000000";
}

static const char *read_text(const char *text, const char **out)
{
    *out = text;
    return text[0] != '\0' ? NULL : "a name";
}

static const char *read_option(crowd_args *args, const char *name, const char *value)
{
    if (strcmp(name, "--participants") == 0)
        return read_count(value, 1000000, &args->participants);
    if (strcmp(name, "--sources") == 0)
        return read_count(value, 60000, &args->sources);
    if (strcmp(name, "--seed") == 0)
        return read_whole(value, 0, UINT64_MAX, &args->seed);
    if (strcmp(name, "--seconds") == 0)
        return read_real(value, &args->seconds);
    if (strcmp(name, "--join-rate") == 0)
        return read_real(value, &args->join_rate);
    if (strcmp(name, "--behaviour") == 0)
        return crowd_mix_read(value, &args->mix) ? NULL : "behaviours that --help lists, such as steady:1=9,troll=1";
    if (strcmp(name, "--report") == 0)
        return read_text(value, &args->report);
    if (strcmp(name, "--ca-file") == 0)
        return read_text(value, &args->ca_file);
    return "an option of those that --help lists";
}

static bool read_switch(crowd_args *args, const char *name)
{
    if (strcmp(name, "--verbose") == 0)
        return args->is_verbose = true;
    if (strcmp(name, "--insecure") == 0)
        return args->is_insecure = true;
    if (strcmp(name, "--plan") == 0)
        return args->is_plan = true;
    if (strcmp(name, "--discard") == 0)
        return args->is_discard = true;
    return false;
}

static crowd_args_answer complain(const char *name, const char *value, const char *wanted)
{
    fprintf(stderr, "chorus-crowd: %s %s: give %s\n", name, value == NULL ? "" : value, wanted);
    return CROWD_ARGS_WRONG;
}

static crowd_args_answer check(const crowd_args *args)
{
    if (args->url == NULL)
        return complain("URL", NULL, "the address of a host; --help tells more");
    if (args->sources > 1 && strncmp(args->target.host, "127.", 4) != 0)
        return complain("--sources", NULL, "it only with an address 127.0.0.1: no other can be reached from there");
    return CROWD_ARGS_RUN;
}

crowd_args_answer crowd_args_read(crowd_args *args, int argc, char **argv)
{
    *args = (crowd_args){ .participants = 100, .sources = 1, .seed = 1, .seconds = 10, .join_rate = 500 };
    (void)crowd_mix_read("steady:1", &args->mix);
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (strcmp(name, "--help") == 0) {
            fputs(usage, stdout);
            return CROWD_ARGS_HELP;
        }
        if (read_switch(args, name))
            continue;
        if (name[0] != '-' && args->url == NULL) {
            if (!read_url(name, &args->target))
                return complain("URL", name, "an address such as http://127.0.0.1:8280");
            args->url = name;
            continue;
        }
        const char *value  = ++i < argc ? argv[i] : NULL;
        const char *wanted = value == NULL ? "a value, or no such option" : read_option(args, name, value);
        if (wanted != NULL)
            return complain(name, value, wanted);
    }
    return check(args);
}
