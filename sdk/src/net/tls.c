#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>
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

/* OpenSSL's words, but where they would leave the reader alone. */
const char *cho_tls_refusal(const SSL *connection)
{
    long verdict = connection == NULL ? X509_V_OK : SSL_get_verify_result(connection);
    switch (verdict) {
    case X509_V_OK:
        return NULL;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "certificate is not yet valid (is the clock of this machine right?)";
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "certificate has expired (or the clock of this machine is wrong)";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return "its authority is not known on this machine";
    default:
        return X509_verify_cert_error_string(verdict);
    }
}

/* Called at each step of a handshake, while OpenSSL still knows what went wrong. */
static void note_trouble(const SSL *connection, int where, int result)
{
    cho_tls_trouble *trouble = SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection));
    unsigned long    error   = ERR_peek_last_error();
    if ((where & SSL_CB_HANDSHAKE_START) != 0 && trouble->connection == connection)
        *trouble = (cho_tls_trouble){ NULL, 0 };
    if ((where & SSL_CB_EXIT) != 0 && result <= 0 && error != 0)
        *trouble = (cho_tls_trouble){ connection, error };
}

void cho_tls_watch(SSL_CTX *tls, cho_tls_trouble *trouble)
{
    SSL_CTX_set_app_data(tls, trouble);
    SSL_CTX_set_info_callback(tls, note_trouble);
}

const char *cho_tls_explain(const cho_tls_trouble *trouble, const SSL *connection)
{
    if (connection == NULL || trouble->connection != connection)
        return "closed the connection during the TLS handshake";
    switch (ERR_GET_REASON(trouble->error)) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return "speaks only protocols that are older than TLS 1.2";
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
        return "does not speak TLS";
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        return "shares no cipher or key exchange with us";
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
        return "closed the connection during the TLS handshake";
    default:
        return "broke off the TLS handshake";
    }
}
