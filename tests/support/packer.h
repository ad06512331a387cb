/*
 * packer.h - the other end of a compressed connection: texts into frames and back.
 */
#ifndef TESTS_SUPPORT_PACKER_H
#define TESTS_SUPPORT_PACKER_H

#include "codec/stream.h"

typedef struct packer {
    chorus_allocator heap;
    cho_stream       stream;
    cho_buf          frame, text;
} packer;

/* Both directions begin. Fails the test when the scheme is not built. */
void packer_init(packer *p, cho_scheme scheme);
void packer_deinit(packer *p);
/* Both directions begin anew. */
void packer_restart(packer *p);

/* The frame that says the text; valid until the next one. */
cho_span packer_wrap(packer *p, const char *text);
/* The text that a frame says; valid until the next one. It must be sound. */
const char *packer_unwrap(packer *p, const void *bytes, size_t len);

#endif
