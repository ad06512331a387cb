/*
 * auth_code.h - the codes that people read from one screen and type into another.
 * Layer    host. Includes base/ only.
 * Thread   any.
 * Memory   the caller's.
 * Trust    what is typed is any bytes. Every code of a kind is equally likely.
 *
 * No vowels, so no words; of letters and digits that look alike only the letter.
 */
#ifndef CHO_AUTH_CODE_H
#define CHO_AUTH_CODE_H

#include "base/span.h"

typedef enum cho_auth_code_kind {
    CHO_AUTH_SHORT, /* 6 characters of 25: what clients in the field have room for */
    CHO_AUTH_LONG   /* 8 of 20, shown as BCDF-GHJK: RFC 8628 section 6.1 */
} cho_auth_code_kind;

enum {
    CHO_AUTH_CODE_SIZE  = 9, /* of the plain code and a NUL */
    CHO_AUTH_SHOWN_SIZE = 10
};

/* A plain code: capitals and digits, no dash. False: the system has no randomness. */
bool cho_auth_code_make(cho_auth_code_kind kind, char out[CHO_AUTH_CODE_SIZE]);

/* As it is shown to people. */
void cho_auth_code_show(const char *code, char out[CHO_AUTH_SHOWN_SIZE]);

typedef enum cho_auth_typed {
    CHO_AUTH_TYPED_CODE,
    CHO_AUTH_TYPED_STRANGE, /* a character that is in no code */
    CHO_AUTH_TYPED_LENGTH   /* too few, or too many */
} cho_auth_typed;

/*
 * What was typed as a plain code; case, spaces and dashes do not count. *strange is the first character that
 * is in no code, a capital where it is a letter, '\0' where it is no visible ASCII.
 */
cho_auth_typed cho_auth_code_read(cho_span typed, char out[CHO_AUTH_CODE_SIZE], char *strange);

#endif
