#include "daemon_args.h"

#include "daemon_config.h"
#include "daemon_options.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_PORT = 8280 };

/* ---- the command line ---- */

static bool complain(const char *name, const char *value, const char *wanted)
{
    fprintf(stderr, "chorus-host: --%s %s: %s\n", name, value, wanted);
    return false;
}

/* "--port=8280" and "--port 8280". *at is left on the last word that was used. */
static bool take_option(daemon_args *args, int argc, char **argv, int *at)
{
    char                 allowed[80] = "allowed is ";
    char                 text[64], name[32] = "";
    const char          *word  = argv[*at];
    size_t               len   = strcspn(word, "=");
    const char          *value = word[len] == '=' ? word + len + 1 : NULL;
    const daemon_option *option;
    if (len > 2 && len - 2 < sizeof name && strncmp(word, "--", 2) == 0)
        memcpy(name, word + 2, len - 2);
    option = daemon_options_find(name);
    if (option == NULL) {
        fprintf(stderr, "chorus-host: %s: there is no such option; --help lists them\n", word);
        return false;
    }
    if (option->kind == DAEMON_SWITCH)
        value = value == NULL ? "true" : value;
    else if (value == NULL)
        value = *at + 1 < argc ? argv[++*at] : NULL;
    strcat(allowed, daemon_options_allowed(option, text));
    if (value == NULL)
        return complain(name, "", allowed);
    return daemon_options_set(args, option, value, false) || complain(name, value, allowed);
}

static bool take_options(daemon_args *args, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (!take_option(args, argc, argv, &i))
            return false;
    }
    return true;
}

/* ---- what goes together ---- */

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static const char *find_fault(const daemon_args *args)
{
    if ((args->tls_cert != NULL) != (args->tls_key != NULL))
        return "tls-cert and tls-key: TLS needs both";
    if (args->is_dev && !args->i_know && !is_loopback(args->listen))
        return "dev: believes everybody, so listen must be a loopback address such as 127.0.0.1, or say --i-know";
    return NULL;
}

static bool complete(daemon_args *args)
{
    if (args->listen == NULL && args->is_dev)
        args->listen = strdup("127.0.0.1");
    const char *fault = find_fault(args);
    if (fault != NULL)
        fprintf(stderr, "chorus-host: %s\n", fault);
    return fault == NULL;
}

static bool asks_for(int argc, char **argv, const char *word)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], word) == 0)
            return true;
    }
    return false;
}

daemon_args_answer daemon_args_read(daemon_args *args, int argc, char **argv)
{
    memset(args, 0, sizeof *args);
    args->port      = DEFAULT_PORT;
    args->log_level = CHORUS_LOG_INFO;
    if (asks_for(argc, argv, "--help")) {
        daemon_options_print_help();
        return DAEMON_ARGS_DONE;
    }
    if (asks_for(argc, argv, "--version")) {
        puts(chorus_version());
        return DAEMON_ARGS_DONE;
    }
    bool is_sound = take_options(args, argc, argv) && (args->config == NULL || daemon_config_read(args, args->config))
                    && complete(args);
    return is_sound ? DAEMON_ARGS_RUN : DAEMON_ARGS_WRONG;
}

void daemon_args_free(daemon_args *args)
{
    for (size_t i = 0; i < daemon_option_count; i++) {
        if (daemon_options[i].kind == DAEMON_TEXT)
            free(*(char **)((char *)args + daemon_options[i].offset));
    }
    for (uint32_t i = 0; i < args->projects.count; i++)
        free(args->projects.names[i]);
}
