#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json_writer.h"
#include "interactive/interactive_wire.h"
#include "net/url.h"

#include <chorus/oauth.h>
#include <stdio.h>

enum { TOO_MANY_REQUESTS = 429, MS_PER_S = 1000 };

/* ---- what is known ---- */

char *cho_ia_copy_text(const chorus_allocator *heap, const char *text, bool *failed)
{
    if (text == NULL || *text == '\0')
        return NULL;
    char *copy = cho_span_dup(heap, cho_span_of(text));
    *failed    = *failed || copy == NULL;
    return copy;
}

static bool has_scheme(const char *token)
{
    return strncmp(token, "Bearer ", 7) == 0 || strncmp(token, "XBL3.0 ", 7) == 0;
}

static char *make_authorization(const chorus_allocator *heap, const char *token, bool *failed)
{
    if (token == NULL || *token == '\0' || has_scheme(token))
        return cho_ia_copy_text(heap, token, failed);
    cho_buf text;
    cho_buf_init(&text, heap);
    cho_buf_printf(&text, "Bearer %s", token);
    char *copy = text.failed ? NULL : cho_ia_copy_text(heap, text.data, failed);
    *failed    = *failed || copy == NULL;
    cho_buf_deinit(&text);
    return copy;
}

/* A secret does not stay in memory that is given back. */
static void release_secret(const chorus_allocator *heap, char *text)
{
    if (text != NULL)
        memset(text, 0, strlen(text));
    cho_release(heap, text);
}

bool cho_ia_auth_init(cho_ia_auth *auth, const chorus_allocator *heap, const chorus_interactive_options *o)
{
    bool        failed = false;
    const char *url    = o->oauth_url != NULL && *o->oauth_url != '\0' ? o->oauth_url : o->discovery_url;
    auth->header        = make_authorization(heap, o->token, &failed);
    auth->refresh_token = cho_ia_copy_text(heap, o->refresh_token, &failed);
    auth->url           = cho_ia_copy_text(heap, url, &failed);
    auth->client_id     = cho_ia_copy_text(heap, o->client_id, &failed);
    auth->client_secret = cho_ia_copy_text(heap, o->client_secret, &failed);
    return !failed;
}

void cho_ia_auth_deinit(cho_ia_auth *auth, const chorus_allocator *heap)
{
    release_secret(heap, auth->header);
    release_secret(heap, auth->refresh_token);
    release_secret(heap, auth->client_secret);
    cho_release(heap, auth->client_id);
    cho_release(heap, auth->url);
}

static bool take_over(cho_ia_link *ia, const char *token, const char *refresh_token)
{
    cho_ia_auth *auth    = &ia->auth;
    bool         failed  = false;
    char        *header  = make_authorization(ia->heap, token, &failed);
    char        *refresh = cho_ia_copy_text(ia->heap, refresh_token, &failed);
    if (failed) {
        release_secret(ia->heap, header);
        release_secret(ia->heap, refresh);
        return false;
    }
    release_secret(ia->heap, auth->header);
    auth->header = header;
    if (refresh_token == NULL)
        return true;
    release_secret(ia->heap, auth->refresh_token);
    auth->refresh_token = refresh;
    return true;
}

void cho_ia_set_token(cho_ia_link *ia, const cho_ia_set_token_command *command)
{
    const char *token   = (const char *)(command + 1);
    const char *refresh = command->has_refresh ? token + command->token_len + 1 : NULL;
    if (!take_over(ia, token, refresh))
        cho_link_log(&ia->base, CHORUS_LOG_ERROR, "no memory for the new token");
    ia->auth.is_due        = false;
    ia->auth.has_refreshed = false;
}

/* ---- refreshing ---- */

bool cho_ia_can_refresh(const cho_ia_link *ia)
{
    const cho_ia_auth *auth = &ia->auth;
    return auth->refresh_token != NULL && auth->url != NULL && !auth->has_refreshed;
}

