/*
 * host_methods.h - every method a room understands.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   a method appends its result to room->result; nothing appended is null.
 * Trust    who may call what is looked up in one table; a method checks its own params.
 *
 * A method validates everything, then changes everything, then tells: or it returns false and nothing
 * has happened.
 */
#ifndef CHO_HOST_METHODS_H
#define CHO_HOST_METHODS_H

#include "host/room/host_call.h"

typedef bool (*cho_host_method)(cho_host_call *call);

/* NULL: there is no such method for this caller. */
cho_host_method cho_host_method_find(const cho_json_value *name, bool is_game);

/* host_core_methods.c */
bool cho_host_get_time(cho_host_call *call);
bool cho_host_get_join_url(cho_host_call *call);
bool cho_host_set_ready(cho_host_call *call);
bool cho_host_update_world(cho_host_call *call);

/* host_memory.c */
bool cho_host_get_memory_stats(cho_host_call *call);

/* host_bandwidth.c */
bool cho_host_set_bandwidth_throttle(cho_host_call *call);
bool cho_host_get_throttle_state(cho_host_call *call);

/* host_compression.c */
bool cho_host_set_compression(cho_host_call *call);

/* host_scenes.c */
bool cho_host_get_scenes(cho_host_call *call);
bool cho_host_create_scenes(cho_host_call *call);
bool cho_host_update_scenes(cho_host_call *call);
bool cho_host_delete_scene(cho_host_call *call);
/* No method: what a new session begins with. What was made when it returns false stays until the state is dropped. */
bool cho_host_begin_with_scenes(cho_host_call *call);

/* host_groups.c */
bool cho_host_get_groups(cho_host_call *call);
bool cho_host_create_groups(cho_host_call *call);
bool cho_host_update_groups(cho_host_call *call);
bool cho_host_delete_group(cho_host_call *call);

/* host_controls.c */
bool cho_host_create_controls(cho_host_call *call);
bool cho_host_update_controls(cho_host_call *call);
bool cho_host_delete_controls(cho_host_call *call);

/* host_audience.c */
bool cho_host_get_all_participants(cho_host_call *call);
bool cho_host_get_active_participants(cho_host_call *call);
bool cho_host_get_participants_by_user(cho_host_call *call);
bool cho_host_get_participants_by_session(cho_host_call *call);
bool cho_host_update_participants(cho_host_call *call);

/* host_broadcast.c */
bool cho_host_broadcast_event(cho_host_call *call);

/* host_capture.c */
bool cho_host_capture(cho_host_call *call);

/* host_file_methods.c */
bool cho_host_upload_file(cho_host_call *call);
bool cho_host_delete_file(cho_host_call *call);

/* host_more_time.c */
bool cho_host_want_more_time(cho_host_call *call);

/* host_input.c */
bool cho_host_give_input(cho_host_call *call);

#endif
