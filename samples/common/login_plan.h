/*
 * login_plan.h - what the sign-in screen says in each state and where it stands. Nothing is drawn here.
 */
#ifndef SAMPLES_COMMON_LOGIN_PLAN_H
#define SAMPLES_COMMON_LOGIN_PLAN_H

#include "common/login.h"
#include "common/look.h"

enum {
    SAMPLE_LOGIN_KEYS_MAX    = 2,
    SAMPLE_LOGIN_NAME_BYTES  = 64,
    SAMPLE_LOGIN_CLOCK_BYTES = 32,
    SAMPLE_LOGIN_GROUPS_MAX  = 4,
    SAMPLE_LOGIN_QUIET       = 4, /* modules of white around a QR code (ISO/IEC 18004) */
    SAMPLE_LOGIN_PITCH       = 6, /* from letter to letter of a code, at size 1; so are all below */
    SAMPLE_LOGIN_CODE_PAD    = 2,
    SAMPLE_LOGIN_CODE_GAP    = 3,
    SAMPLE_LOGIN_KEY_GAP     = 4
};

typedef struct sample_login_key {
    const char       *name; /* SDL's; NULL: no further key */
    const char       *meaning;
    sample_login_wish wish;
} sample_login_key;

/* SAMPLE_LOGIN_KEYS_MAX of them. */
const sample_login_key *sample_login_keys(const chorus_event_login *now);
int                     sample_login_keys_width(const sample_stage *stage, const sample_login_key *keys, int size);

/* A few words; empty for states that are not known. */
const char *sample_login_title(chorus_login_state state);

/* Who said yes, as far as it fits. */
void sample_login_name(const chorus_event_login *now, char out[SAMPLE_LOGIN_NAME_BYTES]);

/* How long there is, or until what; empty when there is no such thing. */
void sample_login_clock(const chorus_event_login *now, char out[SAMPLE_LOGIN_CLOCK_BYTES]);

/* The code as groups of letters; of a hidden one, stars. */
typedef struct sample_login_groups {
    const char *letters[SAMPLE_LOGIN_GROUPS_MAX];
    size_t      len[SAMPLE_LOGIN_GROUPS_MAX];
    size_t      count; /* 0: this state has no code */
} sample_login_groups;

void sample_login_split(const chorus_event_login *now, sample_login_groups *out);
int  sample_login_group_width(size_t letters, int size);
int  sample_login_group_height(int size);
int  sample_login_line_width(const sample_login_groups *groups, size_t first, size_t count, int size);

/* From top to bottom. */
typedef enum sample_login_row {
    SAMPLE_LOGIN_TITLE,
    SAMPLE_LOGIN_NAME,
    SAMPLE_LOGIN_SENTENCE,
    SAMPLE_LOGIN_CODE,
    SAMPLE_LOGIN_CLOCK,
    SAMPLE_LOGIN_HELP,
    SAMPLE_LOGIN_ROWS
} sample_login_row;

typedef struct sample_login_plan {
    SDL_Rect     qr;
    int          module; /* pixels; 0: no QR code */
    SDL_Rect     column; /* that the rows fill    */
    sample_align align;
    int          size, title_size, name_size, code_size; /* of text */
    size_t       groups_in_line;
    int          height[SAMPLE_LOGIN_ROWS]; /* 0: not there */
    int          gap;
} sample_login_plan;

void sample_login_lay_out(const sample_stage *stage, const chorus_event_login *now, sample_login_plan *out);

#endif
