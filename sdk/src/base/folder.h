/*
 * folder.h - whole files, and what lies in a folder.
 * Layer    base.
 * Thread   any; may block for as long as a disk does.
 * Memory   the caller's.
 * Trust    paths are those of the program's user. Links are not followed inside a folder, so that nothing outside of it
 *          is met there.
 */
#ifndef CHO_BASE_FOLDER_H
#define CHO_BASE_FOLDER_H

#include "base/buf.h"

/* Appends what is in a regular file. OK; E_NOT_FOUND: there is none, or it cannot be read; E_SIZE: more than `most`
   bytes; E_MEMORY. */
chorus_result cho_file_read(const char *path, size_t most, cho_buf *out);

/* A regular file: its path, and the part of it behind the folder's. False: enough. */
typedef bool (*cho_folder_fn)(void *user, const char *path, const char *name);

/* Every file in the folder and those in it, in no order; deeper than 8 folders nothing is looked for. False: it is no
   folder that can be read, or `each` said so. */
bool cho_folder_walk(const char *path, cho_folder_fn each, void *user);

#endif
