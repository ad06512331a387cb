/*
 * url.h - read and write the URLs we connect to and the query strings we are sent.
 * Layer    net. May include base/ only.
 * Thread   any; pure functions.
 * Memory   a cho_url points into the text it was read from.
 * Trust    every byte is hostile. Control bytes, spaces and userinfo are
 *          refused, so a URL can never smuggle a header or a password.
 */
#ifndef CHO_NET_URL_H
#define CHO_NET_URL_H

#include "base/buf.h"
#include "base/span.h"
#include <chorus/base.h>

typedef struct cho_url {
    bool     is_secure;    /* wss, https */
    bool     is_websocket; /* ws, wss */
    bool     is_ipv6;      /* host is an IPv6 literal */
    bool     has_port;     /* the text named a port */
    uint16_t port;         /* the named one or the scheme's default: 80, 443 */
    cho_span host;         /* without brackets, 1..253 bytes */
    cho_span path;         /* verbatim; empty or begins with '/' */
    cho_span query;        /* verbatim, without '?'; ptr NULL when there is no '?' */
} cho_url;

/*
 * False when text is not a ws, wss, http or https URL we would connect to. A fragment is left out.
 */
bool cho_url_parse(cho_span text, cho_url *out);

/* "host", "host:port" or "[v6]:port" as a Host header wants it: without a default port. */
void cho_url_write_authority(const cho_url *url, cho_buf *out);
/* "/path?query" as a request line wants it; an empty path becomes "/". */
void cho_url_write_target(const cho_url *url, cho_buf *out);

/*
 * base without its query and fragment, one slash, path: ("http://a/b/", "/c") gives "http://a/b/c".
 */
void cho_url_join(cho_buf *out, cho_span base, cho_span path);

/* Everything but A-Z a-z 0-9 - . _ ~ becomes %XX (RFC 3986 section 2.3). */
void cho_url_encode(cho_buf *out, cho_span raw);
/* False on a % without two hex digits and on %00; out then holds a part. '+' stays a plus sign. */
bool cho_url_decode(cho_buf *out, cho_span text);

/*
 * The first parameter of that name in a raw query ("a=1&b=2", no '?'); the name is compared after
 * percent-decoding and without regard to ASCII case. *out is the value as it stands, still encoded;
 * empty for "a" and "a=". False: not there.
 */
bool cho_query_find(cho_span query, const char *name, cho_span *out);
#endif
