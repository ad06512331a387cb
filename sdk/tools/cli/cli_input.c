#include "cli_input.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

void cli_input_init(cli_input *in)
{
    memset(in, 0, sizeof *in);
}

void cli_input_deinit(cli_input *in)
{
    free(in->data);
}

/* False: no memory, and then what was read so far is the end. */
static bool make_room(cli_input *in)
{
    if (in->begin > 0) {
        memmove(in->data, in->data + in->begin, in->len - in->begin);
        in->len -= in->begin;
        in->begin = 0;
    }
    if (in->cap - in->len >= READ_BYTES + 1)
        return true;
    size_t cap  = 2 * in->cap + READ_BYTES + 1;
    char  *data = realloc(in->data, cap);
    if (data == NULL)
        return false;
    in->data = data;
    in->cap  = cap;
    return true;
}

static void take_in(cli_input *in)
{
    ssize_t got = make_room(in) ? read(STDIN_FILENO, in->data + in->len, READ_BYTES) : 0;
    if (got > 0)
        in->len += (size_t)got;
    else
        in->has_ended = true;
}

void cli_input_wait(cli_input *in, int timeout_ms)
{
    struct pollfd wanted = { .fd = STDIN_FILENO, .events = POLLIN };
    bool          is_full = in->len - in->begin > CLI_INPUT_MAX_BYTES;
    if (poll(&wanted, in->has_ended || is_full ? 0 : 1, timeout_ms) > 0)
        take_in(in);
}

/* Forgets what there is of a line that has become too long. */
static cli_input_step pass_over(cli_input *in)
{
    bool is_new     = !in->is_skipping;
    in->begin       = in->len;
    in->is_skipping = true;
    in->line += is_new;
    return is_new ? CLI_INPUT_TOO_LONG : CLI_INPUT_NONE;
}

cli_input_step cli_input_next(cli_input *in, char **text, size_t *len)
{
    size_t left = in->len - in->begin;
    if (left == 0)
        return CLI_INPUT_NONE;
    char *end = memchr(in->data + in->begin, '\n', left);
    if (end == NULL && left > CLI_INPUT_MAX_BYTES)
        return pass_over(in);
    if (end == NULL && !in->has_ended)
        return CLI_INPUT_NONE;
    if (end == NULL)
        end = in->data + in->len; /* the last line need not have an end; there is room for a NUL */
    *text = in->data + in->begin;
    *len  = (size_t)(end - *text);
    *end  = '\0';
    in->begin += *len + 1;
    if (in->begin > in->len)
        in->begin = in->len;
    if (in->is_skipping) {
        in->is_skipping = false;
        return cli_input_next(in, text, len);
    }
    in->line++;
    return CLI_INPUT_LINE;
}

bool cli_input_is_over(const cli_input *in)
{
    return in->has_ended && in->begin == in->len;
}
