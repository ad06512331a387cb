#include "host/oauth/auth_accounts.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "host/room/host_names.h"

_Static_assert((int)CHO_DATA_NAME_MAX == (int)CHO_HOST_NAME_MAX, "an account's name is a participant's");

static uint32_t hash_number(const cho_auth_accounts *accounts, uint32_t number)
{
    return cho_hash(accounts->seed, &number, sizeof number);
}

static const cho_auth_account *account_at(const void *context, uint32_t handle)
{
    const cho_auth_accounts *accounts = context;
    return cho_host_table_get(&accounts->table, handle);
}

static uint32_t hash_of(const void *context, uint32_t handle)
{
    return hash_number(context, account_at(context, handle)->row.id);
}

static bool has_number(const void *context, uint32_t handle, const void *number)
{
    return account_at(context, handle)->row.id == *(const uint32_t *)number;
}

void cho_auth_accounts_init(cho_auth_accounts *accounts, const chorus_allocator *heap, uint64_t seed,
                            const chorus_host_limits *limits)
{
    accounts->limits = limits;
    cho_host_table_init(&accounts->table, heap, seed, sizeof(cho_auth_account));
    cho_index_init(&accounts->numbers, heap, hash_of, accounts);
    accounts->seed = seed;
    accounts->next = CHO_DATA_ACCOUNT_FIRST;
}

void cho_auth_accounts_deinit(cho_auth_accounts *accounts)
{
    cho_index_deinit(&accounts->numbers);
    cho_host_table_deinit(&accounts->table);
}

/* As names are compared. False: it is too long for one. */
static bool fold(cho_span name, char out[CHO_DATA_NAME_MAX + 1])
{
    if (name.len > CHO_DATA_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    out[name.len] = '\0';
    return true;
}

static chorus_result add(cho_auth_accounts *accounts, const cho_data_account *row)
{
    char name[CHO_DATA_NAME_MAX + 1];
    (void)fold(cho_span_of(row->name), name);
    if (cho_host_table_find(&accounts->table, cho_span_of(name)) != NULL)
        return CHORUS_E_INVALID;
    if (cho_host_table_count(&accounts->table) >= accounts->limits->max_accounts)
        return CHORUS_E_AGAIN;
    cho_auth_account *account = cho_host_table_add(&accounts->table, cho_span_of(name));
    if (account == NULL)
        return CHORUS_E_MEMORY;
    account->row = *row;
    if (cho_index_put(&accounts->numbers, hash_number(accounts, row->id), account->node.handle))
        return CHORUS_OK;
    cho_host_table_remove(&accounts->table, account);
    return CHORUS_E_MEMORY;
}

static void change(cho_auth_account *account, const cho_data_account *row)
{
    account->row.level = row->level;
    memcpy(account->row.password, row->password, sizeof account->row.password);
}

chorus_result cho_auth_accounts_put(cho_auth_accounts *accounts, const cho_data_account *row)
{
    cho_auth_account *known = cho_auth_accounts_by_number(accounts, row->id);
    if (known != NULL)
        change(known, row);
    chorus_result r = known != NULL ? CHORUS_OK : add(accounts, row);
    if (r == CHORUS_OK && row->id >= accounts->next)
        accounts->next = row->id + 1;
    return r;
}

void cho_auth_accounts_drop(cho_auth_accounts *accounts, uint32_t number)
{
    cho_auth_account *account = cho_auth_accounts_by_number(accounts, number);
    if (account == NULL)
        return;
    cho_index_remove(&accounts->numbers, hash_number(accounts, number), account->node.handle);
    cho_host_table_remove(&accounts->table, account);
}

cho_auth_account *cho_auth_accounts_by_number(const cho_auth_accounts *accounts, uint32_t number)
{
    uint32_t handle = cho_index_find(&accounts->numbers, hash_number(accounts, number), has_number, accounts, &number);
    return handle == CHO_INDEX_NONE ? NULL : cho_host_table_get(&accounts->table, handle);
}

cho_auth_account *cho_auth_accounts_by_name(const cho_auth_accounts *accounts, cho_span name)
{
    char folded[CHO_DATA_NAME_MAX + 1];
    return fold(name, folded) ? cho_host_table_find(&accounts->table, cho_span_of(folded)) : NULL;
}

const char *cho_auth_name_fault(cho_span name)
{
    char clean[CHO_HOST_NAME_SIZE];
    if (name.len < CHO_AUTH_NAME_LEAST || name.len > CHO_AUTH_NAME_MOST)
        return "a name has 2 to 32 bytes";
    if (!cho_utf8_valid(name.ptr, name.len))
        return "the name is no text";
    cho_host_clean_name(name, clean);
    if (!cho_span_is(name, clean))
        return "the name holds characters that cannot be seen, or begins or ends with a space";
    return NULL;
}
