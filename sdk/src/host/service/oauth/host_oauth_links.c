/* What somebody has allowed, and how they take it back. */
#include "codec/json_writer.h"
#include "host/service/host_permits.h"
#include "host/service/oauth/host_oauth_http.h"

/* The first characters of a selector name a link to the one whose it is. */
static void write_id(const cho_data_link *row, char out[CHO_AUTH_FORM_SIZE])
{
    cho_auth_write_base64url(row->selector, sizeof row->selector, out);
}

static void write_link(cho_json_writer *w, const cho_host_oauth *oauth, const cho_data_link *row)
{
    const cho_auth_client *client = cho_host_oauth_client_of(oauth, row->client);
    char                   id[CHO_AUTH_FORM_SIZE];
    write_id(row, id);
    cho_json_begin_object(w);
    cho_json_key(w, "id"), cho_json_write_text(w, id);
    cho_json_key(w, "name"), cho_json_write_text(w, client != NULL ? client->row.name : row->client);
    cho_json_key(w, "publisher"), cho_json_write_text(w, client != NULL ? client->row.publisher : "");
    cho_json_key(w, "scopes"), cho_json_write_text(w, row->scopes);
    cho_json_key(w, "madeAt"), cho_json_write_int64(w, row->made_s * 1000);
    cho_json_key(w, "usedAt"), cho_json_write_int64(w, row->used_ms);
    cho_json_end_object(w);
}

void cho_host_oauth_list_links(cho_host_request *r)
{
    cho_host_oauth *oauth = r->service->oauth;
    cho_auth_field  form  = { .name = "form" };
    cho_auth_digest browser;
    cho_auth_link  *link = NULL;
    if (!cho_host_oauth_read(r, &form, 1))
        return;
    const cho_auth_account *person = cho_host_oauth_person(r, &form, &browser);
    if (person == NULL)
        return;
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_array(&w);
    while ((link = cho_auth_links_next_of(&oauth->links, person->row.id, link)) != NULL)
        write_link(&w, oauth, &link->row);
    cho_json_end_array(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

static cho_auth_link *find_link(const cho_host_oauth *oauth, uint32_t account, cho_span id)
{
    cho_auth_link *link = NULL;
    char           text[CHO_AUTH_FORM_SIZE];
    while ((link = cho_auth_links_next_of(&oauth->links, account, link)) != NULL) {
        write_id(&link->row, text);
        if (cho_span_is(id, text))
            return link;
    }
    return NULL;
}

void cho_host_oauth_end_link(cho_host_request *r)
{
    enum { FORM, ID, COUNT };
    cho_host_oauth        *oauth    = r->service->oauth;
    cho_auth_field         f[COUNT] = { { .name = "form" }, { .name = "id" } };
    cho_host_oauth_changes changes  = { .count = 0 };
    cho_auth_digest        browser;
    if (!cho_host_oauth_read(r, f, COUNT))
        return;
    const cho_auth_account *person = cho_host_oauth_person(r, &f[FORM], &browser);
    if (person == NULL)
        return;
    cho_auth_link *link = find_link(oauth, person->row.id, f[ID].value);
    if (link == NULL) {
        cho_host_oauth_refuse(r, 404, "not_found", "this permission has ended already", NULL);
        return;
    }
    cho_host_oauth_add_link(&changes, CHO_OAUTH_DROP_LINK, &link->row);
    cho_host_permits_end(r->service, link);
    cho_buf_clear(&r->service->body);
    cho_buf_text(&r->service->body, "{}");
    cho_host_oauth_commit(r, &changes, 200, NULL);
}
