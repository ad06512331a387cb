#include "support/packet_rules.h"

#include "support/support.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID_LEN = 36 };

static char complaint[160];

/* cJSON keeps members in the order of the text, and all of them when a name comes twice. */

/* NULL when all is well: the type of every check below. */
typedef const char *finding;

#define EXAMINE(check)                                                                                                 \
    do {                                                                                                               \
        finding found = (check);                                                                                       \
        if (found != NULL)                                                                                             \
            return found;                                                                                              \
    } while (0)

static finding complain(const char *what, const char *where)
{
    snprintf(complaint, sizeof complaint, "%s: %s", where, what);
    return complaint;
}

/* ---- members ---- */

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static bool is_within(const cJSON *number, double most)
{
    return cJSON_IsNumber(number) && number->valuedouble >= 0 && number->valuedouble <= most &&
           floor(number->valuedouble) == number->valuedouble;
}

static bool is_count(const cJSON *number)
{
    return is_within(number, INT32_MAX);
}

static bool is_time(const cJSON *number)
{
    return is_within(number, 9007199254740992.0);
}

/* The object's members are exactly these, in this order; the list ends with NULL. */
static bool has_exactly(const cJSON *object, const char *const *names)
{
    const cJSON *at = object->child;
    for (; *names != NULL && at != NULL && strcmp(at->string, *names) == 0; names++)
        at = at->next;
    return *names == NULL && at == NULL;
}

/* Both are there, `first` before `second`. */
static bool stand_in_order(const cJSON *object, const char *first, const char *second)
{
    const cJSON *from = member(object, first);
    if (from == NULL)
        return false;
    for (const cJSON *at = from->next; at != NULL; at = at->next) {
        if (strcmp(at->string, second) == 0)
            return true;
    }
    return false;
}

static finding no_name_twice(const cJSON *object)
{
    for (const cJSON *at = object->child; at != NULL; at = at->next) {
        if (member(object, at->string) != at)
            return complain("stands there twice", at->string);
    }
    return NULL;
}

static finding each_of(const cJSON *array, const char *where, finding (*check)(const cJSON *item))
{
    if (!cJSON_IsArray(array))
        return complain("no array", where);
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        if (!cJSON_IsObject(item))
            return complain("holds something that is no object", where);
        EXAMINE(no_name_twice(item));
        EXAMINE(check(item));
    }
    return NULL;
}

/* ---- resources ---- */

static bool is_uuid(const cJSON *value)
{
    if (!cJSON_IsString(value) || strlen(value->valuestring) != ID_LEN)
        return false;
    for (int i = 0; i < ID_LEN; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (strchr(is_dash ? "-" : "0123456789abcdef", value->valuestring[i]) == NULL)
            return false;
    }
    return true;
}

static finding check_participant(const cJSON *p)
{
    if (!is_uuid(member(p, "sessionID")))
        return complain("no UUID in lower case", "sessionID");
    if (!cJSON_IsString(member(p, "username")) || !cJSON_IsString(member(p, "groupID")))
        return complain("no string", "username or groupID");
    if (!is_within(member(p, "userID"), UINT32_MAX) || !is_count(member(p, "level")))
        return complain("no number", "userID or level");
    if (!is_time(member(p, "lastInputAt")) || !is_time(member(p, "connectedAt")))
        return complain("no time", "lastInputAt or connectedAt");
    if (!cJSON_IsBool(member(p, "disabled")) || !cJSON_IsBool(member(p, "anonymous")))
        return complain("neither true nor false", "disabled or anonymous");
    if (!cJSON_IsArray(member(p, "channelGroups")))
        return complain("no array", "channelGroups");
    return member(p, "etag") == NULL ? NULL : complain("is sent", "etag");
}

static finding check_control(const cJSON *control)
{
    if (!cJSON_IsString(member(control, "controlID")) || !cJSON_IsString(member(control, "kind")))
        return complain("not complete", "control");
    return member(control, "etag") == NULL ? NULL : complain("is sent", "etag");
}

static finding check_group(const cJSON *group)
{
    bool is_complete = cJSON_IsString(member(group, "groupID")) && cJSON_IsString(member(group, "sceneID"));
    return is_complete ? NULL : complain("not complete", "group");
}

