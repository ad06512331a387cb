#include "host/oauth/auth_links.h"

#include "host/oauth/auth_scope.h"

#include <stdio.h>

enum { SELECTOR_LEN = 20 }; /* characters of a refresh token: 120 bits */

void cho_auth_links_init(cho_auth_links *links, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits)
{
    links->limits = limits;
    cho_host_table_init(&links->links, heap, seed, sizeof(cho_auth_link));
    cho_host_table_init(&links->accesses, heap, seed, sizeof(cho_auth_access));
}

void cho_auth_links_deinit(cho_auth_links *links)
{
    cho_host_table_deinit(&links->links);
    cho_host_table_deinit(&links->accesses);
}

static cho_span row_key(const unsigned char digest[CHO_DATA_DIGEST])
{
    return (cho_span){ (const char *)digest, CHO_DATA_DIGEST };
}

static void keep(unsigned char to[CHO_DATA_DIGEST], const cho_auth_digest *from)
{
    memcpy(to, from->bytes, CHO_DATA_DIGEST);
}

/* A row's digest that is none matches nothing. */
static bool is_kept(const unsigned char kept[CHO_DATA_DIGEST], const cho_auth_digest *digest)
{
    cho_auth_digest known;
    memcpy(known.bytes, kept, sizeof known.bytes);
    return !cho_auth_is_none(&known) && cho_auth_is_same(&known, digest);
}

/* ---- access tokens ---- */

static void remove_access(cho_auth_links *links, uint32_t handle)
{
    cho_auth_access *access = cho_host_table_get(&links->accesses, handle);
    if (access != NULL)
        cho_host_table_remove(&links->accesses, access);
}

/* The oldest makes room. */
static void append(cho_auth_links *links, cho_auth_link *link, uint32_t handle)
{
    uint32_t *all = link->access, last = CHO_AUTH_ACCESS_OF_LINK - 1;
    remove_access(links, all[0]);
    memmove(all, all + 1, last * sizeof *all);
    all[last] = handle;
}

chorus_result cho_auth_links_put_access(cho_auth_links *links, const cho_data_access *row)
{
    cho_auth_link *link = cho_host_table_find(&links->links, row_key(row->selector));
    if (link == NULL)
        return CHORUS_E_NOT_FOUND;
    if (cho_host_table_find(&links->accesses, row_key(row->token)) != NULL)
        return CHORUS_OK;
    cho_auth_access *access = cho_host_table_add(&links->accesses, row_key(row->token));
    if (access == NULL)
        return CHORUS_E_MEMORY;
    access->row  = *row;
    access->link = link->node.handle;
    append(links, link, access->node.handle);
    return CHORUS_OK;
}

static chorus_result add_access(cho_auth_links *links, const cho_auth_link *link, const char *text, int64_t now_ms)
{
    cho_auth_digest digest = cho_auth_digest_of(cho_span_of(text));
    cho_data_access row    = { .ends_s = now_ms / 1000 + links->limits->access_token_s };
    keep(row.token, &digest);
    memcpy(row.selector, link->row.selector, sizeof row.selector);
    return cho_auth_links_put_access(links, &row);
}

const cho_data_access *cho_auth_links_newest(const cho_auth_links *links, const cho_auth_link *link)
{
    const cho_auth_access *access = cho_host_table_get(&links->accesses, link->access[CHO_AUTH_ACCESS_OF_LINK - 1]);
    return access == NULL ? NULL : &access->row;
}

const cho_data_access *cho_auth_links_oldest(const cho_auth_links *links, const cho_auth_link *link)
{
    const cho_auth_access *access = cho_host_table_get(&links->accesses, link->access[0]);
    return access == NULL ? NULL : &access->row;
}

cho_auth_link *cho_auth_links_of_access(const cho_auth_links *links, cho_span text, int64_t now_ms)
{
    cho_auth_digest        digest = cho_auth_digest_of(text);
    const cho_auth_access *access = cho_host_table_find(&links->accesses, cho_auth_key(&digest));
    if (access == NULL || now_ms / 1000 >= access->row.ends_s)
        return NULL;
    return cho_host_table_get(&links->links, access->link);
}

/* ---- links ---- */

chorus_result cho_auth_links_put(cho_auth_links *links, const cho_data_link *row)
{
    cho_auth_link *link = cho_host_table_find(&links->links, row_key(row->selector));
    if (link == NULL && cho_host_table_count(&links->links) >= links->limits->max_links)
        return CHORUS_E_AGAIN;
    if (link == NULL)
        link = cho_host_table_add(&links->links, row_key(row->selector));
    if (link == NULL)
        return CHORUS_E_MEMORY;
    link->row = *row;
    (void)cho_auth_scopes_read(cho_span_of(row->scopes), &link->scopes);
    return CHORUS_OK;
}

void cho_auth_links_remove(cho_auth_links *links, cho_auth_link *link)
{
    for (uint32_t i = 0; i < CHO_AUTH_ACCESS_OF_LINK; i++)
        remove_access(links, link->access[i]);
    cho_host_table_remove(&links->links, link);
}

/* When a refresh token that is given now is over. */
static int64_t end_of_refresh_s(const cho_auth_links *links, int64_t now_ms)
{
    return now_ms / 1000 + links->limits->refresh_token_s;
}

static void fill_in(cho_data_link *row, uint32_t account, const char *client, uint32_t scopes, int64_t now_ms)
{
    *row = (cho_data_link){ .account = account, .made_s = now_ms / 1000, .used_ms = now_ms };
    snprintf(row->client, sizeof row->client, "%s", client);
    cho_auth_scopes_write(scopes, row->scopes);
}

