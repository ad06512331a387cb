#include "cli_commands.h"

#include "cli_methods.h"
#include "cli_names.h"
#include "common/json_out.h"
#include "cli_target.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ---- calls ---- */

static cli_outcome call(cli_game *game, const char *method, const char *params, bool discard)
{
    cli_outcome o = cli_done(CHORUS_OK);
    o.result  = chorus_interactive_call(game->rt, game->session, method, params, discard ? NULL : &o.request);
    return o;
}

/* The parameters are a format for pieces of JSON. */
static cli_outcome call_with(cli_game *game, const char *method, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t  size   = (size_t)vsnprintf(NULL, 0, format, args) + 1;
    char   *params = malloc(size);
    cli_outcome o      = cli_done(CHORUS_E_MEMORY);
    if (params != NULL) {
        vsnprintf(params, size, format, again);
        o = call(game, method, params, false);
    }
    va_end(again);
    va_end(args);
    free(params);
    return o;
}

static cli_outcome do_call(cli_game *game, const json_object *line)
{
    const char       *method = json_object_string(line, "method");
    const json_member *params = json_object_find(line, "params");
    if (method == NULL)
        return cli_wrong("there is no \"method\"");
    if (params != NULL && params->type != '{')
        return cli_wrong("\"params\" is not an object");
    return call(game, method, params == NULL ? NULL : params->json, json_object_is_true(line, "discard"));
}

static cli_outcome do_broadcast(cli_game *game, const json_object *line)
{
    const char *scope = json_object_json(line, "scope", '[');
    const char *data  = json_object_json(line, "data", '{');
    if (scope == NULL || data == NULL)
        return cli_wrong("there is no array \"scope\" or no object \"data\"");
    return call_with(game, "broadcastEvent", "{\"scope\":%s,\"data\":%s}", scope, data);
}

static cli_outcome do_capture(cli_game *game, const json_object *line)
{
    const char *transaction = json_object_string(line, "transaction");
    if (transaction == NULL || *transaction == '\0')
        return cli_wrong("there is no \"transaction\"");
    return call_with(game, "capture", "{\"transactionID\":%s}", json_object_json(line, "transaction", '"'));
}

/* ---- the connection itself ---- */

static cli_outcome do_send(cli_game *game, const json_object *line)
{
    const json_member *packet = json_object_find(line, "packet");
    if (packet == NULL)
        return cli_wrong("there is no \"packet\"");
    return cli_done(chorus_interactive_send_packet(game->rt, game->session, packet->json));
}

static cli_outcome do_reply(cli_game *game, const json_object *line)
{
    const json_member  *to = json_object_find(line, "to"), *result = json_object_find(line, "result");
    unsigned long long code;
    if (to == NULL)
        return cli_wrong("there is no \"to\"");
    if (json_object_find(line, "code") == NULL)
        return cli_done(chorus_interactive_reply(game->rt, game->session, to->json, result == NULL ? NULL : result->json));
    if (!json_object_count(line, "code", INT32_MAX, &code))
        return cli_wrong("\"code\" is not a whole number");
    return cli_done(chorus_interactive_refuse(game->rt, game->session, to->json, (int32_t)code,
                                          json_object_string(line, "message"), json_object_string(line, "path")));
}

static void print_line(cli_game *game, const json_object *line)
{
    chorus_interactive_line numbers;
    CHORUS_INIT(&numbers);
    (void)line;
    if (chorus_interactive_get_line(game->rt, game->session, &numbers) != CHORUS_OK)
        return;
    json_out_int("seq", numbers.seq);
    json_out_int("latency_us", numbers.latency_us);
    json_out_int("awaited", numbers.awaited);
}

static cli_outcome do_line(cli_game *game, const json_object *line)
{
    (void)game;
    (void)line;
    return (cli_outcome){ .result = CHORUS_OK, .print = print_line };
}

/* ---- the session ---- */

static cli_outcome do_quit(cli_game *game, const json_object *line)
{
    (void)line;
    game->is_closing = true;
    return cli_done(chorus_session_close(game->rt, game->session));
}

