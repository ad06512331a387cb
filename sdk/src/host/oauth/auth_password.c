#include "host/oauth/auth_password.h"

#include "base/random.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdio.h>

/* RFC 7914: 2^15 blocks of 8 take 32 MiB. */
enum { LOG_N = 15, CODE_LOG_N = 12, R = 8, P = 1, LOG_N_MOST = 20, R_MOST = 16, P_MOST = 4, KEY_BYTES = 32 };

_Static_assert((int)KEY_BYTES == (int)CHO_AUTH_DIGEST_BYTES, "what is kept of a code is a digest");

#define KEPT_FORMAT "scrypt$%u$%u$%u$%s$%s"

/* The texts of salt and key; the salt is used as the text it is. */
typedef struct kept_password {
    unsigned log_n, r, p;
    char     salt[23], key[44];
} kept_password;

static bool derive(cho_span password, const kept_password *kept, unsigned char key[KEY_BYTES])
{
    uint64_t    n = UINT64_C(1) << kept->log_n, most = (uint64_t)256 << LOG_N_MOST;
    uint32_t    r = kept->r, p = kept->p;
    char        salt[sizeof kept->salt];
    const char *given = password.len > 0 ? password.ptr : "";
    union {
        const char *read;
        void       *passed; /* OpenSSL only reads it */
    } bytes = { given };
    memcpy(salt, kept->salt, sizeof salt);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, bytes.passed, password.len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt, strlen(salt)),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF     *kdf     = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
    EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
    bool         is_made = context != NULL && EVP_KDF_derive(context, key, KEY_BYTES, params) == 1;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return is_made;
}

static bool derive_text(cho_span password, const kept_password *kept, char out[sizeof kept->key])
{
    unsigned char key[KEY_BYTES];
    bool          is_made = derive(password, kept, key);
    if (is_made)
        cho_auth_write_base64url(key, sizeof key, out);
    OPENSSL_cleanse(key, sizeof key);
    return is_made;
}

bool cho_auth_password_keep(cho_span password, char out[CHO_AUTH_KEPT_SIZE])
{
    unsigned char salt[CHO_AUTH_SALT_BYTES];
    kept_password kept = { .log_n = LOG_N, .r = R, .p = P };
    if (!cho_random_bytes(salt, sizeof salt))
        return false;
    cho_auth_write_base64url(salt, sizeof salt, kept.salt);
    if (!derive_text(password, &kept, kept.key))
        return false;
    snprintf(out, CHO_AUTH_KEPT_SIZE, KEPT_FORMAT, kept.log_n, kept.r, kept.p, kept.salt, kept.key);
    return true;
}

/* False: it is none of ours, or would take more than we give. */
static bool read_kept(const char *text, kept_password *out)
{
    return sscanf(text, "scrypt$%2u$%2u$%2u$%22[A-Za-z0-9_-]$%43[A-Za-z0-9_-]", &out->log_n, &out->r, &out->p,
                  out->salt, out->key)
               == 5
           && out->log_n >= 1 && out->log_n <= LOG_N_MOST && out->r >= 1 && out->r <= R_MOST && out->p >= 1
           && out->p <= P_MOST;
}

bool cho_auth_password_is(cho_span password, const char *kept)
{
    static const kept_password nobody = { LOG_N, R, P, "AAAAAAAAAAAAAAAAAAAAAA", "" };
    kept_password              known  = nobody;
    char                       key[sizeof known.key];
    bool                       is_known = read_kept(kept, &known);
    if (!is_known)
        known = nobody;
    bool is_same = derive_text(password, &known, key) && strlen(known.key) == strlen(key)
                   && CRYPTO_memcmp(key, known.key, sizeof key) == 0;
    OPENSSL_cleanse(key, sizeof key);
    return is_known && is_same;
}

bool cho_auth_code_keep(cho_span code, const unsigned char salt[CHO_AUTH_SALT_BYTES], cho_auth_digest *out)
{
    kept_password how = { .log_n = CODE_LOG_N, .r = R, .p = P };
    cho_auth_write_base64url(salt, CHO_AUTH_SALT_BYTES, how.salt);
    return derive(code, &how, out->bytes);
}
