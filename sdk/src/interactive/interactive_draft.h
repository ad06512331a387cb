/*
 * interactive_draft.h - packets that are being written: the one way by which creates, updates, deletes
 * and all other calls leave.
 * Layer    interactive. May include core/ and below.
 * Thread   game thread.
 * Memory   one buffer, given back by cho_ia_send_draft() or cho_ia_drop_draft().
 * Trust    what is written has been checked by whoever writes it, but for its size.
 *
 *     cho_ia_draft d;
 *     cho_ia_draft_init(&d, s);
 *     cho_ia_begin_packet(&d, cho_span_of("capture"));
 *     ... write one JSON object with d.w ...
 *     r = cho_ia_send_draft(&d, request);
 *
 * Several packets may be begun, one after the other: they share the request. A list of objects, such
 * as the controls of a scene, goes on in a further packet where one would be too long.
 */
#ifndef CHO_INTERACTIVE_DRAFT_H
#define CHO_INTERACTIVE_DRAFT_H

#include "codec/json_writer.h"
#include "interactive/interactive_session.h"

/* The most bytes a string of `len` may take in JSON, with its quotes: each byte may become \u001f. */
#define CHO_IA_TEXT_MAX(len) (6 * (len) + 2)

/* What is around the objects of a list. */
typedef struct cho_ia_list {
    const char *method, *name;
    cho_span    scene;        /* sceneID; empty: none is written   */
    bool        has_priority; /* that of the session is written    */
} cho_ia_list;

typedef struct cho_ia_draft {
    cho_interactive *s;
    cho_json_writer  w; /* on `text` */
    cho_buf          text;
    size_t           params_at; /* of the packet that is being written */
    uint32_t         count;     /* of packets */
    uint32_t         item_count; /* of the list in this packet */
    cho_ia_list      list;
    bool             is_too_long;
} cho_ia_draft;

/* True when a change may be asked for now. Who wants an answer waits for the connection: it comes from the
 * service or not at all. */
static inline bool cho_ia_may_change(const cho_interactive *s, const chorus_request *request)
{
    return request == NULL ? cho_interactive_takes_changes(s) : cho_interactive_is_connected(s);
}

void cho_ia_draft_init(cho_ia_draft *d, cho_interactive *s);

/* Ends the packet before. The caller writes one JSON object, the params. */
void cho_ia_begin_packet(cho_ia_draft *d, cho_span method);

/* A packet with a list in it: each object that the caller writes is announced first with the most
 * bytes it may have. */
void cho_ia_begin_list(cho_ia_draft *d, const cho_ia_list *list);
void cho_ia_next_item(cho_ia_draft *d, size_t bytes);
void cho_ia_end_list(cho_ia_draft *d);

/* OK, E_MEMORY, E_AGAIN; E_SIZE when a packet is too long. Nothing goes out unless all of it can.
 * The draft is over. */
chorus_result cho_ia_send_draft(cho_ia_draft *d, chorus_request *request);
void          cho_ia_drop_draft(cho_ia_draft *d);

#endif