static void print_time(cli_game *game, const json_object *line)
{
    int64_t ms;
    (void)line;
    if (chorus_interactive_server_time(game->rt, game->session, &ms) == CHORUS_OK)
        json_out_int("time_ms", ms);
}

static cli_outcome do_time(cli_game *game, const json_object *line)
{
    int64_t ms;
    (void)line;
    cli_outcome o = cli_done(chorus_interactive_server_time(game->rt, game->session, &ms));
    o.print   = print_time;
    return o;
}

static void print_stats(cli_game *game, const json_object *line)
{
    chorus_stats stats;
    CHORUS_INIT(&stats);
    (void)line;
    if (chorus_runtime_get_stats(game->rt, &stats) != CHORUS_OK)
        return;
    const struct {
        const char *name;
        uint64_t    value;
    } counters[] = {
        { "pumps", stats.pumps },
        { "events", stats.events },
        { "records", stats.records },
        { "received_bytes", stats.received_bytes },
        { "sent_bytes", stats.sent_bytes },
        { "coalesced_inputs", stats.coalesced_inputs },
        { "given_up_inputs", stats.given_up_inputs },
        { "pump_ns_total", stats.pump_ns_total },
        { "pump_ns_max", stats.pump_ns_max },
        { "inbox_high_bytes", stats.inbox_high_bytes },
        { "backlog_high_bytes", stats.backlog_high_bytes },
        { "bad_packets", stats.bad_packets },
    };
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        json_out_int(counters[i].name, (int64_t)counters[i].value);
}

static cli_outcome do_stats(cli_game *game, const json_object *line)
{
    (void)game;
    (void)line;
    return (cli_outcome){ .result = CHORUS_OK, .print = print_stats };
}

/* ---- making and deleting ---- */

static cli_outcome create_control(cli_game *game, const json_object *line, const cli_target *target)
{
    cli_outcome             o = cli_done(CHORUS_OK);
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.scene      = target->scene;
    desc.id         = target->id;
    desc.kind       = json_object_string(line, "kind");
    desc.properties = json_object_json(line, "properties", '{');
    if (desc.kind == NULL)
        return cli_wrong("there is no \"kind\"");
    o.result = chorus_interactive_create_control(game->rt, game->session, &desc, &o.request);
    return o;
}

static cli_outcome do_create(cli_game *game, const json_object *line)
{
    cli_target  target;
    const char *why = cli_target_read(line, &target);
    if (why != NULL)
        return cli_wrong(why);
    switch (target.kind) {
    case CHORUS_RESOURCE_CONTROL:
        return create_control(game, line, &target);
    case CHORUS_RESOURCE_GROUP:
        return call_with(game, "createGroups", "{\"groups\":[{\"groupID\":%s,\"sceneID\":%s}]}", target.id_json,
                         target.scene == NULL ? "\"default\"" : target.scene_json);
    case CHORUS_RESOURCE_SCENE:
        return call_with(game, "createScenes", "{\"scenes\":[{\"sceneID\":%s,\"controls\":[]}]}", target.id_json);
    default:
        return cli_wrong("only a control, scene or group can be created");
    }
}

static cli_outcome delete_control(cli_game *game, const cli_target *target)
{
    chorus_resource found;
    cli_outcome         o = cli_done(cli_target_find(game->rt, game->session, target, &found));
    if (o.result == CHORUS_OK)
        o.result = chorus_interactive_delete_control(game->rt, game->session, found, &o.request);
    return o;
}

static cli_outcome do_delete(cli_game *game, const json_object *line)
{
    cli_target  target;
    const char *why      = cli_target_read(line, &target);
    const char *reassign = json_object_json(line, "reassign", '"');
    if (reassign == NULL)
        reassign = "\"default\"";
    if (why != NULL)
        return cli_wrong(why);
    switch (target.kind) {
    case CHORUS_RESOURCE_CONTROL:
        return delete_control(game, &target);
    case CHORUS_RESOURCE_GROUP:
        return call_with(game, "deleteGroup", "{\"groupID\":%s,\"reassignGroupID\":%s}", target.id_json, reassign);
    case CHORUS_RESOURCE_SCENE:
        return call_with(game, "deleteScene", "{\"sceneID\":%s,\"reassignSceneID\":%s}", target.id_json, reassign);
    default:
        return cli_wrong("only a control, scene or group can be deleted");
    }
}

