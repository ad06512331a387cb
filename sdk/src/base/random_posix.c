#include "base/random.h"

#include <sys/random.h>

enum { MOST_AT_ONCE = 256 }; /* getentropy refuses more */

bool cho_random_bytes(void *out, size_t len)
{
    unsigned char *at = out;
    while (len > 0) {
        size_t part = len < MOST_AT_ONCE ? len : MOST_AT_ONCE;
        if (getentropy(at, part) != 0)
            return false;
        at += part;
        len -= part;
    }
    return true;
}
