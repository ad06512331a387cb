/* nftw is an extension. */
#ifndef _GNU_SOURCE
#    define _GNU_SOURCE
#endif

#include "support/folder.h"

#include "support/support.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

void folder_make(char path[FOLDER_SIZE])
{
    (void)snprintf(path, FOLDER_SIZE, "/tmp/chorus-test-XXXXXX");
    assert_non_null(mkdtemp(path));
}

static int remove_one(const char *path, const struct stat *found, int type, struct FTW *at)
{
    (void)found;
    (void)type;
    (void)at;
    return remove(path);
}

void folder_remove(const char *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