static void tell_game(cho_ia_link *ia, const chorus_oauth_token *token, cho_span blob)
{
    size_t len = sizeof(cho_ia_token) + token->access.len + token->refresh.len + blob.len + 3;
    cho_ia_token *r = cho_link_record(&ia->base, CHO_IA_TOKEN, (uint32_t)len, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return;
    *r = (cho_ia_token){ token->granted_at_s, token->lifetime_s, (uint32_t)token->access.len,
                         (uint32_t)token->refresh.len, (uint32_t)blob.len };
    char *at = cho_span_put((char *)(r + 1), (cho_span){ token->access.ptr, token->access.len });
    at       = cho_span_put(at, (cho_span){ token->refresh.ptr, token->refresh.len });
    cho_span_put(at, blob);
    cho_link_commit(&ia->base, (uint32_t)len);
}

/* The blob is written into the scratch buffer, and so is its text before. */
static bool use_answer(cho_ia_link *ia, const char *body, size_t body_len)
{
    cho_buf            text, blob;
    chorus_oauth_token token;
    size_t             size = 0;
    bool               done = false;
    cho_buf_init(&text, ia->heap);
    cho_buf_init(&blob, ia->heap);
    CHORUS_INIT(&token);
    if (cho_buf_reserve(&text, body_len + 2) &&
        chorus_oauth_parse(body, text.data, body_len + 2, &token) == CHORUS_OK) {
        token.granted_at_s = cho_clock_wall_ms() / MS_PER_S;
        chorus_oauth_write(&token, NULL, &size);
        done = cho_buf_reserve(&blob, size) && chorus_oauth_write(&token, blob.data, &size) == CHORUS_OK &&
               take_over(ia, token.access.ptr, token.refresh.len > 0 ? token.refresh.ptr : NULL);
    }
    if (done)
        tell_game(ia, &token, (cho_span){ blob.data, size - 1 });
    cho_buf_deinit(&text);
    cho_buf_deinit(&blob);
    return done;
}

/* An answer that will not get better by asking again. */
static bool is_final(const cho_http_answer *answer)
{
    return answer->result == CHORUS_OK && answer->status < 500 && answer->status != TOO_MANY_REQUESTS;
}

static void on_answer(void *user, const cho_http_answer *answer)
{
    cho_ia_link *ia = user;
    char         text[320];
    ia->auth.request = NULL;
    if (answer->result == CHORUS_OK && answer->status == 200 && use_answer(ia, answer->body.ptr, answer->body.len)) {
        ia->auth.is_due        = false;
        ia->auth.has_refreshed = true;
        cho_link_log(&ia->base, CHORUS_LOG_INFO, "the token was refreshed");
        cho_ia_connect(ia);
    } else if (is_final(answer)) {
        snprintf(text, sizeof text, "the token was not accepted and could not be refreshed (answer %d)", answer->status);
        cho_ia_end(ia, CHORUS_E_REJECTED, CHO_IA_CLOSE_TOKEN, text);
    } else {
        snprintf(text, sizeof text, "the token could not be refreshed: %s",
                 answer->result == CHORUS_OK ? "the service is busy" : answer->error);
        cho_ia_try_again(ia, answer->result == CHORUS_OK ? CHORUS_E_REJECTED : answer->result, 0, text);
    }
    cho_link_publish_records(&ia->base);
}

static void write_request(const cho_ia_auth *auth, cho_buf *out)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    if (auth->client_id != NULL)
        cho_json_key(&w, "client_id"), cho_json_write_text(&w, auth->client_id);
    if (auth->client_secret != NULL)
        cho_json_key(&w, "client_secret"), cho_json_write_text(&w, auth->client_secret);
    cho_json_key(&w, "refresh_token"), cho_json_write_text(&w, auth->refresh_token);
    cho_json_key(&w, "grant_type"), cho_json_write_text(&w, "refresh_token");
    cho_json_end_object(&w);
}

void cho_ia_refresh(cho_ia_link *ia)
{
    cho_buf url, body;
    cho_buf_init(&url, ia->heap);
    cho_buf_init(&body, ia->heap);
    cho_url_join(&url, cho_span_of(ia->auth.url), cho_span_of("/api/v1/oauth/token"));
    write_request(&ia->auth, &body);
    chorus_result r = CHORUS_E_MEMORY;
    if (!url.failed && !body.failed) {
        cho_http_options options = { .method   = "POST",
                                     .url      = url.data,
                                     .body     = body.data,
                                     .body_len = body.len,
                                     .tls_pins = ia->tls_pins };
        r = cho_http_start(cho_link_loop(&ia->base), &options, on_answer, ia, &ia->auth.request);
    }
    cho_buf_deinit(&url);
    cho_buf_deinit(&body);
    if (r != CHORUS_OK)
        cho_ia_try_again(ia, r, 0, chorus_strerror(r));
}
