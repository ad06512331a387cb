/*
 * certificate.h - certificates and their keys, made on the spot.
 */
#ifndef TESTS_SUPPORT_CERTIFICATE_H
#define TESTS_SUPPORT_CERTIFICATE_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

typedef struct certificate {
    X509     *x509; /* NULL: there is none */
    EVP_PKEY *key;
} certificate;

/* All zero: an authority that has signed itself, valid from yesterday to tomorrow. */
typedef struct certificate_options {
    const char        *common_name; /* NULL: "test" */
    const char        *names;       /* subjectAltName, such as "DNS:*.example"; NULL: none */
    const certificate *issuer;      /* NULL: signed by itself */
    bool               is_leaf;     /* no authority */
    int                begins_days; /* from now; 0: yesterday */
    int                ends_days;   /* from now; 0: tomorrow  */
} certificate_options;

certificate certificate_make(const certificate_options *options);
/* Fine for none. */
void certificate_drop(certificate *made);

#endif
