#include "host/room/host_users.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "codec/json_writer.h"
#include "host/room/host_secret.h"

#include <stdio.h>

enum { NUMBER_SIZE = 11 }; /* the digits of a uint32 and a NUL */

struct cho_host_users {
    const chorus_allocator *heap;
    uint64_t                seed;
    uint32_t                most;
    cho_host_table          table;
    cho_index               tokens, names; /* handles of users */
};

/* ---- two more ways to find one ---- */

static const cho_host_user *user_at(const void *context, uint32_t handle)
{
    const cho_host_users *users = context;
    return cho_host_table_get(&users->table, handle);
}

static uint32_t hash_text(const cho_host_users *users, cho_span text)
{
    return cho_hash(users->seed, text.ptr, text.len);
}

static uint32_t hash_of_token(const void *context, uint32_t handle)
{
    return hash_text(context, cho_span_of(user_at(context, handle)->token));
}

static uint32_t hash_of_name(const void *context, uint32_t handle)
{
    return hash_text(context, cho_span_of(user_at(context, handle)->name));
}

static bool has_token(const void *context, uint32_t handle, const void *token)
{
    return cho_host_is_secret(*(const cho_span *)token, user_at(context, handle)->token);
}

static bool has_name(const void *context, uint32_t handle, const void *name)
{
    return strcmp(user_at(context, handle)->name, name) == 0;
}

/* ---- create and destroy ---- */

cho_host_users *cho_host_users_create(const chorus_allocator *heap, uint64_t seed, uint32_t most)
{
    cho_host_users *users = cho_alloc_zero(heap, sizeof *users);
    if (users == NULL)
        return NULL;
    users->heap = heap;
    users->seed = seed;
    users->most = most;
    cho_host_table_init(&users->table, heap, seed, sizeof(cho_host_user));
    cho_index_init(&users->tokens, heap, hash_of_token, users);
    cho_index_init(&users->names, heap, hash_of_name, users);
    return users;
}

void cho_host_users_set_most(cho_host_users *users, uint32_t most)
{
    users->most = most;
}

void cho_host_users_destroy(cho_host_users *users)
{
    const cho_host_user *user = NULL;
    if (users == NULL)
        return;
    while ((user = cho_host_table_next(&users->table, user)) != NULL) {
        cho_release(users->heap, user->token);
        cho_release(users->heap, user->roles);
    }
    cho_index_deinit(&users->tokens);
    cho_index_deinit(&users->names);
    cho_host_table_deinit(&users->table);
    cho_release(users->heap, users);
}

/* ---- add ---- */

static cho_span trim(cho_span text)
{
    while (text.len > 0 && text.ptr[0] == ' ')
        text = (cho_span){ text.ptr + 1, text.len - 1 };
    while (text.len > 0 && text.ptr[text.len - 1] == ' ')
        text.len--;
    return text;
}

/* "User, Mod" becomes ["User","Mod"]. NULL: no memory. */
static char *write_roles(const chorus_allocator *heap, const char *roles)
{
    cho_buf buf;
    cho_buf_init(&buf, heap);
    cho_json_writer w = cho_json_writer_on(&buf);
    cho_json_begin_array(&w);
    for (const char *at = roles; *at != '\0'; at += *at == ',') {
        size_t   len  = strcspn(at, ",");
        cho_span role = trim((cho_span){ at, len });
        if (role.len > 0)
            cho_json_write_string(&w, role);
        at += len;
    }
    cho_json_end_array(&w);
    char *text = buf.failed ? NULL : cho_span_dup(heap, (cho_span){ buf.data, buf.len });
    cho_buf_deinit(&buf);
    return text;
}

/* False: no memory. */
static bool fill_in(cho_host_users *users, cho_host_user *user, const chorus_host_user *given)
{
    user->number = given->user_id;
    user->level  = given->level;
    user->sparks = given->sparks;
    user->has_channel = given->has_channel;
    user->roles  = write_roles(users->heap, given->roles != NULL ? given->roles : "User");
    user->token  = given->token != NULL ? cho_span_dup(users->heap, cho_span_of(given->token)) : NULL;
    snprintf(user->name, sizeof user->name, "%s", given->name);
    return user->roles != NULL && (user->token != NULL) == (given->token != NULL);
}

/* False: no memory. */
static bool make_known(cho_host_users *users, const cho_host_user *user)
{
    uint32_t handle    = user->node.handle;
    uint32_t name_hash = hash_text(users, cho_span_of(user->name));
    if (!cho_index_put(&users->names, name_hash, handle))
        return false;
    if (user->token == NULL || cho_index_put(&users->tokens, hash_text(users, cho_span_of(user->token)), handle))
        return true;
    cho_index_remove(&users->names, name_hash, handle);
    return false;
}

chorus_result cho_host_users_add(cho_host_users *users, const chorus_host_user *given)
{
    char     number[NUMBER_SIZE];
    int      len = snprintf(number, sizeof number, "%u", (unsigned)given->user_id);
    cho_span id  = { number, (size_t)len };
    if (cho_host_table_find(&users->table, id) != NULL
        || (given->token != NULL && cho_host_users_by_token(users, cho_span_of(given->token)) != NULL))
        return CHORUS_E_INVALID;
    if (cho_host_table_count(&users->table) >= users->most)
        return CHORUS_E_AGAIN;
    cho_host_user *user = cho_host_table_add(&users->table, id);
    if (user == NULL)
        return CHORUS_E_MEMORY;
    if (fill_in(users, user, given) && make_known(users, user))
        return CHORUS_OK;
    cho_release(users->heap, user->token);
    cho_release(users->heap, user->roles);
    cho_host_table_remove(&users->table, user);
    return CHORUS_E_MEMORY;
}

/* ---- find ---- */

cho_host_user *cho_host_users_by_token(const cho_host_users *users, cho_span token)
{
    if (users == NULL)
        return NULL;
    uint32_t handle = cho_index_find(&users->tokens, hash_text(users, token), has_token, users, &token);
    return handle == CHO_INDEX_NONE ? NULL : cho_host_table_get(&users->table, handle);
}

cho_host_user *cho_host_users_by_number(const cho_host_users *users, cho_span decimal)
{
    return users == NULL ? NULL : cho_host_table_find(&users->table, decimal);
}

bool cho_host_users_has_name(const cho_host_users *users, const char *name)
{
    return users != NULL
           && cho_index_find(&users->names, hash_text(users, cho_span_of(name)), has_name, users, name)
                  != CHO_INDEX_NONE;
}