/* ---- properties ---- */

/* Finds what the line means; the answer is an cli_outcome when it is not there. */
static bool find(cli_game *game, const json_object *line, chorus_resource *found, cli_outcome *o)
{
    cli_target  target;
    const char *why = cli_target_read(line, &target);
    *o              = why != NULL ? cli_wrong(why) : cli_done(cli_target_find(game->rt, game->session, &target, found));
    return o->result == CHORUS_OK;
}

static cli_outcome do_set(cli_game *game, const json_object *line)
{
    cli_outcome           o;
    chorus_resource   found;
    const char       *path  = json_object_string(line, "path");
    const json_member *value = json_object_find(line, "value");
    if (!find(game, line, &found, &o))
        return o;
    if (path == NULL || value == NULL)
        return cli_wrong("there is no \"path\" or no \"value\"");
    return cli_done(chorus_interactive_set_json(game->rt, game->session, found, path, value->json));
}

static cli_outcome do_cooldown(cli_game *game, const json_object *line)
{
    cli_outcome            o;
    chorus_resource    found;
    unsigned long long ms;
    if (!find(game, line, &found, &o))
        return o;
    if (!json_object_count(line, "ms", UINT32_MAX, &ms))
        return cli_wrong("\"ms\" is not a whole number");
    return cli_done(chorus_interactive_set_cooldowns(game->rt, game->session, &found, 1, (uint32_t)ms,
                                                     json_object_is_true(line, "extend")));
}

static chorus_result get(cli_game *game, const json_object *line, chorus_resource found, chorus_str *value)
{
    return chorus_interactive_get_json(game->rt, game->session, found, json_object_string(line, "path"), value);
}

static void print_value(cli_game *game, const json_object *line)
{
    cli_outcome         o;
    chorus_resource found;
    chorus_str      value;
    if (find(game, line, &found, &o) && get(game, line, found, &value) == CHORUS_OK)
        json_out_json("value", value);
}

static cli_outcome do_get(cli_game *game, const json_object *line)
{
    cli_outcome         o;
    chorus_resource found;
    chorus_str      value;
    if (!find(game, line, &found, &o))
        return o;
    o       = cli_done(get(game, line, found, &value));
    o.print = print_value;
    return o;
}

static void print_list(cli_game *game, const json_object *line)
{
    cli_target_print_all(game->rt, game->session, cli_target_kind(json_object_string(line, "kind")));
}

static cli_outcome do_list(cli_game *game, const json_object *line)
{
    chorus_resource_kind kind = cli_target_kind(json_object_string(line, "kind"));
    (void)game;
    if (kind == CHORUS_RESOURCE_NONE || kind == CHORUS_RESOURCE_WORLD)
        return cli_wrong("\"kind\" is not scene, group, control or participant");
    return (cli_outcome){ .result = CHORUS_OK, .print = print_list };
}

/* ---- waiting ---- */

static bool copy_word(char *out, size_t size, const char *word)
{
    out[0] = '\0';
    return word == NULL || (size_t)snprintf(out, size, "%s", word) < size;
}

static bool read_optional_count(const json_object *line, const char *key, unsigned long long *out)
{
    return json_object_find(line, key) == NULL || json_object_count(line, key, UINT32_MAX, out);
}

static cli_outcome do_wait(cli_game *game, const json_object *line)
{
    cli_wait          *wait  = &game->wait;
    unsigned long long count = 1, timeout_ms = 0;
    const char        *event = json_object_string(line, "event"), *state = json_object_string(line, "state");
    bool               replies = json_object_is_true(line, "replies");
    const json_member  *id      = json_object_find(line, "id");
    if ((event != NULL) + (state != NULL) + replies != 1)
        return cli_wrong("give one of \"event\", \"state\" and \"replies\"");
    if (!read_optional_count(line, "count", &count) || !read_optional_count(line, "timeout_ms", &timeout_ms))
        return cli_wrong("\"count\" or \"timeout_ms\" is not a whole number");
    if (count == 0)
        return cli_wrong("\"count\" is 0");
    if ((event != NULL && !cli_names_event(event)) || (state != NULL && !cli_names_state(state)))
        return cli_wrong("there is no such event or state");
    if (!copy_word(wait->event, sizeof wait->event, event) || !copy_word(wait->state, sizeof wait->state, state) ||
        !copy_word(wait->id, sizeof wait->id, id == NULL ? NULL : id->json))
        return cli_wrong("the id is too long");
    wait->for_replies = replies;
    wait->count       = count;
    wait->until_ns    = timeout_ms == 0 ? 0 : cli_commands_now_ns() + timeout_ms * 1000000u;
    wait->is_on       = true;
    return cli_done(CHORUS_E_AGAIN);
}

