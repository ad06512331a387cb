#include "host/room/host_identity.h"

#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_reader.h"
#include "host/room/host_names.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <strings.h>

enum { CLAIM_DEPTH = 8, CLAIMED_NAME_MAX = 1024 };

bool cho_host_read_bearer(cho_span authorization, cho_span *token)
{
    static const char scheme[] = "Bearer";
    size_t            len      = sizeof scheme - 1;
    if (authorization.len <= len || strncasecmp(authorization.ptr, scheme, len) != 0
        || (authorization.ptr[len] != ' ' && authorization.ptr[len] != '+'))
        return false;
    *token = (cho_span){ authorization.ptr + len + 1, authorization.len - len - 1 };
    return true;
}

/* ---- users ---- */

static bool be_user(cho_host_user *user, cho_host_identity *who)
{
    if (user == NULL)
        return false;
    *who = (cho_host_identity){ .user = user };
    memcpy(who->name, user->name, sizeof who->name);
    return true;
}

bool cho_host_identify_user(const cho_host_users *users, cho_span authorization, cho_host_identity *who)
{
    cho_span token;
    return cho_host_read_bearer(authorization, &token) && be_user(cho_host_users_by_token(users, token), who);
}

bool cho_host_identify_guest(const char *name, cho_host_identity *who)
{
    *who = (cho_host_identity){ .user = NULL };
    if (name[0] == '\0')
        return cho_host_make_guest_name(who->name);
    memcpy(who->name, name, strlen(name) + 1);
    return true;
}

uint64_t cho_host_device_of(cho_span text)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    uint64_t      device = 0;
    SHA256((const unsigned char *)text.ptr, text.len, digest);
    for (int i = 0; i < 8; i++)
        device = device << 8 | digest[i];
    return device != 0 ? device : 1;
}

/* ---- claims ---- */

/* 0 when it is absent, null or empty. False: it is no number of a user. */
static bool read_number(cho_span json, uint32_t *out)
{
    cho_json_value value, number;
    uint64_t       wide = 0;
    *out                = 0;
    if (!cho_json_find_key(json, cho_span_of("ID"), &value) || value.type == CHO_JSON_NULL)
        return true;
    if (!cho_json_as_number(&value, &number) || !cho_json_to_uint64(&number, &wide) || wide > UINT32_MAX)
        return false;
    *out = (uint32_t)wide;
    return true;
}

/* Empty when there is none. */
static void read_name(cho_span json, char name[CHO_HOST_NAME_SIZE])
{
    cho_json_value value;
    char           text[CLAIMED_NAME_MAX];
    name[0] = '\0';
    if (cho_json_find_key(json, cho_span_of("Username"), &value) && value.type == CHO_JSON_STRING
        && value.raw.len <= sizeof text)
        cho_host_clean_name((cho_span){ text, cho_json_unescape(&value, text) }, name);
}

/* The user with that number; a new one, without sparks, when there is none. */
static cho_host_user *find_or_add(cho_host_users *users, uint32_t number, char name[CHO_HOST_NAME_SIZE])
{
    char     text[16];
    int      len     = snprintf(text, sizeof text, "%u", (unsigned)number);
    cho_span decimal = { text, (size_t)len };
    if (cho_host_users_by_number(users, decimal) != NULL)
        return cho_host_users_by_number(users, decimal);
    if (name[0] == '\0')
        snprintf(name, CHO_HOST_NAME_SIZE, "User-%s", text);
    const chorus_host_user user = { .name = name, .user_id = number };
    return cho_host_users_add(users, &user) == CHORUS_OK ? cho_host_users_by_number(users, decimal) : NULL;
}

bool cho_host_identify_claim(cho_host_users *users, cho_span json, cho_host_identity *who)
{
    uint32_t number;
    char     name[CHO_HOST_NAME_SIZE];
    if (json.len == 0 || json.ptr[0] != '{' || !cho_json_check(json, CLAIM_DEPTH, NULL) || !read_number(json, &number))
        return false;
    read_name(json, name);
    return number == 0 ? cho_host_identify_guest(name, who) : be_user(find_or_add(users, number, name), who);
}
