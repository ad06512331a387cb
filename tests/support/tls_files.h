/*
 * tls_files.h - certificates and keys made on the spot, in files: what a server with TLS is given,
 * what its clients are to trust, and what is no good for either.
 */
#ifndef TESTS_SUPPORT_TLS_FILES_H
#define TESTS_SUPPORT_TLS_FILES_H

enum { TLS_FILES_PATH = 64 };

typedef struct tls_files {
    char folder[TLS_FILES_PATH];
    char authority[TLS_FILES_PATH];   /* to be trusted */
    char certificate[TLS_FILES_PATH]; /* of a host, and of the intermediate authority that signed it */
    char key[TLS_FILES_PATH];
    char other_key[TLS_FILES_PATH];   /* of nothing here */
    char locked_key[TLS_FILES_PATH];  /* the key, behind a passphrase */
    char garbage[TLS_FILES_PATH];     /* no PEM at all */
} tls_files;

/* The certificate is for that host name and for 127.0.0.1. */
void tls_files_make(tls_files *files, const char *host);
void tls_files_remove(tls_files *files);

#endif
