#include "daemon_options.h"

#include <stdio.h>
#include <stdlib.h>

#define AT(member) offsetof(daemon_args, member)

const daemon_option daemon_options[] = {
    { "listen", DAEMON_TEXT, AT(listen), 0, "ADDRESS", "numeric address to listen on (default: every one; with --dev 127.0.0.1)" },
    { "port", DAEMON_NUMBER, AT(port), 65535, "N", "port to listen on, 0 for a free one (default: 8280)" },
    { "public-url", DAEMON_TEXT, AT(public_url), 0, "URL", "what the world calls this host, when a proxy stands before it" },
    { "allowed-hosts", DAEMON_TEXT, AT(allowed_hosts), 0, "NAMES", "more names it answers to, with spaces between" },
    { "allowed-origins", DAEMON_TEXT, AT(allowed_origins), 0, "URLS", "pages elsewhere that may play, with spaces between" },
    { "trusted-proxies", DAEMON_TEXT, AT(trusted_proxies), 0, "ADDRESSES", "own proxies in front of it, whose X-Forwarded-For is believed" },
    { "data", DAEMON_TEXT, AT(data), 0, "DIR", "folder in which everything is remembered (default: nothing is)" },
    { "tls-cert", DAEMON_TEXT, AT(tls_cert), 0, "FILE", "PEM file with the certificate and its chain: https and wss" },
    { "tls-key", DAEMON_TEXT, AT(tls_key), 0, "FILE", "PEM file with the key to it" },
    { "limits", DAEMON_TEXT, AT(limits), 0, "FILE", "limits that differ from the defaults, as JSON" },
    { "title", DAEMON_TEXT, AT(title), 0, "TEXT", "name of the game on the audience's page (default: Chorus)" },
    { "channel", DAEMON_NUMBER, AT(channel), 999, "N", "number of the channel that --token-file opens (default: 1)" },
    { "token-file", DAEMON_TEXT, AT(token_file), 0, "FILE", "its first line is what the game of that channel presents" },
    { "project", DAEMON_FILES, AT(projects), 0, "FILE", "a project version games can begin with; may be given often" },
    { "no-bundles", DAEMON_SWITCH, AT(refuses_bundles), 0, NULL, "no custom controls of projects are shown" },
    { "no-guests", DAEMON_SWITCH, AT(refuses_guests), 0, NULL, "only who has signed in takes part" },
    { "no-new-accounts", DAEMON_SWITCH, AT(refuses_new_accounts), 0, NULL, "people cannot make themselves an account" },
    { "dev", DAEMON_SWITCH, AT(is_dev), 0, NULL, "for tests: believe x-auth-user, print the token of the channel" },
    { "i-know", DAEMON_SWITCH, AT(i_know), 0, NULL, "--dev on an address that others can reach" },
    { "metrics-token-file", DAEMON_TEXT, AT(metrics_token_file), 0, "FILE",
      "its first line is what /metrics asks for; without it only this machine is told" },
    { "log", DAEMON_LEVEL, AT(log_level), 0, "LEVEL", "debug, info, warning or error (default: info)" },
    { "config", DAEMON_TEXT, AT(config), 0, "FILE", "a JSON object with options by these names; the command line wins" },
};

const size_t daemon_option_count = sizeof daemon_options / sizeof daemon_options[0];

const daemon_option *daemon_options_find(const char *name)
{
    for (size_t i = 0; i < daemon_option_count; i++) {
        if (strcmp(daemon_options[i].name, name) == 0)
            return &daemon_options[i];
    }
    return NULL;
}

const char *daemon_options_allowed(const daemon_option *option, char text[64])
{
    switch (option->kind) {
    case DAEMON_NUMBER: snprintf(text, 64, "a whole number from 0 to %u", (unsigned)option->most); return text;
    case DAEMON_SWITCH: return "true or false";
    case DAEMON_LEVEL:  return "debug, info, warning or error";
    case DAEMON_FILES:  return "the name of a file, at most 1000 times";
    default:            return "text that is not empty";
    }
}

/* ---- values ---- */

static bool set_text(char **to, const char *value)
{
    char *copy = value[0] == '\0' ? NULL : strdup(value);
    if (copy == NULL)
        return false;
    free(*to);
    *to = copy;
    return true;
}

static bool add_file(daemon_files *to, const char *value)
{
    char *copy = value[0] == '\0' || to->count == DAEMON_FILES_MAX ? NULL : strdup(value);
    if (copy != NULL)
        to->names[to->count++] = copy;
    return copy != NULL;
}

static bool set_number(uint32_t *to, const char *value, uint32_t most)
{
    char         *end;
    unsigned long number = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || number > most)
        return false;
    *to = (uint32_t)number;
    return true;
}

static bool set_switch(bool *to, const char *value)
{
    *to = strcmp(value, "true") == 0;
    return *to || strcmp(value, "false") == 0;
}

static bool set_level(uint32_t *to, const char *value)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(value, names[i]) == 0) {
            *to = i;
            return true;
        }
    }
    return false;
}

bool daemon_options_set(daemon_args *args, const daemon_option *option, const char *value, bool is_weaker)
{
    uint64_t bit = (uint64_t)1 << (option - daemon_options);
    void    *to  = (char *)args + option->offset;
    if (is_weaker && (args->given & bit) != 0)
        return true;
    args->given |= bit;
    switch (option->kind) {
    case DAEMON_FILES:  return add_file(to, value);
    case DAEMON_NUMBER: return set_number(to, value, option->most);
    case DAEMON_SWITCH: return set_switch(to, value);
    case DAEMON_LEVEL:  return set_level(to, value);
    default:            return set_text(to, value);
    }
}

/* ---- help ---- */

static void print_option(const daemon_option *option)
{
    char left[40];
    snprintf(left, sizeof left, "--%s %s", option->name, option->operand != NULL ? option->operand : "");
    printf("  %-26s %s\n", left, option->what);
}

void daemon_options_print_help(void)
{
    puts("usage: chorus-host [options]\n"
         "       chorus-host user add | list | remove | sparks | password ... --data DIR\n"
         "       chorus-host client add | list | remove ... --data DIR\n"
         "       chorus-host token add | list | revoke ... --data DIR\n"
         "       chorus-host project import | list | publish | unpublish | remove ... --data DIR\n"
         "       chorus-host ban add | list | remove ... --data DIR\n"
         "       chorus-host --help | --version\n"
         "\n"
         "Runs an Interactive 2 service until a signal ends it. When it is ready it prints one line of JSON with\n"
         "its real port. SIGTERM and SIGINT end it, SIGHUP reads certificate, key and limits again.\n"
         "docs/daemon.md tells everything.\n");
    for (size_t i = 0; i < daemon_option_count; i++)
        print_option(&daemon_options[i]);
    puts("\nexit codes: 0 ended by a signal, 1 it cannot run, 2 an option is wrong");
}
