#include "support/tls_peer.h"

#include "support/certificate.h"
#include "support/raw_socket.h"
#include "support/support.h"

#include <openssl/pem.h>
#include <openssl/sha.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { POLL_MS = 20 };

static void note_pin(tls_peer *peer, X509 *x509)
{
    unsigned char  hash[SHA256_DIGEST_LENGTH], text[48];
    unsigned char *key = NULL;
    int            len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &key);
    assert_true(len > 0);
    SHA256(key, (size_t)len, hash);
    EVP_EncodeBlock(text, hash, sizeof hash);
    (void)snprintf(peer->pin, sizeof peer->pin, "sha256//%s", (const char *)text);
    OPENSSL_free(key);
}

static void write_file(tls_peer *peer, X509 *x509)
{
    (void)strcpy(peer->ca_file, "/tmp/chorus-test-ca-XXXXXX");
    int fd = mkstemp(peer->ca_file);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    PEM_write_X509(file, x509);
    (void)fclose(file);
}

static void read_request(SSL *connection, char *request, size_t size)
{
    size_t len = 0;
    while (len < size - 1 && strstr(request, "\r\n\r\n") == NULL) {
        int n = SSL_read(connection, request + len, (int)(size - 1 - len));
        if (n <= 0)
            break;
        len += (size_t)n;
        request[len] = '\0';
    }
}

/* RFC 6455 section 4.2.2 */
static void write_accept(const char *request, char *out)
{
    char          joined[128] = "";
    unsigned char hash[SHA_DIGEST_LENGTH];
    const char   *key = strstr(request, "Sec-WebSocket-Key: ");
    if (key != NULL)
        (void)snprintf(joined, sizeof joined, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                       key + 19);
    SHA1((const unsigned char *)joined, strlen(joined), hash);
    EVP_EncodeBlock((unsigned char *)out, hash, sizeof hash);
}

static void talk(SSL *connection)
{
    static const unsigned char frames[]      = { 0x81, 5,    'h', 'e',       'l',        'l',
                                                 'o',  0x88, 2,   4001 >> 8, 4001 & 0xff };
    char                       request[4096] = "", accept_key[64] = "", answer[256], rest[64];
    read_request(connection, request, sizeof request);
    write_accept(request, accept_key);
    int n =
        snprintf(answer, sizeof answer,
                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Accept: %s\r\n\r\n",
                 accept_key);
    if (SSL_write(connection, answer, n) > 0 && SSL_write(connection, frames, sizeof frames) > 0)
        while (SSL_read(connection, rest, sizeof rest) > 0)
            continue;
}

static void answer_plainly(int fd)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    char              rest[512];
    if (read(fd, rest, sizeof rest) > 0 && write(fd, answer, sizeof answer - 1) > 0)
        while (read(fd, rest, sizeof rest) > 0)
            continue;
}

static void serve_one(tls_peer *peer)
{
    struct timeval patience   = { .tv_sec = 5 };
    int            fd         = accept(peer->listener, NULL, NULL);
    SSL           *connection = SSL_new(peer->tls);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_set_fd(connection, fd);
    if (peer->manner == TLS_PEER_ANSWERS_HTTP)
        answer_plainly(fd);
    else if (peer->manner == TLS_PEER_TALKS && SSL_accept(connection) == 1)
        talk(connection);
    SSL_free(connection);
    (void)close(fd);
}

static void *serve(void *arg)
{
    tls_peer *peer = arg;
    while (!atomic_load(&peer->must_stop)) {
        struct pollfd wait = { .fd = peer->listener, .events = POLLIN };
        if (poll(&wait, 1, POLL_MS) == 1)
            serve_one(peer);
    }
    return NULL;
}

static void limit_version(SSL_CTX *tls, int max_version)
{
    if (max_version == 0)
        return;
    assert_int_equal(SSL_CTX_set_min_proto_version(tls, max_version), 1);
    assert_int_equal(SSL_CTX_set_max_proto_version(tls, max_version), 1);
    assert_int_equal(SSL_CTX_set_cipher_list(tls, "DEFAULT:@SECLEVEL=0"), 1);
}

void tls_peer_start_with(tls_peer *peer, const tls_peer_options *options)
{
    certificate issuer = { NULL, NULL };
    if (options->has_issuer)
        issuer = certificate_make(&(certificate_options){ .common_name = "issuer" });
    certificate own = certificate_make(&(certificate_options){
        .common_name = options->has_issuer ? "issued" : "itself",
        .names       = options->names == NULL ? "DNS:localhost" : options->names,
        .issuer      = options->has_issuer ? &issuer : NULL,
        .is_leaf     = options->has_issuer,
        .begins_days = options->begins_days,
        .ends_days   = options->ends_days,
    });
    peer->manner    = options->manner;
    peer->tls       = SSL_CTX_new(TLS_server_method());
    limit_version(peer->tls, options->max_version);
    assert_int_equal(SSL_CTX_use_certificate(peer->tls, own.x509), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(peer->tls, own.key), 1);
    write_file(peer, options->has_issuer ? issuer.x509 : own.x509);
    note_pin(peer, own.x509);
    certificate_drop(&own);
    certificate_drop(&issuer);
    peer->listener = raw_listen(&peer->port);
    assert_int_equal(pthread_create(&peer->thread, NULL, serve, peer), 0);
}

void tls_peer_start(tls_peer *peer, const char *host)
{
    char names[128];
    (void)snprintf(names, sizeof names, "DNS:%s", host);
    tls_peer_start_with(peer, &(tls_peer_options){ .names = names });
}

void tls_peer_stop(tls_peer *peer)
{
    if (peer->tls == NULL)
        return;
    atomic_store(&peer->must_stop, true);
    pthread_join(peer->thread, NULL);
    (void)close(peer->listener);
    (void)unlink(peer->ca_file);
    SSL_CTX_free(peer->tls);
    peer->tls = NULL;
}
