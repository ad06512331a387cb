#include "support/certificate.h"

#include "support/support.h"

#include <openssl/x509v3.h>

enum { DAY_SECS = 86400 };

static void add_extension(X509 *x509, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    assert_non_null(extension);
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
}

/* One name for the subject, and the issuer's for the issuer. */
static void write_names(const certificate *made, const certificate_options *o)
{
    const unsigned char *common  = (const unsigned char *)(o->common_name != NULL ? o->common_name : "test");
    X509_NAME           *subject = X509_get_subject_name(made->x509);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common, -1, -1, 0);
    X509_set_issuer_name(made->x509, o->issuer != NULL ? X509_get_subject_name(o->issuer->x509) : subject);
    if (o->names != NULL)
        add_extension(made->x509, NID_subject_alt_name, o->names);
}

certificate certificate_make(const certificate_options *o)
{
    static long serial = 1;
    certificate made   = { X509_new(), EVP_EC_gen("P-256") };
    assert_non_null(made.x509);
    assert_non_null(made.key);
    X509_set_version(made.x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.x509), serial++);
    X509_gmtime_adj(X509_getm_notBefore(made.x509), (o->begins_days == 0 ? -1 : o->begins_days) * DAY_SECS);
    X509_gmtime_adj(X509_getm_notAfter(made.x509), (o->ends_days == 0 ? 1 : o->ends_days) * DAY_SECS);
    X509_set_pubkey(made.x509, made.key);
    add_extension(made.x509, NID_basic_constraints, o->is_leaf ? "critical,CA:FALSE" : "critical,CA:TRUE");
    write_names(&made, o);
    assert_true(X509_sign(made.x509, o->issuer != NULL ? o->issuer->key : made.key, EVP_sha256()) > 0);
    return made;
}

void certificate_drop(certificate *made)
{
    X509_free(made->x509);
    EVP_PKEY_free(made->key);
    *made = (certificate){ NULL, NULL };
}
