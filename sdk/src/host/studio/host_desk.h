/*
 * host_desk.h - what the files of a studio share.
 * Layer    host. Private to host/studio.
 * Thread   network thread.
 * Memory   see host_studio.h.
 * Trust    see host_studio.h.
 */
#ifndef CHO_HOST_DESK_H
#define CHO_HOST_DESK_H

#include "codec/packet.h"
#include "host/room/host_rate.h"
#include "host/room/host_survey.h"
#include "host/service/host_service_state.h"
#include "host/studio/host_studio.h"

enum {
    CHO_HOST_STUDIO_TICK_MS = 250,
    CHO_HOST_DEEDS_KEPT     = 100
};

/* A deed as it is told, with its time; NULL: none yet. */
typedef struct cho_host_deed_text {
    char *json;
} cho_host_deed_text;

struct cho_host_desk {
    struct cho_host_channel *channel;
    cho_host_studio         *studios;
    uint32_t                 count, watcher_count; /* who wants to see inputs */
    uint32_t                 beat;                 /* of the tick */
    uint64_t                 serial;               /* of the studio that came last */
    cho_timer                tick;
    cho_host_deed_text       deeds[CHO_HOST_DEEDS_KEPT];
    uint32_t                 deed_count; /* ever; the newest is the last but one of a ring */
    cho_buf                  text, packet; /* what is being written */
};

/* A row of the list of participants as it was told. */
typedef struct cho_host_row {
    uint32_t handle;
    uint64_t hash;
} cho_host_row;

struct cho_host_studio {
    cho_host_desk   *desk;
    cho_host_studio *next;
    uint64_t         serial; /* unlike that of any other at this desk */
    cho_conn        *conn;
    cho_host_view    view;
    cho_host_row     rows[CHO_HOST_VIEW_MAX];
    uint32_t         row_count, matching;
    uint64_t         state_hash, scenes_hash;
    int32_t          scenes_version;
    uint32_t         next_id, seq, bad_packets;
    cho_host_bucket  calls;
    bool             watches_inputs, has_list, is_closing;
};

/* ---- host_studio_tell.c ---- */

/* A cleared buffer for the params or the result of what is written next. */
cho_buf *cho_host_studio_text(cho_host_studio *studio);
void     cho_host_studio_tell(cho_host_studio *studio, const char *method);
void     cho_host_studio_answer(cho_host_studio *studio, cho_span id_text);
void     cho_host_studio_refuse(cho_host_studio *studio, cho_span id_text, int32_t code, const char *message,
                                const char *path);

/* What is new since the last time; `is_whole`: all of it. */
void cho_host_studio_tell_state(cho_host_studio *studio, bool is_whole);
void cho_host_studio_tell_participants(cho_host_studio *studio, bool is_whole);
void cho_host_studio_tell_scenes(cho_host_studio *studio, bool is_whole);
void cho_host_studio_tell_rates(cho_host_studio *studio);
void cho_host_studio_tell_inputs(cho_host_studio *studio, const cho_host_feed *feed);
void cho_host_studio_tell_deeds(cho_host_studio *studio);

/* ---- host_studio_methods.c ---- */

/* A call that is sound JSON. Answers it. */
void cho_host_studio_run(cho_host_studio *studio, const cho_packet *packet);

/* The name that a deed has on the wire. */
const char *cho_host_studio_deed_name(cho_host_deed deed);

#endif
