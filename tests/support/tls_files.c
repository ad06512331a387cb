#include "support/tls_files.h"

#include "support/certificate.h"
#include "support/support.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
    certificate root   = certificate_make(&(certificate_options){ .common_name = "test root" });
    certificate middle = certificate_make(&(certificate_options){ .common_name = "test intermediate", .issuer = &root });
    certificate leaf   = certificate_make(
        &(certificate_options){ .common_name = host, .names = names, .issuer = &middle, .is_leaf = true });
    write_certificates(files, "ca.pem", files->authority, root.x509, NULL);
    write_certificates(files, "chain.pem", files->certificate, leaf.x509, middle.x509);
    write_key(files, "key.pem", files->key, leaf.key, NULL);
    write_key(files, "other.pem", files->other_key, root.key, NULL);
    write_key(files, "locked.pem", files->locked_key, leaf.key, pass);
    FILE *garbage = create_file(files, "garbage.pem", files->garbage);
    assert_true(fputs("no certificate, no key\n", garbage) >= 0);
    assert_int_equal(fclose(garbage), 0);
    certificate_drop(&root);
    certificate_drop(&middle);
    certificate_drop(&leaf);
}

void tls_files_remove(tls_files *files)
{
    const char *paths[] = { files->authority, files->certificate, files->key, files->other_key, files->locked_key,
                            files->garbage };
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        (void)unlink(paths[i]);
    (void)rmdir(files->folder);
}