static finding check_scene(const cJSON *scene)
{
    if (!cJSON_IsString(member(scene, "sceneID")) || !stand_in_order(scene, "sceneID", "controls"))
        return complain("sceneID does not stand before controls", "scene");
    EXAMINE(each_of(member(scene, "controls"), "controls", check_control));
    return member(scene, "groups") == NULL ? NULL : each_of(member(scene, "groups"), "groups", check_group);
}

static finding check_controls_of_scene(const cJSON *params)
{
    if (!cJSON_IsString(member(params, "sceneID")) || !stand_in_order(params, "sceneID", "controls"))
        return complain("sceneID does not stand before controls", "params");
    return each_of(member(params, "controls"), "controls", check_control);
}

/* ---- calls ---- */

static finding check_participants(const cJSON *params)
{
    return each_of(member(params, "participants"), "participants", check_participant);
}

static finding check_groups(const cJSON *params)
{
    return each_of(member(params, "groups"), "groups", check_group);
}

static finding check_scenes(const cJSON *params)
{
    return each_of(member(params, "scenes"), "scenes", check_scene);
}

static finding check_input(const cJSON *params)
{
    static const char *const free_of_charge[] = { "participantID", "input", NULL };
    static const char *const charged[]        = { "participantID", "transactionID", "input", NULL };
    if (!has_exactly(params, free_of_charge) && !has_exactly(params, charged))
        return complain("members are missing or out of order", "giveInput");
    if (!is_uuid(member(params, "participantID")) || !cJSON_IsObject(member(params, "input")))
        return complain("members are of a wrong kind", "giveInput");
    const cJSON *transaction = member(params, "transactionID");
    return transaction == NULL || cJSON_IsString(transaction) ? NULL : complain("no string", "transactionID");
}

static finding check_group_delete(const cJSON *params)
{
    static const char *const names[] = { "groupID", "reassignGroupID", NULL };
    return has_exactly(params, names) ? NULL : complain("members are missing or out of order", "onGroupDelete");
}

static finding check_scene_delete(const cJSON *params)
{
    static const char *const names[] = { "sceneID", "reassignSceneID", NULL };
    return has_exactly(params, names) ? NULL : complain("members are missing or out of order", "onSceneDelete");
}

static finding check_deleted_control(const cJSON *control)
{
    return cJSON_IsString(member(control, "controlID")) ? NULL : complain("no string", "controlID");
}

static finding check_control_delete(const cJSON *params)
{
    if (!stand_in_order(params, "sceneID", "controls"))
        return complain("sceneID does not stand before controls", "onControlDelete");
    return each_of(member(params, "controls"), "controls", check_deleted_control);
}

static finding check_ready(const cJSON *params)
{
    return cJSON_IsBool(member(params, "isReady")) ? NULL : complain("neither true nor false", "isReady");
}

static finding check_params(const char *method, const cJSON *params)
{
    static const struct {
        const char *method;
        finding (*check)(const cJSON *params);
    } checks[] = {
        { "giveInput", check_input },
        { "onParticipantJoin", check_participants },
        { "onParticipantLeave", check_participants },
        { "onParticipantUpdate", check_participants },
        { "onControlCreate", check_controls_of_scene },
        { "onControlUpdate", check_controls_of_scene },
        { "onControlDelete", check_control_delete },
        { "onSceneCreate", check_scenes },
        { "onSceneUpdate", check_scenes },
        { "onSceneDelete", check_scene_delete },
        { "onGroupCreate", check_groups },
        { "onGroupUpdate", check_groups },
        { "onGroupDelete", check_group_delete },
        { "onWorldUpdate", check_scenes },
        { "onReady", check_ready },
    };
    for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
        if (strcmp(checks[i].method, method) == 0)
            return checks[i].check(params);
    }
    return NULL;
}

