#include "host/host_config.h"

#include "base/alloc.h"
#include "base/span.h"
#include "base/utf8.h"
#include "host/host_secret.h"

enum {
    SECRET_MAX       = 128, /* bytes of a token or share code: what clients in the field have room for */
    TITLE_MAX        = 128,
    PARTICIPANTS_MAX = 100000,
    RATE_MAX         = 1000,
    TOKEN_BYTES      = 24
};

/* ---- checking ---- */

/* Something that can stand in a header: printable ASCII without spaces. */
static bool is_secret(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= 0x20 || text[i] >= 0x7f)
            return false;
    }
    return len > 0 && len <= SECRET_MAX;
}

static bool is_title(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    }
    return len <= TITLE_MAX && cho_utf8_valid(text, len);
}

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

const char *cho_host_options_fault(const chorus_host_options *options)
{
    if (options->token != NULL && !is_secret(options->token))
        return "token: 1 to 128 printable characters without spaces are needed";
    if (is_given(options->share_code) && !is_secret(options->share_code))
        return "share_code: at most 128 printable characters without spaces are possible";
    if (options->title != NULL && !is_title(options->title))
        return "title: at most 128 bytes of UTF-8 without control characters are possible";
    if (options->max_participants > PARTICIPANTS_MAX)
        return "max_participants: at most 100000 are possible";
    if (options->inputs_per_s > RATE_MAX || options->moves_per_s > RATE_MAX)
        return "inputs_per_s, moves_per_s: at most 1000 are possible";
    return NULL;
}

/* ---- copying ---- */

static char *copy_or(const chorus_allocator *heap, const char *text, const char *otherwise)
{
    return cho_span_dup(heap, cho_span_of(is_given(text) ? text : otherwise));
}

static uint32_t number_or(uint32_t number, uint32_t otherwise)
{
    return number != 0 ? number : otherwise;
}

/* False: one of the strings is missing for want of memory. */
static bool copy_strings(cho_host_config *config, const chorus_host_options *options, const char *token)
{
    bool has_address = is_given(options->bind_address), has_code = is_given(options->share_code);
    config->token      = copy_or(config->heap, options->token, token);
    config->title      = copy_or(config->heap, options->title, "Chorus");
    config->address    = has_address ? copy_or(config->heap, options->bind_address, "") : NULL;
    config->share_code = has_code ? copy_or(config->heap, options->share_code, "") : NULL;
    return config->token != NULL && config->title != NULL && (config->address != NULL) == has_address
           && (config->share_code != NULL) == has_code;
}

chorus_result cho_host_config_init(cho_host_config *config, const chorus_allocator *heap,
                                   const chorus_host_options *options)
{
    char token[2 * TOKEN_BYTES + 1];
    if (!cho_host_make_secret(token, TOKEN_BYTES))
        return CHORUS_E_STATE;
    *config = (cho_host_config){
        .heap             = heap,
        .port             = options->port,
        .channel          = number_or(options->channel, 1),
        .version_id       = options->version_id,
        .max_participants = number_or(options->max_participants, 10000),
        .inputs_per_s     = number_or(options->inputs_per_s, 20),
        .moves_per_s      = number_or(options->moves_per_s, 30),
    };
    if (copy_strings(config, options, token))
        return CHORUS_OK;
    cho_host_config_deinit(config);
    return CHORUS_E_MEMORY;
}

void cho_host_config_deinit(cho_host_config *config)
{
    cho_release(config->heap, config->address);
    cho_release(config->heap, config->token);
    cho_release(config->heap, config->title);
    cho_release(config->heap, config->share_code);
    config->address = config->token = config->title = config->share_code = NULL;
}
