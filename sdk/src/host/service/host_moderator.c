#include "host/service/host_moderator.h"

#include "host/room/host_survey.h"
#include "host/service/host_service_state.h"
#include "host/studio/host_studio.h"

#include <stdio.h>

chorus_result cho_host_channel_moderate(cho_host_channel *channel, const cho_host_order *order,
                                        cho_host_outcome *outcome)
{
    char          copy[CHO_HOST_NAME_SIZE];
    const char   *name = cho_host_survey_name(channel->room, order->participant);
    snprintf(copy, sizeof copy, "%s", name != NULL ? name : "");
    chorus_result r = cho_host_room_moderate(channel->room, order, cho_host_service_now_ms(channel->service), outcome);
    if (r == CHORUS_OK)
        cho_host_desk_note(channel, order, copy);
    return r;
}
