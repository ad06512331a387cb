#include "daemon_wake.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <sys/signalfd.h>

static int signals = -1, news_in = -1, news_out = -1;

static bool open_standard_descriptors(void)
{
    int fd = 0;
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDWR);
    if (fd > STDERR_FILENO)
        close(fd);
    return fd >= 0;
}

static int watch_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk, and no end */
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool daemon_wake_init(void)
{
    int ends[2];
    if (!open_standard_descriptors() || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    news_in  = ends[1];
    news_out = ends[0];
    signals  = watch_signals();
    return signals >= 0;
}

void daemon_wake_tell(char news)
{
    ssize_t gone = write(news_in, &news, 1);
    (void)gone; /* a full pipe wakes as well */
}

static daemon_wake_reason take_signal(void)
{
    struct signalfd_siginfo about;
    if (read(signals, &about, sizeof about) != (ssize_t)sizeof about)
        return DAEMON_WAKE_TIMEOUT;
    return about.ssi_signo == SIGHUP ? DAEMON_WAKE_RELOAD : DAEMON_WAKE_END;
}

daemon_wake_reason daemon_wake_wait(int timeout_ms, char *news)
{
    struct pollfd wanted[] = { { signals, POLLIN, 0 }, { news_out, POLLIN, 0 } };
    if (poll(wanted, 2, timeout_ms) <= 0)
        return DAEMON_WAKE_TIMEOUT;
    if ((wanted[0].revents & POLLIN) != 0)
        return take_signal();
    return read(news_out, news, 1) == 1 ? DAEMON_WAKE_NEWS : DAEMON_WAKE_TIMEOUT;
}
