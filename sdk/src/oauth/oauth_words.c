#include "oauth/oauth_words.h"

#include <stdio.h>

/* ---- faults ---- */

typedef enum patience { PASSES, PASSES_IF_IT_WORKED, STAYS } patience;

static const struct {
    chorus_login_field field;
    patience           patience;
    const char        *text; /* %s is the service */
} faults[CHO_LOGIN_FAULT_COUNT] = {
    [CHO_LOGIN_NO_NAME]       = { CHORUS_LOGIN_FIELD_URL, PASSES,
                                  "Cannot reach %s: its name was not found. Check the network and how it is written" },
    [CHO_LOGIN_REFUSED]       = { CHORUS_LOGIN_FIELD_URL, PASSES,
                                  "Cannot reach %s: nothing accepts connections there. Check address and port, and that it runs" },
    [CHO_LOGIN_SILENT]        = { CHORUS_LOGIN_FIELD_URL, PASSES,
                                  "Cannot reach %s: it does not answer. Check the network" },
    [CHO_LOGIN_BROKEN_OFF]    = { CHORUS_LOGIN_FIELD_URL, PASSES,
                                  "Cannot reach %s: the connection broke. Check the network" },
    [CHO_LOGIN_NO_MEMORY]     = { CHORUS_LOGIN_FIELD_NONE, PASSES, "Cannot ask %s: there is not enough memory" },
    [CHO_LOGIN_BUSY]          = { CHORUS_LOGIN_FIELD_NONE, PASSES, "%s is busy and wants us to wait" },
    [CHO_LOGIN_FAILING]       = { CHORUS_LOGIN_FIELD_NONE, PASSES, "%s has a problem of its own. It is asked again" },
    [CHO_LOGIN_NOT_TRUSTED]   = { CHORUS_LOGIN_FIELD_CERTIFICATE, PASSES_IF_IT_WORKED,
                                  "The certificate of %s is not trusted. Check its name and who has signed it" },
    [CHO_LOGIN_OTHER_KEY]     = { CHORUS_LOGIN_FIELD_CERTIFICATE, PASSES_IF_IT_WORKED,
                                  "%s has shown another key than tls_pins names. Put the new one there if that is right" },
    [CHO_LOGIN_NO_TLS]        = { CHORUS_LOGIN_FIELD_URL, PASSES_IF_IT_WORKED,
                                  "%s does not speak TLS as it should. Check whether the address begins with http or https" },
    [CHO_LOGIN_WRONG_TIME]    = { CHORUS_LOGIN_FIELD_CLOCK, PASSES_IF_IT_WORKED,
                                  "The certificate of %s is not valid today by this machine's clock. Set the clock, "
                                  "or have the certificate renewed" },
    [CHO_LOGIN_NO_PROXY]      = { CHORUS_LOGIN_FIELD_PROXY, PASSES,
                                  "Cannot reach %s: the proxy does not answer. Check the proxy that the environment names" },
    [CHO_LOGIN_PROXY_REFUSES] = { CHORUS_LOGIN_FIELD_PROXY, PASSES,
                                  "Cannot reach %s: the proxy refuses. Check the proxy that the environment names" },
    [CHO_LOGIN_SENT_AWAY]     = { CHORUS_LOGIN_FIELD_URL, PASSES_IF_IT_WORKED,
                                  "%s sends us to another address. Write that one, or sign in to the network first" },
    [CHO_LOGIN_NOT_JSON]      = { CHORUS_LOGIN_FIELD_URL, PASSES_IF_IT_WORKED,
                                  "What answers at %s is no service of this kind. Check the address, or sign in to the "
                                  "network first" },
    [CHO_LOGIN_TOO_LONG]      = { CHORUS_LOGIN_FIELD_URL, PASSES_IF_IT_WORKED,
                                  "What answers at %s says more than such a service does. Check the address" },
    [CHO_LOGIN_NOT_THERE]     = { CHORUS_LOGIN_FIELD_URL, PASSES_IF_IT_WORKED,
                                  "There is no such service at %s. Check the address" },
    [CHO_LOGIN_WRONG_ID]      = { CHORUS_LOGIN_FIELD_CLIENT_ID, STAYS,
                                  "%s does not know this client_id. Register the game there, or write the right one" },
    [CHO_LOGIN_WRONG_ID_OR_SECRET] = { CHORUS_LOGIN_FIELD_CLIENT_ID, STAYS,
                                  "%s does not know this client_id, or wants a client_secret with it. Check both" },
    [CHO_LOGIN_WRONG_SECRET]  = { CHORUS_LOGIN_FIELD_CLIENT_SECRET, STAYS,
                                  "%s does not accept the client_secret. Write the right one, or none for a client without one" },
    [CHO_LOGIN_WRONG_SCOPES]  = { CHORUS_LOGIN_FIELD_SCOPES, STAYS,
                                  "%s does not give this client these scopes. Check how they are written and what it may have" },
    [CHO_LOGIN_WRONG_FLOW]    = { CHORUS_LOGIN_FIELD_FLOW, STAYS,
                                  "%s does not offer this way to sign in. Try the other flow" },
};

