#include "base/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static chorus_result refuse(const char *what, const char *path, char *error)
{
    (void)snprintf(error, CHO_PRIVATE_ERROR_SIZE, "cannot %s %.300s: %s", what, path, strerror(errno));
    return CHORUS_E_STATE;
}

/* ---- reading ---- */

/* A regular file of ours that nobody else may open. */
static bool close_to_others(int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return false;
    bool is_ours = S_ISREG(about.st_mode) && about.st_uid == geteuid();
    errno        = is_ours ? errno : EPERM;
    return is_ours && ((about.st_mode & 077) == 0 || fchmod(fd, 0600) == 0);
}

static chorus_result read_all(int fd, size_t most, cho_buf *out)
{
    if (!cho_buf_reserve(out, most + 1))
        return CHORUS_E_MEMORY;
    for (size_t left = most + 1; left > 0;) {
        ssize_t len = read(fd, out->data + out->len, left);
        if (len < 0)
            return CHORUS_E_STATE;
        if (len == 0)
            return CHORUS_OK;
        out->len += (size_t)len;
        out->data[out->len] = '\0';
        left -= (size_t)len;
    }
    return CHORUS_E_SIZE;
}

chorus_result cho_private_read(const char *path, size_t most, cho_buf *out, char *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? CHORUS_E_NOT_FOUND : refuse("read", path, error);
    chorus_result r = close_to_others(fd) ? read_all(fd, most, out) : CHORUS_E_STATE;
    if (r == CHORUS_E_STATE)
        (void)refuse("read", path, error);
    close(fd);
    return r;
}

/* ---- writing ---- */

/* All folders above the last part. Those that are there stay as they are. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash       = '\0';
        bool is_made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash       = '/';
        if (!is_made)
            return false;
    }
    return true;
}

static bool write_all(int fd, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t len = write(fd, text, left);
        if (len < 0)
            return false;
        text += len;
        left -= (size_t)len;
    }
    return fsync(fd) == 0;
}

/* So that the new name is on the disk, too. */
static void sync_folder(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash != NULL)
        *slash = '\0';
    int fd = open(slash == NULL ? "." : slash == path ? "/" : path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0)
        return;
    (void)fsync(fd);
    close(fd);
}

/* Whoever has put a link there wants the file to be somewhere else. */
static bool is_replaceable(const char *path)
{
    struct stat about;
    if (lstat(path, &about) != 0)
        return errno == ENOENT;
    errno = EPERM;
    return S_ISREG(about.st_mode) && about.st_uid == geteuid();
}

/* A file of a new name beside it, which nobody can have put there; mkostemp() gives it mode 0600. */
static bool write_beside(const char *path, char *temporary, size_t size, const char *text)
{
    (void)snprintf(temporary, size, "%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is_written = write_all(fd, text);
    int  cause      = errno;
    close(fd);
    if (!is_written)
        (void)unlink(temporary);
    errno = cause;
    return is_written;
}

chorus_result cho_private_write(const char *path, const char *text, char *error)
{
    char changed[PATH_MAX], temporary[PATH_MAX];
    if (strlen(path) + sizeof ".XXXXXX" > sizeof changed) {
        errno = ENAMETOOLONG;
        return refuse("write", path, error);
    }
    (void)snprintf(changed, sizeof changed, "%s", path);
    if (!make_folders(changed) || !is_replaceable(path) || !write_beside(path, temporary, sizeof temporary, text))
        return refuse("write", path, error);
    if (rename(temporary, path) != 0) {
        (void)refuse("write", path, error);
        (void)unlink(temporary);
        return CHORUS_E_STATE;
    }
    sync_folder(changed);
    return CHORUS_OK;
}

chorus_result cho_private_erase(const char *path, char *error)
{
    bool is_gone = unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR;
    return is_gone ? CHORUS_OK : refuse("erase", path, error);
}

/* ---- where ---- */

bool cho_private_folder(char *out, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int         len   = -1;
    if (state != NULL && state[0] == '/')
        len = snprintf(out, size, "%s", state);
    else if (home != NULL && home[0] == '/')
        len = snprintf(out, size, "%s/.local/state", home);
    return len > 0 && (size_t)len < size;
}
