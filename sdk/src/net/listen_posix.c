#include "net/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096 }; /* everybody may come back at one moment; the system may allow less */

typedef union any_address {
    struct sockaddr     generic;
    struct sockaddr_in  v4;
    struct sockaddr_in6 v6;
} any_address;

static bool read_address(const char *text, uint16_t port, any_address *out)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port   = htons(port);
        return true;
    }
    if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port   = htons(port);
        return true;
    }
    return false;
}

static socklen_t length_of(const any_address *a)
{
    return a->generic.sa_family == AF_INET6 ? sizeof a->v6 : sizeof a->v4;
}

static int close_keeping_errno(int fd)
{
    int e = errno;
    (void)close(fd);
    errno = e;
    return -1;
}

/* Addresses of connections that have just ended may be used again at once. */
static int listen_on(const any_address *a, bool both_families)
{
    int fd = socket(a->generic.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int on = 1, v6_only = both_families ? 0 : 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (a->generic.sa_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof v6_only);
    if (bind(fd, &a->generic, length_of(a)) != 0 || listen(fd, BACKLOG) != 0)
        return close_keeping_errno(fd);
    return fd;
}

/* A port in use is that, but a machine without IPv6 still has the other family. */
static int listen_everywhere(uint16_t port)
{
    any_address a;
    (void)read_address("::", port, &a);
    int fd = listen_on(&a, true);
    if (fd >= 0 || errno == EADDRINUSE || errno == EACCES)
        return fd;
    (void)read_address("0.0.0.0", port, &a);
    return listen_on(&a, false);
}

static uint16_t port_of(int fd)
{
    any_address a;
    socklen_t   len = sizeof a;
    if (getsockname(fd, &a.generic, &len) != 0)
        return 0;
    return ntohs(a.generic.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

static void describe_failure(int e, const char *address, uint16_t port, char *error, size_t len)
{
    unsigned number = port;
    if (e == EADDRINUSE)
        (void)snprintf(error, len, "port %u is in use", number);
    else if (e == EACCES)
        (void)snprintf(error, len, "port %u may not be used without more rights", number);
    else if (e == EADDRNOTAVAIL)
        (void)snprintf(error, len, "cannot use port %u: %s is no address of this machine", number,
                       address);
    else
        (void)snprintf(error, len, "cannot use port %u: %s", number, strerror(e));
}

chorus_result cho_listen(const char *address, uint16_t port, int *fd, uint16_t *bound, char *error,
                         size_t error_len)
{
    any_address a;
    if (address != NULL && !read_address(address, port, &a)) {
        (void)snprintf(error, error_len, "cannot use port %u: '%s' is not a numeric address",
                       (unsigned)port, address);
        return CHORUS_E_INVALID;
    }
    int made = address == NULL ? listen_everywhere(port) : listen_on(&a, false);
    if (made < 0) {
        describe_failure(errno, address == NULL ? "" : address, port, error, error_len);
        return CHORUS_E_NETWORK;
    }
    *fd    = made;
    *bound = port_of(made);
    return CHORUS_OK;
}
