/*
 * interactive_replay.h - a session that plays a recording instead of speaking to a service.
 * Layer    interactive. May include core/ and below.
 * Thread   network thread, but for create and free.
 * Memory   one block, the line that is read, and the frame in it.
 * Trust    a recording is hostile: lines are bounded, each is checked before it is played, and what it
 *          holds passes through the same decoding as what comes from a socket.
 *
 * Whatever a recording says is given to the same functions that were called when it was made: frames,
 * the game's calls, what became of the connection. So the same packets are asked for under the same
 * numbers, the answers in the recording match them, and the same records come out. The clock is that of
 * the recording. The game that watches is not listened to: its own calls are answered by the recording
 * if it makes them in the same order, and otherwise when the session ends.
 */
#ifndef CHO_INTERACTIVE_REPLAY_H
#define CHO_INTERACTIVE_REPLAY_H

#include "core/link.h"

typedef struct cho_ia_replay cho_ia_replay;
struct cho_ia_link;

/* speed 0: as fast as the game takes it in. NULL: no memory. */
cho_ia_replay *cho_ia_replay_create(const chorus_allocator *heap, const char *file, double speed);
void           cho_ia_replay_free(cho_ia_replay *replay);

void cho_ia_replay_start(struct cho_ia_link *ia);
void cho_ia_replay_stop(struct cho_ia_link *ia);
/* The recorded socket is open. */
bool cho_ia_replay_is_online(const cho_ia_replay *replay);

#endif
