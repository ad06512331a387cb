/*
 * A server with TLS has a vhost of its own, which is where libwebsockets keeps certificates. It
 * serves the handshake only: see cho_loop_add_server_vhost().
 */
#include "net/server_state.h"

#include "net/library.h"

#include <stdio.h>

enum { RECORD_BUFFERS = SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS };

/* Each handshake: the context of the vhost keeps the certificate that it was made with, and one of another kind would
   stand beside it. */
static int show_renewed(SSL *connection, void *user)
{
    const cho_server *server = user;
    STACK_OF(X509) *chain    = NULL;
    if (server->renewed == NULL)
        return 1;
    SSL_certs_clear(connection);
    (void)SSL_CTX_get0_chain_certs(server->renewed, &chain);
    return SSL_use_cert_and_key(connection, SSL_CTX_get0_certificate(server->renewed),
                                SSL_CTX_get0_privatekey(server->renewed), chain, 1);
}

/* Whoever records what is said today cannot read it with the key of the certificate tomorrow. */
#define CIPHERS_OF_1_2 "ECDHE+AESGCM:ECDHE+CHACHA20"

/*
 * Resumption by ticket costs the server no memory, a cache of sessions would. The choice of a vhost
 * by the name the peer asks for is libwebsockets' own and not wanted: there is one identity, and the
 * search asserts when a vhost is on its way out.
 */
int cho_server_fill_tls(struct lws_vhost *vhost, SSL_CTX *tls)
{
    cho_server *server = lws_get_vhost_user(vhost);
    SSL_CTX_set_options(tls, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(tls, RECORD_BUFFERS);
    SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_tlsext_servername_callback(tls, NULL);
    SSL_CTX_set_cert_cb(tls, show_renewed, server);
    bool is_filled = SSL_CTX_set_cipher_list(tls, CIPHERS_OF_1_2) == 1 &&
                     SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) == 1 &&
                     cho_tls_take_identity(tls, server->identity);
    return is_filled ? 0 : -1;
}

static void add_vhost(cho_server *server)
{
    const uint64_t options = LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX |
                             LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
                             LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER;
    cho_library_lock();
    server->tls = cho_loop_add_server_vhost(server->loop, options, server);
    cho_library_unlock();
}

chorus_result cho_server_prepare_tls(cho_server *server, char *error, size_t error_len)
{
    cho_server_options *o = &server->options;
    if (o->certificate_file == NULL)
        return CHORUS_OK;
    server->identity = cho_tls_read_identity(o->certificate_file, o->private_key_file, error, error_len);
    if (server->identity == NULL)
        return CHORUS_E_INVALID;
    add_vhost(server);
    SSL_CTX_free(server->identity);
    server->identity    = NULL;
    o->certificate_file = o->private_key_file = NULL; /* the caller's texts, used up */
    if (server->tls != NULL)
        return CHORUS_OK;
    (void)snprintf(error, error_len, "no memory for TLS");
    return CHORUS_E_MEMORY;
}

chorus_result cho_server_reload_identity(cho_server *server, const char *certificate_file,
                                         const char *private_key_file, char *error, size_t error_len)
{
    (void)snprintf(error, error_len, "the server speaks no TLS");
    if (server->tls == NULL)
        return CHORUS_E_STATE;
    SSL_CTX *renewed = cho_tls_read_identity(certificate_file, private_key_file, error, error_len);
    if (renewed == NULL)
        return CHORUS_E_INVALID;
    SSL_CTX_free(server->renewed);
    server->renewed = renewed;
    return CHORUS_OK;
}

void cho_server_drop_tls(cho_server *server)
{
    SSL_CTX_free(server->renewed);
    server->renewed = NULL;
    if (server->tls == NULL)
        return;
    cho_library_lock();
    lws_vhost_destroy(server->tls);
    cho_library_unlock();
    server->tls = NULL;
}
