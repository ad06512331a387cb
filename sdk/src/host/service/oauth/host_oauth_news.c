/* Permissions that another process has given or taken away, with their tokens. */
#include "base/alloc.h"
#include "data/data_tokens.h"
#include "host/service/host_permits.h"
#include "host/service/oauth/host_oauth_store.h"

typedef struct news {
    cho_vault_job   job;
    cho_host_oauth *oauth;
    unsigned char   selector[CHO_DATA_DIGEST];
    cho_data_link   link;
    cho_data_access accesses[CHO_AUTH_ACCESS_OF_LINK];
    uint32_t        access_count;
} news;

/* ---- given ---- */

static chorus_result take_access(void *user, const cho_data_access *row)
{
    news *n = user;
    if (n->access_count < CHO_AUTH_ACCESS_OF_LINK)
        n->accesses[n->access_count++] = *row;
    return CHORUS_OK;
}

static chorus_result look_up(cho_vault_job *job, cho_db *db)
{
    news *n         = (news *)job;
    n->access_count = 0;
    chorus_result r = cho_data_link_get(db, n->selector, &n->link);
    return r == CHORUS_OK ? cho_data_accesses_of(db, n->selector, take_access, n) : r;
}

/* What does not fit in now is read at the next start. */
static void take_link(const news *n)
{
    cho_auth_links *links = &n->oauth->links;
    chorus_result   r     = cho_auth_links_put(links, &n->link);
    for (uint32_t i = 0; r == CHORUS_OK && i < n->access_count; i++)
        r = cho_auth_links_put_access(links, &n->accesses[i]);
    if (r != CHORUS_OK)
        cho_host_service_log(n->oauth->service, CHORUS_LOG_ERROR, "a token that was added could not be taken");
}

static void looked_up(cho_vault_job *job, chorus_result result)
{
    news *n = (news *)job;
    if (result == CHORUS_OK)
        take_link(n);
    cho_release(n->oauth->service->heap, n);
}

/* ---- taken away ---- */

/* Once more: this host may have renewed it meanwhile. */
static chorus_result drop(cho_vault_job *job, cho_db *db)
{
    return cho_data_link_drop(db, ((news *)job)->selector);
}

static void dropped(cho_vault_job *job, chorus_result result)
{
    news *n = (news *)job;
    (void)result;
    cho_release(n->oauth->service->heap, n);
}

static void end_link(cho_host_oauth *oauth, const unsigned char selector[CHO_DATA_DIGEST])
{
    cho_auth_link *link = cho_host_table_find(&oauth->links.links, (cho_span){ (const char *)selector, CHO_DATA_DIGEST });
    if (link != NULL)
        cho_host_permits_end(oauth->service, link);
}

/* ---- what is heard ---- */

static void submit(cho_host_oauth *oauth, const unsigned char selector[CHO_DATA_DIGEST],
                   chorus_result (*work)(cho_vault_job *job, cho_db *db),
                   void (*done)(cho_vault_job *job, chorus_result result))
{
    news *n = cho_alloc_zero(oauth->service->heap, sizeof *n);
    if (n == NULL)
        return;
    n->job   = (cho_vault_job){ .work = work, .done = done };
    n->oauth = oauth;
    memcpy(n->selector, selector, sizeof n->selector);
    if (cho_host_vault_submit(oauth->service->vault, &n->job) != CHORUS_OK)
        cho_release(oauth->service->heap, n);
}

static void on_link(void *user, cho_span key)
{
    unsigned char selector[CHO_DATA_DIGEST];
    if (cho_auth_read_hex(key, selector, sizeof selector))
        submit(user, selector, look_up, looked_up);
}

static void on_unlink(void *user, cho_span key)
{
    unsigned char selector[CHO_DATA_DIGEST];
    if (!cho_auth_read_hex(key, selector, sizeof selector))
        return;
    end_link(user, selector);
    submit(user, selector, drop, dropped);
}

void cho_host_oauth_follow_links(cho_host_oauth *oauth)
{
    oauth->link_watch   = (cho_vault_watch){ .entity = "link", .on_change = on_link, .user = oauth };
    oauth->unlink_watch = (cho_vault_watch){ .entity = "unlink", .on_change = on_unlink, .user = oauth };
    cho_host_vault_watch(oauth->service->vault, &oauth->link_watch);
    cho_host_vault_watch(oauth->service->vault, &oauth->unlink_watch);
}
