#include "net/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static bool is_usable(const struct ifaddrs *entry)
{
    return entry->ifa_addr != NULL && entry->ifa_addr->sa_family == AF_INET &&
           (entry->ifa_flags & IFF_UP) != 0;
}

static bool is_listed(const cho_address *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].text, text) == 0)
            return true;
    return false;
}

static size_t add_those(const struct ifaddrs *entries, bool loopback, cho_address *out,
                        size_t count, size_t max)
{
    for (const struct ifaddrs *e = entries; e != NULL && count < max; e = e->ifa_next) {
        if (!is_usable(e) || ((e->ifa_flags & IFF_LOOPBACK) != 0) != loopback)
            continue;
        struct sockaddr_in ip;
        memcpy(&ip, e->ifa_addr, sizeof ip);
        cho_address *a = &out[count];
        a->is_loopback = loopback;
        if (inet_ntop(AF_INET, &ip.sin_addr, a->text, sizeof a->text) != NULL &&
            !is_listed(out, count, a->text))
            count++;
    }
    return count;
}

size_t cho_addresses_list(cho_address *out, size_t max)
{
    struct ifaddrs *entries = NULL;
    if (getifaddrs(&entries) != 0)
        return 0;
    size_t count = add_those(entries, false, out, 0, max);
    count        = add_those(entries, true, out, count, max);
    freeifaddrs(entries);
    return count;
}

void cho_machine_name(char out[CHO_MACHINE_NAME])
{
    if (gethostname(out, CHO_MACHINE_NAME) != 0)
        out[0] = '\0';
    out[CHO_MACHINE_NAME - 1] = '\0';
}
