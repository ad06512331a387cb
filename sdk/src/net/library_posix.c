#include "net/library.h"

#include <curl/curl.h>
#include <libwebsockets.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool            is_started;

/*
 * Asked to set up OpenSSL, libwebsockets takes a new index for its per-connection data each time
 * and keeps it in a global: a second loop would break the handshakes of the first. So one context
 * that lives for a moment does it for all.
 */
static bool set_up_tls(void)
{
    struct lws_context_creation_info info;
    memset(&info, 0, sizeof info);
    info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    info.port    = CONTEXT_PORT_NO_LISTEN;
    info.uid     = -1;
    info.gid     = -1;
    info.fd_limit_per_thread = 1;

    struct lws_context *context = lws_create_context(&info);
    lws_context_destroy(context);
    return context != NULL;
}

/* Log lines go to stderr by default, name peers, and pass through one buffer for all threads. */
static void silence_log(void)
{
    lws_set_log_level(0, NULL);
}

bool cho_library_start(void)
{
    cho_library_lock();
    if (!is_started) {
        silence_log();
        is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && set_up_tls();
    }
    bool started = is_started;
    cho_library_unlock();
    return started;
}

void cho_library_lock(void)
{
    (void)pthread_mutex_lock(&lock);
}

void cho_library_unlock(void)
{
    (void)pthread_mutex_unlock(&lock);
}
