#include "interactive/interactive_wire.h"

static bool is_of_header(const cho_ia_link *ia, const char *token)
{
    static const char scheme[] = "Bearer ";
    const char       *header   = ia->auth.header;
    return header != NULL && strncmp(header, scheme, sizeof scheme - 1) == 0 &&
           strcmp(header + sizeof scheme - 1, token) == 0;
}

/* The one that is known and was refused is none. */
static bool is_usable(const cho_ia_link *ia, const char *token)
{
    return token != NULL && !(ia->auth.is_due && is_of_header(ia, token));
}

static void wait_for(cho_ia_link *ia, const char *text)
{
    const cho_cause cause = { .result = CHORUS_OK, .text = text };
    ia->waits_for_login   = true;
    cho_ia_enter(ia, CHORUS_STATE_CONNECTING, &cause);
}

bool cho_ia_take_login(cho_ia_link *ia)
{
    const cho_link *login = cho_link_find(&ia->base, ia->login);
    ia->waits_for_login   = false;
    if (login == NULL) {
        cho_ia_end(ia, CHORUS_E_NETWORK, 0, "the login was closed");
    } else if (!is_usable(ia, login->local_token)) {
        wait_for(ia, login->local_token == NULL ? "waiting for somebody to sign in" : "waiting for a new token");
    } else if (!cho_ia_use_token(ia, login->local_token, NULL)) {
        cho_ia_try_again(ia, CHORUS_E_MEMORY, 0, chorus_strerror(CHORUS_E_MEMORY));
    } else {
        ia->auth.has_refreshed |= ia->auth.is_due;
        ia->auth.is_due = false;
        return true;
    }
    return false;
}

void cho_ia_renew_login(cho_ia_link *ia)
{
    cho_link *login = cho_link_find(&ia->base, ia->login);
    if (login != NULL && login->ops->renew != NULL && login->local_token != NULL && is_of_header(ia, login->local_token))
        login->ops->renew(login);
}

void cho_ia_hear(cho_link *link, const cho_link *from)
{
    cho_ia_link *ia = (cho_ia_link *)link;
    if (from->session == ia->login && ia->waits_for_login) {
        cho_ia_connect(ia);
        cho_link_publish_records(link);
    }
}
