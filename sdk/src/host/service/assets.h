/*
 * assets.h - the files of the audience page, compiled into the library.
 * Layer    host. The table is generated from sdk/web when the library is built.
 * Thread   any. Constant data.
 * Memory   static storage.
 * Trust    our own bytes; a requested path is only ever compared with the names.
 */
#ifndef CHO_HOST_ASSETS_H
#define CHO_HOST_ASSETS_H

#include <stddef.h>

/* Text fields are ready to be sent as they are. */
typedef struct cho_asset {
    const char          *name; /* path below sdk/web, such as "index.html"      */
    const char          *mime; /* Content-Type                                  */
    const char          *etag; /* strong ETag of the content, with its quotes   */
    const unsigned char *data; /* len bytes and a NUL behind them; never NULL   */
    size_t               len;
} cho_asset;

/* cho_assets_count rows in the order of their names, then one of zeros. */
extern const cho_asset cho_assets[];
extern const size_t    cho_assets_count;

#endif
