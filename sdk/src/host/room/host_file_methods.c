#include "host/room/host_methods.h"
#include "net/url.h"

static bool read_path(cho_host_call *call, cho_span *path)
{
    if (!cho_host_read_id(call, call->params, "path", path))
        return false;
    if (cho_host_is_file_path(*path))
        return true;
    return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "path", "not a relative path of at most 255 bytes");
}

/* The path as it stands in an address: its slashes stay. */
static void append_path(cho_buf *url, cho_span path)
{
    const char *slash;
    while ((slash = memchr(path.ptr, '/', path.len)) != NULL) {
        size_t len = (size_t)(slash - path.ptr);
        cho_url_encode(url, (cho_span){ path.ptr, len });
        cho_buf_text(url, "/");
        path = (cho_span){ slash + 1, path.len - len - 1 };
    }
    cho_url_encode(url, path);
}

static void write_permit(cho_host_room *room, cho_span path, const char *permit)
{
    cho_buf        *url = &room->merged;
    cho_json_writer w   = cho_json_writer_on(&room->result);
    cho_buf_clear(url);
    cho_buf_append(url, room->files_url.data, room->files_url.len);
    append_path(url, path);
    cho_json_begin_object(&w);
    cho_json_key(&w, "url"), cho_json_write_string(&w, (cho_span){ url->data, url->len });
    cho_json_key(&w, "authorization"), cho_json_write_text(&w, permit);
    cho_json_end_object(&w);
}

bool cho_host_upload_file(cho_host_call *call)
{
    cho_host_room *room = call->room;
    cho_span       path;
    char           permit[CHO_HOST_PERMIT_SIZE];
    if (!read_path(call, &path))
        return false;
    if (cho_host_store_permit(&room->store, path, room->now_ms, permit) != CHORUS_OK)
        return cho_host_refuse_memory(call);
    write_permit(room, path, permit);
    return room->merged.failed ? cho_host_refuse_memory(call) : true;
}

bool cho_host_delete_file(cho_host_call *call)
{
    cho_span path;
    if (!read_path(call, &path))
        return false;
    cho_host_store_remove(&call->room->store, path);
    return true;
}
