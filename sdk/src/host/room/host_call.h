/*
 * host_call.h - one method call: who asks, for what, and what it is answered.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   a call lives on the stack of the dispatcher; what it copies lies in the room's scratch arena.
 * Trust    params are sound JSON and otherwise hostile.
 *
 * Functions that return bool return false when the call is refused; code, message and path are set
 * then, and the caller returns false in turn.
 */
#ifndef CHO_HOST_CALL_H
#define CHO_HOST_CALL_H

#include "host/room/host_state.h"

enum { CHO_HOST_PATH_SIZE = CHO_HOST_FAULT_PATH };

typedef struct cho_host_call {
    cho_host_room        *room;
    cho_host_participant *from;   /* NULL: the game */
    cho_span              params; /* the text of an object */
    cho_json_tag          tag;    /* of what it writes: its seq; its priority once that was read */
    int32_t               code;   /* 0: not refused */
    bool                  is_over_budget; /* refused because the room's memory is used up */
    const char           *message;
    cho_host_reject       reject; /* of an input that is refused */
    char                  path[CHO_HOST_PATH_SIZE]; /* while it runs: where it is, "controls.3." */
    size_t                path_len;
    bool                  is_answered; /* the caller hears how it ends, also when all is well */
    cho_span              id_text;     /* of the reply; empty: none can be given */
    bool                  ends_later;  /* set by the method: the reply does not follow now */
} cho_host_call;

/* The peer that calls. */
void *cho_host_caller(const cho_host_call *call);

/* Always false. `name` ends the path; "": it is the element that a walk stands at, "userIDs.3"; NULL: there
   is no path. */
bool cho_host_refuse(cho_host_call *call, int32_t code, const char *name, const char *message);

/* For missing memory: 1011. */
bool cho_host_refuse_memory(cho_host_call *call);

/* Reads the priority of what the call writes. False: not a whole number of 32 bits, refused with 4004. */
bool cho_host_read_priority(cho_host_call *call);

/* A member that holds an id, copied. False: missing or no id, refused with 4004. */
bool cho_host_read_id(cho_host_call *call, cho_span object, const char *name, cho_span *id);

/* The same for one that may be absent or null: then the id is `otherwise`. */
bool cho_host_read_optional_id(cho_host_call *call, cho_span object, const char *name, const char *otherwise,
                               cho_span *id);

/* What a string says. False: the value is none, or there is no memory; only that is refused here. */
bool cho_host_take_text(cho_host_call *call, const cho_json_value *value, cho_span *text);

/* The id that a value means. False: it is none, or there is no memory; only that is refused here. */
bool cho_host_take_id(cho_host_call *call, const cho_json_value *value, cho_span *id);

/*
 * The elements of an array member, with the path following:
 *
 *     cho_host_walk walk;
 *     if (!cho_host_walk_into(call, object, "controls", &walk)) return false;
 *     while (cho_host_walk_objects(call, &walk, &item))
 *         if (!take(call, item)) return false;
 *     return call->code == 0;
 */
typedef struct cho_host_walk {
    cho_json_reader reader;
    const char     *name;
    size_t          outer_len; /* of the path around it */
    uint32_t        count;     /* elements so far */
} cho_host_walk;

/* False: the member is missing or no array, refused with 4004. */
bool cho_host_walk_into(cho_host_call *call, cho_span object, const char *name, cho_host_walk *walk);
bool cho_host_walk_values(cho_host_call *call, cho_host_walk *walk, cho_json_value *value);

/* False also when an element is no object: refused with 4004. */
bool cho_host_walk_objects(cho_host_call *call, cho_host_walk *walk, cho_span *object);

#endif
