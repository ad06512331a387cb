#include "net/arrival.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/sockios.h>
#endif

bool cho_socket_has_arrived(int fd)
{
#if defined(SIOCOUTQ)
    int unacknowledged = 0;
    return ioctl(fd, SIOCOUTQ, &unacknowledged) == 0 && unacknowledged == 0;
#elif defined(SO_NWRITE)
    int       unacknowledged = 0;
    socklen_t size           = sizeof unacknowledged;
    return getsockopt(fd, SOL_SOCKET, SO_NWRITE, &unacknowledged, &size) == 0 && unacknowledged == 0;
#else
    (void)fd;
    return false;
#endif
}
