/*
 * private_file.h - a small file that nobody but the program's user may read.
 * Layer    base.
 * Thread   any; may block for as long as a disk does.
 * Memory   the caller's.
 * Trust    others may write into the folders above: no link is followed at the end of a path, and a file of somebody
 *          else is refused.
 *
 * `error` has CHO_PRIVATE_ERROR_SIZE bytes and becomes a sentence when it goes wrong, with the path and without
 * what is in the file.
 */
#ifndef CHO_BASE_PRIVATE_FILE_H
#define CHO_BASE_PRIVATE_FILE_H

#include "base/buf.h"

enum { CHO_PRIVATE_ERROR_SIZE = 512 };

/* Appends what is in it. OK; E_NOT_FOUND: there is none; E_STATE: it is not used, `error` says why; E_SIZE: more than
   `most` bytes; E_MEMORY. A file that others may read is closed to them. */
chorus_result cho_private_read(const char *path, size_t most, cho_buf *out, char *error);

/* Puts the text there, all of it or nothing, with mode 0600; missing folders are made with 0700. On the disk when it
   returns. OK, E_STATE, E_MEMORY. */
chorus_result cho_private_write(const char *path, const char *text, char *error);

/* OK, also when there was none; E_STATE. */
chorus_result cho_private_erase(const char *path, char *error);

/* Where programs keep what is no document: $XDG_STATE_HOME or ~/.local/state. False: nobody knows, or no room. */
bool cho_private_folder(char *out, size_t size);

#endif
