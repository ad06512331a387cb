#include "host/project/host_mime.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *ending, *mime;
    bool        acts;
} types[] = {
    { ".html", "text/html; charset=utf-8", true },
    { ".js", "text/javascript; charset=utf-8", true },
    { ".mjs", "text/javascript; charset=utf-8", true },
    { ".css", "text/css; charset=utf-8", true },
    { ".wasm", "application/wasm", true },
    { ".json", "application/json; charset=utf-8", false },
    { ".map", "application/json; charset=utf-8", false },
    { ".txt", "text/plain; charset=utf-8", false },
    { ".svg", "image/svg+xml", false },
    { ".png", "image/png", false },
    { ".jpg", "image/jpeg", false },
    { ".jpeg", "image/jpeg", false },
    { ".gif", "image/gif", false },
    { ".webp", "image/webp", false },
    { ".ico", "image/x-icon", false },
    { ".woff", "font/woff", false },
    { ".woff2", "font/woff2", false },
    { ".ttf", "font/ttf", false },
    { ".mp3", "audio/mpeg", false },
    { ".ogg", "audio/ogg", false },
    { ".wav", "audio/wav", false },
    { ".mp4", "video/mp4", false },
    { ".webm", "video/webm", false },
};

const char *cho_host_mime_of(cho_span name, bool may_act)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t len = strlen(types[i].ending);
        if (name.len > len && strncasecmp(name.ptr + name.len - len, types[i].ending, len) == 0 && (may_act || !types[i].acts))
            return types[i].mime;
    }
    return "application/octet-stream";
}
