#include "cli_target.h"

#include "common/json_out.h"

static const char *const kinds[] = { "", "world", "scene", "group", "control", "participant" };

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

chorus_resource_kind cli_target_kind(const char *word)
{
    for (int i = 1; word != NULL && i < KIND_COUNT; i++)
        if (strcmp(word, kinds[i]) == 0)
            return (chorus_resource_kind)i;
    return CHORUS_RESOURCE_NONE;
}

/* A control and a group may name a scene beside; a scene is meant when nothing else is. */
const char *cli_target_read(const json_object *line, cli_target *out)
{
    static const chorus_resource_kind order[] = { CHORUS_RESOURCE_CONTROL, CHORUS_RESOURCE_GROUP,
                                                  CHORUS_RESOURCE_PARTICIPANT, CHORUS_RESOURCE_SCENE };
    memset(out, 0, sizeof *out);
    const json_member *scene = json_object_find(line, "scene");
    if (scene != NULL) {
        out->scene      = scene->text;
        out->scene_json = scene->json;
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const json_member *member = json_object_find(line, kinds[order[i]]);
        if (member == NULL)
            continue;
        out->kind    = order[i];
        out->id      = member->text;
        out->id_json = member->json;
        bool is_text = member->text != NULL && (scene == NULL || scene->text != NULL);
        return is_text ? NULL : "an id is not a string";
    }
    if (json_object_is_true(line, "world"))
        out->kind = CHORUS_RESOURCE_WORLD;
    return out->kind == CHORUS_RESOURCE_NONE ? "name a \"control\", \"scene\", \"group\", \"participant\" or \"world\":true"
                                             : NULL;
}

chorus_result cli_target_find(chorus_runtime *rt, chorus_session session, const cli_target *target,
                              chorus_resource *out)
{
    if (target->kind == CHORUS_RESOURCE_CONTROL)
        return chorus_interactive_find_control(rt, session, target->scene, target->id, out);
    return chorus_interactive_find(rt, session, target->kind, target->id, out);
}

static void print_ids(chorus_runtime *rt, chorus_session session, chorus_resource resource, chorus_resource_kind kind)
{
    chorus_control_info     control;
    chorus_group_info       group;
    chorus_scene_info       scene;
    chorus_participant_info person;
    CHORUS_INIT(&control);
    CHORUS_INIT(&group);
    CHORUS_INIT(&scene);
    CHORUS_INIT(&person);
    if (kind == CHORUS_RESOURCE_CONTROL && chorus_interactive_get_control(rt, session, resource, &control) == CHORUS_OK) {
        json_out_str("id", control.id);
        json_out_str("scene", control.scene_id);
    } else if (kind == CHORUS_RESOURCE_GROUP && chorus_interactive_get_group(rt, session, resource, &group) == CHORUS_OK) {
        json_out_str("id", group.id);
        json_out_str("scene", group.scene_id);
    } else if (kind == CHORUS_RESOURCE_SCENE && chorus_interactive_get_scene(rt, session, resource, &scene) == CHORUS_OK) {
        json_out_str("id", scene.id);
    } else if (chorus_interactive_get_participant(rt, session, resource, &person) == CHORUS_OK) {
        json_out_str("id", person.id);
        json_out_str("name", person.name);
        json_out_str("group", person.group);
    }
}

void cli_target_print_all(chorus_runtime *rt, chorus_session session, chorus_resource_kind kind)
{
    chorus_resource it = { 0 };
    chorus_str      json;
    json_out_open("items", '[');
    while (chorus_interactive_next(rt, session, kind, &it)) {
        json_out_open(NULL, '{');
        print_ids(rt, session, it, kind);
        json_out_handle("resource", it.id);
        if (chorus_interactive_get_json(rt, session, it, NULL, &json) == CHORUS_OK)
            json_out_json("json", json);
        json_out_close('}');
    }
    json_out_close(']');
}
