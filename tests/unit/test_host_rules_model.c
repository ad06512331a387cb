/* The conflict rule against a model that knows nothing of texts: random patches, after each of which both must agree. */
#include "support/host_rig.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the model ---- */

typedef struct tag {
    long seq;
    int  priority;
} tag;

typedef enum state { ABSENT, LEAF, OBJECT } state;

/* A property, there or deleted. */
typedef struct node {
    struct node *next, *first; /* the next of the same object; the first in this one */
    char         key[8];
    state        is;
    tag          by;    /* who wrote it; of an object: of what is in it and was never written */
    cJSON       *value; /* of a leaf */
} node;

static bool yields(tag stored, tag writer)
{
    if (writer.seq > stored.seq)
        return true;
    if (writer.seq == stored.seq)
        return writer.priority >= stored.priority;
    return writer.priority > stored.priority;
}

static bool all_yield(const node *n, tag writer)
{
    bool yes = yields(n->by, writer);
    for (const node *child = n->first; child != NULL; child = child->next)
        yes = yes && all_yield(child, writer);
    return yes;
}

static void clear(node *n)
{
    while (n->first != NULL) {
        node *child = n->first;
        n->first    = child->next;
        clear(child);
        free(child);
    }
    cJSON_Delete(n->value);
    n->value = NULL;
    n->is    = ABSENT;
}

static node *child_of(node *parent, const char *key)
{
    node **link = &parent->first;
    for (; *link != NULL; link = &(*link)->next) {
        if (strcmp((*link)->key, key) == 0)
            return *link;
    }
    *link = calloc(1, sizeof **link);
    assert_non_null(*link);
    snprintf((*link)->key, sizeof (*link)->key, "%s", key);
    (*link)->by = parent->by;
    return *link;
}

static void write_whole(node *n, const cJSON *value, tag by);

static void write_members(node *n, const cJSON *object, tag by)
{
    const cJSON *member;
    n->is = OBJECT;
    cJSON_ArrayForEach(member, object)
    {
        if (!cJSON_IsNull(member))
            write_whole(child_of(n, member->string), member, by);
    }
}

static void write_whole(node *n, const cJSON *value, tag by)
{
    clear(n);
    n->by = by;
    if (cJSON_IsObject(value)) {
        write_members(n, value, by);
    } else if (!cJSON_IsNull(value)) {
        n->is    = LEAF;
        n->value = cJSON_Duplicate(value, true);
    }
}

static void apply(node *n, const cJSON *patch, tag by)
{
    const cJSON *member;
    bool         goes_in = cJSON_IsObject(patch) && n->is == OBJECT;
    if (!goes_in && !all_yield(n, by))
        return;
    if (!goes_in && (!cJSON_IsObject(patch) || n->is == LEAF || patch->child == NULL)) {
        write_whole(n, patch, by);
        return;
    }
    n->is = OBJECT;
    cJSON_ArrayForEach(member, patch) apply(child_of(n, member->string), member, by);
}

static cJSON *tree_of(const node *n)
{
    if (n->is == LEAF)
        return cJSON_Duplicate(n->value, true);
    cJSON *object = cJSON_CreateObject();
    for (const node *child = n->first; child != NULL; child = child->next) {
        if (child->is != ABSENT)
            cJSON_AddItemToObject(object, child->key, tree_of(child));
    }
    return object;
}

/* ---- random patches ---- */

static uint32_t dice_state;

static int dice(int sides)
{
    dice_state = dice_state * 1664525u + 1013904223u;
    return (int)((dice_state >> 8) % (uint32_t)sides);
}

static cJSON *random_patch(int depth)
{
    static const char *const keys[] = { "a", "b", "c", "d" };
    cJSON                   *object = cJSON_CreateObject();
    for (int count = dice(depth == 0 ? 4 : 3); count >= 0; count--) {
        const char *key = keys[dice(4)];
        if (cJSON_GetObjectItemCaseSensitive(object, key) != NULL)
            continue;
        int kind = dice(8);
        if (kind < 3 && depth < 3)
            cJSON_AddItemToObject(object, key, random_patch(depth + 1));
        else if (kind == 3)
            cJSON_AddItemToObject(object, key, cJSON_CreateObject());
        else if (kind == 4)
            cJSON_AddNullToObject(object, key);
        else if (kind == 5)
            cJSON_AddItemToObject(object, key, cJSON_Parse("[{\"x\":null}]"));
        else
            cJSON_AddNumberToObject(object, key, dice(1000));
    }
    return object;
}

/* ---- both ---- */

static cJSON *world_of(host_rig *rig)
{
    const char *text = NULL, *last = NULL;
    while ((text = rig_take(&rig->game)) != NULL)
        last = text;
    cJSON *packet = cJSON_Parse(last);
    cJSON *world  = cJSON_DetachItemFromObject(packet, "result");
    cJSON_Delete(packet);
    cJSON_DeleteItemFromObject(world, "scenes");
    return world;
}

static void expect_equal(host_rig *rig, const node *model)
{
    cJSON *world = world_of(rig), *expected = tree_of(model);
    if (!cJSON_Compare(world, expected, true))
        fail_msg("expected %s, not %s", cJSON_PrintUnformatted(expected), cJSON_PrintUnformatted(world));
    cJSON_Delete(world);
    cJSON_Delete(expected);
}

static void patch_both(host_rig *rig, node *model)
{
    cJSON *patch = random_patch(0);
    char  *text  = cJSON_PrintUnformatted(patch);
    tag    by    = { rig->game.watch.seq - dice(9), dice(3) == 0 ? dice(3) : 0 };
    rig_game_says(rig, "{\"id\":1,\"method\":\"updateWorld\",\"seq\":%ld,\"params\":{\"priority\":%d,\"world\":%s}}",
                  by.seq, by.priority, text);
    const cJSON *member;
    cJSON_ArrayForEach(member, patch) apply(child_of(model, member->string), member, by);
    expect_equal(rig, model);
    cJSON_free(text);
    cJSON_Delete(patch);
}

static void play(uint32_t seed)
{
    host_rig rig;
    node     world = { .is = OBJECT };
    dice_state     = seed;
    rig_init(&rig, NULL);
    rig_enter_game(&rig);
    for (int i = 0; i < 9; i++)
        rig_do(&rig, "getTime", "{}");
    for (int i = 0; i < 60; i++)
        patch_both(&rig, &world);
    clear(&world);
    rig_deinit(&rig);
}

static void test_s34_random_patches_end_as_in_the_model(void **unused)
{
    (void)unused;
    for (uint32_t seed = 1; seed <= 400; seed++)
        play(seed * 2654435761u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s34_random_patches_end_as_in_the_model),
    };
    return cmocka_run_group_tests_name("host/rules_model", tests, NULL, NULL);
}
