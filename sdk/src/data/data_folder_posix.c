#include "data/data_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static chorus_result refuse(const char *what, const char *path, char *error, size_t error_len)
{
    (void)snprintf(error, error_len, "%s %s: %s", what, path, strerror(errno));
    return CHORUS_E_INVALID;
}

chorus_result cho_folder_make(const char *folder, char *error, size_t error_len)
{
    struct stat found;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return refuse("cannot make the data folder", folder, error, error_len);
    if (stat(folder, &found) != 0)
        return refuse("cannot use the data folder", folder, error, error_len);
    if (!S_ISDIR(found.st_mode))
        errno = ENOTDIR;
    else if (access(folder, R_OK | W_OK | X_OK) == 0)
        return CHORUS_OK;
    return refuse("cannot use the data folder", folder, error, error_len);
}

chorus_result cho_folder_path(const char *folder, const char *name, char out[CHO_FOLDER_PATH_SIZE], char *error,
                              size_t error_len)
{
    int len = snprintf(out, CHO_FOLDER_PATH_SIZE, "%s/%s", folder, name);
    if (len >= 0 && len < CHO_FOLDER_PATH_SIZE)
        return CHORUS_OK;
    (void)snprintf(error, error_len, "the name of the data folder is too long");
    return CHORUS_E_SIZE;
}

/* -1: error says why. A file that others could read is closed to them. */
static int open_private(const char *path, char *error, size_t error_len)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        (void)refuse("cannot use", path, error, error_len);
        return -1;
    }
    (void)fchmod(fd, 0600);
    return fd;
}

chorus_result cho_folder_make_file(const char *path, char *error, size_t error_len)
{
    int fd = open_private(path, error, error_len);
    if (fd < 0)
        return CHORUS_E_INVALID;
    (void)close(fd);
    return CHORUS_OK;
}

bool cho_folder_has(const char *path)
{
    return access(path, F_OK) == 0;
}

chorus_result cho_folder_lock(const char *folder, int *lock, char *error, size_t error_len)
{
    char          path[CHO_FOLDER_PATH_SIZE];
    chorus_result r = cho_folder_path(folder, "host.lock", path, error, error_len);
    if (r != CHORUS_OK)
        return r;
    int fd = open_private(path, error, error_len);
    if (fd < 0)
        return CHORUS_E_INVALID;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *lock = fd;
        return CHORUS_OK;
    }
    (void)close(fd);
    (void)snprintf(error, error_len, "another host uses the data folder %s", folder);
    return CHORUS_E_STATE;
}

void cho_folder_unlock(int lock)
{
    (void)close(lock);
}
