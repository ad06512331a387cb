/*
 * interactive_describe.h - what the game wants to be created: checked, and written as JSON.
 * Layer    interactive. May include core/ and below.
 * Thread   game thread.
 * Memory   appends to the draft; scratch is given back before a call returns.
 * Trust    a mistaken game: everything is checked, and a line of the log says which field of which
 *          element was wrong.
 */
#ifndef CHO_INTERACTIVE_DESCRIBE_H
#define CHO_INTERACTIVE_DESCRIBE_H

#include "interactive/interactive_draft.h"

/* Where a description stands: "create_controls: controls[3]". */
typedef struct cho_ia_place {
    cho_interactive *s;
    const char      *call, *list;
    uint32_t         at;
} cho_ia_place;

/* Logs why and says E_INVALID. */
chorus_result cho_ia_refuse(const cho_ia_place *place, const char *why);

/* `text` may be an id. E_INVALID, and the log says what is missing or not UTF-8. */
chorus_result cho_ia_check_id(const cho_ia_place *place, const char *what, const char *text);

/* Copies and checks. OK, E_INVALID, E_VERSION. */
chorus_result cho_ia_read_control(const cho_ia_place *place, const void *given, chorus_control_desc *known);
chorus_result cho_ia_read_scene(const cho_ia_place *place, const void *given, chorus_scene_desc *known);
chorus_result cho_ia_read_group(const cho_ia_place *place, const void *given, chorus_group_desc *known);
chorus_result cho_ia_check_positions(const cho_ia_place *place, const chorus_position *positions, uint32_t count);

/* The object of a description that has been checked, appended. OK, E_MEMORY. */
chorus_result cho_ia_write_control(const chorus_control_desc *d, cho_buf *out);
chorus_result cho_ia_write_scene(const chorus_scene_desc *d, cho_buf *out);
chorus_result cho_ia_write_group(const chorus_group_desc *d, cho_buf *out);
void          cho_ia_write_positions(cho_json_writer *w, const chorus_position *positions, uint32_t count);

/* NULL means the default scene or group. */
static inline cho_span cho_ia_span_or_default(const char *id)
{
    return cho_span_of(id == NULL ? "default" : id);
}

#endif
