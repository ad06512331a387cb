#include "admin_args.h"

#include <stdio.h>
#include <string.h>

static bool complain(const char *word, const char *what)
{
    fprintf(stderr, "chorus-host: %s: %s\n", word, what);
    return false;
}

static bool add_redirect(admin_args *args, const char *address)
{
    size_t len = strlen(args->redirects), more = strlen(address);
    if (len + more + 2 > sizeof args->redirects)
        return complain("--redirect", "at most 512 bytes in all are allowed");
    snprintf(args->redirects + len, sizeof args->redirects - len, "%s%s", len > 0 ? " " : "", address);
    return true;
}

static bool take_switch(admin_args *args, const char *word)
{
    if (strcmp(word, "--password-stdin") == 0)
        return args->takes_password = true;
    if (strcmp(word, "--secret") == 0)
        return args->makes_secret = true;
    if (strcmp(word, "--json") == 0)
        return args->as_json = true;
    return false;
}

static bool take_option(admin_args *args, const char *word, const char *value)
{
    const struct {
        const char  *word;
        const char **to;
    } options[] = {
        { "--data", &args->data },
        { "--config", &args->config },
        { "--limits", &args->limits },
        { "--name", &args->label },
        { "--publisher", &args->publisher },
        { "--scope", &args->scopes },
        { "--user", &args->user },
        { "--channel", &args->channel },
        { "--reason", &args->reason },
        { "--minutes", &args->minutes },
        { "--days", &args->days },
    };
    if (value == NULL)
        return complain(word, "a value is needed behind it, or there is no such option");
    if (strcmp(word, "--redirect") == 0)
        return add_redirect(args, value);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(options[i].word, word) == 0) {
            *options[i].to = value;
            return true;
        }
    }
    return complain(word, "there is no such option here; docs/daemon.md lists them");
}

static bool take_word(admin_args *args, const char *word)
{
    const char **places[] = { &args->verb, &args->name, &args->number };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (*places[i] == NULL) {
            *places[i] = word;
            return true;
        }
    }
    return complain(word, "that is one word too many");
}

bool admin_args_read(admin_args *args, int argc, char **argv)
{
    memset(args, 0, sizeof *args);
    args->subject = argv[1];
    for (int i = 2; i < argc; i++) {
        const char *word = argv[i];
        bool        is_option = strncmp(word, "--", 2) == 0;
        if (!is_option ? !take_word(args, word) : !take_switch(args, word)) {
            if (!is_option || !take_option(args, word, i + 1 < argc ? argv[i + 1] : NULL))
                return false;
            i++;
        }
    }
    if (args->verb == NULL)
        return complain(args->subject, "add, list or remove is needed behind it; docs/daemon.md tells more");
    return args->data != NULL || args->config != NULL
           || complain(args->subject, "--data and the folder are needed, or --config and a file that names it");
}
