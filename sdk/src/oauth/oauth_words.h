/*
 * oauth_words.h - what people are told: one sentence for each state and each fault.
 * Layer    oauth. Includes oauth_login.h.
 * Thread   as the login.
 * Memory   writes into the login.
 * Trust    names and addresses may be a peer's: what no screen should show is replaced.
 */
#ifndef CHO_OAUTH_WORDS_H
#define CHO_OAUTH_WORDS_H

#include "oauth/oauth_login.h"

/* The sentence for the state it is in. */
void cho_login_write_text(cho_login *m);
void cho_login_set_text(cho_login *m, const char *text);
/* Somebody said yes who is not the expected one. */
void cho_login_write_other_user(const cho_login *m, char text[CHO_LOGIN_TEXT_SIZE]);

/* Trying again alone does not help. Some faults pass by themselves where everything worked before. */
bool cho_login_is_final(cho_login_fault fault, bool has_worked);
/* The option to look at. */
chorus_login_field cho_login_field(cho_login_fault fault);

#endif
