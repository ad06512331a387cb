#include "net/tls_pin.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

enum { HASH_BYTES = 32, HASH_CHARS = 44 };

static const char prefix[] = "sha256//";

/* Steps over one pin and the semicolon behind it; NULL: this is no pin. */
static const char *next_pin(const char *at, const char **hash)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t            len      = sizeof prefix - 1;
    if (strncmp(at, prefix, len) != 0)
        return NULL;
    *hash = at + len;
    if (strspn(*hash, digits) != HASH_CHARS - 1 || (*hash)[HASH_CHARS - 1] != '=')
        return NULL;
    at = *hash + HASH_CHARS;
    if (*at != '\0' && *at != ';')
        return NULL;
    return *at == ';' ? at + 1 : at;
}

bool cho_tls_pins_are_sane(const char *pins)
{
    const char *hash;
    if (*pins == '\0')
        return false;
    while (pins != NULL && *pins != '\0')
        pins = next_pin(pins, &hash);
    return pins != NULL;
}

/* False: there is none, or no memory. */
static bool hash_key(const SSL *connection, char out[HASH_CHARS + 1])
{
    unsigned char  hash[HASH_BYTES];
    unsigned char *key         = NULL;
    X509          *certificate = SSL_get1_peer_certificate(connection);
    int            len         = certificate == NULL ? 0 : i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
    bool           done        = len > 0 && EVP_Digest(key, (size_t)len, hash, NULL, EVP_sha256(), NULL) == 1;
    if (done)
        EVP_EncodeBlock((unsigned char *)out, hash, sizeof hash);
    OPENSSL_free(key);
    X509_free(certificate);
    return done;
}

bool cho_tls_is_pinned(const SSL *connection, const char *pins)
{
    char        shown[HASH_CHARS + 1];
    const char *hash;
    if (connection == NULL || !hash_key(connection, shown))
        return false;
    while (*pins != '\0' && (pins = next_pin(pins, &hash)) != NULL) {
        if (memcmp(hash, shown, HASH_CHARS) == 0)
            return true;
    }
    return false;
}
