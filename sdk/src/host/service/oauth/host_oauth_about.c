/* What a client has to know of this host: RFC 8414. */
#include "codec/json_writer.h"
#include "host/oauth/auth_scope.h"
#include "host/service/oauth/host_oauth.h"

static void write_list(cho_json_writer *w, const char *key, const char *const *texts, size_t count)
{
    cho_json_key(w, key), cho_json_begin_array(w);
    for (size_t i = 0; i < count; i++)
        cho_json_write_text(w, texts[i]);
    cho_json_end_array(w);
}

static void write_scopes(cho_json_writer *w)
{
    cho_json_key(w, "scopes_supported"), cho_json_begin_array(w);
    for (uint32_t i = 0; cho_auth_scope_name(i) != NULL; i++)
        cho_json_write_text(w, cho_auth_scope_name(i));
    cho_json_end_array(w);
}

void cho_host_oauth_about(cho_host_request *r)
{
    static const char *const grants[]  = { "authorization_code", "refresh_token",
                                           "urn:ietf:params:oauth:grant-type:device_code" };
    static const char *const types[]   = { "code" };
    static const char *const methods[] = { "S256" };
    static const char *const proofs[]  = { "none", "client_secret_post", "client_secret_basic" };
    cho_json_writer          w         = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "issuer"), cho_host_http_write_address(r, &w, "http", "", "");
    cho_json_key(&w, "authorization_endpoint"), cho_host_http_write_address(r, &w, "http", "/oauth/authorize", "");
    cho_json_key(&w, "token_endpoint"), cho_host_http_write_address(r, &w, "http", "/api/v1/oauth/token", "");
    cho_json_key(&w, "device_authorization_endpoint");
    cho_host_http_write_address(r, &w, "http", "/api/v1/oauth/device", "");
    cho_json_key(&w, "revocation_endpoint"), cho_host_http_write_address(r, &w, "http", "/api/v1/oauth/revoke", "");
    write_list(&w, "response_types_supported", types, 1);
    write_list(&w, "grant_types_supported", grants, 3);
    write_list(&w, "code_challenge_methods_supported", methods, 1);
    write_list(&w, "token_endpoint_auth_methods_supported", proofs, 3);
    write_list(&w, "revocation_endpoint_auth_methods_supported", proofs, 3);
    cho_json_key(&w, "authorization_response_iss_parameter_supported"), cho_json_write_bool(&w, true);
    write_scopes(&w);
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}
