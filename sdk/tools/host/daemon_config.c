#include "daemon_config.h"

#include "common/json_object.h"
#include "common/small_file.h"
#include "daemon_options.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct config {
    const char *file;
    char       *text;
    size_t      len;
    char       *as_written; /* for the numbers of lines: reading takes the text apart */
    json_object object;
} config;

static int line_of(const config *c, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at && i < c->len; i++)
        line += c->as_written[i] == '\n';
    return line;
}

static bool complain(const config *c, const json_member *member, const char *before, const char *what)
{
    fprintf(stderr, "chorus-host: %s, line %d: \"%s\": %s%s\n", c->file, line_of(c, (size_t)(member->json - c->text)),
            member->key, before, what);
    return false;
}

static bool has_right_type(const daemon_option *option, const json_member *member)
{
    switch (option->kind) {
    case DAEMON_NUMBER: return member->type == '0';
    case DAEMON_SWITCH: return member->type == 't' || member->type == 'f';
    default:            return member->type == '"';
    }
}

static bool take_member(const config *c, daemon_args *args, const json_member *member)
{
    char                 text[64];
    const daemon_option *option = daemon_options_find(member->key);
    const char          *value  = member->text != NULL ? member->text : member->json;
    if (option == NULL || strcmp(option->name, "config") == 0)
        return complain(c, member, "", "there is no such option in a config file; docs/daemon.md lists them");
    if (!has_right_type(option, member) || !daemon_options_set(args, option, value, true))
        return complain(c, member, "allowed is ", daemon_options_allowed(option, text));
    return true;
}

/* Each is asked for once: of two alike nobody knows which one was meant. */
static bool is_first(const config *c, size_t index)
{
    const json_member *members = c->object.members;
    for (size_t i = 0; i < index; i++) {
        if (strcmp(members[i].key, members[index].key) == 0)
            return complain(c, &members[index], "", "it is given twice");
    }
    return true;
}

static bool take_members(const config *c, daemon_args *args)
{
    for (size_t i = 0; i < c->object.count; i++) {
        if (!is_first(c, i))
            return false;
    }
    for (size_t i = 0; i < c->object.count; i++) {
        if (!take_member(c, args, &c->object.members[i]))
            return false;
    }
    return true;
}

static bool take_object(config *c, daemon_args *args)
{
    bool is_read = json_object_read(&c->object, c->text, c->len);
    if (!is_read)
        fprintf(stderr, "chorus-host: %s, line %d: %s: a JSON object such as {\"port\": 8280} is allowed\n", c->file,
                line_of(c, c->object.at), c->object.error);
    bool is_sound = is_read && take_members(c, args);
    json_object_free(&c->object);
    return is_sound;
}

bool daemon_config_read(daemon_args *args, const char *file)
{
    config c = { .file = file };
    c.text   = small_file_read("chorus-host", file, &c.len);
    if (c.text == NULL)
        return false;
    c.as_written  = malloc(c.len + 1);
    bool is_sound = false;
    if (c.as_written != NULL) {
        memcpy(c.as_written, c.text, c.len + 1);
        is_sound = take_object(&c, args);
    }
    free(c.as_written);
    free(c.text);
    return is_sound;
}
