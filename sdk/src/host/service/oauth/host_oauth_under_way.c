/*
 * Sign-ins that are under way, on the disk: nobody hears what has become of one before it is written down, so the
 * request in memory changes after that, and is busy until then.
 */
#include "host/service/oauth/host_oauth_http.h"

bool cho_host_oauth_is_lasting(const cho_host_oauth *oauth)
{
    return oauth->service->config->data_folder != NULL;
}

/* ---- what changes ---- */

void cho_host_oauth_change_request(cho_host_oauth *oauth, cho_host_oauth_changes *changes, cho_host_oauth_kind kind,
                                   cho_auth_request *request, const cho_auth_request *next)
{
    cho_host_oauth_change *change = cho_host_oauth_change_of(changes, kind);
    cho_auth_request_write(&oauth->requests, next, &change->row.request);
    request->is_busy = true;
    if (cho_host_oauth_is_lasting(oauth))
        return;
    cho_host_oauth_end_under_way(oauth, change, true);
    changes->count--;
}

void cho_host_oauth_add_request(cho_host_oauth *oauth, cho_host_oauth_changes *changes, cho_auth_request *request,
                                const cho_auth_digest *kept)
{
    cho_data_request *row = &cho_host_oauth_change_of(changes, CHO_OAUTH_ADD_REQUEST)->row.request;
    cho_auth_request_write(&oauth->requests, request, row);
    memcpy(row->code, kept->bytes, sizeof row->code);
    request->is_busy = true;
}

void cho_host_oauth_change_grant(cho_host_oauth *oauth, cho_host_oauth_changes *changes, cho_host_oauth_kind kind,
                                 const cho_auth_grant *grant)
{
    if (cho_host_oauth_is_lasting(oauth))
        cho_auth_grant_write(&oauth->grants, grant, &cho_host_oauth_change_of(changes, kind)->row.grant);
}

/* ---- on the vault's thread ---- */

chorus_result cho_host_oauth_apply_under_way(cho_db *db, const cho_host_oauth_change *change, uint32_t most_grants)
{
    switch (change->kind) {
    case CHO_OAUTH_ADD_REQUEST:
        return cho_data_request_add(db, &change->row.request);
    case CHO_OAUTH_CHANGE_REQUEST:
        return cho_data_request_change(db, &change->row.request);
    case CHO_OAUTH_DROP_REQUEST:
        return cho_data_request_drop(db, change->row.request.handle);
    case CHO_OAUTH_ADD_GRANT:
        return cho_data_grant_add(db, &change->row.grant, most_grants);
    default:
        return cho_data_grant_use(db, &change->row.grant);
    }
}

/* ---- afterwards ---- */

static void end_request(cho_host_oauth *oauth, const cho_host_oauth_change *change, bool is_written)
{
    cho_auth_digest handle;
    memcpy(handle.bytes, change->row.request.handle, sizeof handle.bytes);
    cho_auth_request *request = cho_auth_requests_of(&oauth->requests, &handle);
    if (request == NULL)
        return;
    request->is_busy = false;
    if (is_written && change->kind == CHO_OAUTH_CHANGE_REQUEST)
        cho_auth_request_take(request, &change->row.request);
    else if (change->kind == (is_written ? CHO_OAUTH_DROP_REQUEST : CHO_OAUTH_ADD_REQUEST))
        cho_auth_requests_remove(&oauth->requests, request);
}

/* What could not be given for it is given the next time, unless it has come twice meanwhile. */
static void take_back_use(cho_host_oauth *oauth, cho_auth_grant *grant)
{
    if (cho_host_table_find(&oauth->links.links, cho_auth_key(&grant->came)) != NULL)
        grant->is_used = false;
}

static void end_grant(cho_host_oauth *oauth, const cho_host_oauth_change *change)
{
    cho_auth_grant *grant = cho_auth_grants_of(&oauth->grants, change->row.grant.code);
    if (grant != NULL && change->kind == CHO_OAUTH_ADD_GRANT)
        cho_auth_grants_remove(&oauth->grants, grant);
    else if (grant != NULL)
        take_back_use(oauth, grant);
}

void cho_host_oauth_end_under_way(cho_host_oauth *oauth, const cho_host_oauth_change *change, bool is_written)
{
    bool is_grant = change->kind == CHO_OAUTH_ADD_GRANT || change->kind == CHO_OAUTH_USE_GRANT;
    if (!is_grant)
        end_request(oauth, change, is_written);
    else if (!is_written)
        end_grant(oauth, change);
}
