/*
 * load_floor - the least that a server can do: it waits for those who have something, reads it and throws it away. What
 * this takes of a core is the system's part of what a host takes.
 *
 * It greets each connection with a scene, so that the crowd has something to press. It prints its port, and ends when
 * standard input does.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 65536, EVENTS = 256, REST_US = 4000, BACKLOG = 4096, DIGEST = 20 };

#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" /* RFC 6455 section 1.3 */
#define SCENE                                                                                                     \
    "{\"type\":\"method\",\"id\":1,\"method\":\"onSceneCreate\",\"params\":{\"scenes\":[{\"sceneID\":\"default\","     \
    "\"controls\":[{\"controlID\":\"left\",\"kind\":\"button\"},{\"controlID\":\"right\",\"kind\":\"button\"}]}]},"    \
    "\"seq\":1,\"discard\":true}"

static char buffer[ROOM + 1];

static void greet(int fd, const char *key, size_t len)
{
    unsigned char digest[DIGEST], text[2 * DIGEST], out[1024];
    char          joined[256];
    int           n = snprintf(joined, sizeof joined, "%.*s" GUID, (int)len, key);
    EVP_Digest(joined, (size_t)n, digest, NULL, EVP_sha1(), NULL);
    EVP_EncodeBlock(text, digest, DIGEST);
    n = snprintf((char *)out, sizeof out,
                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
                 "\x81\x7e%c%c%s",
                 (char *)text, (int)(sizeof SCENE - 1) >> 8, (int)(sizeof SCENE - 1) & 255, SCENE);
    (void)!write(fd, out, (size_t)n);
}

static void attend(int fd)
{
    static const char name[] = "Sec-WebSocket-Key: ";
    ssize_t           n      = recv(fd, buffer, ROOM, 0);
    if (n <= 0) {
        close(fd);
    } else if (buffer[0] == 'G') { /* no frame of a client begins like this */
        buffer[n]       = '\0';
        const char *key = strstr(buffer, name);
        if (key != NULL)
            greet(fd, key + sizeof name - 1, strcspn(key + sizeof name - 1, "\r"));
    }
}

static void welcome_all(int epoll, int listener)
{
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.fd = fd };
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

/* Rests as a host does that thousands play with. */
static void turn(int epoll, int listener)
{
    struct epoll_event events[EVENTS];
    int                count = epoll_wait(epoll, events, EVENTS, 0);
    for (int i = 0; i < count; i++)
        attend(events[i].data.fd);
    welcome_all(epoll, listener);
    usleep(REST_US);
}

static int open_listener(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t          len     = sizeof address;
    int                fd      = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, BACKLOG) != 0)
        return -1;
    getsockname(fd, (struct sockaddr *)&address, &len);
    printf("{\"port\":%d}\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

int main(void)
{
    struct rlimit limit;
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int epoll = epoll_create1(0), listener = open_listener();
    if (epoll < 0 || listener < 0)
        return 1;
    while (poll(&input, 1, 0) == 0)
        turn(epoll, listener);
    return 0;
}
