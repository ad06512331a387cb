/*
 * qr.h - a text as a picture that phones read.
 * Layer    codec. Includes base/ only; the library below is libqrencode.
 * Thread   any.
 * Memory   appends to the caller's buffer.
 * Trust    any text; one that is too long for a QR code fails.
 */
#ifndef CHO_CODEC_QR_H
#define CHO_CODEC_QR_H

#include "base/buf.h"

/* Appends a document of SVG: black on white with the margin that readers need, of any size. False: more than about
   2000 bytes, or no memory. */
bool cho_qr_write_svg(cho_buf *out, const char *text);

/* Appends the modules: rows of (side + 7) / 8 bytes, the highest bit left, 1 is dark, no margin. False: as above, and
   nothing is there to be shown. */
bool cho_qr_write_bits(cho_buf *out, const char *text, uint32_t *side);

#endif