static finding check_call(const cJSON *packet)
{
    static const char *const names[] = { "id", "type", "method", "params", "seq", "discard", NULL };
    const cJSON             *method  = member(packet, "method");
    if (!has_exactly(packet, names))
        return complain("members are missing or out of order", "call");
    if (!is_count(member(packet, "id")) || !cJSON_IsString(method) || !cJSON_IsTrue(member(packet, "discard")))
        return complain("members are of a wrong kind", "call");
    if (strcmp(method->valuestring, "event") == 0)
        return NULL;
    if (!cJSON_IsObject(member(packet, "params")))
        return complain("no object", "params");
    EXAMINE(no_name_twice(member(packet, "params")));
    return check_params(method->valuestring, member(packet, "params"));
}

/* ---- replies ---- */

static finding check_error(const cJSON *error)
{
    static const char *const bare[] = { "code", "message", NULL };
    static const char *const full[] = { "code", "message", "path", NULL };
    if (!cJSON_IsObject(error) || (!has_exactly(error, bare) && !has_exactly(error, full)))
        return complain("members are missing or out of order", "error");
    const cJSON *path     = member(error, "path");
    bool         is_sound = is_count(member(error, "code")) && cJSON_IsString(member(error, "message")) &&
                    (path == NULL || cJSON_IsString(path));
    return is_sound ? NULL : complain("members are of a wrong kind", "error");
}

/* The answer to the queries by id: a participant or null for each. */
static finding check_users(const cJSON *users)
{
    if (!cJSON_IsObject(users))
        return complain("no object", "users");
    for (const cJSON *user = users->child; user != NULL; user = user->next) {
        if (!cJSON_IsNull(user))
            EXAMINE(check_participant(user));
    }
    return NULL;
}

/* A reply does not name its method: lists are known by the names the protocol gives them. */
static finding check_lists(const cJSON *result)
{
    if (member(result, "participants") != NULL)
        EXAMINE(check_participants(result));
    if (member(result, "users") != NULL)
        EXAMINE(check_users(member(result, "users")));
    if (member(result, "groups") != NULL)
        EXAMINE(check_groups(result));
    if (member(result, "scenes") != NULL)
        EXAMINE(check_scenes(result));
    return member(result, "controls") != NULL ? check_controls_of_scene(result) : NULL;
}

static finding check_reply(const cJSON *packet)
{
    static const char *const names[] = { "id", "type", "result", "error", "seq", NULL };
    const cJSON             *id = member(packet, "id"), *result = member(packet, "result");
    const cJSON             *error = member(packet, "error");
    if (!has_exactly(packet, names))
        return complain("members are missing or out of order", "reply");
    if (!cJSON_IsNumber(id) && !cJSON_IsString(id))
        return complain("neither number nor string", "id");
    if (cJSON_IsNull(error))
        return check_lists(result);
    EXAMINE(check_error(error));
    return cJSON_IsNull(result) ? NULL : complain("not null beside an error", "result");
}

/* ---- packets ---- */

static finding check_packet(const cJSON *packet)
{
    if (!cJSON_IsObject(packet))
        return complain("not exactly one object", "packet");
    const cJSON *type = member(packet, "type");
    if (!cJSON_IsString(type) || !is_count(member(packet, "seq")))
        return complain("members are of a wrong kind", "packet");
    if (strcmp(type->valuestring, "method") == 0)
        return check_call(packet);
    return strcmp(type->valuestring, "reply") == 0 ? check_reply(packet) : complain("unknown", "type");
}

const char *packet_rules_broken(const char *text)
{
    cJSON  *packet = cJSON_ParseWithOpts(text, NULL, true);
    finding found  = check_packet(packet);
    cJSON_Delete(packet);
    return found;
}

void packet_watch_take(packet_watch *watch, const char *text)
{
    cJSON  *packet = cJSON_ParseWithOpts(text, NULL, true);
    finding found  = check_packet(packet);
    int32_t seq    = found == NULL ? member(packet, "seq")->valueint : 0;
    cJSON_Delete(packet);
    if (found != NULL)
        fail_msg("%s in %.2000s", found, text);
    bool follows = watch->is_viewer ? seq >= watch->seq : watch->seq == 0 || seq == watch->seq + 1;
    if (!follows)
        fail_msg("seq %d after %d in %.2000s", (int)seq, (int)watch->seq, text);
    watch->seq = seq;
}
