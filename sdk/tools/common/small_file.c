#include "small_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *find_fault(FILE *file)
{
    struct stat about;
    if (file == NULL || fstat(fileno(file), &about) != 0)
        return strerror(errno);
    if (S_ISDIR(about.st_mode))
        return "it is a directory, and a file is needed";
    return NULL;
}

static const char *take_in(FILE *file, char *text, size_t *len)
{
    *len = fread(text, 1, SMALL_FILE_BYTES + 1, file);
    if (ferror(file))
        return strerror(errno);
    if (*len > SMALL_FILE_BYTES)
        return "it is too large: at most 65536 bytes are allowed";
    if (memchr(text, '\0', *len) != NULL)
        return "there is a NUL byte in it: text in UTF-8 is allowed";
    text[*len] = '\0';
    return NULL;
}

static void skip_mark(char *text, size_t *len)
{
    if (strncmp(text, "\xef\xbb\xbf", 3) != 0)
        return;
    *len -= 3;
    memmove(text, text + 3, *len + 1);
}

char *small_file_read(const char *program, const char *name, size_t *len)
{
    char       *text  = malloc(SMALL_FILE_BYTES + 1);
    FILE       *file  = fopen(name, "rb");
    const char *fault = text == NULL ? "no memory to read it" : find_fault(file);
    if (fault == NULL)
        fault = take_in(file, text, len);
    if (fault == NULL)
        skip_mark(text, len);
    else
        fprintf(stderr, "%s: %s: %s\n", program, name, fault);
    if (file != NULL)
        fclose(file);
    if (fault == NULL)
        return text;
    free(text);
    return NULL;
}
