#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/x509.h>

static bool load_authorities(SSL_CTX *tls, const char *ca_file)
{
    return ca_file == NULL ? SSL_CTX_set_default_verify_paths(tls) == 1
                           : SSL_CTX_load_verify_locations(tls, ca_file, NULL) == 1;
}

SSL_CTX *cho_tls_create(const char *ca_file)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    if (tls == NULL)
        return NULL;
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_options(tls, SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(tls, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) == 1 && load_authorities(tls, ca_file))
        return tls;
    SSL_CTX_free(tls);
    ERR_clear_error(); /* the queue belongs to the thread, which is perhaps the game's */
    return NULL;
}

const char *cho_tls_refusal(const SSL *connection)
{
    long verdict = connection == NULL ? X509_V_OK : SSL_get_verify_result(connection);
    return verdict == X509_V_OK ? NULL : X509_verify_cert_error_string(verdict);
}
