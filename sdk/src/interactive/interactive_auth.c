#include "base/alloc.h"
#include "base/clock.h"
#include "base/secret.h"
#include "codec/token_request.h"
#include "core/token_record.h"
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
    cho_secret_buf_deinit(&text);
    return copy;
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
    cho_secret_release(heap, auth->header);
    cho_secret_release(heap, auth->refresh_token);
    cho_secret_release(heap, auth->client_secret);
    cho_release(heap, auth->client_id);
    cho_release(heap, auth->url);
}

bool cho_ia_use_token(cho_ia_link *ia, const char *token, const char *refresh_token)
{
    cho_ia_auth *auth    = &ia->auth;
    bool         failed  = false;
    char        *header  = make_authorization(ia->heap, token, &failed);
    char        *refresh = cho_ia_copy_text(ia->heap, refresh_token, &failed);
    if (failed) {
        cho_secret_release(ia->heap, header);
        cho_secret_release(ia->heap, refresh);
        return false;
    }
    cho_secret_release(ia->heap, auth->header);
    auth->header = header;
    if (refresh_token == NULL)
        return true;
    cho_secret_release(ia->heap, auth->refresh_token);
    auth->refresh_token = refresh;
    return true;
}

void cho_ia_set_token(cho_ia_link *ia, const cho_ia_set_token_command *command)
{
    const char *token   = (const char *)(command + 1);
    const char *refresh = command->has_refresh ? token + command->token_len + 1 : NULL;
    if (!cho_ia_use_token(ia, token, refresh))
        cho_link_log(&ia->base, CHORUS_LOG_ERROR, "no memory for the new token");
    ia->auth.is_due        = false;
    ia->auth.has_refreshed = false;
}

/* ---- refreshing ---- */

bool cho_ia_can_refresh(const cho_ia_link *ia)
{
    const cho_ia_auth *auth = &ia->auth;
    bool can_ask = ia->login != 0 || (auth->refresh_token != NULL && auth->url != NULL);
    return can_ask && !auth->has_refreshed;
}

/* False: no token, or no memory. */
static bool use_answer(cho_ia_link *ia, const char *body, size_t body_len)
{
    cho_buf            text;
    chorus_oauth_token token;
    bool               done = false;
    cho_buf_init(&text, ia->heap);
    CHORUS_INIT(&token);
    if (cho_buf_reserve(&text, body_len + 2) &&
        chorus_oauth_parse(body, text.data, body_len + 2, &token) == CHORUS_OK) {
        token.granted_at_s = cho_clock_wall_ms() / MS_PER_S;
        done = cho_ia_use_token(ia, token.access.ptr, token.refresh.len > 0 ? token.refresh.ptr : NULL);
    }
    if (done)
        (void)cho_link_tell_token(&ia->base, CHO_IA_TOKEN, &token, false);
    cho_secret_buf_deinit(&text);
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

void cho_ia_refresh(cho_ia_link *ia)
{
    cho_buf url, body;
    cho_buf_init(&url, ia->heap);
    cho_buf_init(&body, ia->heap);
    cho_url_join(&url, cho_span_of(ia->auth.url), cho_span_of("/api/v1/oauth/token"));
    cho_token_request_write(&body, &(cho_token_request){ .client_id     = ia->auth.client_id,
                                                         .client_secret = ia->auth.client_secret,
                                                         .name          = "refresh_token",
                                                         .value         = ia->auth.refresh_token,
                                                         .grant_type    = "refresh_token" });
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
    cho_secret_buf_deinit(&body);
    if (r != CHORUS_OK)
        cho_ia_try_again(ia, r, 0, chorus_strerror(r));
}
