/*
 * folder.h - a folder of a test's own, for the files it makes.
 */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

enum { FOLDER_SIZE = 64 };

/* Writes the path of an empty folder that nobody else uses. */
void folder_make(char path[FOLDER_SIZE]);
/* With all that is in it. */
void folder_remove(const char *path);

#endif
