#include "net/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

/* Without this OpenSSL would ask for the passphrase of a key in the terminal. */
static int give_no_passphrase(char *out, int size, int is_writing, void *user)
{
    bool *is_asked = user;
    (void)out, (void)size, (void)is_writing;
    *is_asked = true;
    return -1;
}

static bool can_read(const char *path, char *error, size_t error_len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        (void)snprintf(error, error_len, "%s: %s", path, strerror(errno));
    else
        (void)fclose(file);
    return file != NULL;
}

/* What OpenSSL said first of a file that should hold `what`. */
static bool tell_fault(const char *path, const char *what, char *error, size_t error_len)
{
    unsigned long code   = ERR_peek_error();
    int           reason = ERR_GET_REASON(code);
    const char   *words  = ERR_reason_error_string(code);
    bool is_other_text = (ERR_GET_LIB(code) == ERR_LIB_PEM && reason == PEM_R_NO_START_LINE) ||
                         ERR_GET_LIB(code) == ERR_LIB_OSSL_DECODER;
    if (is_other_text)
        (void)snprintf(error, error_len, "%s: there is no %s in PEM form", path, what);
    else if (ERR_GET_LIB(code) == ERR_LIB_X509 && reason == X509_R_KEY_VALUES_MISMATCH)
        (void)snprintf(error, error_len, "%s: the key belongs to another certificate", path);
    else
        (void)snprintf(error, error_len, "%s: the %s cannot be used: %s", path, what,
                       words != NULL ? words : "unknown reason");
    return false;
}

static bool read_certificate(SSL_CTX *identity, const char *path, char *error, size_t error_len)
{
    return can_read(path, error, error_len) &&
           (SSL_CTX_use_certificate_chain_file(identity, path) == 1 ||
            tell_fault(path, "certificate", error, error_len));
}

static bool read_key(SSL_CTX *identity, const char *path, char *error, size_t error_len)
{
    bool is_locked = false;
    SSL_CTX_set_default_passwd_cb(identity, give_no_passphrase);
    SSL_CTX_set_default_passwd_cb_userdata(identity, &is_locked);
    if (!can_read(path, error, error_len))
        return false;
    if (SSL_CTX_use_PrivateKey_file(identity, path, SSL_FILETYPE_PEM) == 1 &&
        SSL_CTX_check_private_key(identity) == 1)
        return true;
    if (!is_locked)
        return tell_fault(path, "private key", error, error_len);
    (void)snprintf(error, error_len, "%s: the private key is locked with a passphrase", path);
    return false;
}

SSL_CTX *cho_tls_read_identity(const char *certificate_file, const char *private_key_file,
                               char *error, size_t error_len)
{
    SSL_CTX *identity = SSL_CTX_new(TLS_server_method());
    if (identity == NULL) {
        (void)snprintf(error, error_len, "no memory for TLS");
        return NULL;
    }
    ERR_clear_error();
    bool is_read = read_certificate(identity, certificate_file, error, error_len) &&
                   read_key(identity, private_key_file, error, error_len);
    ERR_clear_error();
    if (is_read)
        return identity;
    SSL_CTX_free(identity);
    return NULL;
}

bool cho_tls_take_identity(SSL_CTX *server, SSL_CTX *identity)
{
    STACK_OF(X509) *chain = NULL;
    (void)SSL_CTX_get0_chain_certs(identity, &chain);
    return SSL_CTX_use_cert_and_key(server, SSL_CTX_get0_certificate(identity),
                                    SSL_CTX_get0_privatekey(identity), chain, 1) == 1;
}
