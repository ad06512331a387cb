/*
 * small_file.h - files that people write: options, tokens.
 */
#ifndef SMALL_FILE_H
#define SMALL_FILE_H

#include <stddef.h>

enum { SMALL_FILE_BYTES = 65536 };

/* The whole file, NUL-terminated and without a byte order mark, to be freed. NULL: what is wrong was said on
   standard error, in a sentence that begins with the program and names the file. */
char *small_file_read(const char *program, const char *file, size_t *len);

#endif
