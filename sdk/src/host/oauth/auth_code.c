#include "host/oauth/auth_code.h"

#include "base/random.h"

#include <stdio.h>

/* The long code's come first. */
static const char alphabet[] = "BCDFGHJKLMNPQRSTVWXZ34679";

enum { SHORT_LEN = 6, LONG_LEN = 8, SHORT_BASE = 25, LONG_BASE = 20, DRAWN = 16 };

/* Bytes that would make some characters likelier than others are left out. */
static size_t take_bytes(const unsigned char *drawn, unsigned base, char *out, size_t have, size_t wanted)
{
    unsigned limit = 256 / base * base;
    for (size_t i = 0; i < DRAWN && have < wanted; i++) {
        if (drawn[i] < limit)
            out[have++] = alphabet[drawn[i] % base];
    }
    return have;
}

bool cho_auth_code_make(cho_auth_code_kind kind, char out[CHO_AUTH_CODE_SIZE])
{
    unsigned char drawn[DRAWN];
    unsigned      base   = kind == CHO_AUTH_SHORT ? SHORT_BASE : LONG_BASE;
    size_t        wanted = kind == CHO_AUTH_SHORT ? SHORT_LEN : LONG_LEN, have = 0;
    while (have < wanted) {
        if (!cho_random_bytes(drawn, sizeof drawn))
            return false;
        have = take_bytes(drawn, base, out, have, wanted);
    }
    out[wanted] = '\0';
    return true;
}

void cho_auth_code_show(const char *code, char out[CHO_AUTH_SHOWN_SIZE])
{
    if (strlen(code) == LONG_LEN)
        snprintf(out, CHO_AUTH_SHOWN_SIZE, "%.4s-%.4s", code, code + LONG_LEN / 2);
    else
        snprintf(out, CHO_AUTH_SHOWN_SIZE, "%s", code);
}

static char capital_of(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

cho_auth_typed cho_auth_code_read(cho_span typed, char out[CHO_AUTH_CODE_SIZE], char *strange)
{
    size_t len = 0;
    out[0] = *strange = '\0';
    for (size_t i = 0; i < typed.len; i++) {
        char c = capital_of(typed.ptr[i]);
        if (c == ' ' || c == '-' || c == '\t')
            continue;
        if (c == '\0' || strchr(alphabet, c) == NULL) {
            *strange = c > ' ' && c <= '~' ? c : '\0';
            return CHO_AUTH_TYPED_STRANGE;
        }
        if (len == LONG_LEN)
            return CHO_AUTH_TYPED_LENGTH;
        out[len++] = c;
    }
    out[len] = '\0';
    return len == SHORT_LEN || len == LONG_LEN ? CHO_AUTH_TYPED_CODE : CHO_AUTH_TYPED_LENGTH;
}
