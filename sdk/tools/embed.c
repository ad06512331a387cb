/*
 * embed OUT ROOT FILE... - write files as the table that host/service/assets.h declares.
 *
 * A name in the table is the file's path below ROOT. Comments and indentation stay behind: tighten.h. Runs on the building machine only.
 */
#include "tighten.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_LINE = 20 };

static const char *const types[][2] = {
    { ".css", "text/css; charset=utf-8" },
    { ".html", "text/html; charset=utf-8" },
    { ".ico", "image/x-icon" },
    { ".jpg", "image/jpeg" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".json", "application/json" },
    { ".mjs", "text/javascript; charset=utf-8" },
    { ".png", "image/png" },
    { ".svg", "image/svg+xml" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".webmanifest", "application/manifest+json" },
    { ".webp", "image/webp" },
    { ".woff2", "font/woff2" },
};

static const char *type_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    return "application/octet-stream";
}

static int fail(const char *what)
{
    fprintf(stderr, "embed: %s: %s\n", what, strerror(errno));
    return 1;
}

/* Writes the bytes as one array and gives their FNV-1a hash, which becomes the ETag. */
static uint64_t write_bytes(FILE *out, const unsigned char *bytes, size_t len, int index)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    fprintf(out, "static const unsigned char file_%d[] = {\n", index);
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
        fprintf(out, "%d,%s", bytes[i], (i + 1) % BYTES_PER_LINE == 0 ? "\n" : "");
    }
    fprintf(out, "0};\n\n");
    return hash;
}

/* The whole file, to be freed; NULL when it cannot be read. */
static char *read_file(const char *path, size_t *len)
{
    FILE *in   = fopen(path, "rb");
    char *text = NULL;
    if (in != NULL && fseek(in, 0, SEEK_END) == 0) {
        long size = ftell(in);
        text      = size >= 0 ? malloc((size_t)size + 1) : NULL;
        rewind(in);
        *len = text != NULL ? fread(text, 1, (size_t)size, in) : 0;
        if (text != NULL && *len != (size_t)size) {
            free(text);
            text = NULL;
        }
        if (text != NULL)
            text[size] = '\0';
    }
    if (in != NULL)
        fclose(in);
    return text;
}

static int write_file(FILE *out, const char *path, int index)
{
    size_t len;
    char  *text = read_file(path, &len);
    if (text == NULL)
        return fail(path);
    len           = tighten(path, text, len);
    uint64_t hash = write_bytes(out, (const unsigned char *)text, len, index);
    free(text);
    fprintf(out, "static const char etag_%d[] = \"\\\"%016" PRIx64 "\\\"\";\n\n", index, hash);
    return 0;
}

static const char *name_below(const char *root, const char *path)
{
    size_t len = strlen(root);
    return strncmp(path, root, len) == 0 && path[len] == '/' ? path + len + 1 : path;
}

static void write_table(FILE *out, const char *root, char **paths, int count)
{
    fprintf(out, "const cho_asset cho_assets[] = {\n");
    for (int i = 0; i < count; i++)
        fprintf(out, "    {\"%s\", \"%s\", etag_%d, file_%d, sizeof file_%d - 1},\n",
                name_below(root, paths[i]), type_of(paths[i]), i, i, i);
    fprintf(out, "    {NULL, NULL, NULL, NULL, 0},\n};\n\nconst size_t cho_assets_count = %d;\n",
            count);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: embed OUT ROOT FILE...\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "wb");
    if (out == NULL)
        return fail(argv[1]);
    int failed = 0;
    fprintf(out, "#include \"host/service/assets.h\"\n\n");
    for (int i = 3; i < argc && !failed; i++)
        failed = write_file(out, argv[i], i - 3);
    write_table(out, argv[2], argv + 3, argc - 3);
    if (ferror(out) && !failed)
        failed = fail(argv[1]);
    return fclose(out) != 0 && !failed ? fail(argv[1]) : failed;
}
