#include "crowd_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { SLOW_READ_BYTES = 4096, MOST_WAITING = 1 << 20 };

/* ---- what they share ---- */

static bool find_target(crowd_wire *wire, const crowd_target *target)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
    char            port[8];
    snprintf(port, sizeof port, "%u", (unsigned)target->port);
    if (getaddrinfo(target->host, port, &hints, &found) != 0)
        return false;
    memcpy(&wire->target, found->ai_addr, found->ai_addrlen);
    wire->target_len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static bool prepare_tls(crowd_wire *wire, const crowd_args *args)
{
    wire->tls = SSL_CTX_new(TLS_client_method());
    if (wire->tls == NULL)
        return false;
    SSL_CTX_set_mode(wire->tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                    SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(wire->tls, args->is_insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_default_verify_paths(wire->tls);
    return args->ca_file == NULL || SSL_CTX_load_verify_locations(wire->tls, args->ca_file, NULL) == 1;
}

bool crowd_wire_open(crowd_wire *wire, const crowd_args *args, const char **error)
{
    *wire  = (crowd_wire){ .sources = args->sources, .host = args->target.host, .is_insecure = args->is_insecure };
    *error = NULL;
    wire->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (wire->epoll < 0)
        *error = "no descriptors";
    else if (!find_target(wire, &args->target))
        *error = "the host's name cannot be resolved";
    else if (args->target.is_secure && !prepare_tls(wire, args))
        *error = "the file of authorities cannot be read";
    return *error == NULL;
}

void crowd_wire_close(crowd_wire *wire)
{
    if (wire->epoll >= 0)
        (void)close(wire->epoll);
    SSL_CTX_free(wire->tls);
}

/* ---- opening ---- */

/* The port is chosen when the target is known: so each address has all ports for it. */
static bool bind_source(const crowd_wire *wire, int fd, uint32_t source)
{
    int                on   = 1;
    struct sockaddr_in from = { .sin_family = AF_INET };
    if (wire->sources <= 1)
        return true;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + source % wire->sources);
    (void)setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    return bind(fd, (const struct sockaddr *)&from, sizeof from) == 0;
}

static bool watch(crowd_wire *wire, crowd_socket *s, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = s };
    int                what  = s->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (s->events == events)
        return true;
    s->events = events;
    return epoll_ctl(wire->epoll, what, s->fd, &event) == 0;
}

static bool begin_tls(crowd_wire *wire, crowd_socket *s)
{
    unsigned char v6[16];
    s->tls = SSL_new(wire->tls);
    if (s->tls == NULL || SSL_set_fd(s->tls, s->fd) != 1)
        return false;
    SSL_set_connect_state(s->tls);
    if (inet_pton(AF_INET, wire->host, v6) == 1 || inet_pton(AF_INET6, wire->host, v6) == 1)
        return wire->is_insecure || X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(s->tls), wire->host) == 1;
    return SSL_set_tlsext_host_name(s->tls, wire->host) == 1 && SSL_set1_host(s->tls, wire->host) == 1;
}

bool crowd_socket_open(crowd_wire *wire, crowd_socket *s, uint32_t source)
{
    int on = 1, small = SLOW_READ_BYTES;
    s->fd     = socket(wire->target.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    s->events = 0;
    if (s->fd < 0)
        return false;
    s->stage = CROWD_SOCKET_CONNECTING;
    if (s->is_slow)
        (void)setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    (void)setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!bind_source(wire, s->fd, source))
        return false;
    if (connect(s->fd, (const struct sockaddr *)&wire->target, wire->target_len) != 0 && errno != EINPROGRESS)
        return false;
    return (wire->tls == NULL || begin_tls(wire, s)) && watch(wire, s, EPOLLOUT);
}

void crowd_socket_close(crowd_socket *s)
{
    if (s->stage == CROWD_SOCKET_CLOSED)
        return;
    SSL_free(s->tls);
    if (s->fd >= 0)
        (void)close(s->fd);
    free(s->out);
    s->tls     = NULL;
    s->out     = NULL;
    s->out_len = s->out_cap = 0;
    s->stage   = CROWD_SOCKET_CLOSED;
}

