/*
 * interactive_tape.h - a session that is recorded: everything its network side meets goes into a file.
 * Layer    interactive. May include core/ and below.
 * Thread   network thread, but for create and free. The file is written there too: a slow disk holds up
 *          the network, never the game.
 * Memory   one block and a buffer for a line.
 * Trust    what comes from peers is written as text that any JSON reader takes. Tokens, headers and
 *          addresses are never written. A file that cannot be written is a warning and ends the
 *          recording, not the session.
 *
 * Each function does nothing for a session that is not recorded.
 */
#ifndef CHO_INTERACTIVE_TAPE_H
#define CHO_INTERACTIVE_TAPE_H

#include "core/link.h"

typedef struct cho_ia_tape cho_ia_tape;
struct cho_ia_link;
struct cho_ia_call;

/* NULL: no memory. */
cho_ia_tape *cho_ia_tape_create(const chorus_allocator *heap, const char *file, bool is_masked);
void         cho_ia_tape_free(cho_ia_tape *tape);

void cho_ia_tape_begin(struct cho_ia_link *ia);
void cho_ia_tape_state(struct cho_ia_link *ia, chorus_session_state state, const cho_cause *cause);
void cho_ia_tape_frame(struct cho_ia_link *ia, cho_span frame);
void cho_ia_tape_ask(struct cho_ia_link *ia, uint32_t id, const char *method);
void cho_ia_tape_call(struct cho_ia_link *ia, const struct cho_ia_call *call);
void cho_ia_tape_ready(struct cho_ia_link *ia, bool is_ready);
void cho_ia_tape_dropped(struct cho_ia_link *ia, uint32_t id, chorus_result why);
void cho_ia_tape_end(struct cho_ia_link *ia, int32_t close_code, const char *text);
/* Lines that say nothing more than what happened. */
void cho_ia_tape_open(struct cho_ia_link *ia);
void cho_ia_tape_resync(struct cho_ia_link *ia);
void cho_ia_tape_close(struct cho_ia_link *ia);

#endif