uint64_t cli_commands_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void cli_commands_end_wait(cli_game *game, chorus_result result)
{
    game->wait.is_on = false;
    json_out_begin("result", chorus_result_name(result));
    json_out_text("do", "wait");
    if (game->wait.id[0] != '\0')
        json_out_json("id", (chorus_str){ game->wait.id, strlen(game->wait.id) });
    json_out_end();
}

/* ---- lines ---- */

typedef struct command {
    const char *name;
    cli_outcome (*obey)(cli_game *game, const json_object *line);
} command;

static const command commands[] = {
    { "broadcast", do_broadcast },
    { "call", do_call },
    { "capture", do_capture },
    { "close", do_quit },
    { "compression", cli_compression },
    { "cooldown", do_cooldown },
    { "create", do_create },
    { "delete", do_delete },
    { "delete_file", cli_delete_file },
    { "fetch", cli_fetch },
    { "get", do_get },
    { "line", do_line },
    { "list", do_list },
    { "move", cli_move },
    { "priority", cli_priority },
    { "quit", do_quit },
    { "ready", cli_ready },
    { "reply", do_reply },
    { "resume", cli_resume },
    { "send", do_send },
    { "set", do_set },
    { "stats", do_stats },
    { "suspend", cli_suspend },
    { "time", do_time },
    { "token", cli_token },
    { "upload", cli_upload },
    { "wait", do_wait },
};

static const command *find_command(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static bool is_bad_id(const json_object *line)
{
    const json_member  *id = json_object_find(line, "id");
    unsigned long long number;
    return id != NULL && id->type != '"' && !json_object_count(line, "id", UINT64_MAX, &number);
}

static void echo(const json_object *line)
{
    const json_member *id = json_object_find(line, "id");
    const char       *to = json_object_string(line, "do");
    if (to != NULL)
        json_out_text("do", to);
    if (id != NULL && !is_bad_id(line))
        json_out_json("id", (chorus_str){ id->json, strlen(id->json) });
}

static void print_wrong(const cli_game *game, const json_object *line, const char *why)
{
    json_out_begin("error", why);
    json_out_int("line", (int64_t)game->line);
    echo(line);
    json_out_end();
}

static void print_outcome(cli_game *game, const json_object *line, const cli_outcome *o)
{
    json_out_begin("result", chorus_result_name(o->result));
    echo(line);
    if (o->request.id != 0)
        json_out_handle("request", o->request.id);
    if (o->result != CHORUS_OK)
        json_out_text("text", chorus_strerror(o->result));
    else if (o->print != NULL)
        o->print(game, line);
    json_out_end();
}

static void obey(cli_game *game, const json_object *line)
{
    const command *found = find_command(json_object_string(line, "do"));
    if (found == NULL || is_bad_id(line)) {
        print_wrong(game, line, found == NULL ? "there is no such \"do\"" : "\"id\" is no string and no whole number");
        return;
    }
    cli_outcome o = found->obey(game, line);
    game->awaited += o.request.id != 0;
    if (o.why != NULL)
        print_wrong(game, line, o.why);
    else if (found->obey != do_wait) /* its result comes when it has ended */
        print_outcome(game, line, &o);
}

void cli_commands_obey(cli_game *game, char *text, size_t len)
{
    json_object line;
    if (json_object_read(&line, text, len))
        obey(game, &line);
    else
        json_out_error(line.error, game->line, (int64_t)line.at);
    json_object_free(&line);
}
