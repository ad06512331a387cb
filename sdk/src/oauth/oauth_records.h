/*
 * oauth_records.h - what travels between the two sides of a login.
 * Layer    oauth. Includes core/.
 * Thread   written on one side, read on the other.
 * Memory   see core/record.h and core/command.h.
 * Trust    checked by whoever wrote it. Some of it is secret.
 */
#ifndef CHO_OAUTH_RECORDS_H
#define CHO_OAUTH_RECORDS_H

#include "core/command.h"
#include "core/record.h"

enum {
    CHO_LOGIN_RECORD_STATE = CHO_RECORD_MODULE, /* cho_login_told   */
    CHO_LOGIN_RECORD_TOKEN,                     /* cho_record_token */
    CHO_LOGIN_RECORD_NO_TOKEN,                  /* nothing          */
    CHO_LOGIN_RECORD_KEEP                       /* for the hooks: a NUL-terminated blob, empty to erase */
};

/* Behind the struct: the texts, then the bits of the QR code. */
typedef struct cho_login_told {
    int32_t  state, field;
    uint64_t until_ns; /* monotonic; 0: nothing is counted down */
    uint32_t round, qr_side;
    uint32_t code_len, url_len, url_with_code_len, user_len, text_len;
} cho_login_told;

enum {
    CHO_LOGIN_ACCEPT = CHO_COMMAND_MODULE, /* cho_login_wish: the round that was agreed to */
    CHO_LOGIN_REJECT,                      /* the same                                     */
    CHO_LOGIN_RETRY,
    CHO_LOGIN_REFRESH,
    CHO_LOGIN_SIGN_OUT,
    CHO_LOGIN_SHOW_CODE /* cho_login_wish: 1 or 0 */
};

typedef struct cho_login_wish {
    cho_command head;
    uint32_t    value;
} cho_login_wish;

#endif
