#include "admin_commands.h"

#include "common/json_out.h"

#include <stdio.h>

static const char number_rule[] = "the number of a version is needed: project list tells it";

int admin_project_import(const admin *a)
{
    char     error[512] = "";
    uint32_t id = 0;
    if (a->args.name == NULL || a->args.user == NULL)
        return admin_end(a, CHORUS_E_INVALID, "a file, --user and the name of an account are needed");
    chorus_result r = chorus_data_import_project(a->data, a->args.user, a->args.name, &id, error, sizeof error);
    if (r != CHORUS_OK && error[0] != '\0')
        return admin_fail(a, error), r == CHORUS_E_INVALID || r == CHORUS_E_SIZE ? ADMIN_USAGE : ADMIN_FAILED;
    if (r != CHORUS_OK)
        return admin_end(a, r, number_rule);
    json_out_begin("project", a->args.name);
    json_out_int("version_id", id);
    json_out_end();
    return 0;
}

static bool read_id(const admin *a, uint32_t *out)
{
    uint64_t number = 0;
    bool     is_number = admin_number(a->args.name, UINT32_MAX, &number);
    *out               = (uint32_t)number;
    return is_number;
}

static int set_published(const admin *a, bool is_published)
{
    uint32_t id;
    return admin_end(a, read_id(a, &id) ? chorus_data_publish_version(a->data, id, is_published) : CHORUS_E_INVALID,
                     number_rule);
}

int admin_project_publish(const admin *a)
{
    return set_published(a, true);
}

int admin_project_unpublish(const admin *a)
{
    return set_published(a, false);
}

int admin_project_remove(const admin *a)
{
    uint32_t id;
    return admin_end(a, read_id(a, &id) ? chorus_data_remove_version(a->data, id) : CHORUS_E_INVALID, number_rule);
}

static void print_version(void *user, const chorus_data_version *version)
{
    const admin *a = user;
    if (!a->args.as_json) {
        printf("%10u  %10u  %-24s  %-9s  %-5s  %-8s  %s\n", (unsigned)version->version_id, (unsigned)version->project_id,
               version->user, version->is_published ? "published" : "-", version->has_share_code ? "code" : "-",
               version->version, version->name);
        return;
    }
    json_out_begin("project", version->name);
    json_out_int("version_id", version->version_id);
    json_out_int("project_id", version->project_id);
    json_out_text("user", version->user);
    json_out_text("version", version->version);
    json_out_bool("published", version->is_published);
    json_out_bool("has_share_code", version->has_share_code);
    json_out_end();
}

int admin_project_list(const admin *a)
{
    return admin_end(a, chorus_data_list_versions(a->data, print_version, (void *)(uintptr_t)a), "");
}
