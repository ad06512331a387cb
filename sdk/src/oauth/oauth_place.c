#include "oauth/oauth_link.h"

#include "base/alloc.h"
#include "net/url.h"

enum { AGAIN_MS = 50 }; /* there was no memory */

static char *join(const chorus_allocator *heap, const char *base, const char *path)
{
    cho_buf url;
    cho_buf_init(&url, heap);
    cho_url_join(&url, cho_span_of(base), cho_span_of(path));
    char *copy = url.failed ? NULL : cho_span_dup(heap, (cho_span){ url.data, url.len });
    cho_buf_deinit(&url);
    return copy;
}

static char *authority_of(const chorus_allocator *heap, const char *base)
{
    cho_url parsed;
    cho_buf text;
    cho_buf_init(&text, heap);
    if (cho_url_parse(cho_span_of(base), &parsed))
        cho_url_write_authority(&parsed, &text);
    char *copy = text.failed ? NULL : cho_span_dup(heap, (cho_span){ text.data == NULL ? "" : text.data, text.len });
    cho_buf_deinit(&text);
    return copy;
}

/* What the host is called by its own machine: http, whatever the world needs. */
static char *http_of(const chorus_allocator *heap, const char *socket_url)
{
    cho_buf url;
    char   *authority = authority_of(heap, socket_url);
    cho_buf_init(&url, heap);
    cho_buf_printf(&url, "http://%s", authority == NULL ? "" : authority);
    char *copy = url.failed || authority == NULL ? NULL : cho_span_dup(heap, (cho_span){ url.data, url.len });
    cho_buf_deinit(&url);
    cho_release(heap, authority);
    return copy;
}

void cho_login_forget_place(cho_login_link *l)
{
    cho_release(l->heap, l->url);
    cho_release(l->heap, l->page);
    cho_release(l->heap, l->site);
    l->url = l->page = l->site = NULL;
}

bool cho_login_settle(cho_login_link *l, char *url, const char *public)
{
    cho_login_forget_place(l);
    l->url  = url;
    l->page = join(l->heap, public, "/go");
    l->site = authority_of(l->heap, public);
    if (url == NULL || l->page == NULL || l->site == NULL) {
        cho_login_forget_place(l);
        return false;
    }
    l->login.setup.site = l->site;
    return true;
}

static void end_without_host(cho_login_link *l)
{
    cho_login_drop_request(l);
    cho_timer_cancel(&l->next);
    cho_link_log(&l->base, CHORUS_LOG_ERROR, "the session has ended: the host was closed");
    cho_link_end(&l->base, CHORUS_E_NETWORK, 0, "the host was closed");
}

static void retry_host(void *user);

void cho_login_find_host(cho_login_link *l)
{
    const cho_link *host = cho_link_find(&l->base, l->host);
    if (host == NULL)
        end_without_host(l);
    else if (host->local_url != NULL && !cho_login_settle(l, http_of(l->heap, host->local_url), host->local_page))
        cho_timer_start(cho_link_loop(&l->base), &l->next, AGAIN_MS, retry_host, l);
    else
        cho_login_step(l);
}

static void retry_host(void *user)
{
    cho_login_link *l = user;
    cho_login_find_host(l);
    cho_link_publish_records(&l->base);
}
