#include "host/service/host_config_users.h"

#include "base/options.h"
#include "base/random.h"
#include "base/utf8.h"
#include "host/room/host_names.h"
#include "host/room/host_secret.h"
#include "host/service/host_config.h"

enum { ROLES_MAX = 256 };

/* The size of each is the distance to the next. */
static bool read_user(const chorus_host_options *options, uint32_t i, chorus_host_user *out)
{
    const chorus_host_user *first = options->users;
    const void             *given = (const char *)first + i * first->struct_size;
    return cho_options_copy(out, sizeof *out, given) == CHORUS_OK && memcmp(given, first, sizeof(size_t)) == 0;
}

static bool is_roles(const char *roles)
{
    return strlen(roles) <= ROLES_MAX && cho_utf8_valid(roles, strlen(roles));
}

static const char *find_fault(const chorus_host_user *user)
{
    if (user->token != NULL && !cho_host_can_be_secret(user->token))
        return "users: a token is 1 to 128 printable characters without spaces";
    if (!cho_host_is_clean_name(user->name))
        return "users: a name is 1 to 64 bytes of visible UTF-8";
    if (user->roles != NULL && !is_roles(user->roles))
        return "users: roles are at most 256 bytes of UTF-8";
    if (user->user_id == 0)
        return "users: a user_id is not 0";
    if (user->has_channel && user->user_id < CHO_HOST_ACCOUNTS_FROM)
        return "users: the user_id of one with a channel is at least 1000";
    return user->sparks >> 53 != 0 ? "users: sparks are fewer than 2^53" : NULL;
}

const char *cho_host_users_fault(const chorus_host_options *options)
{
    const char      *fault = NULL;
    chorus_host_user user;
    if (options->user_count > 0 && options->users == NULL)
        return "users: there are none";
    for (uint32_t i = 0; i < options->user_count && fault == NULL; i++)
        fault = read_user(options, i, &user) ? find_fault(&user) : "users: CHORUS_INIT is needed for each";
    return fault;
}

chorus_result cho_host_users_copy(const chorus_host_options *options, uint32_t most, const chorus_allocator *heap,
                                  cho_host_users **out)
{
    uint64_t         seed;
    chorus_host_user user;
    if (!cho_random_bytes(&seed, sizeof seed))
        return CHORUS_E_STATE;
    *out            = cho_host_users_create(heap, seed, most);
    chorus_result r = *out == NULL ? CHORUS_E_MEMORY : CHORUS_OK;
    for (uint32_t i = 0; i < options->user_count && r == CHORUS_OK; i++)
        r = read_user(options, i, &user) ? cho_host_users_add(*out, &user) : CHORUS_E_INVALID;
    return r;
}
