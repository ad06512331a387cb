#include "cli_methods.h"

#include "cli_target.h"

#include <stdio.h>

/* ---- participants ---- */

/* One participant, those of a group, or everybody. */
cli_outcome cli_move(cli_game *game, const json_object *line)
{
    cli_outcome     o    = cli_done(CHORUS_OK);
    cli_target      who  = { .kind = CHORUS_RESOURCE_NONE };
    chorus_resource from = { 0 };
    const char     *to   = json_object_string(line, "to");
    bool            all  = json_object_find(line, "participant") == NULL && json_object_find(line, "group") == NULL;
    const char     *why  = all ? NULL : cli_target_read(line, &who);
    if (to == NULL || why != NULL)
        return cli_wrong(to == NULL ? "there is no \"to\"" : why);
    if (!all)
        o.result = cli_target_find(game->rt, game->session, &who, &from);
    if (o.result != CHORUS_OK)
        return o;
    if (who.kind == CHORUS_RESOURCE_PARTICIPANT)
        o.result = chorus_interactive_move_participants(game->rt, game->session, &from, 1, to, &o.request);
    else
        o.result = chorus_interactive_move_all(game->rt, game->session, from, to, &o.request);
    return o;
}

/* ---- asking ---- */

typedef chorus_result fetch(chorus_runtime *rt, chorus_session session, chorus_request *request);
typedef chorus_result fetch_since(chorus_runtime *rt, chorus_session session, int64_t ms, chorus_request *request);

static const struct {
    const char  *name;
    fetch       *fetch;
    fetch_since *fetch_since; /* one of the two */
} questions[] = {
    { "scenes", chorus_interactive_fetch_scenes, NULL },
    { "groups", chorus_interactive_fetch_groups, NULL },
    { "participants", NULL, chorus_interactive_fetch_participants },
    { "active", NULL, chorus_interactive_fetch_active_participants },
    { "throttle", chorus_interactive_fetch_throttle_state, NULL },
    { "memory", chorus_interactive_fetch_memory_stats, NULL },
    { "time", chorus_interactive_fetch_time, NULL },
    { "join_url", chorus_interactive_fetch_join_url, NULL },
};

static cli_outcome ask(cli_game *game, size_t which, int64_t since_ms)
{
    cli_outcome o = cli_done(CHORUS_OK);
    if (questions[which].fetch != NULL)
        o.result = questions[which].fetch(game->rt, game->session, &o.request);
    else
        o.result = questions[which].fetch_since(game->rt, game->session, since_ms, &o.request);
    return o;
}

cli_outcome cli_fetch(cli_game *game, const json_object *line)
{
    const char        *what     = json_object_string(line, "what");
    unsigned long long since_ms = 0;
    if (json_object_find(line, "since_ms") != NULL && !json_object_count(line, "since_ms", INT64_MAX, &since_ms))
        return cli_wrong("\"since_ms\" is not a whole number");
    for (size_t i = 0; what != NULL && i < sizeof questions / sizeof *questions; i++)
        if (strcmp(what, questions[i].name) == 0)
            return ask(game, i, (int64_t)since_ms);
    return cli_wrong("\"what\" is not scenes, groups, participants, active, throttle, memory, time or join_url");
}

/* ---- files ---- */

cli_outcome cli_upload(cli_game *game, const json_object *line)
{
    cli_outcome        o = cli_done(CHORUS_OK);
    chorus_upload_desc desc;
    CHORUS_INIT(&desc);
    desc.path         = json_object_string(line, "path");
    desc.file         = json_object_string(line, "file");
    desc.content_type = json_object_string(line, "content_type");
    if (desc.path == NULL || desc.file == NULL)
        return cli_wrong("there is no \"path\" or no \"file\"");
    o.result = chorus_interactive_upload(game->rt, game->session, &desc, &o.request);
    return o;
}

cli_outcome cli_delete_file(cli_game *game, const json_object *line)
{
    cli_outcome o    = cli_done(CHORUS_OK);
    const char *path = json_object_string(line, "path");
    if (path == NULL)
        return cli_wrong("there is no \"path\"");
    o.result = chorus_interactive_delete_file(game->rt, game->session, path, &o.request);
    return o;
}

/* ---- the session ---- */

/* "lz4, gzip" */
cli_outcome cli_compression(cli_game *game, const json_object *line)
{
    enum { SCHEMES_MAX = 8, LIST_BYTES = 128 };
    const char *list = json_object_string(line, "schemes"), *schemes[SCHEMES_MAX];
    char        copy[LIST_BYTES], *at = copy;
    uint32_t    count = 0;
    cli_outcome     o     = cli_done(CHORUS_OK);
    if (list == NULL || (size_t)snprintf(copy, sizeof copy, "%s", list) >= sizeof copy)
        return cli_wrong("\"schemes\" is no list such as \"lz4, gzip\"");
    for (char *name; count < SCHEMES_MAX && (name = strtok_r(at, ", ", &at)) != NULL;)
        schemes[count++] = name;
    o.result = chorus_interactive_set_compression(game->rt, game->session, schemes, count, &o.request);
    return o;
}

cli_outcome cli_suspend(cli_game *game, const json_object *line)
{
    (void)line;
    return cli_done(chorus_interactive_suspend(game->rt, game->session));
}

cli_outcome cli_resume(cli_game *game, const json_object *line)
{
    (void)line;
    return cli_done(chorus_interactive_resume(game->rt, game->session));
}

cli_outcome cli_ready(cli_game *game, const json_object *line)
{
    const json_member *ready = json_object_find(line, "ready");
    if (ready != NULL && ready->type != 't' && ready->type != 'f')
        return cli_wrong("\"ready\" is not true or false");
    bool is_ready = ready == NULL || ready->type == 't';
    return cli_done(chorus_interactive_set_ready(game->rt, game->session, is_ready));
}

cli_outcome cli_priority(cli_game *game, const json_object *line)
{
    unsigned long long priority;
    if (!json_object_count(line, "priority", INT32_MAX, &priority))
        return cli_wrong("\"priority\" is not a whole number");
    return cli_done(chorus_interactive_set_priority(game->rt, game->session, (int32_t)priority));
}

cli_outcome cli_token(cli_game *game, const json_object *line)
{
    const char *token = json_object_string(line, "token");
    if (token == NULL)
        return cli_wrong("there is no \"token\"");
    return cli_done(chorus_interactive_set_token(game->rt, game->session, token, json_object_string(line, "refresh_token")));
}
