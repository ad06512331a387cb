/*
 * recording.h - the lines of a recording: what a session met, in the order in which it met it.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   writing appends; reading allocates nothing, and what was read points into the line.
 * Trust    a recording comes from strangers like anything else: a line is checked as a whole before any
 *          of it is handed out, and each number is bounded.
 *
 * proto/recording.md describes the format. A line is written between begin and end:
 *
 *     cho_json_writer w = cho_recording_begin(&buf, now_ns, CHO_RECORDING_FRAME);
 *     cho_recording_put_packet(&w, frame, NULL);
 *     cho_recording_end(&w);
 */
#ifndef CHO_CODEC_RECORDING_H
#define CHO_CODEC_RECORDING_H

#include "codec/json_reader.h"
#include "codec/json_writer.h"

enum { CHO_RECORDING_VERSION = 1 };

/* A frame of 2 000 000 bytes, each of them escaped, and what stands around it. */
enum { CHO_RECORDING_LINE_MAX_BYTES = 6 * 2000000 + 4096 };

typedef enum cho_recording_kind {
    CHO_RECORDING_HEAD,    /* the first line: version, coding, forgets; is_on: it wants to be ready */
    CHO_RECORDING_STATE,   /* the connection's state: state, cause, code, retry_ms, attempt, text */
    CHO_RECORDING_OPEN,    /* the socket is open                                                  */
    CHO_RECORDING_FRAME,   /* a text frame came: packet                                           */
    CHO_RECORDING_ASK,     /* the library asked the service: id, method                           */
    CHO_RECORDING_CALL,    /* the game called: id, request, calls                                 */
    CHO_RECORDING_READY,   /* the game said ready: is_on                                          */
    CHO_RECORDING_DROPPED, /* a call that will not be answered: id, cause                         */
    CHO_RECORDING_RESYNC,  /* the game had not pumped: everything is fetched again                */
    CHO_RECORDING_CLOSE,   /* the socket is closed                                                */
    CHO_RECORDING_END,     /* the session has ended: code, text                                   */
    CHO_RECORDING_OTHER    /* of a later version: to be passed over                               */
} cho_recording_kind;

/* What a line says. Members it does not have are zero or absent. */
typedef struct cho_recording_line {
    cho_recording_kind kind;
    uint64_t           ns; /* monotonic */
    uint32_t           version; /* of the format; 0: not said */
    uint32_t           id, request, retry_ms, attempt;
    int32_t            state, cause, code;
    bool               is_on, forgets;
    cho_json_value     text, method, calls; /* calls: an array of [method, params] each */
    cho_json_value     packet;              /* an object or array as it came, or absent */
    cho_json_value     hex;                 /* bytes that are no text                     */
    cho_json_value     coding;              /* params of setCompression after each hello  */
} cho_recording_line;

/* ---- names of people ---- */

/* Replaces what tells who somebody is by something that is the same for the same person in this recording
 * and tells nothing outside of it. */
typedef struct cho_recording_mask {
    uint64_t salt[2]; /* random, and never written down */
} cho_recording_mask;

/* Writes a sound JSON text with names and typed text replaced. */
void cho_recording_write_masked(cho_json_writer *w, cho_span json, const cho_recording_mask *mask);

/* ---- writing ---- */

cho_json_writer cho_recording_begin(cho_buf *out, uint64_t ns, cho_recording_kind kind);
void            cho_recording_end(cho_json_writer *w);

/* The members that hold a frame. With a mask, a frame that cannot be read is left out. */
void cho_recording_put_packet(cho_json_writer *w, cho_span frame, const cho_recording_mask *mask);

/* ---- reading ---- */

/* False: *error says what is wrong and where in the line. */
bool cho_recording_read(cho_span line, cho_recording_line *out, cho_json_error *error);

/* The bytes of a frame, appended. */
void cho_recording_append_frame(const cho_recording_line *line, cho_buf *out);

#endif
