#include "net/watch.h"

#include <stddef.h>
#include <sys/epoll.h>

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
