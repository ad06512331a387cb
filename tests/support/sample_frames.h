/*
 * sample_frames.h - compressed frames that a service written in Go sends, byte for byte.
 *
 * Three messages of one gzip stream, and a fourth that begins a stream of its own. The messages after the
 * first begin with a reference into what came before, which not every decoder expects.
 */
#ifndef TESTS_SUPPORT_SAMPLE_FRAMES_H
#define TESTS_SUPPORT_SAMPLE_FRAMES_H

#include <stddef.h>

typedef struct sample_frame {
    const char *bytes;
    size_t      len;
    const char *text;
} sample_frame;

enum { SAMPLE_FRAMES = 3 };

extern const sample_frame sample_frames[SAMPLE_FRAMES];
extern const sample_frame sample_reply_frame;

#endif
