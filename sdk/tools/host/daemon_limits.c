#include "daemon_limits.h"

#include "common/small_file.h"

#include <stdio.h>
#include <stdlib.h>

bool daemon_limits_read(const char *file, chorus_host_limits *out)
{
    char   error[256];
    size_t len;
    CHORUS_INIT(out);
    char *text = file == NULL ? NULL : small_file_read("chorus-host", file, &len);
    if (text == NULL)
        return file == NULL;
    bool is_read = chorus_host_read_limits(text, len, out, error, sizeof error) == CHORUS_OK;
    if (!is_read)
        fprintf(stderr, "chorus-host: %s: %s\n", file, error);
    free(text);
    return is_read;
}
