/*
 * settings.h - what the player can change while the game runs, as a list of rows and what keys do to them.
 * It changes values and says what that means for the game; it calls nothing and draws nothing.
 */
#ifndef SAMPLES_ENGINE_SETTINGS_H
#define SAMPLES_ENGINE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SETTINGS_URL_BYTES = 128, SETTINGS_PORT_BYTES = 6, SETTINGS_LINE_BYTES = 160 };

typedef enum settings_row {
    SETTINGS_URL,         /* another host's address; empty: a host of our own */
    SETTINGS_PORT,        /* of our own host                                  */
    SETTINGS_AUDIENCE,    /* may play, or waits                               */
    SETTINGS_COMPRESSION, /* from the next connection on                      */
    SETTINGS_LOADING,     /* what the audience does while the game loads      */
    SETTINGS_FIGURES,     /* shown or not                                     */
    SETTINGS_LEVEL,       /* load the next one                                */
    SETTINGS_ACCOUNT,     /* sign out, for another one                        */
    SETTINGS_QUIT,
    SETTINGS_ROWS
} settings_row;

/* What a key was, without regard to who tells. */
typedef enum settings_key {
    SETTINGS_KEY_OTHER,
    SETTINGS_KEY_UP,
    SETTINGS_KEY_DOWN,
    SETTINGS_KEY_LEFT,
    SETTINGS_KEY_RIGHT,
    SETTINGS_KEY_ENTER,
    SETTINGS_KEY_ESCAPE,
    SETTINGS_KEY_BACKSPACE
} settings_key;

/* What is to be done now. */
typedef enum settings_wish {
    SETTINGS_NOTHING,
    SETTINGS_MOVE, /* to the host that url and port name */
    SETTINGS_SET_READY,
    SETTINGS_LOAD,
    SETTINGS_SIGN_OUT,
    SETTINGS_CLOSE, /* back to the game */
    SETTINGS_END    /* of the game      */
} settings_wish;

/* Begin with settings_init(). */
typedef struct settings {
    char         url[SETTINGS_URL_BYTES];
    char         port[SETTINGS_PORT_BYTES]; /* digits */
    bool         is_staging;                /* the audience waits              */
    int          compression;               /* index into settings_schemes     */
    bool         pauses_audience;           /* while the game loads            */
    bool         shows_figures;
    bool         has_account; /* somebody is signed in                        */
    bool         is_open;
    settings_row row;
    bool         is_edited; /* url or port differ from where the game is    */
    const char  *fault;     /* what is wrong with them; NULL: nothing       */
} settings;

extern const char *const settings_schemes[];

/* url NULL: a host of our own on this port. */
void settings_init(settings *s, const char *url, uint16_t port);

/* A key while the settings are open. character: what it types, 0: nothing. */
settings_wish settings_press(settings *s, settings_key key, char character);

/* 0 when what stands there is no port. */
uint16_t settings_port(const settings *s);

const char *settings_name(settings_row row);
void        settings_describe(const settings *s, settings_row row, char *out, size_t out_size);

#endif
