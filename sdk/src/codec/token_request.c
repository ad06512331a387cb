#include "codec/token_request.h"

#include "codec/json_writer.h"

static void write_member(cho_json_writer *w, const char *key, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    cho_json_key(w, key);
    cho_json_write_text(w, value);
}

void cho_token_request_write(cho_buf *out, const cho_token_request *request)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    write_member(&w, "client_id", request->client_id);
    write_member(&w, "client_secret", request->client_secret);
    cho_json_key(&w, request->name);
    cho_json_write_text(&w, request->value);
    write_member(&w, "grant_type", request->grant_type);
    cho_json_end_object(&w);
}
