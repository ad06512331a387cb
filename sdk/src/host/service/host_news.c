/* What the owner of a host is told of its channels. */
#include "host/service/host_service_state.h"

static cho_host_counts counts_of(const cho_host_channel *channel)
{
    const cho_host_room *room     = channel->room;
    cho_host_counters    counters = cho_host_room_counters(room);
    return (cho_host_counts){ cho_host_room_participant_count(room), cho_host_room_game(room) != NULL ? 1 : 0,
                              counters.inputs_accepted, counters.inputs_rejected };
}

static bool is_news(const cho_host_channels *channels, const cho_host_channel *channel)
{
    cho_host_counts now = counts_of(channel), told = channel->told;
    return channels->is_all_news || !channel->is_told || now.participants != told.participants
           || now.games != told.games || now.inputs_accepted != told.inputs_accepted
           || now.inputs_rejected != told.inputs_rejected;
}

static uint32_t count_gone(const cho_host_channels *channels)
{
    return channels->is_all_news ? 0 : (uint32_t)(channels->gone.len / sizeof(uint32_t));
}

size_t cho_host_service_news_bytes(const cho_host_service *service)
{
    const cho_host_channels *channels = &service->channels;
    const cho_host_channel  *channel  = NULL;
    size_t                   count    = count_gone(channels);
    while ((channel = cho_host_table_next(&channels->table, channel)) != NULL)
        count += is_news(channels, channel);
    return count == 0 ? 0 : sizeof(cho_host_news) + count * sizeof(cho_host_channel_news);
}

static cho_host_channel_news *write_gone(const cho_host_channels *channels, cho_host_channel_news *at)
{
    for (uint32_t i = 0; i < count_gone(channels); i++) {
        *at = (cho_host_channel_news){ .is_gone = true };
        memcpy(&at->number, channels->gone.data + i * sizeof at->number, sizeof at->number);
        at++;
    }
    return at;
}

static cho_host_channel_news news_of(const cho_host_channel *channel)
{
    cho_host_channel_news news = { .number = channel->config->number, .counts = channel->told };
    memcpy(news.code, channel->config->code, sizeof news.code);
    return news;
}

/* What is gone stands first: one of the same number may have come since. */
void cho_host_service_take_news(cho_host_service *service, cho_host_news *out)
{
    cho_host_channels     *channels = &service->channels;
    cho_host_channel      *channel  = NULL;
    cho_host_channel_news *first    = (cho_host_channel_news *)(out + 1);
    cho_host_channel_news *at       = write_gone(channels, first);
    while ((channel = cho_host_table_next(&channels->table, channel)) != NULL) {
        if (!is_news(channels, channel))
            continue;
        channel->told    = counts_of(channel);
        channel->is_told = true;
        *at++            = news_of(channel);
    }
    *out = (cho_host_news){ (uint32_t)(at - first), channels->is_all_news, channels->past };
    cho_buf_clear(&channels->gone);
    channels->is_all_news = false;
}

void cho_host_service_tell_all(cho_host_service *service)
{
    service->channels.is_all_news = true;
}
