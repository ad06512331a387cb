#include <chorus/event.h>

/* No default: a compiler that warns tells of a type without a name. */
const char *chorus_event_name(uint32_t type)
{
    switch ((chorus_event_type)type) {
    case CHORUS_EVENT_NONE:               return "none";
    case CHORUS_EVENT_SESSION_STATE:      return "session_state";
    case CHORUS_EVENT_SESSION_READY:      return "session_ready";
    case CHORUS_EVENT_SESSION_CLOSED:     return "session_closed";
    case CHORUS_EVENT_REPLY:              return "reply";
    case CHORUS_EVENT_INPUTS_LOST:        return "inputs_lost";
    case CHORUS_EVENT_INPUT:              return "input";
    case CHORUS_EVENT_PARTICIPANT_JOIN:   return "participant_join";
    case CHORUS_EVENT_PARTICIPANT_UPDATE: return "participant_update";
    case CHORUS_EVENT_PARTICIPANT_LEAVE:  return "participant_leave";
    case CHORUS_EVENT_SCENE_CREATE:       return "scene_create";
    case CHORUS_EVENT_SCENE_UPDATE:       return "scene_update";
    case CHORUS_EVENT_SCENE_DELETE:       return "scene_delete";
    case CHORUS_EVENT_GROUP_CREATE:       return "group_create";
    case CHORUS_EVENT_GROUP_UPDATE:       return "group_update";
    case CHORUS_EVENT_GROUP_DELETE:       return "group_delete";
    case CHORUS_EVENT_CONTROL_CREATE:     return "control_create";
    case CHORUS_EVENT_CONTROL_UPDATE:     return "control_update";
    case CHORUS_EVENT_CONTROL_DELETE:     return "control_delete";
    case CHORUS_EVENT_WORLD_UPDATE:       return "world_update";
    case CHORUS_EVENT_METHOD:             return "method";
    case CHORUS_EVENT_MEMORY_WARNING:     return "memory_warning";
    case CHORUS_EVENT_UPLOAD:             return "upload";
    case CHORUS_EVENT_TOKEN:              return "token";
    case CHORUS_EVENT_PACKET:             return "packet";
    case CHORUS_EVENT_HOST_LISTENING:     return "host_listening";
    case CHORUS_EVENT_LOGIN:              return "login";
    case CHORUS_EVENT_FORCE_INT:          break;
    }
    return "unknown";
}
