#include "support/obliging_peer.h"

#include <stdio.h>
#include <string.h>

static void answer(scripted_peer *peer, const peer_answer *answers)
{
    char     member[64];
    unsigned id;
    for (; answers->method != NULL; answers++) {
        snprintf(member, sizeof member, "\"method\":\"%s\"", answers->method);
        if (strstr(peer->message, member) == NULL || sscanf(peer->message, "{\"id\":%u", &id) != 1)
            continue;
        if (strcmp(answers->method, "ready") == 0)
            peer_tell(peer, "onReady", "{\"isReady\":true}");
        peer_reply(peer, id, answers->result);
        return;
    }
}

void peer_oblige(scripted_peer *peer, const peer_answer *answers)
{
    uint16_t code;
    if (peer_is_called(peer)) {
        if (peer_accept_whoever_stays(peer))
            peer_tell(peer, "hello", "{}");
    } else if (peer_is_told(peer)) {
        if (peer_read(peer, &code))
            answer(peer, answers);
        else
            peer_drop(peer);
    }
}
