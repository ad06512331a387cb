/*
 * login.h - the screen over a game while somebody signs in: the code in groups with large letters and
 * as a QR code, what to do in a sentence, how long there is, and the keys that help. It fits itself to
 * any window of at least 320 by 320 pixels and never covers a part of itself.
 */
#ifndef SAMPLES_COMMON_LOGIN_H
#define SAMPLES_COMMON_LOGIN_H

#include "common/stage.h"

#include <chorus/oauth.h>

/* What a key asks for. */
typedef enum sample_login_wish {
    SAMPLE_LOGIN_NOTHING,
    SAMPLE_LOGIN_ACCEPT,
    SAMPLE_LOGIN_REJECT,
    SAMPLE_LOGIN_RETRY,
    SAMPLE_LOGIN_SHOW /* the code that is hidden */
} sample_login_wish;

/* What lasts longer than an event. Begin with all zero. */
typedef struct sample_login {
    char     code[32];     /* that is shown                       */
    uint32_t whole_s;      /* the most that was left of it        */
    double   signed_in_at; /* on the stage's clock; 0: nobody is  */
} sample_login;

/* Once a frame, before the others: what the login says now. */
void sample_login_follow(sample_login *login, const sample_stage *stage, const chorus_event_login *now);

/* False when there is nothing to say: nobody signs in, or somebody has done so a while ago. */
bool sample_login_wants_screen(const sample_login *login, const sample_stage *stage, const chorus_event_login *now);

/* What this key means in this state. */
sample_login_wish sample_login_read_key(const chorus_event_login *now, SDL_Keycode key);

/* The whole screen. */
void sample_login_draw(const sample_login *login, const sample_stage *stage, const chorus_event_login *now);

#endif