chorus_result cho_auth_links_make(cho_auth_links *links, uint32_t account, const char *client, uint32_t scopes,
                                  int64_t now_ms, cho_auth_tokens *tokens, cho_auth_link **out)
{
    cho_data_link row;
    if (!cho_auth_make_text(tokens->access) || !cho_auth_make_text(tokens->refresh))
        return CHORUS_E_STATE;
    cho_auth_digest selector = cho_auth_digest_of((cho_span){ tokens->refresh, SELECTOR_LEN });
    cho_auth_digest refresh  = cho_auth_digest_of(cho_span_of(tokens->refresh));
    fill_in(&row, account, client, scopes, now_ms);
    row.ends_s = end_of_refresh_s(links, now_ms);
    keep(row.selector, &selector);
    keep(row.refresh, &refresh);
    chorus_result r = cho_auth_links_put(links, &row);
    if (r != CHORUS_OK)
        return r;
    *out = cho_host_table_find(&links->links, row_key(row.selector));
    r    = add_access(links, *out, tokens->access, now_ms);
    if (r != CHORUS_OK)
        cho_auth_links_remove(links, *out);
    return r;
}

cho_auth_link *cho_auth_links_next_of(const cho_auth_links *links, uint32_t account, const cho_auth_link *after)
{
    cho_auth_link *link = cho_host_table_next(&links->links, after);
    while (link != NULL && link->row.account != account)
        link = cho_host_table_next(&links->links, link);
    return link;
}

cho_auth_link *cho_auth_links_surplus(const cho_auth_links *links, uint32_t account, const char *client)
{
    cho_auth_link *oldest = NULL, *link = NULL;
    uint32_t       count = 0;
    while ((link = cho_auth_links_next_of(links, account, link)) != NULL) {
        if (strcmp(link->row.client, client) != 0)
            continue;
        if (oldest == NULL || link->row.used_ms < oldest->row.used_ms)
            oldest = link;
        count++;
    }
    return count >= links->limits->links_per_client ? oldest : NULL;
}

cho_auth_link *cho_auth_links_over(const cho_auth_links *links, int64_t now_ms)
{
    cho_auth_link *link = cho_host_table_next(&links->links, NULL);
    while (link != NULL && now_ms / 1000 < link->row.ends_s)
        link = cho_host_table_next(&links->links, link);
    return link;
}

/* ---- refresh tokens ---- */

/* A clock that was put back must not make a token good for years that was used before. */
static bool is_lost_reply(const cho_auth_links *links, const cho_data_link *row, const cho_auth_digest *digest,
                          int64_t now_ms)
{
    int64_t since_ms = now_ms - row->used_ms, again_ms = links->limits->refresh_again_ms;
    return is_kept(row->previous, digest) && since_ms <= again_ms && since_ms >= -again_ms;
}

cho_auth_refresh cho_auth_links_judge(const cho_auth_links *links, cho_span refresh, int64_t now_ms,
                                      cho_auth_link **out)
{
    cho_auth_digest digest = cho_auth_digest_of(refresh), selector;
    *out                   = NULL;
    if (refresh.len != CHO_AUTH_TEXT_LEN)
        return CHO_AUTH_REFRESH_UNKNOWN;
    selector = cho_auth_digest_of((cho_span){ refresh.ptr, SELECTOR_LEN });
    *out     = cho_host_table_find(&links->links, cho_auth_key(&selector));
    if (*out == NULL || now_ms / 1000 >= (*out)->row.ends_s)
        return CHO_AUTH_REFRESH_UNKNOWN;
    const cho_data_link *row = &(*out)->row;
    bool is_good = is_kept(row->refresh, &digest) || is_kept(row->sibling, &digest)
                   || is_lost_reply(links, row, &digest, now_ms);
    return is_good ? CHO_AUTH_REFRESH_GOOD : CHO_AUTH_REFRESH_STOLEN;
}

/* Begins as the others of its link. False: no randomness. */
static bool make_refresh(cho_span before, char out[CHO_AUTH_TEXT_SIZE])
{
    if (!cho_auth_make_text(out))
        return false;
    memcpy(out, before.ptr, SELECTOR_LEN);
    return true;
}

static void turn(cho_data_link *row, const cho_auth_digest *used, const cho_auth_digest *given, int64_t now_ms)
{
    if (is_kept(row->previous, used)) {
        memcpy(row->sibling, row->refresh, sizeof row->sibling);
    } else {
        keep(row->previous, used);
        memset(row->sibling, 0, sizeof row->sibling);
        row->used_ms = now_ms;
    }
    keep(row->refresh, given);
}

chorus_result cho_auth_links_rotate(cho_auth_links *links, cho_auth_link *link, cho_span refresh, int64_t now_ms,
                                    cho_auth_tokens *tokens)
{
    if (!cho_auth_make_text(tokens->access) || !make_refresh(refresh, tokens->refresh))
        return CHORUS_E_STATE;
    chorus_result r = add_access(links, link, tokens->access, now_ms);
    if (r != CHORUS_OK)
        return r;
    cho_auth_digest used = cho_auth_digest_of(refresh), given = cho_auth_digest_of(cho_span_of(tokens->refresh));
    turn(&link->row, &used, &given, now_ms);
    link->row.ends_s = end_of_refresh_s(links, now_ms);
    return CHORUS_OK;
}
