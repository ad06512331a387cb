#include "base/options.h"

static size_t read_struct_size(const void *given)
{
    size_t size;
    memcpy(&size, given, sizeof size);
    return size;
}

static bool is_plausible(size_t struct_size)
{
    return struct_size >= sizeof struct_size && struct_size <= CHO_OPTIONS_MAX_BYTES;
}

static bool is_all_zero(const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

chorus_result cho_options_copy(void *known, size_t known_size, const void *given)
{
    if (given == NULL)
        return CHORUS_E_INVALID;
    size_t given_size = read_struct_size(given);
    if (!is_plausible(given_size))
        return CHORUS_E_INVALID;

    size_t both = given_size < known_size ? given_size : known_size;
    if (!is_all_zero((const unsigned char *)given + both, given_size - both))
        return CHORUS_E_VERSION;

    memset(known, 0, known_size);
    memcpy(known, given, both);
    memcpy(known, &known_size, sizeof known_size);
    return CHORUS_OK;
}

chorus_result cho_options_answer(void *out, const void *filled, size_t filled_size)
{
    if (out == NULL || !is_plausible(read_struct_size(out)))
        return CHORUS_E_INVALID;
    size_t out_size = read_struct_size(out);
    size_t both     = out_size < filled_size ? out_size : filled_size;
    memset(out, 0, out_size);
    memcpy(out, filled, both);
    memcpy(out, &out_size, sizeof out_size);
    return CHORUS_OK;
}
