#include "host/room/host_methods.h"

/* NULL: not for this caller. */
typedef struct method {
    const char     *name;
    cho_host_method game, participant;
} method;

static const method methods[] = {
    { "giveInput", NULL, cho_host_give_input },
    { "getTime", cho_host_get_time, cho_host_get_time },
    { "updateControls", cho_host_update_controls, NULL },
    { "updateParticipants", cho_host_update_participants, NULL },
    { "capture", cho_host_capture, NULL },
    { "broadcastEvent", cho_host_broadcast_event, NULL },
    { "ready", cho_host_set_ready, NULL },
    { "wantMoreTime", NULL, cho_host_want_more_time },
    { "getScenes", cho_host_get_scenes, cho_host_get_scenes },
    { "createScenes", cho_host_create_scenes, NULL },
    { "updateScenes", cho_host_update_scenes, NULL },
    { "deleteScene", cho_host_delete_scene, NULL },
    { "getGroups", cho_host_get_groups, cho_host_get_groups },
    { "createGroups", cho_host_create_groups, NULL },
    { "updateGroups", cho_host_update_groups, NULL },
    { "deleteGroup", cho_host_delete_group, NULL },
    { "createControls", cho_host_create_controls, NULL },
    { "deleteControls", cho_host_delete_controls, NULL },
    { "getAllParticipants", cho_host_get_all_participants, NULL },
    { "getActiveParticipants", cho_host_get_active_participants, NULL },
    { "getParticipantsByMixerID", cho_host_get_participants_by_user, NULL },
    { "getParticipantsBySessionID", cho_host_get_participants_by_session, NULL },
    { "updateWorld", cho_host_update_world, NULL },
    { "getMemoryStats", cho_host_get_memory_stats, NULL },
    { "getJoinUrl", cho_host_get_join_url, NULL },
    { "setBandwidthThrottle", cho_host_set_bandwidth_throttle, NULL },
    { "getThrottleState", cho_host_get_throttle_state, NULL },
    { "uploadFile", cho_host_upload_file, NULL },
    { "deleteFile", cho_host_delete_file, NULL },
    { "setCompression", cho_host_set_compression, cho_host_set_compression },
};

cho_host_method cho_host_method_find(const cho_json_value *name, bool is_game)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (cho_json_is(name, methods[i].name))
            return is_game ? methods[i].game : methods[i].participant;
    }
    return NULL;
}
