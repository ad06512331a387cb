#include "host/service/host_crowd.h"

enum { AT_ONCE_S = 4, LIST_MAX = 4096 };

/* ---- proxies ---- */

/* Words separated by spaces. False: there is no more. */
static bool next_word(const char **at, cho_span *word)
{
    const char *begin = *at + strspn(*at, " ");
    size_t      len   = strcspn(begin, " ");
    *at               = begin + len;
    *word             = (cho_span){ begin, len };
    return len > 0;
}

const char *cho_host_proxies_fault(const char *list)
{
    cho_span word;
    cho_ip   ip;
    uint32_t bits;
    bool     is_sound = list == NULL || strlen(list) <= LIST_MAX;
    while (list != NULL && is_sound && next_word(&list, &word))
        is_sound = cho_ip_parse_range(word, &ip, &bits);
    return is_sound ? NULL : "trusted_proxies: addresses are needed, such as \"127.0.0.1 10.0.0.0/8\"";
}

static bool is_listed(const char *list, const cho_ip *ip)
{
    cho_span word;
    cho_ip   range;
    uint32_t bits;
    while (list != NULL && next_word(&list, &word)) {
        if (cho_ip_parse_range(word, &range, &bits) && cho_ip_is_within(ip, &range, bits))
            return true;
    }
    return false;
}

bool cho_host_is_proxy(void *user, const cho_ip *ip)
{
    const cho_host_service *service = user;
    return is_listed(service->config->trusted_proxies, ip);
}

/* ---- where a request comes from ---- */

/* Takes the last of a list "a, b, c". False: it is empty. */
static bool take_last(cho_span *list, cho_span *out)
{
    size_t end = list->len;
    while (end > 0 && strchr(", \t", list->ptr[end - 1]) != NULL && list->ptr[end - 1] != '\0')
        end--;
    size_t begin = end;
    while (begin > 0 && list->ptr[begin - 1] != ',')
        begin--;
    list->len = begin;
    while (begin < end && (list->ptr[begin] == ' ' || list->ptr[begin] == '\t'))
        begin++;
    *out = (cho_span){ list->ptr + begin, end - begin };
    return end > begin;
}

/* Each proxy adds whom it heard from at the end: the last one that is no proxy of ours is the visitor. */
bool cho_host_origin_of(const cho_host_service *service, cho_exchange *exchange, cho_ip *out)
{
    const char *proxies = service->config->trusted_proxies;
    cho_span    way     = { NULL, 0 }, hop;
    cho_ip      ip;
    if (!cho_ip_parse(cho_span_of(cho_exchange_peer(exchange)), out))
        return false;
    bool is_far = !cho_exchange_is_local(exchange);
    if (is_listed(proxies, out))
        way = cho_exchange_header(exchange, "x-forwarded-for");
    while (is_listed(proxies, out) && take_last(&way, &hop) && cho_ip_parse(hop, &ip)) {
        *out   = ip;
        is_far = true;
    }
    return is_far;
}

void cho_host_address_of(const cho_host_service *service, cho_exchange *exchange, char out[CHO_IP_TEXT])
{
    cho_ip ip = { { 0 } };
    (void)cho_host_origin_of(service, exchange, &ip);
    cho_ip_write(&ip, out);
}

/* ---- how much ---- */

static bool take(cho_host_service *service, cho_exchange *exchange, cho_favour favour, uint32_t per_s)
{
    cho_ip ip;
    if (!cho_host_origin_of(service, exchange, &ip))
        return true;
    cho_neighbour *who = cho_neighbours_find(&service->neighbours, &ip);
    return who != NULL && cho_pace_take(&who->paces[favour], per_s, AT_ONCE_S, 1, cho_loop_now_ns(service->loop));
}

bool cho_host_allows_request(cho_host_service *service, cho_exchange *exchange)
{
    return take(service, exchange, CHO_FAVOUR_REQUEST, service->config->limits.requests_per_address_s);
}

bool cho_host_allows_join(cho_host_service *service, cho_exchange *exchange)
{
    const chorus_host_limits *limits = &service->config->limits;
    return take(service, exchange, CHO_FAVOUR_JOIN, limits->joins_per_address_s)
           && cho_pace_take(&service->joins, limits->joins_per_s, AT_ONCE_S, 1, cho_loop_now_ns(service->loop));
}
