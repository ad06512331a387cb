/*
 * cli_target.h - which resource a line means: "control" (and "scene"), "scene", "group", "participant"
 * or "world".
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include <chorus/chorus.h>

#include "common/json_object.h"

typedef struct cli_target {
    chorus_resource_kind kind;
    const char          *id, *scene;           /* what they mean              */
    const char          *id_json, *scene_json; /* as JSON; NULL: not given    */
} cli_target;

/* NULL, or what is wrong with the line. */
const char *cli_target_read(const json_object *line, cli_target *out);

chorus_result cli_target_find(chorus_runtime *rt, chorus_session session, const cli_target *target,
                              chorus_resource *out);

/* CHORUS_RESOURCE_NONE for NULL and for words that are none. */
chorus_resource_kind cli_target_kind(const char *word);

/* The member "items": all resources of a kind. */
void cli_target_print_all(chorus_runtime *rt, chorus_session session, chorus_resource_kind kind);

#endif
