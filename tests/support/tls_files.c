#include "support/tls_files.h"

#include "support/support.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DAY_SECS = 86400 };

typedef struct identity {
    X509     *certificate;
    EVP_PKEY *key;
} identity;

static void add_extension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    assert_non_null(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/* issuer NULL: signed by itself. names NULL: an authority. */
static identity make_identity(const char *name, const char *names, const identity *issuer)
{
    static long serial = 1;
    identity    made   = { X509_new(), EVP_EC_gen("P-256") };
    X509       *c      = made.certificate;
    assert_non_null(c);
    assert_non_null(made.key);
    X509_set_version(c, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(c), serial++);
    X509_gmtime_adj(X509_getm_notBefore(c), -DAY_SECS);
    X509_gmtime_adj(X509_getm_notAfter(c), DAY_SECS);
    X509_set_pubkey(c, made.key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(c, X509_get_subject_name(issuer != NULL ? issuer->certificate : c));
    add_extension(c, NID_basic_constraints, names == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (names != NULL)
        add_extension(c, NID_subject_alt_name, names);
    assert_true(X509_sign(c, issuer != NULL ? issuer->key : made.key, EVP_sha256()) > 0);
    return made;
}

static void drop_identity(identity *made)
{
    X509_free(made->certificate);
    EVP_PKEY_free(made->key);
}

static FILE *create_file(const tls_files *files, const char *name, char path[TLS_FILES_PATH])
{
    assert_true(snprintf(path, TLS_FILES_PATH, "%s/%s", files->folder, name) < TLS_FILES_PATH);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    return file;
}

static void write_key(const tls_files *files, const char *name, char path[TLS_FILES_PATH], EVP_PKEY *key, char *pass)
{
    FILE *file = create_file(files, name, path);
    int   len  = pass != NULL ? (int)strlen(pass) : 0;
    assert_int_equal(PEM_write_PrivateKey(file, key, pass != NULL ? EVP_aes_128_cbc() : NULL, (unsigned char *)pass, len,
                                          NULL, NULL),
                     1);
    assert_int_equal(fclose(file), 0);
}

static void write_certificates(const tls_files *files, const char *name, char path[TLS_FILES_PATH], X509 *first,
                               X509 *second)
{
    FILE *file = create_file(files, name, path);
    assert_int_equal(PEM_write_X509(file, first), 1);
    if (second != NULL)
        assert_int_equal(PEM_write_X509(file, second), 1);
    assert_int_equal(fclose(file), 0);
}

void tls_files_make(tls_files *files, const char *host)
{
    char names[128], pass[] = "open sesame";
    (void)snprintf(names, sizeof names, "DNS:%s,IP:127.0.0.1", host);
    strcpy(files->folder, "/tmp/chorus-test-tls-XXXXXX");
    assert_non_null(mkdtemp(files->folder));
    identity root   = make_identity("Chorus test root", NULL, NULL);
    identity middle = make_identity("Chorus test intermediate", NULL, &root);
    identity leaf   = make_identity(host, names, &middle);
    write_certificates(files, "ca.pem", files->authority, root.certificate, NULL);
    write_certificates(files, "chain.pem", files->certificate, leaf.certificate, middle.certificate);
    write_key(files, "key.pem", files->key, leaf.key, NULL);
    write_key(files, "other.pem", files->other_key, root.key, NULL);
    write_key(files, "locked.pem", files->locked_key, leaf.key, pass);
    FILE *garbage = create_file(files, "garbage.pem", files->garbage);
    assert_true(fputs("no certificate, no key\n", garbage) >= 0);
    assert_int_equal(fclose(garbage), 0);
    drop_identity(&root);
    drop_identity(&middle);
    drop_identity(&leaf);
}

void tls_files_remove(tls_files *files)
{
    const char *paths[] = { files->authority, files->certificate, files->key, files->other_key, files->locked_key,
                            files->garbage };
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        (void)unlink(paths[i]);
    (void)rmdir(files->folder);
}
