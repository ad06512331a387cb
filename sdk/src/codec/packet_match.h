/*
 * packet_match.h - recognise what comes thousands of times a second.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   allocates nothing; what is matched points into the text.
 * Trust    every byte is hostile. What is matched has been checked as strictly as the reader checks;
 *          whatever is unusual in any way is left to the reader, which also finds what is wrong.
 *
 * Services write giveInput and participants with the same members in the same order, without spaces or
 * escapes. Taking that for granted, and checking it byte by byte, is several times quicker than reading
 * JSON.
 */
#ifndef CHO_CODEC_PACKET_MATCH_H
#define CHO_CODEC_PACKET_MATCH_H

#include "codec/packet_body.h"

/* True: the frame is one sound giveInput method and *out is what cho_packet_read_input makes of it;
   *seq is its seq, or -1 without one. False: read the frame; it may be sound all the same. */
bool cho_packet_match_input(cho_span frame, cho_packet_input *out, int32_t *seq);

/* True: `text` begins with a sound participant of fields that every service sends, without custom ones,
   and *out is what cho_packet_read_participant makes of it. False: read it; *out holds anything. */
bool cho_packet_match_participant(cho_span text, cho_packet_participant *out);

#endif