/* ---- sending ---- */

/* Bytes taken; 0: none now; -1: lost. */
static ssize_t push(crowd_socket *s, const char *bytes, size_t len)
{
    if (s->tls == NULL) {
        ssize_t n = send(s->fd, bytes, len, MSG_NOSIGNAL);
        return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : n;
    }
    int n = SSL_write(s->tls, bytes, len > 1 << 20 ? 1 << 20 : (int)len);
    if (n > 0)
        return n;
    int why = SSL_get_error(s->tls, n);
    return why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ ? 0 : -1;
}

static bool keep(crowd_socket *s, const char *bytes, size_t len)
{
    if (len > MOST_WAITING - s->out_len)
        return false;
    if (s->out_len + len > s->out_cap) {
        size_t cap  = 2 * (s->out_len + len);
        char  *more = realloc(s->out, cap);
        if (more == NULL)
            return false;
        s->out     = more;
        s->out_cap = cap;
    }
    memcpy(s->out + s->out_len, bytes, len);
    s->out_len += len;
    return true;
}

static uint32_t wanted_events(const crowd_socket *s)
{
    uint32_t reads = s->is_deaf ? 0 : EPOLLIN;
    if (s->stage == CROWD_SOCKET_CONNECTING)
        return EPOLLOUT;
    return reads | (s->out_len > 0 ? (uint32_t)EPOLLOUT : 0) | EPOLLRDHUP;
}

bool crowd_socket_send(crowd_wire *wire, crowd_socket *s, const void *bytes, size_t len)
{
    ssize_t taken = 0;
    if (s->stage == CROWD_SOCKET_CLOSED)
        return false;
    if (s->stage == CROWD_SOCKET_UP && s->out_len == 0)
        taken = push(s, bytes, len);
    if (taken < 0)
        return false;
    if ((size_t)taken < len && !keep(s, (const char *)bytes + taken, len - (size_t)taken))
        return false;
    return watch(wire, s, wanted_events(s));
}

static bool flush(crowd_socket *s)
{
    while (s->out_len > 0) {
        ssize_t taken = push(s, s->out, s->out_len);
        if (taken < 0)
            return false;
        if (taken == 0)
            return true;
        s->out_len -= (size_t)taken;
        memmove(s->out, s->out + taken, s->out_len);
    }
    free(s->out);
    s->out     = NULL;
    s->out_cap = 0;
    return true;
}

/* ---- going on ---- */

static bool is_connected(crowd_socket *s)
{
    int       error = 0;
    socklen_t len   = sizeof error;
    (void)getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &len);
    errno = error;
    return error == 0;
}

static bool shake_hands(crowd_wire *wire, crowd_socket *s)
{
    int n = SSL_do_handshake(s->tls);
    if (n == 1) {
        s->stage = CROWD_SOCKET_UP;
        return true;
    }
    int why = SSL_get_error(s->tls, n);
    errno   = EPROTO;
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
        return false;
    return watch(wire, s, why == SSL_ERROR_WANT_WRITE ? EPOLLOUT : EPOLLIN);
}

bool crowd_socket_go_on(crowd_wire *wire, crowd_socket *s)
{
    if (s->stage == CROWD_SOCKET_CONNECTING) {
        if (!is_connected(s))
            return false;
        s->stage = s->tls != NULL ? CROWD_SOCKET_SHAKING : CROWD_SOCKET_UP;
    }
    if (s->stage == CROWD_SOCKET_SHAKING) {
        if (!shake_hands(wire, s))
            return false;
        if (s->stage != CROWD_SOCKET_UP)
            return true;
    }
    return flush(s) && watch(wire, s, wanted_events(s));
}

ssize_t crowd_socket_read(crowd_socket *s, void *out, size_t size)
{
    if (s->tls == NULL) {
        ssize_t n = recv(s->fd, out, size, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return 0;
        return n > 0 ? n : -1;
    }
    int n = SSL_read(s->tls, out, size > 1 << 20 ? 1 << 20 : (int)size);
    if (n > 0)
        return n;
    int why = SSL_get_error(s->tls, n);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}
