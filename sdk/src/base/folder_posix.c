#define _POSIX_C_SOURCE 200809L

#include "base/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, DEPTH_MAX = 8, PIECE = 65536 };

/* ---- a file ---- */

static chorus_result read_all(int fd, size_t most, cho_buf *out)
{
    size_t before = out->len;
    for (;;) {
        if (!cho_buf_reserve(out, PIECE))
            return CHORUS_E_MEMORY;
        ssize_t len = read(fd, out->data + out->len, PIECE);
        if (len < 0)
            return CHORUS_E_NOT_FOUND;
        if (len == 0)
            return CHORUS_OK;
        out->len += (size_t)len;
        out->data[out->len] = '\0';
        if (out->len - before > most)
            return CHORUS_E_SIZE;
    }
}

chorus_result cho_file_read(const char *path, size_t most, cho_buf *out)
{
    struct stat about;
    int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe does not hold us up */
    if (fd < 0)
        return CHORUS_E_NOT_FOUND;
    bool          is_file = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    chorus_result r       = is_file ? read_all(fd, most, out) : CHORUS_E_NOT_FOUND;
    close(fd);
    return r;
}

/* ---- a folder ---- */

typedef struct walk {
    cho_folder_fn each;
    void         *user;
    size_t        root_len; /* of the path, with the slash behind it */
} walk;

static bool walk_into(const walk *w, const char *path, int depth);

static bool visit(const walk *w, const char *folder, const char *name, int depth)
{
    char        path[PATH_SIZE];
    struct stat about;
    int         len = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (len < 0 || (size_t)len >= sizeof path || lstat(path, &about) != 0)
        return true;
    if (S_ISREG(about.st_mode))
        return w->each(w->user, path, path + w->root_len);
    return !S_ISDIR(about.st_mode) || depth == 0 || walk_into(w, path, depth - 1);
}

static bool walk_into(const walk *w, const char *path, int depth)
{
    const struct dirent *entry;
    DIR                 *folder   = opendir(path);
    bool                 is_going = folder != NULL;
    while (is_going && (entry = readdir(folder)) != NULL) {
        bool is_itself = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        is_going       = is_itself || visit(w, path, entry->d_name, depth);
    }
    if (folder != NULL)
        closedir(folder);
    return is_going;
}

bool cho_folder_walk(const char *path, cho_folder_fn each, void *user)
{
    const walk w = { each, user, strlen(path) + 1 };
    return walk_into(&w, path, DEPTH_MAX);
}
