#include "net/watch.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum { TRIES = 8 };

int cho_watch_open(void)
{
    return epoll_create1(EPOLL_CLOEXEC);
}

bool cho_watch_add(int watch, int fd, void *user)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = user };
    return epoll_ctl(watch, EPOLL_CTL_ADD, fd, &event) == 0;
}

void cho_watch_remove(int watch, int fd)
{
    (void)epoll_ctl(watch, EPOLL_CTL_DEL, fd, NULL);
}

void *cho_watch_take(int watch)
{
    struct epoll_event event;
    return epoll_wait(watch, &event, 1, 0) == 1 ? event.data.ptr : NULL;
}

/* False: it cannot be told now, since bytes came between two questions. */
static bool count_taken_now(int fd, uint64_t *bytes)
{
    struct tcp_info info;
    socklen_t       len    = sizeof info;
    int             before = 0, after = 0;
    if (ioctl(fd, FIONREAD, &before) != 0 || getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0
        || ioctl(fd, FIONREAD, &after) != 0 || before != after
        || len < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return false;
    *bytes = (uint64_t)info.tcpi_bytes_received - (uint64_t)after;
    return true;
}

/* A next request that comes at this very moment is no reason to give up. */
bool cho_watch_count_taken(int fd, uint64_t *bytes)
{
    for (int n = 0; n < TRIES; n++) {
        if (count_taken_now(fd, bytes))
            return true;
    }
    return false;
}
