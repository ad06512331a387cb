#include "host/service/host_codes.h"

#include "base/random.h"

#include <stdio.h>

static const char letters[] = "BCDFGHJKLMNPQRSTVWXZ";

enum { LETTER_COUNT = sizeof letters - 1 };

/* ---- one code ---- */

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool cho_host_code_read(cho_span text, char out[CHO_HOST_CODE_SIZE])
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = upper(text.ptr[i]);
        if (c == ' ' || c == '-')
            continue;
        if (len == CHO_HOST_CODE_LEN || memchr(letters, c, LETTER_COUNT) == NULL)
            return false;
        out[len++] = c;
    }
    out[len] = '\0';
    return len == CHO_HOST_CODE_LEN;
}

bool cho_host_code_make(char out[CHO_HOST_CODE_SIZE])
{
    uint64_t any;
    if (!cho_random_bytes(&any, sizeof any))
        return false;
    for (size_t i = 0; i < CHO_HOST_CODE_LEN; i++, any /= LETTER_COUNT)
        out[i] = letters[any % LETTER_COUNT];
    out[CHO_HOST_CODE_LEN] = '\0';
    return true;
}

/* ---- where they lead ---- */

enum { TRIES = 100, NUMBER_SIZE = 12 };

/* The id in the one table is the code, in the other the number. */
typedef struct leading_code {
    cho_host_node node;
    uint32_t      channel;
    char          code[CHO_HOST_CODE_SIZE];
} leading_code;

static cho_span write_number(uint32_t number, char out[NUMBER_SIZE])
{
    int len = snprintf(out, NUMBER_SIZE, "%u", (unsigned)number);
    return (cho_span){ out, (size_t)len };
}

void cho_host_codes_init(cho_host_codes *codes, const chorus_allocator *heap, uint64_t seed)
{
    cho_host_table_init(&codes->by_code, heap, seed, sizeof(leading_code));
    cho_host_table_init(&codes->by_channel, heap, seed, sizeof(leading_code));
}

void cho_host_codes_deinit(cho_host_codes *codes)
{
    cho_host_table_deinit(&codes->by_code);
    cho_host_table_deinit(&codes->by_channel);
}

static leading_code *add_to(cho_host_table *table, cho_span id, const char *code, uint32_t channel)
{
    leading_code *added = cho_host_table_add(table, id);
    if (added == NULL)
        return NULL;
    added->channel = channel;
    memcpy(added->code, code, CHO_HOST_CODE_SIZE);
    return added;
}

chorus_result cho_host_codes_add(cho_host_codes *codes, const char *code, uint32_t channel)
{
    char number[NUMBER_SIZE];
    if (cho_host_codes_find(codes, code) != 0 || cho_host_codes_of(codes, channel) != NULL)
        return CHORUS_E_INVALID;
    leading_code *added = add_to(&codes->by_code, cho_span_of(code), code, channel);
    if (added == NULL)
        return CHORUS_E_MEMORY;
    if (add_to(&codes->by_channel, write_number(channel, number), code, channel) != NULL)
        return CHORUS_OK;
    cho_host_table_remove(&codes->by_code, added);
    return CHORUS_E_MEMORY;
}

chorus_result cho_host_codes_make(cho_host_codes *codes, uint32_t channel)
{
    char code[CHO_HOST_CODE_SIZE];
    for (uint32_t i = 0; i < TRIES; i++) {
        if (!cho_host_code_make(code))
            return CHORUS_E_STATE;
        if (cho_host_codes_find(codes, code) == 0)
            return cho_host_codes_add(codes, code, channel);
    }
    return CHORUS_E_AGAIN;
}

uint32_t cho_host_codes_find(const cho_host_codes *codes, const char *code)
{
    const leading_code *found = cho_host_table_find(&codes->by_code, cho_span_of(code));
    return found == NULL ? 0 : found->channel;
}

const char *cho_host_codes_of(const cho_host_codes *codes, uint32_t channel)
{
    char                number[NUMBER_SIZE];
    const leading_code *found = cho_host_table_find(&codes->by_channel, write_number(channel, number));
    return found == NULL ? NULL : found->code;
}

static void remove_from(cho_host_table *table, cho_span id)
{
    leading_code *found = cho_host_table_find(table, id);
    if (found != NULL)
        cho_host_table_remove(table, found);
}

void cho_host_codes_drop(cho_host_codes *codes, uint32_t channel)
{
    char        number[NUMBER_SIZE];
    const char *code = cho_host_codes_of(codes, channel);
    if (code != NULL)
        remove_from(&codes->by_code, cho_span_of(code));
    remove_from(&codes->by_channel, write_number(channel, number));
}
