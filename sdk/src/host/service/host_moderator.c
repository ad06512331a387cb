#include "host/service/host_moderator.h"

#include "host/room/host_survey.h"
#include "host/service/host_service_state.h"
#include "host/studio/host_studio.h"

#include <stdio.h>

chorus_result cho_host_channel_moderate(cho_host_channel *channel, const cho_host_order *order,
                                        const cho_host_waiter *waiter, cho_host_outcome *outcome, bool *is_later)
{
    char          copy[CHO_HOST_NAME_SIZE];
    const char   *name = cho_host_survey_name(channel->room, order->participant);
    snprintf(copy, sizeof copy, "%s", name != NULL ? name : "");
    chorus_result r = cho_host_room_moderate(channel->room, order, cho_host_service_now_ms(channel->service), outcome);
    *is_later       = false;
    if (r != CHORUS_OK)
        return r;
    cho_host_desk_note(channel, order, copy);
    if (order->deed == CHO_HOST_BAN || order->deed == CHO_HOST_UNBAN)
        *is_later = cho_host_ban_book_note(channel, order, outcome, waiter);
    return CHORUS_OK;
}
