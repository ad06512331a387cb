#include "host/service/host_config_clients.h"

#include "base/alloc.h"
#include "base/options.h"
#include "base/utf8.h"
#include "host/oauth/auth_scope.h"
#include "host/oauth/auth_secret.h"
#include "host/room/host_secret.h"

#include <stdio.h>

#define USUAL_SCOPES "interactive:robot:self interactive:play:self user:details:self interactive:manage:self"

static bool read_client(const chorus_host_options *options, uint32_t i, chorus_host_client *out)
{
    return cho_options_copy(out, sizeof *out, cho_options_nth(options->clients, i)) == CHORUS_OK;
}

static bool is_label(const char *text)
{
    return text == NULL || (strlen(text) <= CHO_DATA_LABEL_MAX && cho_utf8_valid(text, strlen(text)));
}

static const char *find_fault(const chorus_host_client *client)
{
    uint32_t scopes;
    if (client->client_id == NULL || !cho_host_can_be_secret(client->client_id)
        || strlen(client->client_id) > CHO_DATA_CLIENT_ID_MAX)
        return "clients: a client_id is 1 to 64 printable characters without spaces";
    if (!is_label(client->name) || !is_label(client->publisher))
        return "clients: name and publisher are at most 64 bytes of UTF-8";
    if (client->secret != NULL && !cho_host_can_be_secret(client->secret))
        return "clients: a secret is 1 to 128 printable characters without spaces";
    if (client->redirect_uris != NULL && strlen(client->redirect_uris) > CHO_DATA_REDIRECTS_MAX)
        return "clients: redirect_uris are at most 512 bytes together";
    if (client->scopes != NULL && !cho_auth_scopes_read(cho_span_of(client->scopes), &scopes))
        return "clients: scopes names one that there is not";
    return NULL;
}

const char *cho_host_clients_fault(const chorus_host_options *options)
{
    const char        *fault = NULL;
    chorus_host_client client;
    if (options->client_count > 0 && options->clients == NULL)
        return "clients: there are none";
    for (uint32_t i = 0; i < options->client_count && fault == NULL; i++)
        fault = read_client(options, i, &client) ? find_fault(&client) : "clients: CHORUS_INIT is needed for each";
    return fault;
}

static void put(char *to, size_t size, const char *text, const char *otherwise)
{
    snprintf(to, size, "%s", text != NULL ? text : otherwise);
}

static void fill_in(cho_data_client *to, const chorus_host_client *from)
{
    uint32_t scopes = 0;
    char     text[CHO_AUTH_SCOPES_SIZE];
    (void)cho_auth_scopes_read(cho_span_of(from->scopes != NULL ? from->scopes : USUAL_SCOPES), &scopes);
    cho_auth_scopes_write(scopes, text);
    put(to->id, sizeof to->id, from->client_id, "");
    put(to->name, sizeof to->name, from->name, from->client_id);
    put(to->publisher, sizeof to->publisher, from->publisher, "");
    put(to->redirects, sizeof to->redirects, from->redirect_uris, "");
    put(to->scopes, sizeof to->scopes, text, "");
    if (from->secret == NULL)
        return;
    cho_auth_digest digest = cho_auth_digest_of(cho_span_of(from->secret));
    memcpy(to->secret, digest.bytes, sizeof to->secret);
}

chorus_result cho_host_clients_copy(const chorus_host_options *options, const chorus_allocator *heap,
                                    cho_data_client **out)
{
    chorus_host_client client;
    *out = options->client_count == 0 ? NULL : cho_alloc_zero(heap, options->client_count * sizeof **out);
    if (*out == NULL)
        return options->client_count == 0 ? CHORUS_OK : CHORUS_E_MEMORY;
    for (uint32_t i = 0; i < options->client_count; i++) {
        if (read_client(options, i, &client))
            fill_in(&(*out)[i], &client);
    }
    return CHORUS_OK;
}
