/*
 * load_bare - libwebsockets as it comes, as a server for the same crowd: what a host costs is held against it.
 *
 * It greets each connection with a scene, so that the crowd has something to press, and answers each message that
 * wants one with a reply of a host's length, with nothing in between. It prints its port, and ends when standard input does.
 */
#ifndef _GNU_SOURCE
#    define _GNU_SOURCE /* for memmem() */
#endif
#include <libwebsockets.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ROOM = 256 };

#define SCENE                                                                                                  \
    "{\"type\":\"method\",\"id\":1,\"method\":\"onSceneCreate\",\"params\":{\"scenes\":[{\"sceneID\":\"default\","     \
    "\"controls\":[{\"controlID\":\"left\",\"kind\":\"button\"},{\"controlID\":\"right\",\"kind\":\"button\"}]}]},"    \
    "\"seq\":1,\"discard\":true}"

typedef struct visitor {
    bool is_greeted;
    int  id, owed;
} visitor;

static volatile bool must_stop;

static int write_text(struct lws *wsi, const char *text, size_t len)
{
    unsigned char frame[LWS_PRE + 512];
    memcpy(frame + LWS_PRE, text, len);
    return lws_write(wsi, frame + LWS_PRE, len, LWS_WRITE_TEXT) < (int)len ? -1 : 0;
}

static int write_next(struct lws *wsi, visitor *v)
{
    char text[ROOM];
    if (!v->is_greeted) {
        v->is_greeted = true;
        return write_text(wsi, SCENE, strlen(SCENE));
    }
    if (v->owed == 0)
        return 0;
    v->id++;
    if (--v->owed > 0)
        lws_callback_on_writable(wsi);
    int len = snprintf(text, sizeof text, "{\"id\":%d,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":1}", v->id);
    return write_text(wsi, text, (size_t)len);
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
    visitor *v = user;
    switch ((int)reason) {
    case LWS_CALLBACK_RECEIVE:
        if (memmem(in, len, "\"discard\":true", 14) != NULL)
            return 0;
        v->owed++;
        lws_callback_on_writable(wsi);
        return 0;
    case LWS_CALLBACK_ESTABLISHED:
        lws_callback_on_writable(wsi);
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return write_next(wsi, v);
    default:
        return 0;
    }
}

static void *serve(void *context)
{
    while (!must_stop && lws_service(context, 0) >= 0)
        continue;
    return NULL;
}

static void allow_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

int main(void)
{
    static const struct lws_protocols protocols[] = {
        { "bare", on_lws, sizeof(visitor), 4096, 0, NULL, 0 },
        { NULL, NULL, 0, 0, 0, NULL, 0 },
    };
    struct lws_context_creation_info info;
    pthread_t                        thread;
    char                             byte;
    allow_descriptors();
    memset(&info, 0, sizeof info);
    info.options   = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    info.port      = 0;
    info.iface     = "127.0.0.1";
    info.protocols = protocols;
    lws_set_log_level(LLL_ERR, NULL);
    struct lws_context *context = lws_create_context(&info);
    struct lws_vhost   *vhost   = context == NULL ? NULL : lws_create_vhost(context, &info);
    if (vhost == NULL || pthread_create(&thread, NULL, serve, context) != 0)
        return 1;
    printf("{\"port\":%d}\n", lws_get_vhost_listen_port(vhost));
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    must_stop = true;
    lws_cancel_service(context);
    pthread_join(thread, NULL);
    lws_context_destroy(context);
    return 0;
}
