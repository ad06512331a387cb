/*
 * data_folder.h - the folder in which a host remembers, and who may use it.
 * Layer    data. May include core/ and below.
 * Thread   any; the calls touch the disk.
 * Memory   none.
 * Trust    the folder's name comes from the host's owner. Only the owner can read what is in it.
 *
 * On failure `error` is a sentence that names the folder or file.
 */
#ifndef CHO_DATA_FOLDER_H
#define CHO_DATA_FOLDER_H

#include <chorus/base.h>

enum { CHO_FOLDER_PATH_SIZE = 4096 };

/* The folder is there afterwards, made with mode 0700 if it was not; the folder it is in must exist. OK,
   E_INVALID. */
chorus_result cho_folder_make(const char *folder, char *error, size_t error_len);

/* Writes the path of a file in it. E_SIZE: too long. */
chorus_result cho_folder_path(const char *folder, const char *name, char out[CHO_FOLDER_PATH_SIZE], char *error,
                              size_t error_len);

/* The file is there afterwards, empty if it was not, and nobody but its owner can read it. OK, E_INVALID. */
chorus_result cho_folder_make_file(const char *path, char *error, size_t error_len);

bool cho_folder_has(const char *path);

/* One host at a time: OK with a lock that lives until it is given back or the process ends; E_STATE: another host
   has it; E_INVALID, E_SIZE. */
chorus_result cho_folder_lock(const char *folder, int *lock, char *error, size_t error_len);
void          cho_folder_unlock(int lock);

#endif
