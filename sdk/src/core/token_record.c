#include "core/token_record.h"

static char *put(char *at, chorus_str text)
{
    return cho_span_put(at, (cho_span){ text.ptr, text.len });
}

bool cho_link_tell_token(cho_link *link, uint16_t type, const chorus_oauth_token *token, bool is_known)
{
    size_t blob_size = 0;
    if (chorus_oauth_write(token, NULL, &blob_size) != CHORUS_E_SIZE)
        return false;
    size_t            len = sizeof(cho_record_token) + token->access.len + token->refresh.len + 2 + blob_size;
    cho_record_token *r   = cho_link_record(link, type, (uint32_t)len, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return false;
    *r = (cho_record_token){ token->granted_at_s,          token->lifetime_s,         (uint32_t)token->access.len,
                             (uint32_t)token->refresh.len, (uint32_t)(blob_size - 1), is_known };
    char *blob = put(put((char *)(r + 1), token->access), token->refresh);
    (void)chorus_oauth_write(token, blob, &blob_size);
    cho_link_commit(link, (uint32_t)len);
    return true;
}

void cho_token_record_read(const void *payload, chorus_event_token *out)
{
    const cho_record_token *r  = payload;
    const char             *at = (const char *)(r + 1);
    out->access                = cho_record_text(&at, r->access_len);
    out->refresh               = cho_record_text(&at, r->refresh_len);
    out->blob                  = cho_record_text(&at, r->blob_len);
    out->granted_at_s          = r->granted_at_s;
    out->lifetime_s            = r->lifetime_s;
}

void cho_session_tell_token(cho_session *session, const cho_record *record, const void *payload)
{
    cho_token_record_read(payload, &cho_session_event(session, CHORUS_EVENT_TOKEN, record)->as.token);
}
