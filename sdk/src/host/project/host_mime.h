/*
 * host_mime.h - what a browser may take a file for, by the ending of its name.
 * Layer    host. Includes base/ only.
 * Thread   any; pure functions.
 * Memory   none.
 * Trust    names may be any bytes.
 */
#ifndef CHO_HOST_MIME_H
#define CHO_HOST_MIME_H

#include "base/span.h"

/* Static; bytes when the ending is not known. Pages, programs and style sheets are bytes too unless `may_act`: files
   that a game uploads are shown, and those of the host's owner may act. */
const char *cho_host_mime_of(cho_span name, bool may_act);

#endif