bool cho_login_is_final(cho_login_fault fault, bool has_worked)
{
    return faults[fault].patience == STAYS || (faults[fault].patience == PASSES_IF_IT_WORKED && !has_worked);
}

chorus_login_field cho_login_field(cho_login_fault fault)
{
    return faults[fault].field;
}

/* ---- states ---- */

/* Nobody types "https://". */
static const char *bare(const char *url)
{
    const char *host = strstr(url, "://");
    return host == NULL ? url : host + 3;
}

static void write_code(cho_login *m, const char *before)
{
    const cho_login_code *code = &m->shown.is;
    if (m->shows_code)
        (void)snprintf(m->text, sizeof m->text, "%sOn your phone, open %s and type %s", before, bare(code->url), code->code);
    else
        (void)snprintf(m->text, sizeof m->text, "%sThe code is hidden. Show it when nobody else sees the screen", before);
}

static void write_of_site(cho_login *m, const char *format)
{
    (void)snprintf(m->text, sizeof m->text, format, m->setup.site);
}

static void write_of_user(cho_login *m, const char *with, const char *without)
{
    if (m->user[0] != '\0')
        (void)snprintf(m->text, sizeof m->text, with, m->user);
    else
        (void)snprintf(m->text, sizeof m->text, "%s", without);
}

void cho_login_write_text(cho_login *m)
{
    bool has_token = m->phase != CHO_LOGIN_CODES;
    switch (m->state) {
    case CHORUS_LOGIN_REQUESTING: write_of_site(m, has_token ? "Signing in at %s" : "Asking %s for a code"); break;
    case CHORUS_LOGIN_CODE_READY: write_code(m, m->codes > 1 ? "The code was renewed. " : ""); break;
    case CHORUS_LOGIN_WAITING:    write_code(m, "Waiting for you. "); break;
    case CHORUS_LOGIN_CONFIRM:
        write_of_user(m, "%s has said yes. Is that the right person?", "Somebody has said yes. Was that the right person?");
        break;
    case CHORUS_LOGIN_SIGNED_IN:  write_of_user(m, "Signed in as %s", "Signed in"); break;
    case CHORUS_LOGIN_OFFLINE:
    case CHORUS_LOGIN_MISCONFIGURED: write_of_site(m, faults[m->fault].text); break;
    default: break; /* these have sentences of their own */
    }
}

void cho_login_set_text(cho_login *m, const char *text)
{
    (void)snprintf(m->text, sizeof m->text, "%s", text);
}

void cho_login_write_other_user(const cho_login *m, char text[CHO_LOGIN_TEXT_SIZE])
{
    (void)snprintf(text, CHO_LOGIN_TEXT_SIZE, "%s has said yes, but this is for %s. Try again for a new code",
                   m->user[0] != '\0' ? m->user : "Somebody without a name", m->setup.expected_user);
}
