#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEMES = 3, PORT_MAX = 65535 };

const char *const settings_schemes[SCHEMES] = { "text", "gzip", "lz4" };

void settings_init(settings *s, const char *url, uint16_t port)
{
    *s = (settings){ .shows_figures = true };
    snprintf(s->url, sizeof s->url, "%s", url == NULL ? "" : url);
    snprintf(s->port, sizeof s->port, "%u", (unsigned)port);
}

uint16_t settings_port(const settings *s)
{
    long port = strtol(s->port, NULL, 10);
    return port < 1 || port > PORT_MAX ? 0 : (uint16_t)port;
}

/* ---- editing ---------------------------------------------------------------------------------- */

/* What such a text is; the library says the rest when it tries to connect. */
static const char *fault_of(const settings *s)
{
    static const char *const schemes[] = { "ws://", "wss://", "http://", "https://" };
    if (s->url[0] == '\0')
        return settings_port(s) == 0 ? "a port is a number from 1 to 65535" : NULL;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t len = strlen(schemes[i]);
        if (strncmp(s->url, schemes[i], len) == 0 && s->url[len] != '\0')
            return NULL;
    }
    return "begin with ws://, wss://, http:// or https://, or leave it empty";
}

static void edit(settings *s, char *text, size_t size, settings_key key, char character)
{
    size_t len = strlen(text);
    if (key == SETTINGS_KEY_BACKSPACE && len > 0)
        text[len - 1] = '\0';
    else if (key == SETTINGS_KEY_OTHER && character > ' ' && character < 0x7f && len + 1 < size) {
        text[len]     = character;
        text[len + 1] = '\0';
    } else
        return;
    s->is_edited = true;
    s->fault     = NULL;
}

static settings_wish leave_text(settings *s)
{
    s->fault = fault_of(s);
    if (s->fault != NULL || !s->is_edited)
        return SETTINGS_NOTHING;
    s->is_edited = false;
    return SETTINGS_MOVE;
}

/* ---- keys ------------------------------------------------------------------------------------- */

static settings_wish change(settings *s, int by)
{
    switch (s->row) {
    case SETTINGS_AUDIENCE: s->is_staging = !s->is_staging; return SETTINGS_SET_READY;
    case SETTINGS_COMPRESSION: s->compression = (s->compression + SCHEMES + by) % SCHEMES; break;
    case SETTINGS_LOADING: s->pauses_audience = !s->pauses_audience; break;
    case SETTINGS_FIGURES: s->shows_figures = !s->shows_figures; break;
    default: break;
    }
    return SETTINGS_NOTHING;
}

static settings_wish enter(settings *s)
{
    switch (s->row) {
    case SETTINGS_URL:
    case SETTINGS_PORT: return leave_text(s);
    case SETTINGS_LEVEL: return SETTINGS_LOAD;
    case SETTINGS_ACCOUNT: return s->has_account ? SETTINGS_SIGN_OUT : SETTINGS_NOTHING;
    case SETTINGS_QUIT: return SETTINGS_END;
    default: return change(s, 1);
    }
}

settings_wish settings_press(settings *s, settings_key key, char character)
{
    switch (key) {
    case SETTINGS_KEY_UP: s->row = (settings_row)((s->row + SETTINGS_ROWS - 1) % SETTINGS_ROWS); break;
    case SETTINGS_KEY_DOWN: s->row = (settings_row)((s->row + 1) % SETTINGS_ROWS); break;
    case SETTINGS_KEY_LEFT: return change(s, -1);
    case SETTINGS_KEY_RIGHT: return change(s, 1);
    case SETTINGS_KEY_ENTER: return enter(s);
    case SETTINGS_KEY_ESCAPE: return SETTINGS_CLOSE;
    case SETTINGS_KEY_BACKSPACE:
    case SETTINGS_KEY_OTHER:
        if (s->row == SETTINGS_URL)
            edit(s, s->url, sizeof s->url, key, character);
        else if (s->row == SETTINGS_PORT && (key == SETTINGS_KEY_BACKSPACE || (character >= '0' && character <= '9')))
            edit(s, s->port, sizeof s->port, key, character);
        break;
    }
    return SETTINGS_NOTHING;
}

/* ---- words ------------------------------------------------------------------------------------ */

const char *settings_name(settings_row row)
{
    static const char *const names[SETTINGS_ROWS] = {
        "Another host", "Own host's port", "Audience", "Compression", "While loading",
        "Figures",      "Next level",      "Account",  "Quit",
    };
    return row < SETTINGS_ROWS ? names[row] : "";
}

static const char *value_of(const settings *s, settings_row row)
{
    switch (row) {
    case SETTINGS_URL: return s->url[0] == '\0' ? "none: the host is ours" : s->url;
    case SETTINGS_PORT: return s->port;
    case SETTINGS_AUDIENCE: return s->is_staging ? "waits (staging)" : "plays (ready)";
    case SETTINGS_COMPRESSION: return s->compression == 0 ? "off" : settings_schemes[s->compression];
    case SETTINGS_LOADING: return s->pauses_audience ? "audience waits" : "audience goes on";
    case SETTINGS_FIGURES: return s->shows_figures ? "shown" : "hidden";
    case SETTINGS_LEVEL: return "load it";
    case SETTINGS_ACCOUNT: return s->has_account ? "sign out" : "none is needed here";
    default: return "";
    }
}

void settings_describe(const settings *s, settings_row row, char *out, size_t out_size)
{
    bool is_text = row == SETTINGS_URL || row == SETTINGS_PORT;
    bool is_here = is_text && row == s->row;
    snprintf(out, out_size, "%s%s", is_here && row == SETTINGS_URL ? s->url : value_of(s, row), is_here ? "_" : "");
}
