#include "host/service/host_link.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "host/service/host_records.h"
#include "host/service/host_service.h"
#include "net/addresses.h"

#include <stdio.h>

enum {
    NEWS_EVERY_MS = 250,
    ADDRESSES_MAX   = 16,
    ERROR_SIZE      = 512, /* a path is in it */
    URL_SIZE        = 80 /* an IPv6 address with its scope, a port and what is around them */
};

typedef struct host_link {
    cho_link          link;
    cho_host_config   config;
    cho_host_service *service; /* NULL: not listening */
    cho_timer         news_timer;
    chorus_result     failure; /* why it ends when nobody has asked for it */
    char              why[ERROR_SIZE];
} host_link;

/* ---- news ---- */

/* Tells the game what is new. */
static void push_news(host_link *h)
{
    uint32_t len = (uint32_t)cho_host_service_news_bytes(h->service);
    if (len == 0)
        return;
    cho_host_news *room = cho_link_record(&h->link, CHO_HOST_RECORD_NEWS, len, CHO_WORTH_STATE, 0);
    if (room == NULL)
        return;
    cho_host_service_take_news(h->service, room);
    cho_link_commit(&h->link, len);
    cho_link_publish_records(&h->link);
}

static void on_news_timer(void *user);

static void push_and_rest(host_link *h)
{
    push_news(h);
    cho_timer_start(cho_link_loop(&h->link), &h->news_timer, NEWS_EVERY_MS, on_news_timer, h);
}

static void on_news_timer(void *user)
{
    host_link *h = user;
    if (cho_host_service_news_bytes(h->service) > 0)
        push_and_rest(h);
}

/* The first change is told at once, what follows a few times per second. */
static void on_change(void *user)
{
    host_link *h = user;
    if (h->service != NULL && !cho_timer_is_running(&h->news_timer))
        push_and_rest(h);
}

/* ---- what the service tells ---- */

static void on_log(void *user, chorus_log_level level, const char *line)
{
    host_link *h = user;
    cho_link_log(&h->link, level, "%s", line);
    cho_link_publish_records(&h->link);
}

static void on_bad_packet(void *user, const char *what, size_t offset)
{
    host_link *h = user;
    cho_link_bad_packet(&h->link, what, offset);
    cho_link_publish_records(&h->link);
}

static void on_bytes(void *user, uint64_t received, uint64_t sent)
{
    host_link *h = user;
    cho_link_count_bytes(&h->link, received, sent);
}

/* ---- listening ---- */

static bool is_every_address(const char *address)
{
    return address == NULL || strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
}

static void write_url(char out[URL_SIZE], const char *scheme, const char *address, unsigned port, const char *path)
{
    bool is_v6 = strchr(address, ':') != NULL;
    snprintf(out, URL_SIZE, "%s://%s%s%s:%u%s", scheme, is_v6 ? "[" : "", address, is_v6 ? "]" : "", port, path);
}

/* The addresses to be reached under, best for phones in the room first. */
static uint32_t list_addresses(cho_address out[ADDRESSES_MAX])
{
    uint32_t count = (uint32_t)cho_addresses_list(out, ADDRESSES_MAX);
    if (count > 0)
        return count;
    snprintf(out[0].text, sizeof out[0].text, "127.0.0.1");
    return 1;
}

static void append_url(const host_link *h, cho_buf *urls, const char *address, unsigned port)
{
    char url[URL_SIZE];
    write_url(url, h->config.certificate_file != NULL ? "https" : "http", address, port, "/");
    cho_buf_append(urls, url, strlen(url) + 1);
}

/* As the options name it, with the slash at its end. */
static void append_public_url(const host_link *h, cho_buf *urls)
{
    const char *url = h->config.public_url;
    size_t      len = strlen(url);
    cho_buf_append(urls, url, len);
    cho_buf_append(urls, "/", url[len - 1] == '/' ? 0 : 1);
    cho_buf_append(urls, "", 1);
}

static uint32_t write_addresses(const host_link *h, cho_buf *urls, unsigned port)
{
    cho_address addresses[ADDRESSES_MAX];
    if (!is_every_address(h->config.address)) {
        append_url(h, urls, h->config.address, port);
        return 1;
    }
    uint32_t count = list_addresses(addresses);
    for (uint32_t i = 0; i < count; i++)
        append_url(h, urls, addresses[i].text, port);
    return count;
}

/* What the world calls this host goes first. */
static uint32_t write_urls(const host_link *h, cho_buf *urls, unsigned port)
{
    if (h->config.public_url == NULL)
        return write_addresses(h, urls, port);
    append_public_url(h, urls);
    return 1 + write_addresses(h, urls, port);
}

static bool tell_listening(host_link *h, const cho_buf *urls, uint32_t url_count)
{
    uint32_t            len = (uint32_t)(sizeof(cho_host_listening) + urls->len);
    cho_host_listening *told;
    if (urls->failed)
        return false;
    told = cho_link_record(&h->link, CHO_HOST_RECORD_LISTENING, len, CHO_WORTH_KEEP, 0);
    if (told == NULL)
        return false;
    *told = (cho_host_listening){ cho_host_service_port(h->service), url_count, (uint32_t)urls->len };
    memcpy(told + 1, urls->data, urls->len);
    cho_link_commit(&h->link, len);
    return true;
}

/* Where a game in the same process connects: plain, for a host with TLS takes that from its own machine. */
static bool publish_address(host_link *h, const char *page)
{
    char        url[URL_SIZE];
    const char *address = is_every_address(h->config.address) ? "127.0.0.1" : h->config.address;
    write_url(url, "ws", address, cho_host_service_port(h->service), "/gameClient");
    return cho_link_announce(&h->link, &(cho_announced){ url, page, h->config.channels[0].token });
}

static bool announce(host_link *h)
{
    cho_buf urls;
    cho_buf_init(&urls, cho_link_heap(&h->link));
    uint32_t  url_count = write_urls(h, &urls, cho_host_service_port(h->service));
    bool      is_told   = !urls.failed && publish_address(h, urls.data) && tell_listening(h, &urls, url_count);
    cho_cause fine      = { .result = CHORUS_OK };
    cho_buf_deinit(&urls);
    if (is_told)
        cho_link_state(&h->link, CHORUS_STATE_READY, &fine);
    return is_told;
}

/* ---- the life of a link ---- */

static void on_closed(void *user)
{
    host_link    *h        = user;
    bool          is_asked = h->link.is_closing;
    chorus_result result   = is_asked ? CHORUS_OK : h->failure;
    cho_timer_cancel(&h->news_timer);
    cho_host_service_free(h->service);
    h->service = NULL;
    cho_link_end(&h->link, result, 0, is_asked ? "closed" : h->why);
}

static void give_up(host_link *h, chorus_result failure, const char *why)
{
    h->failure = failure;
    snprintf(h->why, sizeof h->why, "%s", why);
    cho_host_service_close(h->service, on_closed, h);
}

/* May be called while the service is being opened: h->service is known by then. */
static void on_open(void *user, chorus_result result, const char *error)
{
    host_link *h = user;
    if (result != CHORUS_OK) {
        cho_link_log(&h->link, CHORUS_LOG_ERROR, "cannot listen: %s", error);
        give_up(h, result, error);
    } else if (!announce(h)) {
        give_up(h, CHORUS_E_MEMORY, "out of memory");
    }
    cho_link_publish_records(&h->link);
}

static void start(cho_link *link)
{
    host_link           *h     = (host_link *)link;
    const cho_host_watch watch = { on_open, on_change, on_log, on_bad_packet, on_bytes, h };
    char                 error[ERROR_SIZE];
    chorus_result r = cho_host_service_open(cho_link_loop(link), &h->config, cho_link_hash_seed(link), &watch,
                                            &h->service, error, sizeof error);
    if (r != CHORUS_OK) {
        h->service = NULL;
        cho_link_log(link, CHORUS_LOG_ERROR, "cannot listen: %s", error);
        cho_link_end(link, r, 0, error);
    }
    cho_link_publish_records(link);
}

static void close_link(cho_link *link)
{
    host_link *h = (host_link *)link;
    if (h->service != NULL)
        cho_host_service_close(h->service, on_closed, h);
}

static void take_limits(host_link *h, const cho_host_new_limits *command)
{
    h->config.limits = command->limits;
    cho_host_service_take_limits(h->service);
    cho_link_log(&h->link, CHORUS_LOG_INFO, "event=limits_changed");
}

static void moderate(host_link *h, const cho_host_moderate *command)
{
    chorus_result r = cho_host_service_moderate(h->service, command->channel, &command->order);
    if (r != CHORUS_OK)
        cho_link_log(&h->link, CHORUS_LOG_WARNING, "channel %u could not be moderated: %s", (unsigned)command->channel,
                     chorus_strerror(r));
}

static void obey(cho_link *link, cho_command *command)
{
    host_link *h = (host_link *)link;
    if (h->service != NULL && command->type == CHO_HOST_COMMAND_END_GAME)
        cho_host_service_end_game(h->service, ((const cho_host_end_game *)command)->channel);
    if (h->service != NULL && command->type == CHO_HOST_COMMAND_RELOAD_CERTIFICATE)
        cho_host_service_reload_certificate(h->service);
    if (h->service != NULL && command->type == CHO_HOST_COMMAND_SET_LIMITS)
        take_limits(h, (const cho_host_new_limits *)command);
    if (h->service != NULL && command->type == CHO_HOST_COMMAND_MODERATE)
        moderate(h, (const cho_host_moderate *)command);
    cho_link_publish_records(link);
}

static void resync(cho_link *link)
{
    host_link *h = (host_link *)link;
    if (h->service == NULL)
        return;
    cho_host_service_tell_all(h->service);
    push_news(h);
}

void cho_host_link_free(cho_link *link)
{
    host_link              *h    = (host_link *)link;
    const chorus_allocator *heap = h->config.heap;
    cho_host_service_free(h->service);
    cho_host_config_deinit(&h->config);
    cho_release(heap, h);
}

static const cho_link_ops ops = {
    .start     = start,
    .command   = obey,
    .close     = close_link,
    .resync    = resync,
    .free_link = cho_host_link_free,
    .name      = "host",
};

cho_link *cho_host_link_create(const chorus_allocator *heap, cho_host_config *config)
{
    host_link *h = cho_alloc_zero(heap, sizeof *h);
    if (h == NULL)
        return NULL;
    h->link.ops = &ops;
    h->config   = *config;
    return &h->link;
}
